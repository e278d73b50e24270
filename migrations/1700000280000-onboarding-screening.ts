import type { MigrationInterface, QueryRunner } from 'typeorm';

const lists = `
CREATE TABLE onboarding.screening_list (
  id uuid CONSTRAINT screening_list_pkey PRIMARY KEY,
  file_name text NOT NULL CONSTRAINT screening_list_file_name_check CHECK (char_length(file_name) BETWEEN 1 AND 200),
  sha256 text NOT NULL CONSTRAINT screening_list_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  name_count int NOT NULL CONSTRAINT screening_list_name_count_check CHECK (name_count > 0),
  loaded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE onboarding.screening_list IS 'The file that was loaded last; one row, replaced with its entries by the next file.';

CREATE TABLE onboarding.screening_entry (
  list_id uuid NOT NULL CONSTRAINT screening_entry_list_id_fkey REFERENCES onboarding.screening_list (id) ON DELETE CASCADE,
  number int NOT NULL,
  list text NOT NULL CONSTRAINT screening_entry_list_check CHECK (char_length(list) BETWEEN 1 AND 100),
  reference text NOT NULL CONSTRAINT screening_entry_reference_check CHECK (char_length(reference) BETWEEN 1 AND 100),
  name text NOT NULL CONSTRAINT screening_entry_name_check CHECK (char_length(name) BETWEEN 1 AND 300),
  alias text CONSTRAINT screening_entry_alias_check CHECK (char_length(alias) BETWEEN 1 AND 300),
  match_key text COLLATE "C" NOT NULL,
  CONSTRAINT screening_entry_pkey PRIMARY KEY (list_id, number)
);
CREATE INDEX screening_entry_match_key_idx ON onboarding.screening_entry USING gin (match_key gin_trgm_ops);
COMMENT ON TABLE onboarding.screening_entry IS 'A name on a list of parties with whom no business is done; a row for the name and one for each alias.';
COMMENT ON COLUMN onboarding.screening_entry.list IS 'Which list, such as the name of the authority that keeps it.';
COMMENT ON COLUMN onboarding.screening_entry.alias IS 'The other name by which it is found in this row; null in the row of the name itself.';
COMMENT ON COLUMN onboarding.screening_entry.match_key IS 'The words of the name or alias without case, accents and legal forms, in order.';

-- How alike two keys must be to be looked at depends on the function, not on whoever calls it.
CREATE FUNCTION onboarding.screened_names(p_key text)
  RETURNS TABLE (list text, reference text, name text, alias text, likeness real)
  LANGUAGE sql STABLE STRICT ROWS 100 SET search_path = onboarding, public, pg_temp
  SET pg_trgm.similarity_threshold = 0.2 AS $$
  SELECT e.list, e.reference, e.name, e.alias,
    CASE WHEN e.match_key = p_key THEN 1 ELSE similarity(e.match_key, p_key) END
  FROM screening_entry e WHERE e.match_key % p_key OR e.match_key = p_key
  ORDER BY 5 DESC, e.list, e.reference, e.number LIMIT 300
$$;
COMMENT ON FUNCTION onboarding.screened_names IS 'The listed names that could be meant, those most alike first; which of them are hits is judged by whoever asks.';
REVOKE EXECUTE ON FUNCTION onboarding.screened_names FROM public;
GRANT EXECUTE ON FUNCTION onboarding.screened_names TO portal_app, portal_system;

CREATE TABLE onboarding.screening_hit (
  application_id uuid NOT NULL CONSTRAINT screening_hit_application_id_fkey REFERENCES onboarding.application (id),
  number int NOT NULL,
  subject text NOT NULL CONSTRAINT screening_hit_subject_check CHECK (subject IN ('LEGAL_NAME', 'APPLICANT', 'CONTACT')),
  subject_name text NOT NULL,
  list text NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  alias text,
  score numeric(3, 2) NOT NULL CONSTRAINT screening_hit_score_check CHECK (score BETWEEN 0 AND 1),
  CONSTRAINT screening_hit_pkey PRIMARY KEY (application_id, number)
);
COMMENT ON TABLE onboarding.screening_hit IS 'Listed names that an application was taken for when it was screened last: for reviewers alone.';

CREATE TABLE onboarding.vetting_run (
  application_id uuid NOT NULL,
  kind text NOT NULL,
  attempts int NOT NULL DEFAULT 0 CONSTRAINT vetting_run_attempts_check CHECK (attempts >= 0),
  last_error text CONSTRAINT vetting_run_last_error_check CHECK (char_length(last_error) <= 300),
  last_run_at timestamptz,
  CONSTRAINT vetting_run_pkey PRIMARY KEY (application_id, kind),
  CONSTRAINT vetting_run_check_fkey FOREIGN KEY (application_id, kind) REFERENCES onboarding.vetting_check (application_id, kind)
);
COMMENT ON TABLE onboarding.vetting_run IS 'How often a machine tried to do a check, and why it could not the last time.';
`;

