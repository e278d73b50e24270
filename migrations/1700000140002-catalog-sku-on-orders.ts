import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is on an order goes by the name under which it was ordered. An order and the change of an SKU that come at the same
 * moment are told apart by the database: whichever is first, the other one fails.
 */
export class CatalogSkuOnOrders1700000140002 implements MigrationInterface {
  readonly name = 'CatalogSkuOnOrders1700000140002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalog.variant ADD CONSTRAINT variant_id_sku_key UNIQUE (id, sku);
      ALTER TABLE orders.order_line
        DROP CONSTRAINT order_line_variant_id_fkey,
        ADD CONSTRAINT order_line_variant_sku_fkey FOREIGN KEY (variant_id, sku) REFERENCES catalog.variant (id, sku);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders.order_line
        DROP CONSTRAINT order_line_variant_sku_fkey,
        ADD CONSTRAINT order_line_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalog.variant (id);
      ALTER TABLE catalog.variant DROP CONSTRAINT variant_id_sku_key;
    `);
  }
}
