import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['booked', 'cancelled', 'billed', 'credited'];
const MEASURES = [
  'orders',
  ...KINDS.map((kind) => `${kind}_units`),
  ...KINDS.map((kind) => `${kind}_minor`),
];

interface Rollup {
  name: string;
  /** The columns of the primary key, in its order, as they are declared. */
  key: Record<string, string>;
  /** Columns that follow from the key. */
  dependent?: Record<string, string>;
  /** Who may read it as a reseller: its own rows, where it has such. */
  owned: boolean;
  comment: string;
  indexes?: string;
}

const KEY = 'integer NOT NULL';
const DAY = 'date NOT NULL';

const ROLLUPS: Rollup[] = [
  {
    name: 'day_category',
    key: { category_key: KEY, day: DAY, market_key: KEY, currency_key: KEY },
    dependent: { region_key: KEY },
    owned: false,
    comment:
      'Sales by day, market, category and currency. Category 0 is all of them together: only there an order of several categories counts once.',
  },
  {
    name: 'day_reseller',
    key: {
      day: DAY,
      market_key: KEY,
      reseller_key: KEY,
      tier: 'varchar(12) NOT NULL',
      partner_key: KEY,
      currency_key: KEY,
    },
    dependent: { region_key: KEY },
    owned: true,
    comment:
      'Sales by day, market, reseller, tier as booked, partner of record (0: none) and currency.',
    indexes: 'CREATE INDEX day_reseller_reseller_idx ON sales.day_reseller (reseller_key, day);',
  },
  {
    name: 'month_variant',
    key: { month: DAY, market_key: KEY, variant_key: KEY, region_key: KEY, currency_key: KEY },
    owned: false,
    comment:
      'Sales by month, market, variant and currency, and by region as booked: a market may change it within a month.',
    indexes: 'CREATE INDEX month_variant_variant_idx ON sales.month_variant (variant_key, month);',
  },
  {
    name: 'month_region',
    key: { category_key: KEY, month: DAY, region_key: KEY, currency_key: KEY },
    owned: false,
    comment:
      'Sales by month, region as booked, category and currency. Category 0 is all of them together.',
  },
];

const OWN_KEY = `(SELECT k.reseller_key FROM sales.reseller_key k
    WHERE k.reseller_id = (SELECT nullif(current_setting('app.reseller', true), '')::uuid))`;
// The comparison stands within the SELECT: PostgreSQL then takes half of the rows to pass, and not one in two hundred, for
// which it would choose plans for a handful.
const ALL = `(SELECT current_setting('app.scope', true) = 'all')`;
const OWNED = `${ALL} OR ((SELECT current_setting('app.scope', true) = 'reseller') AND reseller_key = ${OWN_KEY})`;

// Every batch adds to the rows of today: room in the page lets PostgreSQL change them in place.
function table({ name, key, dependent = {}, owned, comment, indexes = '' }: Rollup): string {
  const columns = [...Object.entries(key), ...Object.entries(dependent)].map((c) => c.join(' '));
  const measures = MEASURES.map((measure) => `${measure} bigint NOT NULL`);
  return `
CREATE TABLE sales.${name} (
  ${[...columns, ...measures].join(',\n  ')},
  CONSTRAINT ${name}_pkey PRIMARY KEY (${Object.keys(key).join(', ')})
) WITH (fillfactor = 70);
${indexes}
COMMENT ON TABLE sales.${name} IS '${comment} Amounts are minor units, net of tax; an order counts on the day of its booking.';
ALTER TABLE sales.${name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.${name} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${name}_owner ON sales.${name} TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY ${name}_system ON sales.${name} TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY ${name}_read ON sales.${name} FOR SELECT TO portal_app USING (${owned ? OWNED : ALL});
GRANT SELECT ON sales.${name} TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sales.${name} TO portal_system;`;
}

/** The measures of one kind of event, zero for the other kinds. */
function perKind(suffix: string, value: string): string {
  const kinds = {
    booked: 'BOOKING',
    cancelled: 'CANCELLATION',
    billed: 'BILLING',
    credited: 'CREDIT',
  };
  return Object.entries(kinds)
    .map(
      ([name, kind]) => `CASE e.kind WHEN '${kind}' THEN ${value} ELSE 0 END AS ${name}_${suffix}`,
    )
    .join(',\n    ');
}

