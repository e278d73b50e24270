import type { MigrationInterface, QueryRunner } from 'typeorm';

const documents = `
CREATE TABLE onboarding.document (
  id uuid CONSTRAINT document_pkey PRIMARY KEY,
  application_id uuid NOT NULL CONSTRAINT document_application_id_fkey REFERENCES onboarding.application (id),
  kind text NOT NULL CONSTRAINT document_kind_check
    CHECK (kind IN ('TRADE_REGISTER', 'TAX_CERTIFICATE', 'IDENTITY', 'AUTHORIZATION_LETTER', 'OTHER')),
  name text NOT NULL CONSTRAINT document_name_check CHECK (name ~ '\\S' AND char_length(name) <= 200),
  content_type text NOT NULL CONSTRAINT document_content_type_check
    CHECK (content_type IN ('application/pdf', 'image/png', 'image/jpeg')),
  bytes int NOT NULL CONSTRAINT document_bytes_check CHECK (bytes > 0),
  sha256 text NOT NULL CONSTRAINT document_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  uploaded_by uuid NOT NULL CONSTRAINT document_uploaded_by_fkey REFERENCES identity.user_account (id),
  uploaded_by_name text NOT NULL CONSTRAINT document_uploaded_by_name_check CHECK (char_length(uploaded_by_name) <= 200),
  uploaded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX document_application_id_idx ON onboarding.document (application_id, id);
CREATE INDEX document_uploaded_by_idx ON onboarding.document (uploaded_by);
COMMENT ON TABLE onboarding.document IS 'A file that an applicant sent as evidence. Its content lies in the object storage under document/<id>; rows never change.';
COMMENT ON COLUMN onboarding.document.content_type IS 'As the content shows, whatever its name said.';
COMMENT ON COLUMN onboarding.document.sha256 IS 'Of the content, in hexadecimal digits.';
COMMENT ON COLUMN onboarding.document.uploaded_by_name IS 'The name of the person then.';
`;

const STAFF = `(SELECT current_setting('app.scope', true)) = 'all'`;
const MINE = `EXISTS (SELECT FROM onboarding.application a WHERE a.id = application_id
  AND a.applicant_user_id = (SELECT nullif(current_setting('app.user', true), '')::uuid))`;

const access = `
ALTER TABLE onboarding.document ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboarding.document FORCE ROW LEVEL SECURITY;
CREATE POLICY document_owner ON onboarding.document TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY document_system ON onboarding.document TO portal_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON onboarding.document TO portal_app, portal_system;
CREATE POLICY document_read ON onboarding.document FOR SELECT TO portal_app USING (${STAFF} OR ${MINE});
CREATE POLICY document_insert ON onboarding.document FOR INSERT TO portal_app
  WITH CHECK (${MINE} AND uploaded_by = (SELECT nullif(current_setting('app.user', true), '')::uuid));
CREATE POLICY document_delete ON onboarding.document FOR DELETE TO portal_app USING (${MINE});
`;

/** What applicants send as evidence: staff read it, and only they themselves bring it and take it back. */
export class OnboardingDocuments1700000250001 implements MigrationInterface {
  readonly name = 'OnboardingDocuments1700000250001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(documents);
    await runner.query(access);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE onboarding.document');
  }
}
