import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An order that found the catalog as it had read it keeps its market until it is written. Whoever takes something out
 * of a market for good waits for such orders first, and those that come later see that the catalog has changed.
 */
export class OrdersRevisionLock1700000120001 implements MigrationInterface {
  readonly name = 'OrdersRevisionLock1700000120001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    await runner.query(checkRevision('VOLATILE', 'NOT market.keep_revision(v_market, v_revision)'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      checkRevision(
        'STABLE',
        `NOT EXISTS (SELECT 1 FROM market.market_v m WHERE m.code = v_market AND m.catalog_revision = v_revision)`,
      ),
    );
    await runner.query(`
      DROP FUNCTION market.await_orders(text);
      DROP FUNCTION market.keep_revision(text, bigint);
    `);
  }
}

const functions = `
  CREATE FUNCTION market.keep_revision(p_market text, p_revision bigint) RETURNS boolean
    LANGUAGE plpgsql SET search_path = market, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM market WHERE code = p_market AND catalog_revision = p_revision FOR KEY SHARE;
    RETURN FOUND;
  END $$;
  COMMENT ON FUNCTION market.keep_revision(text, bigint) IS 'Whether the market is at the revision; if so, await_orders waits for the end of the transaction.';

  CREATE FUNCTION market.await_orders(p_market text) RETURNS void
    LANGUAGE plpgsql SET search_path = market, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM market WHERE code = p_market FOR UPDATE;
  END $$;
  COMMENT ON FUNCTION market.await_orders(text) IS 'Waits for the orders that are being written in the market, and lets none begin before the transaction has ended.';

  REVOKE EXECUTE ON FUNCTION market.keep_revision, market.await_orders FROM public;
  GRANT EXECUTE ON FUNCTION market.keep_revision, market.await_orders TO portal_app, portal_system;
`;

function checkRevision(volatility: string, isPast: string): string {
  return `
    CREATE OR REPLACE FUNCTION orders.check_revision(p jsonb) RETURNS void
    LANGUAGE plpgsql ${volatility} SET search_path = orders, pg_temp AS $$
    DECLARE
      v_market text := p #>> '{order,market_code}';
      v_revision bigint := (p ->> 'revision')::bigint;
    BEGIN
      IF ${isPast} THEN
        RAISE EXCEPTION 'the catalog has changed since the facts were read' USING ERRCODE = 'serialization_failure';
      END IF;
    END $$;`;
}
