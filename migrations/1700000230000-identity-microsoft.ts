import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who signs in with Microsoft: by tenant and object id, never by e-mail. */
export class IdentityMicrosoft1700000230000 implements MigrationInterface {
  readonly name = 'IdentityMicrosoft1700000230000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(PROOFS);
    await runner.query(CALLERS);
    await runner.query(SIGN_INS);
    await runner.query(LINKS);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity.unlink_microsoft(uuid, uuid);
      DROP FUNCTION identity.link_microsoft(uuid, uuid, uuid, text);
      DROP FUNCTION identity.microsoft_account_of(uuid);
      DROP FUNCTION identity.open_microsoft_session(uuid, uuid, uuid, bytea, integer, uuid, uuid, text, text);
      DROP FUNCTION identity.sign_in_microsoft(uuid, uuid, uuid, text, text);
      DROP FUNCTION identity.caller_by_microsoft(uuid, uuid);
      DROP FUNCTION identity.usual_reseller(uuid);
      DROP FUNCTION identity.use_microsoft_proof(bytea, bytea);
      DROP FUNCTION identity.keep_microsoft_proof(bytea, bytea, uuid, uuid, text, text, integer);
      DROP TABLE identity.microsoft_proof;
      DROP TABLE identity.microsoft_identity;
    `);
  }
}

/** Reached through functions alone, as sessions are. */
const TABLES = `
CREATE TABLE identity.microsoft_identity (
  tenant_id uuid NOT NULL,
  object_id uuid NOT NULL,
  user_id uuid NOT NULL CONSTRAINT microsoft_identity_user_fkey REFERENCES identity.user_account (id),
  email text,
  linked_at timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at timestamptz,
  CONSTRAINT microsoft_identity_pkey PRIMARY KEY (tenant_id, object_id),
  CONSTRAINT microsoft_identity_user_key UNIQUE (user_id),
  CONSTRAINT microsoft_identity_email_check CHECK (length(email) <= 254)
);
COMMENT ON TABLE identity.microsoft_identity IS
  'The Microsoft account with which a person signs in; a person has at most one. Roles and resellers come from our own tables.';
COMMENT ON COLUMN identity.microsoft_identity.object_id IS 'The person in their tenant (oid): the same for every application, and never given to somebody else.';
COMMENT ON COLUMN identity.microsoft_identity.email IS 'What the tenant said at the last sign-in. For people to read: it proves nothing and finds nobody.';

CREATE TABLE identity.microsoft_proof (
  hash bytea CONSTRAINT microsoft_proof_pkey PRIMARY KEY,
  challenge bytea NOT NULL,
  tenant_id uuid NOT NULL,
  object_id uuid NOT NULL,
  email text,
  name text NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT microsoft_proof_hash_check CHECK (length(hash) = 32),
  CONSTRAINT microsoft_proof_challenge_check CHECK (length(challenge) = 32),
  CONSTRAINT microsoft_proof_expires_check CHECK (expires_at > issued_at)
);
CREATE INDEX microsoft_proof_expires_idx ON identity.microsoft_proof (expires_at);
COMMENT ON TABLE identity.microsoft_proof IS
  'Somebody has just shown Microsoft who they are; the code that the browser got takes the row away.';
COMMENT ON COLUMN identity.microsoft_proof.hash IS 'SHA-256 of the code; the code itself is in the browser alone.';
COMMENT ON COLUMN identity.microsoft_proof.challenge IS 'SHA-256 of what only the page that began the sign-in knows.';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['microsoft_identity', 'microsoft_proof'] LOOP
    EXECUTE format('ALTER TABLE identity.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE identity.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_owner USING (true) WITH CHECK (true)', t || '_owner', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_system USING (true) WITH CHECK (true)', t || '_system', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.microsoft_identity, identity.microsoft_proof TO portal_system;
`;

const PROOFS = `
CREATE FUNCTION identity.keep_microsoft_proof(p_hash bytea, p_challenge bytea, p_tenant uuid, p_object uuid,
  p_email text, p_name text, p_seconds integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  DELETE FROM microsoft_proof p WHERE p.hash IN (
    SELECT d.hash FROM microsoft_proof d WHERE d.expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED);
  INSERT INTO microsoft_proof (hash, challenge, tenant_id, object_id, email, name, expires_at)
  VALUES (p_hash, p_challenge, p_tenant, p_object, p_email, p_name, now() + make_interval(secs => p_seconds));
END
$$;
COMMENT ON FUNCTION identity.keep_microsoft_proof(bytea, bytea, uuid, uuid, text, text, integer) IS
  'Keeps for some seconds whom Microsoft has named, and sweeps out what nobody fetched.';

CREATE FUNCTION identity.use_microsoft_proof(p_hash bytea, p_challenge bytea)
RETURNS TABLE (tenant_id uuid, object_id uuid, email text, name text)
LANGUAGE sql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  DELETE FROM identity.microsoft_proof p
  WHERE p.hash = p_hash AND p.challenge = p_challenge AND p.expires_at > now()
  RETURNING p.tenant_id, p.object_id, p.email, p.name
$$;
COMMENT ON FUNCTION identity.use_microsoft_proof(bytea, bytea) IS
  'Takes a proof away; no row when it is unknown, used, expired or was begun by another page.';
`;

const CALLERS = `
CREATE FUNCTION identity.usual_reseller(p_user uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT m.reseller_id FROM identity.membership m
  WHERE m.user_id = p_user AND m.state = 'ACTIVE'
    AND NOT EXISTS (SELECT FROM identity.staff_role r WHERE r.user_id = p_user)
  ORDER BY (SELECT max(s.created_at) FROM identity.session s
    WHERE s.user_id = p_user AND s.reseller_id = m.reseller_id) DESC NULLS LAST, m.id
  LIMIT 1
$$;
COMMENT ON FUNCTION identity.usual_reseller(uuid) IS
  'The reseller that somebody last worked for, else the first; none for staff. As in sign_in_lookup.';

CREATE FUNCTION identity.caller_by_microsoft(p_tenant uuid, p_object uuid)
RETURNS TABLE (user_id uuid, email text, name text, staff_roles text[], region_ids uuid[], membership_id uuid,
  reseller_id uuid, role text, reseller_state text, reseller_type text, reseller_tier text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT u.id, u.email, u.name,
    ARRAY(SELECT r.role FROM staff_role r WHERE r.user_id = u.id ORDER BY r.role),
    ARRAY(SELECT c.region_id FROM staff_scope c WHERE c.user_id = u.id ORDER BY c.region_id),
    m.id, m.reseller_id, m.role, v.state, v.type, v.tier
  FROM microsoft_identity i
  JOIN user_account u ON u.id = i.user_id AND u.state = 'ACTIVE'
  LEFT JOIN membership m ON m.user_id = u.id AND m.reseller_id = usual_reseller(u.id) AND m.state = 'ACTIVE'
  LEFT JOIN reseller.state_v v ON v.reseller_id = m.reseller_id
  WHERE i.tenant_id = p_tenant AND i.object_id = p_object
    AND (m.id IS NULL OR v.reseller_id IS NOT NULL);
END
$$;
COMMENT ON FUNCTION identity.caller_by_microsoft(uuid, uuid) IS
  'As caller_by_session, for a bearer token of Microsoft''s: it speaks for the usual reseller.';
`;

const SIGN_INS = `
CREATE FUNCTION identity.sign_in_microsoft(p_tenant uuid, p_object uuid, p_new_user uuid, p_email text, p_name text)
RETURNS TABLE (user_id uuid, email text, active boolean, reseller_id uuid, created boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  known uuid;
BEGIN
  -- Two first sign-ins at the same moment make one account.
  PERFORM pg_advisory_xact_lock(hashtextextended(format('identity.microsoft:%s:%s', p_tenant, p_object), 0));
  UPDATE microsoft_identity i SET last_sign_in_at = now(), email = p_email
  WHERE i.tenant_id = p_tenant AND i.object_id = p_object RETURNING i.user_id INTO known;
  IF known IS NULL THEN
    -- No address of anybody's: what the tenant says of it is no proof, and whether it is taken must not show.
    INSERT INTO user_account (id, email, name) VALUES (p_new_user, p_new_user || '@unverified.invalid', p_name);
    INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email, last_sign_in_at)
    VALUES (p_tenant, p_object, p_new_user, p_email, now());
  END IF;
  RETURN QUERY
  SELECT u.id, u.email, u.state = 'ACTIVE', usual_reseller(u.id), known IS NULL
  FROM user_account u WHERE u.id = coalesce(known, p_new_user);
END
$$;
COMMENT ON FUNCTION identity.sign_in_microsoft(uuid, uuid, uuid, text, text) IS
  'Whose account it is. Who is unknown gets one of their own, whatever e-mail their tenant claims.';

CREATE FUNCTION identity.open_microsoft_session(p_session uuid, p_user uuid, p_reseller uuid, p_refresh_hash bytea,
  p_days integer, p_tenant uuid, p_object uuid, p_ip text, p_user_agent text)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  PERFORM FROM microsoft_identity i JOIN user_account u ON u.id = i.user_id AND u.state = 'ACTIVE'
  WHERE i.tenant_id = p_tenant AND i.object_id = p_object AND i.user_id = p_user FOR SHARE;
  IF NOT FOUND OR p_reseller IS NOT NULL AND NOT EXISTS (SELECT FROM membership m
    WHERE m.user_id = p_user AND m.reseller_id = p_reseller AND m.state = 'ACTIVE') THEN
    RETURN NULL;
  END IF;
  DELETE FROM session s WHERE s.user_id = p_user AND s.expires_at < now() - interval '30 days';
  INSERT INTO session (id, user_id, reseller_id, expires_at, ip, user_agent)
  VALUES (p_session, p_user, p_reseller, now() + make_interval(days => greatest(90, p_days)), p_ip, left(p_user_agent, 300));
  INSERT INTO refresh_token (hash, session_id, expires_at)
  VALUES (p_refresh_hash, p_session, now() + make_interval(days => p_days));
  RETURN now() + make_interval(days => p_days);
END
$$;
COMMENT ON FUNCTION identity.open_microsoft_session(uuid, uuid, uuid, bytea, integer, uuid, uuid, text, text) IS
  'As open_session, for somebody who has shown Microsoft who they are; null: the link, the user or the membership has ended.';
`;

const LINKS = `
CREATE FUNCTION identity.microsoft_account_of(p_user uuid)
RETURNS TABLE (tenant_id uuid, object_id uuid, email text, linked_at timestamptz, last_sign_in_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT i.tenant_id, i.object_id, i.email, i.linked_at, i.last_sign_in_at
  FROM identity.microsoft_identity i WHERE i.user_id = p_user
$$;
COMMENT ON FUNCTION identity.microsoft_account_of(uuid) IS 'The Microsoft account of a person, for that person.';

CREATE FUNCTION identity.link_microsoft(p_user uuid, p_tenant uuid, p_object uuid, p_email text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email)
  SELECT p_tenant, p_object, u.id, p_email FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE'
  ON CONFLICT DO NOTHING;
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
COMMENT ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text) IS
  'LINKED; SAME: it was already; HAS_ANOTHER: the person has another one; TAKEN: it is somebody else''s.';

CREATE FUNCTION identity.unlink_microsoft(p_user uuid, p_keep_session uuid)
RETURNS TABLE (outcome text, tenant_id uuid, object_id uuid, sessions_ended integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  gone microsoft_identity;
  ended integer;
BEGIN
  -- The lock keeps the password from being another while the link goes.
  PERFORM FROM user_account u WHERE u.id = p_user AND u.password_hash IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT CASE WHEN EXISTS (SELECT FROM microsoft_identity i WHERE i.user_id = p_user)
      THEN 'ONLY_WAY' ELSE 'NONE' END, NULL::uuid, NULL::uuid, 0;
    RETURN;
  END IF;
  DELETE FROM microsoft_identity i WHERE i.user_id = p_user RETURNING * INTO gone;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'NONE', NULL::uuid, NULL::uuid, 0;
    RETURN;
  END IF;
  UPDATE session s SET revoked_at = now()
  WHERE s.user_id = p_user AND s.id IS DISTINCT FROM p_keep_session AND s.revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN QUERY SELECT 'UNLINKED', gone.tenant_id, gone.object_id, ended;
END
$$;
COMMENT ON FUNCTION identity.unlink_microsoft(uuid, uuid) IS
  'UNLINKED, with every other session of the person ended; NONE: nothing is linked; ONLY_WAY: they have no password.';
`;

const RIGHTS = `
REVOKE EXECUTE ON FUNCTION identity.keep_microsoft_proof, identity.use_microsoft_proof, identity.usual_reseller,
  identity.caller_by_microsoft, identity.sign_in_microsoft, identity.open_microsoft_session,
  identity.microsoft_account_of, identity.link_microsoft, identity.unlink_microsoft FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.keep_microsoft_proof, identity.use_microsoft_proof,
  identity.caller_by_microsoft, identity.sign_in_microsoft, identity.open_microsoft_session,
  identity.microsoft_account_of, identity.link_microsoft, identity.unlink_microsoft TO portal_app, portal_system;
`;
