import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTIONS = [
  'inventory.lock_levels(uuid[], uuid[])',
  'inventory.open_levels(uuid[], uuid[], integer[], uuid[], uuid[])',
  'inventory.count_levels(uuid[], uuid[], integer[], text[], uuid)',
  'orders.lock_at_levels(uuid[], uuid[], integer[])',
  'orders.fill_backorders(uuid[], uuid[], text)',
];

/**
 * Lists of thousands of levels are looked up one by one in the index. A plan knows neither how long a list is nor how a
 * young table has grown since it was last analysed, and would else read all of the table, or all of a location, for
 * each entry of the list. Either index now leads to the one level.
 */
export class StockByIndex1700000170003 implements MigrationInterface {
  readonly name = 'StockByIndex1700000170003';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) {
      await runner.query(`ALTER FUNCTION ${name} SET enable_seqscan = off`);
    }
    await runner.query(`
      DROP INDEX inventory.stock_level_location_idx;
      CREATE INDEX stock_level_location_idx ON inventory.stock_level (location_id, variant_id);
    `);
    await runner.query(`
      CREATE FUNCTION inventory.levels_at(p_variants uuid[], p_locations uuid[])
      RETURNS TABLE (level_id uuid, variant_id uuid, location_id uuid, on_hand integer, allocated integer)
      LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = inventory, pg_temp SET enable_seqscan = off AS $$
      #variable_conflict use_column
      BEGIN
        RETURN QUERY
        SELECT l.id, l.variant_id, l.location_id, l.on_hand, l.allocated
        FROM unnest(p_variants, p_locations) AS p (variant_id, location_id)
        JOIN stock_level l ON l.variant_id = p.variant_id AND l.location_id = p.location_id;
      END $$;
      COMMENT ON FUNCTION inventory.levels_at IS 'The levels of these variants at these locations, where there are any.';
      REVOKE EXECUTE ON FUNCTION inventory.levels_at FROM public;
      GRANT EXECUTE ON FUNCTION inventory.levels_at TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION inventory.levels_at;
      DROP INDEX inventory.stock_level_location_idx;
      CREATE INDEX stock_level_location_idx ON inventory.stock_level (location_id);
    `);
    for (const name of FUNCTIONS) {
      await runner.query(`ALTER FUNCTION ${name} RESET enable_seqscan`);
    }
  }
}