const companies = `
CREATE VIEW reseller.company_v WITH (security_invoker = true) AS
  SELECT id AS reseller_id, legal_name, plain_name, country_code, tax_key, partner_location_id, state
  FROM reseller.reseller;
COMMENT ON VIEW reseller.company_v IS 'By what a company is known again: who has the same tax id or partner location id, or a name like it.';
GRANT SELECT ON reseller.company_v TO portal_app, portal_system;
`;

const STAFF = `(SELECT current_setting('app.scope', true)) = 'all'`;

const forStaff = (table: string): string => `
ALTER TABLE onboarding.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboarding.${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_owner ON onboarding.${table} TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY ${table}_system ON onboarding.${table} TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY ${table}_read ON onboarding.${table} FOR SELECT TO portal_app USING (${STAFF});
GRANT SELECT ON onboarding.${table} TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON onboarding.${table} TO portal_system;
`;

const TABLES = ['screening_list', 'screening_entry', 'screening_hit', 'vetting_run'];

const checks = `
ALTER TABLE onboarding.vetting_check ADD COLUMN version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN onboarding.vetting_check.version IS 'Raised by every change, also by one of a machine: whoever decides says what they have read.';

CREATE FUNCTION onboarding.raise_check_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = onboarding, pg_temp AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION onboarding.raise_check_version FROM public;
CREATE TRIGGER vetting_check_version BEFORE UPDATE ON onboarding.vetting_check
  FOR EACH ROW EXECUTE FUNCTION onboarding.raise_check_version();

-- A CHECK cannot look into another table; the name is that of a constraint all the same, so that it is answered as one.
CREATE FUNCTION onboarding.guard_reviewer() RETURNS trigger
LANGUAGE plpgsql SET search_path = onboarding, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM application a WHERE a.id = NEW.application_id AND a.applicant_user_id = NEW.reviewer_id) THEN
    RAISE EXCEPTION 'an applicant reviews their own application'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vetting_check_reviewer_other_check';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION onboarding.guard_reviewer FROM public;
CREATE TRIGGER vetting_check_reviewer BEFORE INSERT OR UPDATE OF reviewer_id ON onboarding.vetting_check
  FOR EACH ROW WHEN (NEW.reviewer_id IS NOT NULL) EXECUTE FUNCTION onboarding.guard_reviewer();

ALTER TABLE onboarding.application ADD CONSTRAINT application_assigned_to_check CHECK (assigned_to <> applicant_user_id);
CREATE INDEX application_waiting_idx ON onboarding.application (state_since, id) WHERE submitted_at IS NOT NULL;
`;

/** Lists of parties with whom no business is done, what screening finds in them, and how checks are run and decided. */
export class OnboardingScreening1700000280000 implements MigrationInterface {
  readonly name = 'OnboardingScreening1700000280000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(companies);
    await runner.query(lists);
    await runner.query(TABLES.map(forStaff).join(''));
    await runner.query(checks);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX onboarding.application_waiting_idx;
      ALTER TABLE onboarding.application DROP CONSTRAINT application_assigned_to_check;
      DROP TRIGGER vetting_check_reviewer ON onboarding.vetting_check;
      DROP TRIGGER vetting_check_version ON onboarding.vetting_check;
      DROP FUNCTION onboarding.guard_reviewer, onboarding.raise_check_version;
      ALTER TABLE onboarding.vetting_check DROP COLUMN version;
      DROP TABLE onboarding.vetting_run, onboarding.screening_hit;
      DROP FUNCTION onboarding.screened_names;
      DROP TABLE onboarding.screening_entry, onboarding.screening_list;
      DROP VIEW reseller.company_v;
    `);
  }
}
