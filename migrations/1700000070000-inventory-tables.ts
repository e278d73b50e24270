import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE SCHEMA inventory;
GRANT USAGE ON SCHEMA inventory TO portal_app, portal_system;

CREATE TABLE inventory.stock_location (
  id uuid CONSTRAINT stock_location_pkey PRIMARY KEY,
  code text NOT NULL CONSTRAINT stock_location_code_key UNIQUE,
  name text NOT NULL,
  country_code text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT stock_location_code_check CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
  CONSTRAINT stock_location_name_check CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  CONSTRAINT stock_location_country_check CHECK (country_code ~ '^[A-Z]{2}$'),
  CONSTRAINT stock_location_version_check CHECK (version >= 1)
);
COMMENT ON TABLE inventory.stock_location IS 'A place that holds stock.';
COMMENT ON COLUMN inventory.stock_location.country_code IS 'ISO 3166-1 alpha-2; need not be a market.';

CREATE TABLE inventory.location_market (
  location_id uuid NOT NULL CONSTRAINT location_market_location_fkey
    REFERENCES inventory.stock_location (id) ON DELETE CASCADE,
  market_code text NOT NULL CONSTRAINT location_market_market_fkey REFERENCES market.market (code),
  preference integer NOT NULL,
  lead_days integer NOT NULL,
  CONSTRAINT location_market_pkey PRIMARY KEY (location_id, market_code),
  CONSTRAINT location_market_preference_check CHECK (preference >= 0),
  CONSTRAINT location_market_lead_days_check CHECK (lead_days BETWEEN 0 AND 365)
);
COMMENT ON TABLE inventory.location_market IS 'The markets that a location serves.';
COMMENT ON COLUMN inventory.location_market.preference IS 'The smallest is asked first; equal ones by location id.';
COMMENT ON COLUMN inventory.location_market.lead_days IS 'Days from allocation to arrival in the market.';
CREATE INDEX location_market_market_idx ON inventory.location_market (market_code, preference, location_id);

-- Every order of a variant updates its level: free room in each page keeps such updates off the indexes.
CREATE TABLE inventory.stock_level (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT stock_level_id_key UNIQUE,
  variant_id uuid NOT NULL CONSTRAINT stock_level_variant_fkey REFERENCES catalog.variant (id),
  location_id uuid NOT NULL CONSTRAINT stock_level_location_fkey REFERENCES inventory.stock_location (id),
  on_hand integer NOT NULL DEFAULT 0,
  allocated integer NOT NULL DEFAULT 0,
  CONSTRAINT stock_level_pkey PRIMARY KEY (variant_id, location_id),
  CONSTRAINT stock_level_on_hand_check CHECK (on_hand BETWEEN 0 AND 100000000),
  CONSTRAINT stock_level_allocated_check CHECK (allocated BETWEEN 0 AND on_hand)
) WITH (fillfactor = 70);
COMMENT ON TABLE inventory.stock_level IS
  'What is there of a variant at a location. Written only by the functions of this schema, which lock rows by (sku, location id).';
COMMENT ON COLUMN inventory.stock_level.id IS 'The name of the level in audit records.';
COMMENT ON COLUMN inventory.stock_level.on_hand IS 'Pieces in the location: the sum of the movements.';
COMMENT ON COLUMN inventory.stock_level.allocated IS 'Pieces on hand that are promised to orders.';
CREATE INDEX stock_level_location_idx ON inventory.stock_level (location_id);

CREATE TABLE inventory.inbound_stock (
  id uuid CONSTRAINT inbound_stock_pkey PRIMARY KEY,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity integer NOT NULL,
  expected_on date NOT NULL,
  CONSTRAINT inbound_stock_level_fkey FOREIGN KEY (variant_id, location_id)
    REFERENCES inventory.stock_level (variant_id, location_id),
  CONSTRAINT inbound_stock_quantity_check CHECK (quantity BETWEEN 1 AND 1000000)
);
COMMENT ON TABLE inventory.inbound_stock IS
  'Stock on its way. Needs a level (of 0, if nothing is there yet); a receipt lowers it and removes it when all has come.';
COMMENT ON COLUMN inventory.inbound_stock.expected_on IS 'The day of arrival at the location.';
CREATE INDEX inbound_stock_level_idx ON inventory.inbound_stock (variant_id, location_id, expected_on);

