import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a page shows of the catalog says so itself when it is changed, whoever changes it. */
export class CatalogShownChanges1700000410100 implements MigrationInterface {
  readonly name = 'CatalogShownChanges1700000410100';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ofEveryPage) {
      await runner.query(`
        CREATE TRIGGER ${table}_shown AFTER INSERT OR UPDATE OR DELETE ON catalog.${table}
          FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_everywhere()`);
    }
    for (const table of ofOneMarket) {
      for (const { name, event, rows } of changes) {
        await runner.query(`
          CREATE TRIGGER ${table}_shown_${name} AFTER ${event} ON catalog.${table} REFERENCING ${rows} AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_market()`);
      }
    }
    await runner.query(`
      CREATE INDEX listing_large_minimum_idx ON catalog.listing (market_code) WHERE minimum_quantity > 20;
      CREATE VIEW catalog.large_minimum_v WITH (security_invoker = true) AS
      SELECT l.market_code FROM catalog.listing l WHERE l.minimum_quantity > 20;
      COMMENT ON VIEW catalog.large_minimum_v IS 'A row for each listing of which an order takes more pieces at least than stock is watched for.';
      GRANT SELECT ON catalog.large_minimum_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW catalog.large_minimum_v;
      DROP INDEX catalog.listing_large_minimum_idx;
    `);
    for (const table of ofOneMarket) {
      for (const { name } of changes) {
        await runner.query(`DROP TRIGGER ${table}_shown_${name} ON catalog.${table}`);
      }
    }
    for (const table of ofEveryPage) {
      await runner.query(`DROP TRIGGER ${table}_shown ON catalog.${table}`);
    }
  }
}

// The words and values of the search are written by triggers of these, in the same transaction.
const ofEveryPage = [
  'product',
  'product_text',
  'variant',
  'variant_spec',
  'spec_definition',
  'technology',
];

const ofOneMarket = ['listing', 'certificate', 'required_certificate', 'technology_availability'];

const changes = [
  { name: 'insert', event: 'INSERT', rows: 'NEW TABLE' },
  { name: 'update', event: 'UPDATE', rows: 'NEW TABLE' },
  { name: 'update_from', event: 'UPDATE', rows: 'OLD TABLE' },
  { name: 'delete', event: 'DELETE', rows: 'OLD TABLE' },
];
