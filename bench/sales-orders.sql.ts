/** What the database holds of sales; the same numbers give the same content, whatever the machine. */
export interface SalesSize {
  orders: number;
  linesPerOrder: number;
  resellers: number;
  /** Variants of the catalog, whose ids are numbered as fillCatalog numbers them. */
  variants: number;
  /** The first day and how many follow. */
  from: string;
  days: number;
  seed: number;
}

/** Which orders a transaction makes, and when they are of. */
export interface Chunk {
  first: number;
  last: number;
  at: 'SPREAD' | 'NOW';
  pending: boolean;
}

const id = (kind: number, number: string): string =>
  `('00000000-0000-4000-80${kind}-' || lpad((${number})::text, 12, '0'))::uuid`;

/** As fillCatalog names variants. */
const variantId = (number: string): string =>
  `('00000000-0000-4000-8002-' || lpad((${number})::text, 12, '0'))::uuid`;

/** The statements of one transaction. Their orders depend on their numbers and the seed alone. */
export function* chunkStatements(size: SalesSize, chunk: Chunk): Generator<string> {
  const { first, last, pending } = chunk;
  yield madeOrders(size, chunk);
  yield madeLines(size, chunk);
  yield ORDERS;
  yield LINES;
  yield events('BOOKING', 'l.quantity', 'true');
  if (chunk.at === 'SPREAD') yield events('CANCELLATION', 'l.cancelled', 'l.cancelled > 0');
  if (pending) {
    yield `INSERT INTO sales.pending (event_id) SELECT id FROM sales.event
      WHERE order_id BETWEEN ${id(30, String(first))} AND ${id(30, String(last))}`;
  }
}

function random(row: string, purpose: string, { limit, seed }: { limit: number; seed: number }) {
  return `abs(hashtextextended(${row} || '${purpose}', ${seed}) % ${limit})`;
}

// More comes in where the numbers of markets are small. An order in ten is for a partner of a distributor.
function madeOrders({ orders, days, from, resellers, seed }: SalesSize, chunk: Chunk): string {
  const pick = (purpose: string, limit: number) => random('n', purpose, { limit, seed });
  const at =
    chunk.at === 'NOW'
      ? 'clock_timestamp()'
      : `timestamptz '${from} 00:00Z' + make_interval(secs => floor((n - 1)::float8 * ${days} * 86400 / ${orders}))`;
  return `CREATE TEMP TABLE made_order ON COMMIT DROP AS
    SELECT n, ${id(30, 'n')} AS id, m.code AS market_code, m.currency_code, m.region_id, m.time_zone, o.at,
      (o.at AT TIME ZONE m.time_zone)::date AS day, ${id(21, 'o.reseller')} AS reseller_id,
      CASE WHEN o.reseller % 10 = 0 THEN ${id(21, `1 + (o.reseller + n) % 9`)} END AS partner_id,
      (ARRAY['REGISTERED', 'AUTHORIZED', 'PREMIER'])[1 + o.reseller % 3] AS tier
    FROM generate_series(${chunk.first}, ${chunk.last}) n
    CROSS JOIN LATERAL (SELECT ${at} AS at, 1 + ${pick('reseller', resellers)} AS reseller,
      ${pick('market', 1000)} * ${pick('size', 1000)} AS place) o
    JOIN (SELECT m.code, m.currency_code, m.time_zone, r.region_id, row_number() OVER (ORDER BY m.code) - 1 AS place,
        count(*) OVER () AS many FROM market.market m JOIN market.region_membership r ON r.market_code = m.code) m
      ON m.place = least(o.place * m.many / 1000000, m.many - 1)`;
}

/** The same variant can stand in an order twice, as it can in a real one. */
function madeLines({ linesPerOrder, variants, seed }: SalesSize, { at }: Chunk): string {
  // What was booked a moment ago has not been cancelled.
  const cancelled = at === 'NOW' ? '0' : 'CASE WHEN o.n % 10 = 0 AND i = 1 THEN 1 ELSE 0 END';
  const pick = (purpose: string, limit: number) =>
    random(`o.n || '.' || i`, purpose, { limit, seed });
  return `CREATE TEMP TABLE made_line ON COMMIT DROP AS
    SELECT o.n, o.id AS order_id, i AS position, ${id(31, `o.n::bigint * 100 + i`)} AS id, v.variant_id, v.sku, v.product_id,
      v.category, 2 + ${pick('quantity', 30)} AS quantity, ${cancelled} AS cancelled,
      10000 + ${random('v.sku', 'price', { limit: 200_000, seed })} AS price
    FROM made_order o CROSS JOIN generate_series(1, ${linesPerOrder}) i
    JOIN catalog.variant_v v ON v.variant_id = ${variantId(`1 + ${pick('variant', variants)}`)}`;
}

const ORDERS = `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id,
      partner_of_record_id, tier, ship_to, purchase_order_number, day, net_minor, total_minor, current_net_minor,
      current_total_minor, exposure_minor, created_at, submitted_at, placed_at, confirmed_at)
    SELECT o.id, 'B-' || o.n, o.market_code, o.currency_code, 'CLOSED', o.reseller_id, o.reseller_id, o.partner_id, o.tier,
      '{}', 'PO-' || o.n, o.day, l.net, l.net, l.current, l.current, l.current, o.at, o.at, o.at, o.at
    FROM made_order o JOIN (SELECT n, sum(quantity * price) AS net, sum((quantity - cancelled) * price) AS current
      FROM made_line GROUP BY n) l ON l.n = o.n
    ORDER BY o.n`;

const LINES = `INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, shipped, delivered,
      cancelled, unit_price_minor, net_minor, tax_rate, party_ids)
    SELECT l.id, l.order_id, l.position, l.variant_id, l.sku, 'Device ' || l.sku, l.quantity, l.quantity - l.cancelled,
      l.quantity - l.cancelled, l.cancelled, l.price, l.price * l.quantity, 0, array_remove(ARRAY[o.reseller_id, o.partner_id], NULL)
    FROM made_line l JOIN made_order o ON o.n = l.n ORDER BY l.n, l.position`;

/** Twenty days after its booking an order in ten is cancelled in part. */
function events(kind: 'BOOKING' | 'CANCELLATION', quantity: string, where: string): string {
  const at = kind === 'BOOKING' ? 'o.at' : `o.at + interval '20 days'`;
  return `INSERT INTO sales.event (kind, at, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
      partner_of_record_id, line_ids, variant_ids, product_ids, categories, quantities, net_minor)
    SELECT '${kind}', ${at}, ((${at}) AT TIME ZONE o.time_zone)::date, o.id, o.market_code, o.region_id, o.currency_code,
      o.reseller_id, o.tier, o.partner_id, l.ids, l.variants, l.products, l.categories, l.quantities, l.net
    FROM made_order o JOIN (
      SELECT l.n, array_agg(l.id ORDER BY l.position) AS ids, array_agg(l.variant_id ORDER BY l.position) AS variants,
        array_agg(l.product_id ORDER BY l.position) AS products, array_agg(l.category ORDER BY l.position) AS categories,
        array_agg(${quantity} ORDER BY l.position) AS quantities,
        array_agg(l.price * (${quantity}) ORDER BY l.position) AS net
      FROM made_line l WHERE ${where} GROUP BY l.n) l ON l.n = o.n
    ORDER BY o.n`;
}
