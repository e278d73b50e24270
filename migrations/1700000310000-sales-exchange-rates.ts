import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a unit of each currency is worth on each day: facts are reported in one currency through them. */
export class SalesExchangeRates1700000310000 implements MigrationInterface {
  readonly name = 'SalesExchangeRates1700000310000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(functions);
    await runner.query(grants);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION sales.conversions(text[], date[], text);
      DROP FUNCTION sales.rate_on(text, date);
      DROP TABLE sales.exchange_rate;
    `);
  }
}

const table = `
  CREATE TABLE sales.exchange_rate (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    currency_code text NOT NULL,
    day date NOT NULL,
    rate numeric(18,9) NOT NULL,
    source text NOT NULL,
    note text,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT exchange_rate_pkey PRIMARY KEY (currency_code, day),
    CONSTRAINT exchange_rate_id_key UNIQUE (id),
    CONSTRAINT exchange_rate_currency_code_fkey FOREIGN KEY (currency_code) REFERENCES market.currency (code),
    CONSTRAINT exchange_rate_currency_code_check CHECK (currency_code <> 'EUR'),
    CONSTRAINT exchange_rate_day_check CHECK (day BETWEEN '1999-01-01' AND '2199-12-31'),
    CONSTRAINT exchange_rate_rate_check CHECK (rate > 0),
    CONSTRAINT exchange_rate_source_check CHECK (source IN ('ECB', 'STAFF')),
    CONSTRAINT exchange_rate_note_check CHECK (char_length(note) BETWEEN 1 AND 500)
  );
  CREATE INDEX exchange_rate_day_idx ON sales.exchange_rate (day DESC, currency_code);
  COMMENT ON TABLE sales.exchange_rate IS 'What one euro was worth in a currency on a day, and who says so. The euro itself has no rows.';
  COMMENT ON COLUMN sales.exchange_rate.id IS 'The name of the rate in audit records.';
  COMMENT ON COLUMN sales.exchange_rate.rate IS 'Units of the currency for one euro.';
  COMMENT ON COLUMN sales.exchange_rate.source IS 'ECB: from a file of the European Central Bank. STAFF: entered by a person, where the bank publishes none.';
  COMMENT ON COLUMN sales.exchange_rate.note IS 'Where a person took it from.';
`;

const functions = `
  CREATE FUNCTION sales.rate_on(p_currency text, p_day date) RETURNS TABLE (rate numeric, day date, source text)
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = sales, pg_temp AS $$
    SELECT 1::numeric, p_day, 'EUR' WHERE p_currency = 'EUR'
    UNION ALL
    (SELECT r.rate, r.day, r.source FROM exchange_rate r
     WHERE r.currency_code = p_currency AND r.day <= p_day ORDER BY r.day DESC LIMIT 1)
  $$;
  COMMENT ON FUNCTION sales.rate_on(text, date) IS 'Units of the currency for one euro on the day, or on the last day before it that has a rate; no row when there is none.';

  -- The integer division rounds half away from zero exactly; a plain one would round to a number of digits of its own.
  CREATE FUNCTION sales.conversions(p_currencies text[], p_days date[], p_to text)
    RETURNS TABLE (currency_code text, day date, factor numeric, minor_factor numeric,
      from_rate numeric, from_day date, from_source text, to_rate numeric, to_day date, to_source text)
    LANGUAGE sql STABLE SET search_path = sales, pg_temp AS $$
    SELECT g.currency_code, g.day, x.factor,
      trim_scale(x.factor * (10::numeric ^ (t.minor_digits - f.minor_digits))),
      fr.rate, fr.day, fr.source, tr.rate, tr.day, tr.source
    FROM unnest(p_currencies, p_days) AS g (currency_code, day)
    JOIN market.currency f ON f.code = g.currency_code
    JOIN market.currency t ON t.code = p_to
    LEFT JOIN LATERAL (
      SELECT r.rate, r.day, r.source FROM exchange_rate r
      WHERE r.currency_code = g.currency_code AND r.day <= g.day AND g.currency_code <> p_to ORDER BY r.day DESC LIMIT 1
    ) fs ON true
    LEFT JOIN LATERAL (
      SELECT r.rate, r.day, r.source FROM exchange_rate r
      WHERE r.currency_code = p_to AND r.day <= g.day AND g.currency_code <> p_to ORDER BY r.day DESC LIMIT 1
    ) ts ON true
    CROSS JOIN LATERAL (SELECT
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN 1 ELSE fs.rate END AS rate,
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN g.day ELSE fs.day END AS day,
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN NULL ELSE fs.source END AS source) fr
    CROSS JOIN LATERAL (SELECT
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN 1 ELSE ts.rate END AS rate,
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN g.day ELSE ts.day END AS day,
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN NULL ELSE ts.source END AS source) tr
    CROSS JOIN LATERAL (SELECT
      div(2 * tr.rate * 1e20 + fr.rate, 2 * fr.rate) * 0.00000000000000000001 AS factor) x
  $$;
  COMMENT ON FUNCTION sales.conversions(text[], date[], text) IS
    'For each currency and day: what a unit of it is worth in p_to, through the euro, to 20 decimal places, half away from zero; and which rates were taken. minor_factor converts minor units to minor units. An amount is multiplied exactly, sums are rounded once at the end. factor is null where a rate is missing; a day that is before the asked one says that the last rate was taken.';
`;

const grants = `
  GRANT SELECT, INSERT, DELETE ON sales.exchange_rate TO portal_app;
  GRANT UPDATE (rate, note, version) ON sales.exchange_rate TO portal_app;
  GRANT SELECT, INSERT ON sales.exchange_rate TO portal_system;
  REVOKE EXECUTE ON FUNCTION sales.rate_on, sales.conversions FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION sales.rate_on, sales.conversions TO portal_app, portal_system;
`;
