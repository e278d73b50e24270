import { query, type Database } from '../sales-data.js';

/** What the bare limit of the order writes to: the columns that an order cannot do without, and no index but keys. */
export const ORDER_LIMIT_TABLES = `
  DROP SCHEMA IF EXISTS bench_limit CASCADE;
  CREATE SCHEMA bench_limit;
  GRANT USAGE ON SCHEMA bench_limit TO portal_app;
  CREATE TABLE bench_limit.stock (
    variant_id uuid PRIMARY KEY,
    on_hand integer NOT NULL,
    allocated integer NOT NULL DEFAULT 0,
    unit_price_minor bigint NOT NULL
  ) WITH (fillfactor = 70);
  CREATE TABLE bench_limit.sales_order (
    id uuid PRIMARY KEY,
    buyer text NOT NULL,
    market_code text NOT NULL,
    purchase_order_number text NOT NULL,
    net_minor bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE bench_limit.order_line (
    order_id uuid NOT NULL REFERENCES bench_limit.sales_order (id),
    position integer NOT NULL,
    variant_id uuid NOT NULL,
    quantity integer NOT NULL,
    unit_price_minor bigint NOT NULL,
    PRIMARY KEY (order_id, position)
  );
  GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bench_limit TO portal_app;
  INSERT INTO bench_limit.stock (variant_id, on_hand, unit_price_minor)
  SELECT e.variant_id, 100000000, min(e.unit_price_minor) FROM pricing.price_entry e GROUP BY e.variant_id;
  ANALYZE bench_limit.stock;
`;

const RESTOCK = [
  `INSERT INTO inventory.stock_movement (id, variant_id, location_id, kind, quantity)
   SELECT gen_random_uuid(), variant_id, location_id, 'RECEIPT', 10000000 - on_hand FROM inventory.stock_level WHERE on_hand < 10000000`,
  'UPDATE inventory.stock_level SET on_hand = 10000000 WHERE on_hand < 10000000',
  'VACUUM ANALYZE inventory.stock_level',
];

/** Enough of everything for every order of a run, with the movements that it came by. */
export async function restock({ adminUrl }: Database): Promise<void> {
  for (const statement of RESTOCK) await query(adminUrl, statement);
}
