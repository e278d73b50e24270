import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The same for prices, and what the clock alone changes of them. */
export class PricingShownChanges1700000410200 implements MigrationInterface {
  readonly name = 'PricingShownChanges1700000410200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    for (const { name, event, rows } of changes) {
      await runner.query(`
        CREATE TRIGGER price_list_shown_${name} AFTER ${event} ON pricing.price_list REFERENCING ${rows} AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_market();
        CREATE TRIGGER price_entry_shown_${name} AFTER ${event} ON pricing.price_entry REFERENCING ${rows} AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION pricing.note_shown_entries();
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of changes) {
      await runner.query(`
        DROP TRIGGER price_list_shown_${name} ON pricing.price_list;
        DROP TRIGGER price_entry_shown_${name} ON pricing.price_entry;
      `);
    }
    await runner.query(`
      DROP FUNCTION pricing.shown_terms(text);
      DROP FUNCTION pricing.note_shown_entries();
    `);
  }
}

const changes = [
  { name: 'insert', event: 'INSERT', rows: 'NEW TABLE' },
  { name: 'update', event: 'UPDATE', rows: 'NEW TABLE' },
  { name: 'update_from', event: 'UPDATE', rows: 'OLD TABLE' },
  { name: 'delete', event: 'DELETE', rows: 'OLD TABLE' },
];

const functions = `
  CREATE FUNCTION pricing.note_shown_entries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pricing, pg_temp AS $$
  BEGIN
    -- Entries that went with their list are told by the list.
    PERFORM market.note_shown(array_agg(DISTINCT 'MARKET ' || l.market_code))
    FROM price_list l WHERE l.id IN (SELECT c.price_list_id FROM changed c) HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION pricing.note_shown_entries() IS 'For the entries of price lists: the changed rows are the table "changed".';

  CREATE FUNCTION pricing.shown_terms(p_market text) RETURNS TABLE (until timestamptz, reseller_ids uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pricing, pg_temp AS $$
  BEGIN
    RETURN QUERY
    SELECT least(min(l.valid_from) FILTER (WHERE l.valid_from > now()), min(l.valid_until) FILTER (WHERE l.valid_until > now())),
      coalesce(array_agg(DISTINCT l.reseller_id) FILTER (WHERE l.audience = 'RESELLER'), '{}')
    FROM price_list l WHERE l.market_code = p_market;
  END $$;
  COMMENT ON FUNCTION pricing.shown_terms(text) IS 'When the next price list of the market opens or ends, null when none does; and the resellers who have lists of their own there, past and planned ones included.';

  REVOKE EXECUTE ON FUNCTION pricing.note_shown_entries, pricing.shown_terms FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION pricing.shown_terms TO portal_app, portal_system;
`;
