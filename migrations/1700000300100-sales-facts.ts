import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS: [name: string, type: string, comment: string][] = [
  ['event_key', 'bigint NOT NULL', 'Which sales event; with line_no it names the fact.'],
  ['line_no', 'smallint NOT NULL', 'The place of the line in its event, from 1.'],
  [
    'order_key',
    'bigint NOT NULL',
    'The order: the event_key of its booking. Counting distinct values counts orders.',
  ],
  ['event_at', 'timestamptz NOT NULL', 'The instant of the event.'],
  ['date_key', 'integer NOT NULL', "The day in the market's calendar, YYYYMMDD."],
  ['market_key', 'integer NOT NULL', 'The market in which it was sold.'],
  ['region_key', 'integer NOT NULL', 'The region of the market on that day: the region as booked.'],
  ['category_key', 'integer NOT NULL', 'The category of the product at the time of the event.'],
  ['variant_key', 'integer NOT NULL', 'The variant that was sold.'],
  ['reseller_key', 'integer NOT NULL', 'The reseller that bought it.'],
  ['partner_key', 'integer', 'The partner of record; null when there is none.'],
  ['currency_key', 'integer NOT NULL', 'The currency of the amounts.'],
  ['tier', 'varchar(12) NOT NULL', "The reseller's tier when the order was booked."],
  [
    'kind',
    'varchar(12) NOT NULL',
    'BOOKING, CANCELLATION, BILLING (invoice) or CREDIT (credit note).',
  ],
  ['booked_units', 'integer NOT NULL DEFAULT 0', 'Pieces booked.'],
  ['cancelled_units', 'integer NOT NULL DEFAULT 0', 'Pieces cancelled, a positive number.'],
  ['billed_units', 'integer NOT NULL DEFAULT 0', 'Pieces invoiced.'],
  ['credited_units', 'integer NOT NULL DEFAULT 0', 'Pieces credited, a positive number.'],
  ['booked_amount', 'numeric(20,4) NOT NULL DEFAULT 0', 'Booked, net of tax.'],
  [
    'cancelled_amount',
    'numeric(20,4) NOT NULL DEFAULT 0',
    'Cancelled, net of tax, a positive number.',
  ],
  ['billed_amount', 'numeric(20,4) NOT NULL DEFAULT 0', 'Invoiced, net of tax.'],
  [
    'credited_amount',
    'numeric(20,4) NOT NULL DEFAULT 0',
    'Credited, net of tax, a positive number.',
  ],
  [
    'net_units',
    'integer NOT NULL GENERATED ALWAYS AS (booked_units - cancelled_units - credited_units) STORED',
    'Net units: booked less cancelled less credited.',
  ],
  [
    'net_amount',
    'numeric(20,4) NOT NULL GENERATED ALWAYS AS (booked_amount - cancelled_amount - credited_amount) STORED',
    'Net sales: booked less cancelled less credited, net of tax.',
  ],
];

const FACTS = `
CREATE TABLE reporting.fact_sales (
  ${COLUMNS.map(([name, type]) => `${name} ${type}`).join(',\n  ')},
  CONSTRAINT fact_sales_pkey PRIMARY KEY (event_key, line_no, date_key),
  CONSTRAINT fact_sales_kind_check CHECK (kind IN ('BOOKING', 'CANCELLATION', 'BILLING', 'CREDIT')),
  CONSTRAINT fact_sales_measures_check CHECK (
    least(booked_units, cancelled_units, billed_units, credited_units) >= 0
    AND least(booked_amount, cancelled_amount, billed_amount, credited_amount) >= 0)
) PARTITION BY RANGE (date_key);
CREATE INDEX fact_sales_reseller_idx ON reporting.fact_sales (reseller_key, date_key);
CREATE TABLE sales.fact_default PARTITION OF reporting.fact_sales DEFAULT;
COMMENT ON TABLE reporting.fact_sales IS 'What was sold, a row per line of a booking, cancellation, invoice or credit note. Amounts are in the currency of the row: never add different ones. It is behind by what waits in sales.pending.';
${COLUMNS.map(([name, , comment]) => `COMMENT ON COLUMN reporting.fact_sales.${name} IS '${comment.replaceAll("'", "''")}';`).join('\n')}

