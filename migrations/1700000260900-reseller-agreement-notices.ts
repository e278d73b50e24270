import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom a letter has told of a version of an agreement, so that nobody is told twice. */
export class ResellerAgreementNotices1700000260900 implements MigrationInterface {
  readonly name = 'ResellerAgreementNotices1700000260900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTICES);
    await runner.query(ACCESS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reseller.agreement_notice');
  }
}

const NOTICES = `
CREATE TABLE reseller.agreement_notice (
  agreement_id uuid NOT NULL CONSTRAINT agreement_notice_agreement_id_fkey REFERENCES reseller.agreement (id) ON DELETE CASCADE,
  reseller_id uuid NOT NULL CONSTRAINT agreement_notice_reseller_id_fkey REFERENCES reseller.reseller (id),
  user_id uuid NOT NULL CONSTRAINT agreement_notice_user_id_fkey REFERENCES identity.user_account (id),
  kind text NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT agreement_notice_pkey PRIMARY KEY (agreement_id, reseller_id, user_id, kind),
  CONSTRAINT agreement_notice_kind_check CHECK (kind IN ('PUBLISHED', 'REMINDER'))
);
CREATE INDEX agreement_notice_reseller_id_idx ON reseller.agreement_notice (reseller_id);
CREATE INDEX agreement_notice_user_id_idx ON reseller.agreement_notice (user_id);
COMMENT ON TABLE reseller.agreement_notice IS
  'Which letter about a version of an agreement was written to which administrator of which reseller; written with the letter, and never changed.';
COMMENT ON COLUMN reseller.agreement_notice.kind IS 'PUBLISHED: there is a version to accept; REMINDER: the date by which it is asked for is near.';
`;

/** Only the job reads and writes it. */
const ACCESS = `
ALTER TABLE reseller.agreement_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE reseller.agreement_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY agreement_notice_owner ON reseller.agreement_notice TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY agreement_notice_system ON reseller.agreement_notice TO portal_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON reseller.agreement_notice TO portal_system;
`;
