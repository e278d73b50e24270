import { newId } from '../../../src/kernel/index.js';
import { SalesRelay } from '../../../src/sales/sales-relay.js';
import type { Portal } from '../portal.js';
import { addProduct, addVariant } from './catalog.world.js';
import { addMarket, addRegion } from './market.world.js';
import { addRelationship, addReseller } from './reseller.world.js';

export const SALES_MARKETS = {
  DE: { currencyCode: 'EUR', timeZone: 'Europe/Berlin', region: 'EMEA' },
  GB: { currencyCode: 'GBP', timeZone: 'Europe/London', region: 'EMEA' },
  KW: { currencyCode: 'KWD', timeZone: 'Asia/Kuwait', region: 'EMEA' },
  JP: { currencyCode: 'JPY', timeZone: 'Asia/Tokyo', region: 'APAC' },
  AT: { currencyCode: 'EUR', timeZone: 'Europe/Vienna', region: 'EMEA' },
} as const;

export type SalesMarket = keyof typeof SALES_MARKETS;

export const SALES_VARIANTS = {
  'BOOK-1': { product: 'mi-book', category: 'LAPTOP' },
  'BOOK-2': { product: 'mi-book', category: 'LAPTOP' },
  'PHONE-1': { product: 'mi-phone', category: 'SMARTPHONE' },
  'PHONE-2': { product: 'mi-phone', category: 'SMARTPHONE' },
  'BAND-1': { product: 'mi-band', category: 'ACCESSORY' },
} as const;

export type SalesSku = keyof typeof SALES_VARIANTS;

/** Markets of several currencies and zones in two regions, products of three categories, and who buys them. */
export interface SalesWorld {
  portal: Portal;
  regions: { EMEA: string; APAC: string };
  products: Record<string, string>;
  variants: Record<SalesSku, string>;
  direct: string;
  distributor: string;
  partner: string;
}

export interface SoldLine {
  id: string;
  sku: SalesSku;
  quantity: number;
  unitMinor: number;
}

export interface SoldOrder {
  id: string;
  marketCode: SalesMarket;
  resellerId: string;
  tier: string;
  partnerId: string | null;
  lines: SoldLine[];
}

export type SalesKind = 'BOOKING' | 'CANCELLATION' | 'BILLING' | 'CREDIT';

export async function openSalesWorld(portal: Portal): Promise<SalesWorld> {
  const { db } = portal;
  const regions = {
    EMEA: await addRegion(db, { code: 'EMEA' }),
    APAC: await addRegion(db, { code: 'APAC' }),
  };
  for (const [code, { currencyCode, timeZone, region }] of Object.entries(SALES_MARKETS)) {
    await addMarket(db, { code, currencyCode, timeZone, regionId: regions[region] });
  }
  const products: Record<string, string> = {};
  for (const { product, category } of Object.values(SALES_VARIANTS)) {
    products[product] ??= await addProduct(db, { handle: product, category });
  }
  const variants: Partial<Record<SalesSku, string>> = {};
  for (const [sku, { product }] of Object.entries(SALES_VARIANTS) as [
    SalesSku,
    { product: string },
  ][]) {
    variants[sku] = await addVariant(db, { productId: products[product] ?? '', sku });
  }
  const markets = Object.keys(SALES_MARKETS);
  const distributor = await addReseller(db, { type: 'DISTRIBUTOR', tier: 'AUTHORIZED', markets });
  const partner = await addReseller(db, { type: 'INDIRECT_RESELLER', markets });
  await addRelationship(db, { distributorId: distributor, indirectResellerId: partner });
  return {
    portal,
    regions,
    products,
    variants: variants as Record<SalesSku, string>,
    direct: await addReseller(db, { tier: 'PREMIER', markets }),
    distributor,
    partner,
  };
}

export interface BookOptions {
  marketCode: SalesMarket;
  at: string;
  lines: { sku: SalesSku; quantity: number; unitMinor: number }[];
  resellerId?: string;
  tier?: string;
  partnerId?: string | null;
}

/** A confirmed order with its event, as if it had been placed then. */
export async function bookOrder(world: SalesWorld, options: BookOptions): Promise<SoldOrder> {
  const { marketCode, at, resellerId = world.direct, tier = 'PREMIER', partnerId = null } = options;
  const { currencyCode } = SALES_MARKETS[marketCode];
  const id = newId();
  const lines = options.lines.map((line) => ({ id: newId(), ...line }));
  const net = lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0);
  await world.portal.db.query(
    `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id,
       partner_of_record_id, tier, ship_to, purchase_order_number, day, net_minor, total_minor, current_net_minor,
       current_total_minor, created_at, submitted_at, placed_at, confirmed_at)
     VALUES ($1::uuid, $1::uuid::text, $2, $3, 'CONFIRMED', $4, $4, $5, $6, '{}', $1::uuid::text, market.day_in($2, $7), $8, $8, $8, $8, $7, $7, $7, $7)`,
    [id, marketCode, currencyCode, resellerId, partnerId, tier, at, net],
  );
  await world.portal.db.query(
    `INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, backordered,
       unit_price_minor, net_minor, tax_rate, party_ids)
     SELECT l.id, $1, row_number() OVER (), l.variant, l.sku, l.sku, l.quantity, l.quantity, l.unit, l.unit * l.quantity, 0,
       ARRAY[$2::uuid]
     FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::bigint[]) AS l (id, variant, sku, quantity, unit)`,
    [
      id,
      resellerId,
      lines.map((line) => line.id),
      lines.map(({ sku }) => world.variants[sku]),
      lines.map(({ sku }) => sku),
      lines.map(({ quantity }) => quantity),
      lines.map(({ unitMinor }) => unitMinor),
    ],
  );
  const order = { id, marketCode, resellerId, tier, partnerId, lines };
  await addEvent(world, { kind: 'BOOKING', order, at, quantities: lines.map((l) => l.quantity) });
  return order;
}

