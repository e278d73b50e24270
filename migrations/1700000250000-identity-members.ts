import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reseller's administrators change what its people may do, in their own scope; its sessions end by a function. */
export class IdentityMembers1700000250000 implements MigrationInterface {
  public readonly name = 'IdentityMembers1700000250000';

  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT UPDATE (role, state, version) ON identity.membership TO portal_app;
      GRANT INSERT, UPDATE (per_order_minor, per_month_minor), DELETE ON identity.buyer_limit TO portal_app;

      CREATE FUNCTION identity.end_member_sessions(p_membership uuid) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, pg_temp
      AS $$
      DECLARE
        ended integer;
      BEGIN
        UPDATE session s SET revoked_at = now()
        FROM membership m
        WHERE m.id = p_membership AND m.state = 'REVOKED'
          AND m.reseller_id = nullif(current_setting('app.reseller', true), '')::uuid
          AND s.user_id = m.user_id AND s.reseller_id = m.reseller_id AND s.revoked_at IS NULL;
        GET DIAGNOSTICS ended = ROW_COUNT;
        RETURN ended;
      END
      $$;
      COMMENT ON FUNCTION identity.end_member_sessions(uuid) IS
        'Ends the sessions that a revoked member of the caller''s reseller has for it, so that a later invitation does not revive them; how many.';
      REVOKE EXECUTE ON FUNCTION identity.end_member_sessions(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.end_member_sessions(uuid) TO portal_app, portal_system;
    `);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity.end_member_sessions(uuid);
      REVOKE INSERT, UPDATE (per_order_minor, per_month_minor), DELETE ON identity.buyer_limit FROM portal_app;
      REVOKE UPDATE (role, state, version) ON identity.membership FROM portal_app;
    `);
  }
}