-- The order of events by key is nobody's promise: it names an event in few bytes, and no more.
ALTER TABLE sales.event ADD COLUMN event_key bigint GENERATED ALWAYS AS IDENTITY;
COMMENT ON COLUMN sales.event.event_key IS 'The name of the event in the facts.';
-- Events come in the order of their days, or nearly: a summary of blocks finds those of a month.
CREATE INDEX event_day_idx ON sales.event USING brin (day) WITH (pages_per_range = 32);
`;

const OWN_KEY = `(SELECT k.reseller_key FROM sales.reseller_key k
    WHERE k.reseller_id = (SELECT nullif(current_setting('app.reseller', true), '')::uuid))`;

// The comparisons stand within the SELECT: PostgreSQL then takes half of the rows to pass, and not one in two hundred.
const ACCESS = `
ALTER TABLE reporting.fact_sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE reporting.fact_sales FORCE ROW LEVEL SECURITY;
CREATE POLICY fact_sales_owner ON reporting.fact_sales TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY fact_sales_system ON reporting.fact_sales TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY fact_sales_read ON reporting.fact_sales FOR SELECT TO portal_app USING (
  (SELECT current_setting('app.scope', true) = 'all')
  OR ((SELECT current_setting('app.scope', true) = 'reseller') AND reseller_key = ${OWN_KEY}));
GRANT SELECT ON reporting.fact_sales TO portal_app;
GRANT SELECT, INSERT, DELETE ON reporting.fact_sales TO portal_system;
`;

const STORED = COLUMNS.filter(([, type]) => !type.includes('GENERATED'))
  .map(([name]) => name)
  .join(', ');

// Attaching locks the default partition against everybody, for as long as it takes to see that no row of it belongs
// into the new one: it is empty but for days that nobody foresaw, and those move along.
const PARTITIONS = `
CREATE FUNCTION sales.make_partitions(p_until date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
DECLARE
  v_month date;
  v_name text;
  v_from integer;
  v_to integer;
  v_made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(720114003, 3);
  FOR v_month IN
    SELECT m::date FROM generate_series(date_trunc('month', least(now()::timestamp,
      (SELECT min(day) FROM event), (SELECT to_date(min(date_key)::text, 'YYYYMMDD') FROM fact_default))),
      p_until::timestamp, interval '1 month') m
  LOOP
    v_name := 'fact_' || to_char(v_month, 'YYYY_MM');
    CONTINUE WHEN to_regclass('sales.' || v_name) IS NOT NULL;
    v_from := to_char(v_month, 'YYYYMMDD')::integer;
    v_to := to_char(v_month + interval '1 month', 'YYYYMMDD')::integer;
    EXECUTE format('CREATE TABLE sales.%I (LIKE reporting.fact_sales INCLUDING ALL EXCLUDING COMMENTS)', v_name);
    EXECUTE format('WITH moved AS (DELETE FROM fact_default WHERE date_key >= %s AND date_key < %s RETURNING ${STORED})
      INSERT INTO sales.%I (${STORED}) SELECT ${STORED} FROM moved', v_from, v_to, v_name);
    EXECUTE format('ALTER TABLE reporting.fact_sales ATTACH PARTITION sales.%I FOR VALUES FROM (%s) TO (%s)',
      v_name, v_from, v_to);
    v_made := v_made + 1;
  END LOOP;
  RETURN v_made;
END $$;
COMMENT ON FUNCTION sales.make_partitions(date) IS 'Makes the monthly partitions of the facts that are missing, from the first sale to the month of the day; returns how many.';
REVOKE EXECUTE ON FUNCTION sales.make_partitions(date) FROM public;
GRANT EXECUTE ON FUNCTION sales.make_partitions(date) TO portal_system;
`;

/** A row per line of every sales event, in partitions by month. */
export class SalesFacts1700000300100 implements MigrationInterface {
  readonly name = 'SalesFacts1700000300100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS);
    await runner.query(ACCESS);
    await runner.query(PARTITIONS);
    await runner.query(`SELECT sales.make_partitions((now() + interval '24 months')::date)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION sales.make_partitions(date);
      DROP INDEX sales.event_day_idx;
      ALTER TABLE sales.event DROP COLUMN event_key;
      DROP TABLE reporting.fact_sales;
    `);
  }
}
