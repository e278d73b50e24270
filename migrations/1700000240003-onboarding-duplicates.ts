import type { MigrationInterface, QueryRunner } from 'typeorm';

const likeness = (other: string): string => `
      (${other}.country_code = a.country_code AND ${other}.tax_key = a.tax_key) IS TRUE,
      (${other}.partner_location_id = a.partner_location_id) IS TRUE,
      CASE WHEN ${other}.plain_name = a.plain_name THEN 100
        WHEN ${other}.plain_name % a.plain_name THEN floor(100 * similarity(${other}.plain_name, a.plain_name))::int END`;

const alike = (other: string): string => `
      ((${other}.country_code = a.country_code AND ${other}.tax_key = a.tax_key)
        OR ${other}.partner_location_id = a.partner_location_id
        OR ${other}.plain_name = a.plain_name OR ${other}.plain_name % a.plain_name)`;

// It runs as the owner: the indexes are of use only without a policy in between, and what lies outside the regions of the
// reviewer is counted but not told. The applicant gets nothing: who else has their tax id is none of their business.
const duplicates = `
CREATE FUNCTION onboarding.duplicates_of(p_applications uuid[], p_regions uuid[])
RETURNS TABLE (application_id uuid, kind text, id uuid, legal_name text, country_code text, state text,
  same_tax_id boolean, same_partner_location_id boolean, name_likeness int, in_reach boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = onboarding, public, pg_temp
SET pg_trgm.similarity_threshold = 0.5 AS $$
#variable_conflict use_column
BEGIN
  IF current_setting('app.scope', true) IS DISTINCT FROM 'all' THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT a.id, f.kind, f.id, f.legal_name, f.country_code, f.state, f.same_tax_id, f.same_partner_location_id,
    f.name_likeness, p_regions IS NULL OR f.regions && p_regions
  FROM application a CROSS JOIN LATERAL (
    SELECT 'RESELLER', r.id, r.legal_name, r.country_code, r.state, ${likeness('r')},
      ARRAY(SELECT v.region_id FROM reseller.region_v v WHERE v.reseller_id = r.id)
    FROM reseller.reseller r
    WHERE r.id IS DISTINCT FROM a.reseller_id AND ${alike('r')}
    UNION ALL
    SELECT 'APPLICATION', o.id, o.legal_name, o.country_code,
      CASE WHEN o.expires_at <= now() THEN 'EXPIRED' ELSE o.state END, ${likeness('o')},
      ARRAY(SELECT m.region_id FROM application_market w JOIN market.market_v m ON m.code = w.market_code
        WHERE w.application_id = o.id)
    FROM application o
    WHERE o.id <> a.id AND o.submitted_at IS NOT NULL AND ${alike('o')}
  ) AS f (kind, id, legal_name, country_code, state, same_tax_id, same_partner_location_id, name_likeness, regions)
  WHERE a.id = ANY (p_applications) AND a.submitted_at IS NOT NULL
  ORDER BY a.id, f.same_tax_id DESC, f.same_partner_location_id DESC, f.name_likeness DESC NULLS LAST, f.kind DESC, f.id;
END $$;
COMMENT ON FUNCTION onboarding.duplicates_of IS 'For staff: the resellers and submitted applications that may be the same company as one of these, the surest first.';
REVOKE EXECUTE ON FUNCTION onboarding.duplicates_of FROM public;
GRANT EXECUTE ON FUNCTION onboarding.duplicates_of TO portal_app, portal_system;
`;

/** Who may be the same company: for reviewers alone. */
export class OnboardingDuplicates1700000240003 implements MigrationInterface {
  readonly name = 'OnboardingDuplicates1700000240003';

  async up(runner: QueryRunner): Promise<void> {
    // Their plain names are to be computed anew, as those of resellers were.
    await runner.query('UPDATE onboarding.application SET legal_name = legal_name');
    await runner.query(duplicates);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION onboarding.duplicates_of');
  }
}
