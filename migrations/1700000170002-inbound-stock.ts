import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff announce what is on its way, change and cancel it; a receipt changes it too. */
export class InboundStock1700000170002 implements MigrationInterface {
  readonly name = 'InboundStock1700000170002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE inventory.inbound_stock ADD COLUMN version integer NOT NULL DEFAULT 1
        CONSTRAINT inbound_stock_version_check CHECK (version >= 1);
      GRANT INSERT, UPDATE (expected_on, version) ON inventory.inbound_stock TO portal_app;

      CREATE OR REPLACE FUNCTION inventory.receive_inbound(p_inbound uuid, p_quantity integer) RETURNS void
      LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
      AS $$
      BEGIN
        DELETE FROM inbound_stock i WHERE i.id = p_inbound AND i.quantity <= p_quantity;
        IF NOT FOUND THEN
          UPDATE inbound_stock i SET quantity = i.quantity - p_quantity, version = i.version + 1
          WHERE i.id = p_inbound AND i.quantity > p_quantity;
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION inventory.receive_inbound(p_inbound uuid, p_quantity integer) RETURNS void
      LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
      AS $$
      BEGIN
        DELETE FROM inbound_stock i WHERE i.id = p_inbound AND i.quantity <= p_quantity;
        IF NOT FOUND THEN
          UPDATE inbound_stock i SET quantity = i.quantity - p_quantity WHERE i.id = p_inbound AND i.quantity > p_quantity;
        END IF;
      END $$;
      REVOKE INSERT, UPDATE (expected_on, version) ON inventory.inbound_stock FROM portal_app;
      ALTER TABLE inventory.inbound_stock DROP COLUMN version;
    `);
  }
}
