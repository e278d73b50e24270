import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that people make themselves: a proven e-mail, the language of their letters, and secrets that work once. */
export class IdentityAccounts1700000220000 implements MigrationInterface {
  readonly name = 'IdentityAccounts1700000220000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(TOKENS);
    await runner.query(CONTACTS);
    await runner.query(REQUESTS);
    await runner.query(USES);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity.make_first_admin(uuid, uuid, uuid);
      DROP FUNCTION identity.clean_tokens(integer);
      DROP FUNCTION identity.reset_password(bytea, text);
      DROP FUNCTION identity.token_subject(bytea, text);
      DROP FUNCTION identity.use_email_token(bytea, uuid);
      DROP FUNCTION identity.free_address(text, uuid);
      DROP FUNCTION identity.ask_email_proof(uuid, bytea, integer);
      DROP FUNCTION identity.ask_reset(text, bytea, integer);
      DROP FUNCTION identity.ask_account(text, text, text, text, bytea, integer, integer);
      DROP FUNCTION identity.update_account(uuid, text, text);
      DROP FUNCTION identity.admins_of(uuid);
      DROP FUNCTION identity.contact_of(uuid);
      DROP TABLE identity.one_time_token;
      ALTER TABLE identity.user_account DROP COLUMN locale, DROP COLUMN email_verified_at;
    `);
  }
}

const ACCOUNTS = `
ALTER TABLE identity.user_account
  ADD COLUMN email_verified_at timestamptz,
  ADD COLUMN locale text NOT NULL DEFAULT 'en',
  ADD CONSTRAINT user_account_locale_check CHECK (locale IN ('en', 'de', 'zh-Hans'));
COMMENT ON COLUMN identity.user_account.email_verified_at IS
  'When the person has shown that letters to the address reach them; null: not yet, so that the address may go to somebody who does.';
COMMENT ON COLUMN identity.user_account.locale IS 'The language of letters to the person.';

-- Who was made by an administrator or before there were letters is believed.
UPDATE identity.user_account SET email_verified_at = created_at;
`;

/** Reached through functions alone, as sessions are. A registration is no account until its letter was answered. */
const TOKENS = `
CREATE TABLE identity.one_time_token (
  hash bytea CONSTRAINT one_time_token_pkey PRIMARY KEY,
  purpose text NOT NULL,
  user_id uuid CONSTRAINT one_time_token_user_fkey REFERENCES identity.user_account (id),
  email text,
  name text,
  locale text,
  password_hash text,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_token_hash_check CHECK (length(hash) = 32),
  CONSTRAINT one_time_token_purpose_check CHECK (
    purpose IN ('EMAIL_VERIFICATION', 'PASSWORD_RESET', 'INVITATION', 'NOTHING')),
  CONSTRAINT one_time_token_locale_check CHECK (locale IN ('en', 'de', 'zh-Hans')),
  CONSTRAINT one_time_token_password_hash_check CHECK (password_hash LIKE '$argon2id$%'),
  CONSTRAINT one_time_token_expires_check CHECK (expires_at > issued_at),
  CONSTRAINT one_time_token_subject_check CHECK (CASE purpose
    WHEN 'EMAIL_VERIFICATION' THEN email IS NOT NULL
      AND (user_id IS NULL) = (name IS NOT NULL) AND (user_id IS NULL) = (locale IS NOT NULL)
    WHEN 'PASSWORD_RESET' THEN user_id IS NOT NULL
    ELSE user_id IS NULL END)
);
CREATE INDEX one_time_token_user_idx ON identity.one_time_token (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX one_time_token_email_idx ON identity.one_time_token (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX one_time_token_expires_idx ON identity.one_time_token (expires_at);
COMMENT ON TABLE identity.one_time_token IS
  'Secrets of letters. A registration lives only here until its letter was answered: it blocks no address, and the account gets the password of the letter that was answered.';
COMMENT ON COLUMN identity.one_time_token.hash IS 'SHA-256 of the token; the token itself is in the letter alone.';
COMMENT ON COLUMN identity.one_time_token.purpose IS 'NOTHING opens nothing: it is written where there is no account, so that the work is the same.';
COMMENT ON COLUMN identity.one_time_token.password_hash IS 'Of a registration: the password that the account will have; taken away when the token is used.';

ALTER TABLE identity.one_time_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.one_time_token FORCE ROW LEVEL SECURITY;
CREATE POLICY one_time_token_owner ON identity.one_time_token TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY one_time_token_system ON identity.one_time_token TO portal_system USING (true) WITH CHECK (true);
GRANT SELECT (email_verified_at, locale) ON identity.user_account TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.one_time_token TO portal_system;
`;

const CONTACTS = `
CREATE FUNCTION identity.contact_of(p_user uuid)
RETURNS TABLE (user_id uuid, email text, name text, locale text, verified boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT u.id, u.email, u.name, u.locale, u.email_verified_at IS NOT NULL
  FROM identity.user_account u WHERE u.id = p_user AND u.state = 'ACTIVE'
$$;
COMMENT ON FUNCTION identity.contact_of(uuid) IS
  'How to write to a person, whatever the scope of the asking request; no row when the account is closed.';

CREATE FUNCTION identity.admins_of(p_reseller uuid)
RETURNS TABLE (user_id uuid, email text, name text, locale text, verified boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT u.id, u.email, u.name, u.locale, u.email_verified_at IS NOT NULL
  FROM identity.membership m
  JOIN identity.user_account u ON u.id = m.user_id AND u.state = 'ACTIVE'
  WHERE m.reseller_id = p_reseller AND m.role = 'RESELLER_ADMIN' AND m.state = 'ACTIVE' ORDER BY u.id
$$;
COMMENT ON FUNCTION identity.admins_of(uuid) IS 'To whom letters to a reseller go: its administrators.';

CREATE FUNCTION identity.update_account(p_user uuid, p_name text, p_locale text)
RETURNS TABLE (old_name text, old_locale text, version integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  old user_account;
BEGIN
  SELECT * INTO old FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE' FOR UPDATE;
  IF NOT FOUND OR (coalesce(p_name, old.name), coalesce(p_locale, old.locale)) = (old.name, old.locale) THEN
    RETURN;
  END IF;
  RETURN QUERY UPDATE user_account u
  SET name = coalesce(p_name, u.name), locale = coalesce(p_locale, u.locale), version = u.version + 1
  WHERE u.id = p_user RETURNING old.name, old.locale, u.version;
END
$$;
COMMENT ON FUNCTION identity.update_account(uuid, text, text) IS
  'Changes name and language where given, and says what they were; no row when nothing changed.';
`;

/** Each writes one row whether or not there is an account, so that the work does not tell. */
const REQUESTS = `
CREATE FUNCTION identity.ask_account(p_email text, p_name text, p_locale text, p_password_hash text, p_token_hash bytea,
  p_hours integer, p_reset_hours integer)
RETURNS TABLE (known boolean, name text, locale text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  holder user_account;
BEGIN
  SELECT * INTO holder FROM user_account u
  WHERE u.email_key = lower(btrim(p_email)) AND (u.email_verified_at IS NOT NULL OR u.password_hash IS NOT NULL);
  INSERT INTO one_time_token (hash, purpose, user_id, email, name, locale, password_hash, expires_at)
  VALUES (p_token_hash,
    CASE WHEN holder.id IS NULL THEN 'EMAIL_VERIFICATION' WHEN holder.state = 'ACTIVE' THEN 'PASSWORD_RESET' ELSE 'NOTHING' END,
    CASE WHEN holder.state = 'ACTIVE' THEN holder.id END,
    CASE WHEN holder.id IS NULL THEN p_email END,
    CASE WHEN holder.id IS NULL THEN p_name END,
    CASE WHEN holder.id IS NULL THEN p_locale END,
    CASE WHEN holder.id IS NULL THEN p_password_hash END,
    now() + make_interval(hours => CASE WHEN holder.id IS NULL THEN p_hours ELSE p_reset_hours END));
  RETURN QUERY SELECT holder.id IS NOT NULL, coalesce(holder.name, p_name), coalesce(holder.locale, p_locale);
END
$$;
COMMENT ON FUNCTION identity.ask_account(text, text, text, text, bytea, integer, integer) IS
  'Keeps a registration until its letter is answered. known: somebody has the address, and the token resets their password instead.';

CREATE FUNCTION identity.ask_reset(p_email text, p_token_hash bytea, p_hours integer)
RETURNS TABLE (known boolean, name text, locale text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  holder user_account;
BEGIN
  -- Who came by another way of signing in and has not proven the address is not its owner.
  SELECT * INTO holder FROM user_account u WHERE u.email_key = lower(btrim(p_email)) AND u.state = 'ACTIVE'
    AND (u.email_verified_at IS NOT NULL OR u.password_hash IS NOT NULL);
  INSERT INTO one_time_token (hash, purpose, user_id, expires_at)
  VALUES (p_token_hash, CASE WHEN holder.id IS NULL THEN 'NOTHING' ELSE 'PASSWORD_RESET' END, holder.id,
    now() + make_interval(hours => p_hours));
  RETURN QUERY SELECT holder.id IS NOT NULL, holder.name, holder.locale;
END
$$;
COMMENT ON FUNCTION identity.ask_reset(text, bytea, integer) IS 'Keeps a token that sets a new password; one that opens nothing when nobody has the address.';

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

const USES = `
CREATE FUNCTION identity.free_address(p_email text, p_except uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  UPDATE identity.user_account SET email = id || '@unverified.invalid', version = version + 1
  WHERE email_key = lower(btrim(p_email)) AND email_verified_at IS NULL AND password_hash IS NULL
    AND id IS DISTINCT FROM p_except
  RETURNING id
$$;
COMMENT ON FUNCTION identity.free_address(text, uuid) IS
  'An address belongs to who has proven it: takes it from an account that only claimed it, and says from which.';

CREATE FUNCTION identity.use_email_token(p_hash bytea, p_new_user uuid)
RETURNS TABLE (outcome text, user_id uuid, email text, name text, freed_user_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  token one_time_token;
  pending text;
  freed uuid;
BEGIN
  SELECT t.password_hash INTO pending FROM one_time_token t WHERE t.hash = p_hash;
  UPDATE one_time_token t SET used_at = clock_timestamp(), password_hash = NULL
  WHERE t.hash = p_hash AND t.purpose = 'EMAIL_VERIFICATION' AND t.used_at IS NULL AND t.expires_at > now()
  RETURNING * INTO token;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'REFUSED', NULL::uuid, NULL::text, NULL::text, NULL::uuid;
    RETURN;
  END IF;
  IF token.user_id IS NOT NULL THEN
    UPDATE user_account u SET email_verified_at = now(), version = u.version + 1
    WHERE u.id = token.user_id AND u.state = 'ACTIVE' AND u.email_key = lower(token.email) AND u.email_verified_at IS NULL
    RETURNING u.name INTO token.name;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'VERIFIED' ELSE 'REFUSED' END, token.user_id, token.email, token.name, NULL::uuid;
    RETURN;
  END IF;
  freed := free_address(token.email, NULL);
  INSERT INTO user_account AS u (id, email, name, locale, password_hash, email_verified_at)
  VALUES (p_new_user, token.email, token.name, token.locale, pending, now())
  ON CONFLICT ON CONSTRAINT user_account_email_key DO NOTHING;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'TAKEN', NULL::uuid, token.email, token.name, NULL::uuid;
    RETURN;
  END IF;
  -- Other registrations of the address may have been somebody else's: their letters open nothing any more.
  DELETE FROM one_time_token t
  WHERE lower(t.email) = lower(token.email) AND t.purpose = 'EMAIL_VERIFICATION' AND t.hash <> p_hash;
  RETURN QUERY SELECT 'CREATED', p_new_user, token.email, token.name, freed;
END
$$;
COMMENT ON FUNCTION identity.use_email_token(bytea, uuid) IS
  'Uses the token of a letter. CREATED: the registration has become an account; VERIFIED: an account that was there; TAKEN: the address has an account by now; REFUSED: used, expired, unknown or for another purpose.';

CREATE FUNCTION identity.token_subject(p_hash bytea, p_purpose text)
RETURNS TABLE (user_id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT u.id, u.email FROM identity.one_time_token t
  JOIN identity.user_account u ON u.id = t.user_id AND u.state = 'ACTIVE'
  WHERE t.hash = p_hash AND t.purpose = p_purpose AND t.used_at IS NULL AND t.expires_at > now()
$$;
COMMENT ON FUNCTION identity.token_subject(bytea, text) IS 'Whose token it is, while it can be used; using it is another step.';

CREATE FUNCTION identity.reset_password(p_hash bytea, p_new_password_hash text)
RETURNS TABLE (user_id uuid, email text, name text, locale text, sessions_ended integer, version integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  owner uuid;
  person user_account;
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
  UPDATE session s SET revoked_at = now() WHERE s.user_id = owner AND s.revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  DELETE FROM one_time_token t WHERE t.user_id = owner AND t.purpose = 'PASSWORD_RESET' AND t.hash <> p_hash;
  RETURN QUERY SELECT person.id, person.email, person.name, person.locale, ended, person.version;
END
$$;
COMMENT ON FUNCTION identity.reset_password(bytea, text) IS
  'Uses a reset token: sets the hash, ends every session, ends the person''s other reset tokens, and takes the e-mail as proven. API keys stay. No row: used, expired, unknown or for another purpose.';

CREATE FUNCTION identity.clean_tokens(p_batch integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
DECLARE
  gone integer;
BEGIN
  DELETE FROM one_time_token t WHERE t.hash IN (
    SELECT d.hash FROM one_time_token d WHERE d.expires_at < now() - interval '7 days'
    ORDER BY d.expires_at LIMIT p_batch FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
COMMENT ON FUNCTION identity.clean_tokens(integer) IS
  'Removes tokens a week after they expired, and with them registrations that nobody confirmed; how many.';

CREATE FUNCTION identity.make_first_admin(p_membership uuid, p_user uuid, p_reseller uuid)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
DECLARE
  made uuid;
BEGIN
  IF coalesce(current_setting('app.scope', true), '') <> 'all' THEN
    RAISE EXCEPTION 'make_first_admin: only staff and the system itself may';
  END IF;
  IF NOT EXISTS (SELECT FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE')
    OR EXISTS (SELECT FROM staff_role r WHERE r.user_id = p_user) THEN
    RETURN NULL;
  END IF;
  INSERT INTO membership AS m (id, user_id, reseller_id, role)
  VALUES (p_membership, p_user, p_reseller, 'RESELLER_ADMIN')
  ON CONFLICT ON CONSTRAINT membership_user_reseller_key DO UPDATE
  SET role = 'RESELLER_ADMIN', state = 'ACTIVE', version = m.version + 1
  RETURNING m.id INTO made;
  RETURN made;
END
$$;
COMMENT ON FUNCTION identity.make_first_admin(uuid, uuid, uuid) IS
  'Makes a person the administrator of a reseller, also one whose membership was revoked. Null: the account is closed, or is staff''s.';
`;

const RIGHTS = `
REVOKE EXECUTE ON FUNCTION identity.contact_of, identity.admins_of, identity.update_account, identity.ask_account,
  identity.ask_reset, identity.ask_email_proof, identity.free_address, identity.use_email_token,
  identity.token_subject, identity.reset_password, identity.clean_tokens, identity.make_first_admin FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.contact_of, identity.admins_of, identity.update_account, identity.ask_account,
  identity.ask_reset, identity.ask_email_proof, identity.use_email_token, identity.token_subject,
  identity.reset_password, identity.make_first_admin TO portal_app, portal_system;
GRANT EXECUTE ON FUNCTION identity.clean_tokens TO portal_system;
`;
