import { newId } from '../../kernel/index.js';
import { dayInZone, dayOn } from './demo-day.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { demoMarket, demoVariant, found } from './offer-plan.js';
import type { NumberedPastOrder, PastLine } from './past-order-plan.js';
import { addressId } from './reseller.seed.js';
import { DEMO_RESELLERS } from './resellers.data.js';
import { DEMO_INBOUND, DEMO_STOCK_LOCATIONS } from './stock.data.js';

const OPEN_FOR_DAYS = { PENDING_APPROVAL: 7, ON_HOLD: 5 } as const;
const DAY_MS = 86_400_000;

export function partiesOf(seed: DemoSeed, order: NumberedPastOrder): string[] {
  const keys = order.partnerOfRecord ? [order.reseller, order.partnerOfRecord] : [order.reseller];
  return keys.map((key) => seed.id('reseller', key)).sort();
}

export function headerRow(seed: DemoSeed, order: NumberedPastOrder): DemoRow {
  const reseller = found(
    DEMO_RESELLERS.find(({ key }) => key === order.reseller),
    order.reseller,
  );
  const resellerId = seed.id('reseller', order.reseller);
  const submittedAt = found(order.steps[0], order.number).at;
  return {
    id: order.id,
    number: order.number,
    market_code: order.marketCode,
    currency_code: order.currencyCode,
    state: order.state,
    sold_to_id: resellerId,
    bill_to_id: resellerId,
    partner_of_record_id: order.partnerOfRecord ? seed.id('reseller', order.partnerOfRecord) : null,
    tier: reseller.tier,
    ship_to_address_id: addressId(seed, reseller, order.marketCode),
    ship_to: shipTo(order, reseller.legalName),
    end_customer: order.partnerOfRecord ? { name: 'Demo end customer', reference: null } : null,
    purchase_order_number: order.purchaseOrderNumber,
    accept_backorder: order.lines.some(({ backordered }) => backordered > 0),
    day: order.day,
    ...amountsOf(order),
    limit_month: order.takenAt ? `${order.takenAt.toISOString().slice(0, 7)}-01` : null,
    limit_raised_minor: order.takenAt ? order.current.gross.minor : 0n,
    placed_by_id: seed.id('user', order.submitter),
    placed_by_membership_id: seed.id('membership', order.submitter),
    created_at: submittedAt,
    submitted_at: submittedAt,
    placed_at: order.takenAt,
    confirmed_at: order.confirmedAt,
    expires_at: expiryOf(order),
    version: order.steps.length,
  };
}

function amountsOf({ amounts, current, confirmedAt }: NumberedPastOrder): DemoRow {
  return {
    net_minor: amounts.net.minor,
    tax_minor: amounts.tax.minor,
    total_minor: amounts.gross.minor,
    current_net_minor: current.net.minor,
    current_tax_minor: current.tax.minor,
    current_total_minor: current.gross.minor,
    exposure_minor: confirmedAt ? current.gross.minor : 0n,
  };
}

function expiryOf({ state, steps }: NumberedPastOrder): Date | null {
  if (state !== 'PENDING_APPROVAL' && state !== 'ON_HOLD') return null;
  const since = steps.at(-1)?.at.getTime() ?? 0;
  return new Date(since + OPEN_FOR_DAYS[state] * DAY_MS);
}

function shipTo(order: NumberedPastOrder, recipient: string): DemoRow {
  const reseller = DEMO_RESELLERS.find(({ key }) => key === order.reseller);
  const address = found(
    reseller?.addresses.find(({ countryCode }) => countryCode === order.marketCode),
    `an address of ${order.reseller} in ${order.marketCode}`,
  );
  const { line1, city, region = null, postalCode, countryCode, phone } = address;
  return { recipient, line1, line2: null, city, region, postalCode, countryCode, phone };
}

export function lineRows(seed: DemoSeed, order: NumberedPastOrder): DemoRow[] {
  return order.lines.map((line, index) => ({
    id: line.id,
    order_id: order.id,
    position: index + 1,
    variant_id: seed.id('variant', line.sku),
    sku: line.sku,
    name: nameIn(line.sku, demoMarket(order.marketCode).defaultLocale),
    quantity: line.quantity,
    allocated: line.allocated,
    backordered: line.backordered,
    shipped: line.shipped,
    delivered: line.delivered,
    cancelled: line.cancelled,
    unit_price_minor: line.unitPrice.minor,
    net_minor: line.net.minor,
    tax_rate: order.taxRate,
    expected_unit_price_minor: order.needsApproval ? line.unitPrice.minor : null,
    price_explanation: explanationOf(seed, line),
    promised_on: order.takenAt ? promisedOn(seed, order, line) : null,
    party_ids: partiesOf(seed, order),
  }));
}

