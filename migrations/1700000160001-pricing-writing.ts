import type { MigrationInterface, QueryRunner } from 'typeorm';

const STAFF = `(select current_setting('app.scope', true)) = 'all'`;

const LISTS_SEEN = `${STAFF}
    OR ((select current_setting('app.scope', true)) = 'reseller'
      AND (reseller_id IS NULL OR reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid)))`;

const ENTRIES_SEEN = `${STAFF} OR price_list_id IN (SELECT l.id FROM pricing.price_list l)`;

/** A policy for every command would let whoever sees a row delete it: WITH CHECK does not judge a DELETE. */
const written = (table: string): string => `
CREATE POLICY ${table}_insert ON pricing.${table} FOR INSERT TO portal_app WITH CHECK (${STAFF});
CREATE POLICY ${table}_update ON pricing.${table} FOR UPDATE TO portal_app USING (${STAFF}) WITH CHECK (${STAFF});
CREATE POLICY ${table}_delete ON pricing.${table} FOR DELETE TO portal_app USING (${STAFF});
`;

const unwritten = (table: string): string => `
DROP POLICY ${table}_insert ON pricing.${table};
DROP POLICY ${table}_update ON pricing.${table};
DROP POLICY ${table}_delete ON pricing.${table};
`;

const UP = `
DROP POLICY price_list_app ON pricing.price_list;
DROP POLICY price_entry_app ON pricing.price_entry;
CREATE POLICY price_list_app ON pricing.price_list FOR SELECT TO portal_app USING (${LISTS_SEEN});
CREATE POLICY price_entry_app ON pricing.price_entry FOR SELECT TO portal_app USING (${ENTRIES_SEEN});
${written('price_list')}
${written('price_entry')}
GRANT INSERT, DELETE ON pricing.price_list, pricing.price_entry TO portal_app;
GRANT UPDATE (name, valid_from, valid_until, priority, version) ON pricing.price_list TO portal_app;
GRANT UPDATE (unit_price_minor) ON pricing.price_entry TO portal_app;
`;

const DOWN = `
REVOKE UPDATE (unit_price_minor) ON pricing.price_entry FROM portal_app;
REVOKE UPDATE (name, valid_from, valid_until, priority, version) ON pricing.price_list FROM portal_app;
REVOKE INSERT, DELETE ON pricing.price_list, pricing.price_entry FROM portal_app;
${unwritten('price_entry')}
${unwritten('price_list')}
DROP POLICY price_entry_app ON pricing.price_entry;
DROP POLICY price_list_app ON pricing.price_list;
CREATE POLICY price_list_app ON pricing.price_list TO portal_app USING (${LISTS_SEEN}) WITH CHECK (${STAFF});
CREATE POLICY price_entry_app ON pricing.price_entry TO portal_app USING (${ENTRIES_SEEN}) WITH CHECK (${STAFF});
`;

export class PricingWriting1700000160001 implements MigrationInterface {
  readonly name = 'PricingWriting1700000160001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
