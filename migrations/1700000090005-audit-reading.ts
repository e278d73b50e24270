import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What searching the audit trail needs: indexes, and the markets of orders for staff who look after regions. */
export class AuditReading1700000090005 implements MigrationInterface {
  readonly name = 'AuditReading1700000090005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX audit_record_actor_idx ON platform.audit_record (actor_user_id, seq)
        WHERE actor_user_id IS NOT NULL;
      CREATE INDEX audit_record_at_idx ON platform.audit_record USING brin (at);

      CREATE VIEW orders.order_market_v WITH (security_invoker = true) AS
        SELECT id AS order_id, market_code FROM orders.sales_order;
      COMMENT ON VIEW orders.order_market_v IS 'The market of each order, for those who show only the orders of some regions.';
      GRANT SELECT ON orders.order_market_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW orders.order_market_v;
      DROP INDEX platform.audit_record_at_idx;
      DROP INDEX platform.audit_record_actor_idx;
    `);
  }
}
