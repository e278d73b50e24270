import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE SCHEMA pricing;
GRANT USAGE ON SCHEMA pricing TO portal_app, portal_system;

-- The composite foreign keys below keep the currency of every price equal to its market's.
ALTER TABLE market.market ADD CONSTRAINT market_currency_key UNIQUE (code, currency_code);

CREATE TABLE pricing.price_list (
  id uuid CONSTRAINT price_list_pkey PRIMARY KEY,
  code text NOT NULL CONSTRAINT price_list_code_key UNIQUE,
  name text NOT NULL,
  market_code text NOT NULL,
  currency_code text NOT NULL,
  audience text NOT NULL,
  tier text,
  reseller_id uuid CONSTRAINT price_list_reseller_fkey REFERENCES reseller.reseller (id),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  priority integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT price_list_market_currency_fkey FOREIGN KEY (market_code, currency_code)
    REFERENCES market.market (code, currency_code),
  CONSTRAINT price_list_code_check CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  CONSTRAINT price_list_name_check CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  CONSTRAINT price_list_audience_check CHECK (
    (audience = 'EVERYONE' AND tier IS NULL AND reseller_id IS NULL)
    OR (audience = 'TIER' AND tier IS NOT NULL AND reseller_id IS NULL)
    OR (audience = 'RESELLER' AND tier IS NULL AND reseller_id IS NOT NULL)),
  CONSTRAINT price_list_tier_check CHECK (tier IN ('REGISTERED', 'AUTHORIZED', 'PREMIER')),
  CONSTRAINT price_list_period_check CHECK (valid_until > valid_from),
  CONSTRAINT price_list_version_check CHECK (version >= 1)
);
COMMENT ON TABLE pricing.price_list IS 'Unit prices of one market for everyone, a tier or one reseller, over a period.';
COMMENT ON COLUMN pricing.price_list.currency_code IS 'Always the currency of the market.';
COMMENT ON COLUMN pricing.price_list.valid_until IS 'The first instant at which the list no longer holds; null: open.';
COMMENT ON COLUMN pricing.price_list.priority IS 'Among lists of the same audience, the greater priority wins.';
CREATE INDEX price_list_market_idx ON pricing.price_list (market_code, currency_code);
CREATE INDEX price_list_reseller_idx ON pricing.price_list (reseller_id) WHERE reseller_id IS NOT NULL;

CREATE TABLE pricing.price_entry (
  price_list_id uuid NOT NULL CONSTRAINT price_entry_price_list_fkey
    REFERENCES pricing.price_list (id) ON DELETE CASCADE,
  variant_id uuid NOT NULL CONSTRAINT price_entry_variant_fkey REFERENCES catalog.variant (id),
  minimum_quantity integer NOT NULL,
  unit_price_minor bigint NOT NULL,
  CONSTRAINT price_entry_pkey PRIMARY KEY (price_list_id, variant_id, minimum_quantity),
  CONSTRAINT price_entry_minimum_quantity_check CHECK (minimum_quantity BETWEEN 1 AND 1000000),
  CONSTRAINT price_entry_unit_price_check CHECK (unit_price_minor BETWEEN 0 AND 1000000000000)
);
COMMENT ON TABLE pricing.price_entry IS 'A price break: the unit price of a variant from a quantity on.';
COMMENT ON COLUMN pricing.price_entry.unit_price_minor IS
  'Net price of one piece in minor units of the list''s currency; bounded so that a line''s net always fits a bigint.';
CREATE INDEX price_entry_variant_idx ON pricing.price_entry (variant_id);

