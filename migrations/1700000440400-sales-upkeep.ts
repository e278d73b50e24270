import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROLLUPS = ['day_category', 'day_reseller', 'month_variant', 'month_region'];

/** With how much of a table changed PostgreSQL looks after it; by itself it waits for a fifth, which can be months of sales. */
const ROLLUP_UPKEEP = {
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.02',
};
const EVENT_UPKEEP = {
  autovacuum_vacuum_insert_scale_factor: '0.02',
  autovacuum_analyze_scale_factor: '0.02',
};

const settings = (upkeep: Record<string, string>) =>
  Object.entries(upkeep)
    .map((setting) => setting.join(' = '))
    .join(', ');

/** The days of new events must be known to their index soon: blocks that are not summed up are read for every day. */
export class SalesUpkeep1700000440400 implements MigrationInterface {
  readonly name = 'SalesUpkeep1700000440400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER INDEX sales.event_day_idx SET (autosummarize = on);
      ALTER TABLE sales.event SET (${settings(EVENT_UPKEEP)});
      ${ROLLUPS.map((name) => `ALTER TABLE sales.${name} SET (${settings(ROLLUP_UPKEEP)});`).join('\n      ')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${ROLLUPS.map((name) => `ALTER TABLE sales.${name} RESET (${Object.keys(ROLLUP_UPKEEP).join(', ')});`).join('\n      ')}
      ALTER TABLE sales.event RESET (${Object.keys(EVENT_UPKEEP).join(', ')});
      ALTER INDEX sales.event_day_idx RESET (autosummarize);
    `);
  }
}
