import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reseller's administrators ask people by e-mail to work for the reseller. */
export class IdentityInvitations1700000220001 implements MigrationInterface {
  readonly name = 'IdentityInvitations1700000220001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INVITATIONS);
    await runner.query(TOKENS);
    await runner.query(ACCESS);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity.accept_invitation(bytea, uuid, uuid, text, text, text, uuid);
      DROP FUNCTION identity.invitation_by_token(bytea);
      DROP FUNCTION identity.add_invitation_token(bytea, uuid);
      DELETE FROM identity.one_time_token WHERE purpose = 'INVITATION';
      ALTER TABLE identity.one_time_token DROP COLUMN invitation_id;
      DROP TABLE identity.invitation_limit, identity.invitation;
    `);
  }
}

const INVITATIONS = `
CREATE TABLE identity.invitation (
  id uuid CONSTRAINT invitation_pkey PRIMARY KEY,
  reseller_id uuid NOT NULL CONSTRAINT invitation_reseller_fkey REFERENCES reseller.reseller (id),
  email text NOT NULL,
  email_key text NOT NULL GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  role text NOT NULL,
  state text NOT NULL DEFAULT 'PENDING',
  invited_by uuid NOT NULL CONSTRAINT invitation_invited_by_fkey REFERENCES identity.user_account (id),
  accepted_by uuid CONSTRAINT invitation_accepted_by_fkey REFERENCES identity.user_account (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT invitation_id_reseller_key UNIQUE (id, reseller_id),
  CONSTRAINT invitation_email_check CHECK (
    email = btrim(email) AND length(email) BETWEEN 3 AND 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  CONSTRAINT invitation_role_check CHECK (role IN ('BUYER', 'APPROVER', 'RESELLER_ADMIN')),
  CONSTRAINT invitation_state_check CHECK (state IN ('PENDING', 'ACCEPTED', 'WITHDRAWN', 'EXPIRED')),
  CONSTRAINT invitation_ended_check CHECK ((state = 'PENDING') = (ended_at IS NULL)),
  CONSTRAINT invitation_accepted_check CHECK ((state = 'ACCEPTED') = (accepted_by IS NOT NULL)),
  CONSTRAINT invitation_expires_check CHECK (expires_at > created_at)
);
CREATE INDEX invitation_reseller_idx ON identity.invitation (reseller_id, created_at);
CREATE UNIQUE INDEX invitation_pending_key ON identity.invitation (reseller_id, email_key) WHERE state = 'PENDING';
CREATE INDEX invitation_expires_idx ON identity.invitation (expires_at) WHERE state = 'PENDING';
CREATE INDEX invitation_invited_by_idx ON identity.invitation (invited_by);
CREATE INDEX invitation_accepted_by_idx ON identity.invitation (accepted_by) WHERE accepted_by IS NOT NULL;
COMMENT ON TABLE identity.invitation IS
  'A reseller''s administrator asks somebody by e-mail to work for the reseller. Whether the address has an account is not kept here, since the administrator must not learn it.';
COMMENT ON COLUMN identity.invitation.state IS 'A PENDING one whose expires_at has passed counts as EXPIRED; a job only writes that down.';
COMMENT ON COLUMN identity.invitation.ended_at IS 'When it was accepted or withdrawn, or when it had expired.';

CREATE TABLE identity.invitation_limit (
  invitation_id uuid NOT NULL,
  reseller_id uuid NOT NULL,
  currency_code text NOT NULL CONSTRAINT invitation_limit_currency_fkey REFERENCES market.currency (code),
  per_order_minor bigint,
  per_month_minor bigint,
  CONSTRAINT invitation_limit_pkey PRIMARY KEY (invitation_id, currency_code),
  CONSTRAINT invitation_limit_invitation_fkey FOREIGN KEY (invitation_id, reseller_id)
    REFERENCES identity.invitation (id, reseller_id),
  CONSTRAINT invitation_limit_per_order_check CHECK (per_order_minor >= 0),
  CONSTRAINT invitation_limit_per_month_check CHECK (per_month_minor >= 0)
);
CREATE INDEX invitation_limit_invitation_idx ON identity.invitation_limit (invitation_id, reseller_id);
CREATE INDEX invitation_limit_reseller_idx ON identity.invitation_limit (reseller_id);
CREATE INDEX invitation_limit_currency_idx ON identity.invitation_limit (currency_code);
COMMENT ON TABLE identity.invitation_limit IS 'The limits that the invited person will have, as in buyer_limit; minor units of currency_code.';
`;

const TOKENS = `
ALTER TABLE identity.one_time_token
  ADD COLUMN invitation_id uuid CONSTRAINT one_time_token_invitation_fkey REFERENCES identity.invitation (id),
  ADD CONSTRAINT one_time_token_invitation_check CHECK ((purpose = 'INVITATION') = (invitation_id IS NOT NULL));
CREATE INDEX one_time_token_invitation_idx ON identity.one_time_token (invitation_id) WHERE invitation_id IS NOT NULL;
`;

const ACCESS = `
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['invitation', 'invitation_limit'] LOOP
    EXECUTE format('ALTER TABLE identity.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE identity.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_owner USING (true) WITH CHECK (true)', t || '_owner', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_system USING (true) WITH CHECK (true)', t || '_system', t);
    EXECUTE format($policy$
      CREATE POLICY %I ON identity.%I TO portal_app
      USING ((select current_setting('app.scope', true)) = 'all'
        OR reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid))
      WITH CHECK ((select current_setting('app.scope', true)) = 'all'
        OR reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid))
    $policy$, t || '_app', t);
  END LOOP;
END
$$;
GRANT SELECT ON identity.invitation, identity.invitation_limit TO portal_app;
GRANT INSERT (id, reseller_id, email, role, invited_by, expires_at) ON identity.invitation TO portal_app;
GRANT UPDATE (state, ended_at) ON identity.invitation TO portal_app;
GRANT INSERT ON identity.invitation_limit TO portal_app;
GRANT SELECT, INSERT, UPDATE ON identity.invitation TO portal_system;
GRANT SELECT, INSERT ON identity.invitation_limit TO portal_system;
`;

/** Who accepts is in no scope of the reseller yet. */
const FUNCTIONS = `
CREATE FUNCTION identity.add_invitation_token(p_hash bytea, p_invitation uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  INSERT INTO identity.one_time_token (hash, purpose, invitation_id, expires_at)
  SELECT p_hash, 'INVITATION', i.id, i.expires_at FROM identity.invitation i
  WHERE i.id = p_invitation AND i.state = 'PENDING'
    AND i.reseller_id = nullif(current_setting('app.reseller', true), '')::uuid
$$;
COMMENT ON FUNCTION identity.add_invitation_token(bytea, uuid) IS 'Keeps the token of an invitation that the caller''s reseller makes.';

CREATE FUNCTION identity.invitation_by_token(p_hash bytea)
RETURNS TABLE (invitation_id uuid, email text, user_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT i.id, i.email, u.id
  FROM one_time_token t
  JOIN invitation i ON i.id = t.invitation_id AND i.state = 'PENDING' AND i.expires_at > now()
  JOIN reseller.state_v v ON v.reseller_id = i.reseller_id AND v.state <> 'TERMINATED'
  LEFT JOIN user_account u ON u.email_key = i.email_key AND (u.email_verified_at IS NOT NULL OR u.password_hash IS NOT NULL)
  WHERE t.hash = p_hash AND t.purpose = 'INVITATION' AND t.used_at IS NULL AND t.expires_at > now();
END
$$;
COMMENT ON FUNCTION identity.invitation_by_token(bytea) IS
  'To whom the token of an invitation was sent, and whose account that is, while it can be used; using it is another step.';

CREATE FUNCTION identity.accept_invitation(p_hash bytea, p_user uuid, p_new_user uuid, p_name text, p_locale text,
  p_password_hash text, p_new_membership uuid)
RETURNS TABLE (outcome text, user_id uuid, membership_id uuid, reseller_id uuid, reseller_name text, role text,
  email text, invitation_id uuid, invited_by uuid, membership_version integer, freed_user_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  asked invitation;
  person user_account;
  company text;
  joined membership;
  freed uuid;
BEGIN
  UPDATE one_time_token t SET used_at = clock_timestamp()
  WHERE t.hash = p_hash AND t.purpose = 'INVITATION' AND t.used_at IS NULL AND t.expires_at > now()
  RETURNING t.invitation_id INTO asked.id;
  SELECT * INTO asked FROM invitation i
  WHERE i.id = asked.id AND i.state = 'PENDING' AND i.expires_at > now() FOR UPDATE;
  SELECT v.legal_name INTO company FROM reseller.state_v v
  WHERE v.reseller_id = asked.reseller_id AND v.state <> 'TERMINATED';
  IF asked.id IS NULL OR company IS NULL THEN
    outcome := 'REFUSED';
    RETURN NEXT;
    RETURN;
  END IF;
  IF p_user IS NULL THEN
    freed := free_address(asked.email, NULL);
    INSERT INTO user_account AS u (id, email, name, locale, password_hash, email_verified_at)
    VALUES (p_new_user, asked.email, p_name, p_locale, p_password_hash, now())
    ON CONFLICT ON CONSTRAINT user_account_email_key DO NOTHING RETURNING * INTO person;
  ELSE
    UPDATE user_account u SET email_verified_at = coalesce(u.email_verified_at, now())
    WHERE u.id = p_user AND u.email_key = asked.email_key AND u.state = 'ACTIVE' RETURNING * INTO person;
  END IF;
  IF person.id IS NULL THEN
    outcome := 'REFUSED';
    RETURN NEXT;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM staff_role r WHERE r.user_id = person.id) THEN
    outcome := 'STAFF';
    RETURN NEXT;
    RETURN;
  END IF;
  INSERT INTO membership AS m (id, user_id, reseller_id, role)
  VALUES (p_new_membership, person.id, asked.reseller_id, asked.role)
  ON CONFLICT ON CONSTRAINT membership_user_reseller_key DO UPDATE
  SET role = excluded.role, state = 'ACTIVE', version = m.version + 1 WHERE m.state = 'REVOKED'
  RETURNING * INTO joined;
  IF joined.id IS NULL THEN
    outcome := 'MEMBER';
    RETURN NEXT;
    RETURN;
  END IF;
  DELETE FROM buyer_limit l WHERE l.membership_id = joined.id;
  INSERT INTO buyer_limit (membership_id, reseller_id, currency_code, per_order_minor, per_month_minor)
  SELECT joined.id, joined.reseller_id, l.currency_code, l.per_order_minor, l.per_month_minor
  FROM invitation_limit l WHERE l.invitation_id = asked.id;
  UPDATE invitation i SET state = 'ACCEPTED', ended_at = now(), accepted_by = person.id WHERE i.id = asked.id;
  RETURN QUERY SELECT CASE WHEN p_user IS NULL THEN 'CREATED' ELSE 'JOINED' END, person.id, joined.id,
    joined.reseller_id, company, joined.role, person.email, asked.id, asked.invited_by, joined.version, freed;
END
$$;
COMMENT ON FUNCTION identity.accept_invitation(bytea, uuid, uuid, text, text, text, uuid) IS
  'Uses the token of an invitation for an account that is there (p_user) or for a new one, whose e-mail counts as proven. JOINED, CREATED; else the caller rolls back: MEMBER already, STAFF, or REFUSED.';

REVOKE EXECUTE ON FUNCTION identity.add_invitation_token, identity.invitation_by_token, identity.accept_invitation
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.add_invitation_token, identity.invitation_by_token, identity.accept_invitation
  TO portal_app, portal_system;
`;
