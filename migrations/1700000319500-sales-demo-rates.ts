import type { MigrationInterface, QueryRunner } from 'typeorm';

const COMMENT = `ECB: from a file of the European Central Bank. STAFF: entered by a person, where the bank publishes none.`;

/** The demo channel has exchange rates that nobody published, until true ones take their place. */
export class SalesDemoRates1700000319500 implements MigrationInterface {
  readonly name = 'SalesDemoRates1700000319500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sales.exchange_rate DROP CONSTRAINT exchange_rate_source_check;
      ALTER TABLE sales.exchange_rate
        ADD CONSTRAINT exchange_rate_source_check CHECK (source IN ('ECB', 'STAFF', 'DEMO'));
      COMMENT ON COLUMN sales.exchange_rate.source IS '${COMMENT} DEMO: made up for the demo; both others replace it.';
      COMMENT ON COLUMN reporting.dim_rate.source IS 'ECB, or STAFF for what a person entered, or DEMO for a made-up one; EUR for the euro itself.';
      GRANT UPDATE (source) ON sales.exchange_rate TO portal_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (source) ON sales.exchange_rate FROM portal_app;
      COMMENT ON COLUMN reporting.dim_rate.source IS 'ECB, or STAFF for what a person entered; EUR for the euro itself.';
      COMMENT ON COLUMN sales.exchange_rate.source IS '${COMMENT}';
      DELETE FROM sales.exchange_rate WHERE source = 'DEMO';
      ALTER TABLE sales.exchange_rate DROP CONSTRAINT exchange_rate_source_check;
      ALTER TABLE sales.exchange_rate
        ADD CONSTRAINT exchange_rate_source_check CHECK (source IN ('ECB', 'STAFF'));
    `);
  }
}
