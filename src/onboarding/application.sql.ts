/**
 * $1: regions of the caller, null for all. Staff see what was submitted for a market in a region of theirs; which markets
 * these are is looked up once for all applications.
 */
export const IN_STAFF_SIGHT = `a.submitted_at IS NOT NULL AND ($1::uuid[] IS NULL OR EXISTS (
    SELECT FROM onboarding.application_market w WHERE w.application_id = a.id
      AND w.market_code = ANY (ARRAY(SELECT m.code FROM market.market_v m WHERE m.region_id = ANY ($1)))))`;

/** What ended by the clock has ended, whether the job that writes it has come or not. */
export const STATE_NOW = `CASE WHEN a.expires_at <= now() THEN 'EXPIRED' ELSE a.state END`;

export const APPLICATION_COLUMNS = `a.id, a.number, a.applicant_user_id AS "applicantUserId", a.reseller_id AS "resellerId",
  ${STATE_NOW} AS state, a.state AS "storedState", a.state_since AS "stateSince", a.expires_at AS "expiresAt", a.legal_name AS "legalName",
  a.line1, a.line2, a.city, a.region, a.postal_code AS "postalCode", a.country_code AS "countryCode", a.tax_id AS "taxId",
  a.tax_id_checked AS "taxIdChecked", a.website, a.partner_type AS "partnerType",
  a.partner_location_id AS "partnerLocationId", a.partner_global_id AS "partnerGlobalId",
  a.expected_volume_minor::text AS "expectedVolumeMinor", a.expected_volume_currency AS "expectedVolumeCurrency",
  a.contacts, a.submitted_at AS "submittedAt", a.appealed_at AS "appealedAt", a.appeal_reason AS "appealReason",
  a.decided_at AS "decidedAt", a.decided_by AS "decidedById", a.decision_reason AS "decisionReason",
  a.assigned_to AS "assignedToId", a.assigned_at AS "assignedAt", a.created_at AS "createdAt",
  a.updated_at AS "updatedAt", a.version,
  ARRAY(SELECT w.market_code FROM onboarding.application_market w WHERE w.application_id = a.id ORDER BY w.market_code)
    AS "marketCodes"`;

const SELECTED = `SELECT ${APPLICATION_COLUMNS} FROM onboarding.application a`;

/** $1: whose sight, $2: id. */
export const ONE_APPLICATION = {
  OWN: `${SELECTED} WHERE a.applicant_user_id = $1 AND a.id = $2`,
  STAFF: `${SELECTED} WHERE ${IN_STAFF_SIGHT} AND a.id = $2`,
} as const;

export const ONE_APPLICATION_LOCKED = {
  OWN: `${ONE_APPLICATION.OWN} FOR NO KEY UPDATE OF a`,
  STAFF: `${ONE_APPLICATION.STAFF} FOR NO KEY UPDATE OF a`,
} as const;

export const OWN_APPLICATIONS = `${SELECTED} WHERE a.applicant_user_id = $1 ORDER BY a.id DESC LIMIT 100`;

/** Locked unless somebody else is at it. $1: user, null for all, $2: id, null for all. */
export const OVERDUE_LOCKED = `${SELECTED} WHERE ($1::uuid IS NULL OR a.applicant_user_id = $1)
    AND ($2::uuid IS NULL OR a.id = $2) AND a.expires_at <= now() FOR NO KEY UPDATE OF a SKIP LOCKED`;
