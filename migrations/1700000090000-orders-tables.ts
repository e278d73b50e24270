import type { MigrationInterface, QueryRunner } from 'typeorm';

const ORDER = `
CREATE SEQUENCE orders.order_number;

CREATE TABLE orders.sales_order (
  id uuid NOT NULL,
  number text NOT NULL,
  market_code text NOT NULL,
  currency_code text NOT NULL,
  state text NOT NULL,
  sold_to_id uuid NOT NULL,
  bill_to_id uuid NOT NULL,
  partner_of_record_id uuid,
  tier text NOT NULL,
  ship_to_address_id uuid,
  ship_to jsonb,
  end_customer jsonb,
  purchase_order_number text,
  po_key text GENERATED ALWAYS AS (lower(btrim(normalize(purchase_order_number, NFC)))) STORED,
  idempotency_key text,
  fingerprint text,
  accept_backorder boolean NOT NULL DEFAULT false,
  day date NOT NULL,
  net_minor bigint NOT NULL DEFAULT 0,
  tax_minor bigint NOT NULL DEFAULT 0,
  total_minor bigint NOT NULL DEFAULT 0,
  current_net_minor bigint NOT NULL DEFAULT 0,
  current_tax_minor bigint NOT NULL DEFAULT 0,
  current_total_minor bigint NOT NULL DEFAULT 0,
  exposure_minor bigint NOT NULL DEFAULT 0,
  limit_month date,
  limit_raised_minor bigint NOT NULL DEFAULT 0,
  placed_by_id uuid,
  placed_by_membership_id uuid,
  placed_by_key_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  submitted_at timestamptz,
  placed_at timestamptz,
  confirmed_at timestamptz,
  expires_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT sales_order_pkey PRIMARY KEY (id),
  CONSTRAINT sales_order_number_key UNIQUE (number),
  CONSTRAINT sales_order_idempotency_key UNIQUE (sold_to_id, idempotency_key),
  CONSTRAINT sales_order_state_check CHECK (state IN ('DRAFT', 'PENDING_APPROVAL', 'ON_HOLD', 'CONFIRMED',
    'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED', 'CLOSED', 'REJECTED', 'EXPIRED', 'CANCELLED')),
  CONSTRAINT sales_order_totals_check CHECK (total_minor = net_minor + tax_minor
    AND current_total_minor = current_net_minor + current_tax_minor
    AND current_net_minor BETWEEN 0 AND net_minor AND tax_minor >= 0 AND current_tax_minor >= 0),
  CONSTRAINT sales_order_exposure_check CHECK (exposure_minor BETWEEN 0 AND current_total_minor),
  CONSTRAINT sales_order_limit_check CHECK (limit_raised_minor >= 0 AND (limit_raised_minor = 0 OR limit_month IS NOT NULL)),
  CONSTRAINT sales_order_submitted_check CHECK (state = 'DRAFT'
    OR (purchase_order_number IS NOT NULL AND ship_to IS NOT NULL AND submitted_at IS NOT NULL)),
  CONSTRAINT sales_order_expires_check CHECK ((state IN ('PENDING_APPROVAL', 'ON_HOLD')) = (expires_at IS NOT NULL)),
  CONSTRAINT sales_order_market_code_fkey FOREIGN KEY (market_code) REFERENCES market.market (code),
  CONSTRAINT sales_order_currency_code_fkey FOREIGN KEY (currency_code) REFERENCES market.currency (code),
  CONSTRAINT sales_order_sold_to_id_fkey FOREIGN KEY (sold_to_id) REFERENCES reseller.reseller (id),
  CONSTRAINT sales_order_bill_to_id_fkey FOREIGN KEY (bill_to_id) REFERENCES reseller.reseller (id),
  CONSTRAINT sales_order_partner_of_record_id_fkey FOREIGN KEY (partner_of_record_id) REFERENCES reseller.reseller (id),
  CONSTRAINT sales_order_ship_to_address_id_fkey FOREIGN KEY (ship_to_address_id) REFERENCES reseller.address (id)
);
-- One live order per purchase order number; domain.md says which states are not live.
CREATE UNIQUE INDEX sales_order_purchase_order_key ON orders.sales_order (sold_to_id, po_key)
  WHERE state NOT IN ('DRAFT', 'REJECTED', 'EXPIRED', 'CANCELLED');
CREATE INDEX sales_order_sold_to_idx ON orders.sales_order (sold_to_id, created_at, id);
CREATE INDEX sales_order_bill_to_idx ON orders.sales_order (bill_to_id, currency_code);
CREATE INDEX sales_order_partner_idx ON orders.sales_order (partner_of_record_id, created_at, id)
  WHERE partner_of_record_id IS NOT NULL;
CREATE INDEX sales_order_market_idx ON orders.sales_order (market_code, created_at, id);
CREATE INDEX sales_order_created_idx ON orders.sales_order (created_at, id);
CREATE INDEX sales_order_expires_idx ON orders.sales_order (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX sales_order_ship_to_address_id_idx ON orders.sales_order (ship_to_address_id);
COMMENT ON TABLE orders.sales_order IS 'An order and its parties. Amounts are minor units of currency_code.';
COMMENT ON COLUMN orders.sales_order.tier IS 'The buyer''s tier when the order was priced.';
COMMENT ON COLUMN orders.sales_order.ship_to IS 'The address as it was when the order was submitted.';
COMMENT ON COLUMN orders.sales_order.day IS 'The market''s day on which the order was priced and taxed.';
COMMENT ON COLUMN orders.sales_order.net_minor IS 'As placed; the current_ amounts leave out what has been cancelled since.';
COMMENT ON COLUMN orders.sales_order.exposure_minor IS 'What the order holds of its bill-to account''s credit now.';
COMMENT ON COLUMN orders.sales_order.limit_raised_minor IS 'What of the buyer''s month limit_month the order still uses.';
COMMENT ON COLUMN orders.sales_order.placed_at IS 'When it left DRAFT or PENDING_APPROVAL: prices locked, stock promised; backorders are served in this order.';
COMMENT ON COLUMN orders.sales_order.expires_at IS 'PENDING_APPROVAL expires then; ON_HOLD is cancelled then.';
`;

