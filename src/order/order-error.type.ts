import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { assert, Money, type CurrencyCode, type Fact, type Problem } from '../kernel/index.js';
import { DateScalar, MoneyType, UserError } from '../platform/graphql/index.js';
import { noteUserError } from '../platform/observe/index.js';
import { isOrderErrorCode, OrderErrorCode } from './order.problems.js';

registerEnumType(OrderErrorCode, {
  name: 'OrderErrorCode',
  description: 'Why an order was not taken in or not changed. Codes are stable; more may be added.',
  valuesMap: {
    UNKNOWN_MARKET: { description: 'There is no such market.' },
    MARKET_NOT_OPEN: { description: 'The market takes no orders; see state.' },
    UNKNOWN_SKU: { description: 'There is no such SKU.' },
    LISTING_NOT_ORDERABLE: {
      description: 'The SKU cannot be ordered in the market now; see stage and orderableFrom.',
    },
    CERTIFICATE_MISSING: {
      description: 'The product lacks a certificate that the market asks for.',
    },
    CERTIFICATE_EXPIRED: { description: 'A certificate that the market asks for has ended.' },
    RESELLER_NOT_ACTIVE: {
      description:
        'The state of the reseller, or its type, does not let it order; see state and type.',
    },
    MARKET_NOT_AUTHORIZED: { description: 'The reseller is not authorised for the market.' },
    AGREEMENT_NOT_ACCEPTED: {
      description: 'The current agreement of the region is not accepted; see agreementId.',
    },
    PARTNER_OF_RECORD_INVALID: {
      description:
        'The partner of record is not an active indirect reseller with a relationship and the market.',
    },
    SHIP_TO_INVALID: {
      description: 'The address is not an active one of the buyer in the market.',
    },
    DUPLICATE_PURCHASE_ORDER: {
      description: 'A live order has the purchase order number already; see number.',
    },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key belongs to another input.' },
    INSUFFICIENT_STOCK: { description: 'Less is available than was asked; see available.' },
    QUANTITY_RULE: { description: 'The quantity breaks the rule; see min, max and increment.' },
    NO_PRICE: { description: 'No price list has a price for the buyer at this quantity.' },
    PRICE_CHANGED: { description: 'The price is not the expected one; see expected and actual.' },
    CURRENCY_MISMATCH: { description: 'The amount is not in the currency of the market.' },
    BID_EXHAUSTED: { description: 'The special bid has less left than the line; see remaining.' },
    BID_EXPIRED: { description: 'The special bid is not valid now.' },
    CREDIT_EXCEEDED: { description: 'The order does not fit the credit limit; see shortBy.' },
    LIMIT_EXCEEDED: { description: 'The order passes a limit of the buyer.' },
    ILLEGAL_TRANSITION: {
      description: 'The state of the order does not allow it; see state and operation.',
    },
    ALREADY_EXISTS: { description: 'It is there already.' },
    REQUIRED: { description: 'Something is missing; path says what.' },
    INVALID_VALUE: { description: 'A value breaks a rule; see rule.' },
    NOT_FOUND: { description: 'There is no such thing, or it is not yours.' },
    CONFLICT: { description: 'The order was changed since it was read. Read it again.' },
  },
});

@ObjectType('OrderUserError', {
  implements: () => [UserError],
  description: 'A mistake with an order. Where there is one, nothing was changed.',
})
export class OrderUserError extends UserError {
  @Field(() => OrderErrorCode, { description: 'What kind of mistake it is.' })
  code: OrderErrorCode;

  @Field(() => String, { nullable: true, description: 'The state that does not allow it.' })
  state?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The type of the reseller, where it is the type that may not order.',
  })
  type?: string | null;

  @Field(() => String, { nullable: true, description: 'The operation that is not allowed.' })
  operation?: string | null;

  @Field(() => String, { nullable: true, description: 'The stage of the listing.' })
  stage?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day from which the SKU can be ordered, where one is planned.',
  })
  orderableFrom?: string | null;

  @Field(() => Int, { nullable: true, description: 'Pieces of the SKU that are available.' })
  available?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Pieces of the line that can still be cancelled.',
  })
  open?: number | null;

  @Field(() => Int, { nullable: true, description: 'The least that is allowed.' })
  min?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The most that is allowed; null: no such limit.',
  })
  max?: number | null;

  @Field(() => Int, { nullable: true, description: 'The quantity must be a multiple of it.' })
  increment?: number | null;

  @Field(() => Int, { nullable: true, description: 'Pieces that the special bid has left.' })
  remaining?: number | null;

  @Field(() => MoneyType, { nullable: true, description: 'The unit price that was expected.' })
  expected?: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The unit price as it is.' })
  actual?: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'By how much the credit is short.' })
  shortBy?: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description: 'The number of the order that stands in the way, or of the special bid.',
  })
  number?: string | null;

  @Field(() => ID, { nullable: true, description: 'The agreement to accept.' })
  agreementId?: string | null;

  @Field(() => String, { nullable: true, description: 'The rule that a value breaks.' })
  rule?: string | null;
}

/** Facts as the API names them; what SQL raises holds minor units. */
export function orderUserErrors(problems: readonly Problem[]): OrderUserError[] {
  return problems.map(({ code, message, path, facts = {} }) => {
    assert(isOrderErrorCode(code), `${code} is not a code of orders: ${message}`);
    const { from, shortByMinor, currencyCode, ...rest } = facts;
    return {
      ...rest,
      ...(typeof from === 'string' ? { orderableFrom: from } : {}),
      ...shortBy(shortByMinor, currencyCode),
      code,
      message,
      path,
    };
  });
}

/** The same for an order that was refused, which the request's log line tells. */
export function orderRefusals(problems: readonly Problem[]): OrderUserError[] {
  for (const { code } of problems) noteUserError(code);
  return orderUserErrors(problems);
}

function shortBy(minor: Fact | undefined, currency: Fact | undefined): { shortBy?: MoneyType } {
  if (typeof minor !== 'string' || typeof currency !== 'string') return {};
  const { amount, currencyCode }: { amount: string; currencyCode: CurrencyCode } = Money.ofMinor(
    minor,
    currency,
  );
  return { shortBy: { amount, currencyCode } };
}
