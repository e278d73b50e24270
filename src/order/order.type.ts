import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { CurrencyCode as Currency, Money } from '../kernel/index.js';
import {
  Connection,
  CurrencyCode,
  DateScalar,
  DateTimeScalar,
  MoneyType,
} from '../platform/graphql/index.js';
import { OrderLine } from './order-line.type.js';
import { OrderState } from './order.machine.js';
import {
  EndCustomer,
  Hold,
  OrderApproval,
  OrderCredit,
  OrderParty,
  ShipTo,
} from './order-part.type.js';

const HIDDEN = 'null in a draft, and for the partner of record';

@ObjectType({
  description:
    'What a reseller ordered. Its parties read it: soldTo and billTo all of it; the partner of record its state, lines, quantities and dates, never prices, credit or approvals, and no drafts.',
})
export class Order {
  @Field(() => ID, { description: 'Id of the order.' })
  id: string;

  @Field(() => String, { description: 'Number of the order, such as SO-2026-000123.' })
  number: string;

  @Field(() => OrderState, { description: 'How far it is.' })
  state: OrderState;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of its market, such as DE.' })
  marketCode: string;

  @Field(() => CurrencyCode, { description: 'The currency of all its amounts.' })
  currencyCode: Currency;

  @Field(() => String, {
    nullable: true,
    description:
      "The buyer's own number for it; null in a draft without one, and for the partner of record.",
  })
  purchaseOrderNumber: string | null;

  @Field(() => OrderParty, { description: 'Who buys.' })
  soldTo: OrderParty;

  @Field(() => OrderParty, { description: 'Who pays.' })
  billTo: OrderParty;

  @Field(() => OrderParty, {
    nullable: true,
    description: 'The indirect reseller for whom a distributor ordered; null where there is none.',
  })
  partnerOfRecord: OrderParty | null;

  @Field(() => ShipTo, {
    nullable: true,
    description:
      'The address as it was when the order was submitted; null in a draft that names none yet.',
  })
  shipTo: ShipTo | null;

  @Field(() => EndCustomer, { nullable: true, description: 'Who will use it, where it is known.' })
  endCustomer: EndCustomer | null;

  @Field(() => Boolean, { description: 'Whether pieces that are not in stock may come later.' })
  acceptBackorder: boolean;

  @Field(() => [OrderLine], { description: 'What was ordered, by position.' })
  lines: OrderLine[];

  @Field(() => MoneyType, {
    nullable: true,
    description: `Sum of the lines as placed, without tax; ${HIDDEN}.`,
  })
  net: Money | null;

  @Field(() => MoneyType, { nullable: true, description: `Tax on net as placed; ${HIDDEN}.` })
  tax: Money | null;

  @Field(() => MoneyType, { nullable: true, description: `Net and tax as placed; ${HIDDEN}.` })
  total: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: `Net of what has not been cancelled; ${HIDDEN}.`,
  })
  currentNet: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: `Tax on what has not been cancelled; ${HIDDEN}.`,
  })
  currentTax: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: `Net and tax of what has not been cancelled; ${HIDDEN}.`,
  })
  currentTotal: Money | null;

  @Field(() => [Hold], {
    description: 'Open and released holds, oldest first; none for the partner of record.',
  })
  holds: Hold[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Since when the oldest of its open holds has been there; null without one, and for the partner of record.',
  })
  heldSince: Date | null;

  @Field(() => OrderCredit, {
    nullable: true,
    description:
      'What the credit hold waits for, as the account is now; null without an open CREDIT hold, for the partner of record, and for callers who may not read credit.',
  })
  credit: OrderCredit | null;

  @Field(() => OrderApproval, {
    nullable: true,
    description:
      "The request for approval; null for an order within its buyer's limits, and for the partner of record.",
  })
  approval: OrderApproval | null;

  @Field(() => DateScalar, {
    description:
      "The market's day on which it was priced and taxed; of a draft the day of its last edit.",
  })
  day: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the person who placed it, or for whose key a program did; null for the partner of record, and when the name is not known any more.',
  })
  placedBy: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was made, be it as a draft.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was first submitted; null in a draft.',
  })
  submittedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When its prices were locked and its stock was promised; null until then. Backorders are served in this order.',
  })
  placedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was confirmed: its credit was taken and the sale booked; null until then.',
  })
  confirmedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it ends by itself: a request for approval expires, a held order is cancelled. Null in every other state.',
  })
  expiresAt: Date | null;

  @Field(() => Int, {
    description: 'Version to name as expectedVersion; every change raises it by one.',
  })
  version: number;

  /** Not a field: where it stands in the list that it was read for. */
  listTime: string;
}

@ObjectType({ description: 'Orders in pages.' })
export class OrderConnection extends Connection(Order, 'Order') {}