const LINE = `
CREATE TABLE orders.order_line (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  position integer NOT NULL,
  variant_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL,
  allocated integer NOT NULL DEFAULT 0,
  backordered integer NOT NULL DEFAULT 0,
  shipped integer NOT NULL DEFAULT 0,
  delivered integer NOT NULL DEFAULT 0,
  returned integer NOT NULL DEFAULT 0,
  cancelled integer NOT NULL DEFAULT 0,
  unit_price_minor bigint,
  net_minor bigint,
  tax_rate numeric(7,4),
  expected_unit_price_minor bigint,
  special_bid_id uuid,
  special_bid_number text,
  price_explanation jsonb,
  promised_on date,
  party_ids uuid[] NOT NULL,
  CONSTRAINT order_line_pkey PRIMARY KEY (id),
  CONSTRAINT order_line_position_key UNIQUE (order_id, position),
  CONSTRAINT order_line_quantity_check CHECK (quantity >= 1),
  CONSTRAINT order_line_parts_check CHECK (allocated >= 0 AND backordered >= 0 AND shipped >= 0 AND cancelled >= 0
    AND allocated + backordered + shipped + cancelled IN (0, quantity)),
  CONSTRAINT order_line_delivered_check CHECK (returned >= 0 AND returned <= delivered AND delivered <= shipped),
  CONSTRAINT order_line_net_check CHECK ((unit_price_minor IS NULL AND net_minor IS NULL)
    OR (unit_price_minor >= 0 AND net_minor = unit_price_minor * quantity)),
  CONSTRAINT order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.sales_order (id) ON DELETE CASCADE,
  CONSTRAINT order_line_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalog.variant (id),
  CONSTRAINT order_line_special_bid_id_fkey FOREIGN KEY (special_bid_id) REFERENCES pricing.special_bid (id)
);
CREATE INDEX order_line_variant_id_idx ON orders.order_line (variant_id);
CREATE INDEX order_line_backordered_idx ON orders.order_line (variant_id, order_id) WHERE backordered > 0;
CREATE INDEX order_line_special_bid_id_idx ON orders.order_line (special_bid_id) WHERE special_bid_id IS NOT NULL;
COMMENT ON TABLE orders.order_line IS 'What was ordered of one SKU, and what has become of each piece. Drafts have no prices.';
COMMENT ON COLUMN orders.order_line.tax_rate IS 'Percent: the market''s on the order''s day, 0 with an exemption.';
COMMENT ON COLUMN orders.order_line.expected_unit_price_minor IS 'What the buyer, or the request for approval, counted on: another price is refused.';
COMMENT ON COLUMN orders.order_line.price_explanation IS 'Which price list won, and why each other one lost.';
COMMENT ON COLUMN orders.order_line.promised_on IS 'The market''s day on which all open pieces are there; null when nobody knows.';

CREATE TABLE orders.allocation (
  order_line_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity integer NOT NULL,
  party_ids uuid[] NOT NULL,
  CONSTRAINT allocation_pkey PRIMARY KEY (order_line_id, location_id),
  CONSTRAINT allocation_quantity_check CHECK (quantity >= 1),
  CONSTRAINT allocation_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES orders.order_line (id) ON DELETE CASCADE,
  CONSTRAINT allocation_level_fkey FOREIGN KEY (variant_id, location_id)
    REFERENCES inventory.stock_level (variant_id, location_id)
);
CREATE INDEX allocation_level_idx ON orders.allocation (variant_id, location_id);
COMMENT ON TABLE orders.allocation IS 'Where the promised pieces of a line stand. Rows end when pieces are shipped or given back.';
`;