/** Takes pieces of the lines back; the quantities stand in the order of the lines. */
export async function cancelPieces(
  world: SalesWorld,
  { order, at, quantities }: { order: SoldOrder; at: string; quantities: number[] },
): Promise<void> {
  const net = order.lines.reduce((sum, line, n) => sum + line.unitMinor * (quantities[n] ?? 0), 0);
  await world.portal.db.query(
    `UPDATE orders.order_line l SET cancelled = cancelled + c.quantity, backordered = backordered - c.quantity
     FROM unnest($1::uuid[], $2::integer[]) AS c (id, quantity) WHERE l.id = c.id`,
    [order.lines.map(({ id }) => id), order.lines.map((_, n) => quantities[n] ?? 0)],
  );
  await world.portal.db.query(
    `UPDATE orders.sales_order SET current_net_minor = current_net_minor - $2, current_total_minor = current_total_minor - $2
     WHERE id = $1`,
    [order.id, net],
  );
  await addEvent(world, { kind: 'CANCELLATION', order, at, quantities });
}

/** A sales event with the pieces of each line; those without any are left out. Gives its id. */
export async function addEvent(
  world: SalesWorld,
  event: { kind: SalesKind; order: SoldOrder; at: string; quantities: number[] },
): Promise<string> {
  const { order, kind, at } = event;
  const lines = order.lines
    .map((line, n) => ({ ...line, quantity: event.quantities[n] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const id = newId();
  await world.portal.db.query(
    `WITH added AS (
       INSERT INTO sales.event (id, kind, at, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
         partner_of_record_id, line_ids, variant_ids, product_ids, categories, quantities, net_minor)
       SELECT $1, $2, $3, market.day_in($4, $3), $5, $4, market.region_on($4, market.day_in($4, $3)), $6, $7, $8, $9,
         array_agg(l.id ORDER BY l.n), array_agg(l.variant ORDER BY l.n), array_agg(v.product_id ORDER BY l.n),
         array_agg(v.category ORDER BY l.n), array_agg(l.quantity ORDER BY l.n), array_agg(l.unit * l.quantity ORDER BY l.n)
       FROM unnest($10::uuid[], $11::uuid[], $12::integer[], $13::bigint[]) WITH ORDINALITY AS l (id, variant, quantity, unit, n)
       JOIN catalog.variant_v v ON v.variant_id = l.variant
       RETURNING id
     ) INSERT INTO sales.pending (event_id) SELECT id FROM added`,
    [
      id,
      kind,
      at,
      order.marketCode,
      order.id,
      SALES_MARKETS[order.marketCode].currencyCode,
      order.resellerId,
      order.tier,
      order.partnerId,
      lines.map((line) => line.id),
      lines.map(({ sku }) => world.variants[sku]),
      lines.map(({ quantity }) => quantity),
      lines.map(({ unitMinor }) => unitMinor),
    ],
  );
  return id;
}

/** Moves what waits, as the relay of a server does. */
export function relaySales({ app }: Portal): Promise<number> {
  return app.get(SalesRelay).drain();
}

/** Where order lines, events, facts and rollups are not the same: nowhere, whatever happened. */
export function salesDifferences({ rows }: Portal): Promise<object[]> {
  return rows(`SELECT * FROM sales.differences('-infinity', 'infinity')`);
}

/** So many orders like this one, with their events, in one statement each: what a busy channel leaves behind. */
export async function cloneOrders(
  { portal }: { portal: Pick<Portal, 'db'> },
  orderId: string,
  count: number,
): Promise<void> {
  const { db } = portal;
  const mark = newId();
  // Numbers tell the copies apart; the ids of lines follow from them, so that events can name them.
  await db.query(
    `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id,
       partner_of_record_id, tier, ship_to, purchase_order_number, day, net_minor, total_minor, current_net_minor,
       current_total_minor, created_at, submitted_at, placed_at, confirmed_at)
     SELECT md5($2 || n)::uuid, $2 || n, market_code, currency_code, state, sold_to_id, bill_to_id,
       partner_of_record_id, tier, ship_to, $2 || n, day, net_minor, total_minor, current_net_minor,
       current_total_minor, created_at, submitted_at, placed_at, confirmed_at
     FROM orders.sales_order, generate_series(1, $3) n WHERE id = $1`,
    [orderId, mark, count],
  );
  await db.query(
    `INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, backordered,
       unit_price_minor, net_minor, tax_rate, party_ids)
     SELECT md5($2 || n || '.' || position)::uuid, md5($2 || n)::uuid, position, variant_id, sku, name, quantity,
       backordered, unit_price_minor, net_minor, tax_rate, party_ids
     FROM orders.order_line, generate_series(1, $3) n WHERE order_id = $1`,
    [orderId, mark, count],
  );
  await db.query(
    `WITH added AS (
       INSERT INTO sales.event (kind, at, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
         partner_of_record_id, line_ids, variant_ids, product_ids, categories, quantities, net_minor)
       SELECT kind, at, day, md5($2 || n)::uuid, market_code, region_id, currency_code, reseller_id, tier,
         partner_of_record_id, ARRAY(SELECT md5($2 || n || '.' || i)::uuid FROM generate_series(1, cardinality(line_ids)) i ORDER BY i),
         variant_ids, product_ids, categories, quantities, net_minor
       FROM sales.event, generate_series(1, $3) n WHERE order_id = $1 AND kind = 'BOOKING'
       RETURNING id
     ) INSERT INTO sales.pending (event_id) SELECT id FROM added`,
    [orderId, mark, count],
  );
}
