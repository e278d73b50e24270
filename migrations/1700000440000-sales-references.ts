import type { MigrationInterface, QueryRunner } from 'typeorm';

const REFERENCES = [
  'date',
  'market',
  'region',
  'category',
  'variant',
  'reseller',
  'partner',
].concat('currency', 'rate');

/** Since PostgreSQL 18 a foreign key can stand in the catalogue without being checked; until then they stay as they are. */
const enforced = (how: string) => `
  DO $do$
  BEGIN
    IF current_setting('server_version_num')::integer >= 180000 THEN
      ${REFERENCES.map(
        (name) =>
          `EXECUTE 'ALTER TABLE reporting.fact_sales ALTER CONSTRAINT fact_sales_${name}_key_fkey ${how}';`,
      ).join('\n      ')}
    END IF;
  END $do$;
`;

/**
 * Checking nine references for each fact took half of the relay's time. What writes facts takes the keys from the tables
 * that dimensions are kept by, and sales.differences names a fact whose key leads nowhere.
 */
export class SalesReferences1700000440000 implements MigrationInterface {
  readonly name = 'SalesReferences1700000440000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(enforced('NOT ENFORCED'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(enforced('ENFORCED'));
  }
}
