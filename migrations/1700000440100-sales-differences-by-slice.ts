import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['booked', 'cancelled', 'billed', 'credited'];
const SUMS = [...KINDS.map((kind) => `${kind}_units`), ...KINDS.map((kind) => `${kind}_minor`)];
const MEASURES = ['orders', ...SUMS];

interface Rollup {
  name: string;
  /** What it is a sum by, as in the migration that made it. */
  keys: string[];
  /** What follows from the keys. */
  dependent: string[];
}

const DAILY: Rollup[] = [
  {
    name: 'day_category',
    keys: ['category_key', 'day', 'market_key', 'currency_key'],
    dependent: ['region_key'],
  },
  {
    name: 'day_reseller',
    keys: ['day', 'market_key', 'reseller_key', 'tier', 'partner_key', 'currency_key'],
    dependent: ['region_key'],
  },
];

const MONTHLY: Rollup[] = [
  {
    name: 'month_variant',
    keys: ['month', 'market_key', 'variant_key', 'region_key', 'currency_key'],
    dependent: [],
  },
  {
    name: 'month_region',
    keys: ['category_key', 'month', 'region_key', 'currency_key'],
    dependent: [],
  },
];

const FACT = [
  'order_key',
  'event_at',
  'date_key',
  'market_key',
  'region_key',
  'category_key',
  'variant_key',
  'reseller_key',
  'partner_key',
  'currency_key',
  'tier',
  'kind',
  ...SUMS,
];

/** The dimension of each key of a fact, and whether it can be without. */
const REFERENCES: Record<string, [dimension: string, key: string]> = {
  date_key: ['dim_date', 'date_key'],
  market_key: ['dim_market', 'market_key'],
  region_key: ['dim_region', 'region_key'],
  category_key: ['dim_category', 'category_key'],
  variant_key: ['dim_product', 'variant_key'],
  reseller_key: ['dim_reseller', 'reseller_key'],
  partner_key: ['dim_reseller', 'reseller_key'],
  currency_key: ['dim_currency', 'currency_key'],
  rate_key: ['dim_rate', 'rate_key'],
};

const row = (alias: string, columns: string[]) =>
  `(${columns.map((column) => `${alias}.${column}`).join(', ')})`;

/** In the days from p_from up to p_until, written as keys where the facts are asked, so that other months stay shut. */
const IN_DAYS = (column: string) => `${column} >= p_from AND ${column} < p_until`;
const IN_KEYS = `l.date_key >= sales.date_key(p_from) AND l.date_key < sales.date_key(p_until)`;

/** Order lines beside the events of their orders: of the bookings k that pass, and of orders that have none. */
const lines = (booked: string, unrecorded: string) => `
  SELECT 'ORDER_LINE', coalesce(b.line_id, e.line_id)::text, format('order lines: %s pieces, net %s; events: %s, net %s',
    coalesce(b.quantity, 0), coalesce(b.net_minor, 0), coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
  FROM (
    SELECT l.line_id, l.quantity, l.net_minor FROM sales.event k JOIN orders.booked_line_v l ON l.order_id = k.order_id
    WHERE k.kind = 'BOOKING' AND ${booked}
    UNION ALL
    SELECT l.line_id, l.quantity, l.net_minor FROM orders.booked_line_v l
    JOIN market.market_v m ON m.code = l.market_code
    WHERE ${unrecorded}
      AND NOT EXISTS (SELECT FROM sales.event k WHERE k.order_id = l.order_id AND k.kind = 'BOOKING')
  ) b
  FULL JOIN (
    SELECT u.line_id, sum(CASE v.kind WHEN 'BOOKING' THEN u.quantity ELSE -u.quantity END) AS quantity,
      sum(CASE v.kind WHEN 'BOOKING' THEN u.net_minor ELSE -u.net_minor END) AS net_minor
    FROM sales.event k
    JOIN sales.event v ON v.order_id = k.order_id AND v.kind IN ('BOOKING', 'CANCELLATION')
    CROSS JOIN LATERAL unnest(v.line_ids, v.quantities, v.net_minor) AS u (line_id, quantity, net_minor)
    WHERE k.kind = 'BOOKING' AND ${booked}
    GROUP BY u.line_id
  ) e ON e.line_id = b.line_id
  WHERE (coalesce(b.quantity, 0), coalesce(b.net_minor, 0)) IS DISTINCT FROM (coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
`;

