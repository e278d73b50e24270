import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Markets, regions, memberships and tax rates become something that staff changes. */
export class MarketEditing1700000120000 implements MigrationInterface {
  readonly name = 'MarketEditing1700000120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(detailView);
    await runner.query(published);
    await runner.query(
      recordSales('PERFORM 1 FROM market.market WHERE code = p_market FOR KEY SHARE;'),
    );
    await runner.query(`
      GRANT INSERT ON market.region, market.market, market.region_membership, market.tax_rate TO portal_app;
      GRANT UPDATE (name, version) ON market.region TO portal_app;
      GRANT UPDATE (name, currency_code, default_locale, time_zone, tax_name, state, paused_reason, version)
        ON market.market TO portal_app;
      GRANT UPDATE (valid_until) ON market.region_membership TO portal_app;
      GRANT UPDATE (rate, version) ON market.tax_rate TO portal_app;
      GRANT DELETE ON market.region_membership, market.tax_rate TO portal_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE INSERT ON market.region, market.market, market.region_membership, market.tax_rate FROM portal_app;
      REVOKE UPDATE (name, version) ON market.region FROM portal_app;
      REVOKE UPDATE (name, currency_code, default_locale, time_zone, tax_name, state, paused_reason, version)
        ON market.market FROM portal_app;
      REVOKE UPDATE (valid_until) ON market.region_membership FROM portal_app;
      REVOKE UPDATE (rate, version) ON market.tax_rate FROM portal_app;
      REVOKE DELETE ON market.region_membership, market.tax_rate FROM portal_app;
    `);
    await runner.query(recordSales(''));
    await runner.query(`
      DROP FUNCTION sales.booked_since(text, date);
      DROP FUNCTION pricing.users_of_market(text);
      DROP VIEW market.market_detail_v;
      ALTER TABLE market.tax_rate DROP COLUMN version, DROP COLUMN id;
      ALTER TABLE market.market DROP COLUMN paused_reason, DROP COLUMN id;
    `);
  }
}

const columns = `
  ALTER TABLE market.market
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT market_id_key UNIQUE,
    ADD COLUMN paused_reason text
      CONSTRAINT market_paused_reason_check CHECK (paused_reason IS NULL OR (state = 'PAUSED' AND char_length(paused_reason) BETWEEN 1 AND 500));
  COMMENT ON COLUMN market.market.id IS 'The name of the market in audit records.';
  COMMENT ON COLUMN market.market.paused_reason IS 'Why it is paused, for everybody to read; null when it is not, or nobody said.';

  ALTER TABLE market.tax_rate
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT tax_rate_id_key UNIQUE,
    ADD COLUMN version int NOT NULL DEFAULT 1;
  COMMENT ON COLUMN market.tax_rate.id IS 'The name of the rate in audit records.';
  COMMENT ON COLUMN market.tax_rate.version IS 'Raised by each correction; only rates that have not begun are corrected.';
`;

const detailView = `
  CREATE VIEW market.market_detail_v WITH (security_invoker = true) AS
  SELECT v.code, v.name, v.currency_code, v.default_locale, v.time_zone, v.tax_name, v.state, v.today, v.tax_rate,
    v.region_id, v.region_code, v.region_name, r.version AS region_version, m.id, m.paused_reason, m.version
  FROM market.market_v v
  JOIN market.market m ON m.code = v.code
  LEFT JOIN market.region r ON r.id = v.region_id;
  COMMENT ON VIEW market.market_detail_v IS 'A market as it is now, with what those who change it need: ids and versions.';
  GRANT SELECT ON market.market_detail_v TO portal_app, portal_system;
`;

// What others say about a market before it is changed.
const published = `
  CREATE FUNCTION pricing.users_of_market(p_market text) RETURNS text[]
    LANGUAGE sql STABLE SET search_path = pricing, pg_temp AS $$
    SELECT array_remove(ARRAY[
      CASE WHEN EXISTS (SELECT FROM price_list WHERE market_code = p_market) THEN 'price lists' END,
      CASE WHEN EXISTS (SELECT FROM special_bid WHERE market_code = p_market) THEN 'special bids' END], NULL)
  $$;
  COMMENT ON FUNCTION pricing.users_of_market(text) IS 'What has amounts in the currency of the market, in words; nothing while the currency can change.';

  CREATE FUNCTION sales.booked_since(p_market text, p_day date) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = sales, pg_temp AS $$
    SELECT EXISTS (SELECT FROM event WHERE market_code = p_market AND day >= p_day)
  $$;
  COMMENT ON FUNCTION sales.booked_since(text, date) IS 'Whether the market has sales of the day or later, which keep the region that they were booked in.';

  REVOKE EXECUTE ON FUNCTION pricing.users_of_market, sales.booked_since FROM public;
  GRANT EXECUTE ON FUNCTION pricing.users_of_market, sales.booked_since TO portal_app, portal_system;
`;

/** With the lock, the region cannot change between being read here and COMMIT: who changes it locks the market first. */
function recordSales(lock: string): string {
  return `
CREATE OR REPLACE FUNCTION sales.record(p_kind text, p_order uuid, p_market text, p_currency text, p_reseller uuid, p_tier text,
  p_partner uuid, p_lines uuid[], p_variants uuid[], p_quantities integer[], p_net_minor bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = sales, pg_temp AS $$
DECLARE
  v_id uuid := gen_random_uuid();
  v_day date := market.day_in(p_market, now());
BEGIN
  ${lock}
  INSERT INTO event (id, kind, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
    partner_of_record_id, line_ids, variant_ids, product_ids, categories, quantities, net_minor)
  SELECT v_id, p_kind, v_day, p_order, p_market, market.region_on(p_market, v_day), p_currency, p_reseller, p_tier,
    p_partner, array_agg(l.line_id ORDER BY l.n), array_agg(l.variant_id ORDER BY l.n),
    array_agg(v.product_id ORDER BY l.n), array_agg(v.category ORDER BY l.n),
    array_agg(l.quantity ORDER BY l.n), array_agg(l.net_minor ORDER BY l.n)
  FROM unnest(p_lines, p_variants, p_quantities, p_net_minor)
    WITH ORDINALITY AS l (line_id, variant_id, quantity, net_minor, n)
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id;
  INSERT INTO pending (event_id) VALUES (v_id);
END $$;`;
}
