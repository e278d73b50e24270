import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The seed of the demo channel, which works as the system, gives it exchange rates as well. */
export class SalesDemoRates1700000319500 implements MigrationInterface {
  readonly name = 'SalesDemoRates1700000319500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT INSERT ON sales.exchange_rate TO portal_system');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE INSERT ON sales.exchange_rate FROM portal_system');
  }
}
