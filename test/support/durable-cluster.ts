import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { isAlive } from '../../src/platform/database/embedded/postmaster-file.js';
import { migrateUp } from '../../src/platform/database/migrations.js';
import { APP_ROLE, setUpDatabase } from '../../src/platform/database/roles.sql.js';
import { binDir, testFolder } from './test-cluster.js';
import { APP_PASSWORD, type TestDatabase } from './test-database.js';

/** A cluster with PostgreSQL's own settings, whose commits are really on disk: for tests that kill it. */
export class DurableCluster {
  private constructor(
    private readonly folder: string,
    private postgres: EmbeddedPostgres,
  ) {}

  static async start(): Promise<DurableCluster> {
    const folder = await testFolder('durable');
    return new DurableCluster(folder, await startIn(folder, 29_000 + (process.pid % 3000)));
  }

  /** A migrated database in it. */
  async createDatabase(name: string): Promise<TestDatabase> {
    const database = `d_${name}_${randomBytes(4).toString('hex')}`;
    await this.asAdmin(`CREATE DATABASE ${database}`);
    const adminUrl = this.postgres.superuserUrl(database);
    await setUpDatabase(adminUrl, { app: APP_PASSWORD });
    await migrateUp(adminUrl);
    const url = new URL(adminUrl);
    url.username = APP_ROLE;
    url.password = APP_PASSWORD;
    return {
      name: database,
      url: url.href,
      adminUrl,
      drop: () => this.asAdmin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
    };
  }

  /** kill -9 of the server, as a power cut would end it. Its sessions end by themselves. */
  kill(): void {
    process.kill(this.postgres.pid, 'SIGKILL');
  }

  /** Starts it again on the same port, after kill() or stop(). */
  async restart(): Promise<void> {
    const { port, pid } = this.postgres;
    while (isAlive(pid)) {
      await new Promise((done) => setTimeout(done, 10));
    }
    this.postgres = await startIn(this.folder, port);
    if (this.postgres.port !== port) {
      throw new Error(`Port ${port} was taken while the cluster was down.`);
    }
  }

  async remove(): Promise<void> {
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async asAdmin(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.postgres.superuserUrl() });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(statement);
    await client.end();
  }
}

function startIn(folder: string, port: number): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({ dataDir: join(folder, 'data'), port, ...binDir() });
}