// LEFT JOINs on unique columns: a question that does not need a key does not pay for looking it up. The relation that says
// which events are meant stands first: PostgreSQL keeps the order of so many joins.
const lines = (events: string) => `
  SELECT e.id AS event_id, e.event_key, l.line_no::smallint AS line_no,
    CASE e.kind WHEN 'BOOKING' THEN e.event_key
      ELSE coalesce((SELECT min(b.event_key) FROM sales.event b WHERE b.order_id = e.order_id AND b.kind = 'BOOKING'),
        e.event_key) END AS order_key,
    e.at AS event_at, e.day, date_trunc('month', e.day::timestamp)::date AS month,
    (extract(year FROM e.day) * 10000 + extract(month FROM e.day) * 100 + extract(day FROM e.day))::integer AS date_key,
    m.market_key, r.region_key, c.category_key, v.variant_key, s.reseller_key, p.reseller_key AS partner_key,
    u.currency_key, e.tier::varchar(12) AS tier, e.kind::varchar(12) AS kind,
    ${perKind('units', 'l.quantity')},
    ${perKind('minor', 'l.net_minor')},
    u.minor_unit, u.minor_factor,
    ${perKind('amount', 'l.net_minor * u.minor_unit')}
  FROM ${events}
  CROSS JOIN LATERAL unnest(e.variant_ids, e.categories, e.quantities, e.net_minor)
    WITH ORDINALITY AS l (variant_id, category, quantity, net_minor, line_no)
  LEFT JOIN sales.market_key m ON m.code = e.market_code
  LEFT JOIN sales.region_key r ON r.region_id = e.region_id
  LEFT JOIN sales.category_key c ON c.category = l.category
  LEFT JOIN sales.variant_key v ON v.variant_id = l.variant_id
  LEFT JOIN sales.reseller_key s ON s.reseller_id = e.reseller_id
  LEFT JOIN sales.reseller_key p ON p.reseller_id = e.partner_of_record_id
  LEFT JOIN sales.currency_key u ON u.code = e.currency_code`;

const LINES = `
CREATE VIEW sales.event_line_v WITH (security_invoker = true) AS ${lines('sales.event e')};
COMMENT ON VIEW sales.event_line_v IS 'The lines of every sales event as they are, or will be, in the facts; amounts in minor units.';

CREATE VIEW sales.pending_line_v WITH (security_invoker = true) AS
  ${lines('sales.pending q JOIN sales.event e ON e.id = q.event_id')};
COMMENT ON VIEW sales.pending_line_v IS 'The lines that are not in the facts and rollups yet.';

CREATE VIEW sales.fact_line_v WITH (security_invoker = true) AS
  SELECT f.event_key, f.line_no, f.order_key, f.event_at, d.date AS day, d.month_start AS month, f.date_key, f.market_key,
    f.region_key, f.category_key, f.variant_key, f.reseller_key, f.partner_key, f.currency_key, f.tier, f.kind,
    ${KINDS.map((kind) => `f.${kind}_units`).join(', ')},
    ${KINDS.map((kind) => `(f.${kind}_amount * u.minor_factor)::bigint AS ${kind}_minor`).join(', ')}, u.minor_unit,
    u.minor_factor, ${KINDS.map((kind) => `f.${kind}_amount`).join(', ')}
  FROM reporting.fact_sales f
  JOIN reporting.dim_date d ON d.date_key = f.date_key
  JOIN sales.currency_key u ON u.currency_key = f.currency_key;
COMMENT ON VIEW sales.fact_line_v IS 'The facts with their days, and amounts in minor units.';
`;

const LINE_COLUMNS = `event_key, line_no, order_key, event_at, day, month, date_key, market_key, region_key, category_key,
    variant_key, reseller_key, partner_key, currency_key, tier, kind, ${KINDS.map((k) => `${k}_units`).join(', ')},
    ${KINDS.map((k) => `${k}_minor`).join(', ')}, minor_unit, minor_factor, ${KINDS.map((k) => `${k}_amount`).join(', ')}`;

/** What a rollup sums up of lines that have the columns of sales.event_line_v. */
function sums({ key, dependent = {} }: Rollup, source: string, where = ''): string {
  const groups = Object.keys(key);
  const selected = groups.map((column) => {
    if (column === 'category_key') return 'coalesce(l.category_key, 0) AS category_key';
    if (column === 'partner_key') return 'coalesce(l.partner_key, 0) AS partner_key';
    return `l.${column}`;
  });
  const others = Object.keys(dependent).map((column) => `min(l.${column}) AS ${column}`);
  const measures = MEASURES.map((measure) =>
    measure === 'orders'
      ? `count(DISTINCT l.event_key) FILTER (WHERE l.kind = 'BOOKING') AS orders`
      : `sum(l.${measure})::bigint AS ${measure}`,
  );
  const columns = groups.map((column) => `l.${column}`).join(', ');
  const all = groups.filter((column) => column !== 'category_key').map((column) => `l.${column}`);
  const by = groups.includes('category_key')
    ? `GROUPING SETS ((${columns}), (${all.join(', ')}))`
    : columns;
  return `SELECT ${[...selected, ...others, ...measures].join(', ')}
    FROM ${source} l ${where} GROUP BY ${by}`;
}