/** The product's name in the language of the market, else in English. */
function nameIn(sku: string, locale: string): string {
  const { texts } = demoVariant(sku).product;
  const language = locale.slice(0, 2);
  const best = [locale, language, 'en'].map((wanted) =>
    texts.find((text) => text.locale === wanted),
  );
  return found(
    best.find((text) => text !== undefined),
    sku,
  ).name;
}

function explanationOf(seed: DemoSeed, { explanation }: PastLine): DemoRow {
  const named = <Offer extends { priceListCode: string }>(offer: Offer): Offer => ({
    ...offer,
    priceListId: seed.id('priceList', offer.priceListCode),
  });
  return {
    ...explanation,
    winner: explanation.winner ? named(explanation.winner) : null,
    losers: explanation.losers.map(named),
  };
}

/** The day on which all pieces of the line are there: from the stock, or with the next delivery. */
function promisedOn(seed: DemoSeed, order: NumberedPastOrder, line: PastLine): string {
  const leadDays = found(
    DEMO_STOCK_LOCATIONS.find(({ code }) => code === line.location)?.markets.find(
      ({ market }) => market === order.marketCode,
    ),
    line.location,
  ).leadDays;
  if (line.backordered === 0) return dayOn(order.day, leadDays);
  const inbound = found(
    DEMO_INBOUND.find(({ location, sku }) => location === line.location && sku === line.sku),
    `a delivery of ${line.sku}`,
  );
  return seed.day(inbound.expectedIn + leadDays);
}

export function allocationRows(seed: DemoSeed, order: NumberedPastOrder): DemoRow[] {
  return order.lines
    .filter(({ allocated }) => allocated > 0)
    .map((line) => ({
      order_line_id: line.id,
      variant_id: seed.id('variant', line.sku),
      location_id: seed.id('location', line.location),
      quantity: line.allocated,
      party_ids: partiesOf(seed, order),
    }));
}

interface PastSale {
  kind: 'BOOKING' | 'CANCELLATION';
  at: Date;
  lines: readonly { line: NumberedPastOrder['lines'][number]; quantity: number }[];
}

/** One booking for a confirmed order, and one cancellation each time when some of it was taken back. */
export function salesEventRows(seed: DemoSeed, order: NumberedPastOrder): DemoRow[] {
  return salesOf(order).map((sale) => ({
    id: newId(),
    kind: sale.kind,
    at: sale.at,
    ...placeOf(seed, order, sale.at),
    order_id: order.id,
    currency_code: order.currencyCode,
    reseller_id: seed.id('reseller', order.reseller),
    tier: tierOf(order),
    partner_of_record_id: order.partnerOfRecord ? seed.id('reseller', order.partnerOfRecord) : null,
    line_ids: sale.lines.map(({ line }) => line.id),
    variant_ids: sale.lines.map(({ line }) => seed.id('variant', line.sku)),
    product_ids: sale.lines.map(({ line }) =>
      seed.id('product', demoVariant(line.sku).product.handle),
    ),
    categories: sale.lines.map(({ line }) => demoVariant(line.sku).product.category),
    quantities: sale.lines.map(({ quantity }) => quantity),
    net_minor: sale.lines.map(({ line, quantity }) => line.unitPrice.times(quantity).minor),
  }));
}

function salesOf(order: NumberedPastOrder): PastSale[] {
  if (order.confirmedAt === null) return [];
  const booked = order.lines.map((line) => ({ line, quantity: line.quantity }));
  const cancellations = order.steps.flatMap(({ at, cancelled }): PastSale[] =>
    cancelled === undefined
      ? []
      : [
          {
            kind: 'CANCELLATION',
            at,
            lines: order.lines
              .map((line, index) => ({ line, quantity: cancelled[index] ?? 0 }))
              .filter(({ quantity }) => quantity > 0),
          },
        ],
  );
  return [{ kind: 'BOOKING', at: order.confirmedAt, lines: booked }, ...cancellations];
}

/** The market's day, and the region to which the market belonged on it. */
function placeOf(seed: DemoSeed, order: NumberedPastOrder, at: Date): DemoRow {
  const { code, timeZone, regions } = demoMarket(order.marketCode);
  const day = dayInZone(at, timeZone);
  const membership = found(
    regions.findLast(({ from }) => seed.day(from) <= day),
    code,
  );
  return { day, market_code: code, region_id: seed.id('region', membership.region) };
}

function tierOf(order: NumberedPastOrder): string {
  return found(
    DEMO_RESELLERS.find(({ key }) => key === order.reseller),
    order.reseller,
  ).tier;
}
