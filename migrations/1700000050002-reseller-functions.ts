import type { MigrationInterface, QueryRunner } from 'typeorm';

const views = `
CREATE VIEW reseller.state_v WITH (security_invoker = true) AS
  SELECT id AS reseller_id, state, type, tier, legal_name, reauthorization_due_on,
    state = 'ACTIVE' OR (state = 'REAUTHORIZATION_DUE'
      AND (now() AT TIME ZONE 'UTC')::date < reauthorization_due_on) AS may_order
  FROM reseller.reseller;
COMMENT ON VIEW reseller.state_v IS 'Who a reseller is and whether its state lets it order; by the UTC date, standing() asks by the market''s.';

CREATE VIEW reseller.address_v WITH (security_invoker = true) AS
  SELECT id AS address_id, reseller_id, label, recipient, line1, line2, city, region, postal_code, country_code, phone, state
  FROM reseller.address;
COMMENT ON VIEW reseller.address_v IS 'Addresses to ship to; an order takes ACTIVE ones only and keeps a copy.';

CREATE VIEW reseller.credit_v WITH (security_invoker = true) AS
  SELECT id AS account_id, reseller_id, currency_code, limit_minor, exposure_minor,
    limit_minor - exposure_minor AS available_minor, terms
  FROM reseller.credit_account;
COMMENT ON VIEW reseller.credit_v IS 'Credit per reseller and currency, minor units; available is negative after a limit was lowered below exposure.';

CREATE VIEW reseller.region_v WITH (security_invoker = true) AS
  SELECT DISTINCT a.reseller_id, m.region_id, m.region_code
  FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
  WHERE m.region_id IS NOT NULL;
COMMENT ON VIEW reseller.region_v IS 'The regions a reseller belongs to: those, today, of every market it was ever authorised for, since old orders still need care.';

-- Runs as the owner, since the other party's row is hidden; it tells one name, to a party of the relationship.
CREATE FUNCTION reseller.party_name(p_relationship uuid, p_party uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
  SELECT r.legal_name
  FROM partner_relationship p JOIN reseller r ON r.id = p_party
  WHERE p.id = p_relationship AND p_party IN (p.distributor_id, p.indirect_reseller_id)
    AND (current_setting('app.scope', true) = 'all'
      OR current_setting('role') IN ('portal_system', 'portal_owner')
      OR (current_setting('app.scope', true) = 'reseller'
        AND nullif(current_setting('app.reseller', true), '')::uuid IN (p.distributor_id, p.indirect_reseller_id)))
$$;
COMMENT ON FUNCTION reseller.party_name IS 'Legal name of a party of a relationship that the caller may see; null otherwise.';

CREATE VIEW reseller.relationship_v WITH (security_invoker = true) AS
  SELECT id AS relationship_id, distributor_id, reseller.party_name(id, distributor_id) AS distributor_name,
    indirect_reseller_id, reseller.party_name(id, indirect_reseller_id) AS indirect_reseller_name,
    requested_by_id, state, requested_at, activated_at, ended_at, version
  FROM reseller.partner_relationship;
COMMENT ON VIEW reseller.relationship_v IS 'Relationships with the names of both sides, and nothing else of the other side.';
`;

