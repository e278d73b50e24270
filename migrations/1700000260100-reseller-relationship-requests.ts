import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = `
ALTER TABLE reseller.partner_relationship
  ALTER COLUMN distributor_id DROP NOT NULL,
  ALTER COLUMN indirect_reseller_id DROP NOT NULL,
  ADD COLUMN partner_location_id text
    CONSTRAINT partner_relationship_partner_location_id_check CHECK (partner_location_id ~ '^[0-9]{4,12}$'),
  ADD COLUMN partner_country_code text
    CONSTRAINT partner_relationship_partner_country_code_check CHECK (partner_country_code ~ '^[A-Z]{2}$'),
  DROP CONSTRAINT partner_relationship_parties_check,
  ADD CONSTRAINT partner_relationship_parties_check CHECK (
    distributor_id IS DISTINCT FROM indirect_reseller_id
    AND (requested_by_id = coalesce(distributor_id, indirect_reseller_id)
      OR requested_by_id = coalesce(indirect_reseller_id, distributor_id))
    AND (state IN ('REQUESTED', 'DECLINED') OR (distributor_id IS NOT NULL AND indirect_reseller_id IS NOT NULL)));
UPDATE reseller.partner_relationship p SET partner_location_id = r.partner_location_id, partner_country_code = r.country_code
FROM reseller.reseller r
WHERE r.partner_location_id IS NOT NULL
  AND r.id = CASE p.requested_by_id WHEN p.distributor_id THEN p.indirect_reseller_id ELSE p.distributor_id END;
CREATE UNIQUE INDEX partner_relationship_asked_key
  ON reseller.partner_relationship (requested_by_id, partner_country_code, partner_location_id) WHERE state = 'REQUESTED';
COMMENT ON COLUMN reseller.partner_relationship.partner_location_id IS 'The Microsoft partner location id by which the one who asked named the other side. Where there is no such partner the other side is null, which nobody but staff can tell from a request that waits.';
COMMENT ON COLUMN reseller.partner_relationship.partner_country_code IS 'The country of registration that the one who asked gave for the other side.';

CREATE OR REPLACE VIEW reseller.relationship_v WITH (security_invoker = true) AS
  SELECT id AS relationship_id, distributor_id, reseller.party_name(id, distributor_id) AS distributor_name,
    indirect_reseller_id, reseller.party_name(id, indirect_reseller_id) AS indirect_reseller_name,
    requested_by_id, state, requested_at, activated_at, ended_at, version, partner_location_id, partner_country_code
  FROM reseller.partner_relationship;
`;

/** @param hidden what keeps the name of a party from the other one, as a condition; nothing when empty */
const partyName = (hidden: string): string => `
CREATE OR REPLACE FUNCTION reseller.party_name(p_relationship uuid, p_party uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
  SELECT r.legal_name
  FROM partner_relationship p JOIN reseller r ON r.id = p_party
  WHERE p.id = p_relationship AND p_party IN (p.distributor_id, p.indirect_reseller_id)
    AND (current_setting('app.scope', true) = 'all'
      OR current_setting('role') IN ('portal_system', 'portal_owner')
      OR (current_setting('app.scope', true) = 'reseller'
        AND nullif(current_setting('app.reseller', true), '')::uuid IN (p.distributor_id, p.indirect_reseller_id)${hidden}))
$$;`;

// Who asked learns who the other side is when it has accepted, and not before.
const UNTIL_ACCEPTED = `
        AND (p.activated_at IS NOT NULL
          OR p_party = p.requested_by_id
          OR p.requested_by_id <> nullif(current_setting('app.reseller', true), '')::uuid)`;

const asking = `
-- Runs as the owner, since the other side's row is hidden from the one who asks. It does the same work and writes a row
-- whether such a partner exists or not; whom it found is for the audit trail, never for the one who asks.
CREATE FUNCTION reseller.request_relationship(p_id uuid, p_location text, p_country text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseller, pg_temp AS $$
DECLARE
  asker reseller.reseller;
  asked uuid;
BEGIN
  SELECT r.* INTO asker FROM reseller.reseller r
  WHERE current_setting('app.scope', true) = 'reseller'
    AND r.id = nullif(current_setting('app.reseller', true), '')::uuid FOR SHARE;
  IF asker.id IS NULL OR asker.type = 'DIRECT_RESELLER' THEN
    RAISE EXCEPTION 'only distributors and indirect resellers ask for a relationship' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT r.id INTO asked FROM reseller.reseller r
  WHERE r.partner_location_id = p_location AND r.country_code = p_country
    AND r.type = CASE asker.type WHEN 'DISTRIBUTOR' THEN 'INDIRECT_RESELLER' ELSE 'DISTRIBUTOR' END
    AND r.state IN ('ACTIVE', 'REAUTHORIZATION_DUE', 'SUSPENDED') FOR SHARE;
  INSERT INTO partner_relationship (id, distributor_id, indirect_reseller_id, requested_by_id, partner_location_id, partner_country_code)
  SELECT p_id, CASE asker.type WHEN 'DISTRIBUTOR' THEN asker.id ELSE asked END,
    CASE asker.type WHEN 'DISTRIBUTOR' THEN asked ELSE asker.id END, asker.id, p_location, p_country;
  RETURN asked;
END $$;
COMMENT ON FUNCTION reseller.request_relationship IS 'Writes the request of the caller''s reseller for a relationship with the partner of a location id and country; gives who that is, or null.';
REVOKE EXECUTE ON FUNCTION reseller.request_relationship FROM public;
GRANT EXECUTE ON FUNCTION reseller.request_relationship TO portal_app;
`;

/** A relationship is asked for by a partner location id, so that nobody learns by asking who is a reseller. */
export class ResellerRelationshipRequests1700000260100 implements MigrationInterface {
  readonly name = 'ResellerRelationshipRequests1700000260100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(partyName(UNTIL_ACCEPTED));
    await runner.query(columns);
    await runner.query(asking);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION reseller.request_relationship;
      DROP VIEW reseller.relationship_v;
      DROP INDEX reseller.partner_relationship_asked_key;
      DELETE FROM reseller.partner_relationship WHERE distributor_id IS NULL OR indirect_reseller_id IS NULL;
      ALTER TABLE reseller.partner_relationship
        DROP CONSTRAINT partner_relationship_parties_check,
        DROP COLUMN partner_country_code, DROP COLUMN partner_location_id,
        ALTER COLUMN indirect_reseller_id SET NOT NULL, ALTER COLUMN distributor_id SET NOT NULL,
        ADD CONSTRAINT partner_relationship_parties_check CHECK (
          distributor_id <> indirect_reseller_id AND requested_by_id IN (distributor_id, indirect_reseller_id));
      CREATE VIEW reseller.relationship_v WITH (security_invoker = true) AS
        SELECT id AS relationship_id, distributor_id, reseller.party_name(id, distributor_id) AS distributor_name,
          indirect_reseller_id, reseller.party_name(id, indirect_reseller_id) AS indirect_reseller_name,
          requested_by_id, state, requested_at, activated_at, ended_at, version
        FROM reseller.partner_relationship;
      COMMENT ON VIEW reseller.relationship_v IS 'Relationships with the names of both sides, and nothing else of the other side.';
      GRANT SELECT ON reseller.relationship_v TO portal_app, portal_system;
      ${partyName('')}`);
  }
}