const HOLD = `
CREATE TABLE orders.hold (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL,
  reason text NOT NULL,
  note text,
  placed_by_id uuid,
  placed_at timestamptz NOT NULL DEFAULT now(),
  released_by_id uuid,
  released_at timestamptz,
  party_ids uuid[] NOT NULL,
  CONSTRAINT hold_pkey PRIMARY KEY (id),
  CONSTRAINT hold_reason_check CHECK (reason IN ('CREDIT', 'PRICE', 'COMPLIANCE', 'CUSTOMER')),
  CONSTRAINT hold_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.sales_order (id)
);
CREATE UNIQUE INDEX hold_open_key ON orders.hold (order_id, reason) WHERE released_at IS NULL;
CREATE INDEX hold_order_id_idx ON orders.hold (order_id);
CREATE INDEX hold_queue_idx ON orders.hold (placed_at, id) WHERE released_at IS NULL;
COMMENT ON TABLE orders.hold IS 'Why an order waits: CREDIT is set by rule, the others by the order desk.';

CREATE TABLE orders.approval (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL,
  requested_by_id uuid,
  requested_at timestamptz NOT NULL DEFAULT now(),
  over_limit text NOT NULL,
  limit_minor bigint NOT NULL,
  decision text,
  decided_by_id uuid,
  decided_at timestamptz,
  note text,
  party_ids uuid[] NOT NULL,
  CONSTRAINT approval_pkey PRIMARY KEY (id),
  CONSTRAINT approval_over_limit_check CHECK (over_limit IN ('PER_ORDER', 'PER_MONTH')),
  CONSTRAINT approval_decision_check CHECK (decision IN ('APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED')),
  CONSTRAINT approval_decided_check CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CONSTRAINT approval_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.sales_order (id)
);
CREATE UNIQUE INDEX approval_open_key ON orders.approval (order_id) WHERE decided_at IS NULL;
CREATE INDEX approval_order_id_idx ON orders.approval (order_id);
COMMENT ON TABLE orders.approval IS 'An order above its buyer''s limit, and who decided on it. limit_minor is the limit that it passed.';

ALTER TABLE sales.event ADD CONSTRAINT event_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.sales_order (id);
`;

