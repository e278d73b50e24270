import type pg from 'pg';

export interface SalesSize {
  orders: number;
  linesPerOrder: number;
  resellers: number;
  /** Variants of the catalog, whose ids are numbered as fillCatalog numbers them. */
  variants: number;
  /** The first day and how many follow. */
  from: string;
  days: number;
}

const CHUNK = 100_000;

const id = (kind: number, number: string): string =>
  `('00000000-0000-4000-80${kind}-' || lpad((${number})::text, 12, '0'))::uuid`;

const random = (row: string, purpose: string, limit: number): string =>
  `abs(hashtext(${row} || '${purpose}') % ${limit})`;

/** As fillCatalog names variants. */
const variantId = (number: string): string =>
  `('00000000-0000-4000-8002-' || lpad((${number})::text, 12, '0'))::uuid`;

/**
 * Fills a database that has a catalog and markets with confirmed orders and their sales events, all of them pending;
 * always the same for the same size. One order in ten is cancelled in part, twenty days later. As superuser: what the
 * references would check is right by construction.
 */
export async function fillSales(
  client: pg.Client,
  size: SalesSize,
  report: (line: string) => void,
): Promise<void> {
  await client.query('SET session_replication_role = replica');
  for (const statement of parties(size)) await client.query(statement);
  for (let first = 1; first <= size.orders; first += CHUNK) {
    const last = Math.min(first + CHUNK - 1, size.orders);
    for (const statement of orders(size, first, last)) await client.query(statement);
    report(`${last} of ${size.orders} orders`);
  }
  await client.query('SET session_replication_role = origin');
  await client.query('VACUUM ANALYZE');
}

function* parties({ resellers }: SalesSize): Generator<string> {
  yield `INSERT INTO market.region (id, code, name)
    SELECT ${id(20, 'n')}, 'R' || n || 'X', 'Region ' || n FROM generate_series(1, 4) n`;
  yield `INSERT INTO market.region_membership (id, market_code, region_id, valid_from)
    SELECT gen_random_uuid(), code, ${id(20, '1 + ascii(substr(code, 2)) % 4')}, '2015-01-01' FROM market.market`;
  yield `INSERT INTO reseller.reseller (id, legal_name, tax_id, country_code, type, tier)
    SELECT ${id(21, 'n')}, 'Reseller ' || n, 'TAX' || n, 'DE', 'DIRECT_RESELLER',
      (ARRAY['REGISTERED', 'AUTHORIZED', 'PREMIER'])[1 + n % 3] FROM generate_series(1, ${resellers}) n`;
  // Triggers do not run here.
  yield `INSERT INTO sales.region_key (region_id) SELECT id FROM market.region ORDER BY id ON CONFLICT DO NOTHING`;
  yield `INSERT INTO sales.reseller_key (reseller_id) SELECT id FROM reseller.reseller ORDER BY id ON CONFLICT DO NOTHING`;
}

function* orders(size: SalesSize, first: number, last: number): Generator<string> {
  const { orders: total, linesPerOrder, resellers, variants, from, days } = size;
  // More orders come in by day than by night, and more in the markets with small numbers.
  const at = `timestamptz '${from} 00:00Z' + make_interval(secs => floor((n - 1)::float8 * ${days} * 86400 / ${total}))`;
  const rows = `generate_series(${first}, ${last}) n
    JOIN (SELECT m.*, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS many FROM market.market m) m
      ON m.place = least(${random('n', 'market', 1000)} * ${random('n', 'size', 1000)} * m.many / 1000000, m.many - 1)
    CROSS JOIN LATERAL (SELECT ${at} AS at, 1 + ${random('n', 'reseller', resellers)} AS reseller) o`;
  yield `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id, tier,
      ship_to, purchase_order_number, day, created_at, submitted_at, placed_at, confirmed_at)
    SELECT ${id(30, 'n')}, 'B-' || n, m.code, m.currency_code, 'CONFIRMED', ${id(21, 'o.reseller')}, ${id(21, 'o.reseller')},
      (ARRAY['REGISTERED', 'AUTHORIZED', 'PREMIER'])[1 + o.reseller % 3], '{}', 'PO-' || n,
      (o.at AT TIME ZONE m.time_zone)::date, o.at, o.at, o.at, o.at FROM ${rows}`;
  const cancelled = `CASE WHEN n % 10 = 0 AND l = 1 THEN 1 ELSE 0 END`;
  yield `INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, backordered, cancelled,
      unit_price_minor, net_minor, tax_rate, party_ids)
    SELECT ${id(31, `n::bigint * 10 + l`)}, ${id(30, 'n')}, l, ${variantId('v.variant')}, 'SKU-' || v.variant,
      'Device ' || v.variant, q.pieces, q.pieces - ${cancelled}, ${cancelled}, p.price, p.price * q.pieces, 0, '{}'
    FROM generate_series(${first}, ${last}) n, generate_series(1, ${linesPerOrder}) l,
      LATERAL (SELECT 1 + ${random(`n || '.' || l`, 'variant', variants)} AS variant) v,
      LATERAL (SELECT 2 + ${random(`n || '.' || l`, 'quantity', 30)} AS pieces) q,
      LATERAL (SELECT 10000 + ${random('v.variant', 'price', 200000)} AS price) p`;
  const chunk = `o.id BETWEEN ${id(30, String(first))} AND ${id(30, String(last))}`;
  yield event({ kind: 'BOOKING', at: 'o.confirmed_at', pieces: 'l.quantity', where: chunk });
  yield event({
    kind: 'CANCELLATION',
    at: `o.confirmed_at + interval '20 days'`,
    pieces: 'l.cancelled',
    where: `${chunk} AND l.cancelled > 0`,
  });
  yield `INSERT INTO sales.pending (event_id) SELECT id FROM sales.event e
    WHERE order_id BETWEEN ${id(30, String(first))} AND ${id(30, String(last))}`;
}

function event({
  kind,
  at,
  pieces,
  where,
}: Record<'kind' | 'at' | 'pieces' | 'where', string>): string {
  return `INSERT INTO sales.event (kind, at, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
      line_ids, variant_ids, product_ids, categories, quantities, net_minor)
    SELECT '${kind}', min(${at}), min(((${at}) AT TIME ZONE m.time_zone)::date), o.id, min(o.market_code),
      (min(r.region_id::text))::uuid, min(o.currency_code), (min(o.sold_to_id::text))::uuid, min(o.tier),
      array_agg(l.id ORDER BY l.position), array_agg(l.variant_id ORDER BY l.position),
      array_agg(v.product_id ORDER BY l.position), array_agg(v.category ORDER BY l.position),
      array_agg(${pieces} ORDER BY l.position), array_agg(l.unit_price_minor * (${pieces}) ORDER BY l.position)
    FROM orders.sales_order o JOIN market.market m ON m.code = o.market_code
    JOIN market.region_membership r ON r.market_code = m.code
    JOIN orders.order_line l ON l.order_id = o.id JOIN catalog.variant_v v ON v.variant_id = l.variant_id
    WHERE ${where}
    GROUP BY o.id ORDER BY 2`;
}