const standing = `
-- PL/pgSQL, since an SQL function with a search_path is planned anew at each call.
CREATE FUNCTION reseller.standing(p_reseller uuid, p_market text, p_region uuid, p_day date, p_at timestamptz)
RETURNS TABLE (state text, type text, tier text, may_order boolean, market_authorized boolean,
  agreement_accepted boolean, agreement_id uuid, tax_exempt boolean)
LANGUAGE plpgsql STABLE SET search_path = reseller, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT r.state, r.type, r.tier,
    r.state = 'ACTIVE' OR (r.state = 'REAUTHORIZATION_DUE' AND p_day < r.reauthorization_due_on),
    EXISTS (SELECT 1 FROM market_authorization a
      WHERE a.reseller_id = r.id AND a.market_code = p_market
        AND a.valid_from <= p_day AND (a.valid_until IS NULL OR p_day < a.valid_until)),
    COALESCE(asked.accepted, true),
    CASE WHEN NOT asked.accepted THEN asked.id END,
    EXISTS (SELECT 1 FROM tax_exemption t
      WHERE t.reseller_id = r.id AND t.market_code = p_market
        AND t.valid_from <= p_day AND (t.valid_until IS NULL OR p_day < t.valid_until))
  FROM reseller r
  LEFT JOIN LATERAL (
    SELECT g.id, EXISTS (SELECT 1 FROM agreement_acceptance c JOIN agreement n ON n.id = c.agreement_id
      WHERE c.reseller_id = r.id AND n.region_id = g.region_id AND n.number >= g.number) AS accepted
    FROM agreement g
    WHERE g.region_id = p_region AND g.required_from <= p_at
    ORDER BY g.number DESC LIMIT 1) asked ON true
  WHERE r.id = p_reseller;
END $$;
COMMENT ON FUNCTION reseller.standing IS 'What the gates of an order ask of its reseller, on a day of the market. agreement_id is the one still to accept. No row: unknown, or not the caller''s.';

-- Runs as the owner, since the partner's rows are hidden from the distributor. It answers the parties and staff alone,
-- and a stranger gets no row, so that existence does not leak.
CREATE FUNCTION reseller.partner_standing(p_distributor uuid, p_partner uuid, p_market text, p_day date)
RETURNS TABLE (relationship_active boolean, is_indirect boolean, may_order boolean, market_authorized boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
  SELECT bool_or(p.state = 'ACTIVE'), r.type = 'INDIRECT_RESELLER',
    r.state = 'ACTIVE' OR (r.state = 'REAUTHORIZATION_DUE' AND p_day < r.reauthorization_due_on),
    EXISTS (SELECT 1 FROM market_authorization a
      WHERE a.reseller_id = r.id AND a.market_code = p_market
        AND a.valid_from <= p_day AND (a.valid_until IS NULL OR p_day < a.valid_until))
  FROM partner_relationship p JOIN reseller r ON r.id = p.indirect_reseller_id
  WHERE p.distributor_id = p_distributor AND p.indirect_reseller_id = p_partner
    AND (current_setting('app.scope', true) = 'all'
      OR current_setting('role') IN ('portal_system', 'portal_owner')
      OR (current_setting('app.scope', true) = 'reseller'
        AND nullif(current_setting('app.reseller', true), '')::uuid IN (p_distributor, p_partner)))
  GROUP BY r.id
$$;
COMMENT ON FUNCTION reseller.partner_standing IS 'What the partner-of-record gate asks. No row: no relationship, or the caller is not a party of it.';
`;