const scope = `(SELECT current_setting('app.scope', true))`;
const own = `(SELECT nullif(current_setting('app.reseller', true), '')::uuid)`;
// A draft is its maker's alone: nobody else learns what a reseller thinks of ordering.
const party = `${scope} = 'all' OR (${scope} = 'reseller' AND (sold_to_id = ${own}
  OR (state <> 'DRAFT' AND (bill_to_id = ${own} OR partner_of_record_id = ${own}))))`;
const buyer = `${scope} = 'all' OR (${scope} = 'reseller' AND sold_to_id = ${own})`;
const partyOfPart = `${scope} = 'all' OR (${scope} = 'reseller' AND ${own} = ANY (party_ids))`;

const parts = ['order_line', 'allocation', 'hold', 'approval'];

// The partner of record is a party of lines and allocations, but only reads them.
const writers: Record<string, string> = {
  order_line: `${scope} = 'all' OR EXISTS (SELECT FROM orders.sales_order o WHERE o.id = order_id AND o.sold_to_id = ${own})`,
  allocation: `${scope} = 'all' OR EXISTS (SELECT FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
    WHERE l.id = order_line_id AND o.sold_to_id = ${own})`,
};

const ACCESS = `
${['sales_order', ...parts]
  .map(
    (table) => `
ALTER TABLE orders.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_owner ON orders.${table} TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY ${table}_system ON orders.${table} TO portal_system USING (true) WITH CHECK (true);`,
  )
  .join('\n')}
CREATE POLICY sales_order_read ON orders.sales_order FOR SELECT TO portal_app USING (${party});
CREATE POLICY sales_order_insert ON orders.sales_order FOR INSERT TO portal_app WITH CHECK (${buyer});
CREATE POLICY sales_order_update ON orders.sales_order FOR UPDATE TO portal_app USING (${buyer}) WITH CHECK (${buyer});
CREATE POLICY sales_order_delete ON orders.sales_order FOR DELETE TO portal_app USING (state = 'DRAFT' AND (${buyer}));
${parts
  .map(
    (table) =>
      `CREATE POLICY ${table}_parties ON orders.${table} TO portal_app USING (${partyOfPart}) WITH CHECK (${partyOfPart});`,
  )
  .join('\n')}
${Object.entries(writers)
  .map(
    ([table, buys]) => `
CREATE POLICY ${table}_insert ON orders.${table} AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (${buys});
CREATE POLICY ${table}_update ON orders.${table} AS RESTRICTIVE FOR UPDATE TO portal_app USING (${buys});
CREATE POLICY ${table}_delete ON orders.${table} AS RESTRICTIVE FOR DELETE TO portal_app USING (${buys});`,
  )
  .join('\n')}
GRANT SELECT, INSERT, UPDATE, DELETE ON orders.sales_order, orders.order_line, orders.allocation TO portal_app, portal_system;
GRANT SELECT, INSERT, UPDATE ON orders.hold, orders.approval TO portal_app, portal_system;
GRANT USAGE ON SEQUENCE orders.order_number TO portal_app, portal_system;
`;

export class OrdersTables1700000090000 implements MigrationInterface {
  readonly name = 'OrdersTables1700000090000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA orders;
      GRANT USAGE ON SCHEMA orders TO portal_app, portal_system;
      COMMENT ON SCHEMA orders IS 'Module order; its own name is a reserved word of SQL.';
    `);
    await runner.query(ORDER);
    await runner.query(LINE);
    await runner.query(HOLD);
    await runner.query(ACCESS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sales.event DROP CONSTRAINT event_order_id_fkey;
      DROP TABLE orders.approval, orders.hold, orders.allocation, orders.order_line, orders.sales_order;
      DROP SEQUENCE orders.order_number;
      DROP SCHEMA orders;
    `);
  }
}
