import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the server and other modules may ask and tell identity. */
export class IdentityFunctions1700000031000 implements MigrationInterface {
  public readonly name = 'IdentityFunctions1700000031000';

  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIMITS);
    await runner.query(CALLERS);
    await runner.query(SESSIONS);
    await runner.query(PASSWORDS);
    await runner.query(RIGHTS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION identity.touch_key(uuid);
      DROP FUNCTION identity.change_password(uuid, text, text, uuid);
      DROP FUNCTION identity.password_of(uuid);
      DROP FUNCTION identity.revoke_session(uuid);
      DROP FUNCTION identity.rotate_refresh(bytea, bytea, integer);
      DROP FUNCTION identity.open_session(uuid, uuid, uuid, bytea, integer, text, uuid, text, text);
      DROP FUNCTION identity.memberships_of(uuid);
      DROP FUNCTION identity.sign_in_lookup(text);
      DROP FUNCTION identity.caller_by_key(text);
      DROP FUNCTION identity.caller_by_session(uuid);
      DROP FUNCTION identity.give_back_month(uuid, text, date, bigint);
      DROP FUNCTION identity.raise_month(uuid, text, bigint, boolean);
      DROP VIEW identity.limit_v;
      DROP FUNCTION identity.this_month();
    `);
  }
}

const LIMITS = `
CREATE FUNCTION identity.this_month() RETURNS date LANGUAGE sql STABLE
SET search_path = identity, pg_temp
AS $$ SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date $$;
COMMENT ON FUNCTION identity.this_month() IS 'First day of the month in UTC, at the start of the transaction.';

CREATE VIEW identity.limit_v WITH (security_invoker = true) AS
SELECT l.membership_id, l.reseller_id, l.currency_code, l.per_order_minor, l.per_month_minor,
  identity.this_month() AS month, coalesce(s.spent_minor, 0) AS spent_minor
FROM identity.buyer_limit l
LEFT JOIN identity.buyer_month s ON s.membership_id = l.membership_id
  AND s.currency_code = l.currency_code AND s.month = identity.this_month();
COMMENT ON VIEW identity.limit_v IS 'A buyer''s limits per currency and what is spent of them this UTC month.';

-- One statement, so that buyers in parallel can neither pass the limit nor lose a raise.
CREATE FUNCTION identity.raise_month(p_membership uuid, p_currency text, p_amount_minor bigint, p_conditional boolean)
RETURNS boolean LANGUAGE plpgsql
SET search_path = identity, pg_temp
AS $$
BEGIN
  IF p_amount_minor < 0 OR p_amount_minor IS NULL THEN
    RAISE EXCEPTION 'raise_month: the amount is %, it must not be negative', p_amount_minor;
  END IF;
  INSERT INTO buyer_month AS b (membership_id, reseller_id, currency_code, month, spent_minor)
  SELECT m.id, m.reseller_id, p_currency, this_month(), p_amount_minor
  FROM membership m
  LEFT JOIN buyer_limit l ON l.membership_id = m.id AND l.currency_code = p_currency
  WHERE m.id = p_membership
    AND (NOT p_conditional OR p_amount_minor <= coalesce(l.per_month_minor, p_amount_minor))
  ON CONFLICT (membership_id, currency_code, month) DO UPDATE
  SET spent_minor = b.spent_minor + excluded.spent_minor
  WHERE NOT p_conditional OR b.spent_minor + excluded.spent_minor <= coalesce(
    (SELECT l.per_month_minor FROM buyer_limit l
     WHERE l.membership_id = b.membership_id AND l.currency_code = b.currency_code),
    b.spent_minor + excluded.spent_minor);
  IF NOT FOUND AND NOT p_conditional THEN
    RAISE EXCEPTION 'raise_month: there is no membership % in sight', p_membership;
  END IF;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION identity.raise_month(uuid, text, bigint, boolean) IS
  'Adds an order''s total with tax to this UTC month; conditional: false, and nothing added, when it would pass the limit.';

CREATE FUNCTION identity.give_back_month(p_membership uuid, p_currency text, p_month date, p_amount_minor bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = identity, pg_temp
AS $$
BEGIN
  IF p_amount_minor < 0 OR p_amount_minor IS NULL THEN
    RAISE EXCEPTION 'give_back_month: the amount is %, it must not be negative', p_amount_minor;
  END IF;
  UPDATE buyer_month SET spent_minor = spent_minor - p_amount_minor
  WHERE membership_id = p_membership AND currency_code = p_currency AND month = p_month;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'give_back_month: nothing was raised for membership %, %, %', p_membership, p_currency, p_month;
  END IF;
END
$$;
COMMENT ON FUNCTION identity.give_back_month(uuid, text, date, bigint) IS
  'Takes back what a cancelled order, or part of one, raised in the month that it was raised in.';
`;

/** Asked before a scope is known, hence SECURITY DEFINER; plpgsql, since reseller.state_v comes later. */
const CALLERS = `
CREATE FUNCTION identity.caller_by_session(p_session uuid)
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
  FROM session s
  JOIN user_account u ON u.id = s.user_id AND u.state = 'ACTIVE'
  LEFT JOIN membership m ON m.user_id = s.user_id AND m.reseller_id = s.reseller_id AND m.state = 'ACTIVE'
  LEFT JOIN reseller.state_v v ON v.reseller_id = m.reseller_id
  WHERE s.id = p_session AND s.revoked_at IS NULL AND s.expires_at > now()
    AND (s.reseller_id IS NULL OR v.reseller_id IS NOT NULL);
END
$$;
COMMENT ON FUNCTION identity.caller_by_session(uuid) IS
  'Everything about the caller as it is now; no row when session, user or membership has ended.';

CREATE FUNCTION identity.caller_by_key(p_public_id text)
RETURNS TABLE (key_id uuid, hash bytea, scopes text[], touch boolean, user_id uuid, email text, name text,
  membership_id uuid, reseller_id uuid, role text, reseller_state text, reseller_type text, reseller_tier text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT k.id, k.hash, k.scopes, k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute',
    u.id, u.email, u.name, m.id, m.reseller_id, m.role, v.state, v.type, v.tier
  FROM api_key k
  JOIN user_account u ON u.id = k.created_by AND u.state = 'ACTIVE'
  JOIN membership m ON m.id = k.membership_id AND m.state = 'ACTIVE'
  JOIN reseller.state_v v ON v.reseller_id = m.reseller_id
  WHERE k.public_id = p_public_id AND k.revoked_at IS NULL AND k.expires_at > now();
END
$$;
COMMENT ON FUNCTION identity.caller_by_key(text) IS
  'As caller_by_session, for an API key; the caller compares the hash. touch: last_used_at is due.';

CREATE FUNCTION identity.touch_key(p_key uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  UPDATE identity.api_key SET last_used_at = now()
  WHERE id = p_key AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
$$;

CREATE FUNCTION identity.memberships_of(p_user uuid)
RETURNS TABLE (membership_id uuid, reseller_id uuid, reseller_name text, role text, reseller_state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT m.id, m.reseller_id, v.legal_name, m.role, v.state
  FROM membership m JOIN reseller.state_v v ON v.reseller_id = m.reseller_id
  WHERE m.user_id = p_user AND m.state = 'ACTIVE' ORDER BY v.legal_name, m.id;
END
$$;
COMMENT ON FUNCTION identity.memberships_of(uuid) IS 'The resellers a user may switch to, whatever the scope of the asking token.';

CREATE FUNCTION identity.sign_in_lookup(p_email text)
RETURNS TABLE (user_id uuid, password_hash text, active boolean, reseller_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
  SELECT u.id, u.password_hash, u.state = 'ACTIVE',
    (SELECT m.reseller_id FROM identity.membership m
     WHERE m.user_id = u.id AND m.state = 'ACTIVE'
       AND NOT EXISTS (SELECT FROM identity.staff_role r WHERE r.user_id = u.id)
     ORDER BY (SELECT max(s.created_at) FROM identity.session s
       WHERE s.user_id = u.id AND s.reseller_id = m.reseller_id) DESC NULLS LAST, m.id
     LIMIT 1)
  FROM identity.user_account u WHERE u.email_key = lower(btrim(p_email))
$$;
COMMENT ON FUNCTION identity.sign_in_lookup(text) IS
  'For sign-in alone. reseller_id: the reseller last worked for, else the first; none for staff.';
`;

const SESSIONS = `
CREATE FUNCTION identity.open_session(p_session uuid, p_user uuid, p_reseller uuid, p_refresh_hash bytea,
  p_days integer, p_password_hash text, p_from_session uuid, p_ip text, p_user_agent text)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  -- The lock makes a password change that runs meanwhile come before or after, never in between.
  PERFORM FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE'
    AND (p_from_session IS NOT NULL OR u.password_hash = p_password_hash) FOR SHARE;
  IF NOT FOUND
    OR p_from_session IS NOT NULL AND NOT EXISTS (SELECT FROM session s
      WHERE s.id = p_from_session AND s.user_id = p_user AND s.revoked_at IS NULL AND s.expires_at > now())
    OR p_reseller IS NOT NULL AND NOT EXISTS (SELECT FROM membership m
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
COMMENT ON FUNCTION identity.open_session(uuid, uuid, uuid, bytea, integer, text, uuid, text, text) IS
  'Opens a session of at most 90 days with its first refresh token of p_days, and says when that expires. It asks for the verified hash or a live session of the user; null: that, the user or the membership has ended.';

CREATE FUNCTION identity.rotate_refresh(p_hash bytea, p_new_hash bytea, p_days integer)
RETURNS TABLE (outcome text, session_id uuid, user_id uuid, reseller_id uuid, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  token refresh_token;
  owner session;
  until timestamptz;
BEGIN
  SELECT * INTO token FROM refresh_token r WHERE r.hash = p_hash FOR UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'REFUSED', NULL::uuid, NULL::uuid, NULL::uuid, NULL::timestamptz;
    RETURN;
  END IF;
  SELECT * INTO owner FROM session s WHERE s.id = token.session_id FOR UPDATE;
  -- Two tabs that ask at the same moment are not a theft: this transaction began before the token was used.
  IF token.used_at < now() AND owner.revoked_at IS NULL THEN
    UPDATE session SET revoked_at = now() WHERE id = owner.id;
    RETURN QUERY SELECT 'REUSED', owner.id, owner.user_id, owner.reseller_id, NULL::timestamptz;
    RETURN;
  END IF;
  IF token.used_at IS NOT NULL OR token.expires_at <= now() OR owner.expires_at <= now()
    OR owner.revoked_at IS NOT NULL
    OR NOT EXISTS (SELECT FROM user_account u WHERE u.id = owner.user_id AND u.state = 'ACTIVE')
    OR owner.reseller_id IS NOT NULL AND NOT EXISTS (SELECT FROM membership m
      WHERE m.user_id = owner.user_id AND m.reseller_id = owner.reseller_id AND m.state = 'ACTIVE') THEN
    RETURN QUERY SELECT 'REFUSED', owner.id, owner.user_id, owner.reseller_id, NULL::timestamptz;
    RETURN;
  END IF;
  until := least(now() + make_interval(days => p_days), owner.expires_at);
  UPDATE refresh_token r SET used_at = clock_timestamp() WHERE r.hash = p_hash;
  DELETE FROM refresh_token r WHERE r.session_id = owner.id AND r.expires_at < now();
  INSERT INTO refresh_token (hash, session_id, expires_at) VALUES (p_new_hash, owner.id, until);
  RETURN QUERY SELECT 'ROTATED', owner.id, owner.user_id, owner.reseller_id, until;
END
$$;
COMMENT ON FUNCTION identity.rotate_refresh(bytea, bytea, integer) IS
  'Uses a refresh token and gives the next: ROTATED; REUSED: it had been used, so its session is ended; REFUSED: anything else.';

CREATE FUNCTION identity.revoke_session(p_session uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  UPDATE session SET revoked_at = now() WHERE id = p_session AND revoked_at IS NULL;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION identity.revoke_session(uuid) IS 'Ends a session; false when it had ended.';
`;

const PASSWORDS = `
CREATE FUNCTION identity.password_of(p_user uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$ SELECT password_hash FROM identity.user_account WHERE id = p_user AND state = 'ACTIVE' $$;
COMMENT ON FUNCTION identity.password_of(uuid) IS 'For passwordChange alone, which asks for the current password first.';

CREATE FUNCTION identity.change_password(p_user uuid, p_old_hash text, p_new_hash text, p_keep_session uuid)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
DECLARE
  ended integer;
  new_version integer;
BEGIN
  UPDATE user_account SET password_hash = p_new_hash, version = version + 1
  WHERE id = p_user AND password_hash = p_old_hash AND state = 'ACTIVE' RETURNING version INTO new_version;
  IF new_version IS NULL THEN
    RETURN NULL;
  END IF;
  UPDATE session SET revoked_at = now()
  WHERE user_id = p_user AND id IS DISTINCT FROM p_keep_session AND revoked_at IS NULL;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END
$$;
COMMENT ON FUNCTION identity.change_password(uuid, text, text, uuid) IS
  'Changes the hash when it is still the old one and ends the user''s other sessions; how many it ended, null when the hash was another.';
`;

const RIGHTS = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA identity FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA identity TO portal_app, portal_system;
GRANT SELECT ON identity.limit_v TO portal_app, portal_system;
`;
