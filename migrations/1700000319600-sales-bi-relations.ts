import type { MigrationInterface, QueryRunner } from 'typeorm';

const STAR = [
  'fact_sales',
  ...['date', 'market', 'region', 'category', 'product', 'reseller', 'currency', 'rate'].map(
    (name) => `dim_${name}`,
  ),
]
  .map((table) => `reporting.${table}`)
  .join(', ');

/**
 * Power BI reads the keys of tables from information_schema, which hides them from whoever may only SELECT. The right to
 * refer to a table shows them; using it takes a table of one's own, which no BI user can make.
 */
export class SalesBiRelations1700000319600 implements MigrationInterface {
  readonly name = 'SalesBiRelations1700000319600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT REFERENCES ON ${STAR} TO bi_reader`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE REFERENCES ON ${STAR} FROM bi_reader`);
  }
}