const LINES = lines(
  IN_DAYS('k.day'),
  `l.confirmed_at >= p_from - 2 AND l.confirmed_at < p_until + 2
      AND ${IN_DAYS('(l.confirmed_at AT TIME ZONE m.time_zone)::date')}`,
);

/** Orders for which something was recorded in the last hour, whenever they were booked, and those confirmed in it. */
const LATE_LINES = lines(
  `k.order_id IN (SELECT t.order_id FROM sales.event t WHERE t.day >= current_date - 2 AND t.at >= v_since)`,
  `l.confirmed_at >= v_since`,
);

// An event that waits must have no facts: it would be counted twice.
const FACTS = `
  SELECT CASE WHEN d.event_id IS NULL THEN 'SALES_FACT' ELSE 'SALES_EVENT' END, coalesce(d.event_id::text, d.event_key::text),
    d.found
  FROM (
    SELECT coalesce(e.event_id, k.id) AS event_id, coalesce(e.event_key, f.event_key) AS event_key,
      CASE WHEN count(e.event_key) > 0 AND count(f.event_key) = 0 THEN 'neither in the facts nor waiting for them'
        WHEN count(e.event_key) = 0 AND count(q.event_id) > 0 THEN 'in the facts and still waiting for them'
        WHEN count(e.event_key) = 0 THEN format('%s facts of no event', count(f.event_key))
        ELSE format('%s of its lines differ from the facts', count(*)) END AS found
    FROM (
      SELECT * FROM sales.event_line_v v WHERE ${IN_DAYS('v.day')}
        AND NOT EXISTS (SELECT FROM sales.pending w WHERE w.event_id = v.event_id)
    ) e
    FULL JOIN (SELECT * FROM sales.fact_line_v l WHERE ${IN_KEYS}) f
      ON f.event_key = e.event_key AND f.line_no = e.line_no
    LEFT JOIN (sales.pending q JOIN sales.event k ON k.id = q.event_id) ON k.event_key = f.event_key
    WHERE ${row('e', FACT)} IS DISTINCT FROM ${row('f', FACT)}
    GROUP BY 1, 2
  ) d
`;

const dimensions = Object.entries(REFERENCES);

/** What foreign keys would say, were they checked. */
const UNREFERENCED = `
  SELECT 'SALES_FACT', l.event_key::text, format('line %s leads nowhere by %s', l.line_no, concat_ws(', ',
    ${dimensions.map(([column, [, key]], n) => `CASE WHEN d${n}.${key} IS NULL AND l.${column} IS NOT NULL THEN '${column}' END`).join(',\n    ')}))
  FROM reporting.fact_sales l
  ${dimensions
    .map(
      ([column, [dimension, key]], n) =>
        `LEFT JOIN reporting.${dimension} d${n} ON d${n}.${key} = l.${column}`,
    )
    .join('\n  ')}
  WHERE ${IN_KEYS} AND (${dimensions
    .map(([column, [, key]], n) =>
      column === 'partner_key'
        ? `(d${n}.${key} IS NULL AND l.${column} IS NOT NULL)`
        : `d${n}.${key} IS NULL`,
    )
    .join(' OR ')})
`;

