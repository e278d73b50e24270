import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who pressed the wrong button first has an account with nothing in it: their own one can have the Microsoft account. */
export class IdentityMicrosoftMoves1700000239002 implements MigrationInterface {
  readonly name = 'IdentityMicrosoftMoves1700000239002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRACES);
    await runner.query('DROP FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text)');
    await runner.query(LINK);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text)');
    await runner.query(LINK_BEFORE);
    await runner.query(RIGHTS);
    await runner.query('DROP FUNCTION identity.has_traces(uuid)');
  }
}

const RIGHTS = `
REVOKE EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) TO portal_app, portal_system;
`;

/** Asks the catalogue, so that a table that comes later counts by itself. */
const TRACES = `
CREATE FUNCTION identity.has_traces(p_user uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
DECLARE
  place record;
  found_one boolean;
BEGIN
  FOR place IN
    SELECT c.conrelid::regclass AS name, a.attname AS who
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'identity.user_account'::regclass AND c.conparentid = 0
      AND c.conrelid NOT IN ('identity.session'::regclass, 'identity.one_time_token'::regclass,
        'identity.microsoft_identity'::regclass)
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.%I = $1)', place.name, place.who)
    INTO found_one USING p_user;
    IF found_one THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION identity.has_traces(uuid) FROM PUBLIC;
COMMENT ON FUNCTION identity.has_traces(uuid) IS
  'Whether anything of the portal''s names a person, other than how they sign in.';
`;

const LINK = `
CREATE FUNCTION identity.link_microsoft(p_user uuid, p_tenant uuid, p_object uuid, p_email text, p_password_hash text)
RETURNS TABLE (outcome text, closed_user_id uuid, closed_version integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  holder uuid;
  now_version integer;
BEGIN
  -- Neither a first sign-in nor another link of the same Microsoft account comes in between.
  PERFORM pg_advisory_xact_lock(hashtextextended(format('identity.microsoft:%s:%s', p_tenant, p_object), 0));
  -- A reset of the password comes before this, or after it and takes the link away; never beside it.
  PERFORM FROM user_account u
  WHERE u.id = p_user AND u.state = 'ACTIVE' AND u.password_hash = p_password_hash FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'REFUSED', NULL::uuid, NULL::integer;
    RETURN;
  END IF;
  SELECT i.user_id INTO holder FROM microsoft_identity i WHERE i.tenant_id = p_tenant AND i.object_id = p_object;
  IF holder = p_user THEN
    RETURN QUERY SELECT 'SAME', NULL::uuid, NULL::integer;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM microsoft_identity i WHERE i.user_id = p_user) THEN
    RETURN QUERY SELECT 'HAS_ANOTHER', NULL::uuid, NULL::integer;
    RETURN;
  END IF;
  IF holder IS NULL THEN
    INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email) VALUES (p_tenant, p_object, p_user, p_email);
    RETURN QUERY SELECT 'LINKED', NULL::uuid, NULL::integer;
    RETURN;
  END IF;
  -- The lock keeps everything out that would name the other account, or give it another way in.
  PERFORM FROM user_account u
  WHERE u.id = holder AND u.state = 'ACTIVE' AND u.password_hash IS NULL AND u.email_verified_at IS NULL FOR UPDATE;
  IF NOT FOUND OR has_traces(holder) THEN
    RETURN QUERY SELECT 'TAKEN', NULL::uuid, NULL::integer;
    RETURN;
  END IF;
  UPDATE user_account u SET state = 'DISABLED', version = u.version + 1 WHERE u.id = holder
  RETURNING u.version INTO now_version;
  UPDATE session s SET revoked_at = now() WHERE s.user_id = holder AND s.revoked_at IS NULL;
  UPDATE microsoft_identity i SET user_id = p_user, email = p_email, linked_at = now(), last_sign_in_at = NULL
  WHERE i.tenant_id = p_tenant AND i.object_id = p_object;
  RETURN QUERY SELECT 'LINKED', holder, now_version;
END
$$;
COMMENT ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) IS
  'LINKED; SAME: it was already; HAS_ANOTHER: the person has another one; TAKEN: it is somebody else''s; REFUSED: the account is closed, or has another password than that of the hash. An account that it opened until now and that holds nothing is closed.';
`;

const LINK_BEFORE = `
CREATE FUNCTION identity.link_microsoft(p_user uuid, p_tenant uuid, p_object uuid, p_email text, p_password_hash text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  -- A reset of the password comes before this, or after it and takes the link away; never beside it.
  PERFORM FROM user_account u
  WHERE u.id = p_user AND u.state = 'ACTIVE' AND u.password_hash = p_password_hash FOR SHARE;
  IF NOT FOUND THEN
    RETURN 'REFUSED';
  END IF;
  INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email)
  VALUES (p_tenant, p_object, p_user, p_email) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN 'LINKED';
  END IF;
  RETURN CASE
    WHEN EXISTS (SELECT FROM microsoft_identity i
      WHERE i.tenant_id = p_tenant AND i.object_id = p_object AND i.user_id = p_user) THEN 'SAME'
    WHEN EXISTS (SELECT FROM microsoft_identity i WHERE i.user_id = p_user) THEN 'HAS_ANOTHER'
    ELSE 'TAKEN' END;
END
$$;
COMMENT ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) IS
  'LINKED; SAME: it was already; HAS_ANOTHER: the person has another one; TAKEN: it is somebody else''s; REFUSED: the account is closed, or has another password than that of the hash.';
`;
