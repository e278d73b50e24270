import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits in the queue of background jobs, for health checks and metrics: its tables are open to portal_worker alone. */
export class PlatformJobQueue1700000450000 implements MigrationInterface {
  readonly name = 'PlatformJobQueue1700000450000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION platform.job_queue(
        OUT waiting bigint, OUT running bigint, OUT failed bigint, OUT age_seconds double precision
      )
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
      BEGIN
        SELECT
          count(*) FILTER (WHERE due),
          count(*) FILTER (WHERE locked_at IS NOT NULL),
          count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts),
          coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE due)), 0)::double precision
        INTO waiting, running, failed, age_seconds
        FROM (
          SELECT run_at, locked_at, attempts, max_attempts,
            locked_at IS NULL AND attempts < max_attempts AND run_at <= now() AS due
          FROM graphile_worker.jobs
        ) AS job;
      END $$;
      COMMENT ON FUNCTION platform.job_queue IS
        'Background jobs: how many wait though their time has come, run, and are not tried again, and how long the oldest waits.';
      REVOKE ALL ON FUNCTION platform.job_queue FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION platform.job_queue TO portal_app, portal_system;
      GRANT CREATE ON SCHEMA platform TO portal_worker;
      ALTER FUNCTION platform.job_queue OWNER TO portal_worker;
      REVOKE CREATE ON SCHEMA platform FROM portal_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.job_queue');
  }
}
