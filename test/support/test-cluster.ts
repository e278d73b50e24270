import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { isAlive } from '../../src/platform/database/embedded/postmaster-file.js';
import { migrateUp } from '../../src/platform/database/migrations.js';
import { setUpDatabase } from '../../src/platform/database/roles.sql.js';
import { APP_PASSWORD, CLUSTER_VARIABLE, TEMPLATE } from './test-database.js';

const PREFIX = 'portal-test-';

/** Fast, and safe enough: nobody needs this data after a power cut. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '256MB',
};

let cluster: EmbeddedPostgres | undefined;
let folder: string | undefined;

/**
 * Before the first test: one cluster for the whole run, with the roles, and a template that has been migrated once.
 * TEST_DATABASE_ADMIN_URL takes a server that is already there, PORTAL_TEST_PG_BIN the programs of another PostgreSQL.
 */
export async function startTestCluster(): Promise<void> {
  await removeAbandonedClusters();
  let adminUrl = process.env['TEST_DATABASE_ADMIN_URL'];
  if (adminUrl === undefined || adminUrl === '') {
    folder = await testFolder('cluster');
    cluster = await EmbeddedPostgres.start({
      dataDir: join(folder, 'data'),
      port: 21_000 + (process.pid % 8000),
      settings: FAST_SETTINGS,
      durable: false,
      ...binDir(),
    });
    adminUrl = cluster.superuserUrl();
  }
  process.env[CLUSTER_VARIABLE] = adminUrl;
  await makeTemplate(adminUrl);
}

/** After the last test. */
export async function stopTestCluster(): Promise<void> {
  await cluster?.stop();
  if (folder !== undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder that PostgreSQL's account may enter, when root runs the tests; the next run removes it if this one cannot. */
export async function testFolder(name: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-${name}-`));
  await chmod(made, 0o755);
  return made;
}

/** The programs to use instead of the embedded ones, such as /usr/lib/postgresql/15/bin. */
export function binDir(): { binDir?: string } {
  const folderOfPrograms = process.env['PORTAL_TEST_PG_BIN'];
  return folderOfPrograms === undefined || folderOfPrograms === ''
    ? {}
    : { binDir: folderOfPrograms };
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${TEMPLATE}`;
  await setUpDatabase(url.href, { app: APP_PASSWORD });
  await migrateUp(url.href);
}

/** What runs that were killed left behind: their process is gone, so that the cluster is nobody's. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = Number.parseInt(name.slice(PREFIX.length), 10);
    if (name.startsWith(PREFIX) && !isAlive(maker)) {
      const abandoned = join(tmpdir(), name);
      await EmbeddedPostgres.remove(join(abandoned, 'data'), () => undefined).catch(
        () => undefined,
      );
      await rm(abandoned, { recursive: true, force: true });
    }
  }
}
