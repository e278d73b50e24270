import { assert } from '../kernel/index.js';
import type { PriceExplanation, PriceOffer } from '../pricing/index.js';
import type { JudgedLine, JudgedOrder } from './judge-order.js';
import type { AddressFacts, OrderFacts } from './order-facts.js';
import type { OrderIntent } from './order-intent.rules.js';
import type { ExplanationRow, LineRow, OfferRow, OrderRow } from './order.row.js';

export interface PlacedFacts {
  orderId: string;
  placed: { number: string; state: 'CONFIRMED' | 'ON_HOLD'; version: number; at: string };
  request: {
    intent: OrderIntent;
    /** What there was of the order before. */
    stored: object | null;
    buyer: { resellerId: string };
  };
  facts: OrderFacts;
  judged: JudgedOrder;
  /** The name of whoever placed it. */
  placedBy: string | null;
  lineIds: readonly string[];
}

/**
 * The row of a new order as reading it back would answer it, or null where that knows more: with pieces that wait, a hold,
 * a partner, or a request or draft that there was before.
 */
export function placedRow(what: PlacedFacts): OrderRow | null {
  const { placed, request, facts, judged, placedBy } = what;
  const { intent, stored, buyer } = request;
  const { market, standing, address } = facts;
  const waits = judged.lines.some(({ plan }) => plan.backordered > 0);
  if (placed.state !== 'CONFIRMED' || waits || stored || intent.partnerOfRecordId || !placedBy)
    return null;
  assert(market && standing && address, 'an order that was placed has all of its facts');
  const { net, tax, total } = judged;
  assert(net && tax && total, 'an order that was placed has totals');
  const at = new Date(placed.at);
  return {
    id: what.orderId,
    number: placed.number,
    state: placed.state,
    marketCode: market.code,
    currencyCode: market.currencyCode,
    purchaseOrderNumber: intent.purchaseOrderNumber,
    soldToId: buyer.resellerId,
    soldToName: standing.legalName,
    billToId: buyer.resellerId,
    billToName: standing.legalName,
    partnerId: null,
    partnerName: null,
    shipToAddressId: address.addressId,
    shipTo: snapshotOf(address),
    endCustomer: intent.endCustomer,
    acceptBackorder: intent.acceptBackorder,
    netMinor: net.minor.toString(),
    taxMinor: tax.minor.toString(),
    totalMinor: total.minor.toString(),
    currentNetMinor: net.minor.toString(),
    currentTaxMinor: tax.minor.toString(),
    currentTotalMinor: total.minor.toString(),
    day: market.today,
    placedBy,
    createdAt: at,
    submittedAt: at,
    placedAt: at,
    confirmedAt: at,
    expiresAt: null,
    version: placed.version,
    lines: judged.lines.map((line, index) => lineRow(line, index, what)),
    holds: [],
    approval: null,
    credit: null,
    listTime: placed.at,
  };
}

export function snapshotOf(address: AddressFacts): Omit<AddressFacts, 'addressId' | 'state'> {
  const { recipient, line1, line2, city, region, postalCode, countryCode, phone } = address;
  return { recipient, line1, line2, city, region, postalCode, countryCode, phone };
}

function lineRow(line: JudgedLine, index: number, { lineIds, judged }: PlacedFacts): LineRow {
  const { intent, variant, price, net, bid, plan } = line;
  const id = lineIds[index];
  assert(id && variant && price?.unitPrice && net, 'a line that was placed has all of its facts');
  return {
    id,
    position: index + 1,
    sku: variant.sku,
    name: variant.name,
    quantity: intent.quantity,
    allocated: intent.quantity,
    backordered: 0,
    shipped: 0,
    delivered: 0,
    returned: 0,
    cancelled: 0,
    unitPriceMinor: price.unitPrice.minor.toString(),
    netMinor: net.minor.toString(),
    taxRate: judged.taxRate,
    specialBidNumber: bid?.number ?? null,
    priceExplanation: explanationRow(price.explanation),
    promisedOn: plan.promisedOn,
    allocations: plan.pieces
      .toSorted(
        ({ place: a }, { place: b }) =>
          a.preference - b.preference || (a.locationCode < b.locationCode ? -1 : 1),
      )
      .map(({ place, quantity }) => ({ locationCode: place.locationCode, quantity })),
  };
}

function explanationRow({ winner, losers, ...rest }: PriceExplanation): ExplanationRow {
  return {
    ...rest,
    winner: winner && offerRow(winner),
    losers: losers.map((loser) => ({ ...offerRow(loser), reason: loser.reason })),
  };
}

function offerRow({ validFrom, unitPrice, ...offer }: PriceOffer): OfferRow {
  const { amount, currencyCode } = unitPrice;
  return { ...offer, validFrom: validFrom.toISOString(), unitPrice: { amount, currencyCode } };
}
