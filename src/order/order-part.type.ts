import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { DateTimeScalar, MoneyType } from '../platform/graphql/index.js';
import { ApprovalDecision, BuyerLimitKind, HoldReason } from './order.enum.js';
import { OrderState } from './order.machine.js';

@ObjectType({ description: 'A reseller with a part in an order.' })
export class OrderParty {
  @Field(() => ID, { description: 'Id of the reseller.' })
  id: string;

  @Field(() => String, { description: 'Name under which the company is registered.' })
  legalName: string;
}

@ObjectType({ description: 'Where an order is shipped to, kept as it was when it was submitted.' })
export class ShipTo {
  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the address in the address book of the buyer, which may have changed since.',
  })
  addressId: string | null;

  @Field(() => String, { description: 'Who receives the goods.' })
  recipient: string;

  @Field(() => String, { description: 'Street and number.' })
  line1: string;

  @Field(() => String, { nullable: true, description: 'Second line; null when there is none.' })
  line2: string | null;

  @Field(() => String, { description: 'City or town.' })
  city: string;

  @Field(() => String, {
    nullable: true,
    description: 'State, province or prefecture; null where addresses have none.',
  })
  region: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Postal code; null where addresses have none.',
  })
  postalCode: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the country.' })
  countryCode: string;

  @Field(() => String, { nullable: true, description: 'Telephone number; null when unknown.' })
  phone: string | null;
}

@ObjectType({ description: 'Who will use what was ordered.' })
export class EndCustomer {
  @Field(() => String, { description: 'Name of the end customer.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: "The end customer's own reference; null when there is none.",
  })
  reference: string | null;
}

@ObjectType({ description: 'A reason for which an order waits.' })
export class Hold {
  @Field(() => ID, { description: 'Id of the hold.' })
  id: string;

  @Field(() => HoldReason, { description: 'Why it waits.' })
  reason: HoldReason;

  @Field(() => String, { nullable: true, description: 'What was noted with it.' })
  note: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was placed.' })
  placedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was released; null while it is open.',
  })
  releasedAt: Date | null;

  @Field(() => Int, {
    description: 'Whole hours from when it was placed until it was released, or until now.',
  })
  ageHours: number;
}

@ObjectType({ description: 'The credit that an order waits for.' })
export class OrderCredit {
  @Field(() => MoneyType, {
    description: "Exposure of the payer's account in the order's currency, without this order.",
  })
  exposure: Money;

  @Field(() => MoneyType, {
    description: 'What is left of the limit; negative after it was lowered below the exposure.',
  })
  available: Money;

  @Field(() => MoneyType, {
    description: 'By how much the order is above what is left; 0 when it would fit now.',
  })
  shortBy: Money;
}

@ObjectType({ description: "The decision that an order above its buyer's limit needs." })
export class OrderApproval {
  @Field(() => BuyerLimitKind, { description: 'Which limit the order passed.' })
  overLimit: BuyerLimitKind;

  @Field(() => MoneyType, { description: 'The limit, on totals with tax, in the order currency.' })
  limit: Money;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the person who asked; null when it is not known any more.',
  })
  requestedBy: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Date;

  @Field(() => ApprovalDecision, {
    nullable: true,
    description: 'What was decided; null while it waits.',
  })
  decision: ApprovalDecision | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the person who decided; null while it waits, and when it expired.',
  })
  decidedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'What was noted with the decision.' })
  note: string | null;
}

@ObjectType({ description: 'One step in the life of an order.' })
export class OrderEvent {
  @Field(() => String, { description: 'What was done, such as SUBMIT, CANCEL or RELEASE_HOLD.' })
  operation: string;

  @Field(() => OrderState, {
    nullable: true,
    description: 'The state before; null when the order was made.',
  })
  from: OrderState | null;

  @Field(() => OrderState, { description: 'The state after.' })
  to: OrderState;

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  at: Date;

  @Field(() => String, {
    description:
      'Who did it: by name for people of your own company, by the name of the buyer for its people, "order desk" for staff, "system" for the portal itself. Staff see everybody by name.',
  })
  actor: string;

  @Field(() => Int, { description: 'The version that the order had after it.' })
  version: number;
}
