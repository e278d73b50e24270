import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `('DRAFT', 'SUBMITTED', 'IN_VETTING', 'ACTION_REQUIRED', 'PENDING_AGREEMENT', 'READY_FOR_DECISION')`;

const text = (column: string, max: number): string =>
  `${column} text CONSTRAINT application_${column}_check CHECK (${column} ~ '\\S' AND char_length(${column}) <= ${max})`;

const applications = `
CREATE SCHEMA onboarding;
COMMENT ON SCHEMA onboarding IS 'How a channel partner becomes a reseller: applications, their checks and documents.';
GRANT USAGE ON SCHEMA onboarding TO portal_app, portal_system;

CREATE SEQUENCE onboarding.application_number;
GRANT USAGE ON SEQUENCE onboarding.application_number TO portal_app, portal_system;

CREATE FUNCTION onboarding.next_number() RETURNS text
LANGUAGE sql VOLATILE SET search_path = onboarding, pg_temp AS $$
  SELECT 'RA-' || to_char(now() AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(n, greatest(6, length(n)), '0')
  FROM (SELECT nextval('application_number')::text AS n) s
$$;
COMMENT ON FUNCTION onboarding.next_number IS 'The next number of an application, such as RA-2026-000123; gaps are allowed.';
REVOKE EXECUTE ON FUNCTION onboarding.next_number FROM public;
GRANT EXECUTE ON FUNCTION onboarding.next_number TO portal_app, portal_system;

CREATE TABLE onboarding.application (
  id uuid CONSTRAINT application_pkey PRIMARY KEY,
  number text NOT NULL DEFAULT onboarding.next_number() CONSTRAINT application_number_key UNIQUE,
  applicant_user_id uuid NOT NULL CONSTRAINT application_applicant_user_id_fkey REFERENCES identity.user_account (id),
  reseller_id uuid CONSTRAINT application_reseller_id_fkey REFERENCES reseller.reseller (id),
  state text NOT NULL DEFAULT 'DRAFT' CONSTRAINT application_state_check
    CHECK (state IN ('DRAFT', 'SUBMITTED', 'IN_VETTING', 'ACTION_REQUIRED', 'PENDING_AGREEMENT', 'READY_FOR_DECISION',
      'APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED')),
  state_since timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  ${text('legal_name', 200)},
  plain_name text COLLATE "C" GENERATED ALWAYS AS (reseller.plain_name(legal_name)) STORED,
  ${text('line1', 200)},
  ${text('line2', 200)},
  ${text('city', 100)},
  ${text('region', 100)},
  ${text('postal_code', 20)},
  country_code text CONSTRAINT application_country_code_check CHECK (country_code ~ '^[A-Z]{2}$'),
  ${text('tax_id', 40)},
  tax_key text COLLATE "C" GENERATED ALWAYS AS (reseller.tax_key(country_code, tax_id)) STORED,
  tax_id_checked boolean,
  ${text('website', 200)},
  partner_type text CONSTRAINT application_partner_type_check
    CHECK (partner_type IN ('DISTRIBUTOR', 'DIRECT_RESELLER', 'INDIRECT_RESELLER')),
  partner_location_id text CONSTRAINT application_partner_location_id_check CHECK (partner_location_id ~ '^[0-9]{4,12}$'),
  partner_global_id text CONSTRAINT application_partner_global_id_check CHECK (partner_global_id ~ '^[0-9]{4,12}$'),
  expected_volume_minor bigint CONSTRAINT application_expected_volume_minor_check CHECK (expected_volume_minor > 0),
  expected_volume_currency text CONSTRAINT application_expected_volume_currency_fkey REFERENCES market.currency (code),
  contacts jsonb NOT NULL DEFAULT '[]',
  submitted_at timestamptz,
  appealed_at timestamptz,
  appeal_reason text CONSTRAINT application_appeal_reason_check CHECK (char_length(appeal_reason) <= 2000),
  decided_at timestamptz,
  decided_by uuid CONSTRAINT application_decided_by_fkey REFERENCES identity.user_account (id),
  decision_reason text CONSTRAINT application_decision_reason_check CHECK (char_length(decision_reason) <= 2000),
  assigned_to uuid CONSTRAINT application_assigned_to_fkey REFERENCES identity.user_account (id),
  assigned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT application_expected_volume_check CHECK ((expected_volume_minor IS NULL) = (expected_volume_currency IS NULL)),
  CONSTRAINT application_tax_id_checked_check CHECK (tax_id IS NOT NULL OR tax_id_checked IS NULL),
  CONSTRAINT application_contacts_check CHECK (jsonb_typeof(contacts) = 'array' AND jsonb_array_length(contacts) <= 10),
  CONSTRAINT application_expires_at_check CHECK (
    (expires_at IS NOT NULL) = (state IN ('DRAFT', 'ACTION_REQUIRED', 'PENDING_AGREEMENT'))),
  CONSTRAINT application_submitted_at_check CHECK (
    submitted_at IS NOT NULL OR state IN ('DRAFT', 'WITHDRAWN', 'EXPIRED')),
  CONSTRAINT application_appealed_at_check CHECK ((appealed_at IS NULL) = (appeal_reason IS NULL)),
  CONSTRAINT application_decided_at_check CHECK (
    state NOT IN ('APPROVED', 'REJECTED') OR (decided_at IS NOT NULL AND decided_by IS NOT NULL)),
  CONSTRAINT application_approved_reseller_check CHECK (state <> 'APPROVED' OR reseller_id IS NOT NULL),
  CONSTRAINT application_decided_by_check CHECK (decided_by <> applicant_user_id),
  CONSTRAINT application_assigned_at_check CHECK ((assigned_to IS NULL) = (assigned_at IS NULL))
);
CREATE UNIQUE INDEX application_applicant_open_key ON onboarding.application (applicant_user_id) WHERE state IN ${OPEN};
CREATE UNIQUE INDEX application_reseller_open_key ON onboarding.application (reseller_id) WHERE state IN ${OPEN};
CREATE INDEX application_applicant_user_id_idx ON onboarding.application (applicant_user_id, id);
CREATE INDEX application_reseller_id_idx ON onboarding.application (reseller_id);
CREATE INDEX application_decided_by_idx ON onboarding.application (decided_by);
CREATE INDEX application_assigned_to_idx ON onboarding.application (assigned_to);
CREATE INDEX application_expected_volume_currency_idx ON onboarding.application (expected_volume_currency);
CREATE INDEX application_queue_idx ON onboarding.application (state, state_since, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_expires_at_idx ON onboarding.application (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX application_tax_key_idx ON onboarding.application (country_code, tax_key) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_partner_location_id_idx ON onboarding.application (partner_location_id) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_plain_name_idx ON onboarding.application USING gin (plain_name gin_trgm_ops) WHERE submitted_at IS NOT NULL;
COMMENT ON TABLE onboarding.application IS 'A person asks for their company to become a reseller, or for a deauthorised one to be readmitted.';
COMMENT ON COLUMN onboarding.application.reseller_id IS 'The deauthorised reseller for which it was filed; else the reseller that its approval made.';
COMMENT ON COLUMN onboarding.application.state_since IS 'When it came into its state.';
COMMENT ON COLUMN onboarding.application.expires_at IS 'From when it counts as EXPIRED, whether the job that says so has run or not; null where the clock ends nothing.';
COMMENT ON COLUMN onboarding.application.tax_id IS 'In the compact form of its country.';
COMMENT ON COLUMN onboarding.application.tax_id_checked IS 'True: its check digits were computed. False: the country is not known to the checker, only the shape was looked at.';
COMMENT ON COLUMN onboarding.application.expected_volume_minor IS 'Per year, in minor units of expected_volume_currency.';
COMMENT ON COLUMN onboarding.application.contacts IS 'Up to ten objects with name, role, email and phone, each a text or null while it is a draft.';
COMMENT ON COLUMN onboarding.application.submitted_at IS 'The first time; staff see nothing of an application before.';
COMMENT ON COLUMN onboarding.application.decided_at IS 'Of the last decision; it stays while an appeal runs.';
COMMENT ON COLUMN onboarding.application.version IS 'Raised by every edit and state change.';

CREATE TABLE onboarding.application_market (
  application_id uuid NOT NULL CONSTRAINT application_market_application_id_fkey REFERENCES onboarding.application (id),
  market_code text NOT NULL CONSTRAINT application_market_market_code_fkey REFERENCES market.market (code),
  CONSTRAINT application_market_pkey PRIMARY KEY (application_id, market_code)
);
CREATE INDEX application_market_market_code_idx ON onboarding.application_market (market_code);
COMMENT ON TABLE onboarding.application_market IS 'Where the applicant wants to sell. Staff of a region see the applications for a market in it.';

CREATE TABLE onboarding.vetting_check (
  application_id uuid NOT NULL CONSTRAINT vetting_check_application_id_fkey REFERENCES onboarding.application (id),
  kind text NOT NULL CONSTRAINT vetting_check_kind_check
    CHECK (kind IN ('EMAIL_OWNERSHIP', 'EMPLOYMENT', 'BUSINESS', 'TAX_ID', 'PARTNER_LOCATION_ID', 'SANCTIONS')),
  state text NOT NULL DEFAULT 'PENDING' CONSTRAINT vetting_check_state_check
    CHECK (state IN ('PENDING', 'PASSED', 'FAILED', 'WAIVED')),
  attempt int NOT NULL DEFAULT 1 CONSTRAINT vetting_check_attempt_check CHECK (attempt > 0),
  source text CONSTRAINT vetting_check_source_check CHECK (source IN ('MACHINE', 'REVIEWER')),
  reviewer_id uuid CONSTRAINT vetting_check_reviewer_id_fkey REFERENCES identity.user_account (id),
  note text CONSTRAINT vetting_check_note_check CHECK (char_length(note) <= 2000),
  facts jsonb NOT NULL DEFAULT '{}',
  decided_at timestamptz,
  CONSTRAINT vetting_check_pkey PRIMARY KEY (application_id, kind),
  CONSTRAINT vetting_check_decided_at_check CHECK ((state = 'PENDING') = (decided_at IS NULL)),
  CONSTRAINT vetting_check_source_given_check CHECK (state = 'PENDING' OR source IS NOT NULL),
  CONSTRAINT vetting_check_reviewer_check CHECK (source IS DISTINCT FROM 'REVIEWER' OR reviewer_id IS NOT NULL),
  CONSTRAINT vetting_check_waived_check CHECK (state <> 'WAIVED' OR source = 'REVIEWER')
);
CREATE INDEX vetting_check_reviewer_id_idx ON onboarding.vetting_check (reviewer_id);
COMMENT ON TABLE onboarding.vetting_check IS 'What is checked of an application, one row per kind, made when it is submitted; the audit trail has its history.';
COMMENT ON COLUMN onboarding.vetting_check.attempt IS 'Raised each time the check becomes PENDING again: what a job has found out for an earlier one no longer counts.';
COMMENT ON COLUMN onboarding.vetting_check.facts IS 'What a machine has found, for the reviewer.';

CREATE VIEW onboarding.application_market_v WITH (security_invoker = true) AS
  SELECT application_id, market_code FROM onboarding.application_market;
COMMENT ON VIEW onboarding.application_market_v IS 'The markets for which an application was made.';
`;

