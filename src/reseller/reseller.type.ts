import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateScalar, DateTimeScalar } from '../platform/graphql/index.js';
import { AddressState, ResellerTier, ResellerType } from './reseller.enum.js';
import { ResellerState } from './reseller.machine.js';

registerEnumType(ResellerType, {
  name: 'ResellerType',
  description: 'How a reseller buys.',
  valuesMap: {
    DISTRIBUTOR: {
      description:
        'Buys from us for itself, and on behalf of its indirect resellers as partners of record.',
    },
    DIRECT_RESELLER: { description: 'Buys from us for itself.' },
    INDIRECT_RESELLER: { description: 'Buys through a distributor and submits no orders here.' },
  },
});

registerEnumType(ResellerTier, {
  name: 'ResellerTier',
  description: 'Standing in the partner programme; price lists can be made for a tier.',
  valuesMap: {
    REGISTERED: { description: 'The tier that every reseller begins in.' },
    AUTHORIZED: { description: 'The middle tier.' },
    PREMIER: { description: 'The highest tier.' },
  },
});

registerEnumType(ResellerState, {
  name: 'ResellerState',
  description: 'Whether a reseller may order.',
  valuesMap: {
    ACTIVE: { description: 'May order.' },
    SUSPENDED: {
      description:
        'No new orders for the time being; confirmed ones still ship, and reading stays possible.',
    },
    REAUTHORIZATION_DUE: {
      description: 'May order until reauthorizationDueOn, and then only after the reauthorisation.',
    },
    DEAUTHORIZED: { description: 'May not order; a new application can make it ACTIVE again.' },
    TERMINATED: { description: 'The business relation has ended for good.' },
  },
});

registerEnumType(AddressState, {
  name: 'AddressState',
  description: 'Whether an address can be used for new orders.',
  valuesMap: {
    ACTIVE: { description: 'Can be shipped to.' },
    ARCHIVED: { description: 'Is kept for the record only.' },
  },
});

@ObjectType({ description: 'A company that buys devices from us and sells them in its markets.' })
export class Reseller {
  @Field(() => ID, { description: 'Id of the reseller.' })
  id: string;

  @Field(() => String, { description: 'Name under which the company is registered.' })
  legalName: string;

  @Field(() => String, { description: 'Tax identification number in its country.' })
  taxId: string;

  @Field(() => String, { description: 'Country of registration, ISO 3166-1 alpha-2, such as DE.' })
  countryCode: string;

  @Field(() => ResellerType, { description: 'How it buys.' })
  type: ResellerType;

  @Field(() => ResellerTier, { description: 'Its standing in the partner programme.' })
  tier: ResellerTier;

  @Field(() => ResellerState, { description: 'Whether it may order.' })
  state: ResellerState;

  @Field(() => DateTimeScalar, { description: 'Since when it is in this state.' })
  stateSince: Date;

  @Field(() => DateTimeScalar, {
    description:
      'When it was approved, readmitted or last reauthorised. A year later a reauthorisation is demanded.',
  })
  authorizedAt: Date;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The first day without orders while it is REAUTHORIZATION_DUE, in the time zone of the order's market; null when none is set.",
  })
  reauthorizationDueOn: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Microsoft partner location id (PLA); null when it has none.',
  })
  partnerLocationId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Microsoft partner global id (PGA), shared by its locations; null when it has none.',
  })
  partnerGlobalId: string | null;

  @Field(() => Int, { description: 'Version to name as expectedVersion in an edit.' })
  version: number;
}

@ObjectType({ description: 'A place to which a reseller has goods shipped.' })
export class Address {
  @Field(() => ID, { description: 'Id of the address.' })
  id: string;

  @Field(() => String, { description: 'What the reseller calls it, such as "Main warehouse".' })
  label: string;

  @Field(() => String, { description: 'Who receives the goods.' })
  recipient: string;

  @Field(() => String, { description: 'Street and number.' })
  line1: string;

  @Field(() => String, { nullable: true, description: 'Second line; null when there is none.' })
  line2: string | null;

  @Field(() => String, { description: 'City or town, as the post of the country writes it.' })
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

  @Field(() => String, {
    description: 'ISO 3166-1 alpha-2; an order ships to addresses in its market only.',
  })
  countryCode: string;

  @Field(() => String, { nullable: true, description: 'Telephone number; null when unknown.' })
  phone: string | null;

  @Field(() => AddressState, { description: 'Whether it can be used for new orders.' })
  state: AddressState;

  @Field(() => Int, { description: 'Version to name as expectedVersion in an edit.' })
  version: number;
}

@ObjectType({ description: 'The right of a reseller to sell in a market during a period.' })
export class MarketAuthorization {
  @Field(() => ID, { description: 'Id of the authorisation.' })
  id: string;

  @Field(() => String, { description: 'Code of the market, such as DE.' })
  marketCode: string;

  @Field(() => DateScalar, { description: 'First day, in the time zone of the market.' })
  validFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'First day without it, in the time zone of the market; null while it is open. The first day itself where it was called off before it began.',
  })
  validUntil: string | null;
}

@ObjectType({
  description: "Makes the tax of a reseller's orders in a market 0 % during a period.",
})
export class TaxExemption {
  @Field(() => ID, { description: 'Id of the exemption.' })
  id: string;

  @Field(() => String, { description: 'Code of the market, such as DE.' })
  marketCode: string;

  @Field(() => String, { description: 'Number of the certificate that grants it.' })
  certificateNumber: string;

  @Field(() => DateScalar, { description: 'First day, in the time zone of the market.' })
  validFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'First day without it, in the time zone of the market; null while it is open. The first day itself where it was called off before it began.',
  })
  validUntil: string | null;
}
