import type { MigrationInterface, QueryRunner } from 'typeorm';

const DUE = `
CREATE TABLE orders.confirmation_due (
  order_id uuid CONSTRAINT confirmation_due_pkey PRIMARY KEY
    CONSTRAINT confirmation_due_order_id_fkey REFERENCES orders.sales_order (id) ON DELETE CASCADE,
  due_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX confirmation_due_idx ON orders.confirmation_due (due_at);
COMMENT ON TABLE orders.confirmation_due IS 'Orders that were confirmed, and whose buyer is to be told by letter.';

ALTER TABLE orders.confirmation_due ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.confirmation_due FORCE ROW LEVEL SECURITY;
CREATE POLICY confirmation_due_owner ON orders.confirmation_due TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY confirmation_due_system ON orders.confirmation_due TO portal_system USING (true) WITH CHECK (true);
-- To update one column is what a row lock asks for.
GRANT SELECT, UPDATE (due_at), DELETE ON orders.confirmation_due TO portal_system;
`;

// Whichever way an order is confirmed, and within the statement that does it. An order that was put in as confirmed and
// then does not fit its credit is not confirmed after all. Orders of the past, as in a load of old data, are none that
// are confirmed now. What a program orders with an API key it has read in the answer.
const TRIGGERS = `
CREATE FUNCTION orders.note_confirmation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
BEGIN
  IF NEW.confirmed_at IS NULL THEN
    DELETE FROM confirmation_due WHERE order_id = NEW.id;
  ELSE
    INSERT INTO confirmation_due (order_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION orders.note_confirmation IS 'Keeps in mind which confirmed orders have to be told of.';
REVOKE EXECUTE ON FUNCTION orders.note_confirmation FROM public;

CREATE TRIGGER sales_order_put_confirmed AFTER INSERT ON orders.sales_order FOR EACH ROW
  WHEN (NEW.placed_by_key_id IS NULL AND NEW.placed_by_id IS NOT NULL AND NEW.confirmed_at = now())
  EXECUTE FUNCTION orders.note_confirmation();
CREATE TRIGGER sales_order_confirmed AFTER UPDATE OF confirmed_at ON orders.sales_order FOR EACH ROW
  WHEN (NEW.placed_by_key_id IS NULL AND NEW.placed_by_id IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
  EXECUTE FUNCTION orders.note_confirmation();
`;

export class OrdersConfirmationLetters1700000211000 implements MigrationInterface {
  readonly name = 'OrdersConfirmationLetters1700000211000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DUE);
    await runner.query(TRIGGERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER sales_order_confirmed ON orders.sales_order;
      DROP TRIGGER sales_order_put_confirmed ON orders.sales_order;
      DROP FUNCTION orders.note_confirmation;
      DROP TABLE orders.confirmation_due;
    `);
  }
}
