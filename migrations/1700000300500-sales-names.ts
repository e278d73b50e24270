import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What sales are told by has names, which their modules publish. */
export class SalesNames1700000300500 implements MigrationInterface {
  readonly name = 'SalesNames1700000300500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW catalog.technology_name_v WITH (security_invoker = true) AS
        SELECT code AS technology_code, name FROM catalog.technology;
      COMMENT ON VIEW catalog.technology_name_v IS 'Every technology and its name.';
      CREATE VIEW catalog.product_handle_v WITH (security_invoker = true) AS
        SELECT id AS product_id, handle FROM catalog.product;
      COMMENT ON VIEW catalog.product_handle_v IS 'Every product and its handle.';
      GRANT SELECT ON catalog.technology_name_v, catalog.product_handle_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW catalog.product_handle_v, catalog.technology_name_v');
  }
}
