import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The door to the background jobs: graphile-worker's tables are open to portal_worker alone, so that the server adds a
 * job through this function, in the transaction that needs it. graphile-worker's own schema is there before.
 */
export class PlatformJobs1700000011000 implements MigrationInterface {
  readonly name = 'PlatformJobs1700000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION platform.add_job(
        name text, payload json, run_at timestamptz DEFAULT now(), job_key text DEFAULT NULL
      ) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
      BEGIN
        PERFORM graphile_worker.add_job(
          identifier => add_job.name,
          payload => add_job.payload,
          run_at => add_job.run_at,
          job_key => add_job.job_key
        );
      END $$;
      COMMENT ON FUNCTION platform.add_job IS
        'Adds a background job in this transaction. A job with the same job_key that has not begun is replaced.';
      REVOKE ALL ON FUNCTION platform.add_job FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION platform.add_job TO portal_app, portal_system;
      GRANT CREATE ON SCHEMA platform TO portal_worker;
      ALTER FUNCTION platform.add_job OWNER TO portal_worker;
      REVOKE CREATE ON SCHEMA platform FROM portal_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.add_job');
  }
}
