import type { MigrationInterface, QueryRunner } from 'typeorm';
export class PlatformTemp1700000010000 implements MigrationInterface {
  readonly name = 'PlatformTemp1700000010000';
  async up(runner: QueryRunner): Promise<void> { await runner.query('CREATE SCHEMA platform; GRANT USAGE ON SCHEMA platform TO portal_app, portal_system'); }
  async down(runner: QueryRunner): Promise<void> { await runner.query('DROP SCHEMA platform'); }
}