function columnsOf({ key, dependent = {} }: Rollup): string {
  return [...Object.keys(key), ...Object.keys(dependent), ...MEASURES].join(', ');
}

const NOW = `
CREATE VIEW sales.line_now_v WITH (security_invoker = true) AS
  SELECT ${LINE_COLUMNS} FROM sales.fact_line_v UNION ALL SELECT ${LINE_COLUMNS} FROM sales.pending_line_v;
COMMENT ON VIEW sales.line_now_v IS 'The facts with what is pending: every line that was ever sold or taken back.';
${ROLLUPS.map(
  (rollup) => `
CREATE VIEW sales.${rollup.name}_now_v WITH (security_invoker = true) AS
  SELECT ${columnsOf(rollup)} FROM sales.${rollup.name}
  UNION ALL ${sums(rollup, 'sales.pending_line_v')};
COMMENT ON VIEW sales.${rollup.name}_now_v IS 'sales.${rollup.name} with what is pending; a key can come twice, so sum it.';`,
).join('\n')}
-- How old the oldest is would take long to say of very many: the first ones of the table are old enough.
CREATE VIEW sales.lag_v WITH (security_invoker = true) AS
  SELECT p.events, o.at AS oldest_at, coalesce(greatest(extract(epoch FROM clock_timestamp() - o.at), 0), 0) AS seconds
  FROM (SELECT count(*) AS events FROM sales.pending) p
  CROSS JOIN (SELECT min(e.at) AS at FROM sales.event e
    WHERE e.id = ANY (ARRAY(SELECT q.event_id FROM sales.pending q LIMIT 100))) o;
COMMENT ON VIEW sales.lag_v IS 'How far the facts and rollups are behind: events that wait, and since when.';
GRANT SELECT ON sales.pending TO portal_app;
-- Only to lock rows while they are taken out; PostgreSQL asks for the right to change them.
GRANT UPDATE ON sales.pending TO portal_system;
GRANT SELECT ON sales.lag_v, sales.event_line_v, sales.pending_line_v, sales.fact_line_v, sales.line_now_v,
  ${ROLLUPS.map(({ name }) => `sales.${name}_now_v`).join(', ')} TO portal_app, portal_system;
-- Rows come and go all the time: without frequent cleaning, looking for the waiting ones gets slower and slower.
ALTER TABLE sales.pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
`;

const FACT_COLUMNS = `event_key, line_no, order_key, event_at, date_key, market_key, region_key, category_key, variant_key,
    reseller_key, partner_key, currency_key, tier, kind, ${KINDS.map((k) => `${k}_units`).join(', ')},
    ${KINDS.map((k) => `${k}_amount`).join(', ')}`;
const FACT_VALUES = FACT_COLUMNS.replace(/(\w+)_amount/g, 'l.$1_minor * l.minor_unit');

/** Rows in the order of their key: two writers that meet would else wait for each other. */
function upsert(rollup: Rollup, source: string): string {
  const { name, key } = rollup;
  const keys = Object.keys(key).join(', ');
  const set = MEASURES.map((measure) => `${measure} = t.${measure} + excluded.${measure}`);
  return `INSERT INTO ${name} AS t (${columnsOf(rollup)})
    ${sums(rollup, source)} ORDER BY ${keys}
    ON CONFLICT (${keys}) DO UPDATE SET ${set.join(', ')}`;
}