CREATE TABLE pricing.special_bid (
  id uuid CONSTRAINT special_bid_pkey PRIMARY KEY,
  number text NOT NULL CONSTRAINT special_bid_number_key UNIQUE,
  reseller_id uuid NOT NULL CONSTRAINT special_bid_reseller_fkey REFERENCES reseller.reseller (id),
  market_code text NOT NULL,
  variant_id uuid NOT NULL CONSTRAINT special_bid_variant_fkey REFERENCES catalog.variant (id),
  currency_code text NOT NULL,
  unit_price_minor bigint NOT NULL,
  quantity integer NOT NULL,
  sold integer NOT NULL DEFAULT 0,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT special_bid_market_currency_fkey FOREIGN KEY (market_code, currency_code)
    REFERENCES market.market (code, currency_code),
  CONSTRAINT special_bid_number_check CHECK (number ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  CONSTRAINT special_bid_unit_price_check CHECK (unit_price_minor BETWEEN 0 AND 1000000000000),
  CONSTRAINT special_bid_quantity_check CHECK (quantity BETWEEN 1 AND 1000000),
  CONSTRAINT special_bid_sold_check CHECK (sold BETWEEN 0 AND quantity),
  CONSTRAINT special_bid_period_check CHECK (valid_until > valid_from),
  CONSTRAINT special_bid_version_check CHECK (version >= 1)
);
COMMENT ON TABLE pricing.special_bid IS 'An approved price of one reseller for a limited quantity of a variant in a market.';
COMMENT ON COLUMN pricing.special_bid.sold IS 'Pieces taken by orders that stand; changed only by take_bid and give_bid.';
COMMENT ON COLUMN pricing.special_bid.unit_price_minor IS 'Net price of one piece in minor units of the currency.';
COMMENT ON COLUMN pricing.special_bid.valid_until IS 'The first instant at which the bid no longer holds; null: open.';
CREATE INDEX special_bid_reseller_idx ON pricing.special_bid (reseller_id, market_code);
CREATE INDEX special_bid_variant_idx ON pricing.special_bid (variant_id);
CREATE INDEX special_bid_market_idx ON pricing.special_bid (market_code, currency_code);

GRANT SELECT ON pricing.price_list, pricing.price_entry, pricing.special_bid TO portal_app;
GRANT UPDATE (sold) ON pricing.special_bid TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON pricing.price_list, pricing.price_entry, pricing.special_bid TO portal_system;
`;

const ROW_SECURITY = `
ALTER TABLE pricing.price_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE pricing.price_list FORCE ROW LEVEL SECURITY;
CREATE POLICY price_list_app ON pricing.price_list TO portal_app
  USING ((select current_setting('app.scope', true)) = 'all'
    OR ((select current_setting('app.scope', true)) = 'reseller'
      AND (reseller_id IS NULL OR reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid))))
  WITH CHECK ((select current_setting('app.scope', true)) = 'all');
CREATE POLICY price_list_system ON pricing.price_list TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY price_list_owner ON pricing.price_list TO portal_owner USING (true) WITH CHECK (true);

-- An entry is seen by whoever sees its list: the sub-select is under the policy above, and is hashed once per query.
ALTER TABLE pricing.price_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE pricing.price_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY price_entry_app ON pricing.price_entry TO portal_app
  USING ((select current_setting('app.scope', true)) = 'all'
    OR price_list_id IN (SELECT l.id FROM pricing.price_list l))
  WITH CHECK ((select current_setting('app.scope', true)) = 'all');
CREATE POLICY price_entry_system ON pricing.price_entry TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY price_entry_owner ON pricing.price_entry TO portal_owner USING (true) WITH CHECK (true);

ALTER TABLE pricing.special_bid ENABLE ROW LEVEL SECURITY;
ALTER TABLE pricing.special_bid FORCE ROW LEVEL SECURITY;
CREATE POLICY special_bid_app ON pricing.special_bid TO portal_app
  USING ((select current_setting('app.scope', true)) = 'all'
    OR ((select current_setting('app.scope', true)) = 'reseller'
      AND reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid)))
  WITH CHECK ((select current_setting('app.scope', true)) = 'all'
    OR ((select current_setting('app.scope', true)) = 'reseller'
      AND reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid)));
CREATE POLICY special_bid_system ON pricing.special_bid TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY special_bid_owner ON pricing.special_bid TO portal_owner USING (true) WITH CHECK (true);
`;

const DOWN = `
DROP TABLE pricing.special_bid, pricing.price_entry, pricing.price_list;
ALTER TABLE market.market DROP CONSTRAINT market_currency_key;
DROP SCHEMA pricing;
`;

export class PricingTables1700000060000 implements MigrationInterface {
  readonly name = 'PricingTables1700000060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    await runner.query(ROW_SECURITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