CREATE TABLE inventory.stock_movement (
  id uuid CONSTRAINT stock_movement_pkey PRIMARY KEY,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  kind text NOT NULL,
  quantity integer NOT NULL,
  reason text,
  reference text,
  actor_user_id uuid CONSTRAINT stock_movement_actor_fkey REFERENCES identity.user_account (id),
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_movement_level_fkey FOREIGN KEY (variant_id, location_id)
    REFERENCES inventory.stock_level (variant_id, location_id),
  CONSTRAINT stock_movement_kind_check CHECK (kind IN ('OPENING', 'RECEIPT', 'ADJUSTMENT', 'SHIPMENT', 'RETURN')),
  CONSTRAINT stock_movement_quantity_check CHECK (
    CASE kind WHEN 'ADJUSTMENT' THEN quantity <> 0 WHEN 'SHIPMENT' THEN quantity < 0 ELSE quantity > 0 END),
  CONSTRAINT stock_movement_reason_check CHECK (kind <> 'ADJUSTMENT' OR length(btrim(reason)) > 0)
);
COMMENT ON TABLE inventory.stock_movement IS 'The ledger of what came in and went out of each level; append-only.';
COMMENT ON COLUMN inventory.stock_movement.quantity IS 'Signed change of what is on hand.';
COMMENT ON COLUMN inventory.stock_movement.actor_user_id IS 'Who moved it; null: the system.';
CREATE INDEX stock_movement_level_idx ON inventory.stock_movement (variant_id, location_id, at);
CREATE INDEX stock_movement_actor_idx ON inventory.stock_movement (actor_user_id) WHERE actor_user_id IS NOT NULL;

GRANT SELECT ON inventory.stock_location, inventory.location_market, inventory.stock_level, inventory.inbound_stock,
  inventory.stock_movement TO portal_app, portal_system;
GRANT INSERT, UPDATE (on_hand, allocated) ON inventory.stock_level TO portal_app, portal_system;
GRANT UPDATE (quantity), DELETE ON inventory.inbound_stock TO portal_app;
GRANT INSERT ON inventory.stock_movement TO portal_app, portal_system;
GRANT INSERT, UPDATE, DELETE ON inventory.stock_location, inventory.location_market, inventory.inbound_stock
  TO portal_system;
`;

const VIEWS = `
CREATE VIEW inventory.serving_v WITH (security_invoker = true) AS
SELECT m.market_code, m.location_id, m.preference, m.lead_days FROM inventory.location_market m;
COMMENT ON VIEW inventory.serving_v IS 'Which location serves which market, by preference, and in how many days.';

CREATE VIEW inventory.location_available_v WITH (security_invoker = true) AS
SELECT m.market_code, l.variant_id, l.location_id, s.code AS location_code, m.preference, m.lead_days,
       l.on_hand - l.allocated AS available
FROM inventory.location_market m
JOIN inventory.stock_level l ON l.location_id = m.location_id
JOIN inventory.stock_location s ON s.id = m.location_id;
COMMENT ON VIEW inventory.location_available_v IS 'What each location that serves a market can still promise.';

CREATE VIEW inventory.inbound_v WITH (security_invoker = true) AS
SELECT m.market_code, i.variant_id, i.id AS inbound_id, i.location_id, i.expected_on, i.quantity, m.lead_days
FROM inventory.location_market m
JOIN inventory.inbound_stock i ON i.location_id = m.location_id;
COMMENT ON VIEW inventory.inbound_v IS 'What is on its way to the locations that serve a market, overdue arrivals included.';

-- The sums are below the outer join so that a condition on market and variant reaches them.
CREATE VIEW inventory.available_v WITH (security_invoker = true) AS
SELECT s.market_code, s.variant_id, s.available, n.expected_on AS next_inbound_on, n.quantity AS next_inbound_quantity
FROM (
  SELECT m.market_code, l.variant_id, least(sum(l.on_hand - l.allocated), 2147483647)::integer AS available
  FROM inventory.location_market m
  JOIN inventory.stock_level l ON l.location_id = m.location_id
  GROUP BY m.market_code, l.variant_id
) s
JOIN market.market k ON k.code = s.market_code
LEFT JOIN LATERAL (
  SELECT i.expected_on, least(sum(i.quantity), 2147483647)::integer AS quantity
  FROM inventory.inbound_stock i
  JOIN inventory.location_market m ON m.location_id = i.location_id AND m.market_code = s.market_code
  WHERE i.variant_id = s.variant_id AND i.expected_on >= (now() AT TIME ZONE k.time_zone)::date
  GROUP BY i.expected_on
  ORDER BY i.expected_on
  LIMIT 1
) n ON true;
COMMENT ON VIEW inventory.available_v IS
  'What a market can still promise, and the next arrival from the market''s today on. No row: nothing available.';

GRANT SELECT ON inventory.serving_v, inventory.location_available_v, inventory.inbound_v, inventory.available_v TO portal_app, portal_system;
`;

const DOWN = `
DROP VIEW inventory.available_v, inventory.inbound_v, inventory.location_available_v, inventory.serving_v;
DROP TABLE inventory.stock_movement, inventory.inbound_stock, inventory.stock_level, inventory.location_market,
  inventory.stock_location;
DROP SCHEMA inventory;
`;

export class InventoryTables1700000070000 implements MigrationInterface {
  readonly name = 'InventoryTables1700000070000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    await runner.query(VIEWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
