import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, what they may do, and what they may spend. */
export class IdentityTables1700000030000 implements MigrationInterface {
  public readonly name = 'IdentityTables1700000030000';

  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE);
    await runner.query(LIMITS);
    await runner.query(SIGN_INS);
    await runner.query(POLICIES);
    await runner.query(GRANTS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE identity.api_key, identity.refresh_token, identity.session, identity.buyer_month,
        identity.buyer_limit, identity.membership, identity.staff_scope, identity.staff_role,
        identity.user_account;
      DROP SCHEMA identity;
    `);
  }
}

const PEOPLE = `
CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO portal_app, portal_system;
COMMENT ON SCHEMA identity IS 'Who is calling: users, memberships, sign-ins, API keys and what a buyer may spend.';

CREATE TABLE identity.user_account (
  id uuid CONSTRAINT user_account_pkey PRIMARY KEY,
  email text NOT NULL,
  email_key text NOT NULL GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  password_hash text,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT user_account_email_key UNIQUE (email_key),
  CONSTRAINT user_account_email_check CHECK (
    email = btrim(email) AND length(email) BETWEEN 3 AND 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  CONSTRAINT user_account_name_check CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  CONSTRAINT user_account_state_check CHECK (state IN ('ACTIVE', 'DISABLED')),
  CONSTRAINT user_account_password_hash_check CHECK (password_hash LIKE '$argon2id$%')
);
COMMENT ON TABLE identity.user_account IS 'A person who can sign in. The server''s login never reads password_hash here: sign-in asks a function.';
COMMENT ON COLUMN identity.user_account.email_key IS 'The e-mail as it is compared: trimmed and in lower case.';
COMMENT ON COLUMN identity.user_account.password_hash IS 'argon2id in PHC format; null: cannot sign in with a password.';

CREATE TABLE identity.staff_role (
  user_id uuid NOT NULL CONSTRAINT staff_role_user_fkey REFERENCES identity.user_account (id),
  role text NOT NULL,
  CONSTRAINT staff_role_pkey PRIMARY KEY (user_id, role),
  CONSTRAINT staff_role_role_check CHECK (
    role IN ('CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ORDER_DESK', 'ANALYST', 'ADMIN'))
);
COMMENT ON TABLE identity.staff_role IS 'What a member of the maker''s own staff does. A user may have several.';

CREATE TABLE identity.staff_scope (
  user_id uuid NOT NULL CONSTRAINT staff_scope_user_fkey REFERENCES identity.user_account (id),
  region_id uuid NOT NULL CONSTRAINT staff_scope_region_fkey REFERENCES market.region (id),
  CONSTRAINT staff_scope_pkey PRIMARY KEY (user_id, region_id)
);
CREATE INDEX staff_scope_region_idx ON identity.staff_scope (region_id);
COMMENT ON TABLE identity.staff_scope IS 'The regions a member of staff works for; none named means all.';

CREATE TABLE identity.membership (
  id uuid CONSTRAINT membership_pkey PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT membership_user_fkey REFERENCES identity.user_account (id),
  reseller_id uuid NOT NULL,
  role text NOT NULL,
  state text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT membership_user_reseller_key UNIQUE (user_id, reseller_id),
  CONSTRAINT membership_id_reseller_key UNIQUE (id, reseller_id),
  CONSTRAINT membership_role_check CHECK (role IN ('BUYER', 'APPROVER', 'RESELLER_ADMIN')),
  CONSTRAINT membership_state_check CHECK (state IN ('ACTIVE', 'REVOKED'))
);
CREATE INDEX membership_reseller_idx ON identity.membership (reseller_id);
COMMENT ON TABLE identity.membership IS 'A user works for a reseller in one role. One row per pair: a revoked one is made active again.';
`;

const LIMITS = `
CREATE TABLE identity.buyer_limit (
  membership_id uuid NOT NULL,
  reseller_id uuid NOT NULL,
  currency_code text NOT NULL CONSTRAINT buyer_limit_currency_fkey REFERENCES market.currency (code),
  per_order_minor bigint,
  per_month_minor bigint,
  CONSTRAINT buyer_limit_pkey PRIMARY KEY (membership_id, currency_code),
  CONSTRAINT buyer_limit_membership_fkey FOREIGN KEY (membership_id, reseller_id)
    REFERENCES identity.membership (id, reseller_id),
  CONSTRAINT buyer_limit_per_order_check CHECK (per_order_minor >= 0),
  CONSTRAINT buyer_limit_per_month_check CHECK (per_month_minor >= 0)
);
CREATE INDEX buyer_limit_membership_idx ON identity.buyer_limit (membership_id, reseller_id);
CREATE INDEX buyer_limit_reseller_idx ON identity.buyer_limit (reseller_id);
CREATE INDEX buyer_limit_currency_idx ON identity.buyer_limit (currency_code);
COMMENT ON TABLE identity.buyer_limit IS 'What a buyer may order without an approval, total with tax, per currency; no row: no limit in that currency.';
COMMENT ON COLUMN identity.buyer_limit.per_order_minor IS 'Largest total of one order, minor units of currency_code; null: no limit.';
COMMENT ON COLUMN identity.buyer_limit.per_month_minor IS 'Largest sum of order totals in a UTC month, minor units of currency_code; null: no limit.';

CREATE TABLE identity.buyer_month (
  membership_id uuid NOT NULL,
  reseller_id uuid NOT NULL,
  currency_code text NOT NULL CONSTRAINT buyer_month_currency_fkey REFERENCES market.currency (code),
  month date NOT NULL,
  spent_minor bigint NOT NULL,
  CONSTRAINT buyer_month_pkey PRIMARY KEY (membership_id, currency_code, month),
  CONSTRAINT buyer_month_membership_fkey FOREIGN KEY (membership_id, reseller_id)
    REFERENCES identity.membership (id, reseller_id),
  CONSTRAINT buyer_month_month_check CHECK (date_trunc('month', month::timestamp) = month::timestamp),
  CONSTRAINT buyer_month_spent_check CHECK (spent_minor >= 0)
);
CREATE INDEX buyer_month_membership_idx ON identity.buyer_month (membership_id, reseller_id);
CREATE INDEX buyer_month_reseller_idx ON identity.buyer_month (reseller_id);
CREATE INDEX buyer_month_currency_idx ON identity.buyer_month (currency_code);
COMMENT ON TABLE identity.buyer_month IS 'What a buyer has ordered in a UTC month; kept also where there is no limit, so that a limit set later counts the whole month.';
COMMENT ON COLUMN identity.buyer_month.month IS 'First day of the month in UTC.';
COMMENT ON COLUMN identity.buyer_month.spent_minor IS 'Sum of order totals with tax, less what was cancelled, minor units of currency_code.';
`;

const SIGN_INS = `
CREATE TABLE identity.session (
  id uuid CONSTRAINT session_pkey PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT session_user_fkey REFERENCES identity.user_account (id),
  reseller_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  ip text,
  user_agent text,
  CONSTRAINT session_expires_check CHECK (expires_at > created_at),
  CONSTRAINT session_user_agent_check CHECK (length(user_agent) <= 300)
);
CREATE INDEX session_user_idx ON identity.session (user_id, created_at);
CREATE INDEX session_reseller_idx ON identity.session (reseller_id) WHERE reseller_id IS NOT NULL;
COMMENT ON TABLE identity.session IS 'One sign-in, bound for its whole life to at most one reseller; its refresh tokens are one family.';

CREATE TABLE identity.refresh_token (
  hash bytea CONSTRAINT refresh_token_pkey PRIMARY KEY,
  session_id uuid NOT NULL CONSTRAINT refresh_token_session_fkey
    REFERENCES identity.session (id) ON DELETE CASCADE,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT refresh_token_hash_check CHECK (length(hash) = 32)
);
CREATE INDEX refresh_token_session_idx ON identity.refresh_token (session_id);
COMMENT ON TABLE identity.refresh_token IS 'Used once. A used one stays until it expires, so that its reuse is noticed and ends the session.';
COMMENT ON COLUMN identity.refresh_token.hash IS 'SHA-256 of the token; the token itself is nowhere.';
COMMENT ON COLUMN identity.refresh_token.used_at IS 'The wall clock when it was used, later than the start of the transaction that did it.';

CREATE TABLE identity.api_key (
  id uuid CONSTRAINT api_key_pkey PRIMARY KEY,
  public_id text NOT NULL,
  hash bytea NOT NULL,
  reseller_id uuid NOT NULL,
  membership_id uuid NOT NULL,
  created_by uuid NOT NULL CONSTRAINT api_key_created_by_fkey REFERENCES identity.user_account (id),
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  CONSTRAINT api_key_public_id_key UNIQUE (public_id),
  CONSTRAINT api_key_membership_fkey FOREIGN KEY (membership_id, reseller_id)
    REFERENCES identity.membership (id, reseller_id),
  CONSTRAINT api_key_public_id_check CHECK (public_id ~ '^[A-Za-z0-9]{8}$'),
  CONSTRAINT api_key_hash_check CHECK (length(hash) = 32),
  CONSTRAINT api_key_name_check CHECK (length(btrim(name)) BETWEEN 1 AND 100),
  CONSTRAINT api_key_scopes_check CHECK (
    cardinality(scopes) > 0
    AND scopes <@ ARRAY['CATALOG_READ', 'ORDERS_READ', 'ORDERS_WRITE', 'SALES_READ']::text[]),
  CONSTRAINT api_key_expires_check CHECK (
    expires_at > created_at AND expires_at <= created_at + interval '365 days')
);
CREATE INDEX api_key_reseller_idx ON identity.api_key (reseller_id, created_at);
CREATE INDEX api_key_membership_idx ON identity.api_key (membership_id, reseller_id);
CREATE INDEX api_key_created_by_idx ON identity.api_key (created_by);
COMMENT ON TABLE identity.api_key IS 'A key for programs. It acts with its maker''s membership, and stops with key, maker or membership.';
COMMENT ON COLUMN identity.api_key.public_id IS 'The part of the key that may be shown: cpp_live_<public_id>_….';
COMMENT ON COLUMN identity.api_key.hash IS 'SHA-256 of the whole key.';
COMMENT ON COLUMN identity.api_key.last_used_at IS 'Written at most once a minute.';
`;

/** A reseller's own rows for the server, everything for jobs and for migrations. */
const POLICIES = `
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['user_account', 'staff_role', 'staff_scope', 'membership', 'buyer_limit',
    'buyer_month', 'session', 'refresh_token', 'api_key'] LOOP
    EXECUTE format('ALTER TABLE identity.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE identity.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_owner USING (true) WITH CHECK (true)', t || '_owner', t);
    EXECUTE format('CREATE POLICY %I ON identity.%I TO portal_system USING (true) WITH CHECK (true)', t || '_system', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['membership', 'buyer_limit', 'buyer_month', 'api_key'] LOOP
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

-- A reseller's people see each other; who was revoked stays readable, since their orders do.
CREATE POLICY user_account_app ON identity.user_account FOR SELECT TO portal_app
USING ((select current_setting('app.scope', true)) = 'all'
  OR EXISTS (SELECT FROM identity.membership m WHERE m.user_id = user_account.id
    AND m.reseller_id = (select nullif(current_setting('app.reseller', true), '')::uuid)));
`;

/** Sessions, refresh tokens and staff roles are reached by the server through functions alone. */
const GRANTS = `
GRANT SELECT (id, email, email_key, name, state, created_at, version) ON identity.user_account TO portal_app;
GRANT SELECT ON identity.membership, identity.buyer_limit TO portal_app;
GRANT SELECT, INSERT, UPDATE (spent_minor) ON identity.buyer_month TO portal_app;
GRANT SELECT (id, public_id, reseller_id, membership_id, created_by, name, scopes, created_at, expires_at,
  revoked_at, last_used_at) ON identity.api_key TO portal_app;
GRANT INSERT, UPDATE (revoked_at) ON identity.api_key TO portal_app;

GRANT SELECT, INSERT, UPDATE ON identity.user_account, identity.membership, identity.buyer_month,
  identity.api_key TO portal_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.staff_role, identity.staff_scope, identity.buyer_limit,
  identity.session, identity.refresh_token TO portal_system;
`;
