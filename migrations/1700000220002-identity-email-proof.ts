import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who signs in without an address of their own, such as with Microsoft, names the one that they prove. */
export class IdentityEmailProof1700000220002 implements MigrationInterface {
  readonly name = 'IdentityEmailProof1700000220002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.ask_email_proof(uuid, bytea, integer)');
    await runner.query(ASK);
    await runner.query('DROP FUNCTION identity.use_email_token(bytea, uuid)');
    await runner.query(useEmailToken(PROVE, ', old_email text', ', NULL::text'));
    await runner.query(rights('identity.ask_email_proof(uuid, text, bytea, integer, integer)'));
    await runner.query(rights('identity.use_email_token(bytea, uuid)'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.use_email_token(bytea, uuid)');
    await runner.query(useEmailToken(CONFIRM, '', ''));
    await runner.query(
      'DROP FUNCTION identity.ask_email_proof(uuid, text, bytea, integer, integer)',
    );
    await runner.query(ASK_BEFORE);
    await runner.query(rights('identity.ask_email_proof(uuid, bytea, integer)'));
    await runner.query(rights('identity.use_email_token(bytea, uuid)'));
  }
}

/** One row is written whether or not somebody else has the address, so that the work does not tell. */
const ASK = `
CREATE FUNCTION identity.ask_email_proof(p_user uuid, p_email text, p_token_hash bytea, p_hours integer, p_reset_hours integer)
RETURNS TABLE (known boolean, locale text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  asker user_account;
  holder user_account;
BEGIN
  SELECT * INTO asker FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE' AND u.email_verified_at IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT * INTO holder FROM user_account u
  WHERE u.email_key = lower(btrim(p_email)) AND u.id <> p_user AND (u.email_verified_at IS NOT NULL OR u.password_hash IS NOT NULL);
  INSERT INTO one_time_token (hash, purpose, user_id, email, expires_at)
  VALUES (p_token_hash,
    CASE WHEN holder.id IS NULL THEN 'EMAIL_VERIFICATION' WHEN holder.state = 'ACTIVE' THEN 'PASSWORD_RESET' ELSE 'NOTHING' END,
    CASE WHEN holder.id IS NULL THEN p_user WHEN holder.state = 'ACTIVE' THEN holder.id END,
    CASE WHEN holder.id IS NULL THEN p_email END,
    now() + make_interval(hours => CASE WHEN holder.id IS NULL THEN p_hours ELSE p_reset_hours END));
  RETURN QUERY SELECT holder.id IS NOT NULL, coalesce(holder.locale, asker.locale);
END
$$;
COMMENT ON FUNCTION identity.ask_email_proof(uuid, text, bytea, integer, integer) IS
  'Keeps a token that proves an address of somebody who signs in already and has proven none; no row when they have. known: somebody else has the address, and the token resets their password instead.';
`;

const ASK_BEFORE = `
CREATE FUNCTION identity.ask_email_proof(p_user uuid, p_token_hash bytea, p_hours integer)
RETURNS TABLE (email text, name text, locale text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH person AS (
    SELECT u.id, u.email, u.name, u.locale FROM user_account u
    WHERE u.id = p_user AND u.state = 'ACTIVE' AND u.email_verified_at IS NULL
  ), kept AS (
    INSERT INTO one_time_token (hash, purpose, user_id, email, expires_at)
    SELECT p_token_hash, 'EMAIL_VERIFICATION', p.id, p.email, now() + make_interval(hours => p_hours) FROM person p
  )
  SELECT p.email, p.name, p.locale FROM person p;
END
$$;
COMMENT ON FUNCTION identity.ask_email_proof(uuid, bytea, integer) IS
  'Keeps a token that proves the e-mail of somebody who signs in already; no row when it is proven.';
`;

/** The account takes the address that it proves. Whoever proved it before keeps it. */
const PROVE = `
    SELECT u.email INTO before FROM user_account u
    WHERE u.id = token.user_id AND u.state = 'ACTIVE' AND u.email_verified_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'REFUSED', NULL::uuid, NULL::text, NULL::text, NULL::uuid, NULL::text;
      RETURN;
    END IF;
    freed := free_address(token.email, token.user_id);
    BEGIN
      UPDATE user_account u SET email = token.email, email_verified_at = now(), version = u.version + 1
      WHERE u.id = token.user_id RETURNING u.name INTO token.name;
    EXCEPTION WHEN unique_violation THEN
      RETURN QUERY SELECT 'TAKEN', NULL::uuid, token.email, token.name, NULL::uuid, NULL::text;
      RETURN;
    END;
    DELETE FROM one_time_token t
    WHERE t.user_id = token.user_id AND t.purpose = 'EMAIL_VERIFICATION' AND t.hash <> p_hash;
    RETURN QUERY SELECT 'VERIFIED', token.user_id, token.email, token.name, freed, before;
    RETURN;`;

const CONFIRM = `
    UPDATE user_account u SET email_verified_at = now(), version = u.version + 1
    WHERE u.id = token.user_id AND u.state = 'ACTIVE' AND u.email_key = lower(token.email) AND u.email_verified_at IS NULL
    RETURNING u.name INTO token.name;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'VERIFIED' ELSE 'REFUSED' END, token.user_id, token.email, token.name, NULL::uuid;
    RETURN;`;

function useEmailToken(ofAccount: string, column: string, nothing: string): string {
  return `
CREATE FUNCTION identity.use_email_token(p_hash bytea, p_new_user uuid)
RETURNS TABLE (outcome text, user_id uuid, email text, name text, freed_user_id uuid${column})
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  token one_time_token;
  pending text;
  freed uuid;
  before text;
BEGIN
  SELECT t.password_hash INTO pending FROM one_time_token t WHERE t.hash = p_hash;
  UPDATE one_time_token t SET used_at = clock_timestamp(), password_hash = NULL
  WHERE t.hash = p_hash AND t.purpose = 'EMAIL_VERIFICATION' AND t.used_at IS NULL AND t.expires_at > now()
  RETURNING * INTO token;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'REFUSED', NULL::uuid, NULL::text, NULL::text, NULL::uuid${nothing};
    RETURN;
  END IF;
  IF token.user_id IS NOT NULL THEN${ofAccount}
  END IF;
  freed := free_address(token.email, NULL);
  INSERT INTO user_account AS u (id, email, name, locale, password_hash, email_verified_at)
  VALUES (p_new_user, token.email, token.name, token.locale, pending, now())
  ON CONFLICT ON CONSTRAINT user_account_email_key DO NOTHING;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'TAKEN', NULL::uuid, token.email, token.name, NULL::uuid${nothing};
    RETURN;
  END IF;
  -- Other registrations of the address may have been somebody else's: their letters open nothing any more.
  DELETE FROM one_time_token t
  WHERE lower(t.email) = lower(token.email) AND t.purpose = 'EMAIL_VERIFICATION' AND t.hash <> p_hash;
  RETURN QUERY SELECT 'CREATED', p_new_user, token.email, token.name, freed${nothing};
END
$$;
COMMENT ON FUNCTION identity.use_email_token(bytea, uuid) IS
  'Uses the token of a letter. CREATED: the registration has become an account; VERIFIED: an account that was there; TAKEN: the address has an account by now; REFUSED: used, expired, unknown or for another purpose.';
`;
}

function rights(signature: string): string {
  return `
    REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ${signature} TO portal_app, portal_system;`;
}
