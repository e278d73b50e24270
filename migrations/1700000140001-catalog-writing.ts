import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changing products, variants and spec definitions needs: rights, a version, and what names a variant elsewhere. */
export class CatalogWriting1700000140001 implements MigrationInterface {
  readonly name = 'CatalogWriting1700000140001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalog.spec_definition ADD COLUMN version int NOT NULL DEFAULT 1;

      GRANT INSERT, DELETE, UPDATE (handle, category, brand, launched_on, sort_name, version) ON catalog.product TO portal_app;
      GRANT INSERT, DELETE, UPDATE (name, description) ON catalog.product_text TO portal_app;
      GRANT INSERT, DELETE, UPDATE (sku, mpn, gtin, position, version) ON catalog.variant TO portal_app;
      GRANT INSERT, DELETE, UPDATE (number_value, text_value, boolean_value) ON catalog.variant_spec TO portal_app;
      GRANT INSERT, DELETE, UPDATE (code, name, type, unit, is_facet, enum_values, position, version)
        ON catalog.spec_definition TO portal_app;
    `);
    await runner.query(`
      CREATE VIEW inventory.stocked_v WITH (security_invoker = true) AS
      SELECT variant_id, location_id FROM inventory.stock_level;
      COMMENT ON VIEW inventory.stocked_v IS 'Which variants have a level at which location, be it an empty one.';

      CREATE VIEW orders.named_variant_v WITH (security_invoker = true) AS
      SELECT variant_id, order_id FROM orders.order_line;
      COMMENT ON VIEW orders.named_variant_v IS 'Which orders, drafts included, name which variants.';

      GRANT SELECT ON inventory.stocked_v, orders.named_variant_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW orders.named_variant_v, inventory.stocked_v;
      REVOKE INSERT, DELETE, UPDATE (code, name, type, unit, is_facet, enum_values, position, version)
        ON catalog.spec_definition FROM portal_app;
      REVOKE INSERT, DELETE, UPDATE (number_value, text_value, boolean_value) ON catalog.variant_spec FROM portal_app;
      REVOKE INSERT, DELETE, UPDATE (sku, mpn, gtin, position, version) ON catalog.variant FROM portal_app;
      REVOKE INSERT, DELETE, UPDATE (name, description) ON catalog.product_text FROM portal_app;
      REVOKE INSERT, DELETE, UPDATE (handle, category, brand, launched_on, sort_name, version) ON catalog.product FROM portal_app;
      ALTER TABLE catalog.spec_definition DROP COLUMN version;
    `);
  }
}
