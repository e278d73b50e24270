import type { MigrationInterface, QueryRunner } from 'typeorm';

const STAFF = `(SELECT current_setting('app.scope', true)) = 'all'`;
const USER = `(SELECT nullif(current_setting('app.user', true), '')::uuid)`;
const SEEN = `EXISTS (SELECT FROM onboarding.application a WHERE a.id = application_id)`;
const MINE = `EXISTS (SELECT FROM onboarding.application a WHERE a.id = application_id AND a.applicant_user_id = ${USER})`;

/** What an applicant has accepted, before there is a reseller to which it could belong. */
export class OnboardingAgreements1700000260200 implements MigrationInterface {
  readonly name = 'OnboardingAgreements1700000260200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE onboarding.agreement_acceptance (
        application_id uuid NOT NULL CONSTRAINT agreement_acceptance_application_id_fkey REFERENCES onboarding.application (id),
        agreement_id uuid NOT NULL CONSTRAINT agreement_acceptance_agreement_id_fkey REFERENCES reseller.agreement (id),
        locale text NOT NULL,
        accepted_by uuid NOT NULL CONSTRAINT agreement_acceptance_accepted_by_fkey REFERENCES identity.user_account (id),
        accepted_at timestamptz NOT NULL DEFAULT now(),
        ip text CONSTRAINT agreement_acceptance_ip_check CHECK (char_length(ip) <= 64),
        user_agent text CONSTRAINT agreement_acceptance_user_agent_check CHECK (char_length(user_agent) <= 300),
        CONSTRAINT agreement_acceptance_pkey PRIMARY KEY (application_id, agreement_id),
        CONSTRAINT agreement_acceptance_text_fkey FOREIGN KEY (agreement_id, locale) REFERENCES reseller.agreement_text (agreement_id, locale)
      );
      CREATE INDEX agreement_acceptance_text_idx ON onboarding.agreement_acceptance (agreement_id, locale);
      CREATE INDEX agreement_acceptance_accepted_by_idx ON onboarding.agreement_acceptance (accepted_by);
      COMMENT ON TABLE onboarding.agreement_acceptance IS 'Which agreements an applicant accepted; the approval writes them to the reseller. Append-only.';
      COMMENT ON COLUMN onboarding.agreement_acceptance.locale IS 'The language of the text that was accepted.';
      COMMENT ON COLUMN onboarding.agreement_acceptance.ip IS 'The address the acceptance came from, as evidence.';
      COMMENT ON COLUMN onboarding.agreement_acceptance.user_agent IS 'The program that the acceptance came from, as it named itself.';

      ALTER TABLE onboarding.agreement_acceptance ENABLE ROW LEVEL SECURITY;
      ALTER TABLE onboarding.agreement_acceptance FORCE ROW LEVEL SECURITY;
      CREATE POLICY agreement_acceptance_owner ON onboarding.agreement_acceptance TO portal_owner USING (true) WITH CHECK (true);
      CREATE POLICY agreement_acceptance_system ON onboarding.agreement_acceptance TO portal_system USING (true) WITH CHECK (true);
      CREATE POLICY agreement_acceptance_read ON onboarding.agreement_acceptance FOR SELECT TO portal_app USING (${STAFF} OR ${SEEN});
      CREATE POLICY agreement_acceptance_insert ON onboarding.agreement_acceptance FOR INSERT TO portal_app
        WITH CHECK (${MINE} AND accepted_by = ${USER});
      GRANT SELECT, INSERT ON onboarding.agreement_acceptance TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE onboarding.agreement_acceptance');
  }
}
