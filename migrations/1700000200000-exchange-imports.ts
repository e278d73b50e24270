import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE SCHEMA exchange;
GRANT USAGE ON SCHEMA exchange TO portal_app, portal_system;

CREATE TABLE exchange.import (
  id uuid CONSTRAINT import_pkey PRIMARY KEY,
  kind text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL DEFAULT 'RECEIVING',
  file_name text NOT NULL,
  columns text[] NOT NULL DEFAULT '{}',
  created_by uuid NOT NULL,
  created_by_name text NOT NULL,
  caller jsonb NOT NULL,
  request_id text NOT NULL,
  ip text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  row_count integer NOT NULL DEFAULT 0,
  done_count integer NOT NULL DEFAULT 0,
  create_count integer NOT NULL DEFAULT 0,
  update_count integer NOT NULL DEFAULT 0,
  unchanged_count integer NOT NULL DEFAULT 0,
  error_count integer NOT NULL DEFAULT 0,
  failure text,
  run_id uuid,
  run_until timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT import_kind_check CHECK (kind IN ('PRODUCTS', 'VARIANTS', 'LISTINGS', 'PRICES', 'STOCK')),
  CONSTRAINT import_mode_check CHECK (mode IN ('ALL_OR_NOTHING', 'ROW_BY_ROW')),
  CONSTRAINT import_state_check CHECK (state IN
    ('RECEIVING', 'CHECKING', 'CHECKED', 'APPLYING', 'APPLIED', 'FAILED', 'CANCELLED', 'EXPIRED')),
  CONSTRAINT import_file_name_check CHECK (char_length(file_name) BETWEEN 1 AND 200),
  CONSTRAINT import_counts_check CHECK (done_count BETWEEN 0 AND row_count
    AND create_count + update_count + unchanged_count + error_count <= row_count),
  CONSTRAINT import_version_check CHECK (version >= 1)
);
CREATE INDEX import_running_idx ON exchange.import (run_until) WHERE state IN ('RECEIVING', 'CHECKING', 'CHECKED', 'APPLYING');
COMMENT ON TABLE exchange.import IS 'A file that somebody sent, and what became of it.';
COMMENT ON COLUMN exchange.import.caller IS 'Who sent it, with the roles and regions of that time: jobs act as this person.';
COMMENT ON COLUMN exchange.import.columns IS 'The cells of the first line, as they are.';
COMMENT ON COLUMN exchange.import.done_count IS 'Rows that the check, or afterwards the writing, has gone through; it goes on from there after a crash.';
COMMENT ON COLUMN exchange.import.run_id IS 'The run of a job that works on it; no other may write.';
COMMENT ON COLUMN exchange.import.run_until IS 'Until when that run is believed to be alive.';

CREATE TABLE exchange.import_row (
  import_id uuid NOT NULL CONSTRAINT import_row_import_fkey REFERENCES exchange.import (id) ON DELETE CASCADE,
  number integer NOT NULL,
  line integer NOT NULL,
  cells text[] NOT NULL,
  key text,
  outcome text,
  problems jsonb,
  CONSTRAINT import_row_pkey PRIMARY KEY (import_id, number),
  CONSTRAINT import_row_outcome_check CHECK (outcome IN ('CREATE', 'UPDATE', 'UNCHANGED', 'ERROR')),
  CONSTRAINT import_row_problems_check CHECK ((outcome = 'ERROR') = (problems IS NOT NULL))
);
CREATE INDEX import_row_key_idx ON exchange.import_row (import_id, key, number) WHERE key IS NOT NULL;
CREATE INDEX import_row_outcome_idx ON exchange.import_row (import_id, outcome, number);
COMMENT ON TABLE exchange.import_row IS 'The rows of a file, kept for seven days.';
COMMENT ON COLUMN exchange.import_row.line IS 'The line of the file on which the row begins.';
COMMENT ON COLUMN exchange.import_row.key IS 'A digest of what the row is about, to find rows about the same thing.';
`;

// Files are the maker's: nobody who speaks for a reseller sees any.
const ACCESS = ['import', 'import_row']
  .map(
    (table) => `
ALTER TABLE exchange.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchange.${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_app ON exchange.${table} TO portal_app
  USING ((SELECT current_setting('app.scope', true)) = 'all')
  WITH CHECK ((SELECT current_setting('app.scope', true)) = 'all');
CREATE POLICY ${table}_system ON exchange.${table} TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY ${table}_owner ON exchange.${table} TO portal_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.${table} TO portal_app, portal_system;
`,
  )
  .join('');

export class ExchangeImports1700000200000 implements MigrationInterface {
  readonly name = 'ExchangeImports1700000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(ACCESS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE exchange.import_row, exchange.import;
      DROP SCHEMA exchange;
    `);
  }
}