const RELAY = `
CREATE FUNCTION sales.add_facts(p_events uuid[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = sales, pg_temp AS $$
DECLARE
  v_facts bigint;
BEGIN
  WITH lines AS MATERIALIZED (
    SELECT * FROM event_line_v WHERE event_id = ANY (p_events)
  ), added AS (
    INSERT INTO reporting.fact_sales (${FACT_COLUMNS})
    SELECT ${FACT_VALUES} FROM lines l ORDER BY l.event_key, l.line_no
    ON CONFLICT DO NOTHING RETURNING event_key, line_no
  ), fresh AS MATERIALIZED (
    SELECT l.* FROM lines l JOIN added a USING (event_key, line_no)
  ), ${ROLLUPS.map((rollup) => `${rollup.name}_added AS (${upsert(rollup, 'fresh')})`).join(', ')}
  SELECT count(*) INTO v_facts FROM fresh;
  RETURN v_facts;
END $$;
COMMENT ON FUNCTION sales.add_facts(uuid[]) IS 'Writes the facts of the events that have none yet and adds them to the rollups; returns how many facts it wrote.';

-- 720114003, 1: who relays. 720114003, 2: the relay alone, or any number of rebuilds.
CREATE FUNCTION sales.relay(p_limit integer) RETURNS integer
LANGUAGE plpgsql SET search_path = sales, pg_temp SET lock_timeout = '10s' AS $$
DECLARE
  v_events uuid[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(720114003, 1) THEN
    RETURN -1;
  END IF;
  PERFORM pg_advisory_xact_lock(720114003, 2);
  WITH taken AS (
    DELETE FROM pending WHERE ctid = ANY (ARRAY(SELECT ctid FROM pending LIMIT p_limit FOR UPDATE SKIP LOCKED))
    RETURNING event_id
  )
  SELECT array_agg(event_id) INTO v_events FROM taken;
  IF v_events IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM add_facts(v_events);
  RETURN cardinality(v_events);
END $$;
COMMENT ON FUNCTION sales.relay(integer) IS 'Moves that many waiting events into facts and rollups; returns how many, or -1 when another session is doing it.';

CREATE FUNCTION sales.rebuild_month(p_month date) RETURNS bigint
LANGUAGE plpgsql SET search_path = sales, pg_temp SET lock_timeout = '10min' AS $$
DECLARE
  v_from date := date_trunc('month', p_month::timestamp);
  v_until date := date_trunc('month', p_month::timestamp) + interval '1 month';
  v_facts bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(720114003, 2);
  PERFORM pg_advisory_xact_lock(720114004, v_from - date '2000-01-01');
  DELETE FROM reporting.fact_sales
  WHERE date_key >= to_char(v_from, 'YYYYMMDD')::integer AND date_key < to_char(v_until, 'YYYYMMDD')::integer;
  INSERT INTO reporting.fact_sales (${FACT_COLUMNS})
  SELECT ${FACT_VALUES} FROM event_line_v l
  WHERE l.day >= v_from AND l.day < v_until AND NOT EXISTS (SELECT FROM pending q WHERE q.event_id = l.event_id)
  ORDER BY l.event_key, l.line_no;
  GET DIAGNOSTICS v_facts = ROW_COUNT;
  ${ROLLUPS.map((rollup) => {
    const time = 'day' in rollup.key ? 'day' : 'month';
    return `DELETE FROM ${rollup.name} WHERE ${time} >= v_from AND ${time} < v_until;
  INSERT INTO ${rollup.name} (${columnsOf(rollup)})
  ${sums(
    rollup,
    'fact_line_v',
    `WHERE l.date_key >= to_char(v_from, 'YYYYMMDD')::integer AND l.date_key < to_char(v_until, 'YYYYMMDD')::integer`,
  )};`;
  }).join('\n  ')}
  RETURN v_facts;
END $$;
COMMENT ON FUNCTION sales.rebuild_month(date) IS 'Makes the facts and rollups of a month anew from its events, but for those that are pending; returns how many facts there are.';

REVOKE EXECUTE ON FUNCTION sales.add_facts(uuid[]), sales.relay(integer), sales.rebuild_month(date) FROM public;
GRANT EXECUTE ON FUNCTION sales.add_facts(uuid[]), sales.relay(integer), sales.rebuild_month(date) TO portal_system;
`;

/** Sums over the facts, and how events become facts and sums. */
export class SalesRollups1700000300200 implements MigrationInterface {
  readonly name = 'SalesRollups1700000300200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLLUPS.map(table).join('\n'));
    await runner.query(LINES);
    await runner.query(NOW);
    await runner.query(RELAY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION sales.rebuild_month(date), sales.relay(integer), sales.add_facts(uuid[]);
      ALTER TABLE sales.pending RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
      REVOKE SELECT ON sales.pending FROM portal_app;
      REVOKE UPDATE ON sales.pending FROM portal_system;
      DROP VIEW sales.lag_v, sales.line_now_v, ${ROLLUPS.map(({ name }) => `sales.${name}_now_v`).join(', ')};
      DROP VIEW sales.pending_line_v, sales.fact_line_v, sales.event_line_v;
      DROP TABLE ${ROLLUPS.map(({ name }) => `sales.${name}`).join(', ')};
    `);
  }
}
