import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE TABLE sales.event (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  day date NOT NULL,
  order_id uuid NOT NULL,
  market_code text NOT NULL,
  region_id uuid NOT NULL,
  currency_code text NOT NULL,
  reseller_id uuid NOT NULL,
  tier text NOT NULL,
  partner_of_record_id uuid,
  line_ids uuid[] NOT NULL,
  variant_ids uuid[] NOT NULL,
  product_ids uuid[] NOT NULL,
  categories text[] NOT NULL,
  quantities integer[] NOT NULL,
  net_minor bigint[] NOT NULL,
  CONSTRAINT event_pkey PRIMARY KEY (id),
  CONSTRAINT event_kind_check CHECK (kind IN ('BOOKING', 'CANCELLATION', 'BILLING', 'CREDIT')),
  CONSTRAINT event_lines_check CHECK (cardinality(line_ids) > 0
    AND cardinality(variant_ids) = cardinality(line_ids) AND cardinality(product_ids) = cardinality(line_ids)
    AND cardinality(categories) = cardinality(line_ids) AND cardinality(quantities) = cardinality(line_ids)
    AND cardinality(net_minor) = cardinality(line_ids)),
  CONSTRAINT event_quantities_check CHECK (1 <= ALL (quantities)),
  CONSTRAINT event_market_code_fkey FOREIGN KEY (market_code) REFERENCES market.market (code),
  CONSTRAINT event_region_id_fkey FOREIGN KEY (region_id) REFERENCES market.region (id),
  CONSTRAINT event_currency_code_fkey FOREIGN KEY (currency_code) REFERENCES market.currency (code),
  CONSTRAINT event_reseller_id_fkey FOREIGN KEY (reseller_id) REFERENCES reseller.reseller (id),
  CONSTRAINT event_partner_of_record_id_fkey FOREIGN KEY (partner_of_record_id) REFERENCES reseller.reseller (id)
);
CREATE INDEX event_order_id_idx ON sales.event (order_id);
CREATE INDEX event_reseller_id_idx ON sales.event (reseller_id, day);
CREATE INDEX event_market_day_idx ON sales.event (market_code, day);
COMMENT ON TABLE sales.event IS 'What was sold, line by line, in arrays of equal length: one row per booking, cancellation, invoice or credit note. Append-only.';
COMMENT ON COLUMN sales.event.day IS 'Day of the event in the market''s time zone.';
COMMENT ON COLUMN sales.event.region_id IS 'The market''s region on that day.';
COMMENT ON COLUMN sales.event.tier IS 'The reseller''s tier when the order was booked.';
COMMENT ON COLUMN sales.event.net_minor IS 'Net of tax, positive for every kind, in minor units of currency_code.';

CREATE TABLE sales.pending (
  event_id uuid NOT NULL,
  CONSTRAINT pending_pkey PRIMARY KEY (event_id),
  CONSTRAINT pending_event_id_fkey FOREIGN KEY (event_id) REFERENCES sales.event (id)
);
COMMENT ON TABLE sales.pending IS 'Events that are not in the facts yet.';
`;

const ACCESS = `
ALTER TABLE sales.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.event FORCE ROW LEVEL SECURITY;
CREATE POLICY event_owner ON sales.event TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY event_system ON sales.event TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY event_read ON sales.event FOR SELECT TO portal_app USING (
  (SELECT current_setting('app.scope', true)) = 'all'
  OR ((SELECT current_setting('app.scope', true)) = 'reseller'
    AND reseller_id = (SELECT nullif(current_setting('app.reseller', true), '')::uuid)));
CREATE POLICY event_append ON sales.event FOR INSERT TO portal_app WITH CHECK (
  (SELECT current_setting('app.scope', true)) = 'all'
  OR ((SELECT current_setting('app.scope', true)) = 'reseller'
    AND reseller_id = (SELECT nullif(current_setting('app.reseller', true), '')::uuid)));
GRANT SELECT, INSERT ON sales.event TO portal_app, portal_system;
GRANT INSERT ON sales.pending TO portal_app;
GRANT SELECT, INSERT, DELETE ON sales.pending TO portal_system;
`;

const RECORD = `
CREATE FUNCTION sales.record(p_kind text, p_order uuid, p_market text, p_currency text, p_reseller uuid, p_tier text,
  p_partner uuid, p_lines uuid[], p_variants uuid[], p_quantities integer[], p_net_minor bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = sales, pg_temp AS $$
DECLARE
  v_id uuid := gen_random_uuid();
  v_day date := market.day_in(p_market, now());
BEGIN
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
END $$;
COMMENT ON FUNCTION sales.record IS 'Writes one sales event, today, with what was sold or taken back; net in minor units.';
REVOKE EXECUTE ON FUNCTION sales.record FROM public;
GRANT EXECUTE ON FUNCTION sales.record TO portal_app, portal_system;
`;

export class SalesTables1700000080000 implements MigrationInterface {
  readonly name = 'SalesTables1700000080000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA sales;
      GRANT USAGE ON SCHEMA sales TO portal_app, portal_system;
    `);
    await runner.query(TABLES);
    await runner.query(ACCESS);
    await runner.query(RECORD);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION sales.record;
      DROP TABLE sales.pending, sales.event;
      DROP SCHEMA sales;
    `);
  }
}
