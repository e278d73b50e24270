import type { ListingFacts, OrderFacts } from './order-facts.js';
import { linePath, type OrderIntent } from './order-intent.rules.js';
import { problem, type OrderProblem } from './order.problems.js';

const INPUT = ['input'];

/** The gates before any line: where, who, on whose behalf. */
export function judgeBuyer(intent: OrderIntent, facts: OrderFacts): OrderProblem[] {
  const { market } = facts;
  if (!market) {
    return [
      problem(
        'UNKNOWN_MARKET',
        [...INPUT, 'marketCode'],
        `There is no market ${intent.marketCode}. The query markets lists those that there are.`,
      ),
    ];
  }
  return [...judgeMarket(market), ...judgeStanding(facts), ...judgePartner(intent, facts)];
}

function judgeMarket(market: NonNullable<OrderFacts['market']>): OrderProblem[] {
  const path = [...INPUT, 'marketCode'];
  if (market.state !== 'OPEN') {
    const message = `The market ${market.name} takes no orders: it is ${market.state}.`;
    return [problem('MARKET_NOT_OPEN', path, message, { state: market.state })];
  }
  if (market.taxRate === null) {
    const message = `The market ${market.name} takes no orders: it has no tax rate for today. Tell your channel manager.`;
    return [problem('MARKET_NOT_OPEN', path, message, { state: market.state })];
  }
  return [];
}

function judgeStanding({ standing, market }: OrderFacts): OrderProblem[] {
  const path = [...INPUT, 'marketCode'];
  if (!standing?.mayOrder) {
    const state = standing?.state ?? 'TERMINATED';
    const message = `Your reseller is ${state} and may not place orders. Ask your channel manager.`;
    return [problem('RESELLER_NOT_ACTIVE', INPUT, message, { state })];
  }
  const problems: OrderProblem[] = [];
  if (standing.type === 'INDIRECT_RESELLER') {
    const message =
      'An indirect reseller buys through its distributor, which names it as partner of record.';
    problems.push(problem('RESELLER_NOT_ACTIVE', INPUT, message, { type: standing.type }));
  }
  if (!standing.marketAuthorized) {
    const message = `Your reseller is not authorised to sell in ${market?.name ?? 'this market'} today.`;
    problems.push(problem('MARKET_NOT_AUTHORIZED', path, message));
  }
  if (!standing.agreementAccepted) {
    const message =
      'The current agreement for this region is not accepted. An administrator of your reseller can accept it.';
    problems.push(
      problem('AGREEMENT_NOT_ACCEPTED', path, message, { agreementId: standing.agreementId }),
    );
  }
  return problems;
}

/** One answer for every way in which a partner does not fit, so that nobody learns about strangers. */
function judgePartner(intent: OrderIntent, { standing, partner }: OrderFacts): OrderProblem[] {
  if (intent.partnerOfRecordId === null) return [];
  const valid =
    standing?.type === 'DISTRIBUTOR' &&
    partner?.relationshipActive === true &&
    partner.isIndirect &&
    partner.mayOrder &&
    partner.marketAuthorized;
  if (valid) return [];
  const message =
    'The partner of record must be an active indirect reseller with a relationship to your distributor and authorised for the market.';
  return [problem('PARTNER_OF_RECORD_INVALID', [...INPUT, 'partnerOfRecordId'], message)];
}

/** The gates of a submit that a dry run does not ask: where to ship, and under which number. */
export function judgeDelivery(intent: OrderIntent, facts: OrderFacts): OrderProblem[] {
  const problems: OrderProblem[] = [];
  const { address, market, purchaseOrderTakenBy } = facts;
  if (intent.shipToAddressId !== null && market) {
    const fits = address?.state === 'ACTIVE' && address.countryCode === market.code;
    if (!fits) {
      const message = `The ship-to address must be an active address of your reseller in ${market.name}.`;
      problems.push(problem('SHIP_TO_INVALID', [...INPUT, 'shipToAddressId'], message));
    }
  }
  if (purchaseOrderTakenBy !== null) {
    problems.push(
      problem(
        'DUPLICATE_PURCHASE_ORDER',
        [...INPUT, 'purchaseOrderNumber'],
        `Order ${purchaseOrderTakenBy} has this purchase order number already. Give another one, or cancel that order.`,
        { number: purchaseOrderTakenBy },
      ),
    );
  }
  return problems;
}

/** Whether the SKU can be ordered at all: the most specific obstacle, or none. */
export function judgeListing(
  offer: ListingFacts | null,
  index: number,
  sku: string,
): OrderProblem | undefined {
  const path = linePath(index, 'sku');
  if (!offer) {
    const message = `${sku} is not offered in this market.`;
    return problem('LISTING_NOT_ORDERABLE', path, message, { stage: null, from: null });
  }
  const { stage, orderableFrom, pausedReason } = offer;
  if (!['PREORDER', 'ON_SALE', 'LAST_TIME_BUY'].includes(stage)) {
    const when = orderableFrom === null ? '' : ` It can be ordered from ${orderableFrom} on.`;
    const message = `${sku} cannot be ordered: it is in stage ${stage}.${when}`;
    return problem('LISTING_NOT_ORDERABLE', path, message, { stage, from: orderableFrom });
  }
  if (pausedReason !== null) {
    const message = `${sku} is paused: ${pausedReason}`;
    return problem('LISTING_NOT_ORDERABLE', path, message, { stage, from: null });
  }
  if (offer.certificateState === 'MISSING') {
    const message = `${sku} lacks a certificate that the market asks for.`;
    return problem('CERTIFICATE_MISSING', path, message);
  }
  if (offer.certificateState === 'EXPIRED') {
    const message = `A certificate of ${sku} that the market asks for ended on ${String(offer.certifiedUntil)}.`;
    return problem('CERTIFICATE_EXPIRED', path, message, { until: offer.certifiedUntil });
  }
  return undefined;
}

/** The rule counts all pieces of the SKU in the order. */
export function judgeQuantity(
  offer: ListingFacts,
  index: number,
  quantity: number,
): OrderProblem | undefined {
  const { minimumQuantity: min, maximumQuantity: max, quantityIncrement: increment } = offer;
  if (quantity >= min && (max === null || quantity <= max) && quantity % increment === 0) {
    return undefined;
  }
  const most = max === null ? '' : `, at most ${max}`;
  const message = `Order at least ${min}${most} in all, and a multiple of ${increment}; this is ${quantity}.`;
  return problem('QUANTITY_RULE', linePath(index, 'quantity'), message, { min, max, increment });
}
