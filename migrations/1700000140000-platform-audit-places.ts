import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a change happened: staff who look after some regions read the history of their markets only. */
export class PlatformAuditPlaces1700000140000 implements MigrationInterface {
  readonly name = 'PlatformAuditPlaces1700000140000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE platform.audit_record ADD COLUMN market_code text, ADD COLUMN parent_id uuid;
      COMMENT ON COLUMN platform.audit_record.market_code IS 'The market to which the entity belongs, where it belongs to one.';
      COMMENT ON COLUMN platform.audit_record.parent_id IS 'What the entity is a part of, such as the product of a variant: its history tells of its parts too.';
      CREATE INDEX audit_record_parent_idx ON platform.audit_record (parent_id, seq) WHERE parent_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX platform.audit_record_parent_idx;
      ALTER TABLE platform.audit_record DROP COLUMN parent_id, DROP COLUMN market_code;
    `);
  }
}