const credit = `
CREATE FUNCTION reseller.take_credit(p_reseller uuid, p_currency text, p_amount_minor bigint)
RETURNS TABLE (account_id uuid, taken boolean, short_by_minor bigint)
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
DECLARE
  found_id uuid;
  available bigint;
BEGIN
  IF p_amount_minor IS NULL OR p_amount_minor < 0 THEN
    RAISE EXCEPTION 'take_credit: amount % is not valid', p_amount_minor USING ERRCODE = 'invalid_parameter_value';
  END IF;
  LOOP
    UPDATE credit_account c SET exposure_minor = c.exposure_minor + p_amount_minor
    WHERE c.reseller_id = p_reseller AND c.currency_code = p_currency
      AND (p_amount_minor = 0 OR c.exposure_minor + p_amount_minor <= c.limit_minor)
    RETURNING c.id INTO found_id;
    IF FOUND THEN
      RETURN QUERY SELECT found_id, true, 0::bigint;
      RETURN;
    END IF;
    SELECT c.id, c.limit_minor - c.exposure_minor INTO found_id, available
    FROM credit_account c WHERE c.reseller_id = p_reseller AND c.currency_code = p_currency;
    IF NOT FOUND THEN
      RETURN QUERY SELECT NULL::uuid, p_amount_minor = 0, p_amount_minor;
      RETURN;
    END IF;
    -- Credit that came back between the two statements makes the amount fit after all: try again.
    IF p_amount_minor > available THEN
      RETURN QUERY SELECT found_id, false, p_amount_minor - available;
      RETURN;
    END IF;
  END LOOP;
END $$;
COMMENT ON FUNCTION reseller.take_credit IS 'Raises the exposure when the whole amount (minor units) fits the limit; else changes nothing and says by how much it is short. No account counts as a limit of 0.';

CREATE FUNCTION reseller.give_credit(p_reseller uuid, p_currency text, p_amount_minor bigint) RETURNS void
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
BEGIN
  IF p_amount_minor IS NULL OR p_amount_minor < 0 THEN
    RAISE EXCEPTION 'give_credit: amount % is not valid', p_amount_minor USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE credit_account SET exposure_minor = exposure_minor - p_amount_minor
  WHERE reseller_id = p_reseller AND currency_code = p_currency;
  IF NOT FOUND AND p_amount_minor > 0 THEN
    RAISE EXCEPTION 'give_credit: no % account of reseller %', p_currency, p_reseller USING ERRCODE = 'no_data_found';
  END IF;
END $$;
COMMENT ON FUNCTION reseller.give_credit IS 'Lowers the exposure by what an order took (minor units), when it is cancelled in whole or in part.';

CREATE FUNCTION reseller.record_payment(p_id uuid, p_reseller uuid, p_currency text, p_amount_minor bigint,
  p_reference text, p_received_on date, p_recorded_by uuid)
RETURNS TABLE (account_id uuid, exposure_before_minor bigint, exposure_minor bigint)
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
#variable_conflict use_column
DECLARE
  paid_id uuid;
  after_minor bigint;
BEGIN
  UPDATE credit_account c SET exposure_minor = c.exposure_minor - p_amount_minor
  WHERE c.reseller_id = p_reseller AND c.currency_code = p_currency
  RETURNING c.id, c.exposure_minor INTO paid_id, after_minor;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO credit_payment (id, account_id, reseller_id, amount_minor, reference, received_on, recorded_by)
  VALUES (p_id, paid_id, p_reseller, p_amount_minor, p_reference, p_received_on, p_recorded_by);
  RETURN QUERY SELECT paid_id, after_minor + p_amount_minor, after_minor;
END $$;
COMMENT ON FUNCTION reseller.record_payment IS 'Records a payment (minor units) and lowers the exposure by it, below zero when paid ahead. No row: no account in the currency.';
`;

const grants = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA reseller FROM public;
GRANT EXECUTE ON FUNCTION reseller.party_name, reseller.standing, reseller.partner_standing,
  reseller.take_credit, reseller.give_credit, reseller.record_payment TO portal_app, portal_system;
GRANT SELECT ON reseller.state_v, reseller.address_v, reseller.credit_v, reseller.region_v, reseller.relationship_v
  TO portal_app, portal_system;
`;

/** What other modules read and call in SQL; behind it the tables stay reseller's own. */
export class ResellerFunctions1700000050002 implements MigrationInterface {
  readonly name = 'ResellerFunctions1700000050002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(views + standing + credit + grants);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION reseller.record_payment;
      DROP FUNCTION reseller.give_credit;
      DROP FUNCTION reseller.take_credit;
      DROP FUNCTION reseller.partner_standing;
      DROP FUNCTION reseller.standing;
      DROP VIEW reseller.relationship_v;
      DROP FUNCTION reseller.party_name;
      DROP VIEW reseller.region_v;
      DROP VIEW reseller.credit_v;
      DROP VIEW reseller.address_v;
      DROP VIEW reseller.state_v;`);
  }
}