const STAFF = `(SELECT current_setting('app.scope', true)) = 'all'`;
const MINE = `applicant_user_id = (SELECT nullif(current_setting('app.user', true), '')::uuid)`;
const OF_MY_RESELLER = `((SELECT current_setting('app.scope', true)) = 'reseller'
  AND reseller_id = (SELECT nullif(current_setting('app.reseller', true), '')::uuid))`;
const PARENT_IS_MINE = `EXISTS (SELECT FROM onboarding.application a WHERE a.id = application_id
  AND a.${MINE})`;
const PARENT_IS_SEEN = `EXISTS (SELECT FROM onboarding.application a WHERE a.id = application_id)`;

const forced = (table: string): string => `
ALTER TABLE onboarding.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboarding.${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_owner ON onboarding.${table} TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY ${table}_system ON onboarding.${table} TO portal_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON onboarding.${table} TO portal_system;
`;

// The applicant writes what they say about their company and takes the steps that are theirs; nobody decides on their own
// application, whatever a bug of ours might try.
const access = `
${forced('application')}
GRANT SELECT, INSERT, UPDATE ON onboarding.application TO portal_app;
CREATE POLICY application_read ON onboarding.application FOR SELECT TO portal_app
  USING (${STAFF} OR ${MINE} OR ${OF_MY_RESELLER});
CREATE POLICY application_insert ON onboarding.application FOR INSERT TO portal_app
  WITH CHECK (${MINE} AND state = 'DRAFT' AND (reseller_id IS NULL OR ${OF_MY_RESELLER}));
CREATE POLICY application_update ON onboarding.application FOR UPDATE TO portal_app
  USING (${STAFF} OR ${MINE})
  WITH CHECK (${STAFF} OR (${MINE} AND (reseller_id IS NULL OR ${OF_MY_RESELLER})
    AND state IN ('DRAFT', 'SUBMITTED', 'IN_VETTING', 'ACTION_REQUIRED', 'READY_FOR_DECISION', 'WITHDRAWN', 'EXPIRED')));

${forced('application_market')}
GRANT SELECT, INSERT, DELETE ON onboarding.application_market TO portal_app;
GRANT SELECT ON onboarding.application_market_v TO portal_app, portal_system;
CREATE POLICY application_market_read ON onboarding.application_market FOR SELECT TO portal_app
  USING (${STAFF} OR ${PARENT_IS_SEEN});
CREATE POLICY application_market_insert ON onboarding.application_market FOR INSERT TO portal_app WITH CHECK (${PARENT_IS_MINE});
CREATE POLICY application_market_delete ON onboarding.application_market FOR DELETE TO portal_app USING (${PARENT_IS_MINE});

${forced('vetting_check')}
GRANT SELECT, INSERT, UPDATE ON onboarding.vetting_check TO portal_app;
CREATE POLICY vetting_check_read ON onboarding.vetting_check FOR SELECT TO portal_app USING (${STAFF} OR ${PARENT_IS_SEEN});
CREATE POLICY vetting_check_insert ON onboarding.vetting_check FOR INSERT TO portal_app
  WITH CHECK (${STAFF} OR (state = 'PENDING' AND ${PARENT_IS_MINE}));
CREATE POLICY vetting_check_update ON onboarding.vetting_check FOR UPDATE TO portal_app
  USING (${STAFF} OR ${PARENT_IS_MINE}) WITH CHECK (${STAFF} OR (state = 'PENDING' AND ${PARENT_IS_MINE}));
`;

/** Applications of those who want to become resellers, where they want to sell, and what is checked of them. */
export class OnboardingApplications1700000240001 implements MigrationInterface {
  readonly name = 'OnboardingApplications1700000240001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(applications);
    await runner.query(access);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW onboarding.application_market_v;
      DROP TABLE onboarding.vetting_check, onboarding.application_market, onboarding.application;
      DROP FUNCTION onboarding.next_number;
      DROP SEQUENCE onboarding.application_number;
      DROP SCHEMA onboarding;
    `);
  }
}
