import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The same for stock, of which pages show a state. It depends on the sum over the locations of a market, and that sum is
 * at least what lies at each of them: while a level holds SHOWN_BELOW pieces or more before and after a change, no state
 * that begins at that many pieces or fewer can change with it, whatever others do at the same time. So most orders raise
 * nothing, and none has to look at the other levels.
 */
export class InventoryShownChanges1700000410300 implements MigrationInterface {
  readonly name = 'InventoryShownChanges1700000410300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    await runner.query(levelTriggers);
    for (const { name, event, rows } of changes) {
      await runner.query(`
        CREATE TRIGGER location_market_shown_${name} AFTER ${event} ON inventory.location_market
          REFERENCING ${rows} AS changed FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_market()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of changes) {
      await runner.query(`DROP TRIGGER location_market_shown_${name} ON inventory.location_market`);
    }
    await runner.query(`
      DROP TRIGGER stock_level_shown_update ON inventory.stock_level;
      DROP TRIGGER stock_level_shown_insert ON inventory.stock_level;
      DROP TRIGGER stock_level_shown_delete ON inventory.stock_level;
      DROP VIEW inventory.shown_stock_v;
      DROP FUNCTION inventory.note_shown_level();
      DROP FUNCTION inventory.note_shown_levels();
    `);
  }
}

/** Not less than LOW_STOCK_BELOW of the storefront; where an order takes more than this at least, no page is stored. */
const SHOWN_BELOW = 20;

const changes = [
  { name: 'insert', event: 'INSERT', rows: 'NEW TABLE' },
  { name: 'update', event: 'UPDATE', rows: 'NEW TABLE' },
  { name: 'update_from', event: 'UPDATE', rows: 'OLD TABLE' },
  { name: 'delete', event: 'DELETE', rows: 'OLD TABLE' },
];

const functions = `
  CREATE FUNCTION inventory.note_shown_level() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = inventory, pg_temp AS $$
  BEGIN
    PERFORM market.note_shown(ARRAY['STOCK ' || OLD.location_id, 'STOCK ' || NEW.location_id]);
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION inventory.note_shown_level() IS 'For a level that has few pieces, or had.';

  CREATE FUNCTION inventory.note_shown_levels() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = inventory, pg_temp AS $$
  BEGIN
    PERFORM market.note_shown(array_agg(DISTINCT 'STOCK ' || c.location_id)) FROM changed c
    WHERE c.on_hand > c.allocated HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION inventory.note_shown_levels() IS 'For levels that come and go: one of no pieces changes nothing.';

  CREATE VIEW inventory.shown_stock_v WITH (security_invoker = true) AS
  SELECT m.market_code, sum(r.revision) AS revision
  FROM inventory.location_market m JOIN market.shown_revision_v r ON r.scope = 'STOCK ' || m.location_id
  GROUP BY m.market_code;
  COMMENT ON VIEW inventory.shown_stock_v IS 'How often a level of few pieces was changed at the locations of a market; no row: never. Which locations those are is a matter of the market''s revision.';

  REVOKE EXECUTE ON FUNCTION inventory.note_shown_level, inventory.note_shown_levels FROM PUBLIC;
  GRANT SELECT ON inventory.shown_stock_v TO portal_app, portal_system;
`;

const levelTriggers = `
  CREATE TRIGGER stock_level_shown_insert AFTER INSERT ON inventory.stock_level REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION inventory.note_shown_levels();
  CREATE TRIGGER stock_level_shown_delete AFTER DELETE ON inventory.stock_level REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION inventory.note_shown_levels();
  CREATE TRIGGER stock_level_shown_update AFTER UPDATE ON inventory.stock_level FOR EACH ROW
    WHEN (
      least(OLD.on_hand - OLD.allocated, NEW.on_hand - NEW.allocated) < ${SHOWN_BELOW}
      AND OLD.on_hand - OLD.allocated <> NEW.on_hand - NEW.allocated
      OR OLD.location_id <> NEW.location_id OR OLD.variant_id <> NEW.variant_id
    )
    EXECUTE FUNCTION inventory.note_shown_level();
`;
