import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new password ends every other way in that somebody with the old one may have opened. */
export class IdentityResetUnlinks1700000239000 implements MigrationInterface {
  readonly name = 'IdentityResetUnlinks1700000239000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.reset_password(bytea, text)');
    await runner.query(
      resetPassword(
        ', tenant_id uuid, object_id uuid',
        'DELETE FROM microsoft_identity i WHERE i.user_id = owner RETURNING * INTO linked;',
        ', linked.tenant_id, linked.object_id',
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.reset_password(bytea, text)');
    await runner.query(resetPassword('', '', ''));
  }
}

function resetPassword(columns: string, unlink: string, values: string): string {
  return `
CREATE FUNCTION identity.reset_password(p_hash bytea, p_new_password_hash text)
RETURNS TABLE (user_id uuid, email text, name text, locale text, sessions_ended integer, version integer${columns})
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  owner uuid;
  person user_account;
  linked microsoft_identity;
  ended integer;
BEGIN
  UPDATE one_time_token t SET used_at = clock_timestamp()
  WHERE t.hash = p_hash AND t.purpose = 'PASSWORD_RESET' AND t.used_at IS NULL AND t.expires_at > now()
  RETURNING t.user_id INTO owner;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE user_account u SET password_hash = p_new_password_hash, version = u.version + 1,
    email_verified_at = coalesce(u.email_verified_at, now())
  WHERE u.id = owner AND u.state = 'ACTIVE' RETURNING * INTO person;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  ${unlink}
  UPDATE session s SET revoked_at = now() WHERE s.user_id = owner AND s.revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  DELETE FROM one_time_token t WHERE t.user_id = owner AND t.purpose = 'PASSWORD_RESET' AND t.hash <> p_hash;
  RETURN QUERY SELECT person.id, person.email, person.name, person.locale, ended, person.version${values};
END
$$;
COMMENT ON FUNCTION identity.reset_password(bytea, text) IS
  'Uses a reset token: sets the hash, ends every session${unlink === '' ? '' : ', takes a linked Microsoft account away'}, ends the person''s other reset tokens, and takes the e-mail as proven. API keys stay. No row: used, expired, unknown or for another purpose.';
REVOKE EXECUTE ON FUNCTION identity.reset_password(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.reset_password(bytea, text) TO portal_app, portal_system;
`;
}
