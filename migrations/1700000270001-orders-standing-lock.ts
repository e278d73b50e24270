import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An order that found its reseller as it had read it keeps the reseller until it is written, and so it does with the
 * partner of record. Whoever suspends a reseller, ends an authorisation of its or changes its tier waits for such orders
 * first, and those that come later are judged anew.
 */
export class OrdersStandingLock1700000270001 implements MigrationInterface {
  readonly name = 'OrdersStandingLock1700000270001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functions);
    await runner.query(checkRevision(standing));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(checkRevision(''));
    await runner.query(`
      DROP FUNCTION reseller.keep_partner(uuid, uuid, text, date);
      DROP FUNCTION reseller.keep_standing(uuid, integer);
      DROP VIEW reseller.version_v;`);
  }
}

// They run as the owner, since a reseller's scope may not lock what it may not change. They answer the parties and
// staff alone, and with yes or no.
const functions = `
  CREATE VIEW reseller.version_v WITH (security_invoker = true) AS
    SELECT id AS reseller_id, version FROM reseller.reseller;
  COMMENT ON VIEW reseller.version_v IS 'What keep_standing compares: raised by whatever changes how a reseller stands.';
  GRANT SELECT ON reseller.version_v TO portal_app, portal_system;

  CREATE FUNCTION reseller.keep_standing(p_reseller uuid, p_version integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM reseller r
    WHERE r.id = p_reseller AND r.version = p_version
      AND (current_setting('app.scope', true) = 'all'
        OR current_setting('role') IN ('portal_system', 'portal_owner')
        OR (current_setting('app.scope', true) = 'reseller'
          AND nullif(current_setting('app.reseller', true), '')::uuid = r.id))
    FOR SHARE;
    RETURN FOUND;
  END $$;
  COMMENT ON FUNCTION reseller.keep_standing(uuid, integer) IS 'Whether the reseller is at the version; if so, whoever changes it, or what it may do where, waits for the end of the transaction.';

  CREATE FUNCTION reseller.keep_partner(p_distributor uuid, p_partner uuid, p_market text, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM reseller r WHERE r.id = p_partner FOR SHARE;
    PERFORM 1 FROM partner_relationship p
    WHERE p.distributor_id = p_distributor AND p.indirect_reseller_id = p_partner AND p.state = 'ACTIVE' FOR SHARE;
    RETURN coalesce((SELECT s.relationship_active AND s.is_indirect AND s.may_order AND s.market_authorized
      FROM partner_standing(p_distributor, p_partner, p_market, p_day) s), false);
  END $$;
  COMMENT ON FUNCTION reseller.keep_partner(uuid, uuid, text, date) IS 'Whether the partner of record passes its gate, now that it and the relationship are kept until the end of the transaction.';

  REVOKE EXECUTE ON FUNCTION reseller.keep_standing, reseller.keep_partner FROM public;
  GRANT EXECUTE ON FUNCTION reseller.keep_standing, reseller.keep_partner TO portal_app, portal_system;
`;

const standing = `
  IF NOT reseller.keep_standing((p #>> '{order,sold_to_id}')::uuid, (p ->> 'reseller_version')::integer) THEN
    RAISE EXCEPTION 'the reseller has changed since the facts were read' USING ERRCODE = 'serialization_failure';
  END IF;
  IF p #>> '{order,partner_of_record_id}' IS NOT NULL AND NOT reseller.keep_partner((p #>> '{order,sold_to_id}')::uuid,
    (p #>> '{order,partner_of_record_id}')::uuid, v_market, (p #>> '{order,day}')::date) THEN
    RAISE EXCEPTION 'the partner has changed since the facts were read' USING ERRCODE = 'serialization_failure';
  END IF;`;

function checkRevision(more: string): string {
  return `
    CREATE OR REPLACE FUNCTION orders.check_revision(p jsonb) RETURNS void
    LANGUAGE plpgsql VOLATILE SET search_path = orders, pg_temp AS $$
    DECLARE
      v_market text := p #>> '{order,market_code}';
      v_revision bigint := (p ->> 'revision')::bigint;
    BEGIN
      IF NOT market.keep_revision(v_market, v_revision) THEN
        RAISE EXCEPTION 'the catalog has changed since the facts were read' USING ERRCODE = 'serialization_failure';
      END IF;${more}
    END $$;`;
}