function summed({ keys, dependent }: Rollup): string {
  const selected = keys.map((column) =>
    ['category_key', 'partner_key'].includes(column)
      ? `coalesce(l.${column}, 0) AS ${column}`
      : `l.${column}`,
  );
  const others = dependent.map((column) => `min(l.${column}) AS ${column}`);
  const measures = MEASURES.map((measure) =>
    measure === 'orders'
      ? `count(DISTINCT l.event_key) FILTER (WHERE l.kind = 'BOOKING') AS orders`
      : `sum(l.${measure}) AS ${measure}`,
  );
  const columns = keys.map((column) => `l.${column}`);
  const all = columns.filter((column) => column !== 'l.category_key');
  const by = keys.includes('category_key')
    ? `GROUPING SETS ((${columns.join(', ')}), (${all.join(', ')}))`
    : columns.join(', ');
  return `SELECT ${[...selected, ...others, ...measures].join(', ')}
    FROM sales.fact_line_v l WHERE ${IN_KEYS} GROUP BY ${by}`;
}

/** A month belongs to the answer when it began in the days that are asked for. */
function compared(rollup: Rollup): string {
  const { name, keys, dependent } = rollup;
  const columns = [...dependent, ...MEASURES];
  return `
  SELECT '${name.toUpperCase()}', concat_ws(' ', ${keys.join(', ')}), format('facts: %s; rollup: %s',
    ${row('f', columns)}, ${row('r', columns)})
  FROM (${summed(rollup)}) f
  FULL JOIN (SELECT * FROM sales.${name} WHERE ${IN_DAYS(keys.includes('day') ? 'day' : 'month')}) r USING (${keys.join(', ')})
  WHERE ${row('f', columns)} IS DISTINCT FROM ${row('r', columns)}`;
}

interface Total {
  name: string;
  keys: string[];
  measures: string[];
  where?: string;
}

/** What a table by month and the days of (a) must agree on; the two are summed up to the same keys. */
const TOTALS: Total[] = [
  {
    name: 'month_region',
    keys: ['category_key', 'month', 'region_key', 'currency_key'],
    measures: MEASURES,
  },
  {
    name: 'month_variant',
    keys: ['month', 'market_key', 'region_key', 'currency_key'],
    measures: SUMS,
    where: 'category_key = 0',
  },
];

function totalled({ name, keys, measures, where = 'true' }: Total): string {
  const sums = measures.map((measure) => `sum(${measure}) AS ${measure}`).join(', ');
  const days = keys.map((key) =>
    key === 'month' ? `date_trunc('month', day::timestamp)::date AS month` : key,
  );
  const by = keys.map((_, n) => n + 1).join(', ');
  return `
  SELECT '${name.toUpperCase()}', concat_ws(' ', ${keys.join(', ')}), format('days: %s; rollup: %s',
    ${row('d', measures)}, ${row('r', measures)})
  FROM (SELECT ${days.join(', ')}, ${sums} FROM sales.day_category WHERE ${where} AND ${IN_DAYS('day')} GROUP BY ${by}) d
  FULL JOIN (SELECT ${keys.join(', ')}, ${sums} FROM sales.${name} WHERE ${IN_DAYS('month')} GROUP BY ${by}) r
    USING (${keys.join(', ')})
  WHERE ${row('d', measures)} IS DISTINCT FROM ${row('r', measures)}`;
}

const ANSWER = 'RETURNS TABLE (entity text, entity_id text, detail text)';
// The plan is made for the days that are asked for: that of a day would be slow for all of them, and the other way round.
const HEAD = `LANGUAGE plpgsql STABLE SET search_path = sales, pg_temp SET plan_cache_mode = force_custom_plan`;

const asking = (name: string, parts: string[]) => `
CREATE FUNCTION sales.${name}(p_from date, p_until date) ${ANSWER}
${HEAD} AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY ${parts.join('\n  UNION ALL\n')};
END $$;`;

