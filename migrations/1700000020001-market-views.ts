import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MarketViews1700000020001 implements MigrationInterface {
  readonly name = 'MarketViews1700000020001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    await runner.query(views);
    await runner.query(`
      GRANT SELECT ON market.market_v, market.region_membership_v TO portal_app, portal_system;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA market FROM PUBLIC;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA market TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW market.market_v, market.region_membership_v;
      DROP FUNCTION market.region_on(text, date);
      DROP FUNCTION market.tax_rate_on(text, date);
      DROP FUNCTION market.day_in(text, timestamptz);
      DROP FUNCTION market.raise_revision(text);
    `);
  }
}

const functions = `
  CREATE FUNCTION market.region_on(p_market text, p_day date) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = market, pg_temp AS $$
    SELECT region_id FROM region_membership
    WHERE market_code = p_market AND valid_from <= p_day AND (valid_until IS NULL OR valid_until > p_day)
  $$;
  COMMENT ON FUNCTION market.region_on(text, date) IS 'The region to which the market belongs on the day; null when none.';

  CREATE FUNCTION market.tax_rate_on(p_market text, p_day date) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = market, pg_temp AS $$
    SELECT trim_scale(rate) FROM tax_rate WHERE market_code = p_market AND valid_from <= p_day ORDER BY valid_from DESC LIMIT 1
  $$;
  COMMENT ON FUNCTION market.tax_rate_on(text, date) IS 'The tax rate in percent on the day; null when none was set by then.';

  CREATE FUNCTION market.day_in(p_market text, p_at timestamptz) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = market, pg_temp AS $$
    SELECT (p_at AT TIME ZONE time_zone)::date FROM market WHERE code = p_market
  $$;
  COMMENT ON FUNCTION market.day_in(text, timestamptz) IS 'The day in the market''s calendar at the instant.';

  CREATE FUNCTION market.raise_revision(p_market text) RETURNS void
    LANGUAGE plpgsql SET search_path = market, pg_temp AS $$
  BEGIN
    -- Whoever raises several locks them in the order of their codes, so that two writers never wait for each other.
    PERFORM 1 FROM market WHERE p_market IS NULL OR code = p_market ORDER BY code FOR NO KEY UPDATE;
    UPDATE market SET catalog_revision = catalog_revision + 1 WHERE p_market IS NULL OR code = p_market;
  END $$;
  COMMENT ON FUNCTION market.raise_revision(text) IS 'The last statement of a transaction that changed what a catalog page of the market shows; null means every market.';
`;

const views = `
  CREATE VIEW market.market_v WITH (security_invoker = true) AS
  SELECT m.code, m.name, m.currency_code, c.minor_digits, m.default_locale, m.time_zone, m.tax_name, m.state,
    m.catalog_revision, d.today, trim_scale(t.rate) AS tax_rate, r.id AS region_id, r.code AS region_code, r.name AS region_name
  FROM market.market m
  JOIN market.currency c ON c.code = m.currency_code
  CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE m.time_zone)::date AS today) d
  LEFT JOIN LATERAL (
    SELECT rate FROM market.tax_rate
    WHERE market_code = m.code AND valid_from <= d.today ORDER BY valid_from DESC LIMIT 1
  ) t ON true
  LEFT JOIN market.region_membership rm
    ON rm.market_code = m.code AND rm.valid_from <= d.today AND (rm.valid_until IS NULL OR rm.valid_until > d.today)
  LEFT JOIN market.region r ON r.id = rm.region_id;
  COMMENT ON VIEW market.market_v IS 'A market as it is now: its today, and the tax rate and region on that day.';
  COMMENT ON COLUMN market.market_v.today IS 'The day that now() falls on in the market''s time zone.';
  COMMENT ON COLUMN market.market_v.tax_rate IS 'Percent; null when no rate has begun.';

  CREATE VIEW market.region_membership_v WITH (security_invoker = true) AS
  SELECT rm.market_code, rm.region_id, r.code AS region_code, rm.valid_from, rm.valid_until
  FROM market.region_membership rm JOIN market.region r ON r.id = rm.region_id;
  COMMENT ON VIEW market.region_membership_v IS 'Every period in which a market belongs to a region.';
`;
