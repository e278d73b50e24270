import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['booked', 'cancelled', 'billed', 'credited'];
const MEASURES = [
  'orders',
  ...KINDS.map((kind) => `${kind}_units`),
  ...KINDS.map((kind) => `${kind}_minor`),
];

/** What each rollup is a sum by, as in the migration that made them. */
const ROLLUPS: Record<string, string[]> = {
  day_category: ['category_key', 'day', 'market_key', 'currency_key'],
  day_reseller: ['day', 'market_key', 'reseller_key', 'tier', 'partner_key', 'currency_key'],
  month_variant: ['month', 'market_key', 'variant_key', 'region_key', 'currency_key'],
  month_region: ['category_key', 'month', 'region_key', 'currency_key'],
};

const DEPENDENT: Record<string, string[]> = {
  day_category: ['region_key'],
  day_reseller: ['region_key'],
};

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
  ...MEASURES.filter((measure) => measure !== 'orders'),
];

const row = (alias: string, columns: string[]) =>
  `(${columns.map((column) => `${alias}.${column}`).join(', ')})`;

/** In the days from p_from up to p_until, written as keys where the facts are asked, so that other months stay shut. */
const IN_DAYS = (column: string) => `${column} >= p_from AND ${column} < p_until`;
const IN_KEYS = `l.date_key >= sales.date_key(p_from) AND l.date_key < sales.date_key(p_until)`;

const LINES = `
  SELECT 'ORDER_LINE', coalesce(b.line_id, e.line_id)::text, format('order lines: %s pieces, net %s; events: %s, net %s',
    coalesce(b.quantity, 0), coalesce(b.net_minor, 0), coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
  FROM (
    SELECT l.* FROM sales.event k JOIN orders.booked_line_v l ON l.order_id = k.order_id
    WHERE k.kind = 'BOOKING' AND ${IN_DAYS('k.day')}
    UNION ALL
    SELECT l.* FROM orders.booked_line_v l
    WHERE l.confirmed_at >= p_from - 2 AND l.confirmed_at < p_until + 2
      AND ${IN_DAYS('market.day_in(l.market_code, l.confirmed_at)')}
      AND NOT EXISTS (SELECT FROM sales.event k WHERE k.order_id = l.order_id AND k.kind = 'BOOKING')
  ) b
  FULL JOIN (
    SELECT u.line_id, sum(CASE v.kind WHEN 'BOOKING' THEN u.quantity ELSE -u.quantity END) AS quantity,
      sum(CASE v.kind WHEN 'BOOKING' THEN u.net_minor ELSE -u.net_minor END) AS net_minor
    FROM sales.event k
    JOIN sales.event v ON v.order_id = k.order_id AND v.kind IN ('BOOKING', 'CANCELLATION')
    CROSS JOIN LATERAL unnest(v.line_ids, v.quantities, v.net_minor) AS u (line_id, quantity, net_minor)
    WHERE k.kind = 'BOOKING' AND ${IN_DAYS('k.day')}
    GROUP BY u.line_id
  ) e ON e.line_id = b.line_id
  WHERE (coalesce(b.quantity, 0), coalesce(b.net_minor, 0)) IS DISTINCT FROM (coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
`;

// An event that waits must have no facts: it would be counted twice.
const FACTS = `
  SELECT CASE WHEN d.event_id IS NULL THEN 'SALES_FACT' ELSE 'SALES_EVENT' END, coalesce(d.event_id::text, d.event_key::text),
    d.detail
  FROM (
    SELECT coalesce(e.event_id, k.id) AS event_id, coalesce(e.event_key, f.event_key) AS event_key,
      CASE WHEN count(e.event_key) > 0 AND count(f.event_key) = 0 THEN 'neither in the facts nor waiting for them'
        WHEN count(e.event_key) = 0 AND count(q.event_id) > 0 THEN 'in the facts and still waiting for them'
        WHEN count(e.event_key) = 0 THEN format('%s facts of no event', count(f.event_key))
        ELSE format('%s of its lines differ from the facts', count(*)) END AS detail
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

function sums(name: string, keys: string[]): string {
  const selected = keys.map((column) =>
    ['category_key', 'partner_key'].includes(column)
      ? `coalesce(l.${column}, 0) AS ${column}`
      : `l.${column}`,
  );
  const others = (DEPENDENT[name] ?? []).map((column) => `min(l.${column}) AS ${column}`);
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

const ROLLED = Object.entries(ROLLUPS).map(([name, keys]) => {
  const time = keys.includes('day') ? 'day' : 'month';
  const compared = [...(DEPENDENT[name] ?? []), ...MEASURES];
  // A month belongs to the answer when it began in the days that are asked for.
  return `
  SELECT '${name.toUpperCase()}', concat_ws(' ', ${keys.join(', ')}), format('facts: %s; rollup: %s',
    ${row('f', compared)}, ${row('r', compared)})
  FROM (${sums(name, keys)}) f
  FULL JOIN (SELECT * FROM sales.${name} WHERE ${IN_DAYS(time)}) r USING (${keys.join(', ')})
  WHERE ${row('f', compared)} IS DISTINCT FROM ${row('r', compared)}`;
});

const FUNCTIONS = `
CREATE FUNCTION sales.date_key(p_day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN p_day < '2000-01-01' THEN 0 WHEN p_day > '2059-12-31' THEN 99991231
    ELSE (extract(year FROM p_day) * 10000 + extract(month FROM p_day) * 100 + extract(day FROM p_day))::integer END
$$;
COMMENT ON FUNCTION sales.date_key(date) IS 'The day as a key of reporting.dim_date, YYYYMMDD; beyond that table, a number below or above all of them.';
REVOKE EXECUTE ON FUNCTION sales.date_key(date) FROM public;
GRANT EXECUTE ON FUNCTION sales.date_key(date) TO portal_app, portal_system;

-- One statement, and therefore one snapshot: what is moved meanwhile is seen either before or after.
CREATE FUNCTION sales.differences(p_from date, p_until date) RETURNS TABLE (entity text, entity_id text, detail text)
LANGUAGE sql STABLE SET search_path = sales, pg_temp AS $$
  ${[LINES, FACTS, ...ROLLED].join('\n  UNION ALL\n')}
$$;
COMMENT ON FUNCTION sales.differences(date, date) IS 'Every line, event and rollup row of the days in which order lines, events, facts and rollups are not the same; the days must be whole months. Cancellations count with the day of their order''s booking where they are compared with its lines.';
REVOKE EXECUTE ON FUNCTION sales.differences(date, date) FROM public;
GRANT EXECUTE ON FUNCTION sales.differences(date, date) TO portal_system;
`;

export class SalesDifferences1700000300300 implements MigrationInterface {
  readonly name = 'SalesDifferences1700000300300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP FUNCTION sales.differences(date, date); DROP FUNCTION sales.date_key(date);`,
    );
  }
}