// Each is one statement, and therefore one snapshot: what is moved meanwhile is seen either before or after.
const FUNCTIONS = `
${asking('day_differences', [LINES, FACTS, UNREFERENCED, ...DAILY.map(compared)])}
COMMENT ON FUNCTION sales.day_differences(date, date) IS 'What sales.differences says of these days, but for the sums by month.';

${asking('total_differences', TOTALS.map(totalled))}
COMMENT ON FUNCTION sales.total_differences(date, date) IS 'Where the sums by month are not those of the days of sales.day_category; the days must be whole months. It reads no facts: pieces that stand with a wrong variant remain unseen.';

DROP FUNCTION sales.differences(date, date);
${asking('differences', [
  'SELECT * FROM sales.day_differences(p_from, p_until)',
  ...MONTHLY.map(compared),
])}
COMMENT ON FUNCTION sales.differences(date, date) IS 'Every line, event, fact and rollup row of the days in which order lines, events, facts and rollups are not the same, and every fact of them whose key is in no row of its dimension; the days must be whole months. Cancellations count with the day of their order''s booking where they are compared with its lines.';

CREATE FUNCTION sales.late_differences() ${ANSWER}
${HEAD} AS $$
#variable_conflict use_column
DECLARE
  v_since timestamptz := now() - interval '1 hour';
  v_days date[];
  v_months date[];
BEGIN
  v_days := ARRAY(
    SELECT DISTINCT k.day FROM sales.event k WHERE k.day >= current_date - 2 AND k.at >= v_since
    UNION
    SELECT f.day + (floor(extract(epoch FROM now()) / 900)::bigint % (l.day - f.day + 1))::integer
    FROM (SELECT day FROM sales.day_category WHERE category_key = 0 ORDER BY day LIMIT 1) f
    CROSS JOIN (SELECT day FROM sales.day_category WHERE category_key = 0 ORDER BY day DESC LIMIT 1) l
  );
  v_months := ARRAY(SELECT DISTINCT date_trunc('month', d::timestamp)::date FROM unnest(v_days) d);
  RETURN QUERY
    SELECT o.* FROM unnest(v_days) d CROSS JOIN LATERAL sales.day_differences(d, d + 1) o
    UNION
    SELECT o.* FROM unnest(v_months) m CROSS JOIN LATERAL sales.total_differences(m, (m + interval '1 month')::date) o
    UNION ${LATE_LINES};
END $$;
COMMENT ON FUNCTION sales.late_differences() IS 'What differs in the days for which something was recorded in the last hour, in the orders that it belongs to, in one older day, another one every quarter of an hour, and in the totals of the months of these days.';

REVOKE EXECUTE ON FUNCTION sales.day_differences(date, date), sales.total_differences(date, date),
  sales.differences(date, date), sales.late_differences() FROM public;
GRANT EXECUTE ON FUNCTION sales.day_differences(date, date), sales.total_differences(date, date),
  sales.differences(date, date), sales.late_differences() TO portal_system;
`;

/** Dimensions that the system did not have to read so far. */
const READ = ['market', 'region', 'category', 'product', 'reseller', 'currency']
  .map((name) => `reporting.dim_${name}`)
  .join(', ');

/** Comparing days means finding the orders that were confirmed on them, also where no event tells of them. */
const INDEX = `
CREATE INDEX sales_order_confirmed_idx ON orders.sales_order (confirmed_at) WHERE confirmed_at IS NOT NULL;
`;

/** What was asked before: the same, but for keys that lead nowhere, in one function. */
const BEFORE = `
${asking('differences', [LINES, FACTS, ...DAILY.map(compared), ...MONTHLY.map(compared)])}
REVOKE EXECUTE ON FUNCTION sales.differences(date, date) FROM public;
GRANT EXECUTE ON FUNCTION sales.differences(date, date) TO portal_system;
`;

export class SalesDifferencesBySlice1700000440100 implements MigrationInterface {
  readonly name = 'SalesDifferencesBySlice1700000440100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEX);
    await runner.query(`GRANT SELECT ON ${READ} TO portal_system`);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION sales.late_differences(), sales.differences(date, date), sales.total_differences(date, date),
        sales.day_differences(date, date);
      DROP INDEX orders.sales_order_confirmed_idx;
      REVOKE SELECT ON ${READ} FROM portal_system;
    `);
    await runner.query(BEFORE);
  }
}
