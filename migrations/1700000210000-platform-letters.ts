import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = `
CREATE TABLE platform.letter (
  id uuid CONSTRAINT letter_pkey PRIMARY KEY,
  kind text NOT NULL,
  recipient text NOT NULL,
  locale text NOT NULL,
  params jsonb,
  message_id text CONSTRAINT letter_message_id_key UNIQUE,
  state text NOT NULL DEFAULT 'QUEUED',
  attempts integer NOT NULL DEFAULT 0,
  failure text,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz,
  sent_at timestamptz,
  CONSTRAINT letter_kind_check CHECK (kind ~ '^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$' AND length(kind) <= 100),
  CONSTRAINT letter_recipient_check CHECK (length(recipient) <= 254 AND recipient ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  CONSTRAINT letter_locale_check CHECK (locale IN ('en', 'de', 'zh-Hans')),
  CONSTRAINT letter_state_check CHECK (state IN ('QUEUED', 'SENT', 'FAILED', 'EXPIRED')),
  CONSTRAINT letter_attempts_check CHECK (attempts >= 0),
  CONSTRAINT letter_params_check CHECK ((state = 'QUEUED') = (params IS NOT NULL)),
  CONSTRAINT letter_sent_at_check CHECK ((state = 'SENT') = (sent_at IS NOT NULL))
);
CREATE INDEX letter_due_idx ON platform.letter (due_at) WHERE state = 'QUEUED';
CREATE INDEX letter_ended_idx ON platform.letter (queued_at) WHERE state <> 'QUEUED';
COMMENT ON TABLE platform.letter IS 'Letters to people, written in the transaction of what they tell of and sent after it, at least once.';
COMMENT ON COLUMN platform.letter.params IS 'What the text is made from. It may hold a secret, so it goes when the letter has been sent or never will be.';
COMMENT ON COLUMN platform.letter.message_id IS 'The same at every attempt, so that whoever gets the letter twice can tell; given at the first one.';
COMMENT ON COLUMN platform.letter.failure IS 'What the last attempt came to: a code, never what the other side wrote.';
COMMENT ON COLUMN platform.letter.due_at IS 'Not before this time; while an attempt runs, the time at which it counts as dead.';
COMMENT ON COLUMN platform.letter.expires_at IS 'From then on the letter is of no use to anybody, and is not sent.';
`;

// The server writes letters and reads none: what they hold is for the one who gets them.
const ACCESS = `
ALTER TABLE platform.letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.letter FORCE ROW LEVEL SECURITY;
CREATE POLICY letter_owner ON platform.letter TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY letter_system ON platform.letter TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY letter_queue ON platform.letter FOR INSERT TO portal_app WITH CHECK (state = 'QUEUED');
GRANT INSERT (id, kind, recipient, locale, params, expires_at) ON platform.letter TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.letter TO portal_system;
`;

export class PlatformLetters1700000210000 implements MigrationInterface {
  readonly name = 'PlatformLetters1700000210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(ACCESS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.letter');
  }
}
