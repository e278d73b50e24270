import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff make, change and delete stock locations; until now only the seed did. */
export class StockLocations1700000170000 implements MigrationInterface {
  readonly name = 'StockLocations1700000170000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT INSERT, UPDATE (name, country_code, version) ON inventory.stock_location TO portal_app;
      GRANT INSERT, UPDATE (preference, lead_days), DELETE ON inventory.location_market TO portal_app;

      -- It runs as the owner: nobody else takes a level away, and this one only takes such as never held anything.
      CREATE FUNCTION inventory.delete_location(p_location uuid, p_version integer) RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = inventory, pg_temp AS $$
      BEGIN
        -- Whoever is about to make a level here holds the row against this lock.
        PERFORM 1 FROM stock_location s WHERE s.id = p_location AND s.version = p_version FOR UPDATE;
        IF NOT FOUND THEN
          RETURN 'STALE';
        END IF;
        IF EXISTS (SELECT FROM stock_movement m JOIN stock_level l USING (variant_id, location_id) WHERE l.location_id = p_location)
          OR EXISTS (SELECT FROM inbound_stock i JOIN stock_level l USING (variant_id, location_id) WHERE l.location_id = p_location) THEN
          RETURN 'IN_USE';
        END IF;
        DELETE FROM stock_level l WHERE l.location_id = p_location;
        DELETE FROM stock_location s WHERE s.id = p_location;
        RETURN 'DELETED';
      END $$;
      COMMENT ON FUNCTION inventory.delete_location IS
        'Deletes a location at which nothing was ever stored or is on its way: DELETED, IN_USE, or STALE when its version is another.';
      REVOKE EXECUTE ON FUNCTION inventory.delete_location FROM public;
      GRANT EXECUTE ON FUNCTION inventory.delete_location TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION inventory.delete_location;
      REVOKE INSERT, UPDATE, DELETE ON inventory.location_market FROM portal_app;
      REVOKE UPDATE (preference, lead_days) ON inventory.location_market FROM portal_app;
      REVOKE INSERT ON inventory.stock_location FROM portal_app;
      REVOKE UPDATE (name, country_code, version) ON inventory.stock_location FROM portal_app;
    `);
  }
}
