import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { addJob } from '../../src/platform/jobs/index.js';
import { setUpDatabase } from '../../src/platform/database/roles.sql.js';
import { contentOf } from '../support/database-content.js';
import { openPortal, startPortal, type Answer, type Portal } from '../support/portal.js';
import { runProgram } from '../support/run-program.js';
import {
  APP_PASSWORD,
  createTestDatabase,
  runAsAdmin,
  type TestDatabase,
} from '../support/test-database.js';
import { signInAs } from '../support/world/identity.world.js';
import { relaySales } from '../support/world/sales.world.js';
import { addStaff, breaches, openShop, submit, type Shop } from '../support/world/shop.world.js';

const SLOW = 180_000;
const YEAR = new Date().getUTCFullYear();
const SALES = `{ sales(input: { from: "${YEAR - 1}-01-01", to: "${YEAR + 1}-12-31", groupBy: [MARKET], measures: [NET_SALES, NET_UNITS, ORDERS] }) {
  nodes { keys { code } values { value } } } }`;

let folder: string;
let portal: Portal;
let shop: Shop;
let analyst: { email: string };
let sales: unknown;
const copies: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-backup-'));
  portal = await startPortal('backup');
  shop = await openShop(portal);
  analyst = await addStaff(portal, 'ANALYST');
  await submit(shop, { lines: [{ sku: 'SKU-A', quantity: 12 }] });
  await submit(shop, { lines: [{ sku: 'SKU-B', quantity: 3 }] });
  await relaySales(portal);
  // One more that is still pending: facts and what is pending belong together.
  await submit(shop);
  await portal.app
    .get(UnitOfWork)
    .runSystem('a job for the backup', (tx) => addJob(tx, 'waits.for.somebody', { a: ['null'] }));
  sales = await salesOf(portal);
}, SLOW);

afterAll(async () => {
  for (const drop of copies) await drop();
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function salesOf(of: Portal): Promise<unknown> {
  const { accessToken: token } = await signInAs(of, analyst.email);
  const { data, errors } = await of.ask(SALES, {}, { token });
  expect(errors).toEqual([]);
  expect(data.sales.nodes).toHaveLength(1);
  return data.sales;
}

/** Everything that must be as it was, and that people can go on. */
async function provesWhole(database: TestDatabase): Promise<void> {
  const copy = await openPortal(database);
  try {
    expect(await contentOf(copy)).toEqual(before);
    expect(await copy.rows('SELECT * FROM graphile_worker._private_jobs')).toEqual(
      await portal.rows('SELECT * FROM graphile_worker._private_jobs'),
    );
    expect(await breaches(copy)).toEqual([]);
    const checked = await runProgram(copy, 'check-invariants', []);
    expect([checked.code, checked.err]).toEqual([0, 'No invariant is broken.']);
    expect(await salesOf(copy)).toEqual(sales);
    const app = new pg.Client({ connectionString: database.url });
    await app.connect();
    const { rows } = await app.query('SELECT count(*)::int AS orders FROM orders.sales_order');
    await app.end();
    expect(rows).toEqual([{ orders: 0 }]);

    const { accessToken: token } = await signInAs(copy, shop.buyer.email);
    const next = await submit({ ...shop, portal: copy }, {}, token);
    expect(numberOf(next.order)).toBe(lastNumber + 1);
    expect(await breaches(copy)).toEqual([]);
    expect((await fetch(`${copy.url}/health/ready`)).status).toBe(200);
  } finally {
    await copy.stop();
  }
}

let before: Awaited<ReturnType<typeof contentOf>>;
let lastNumber: number;

function numberOf(order: Answer['data']): number {
  return Number(/(\d+)$/.exec(order.number)?.[1]);
}

async function remember(): Promise<void> {
  before = await contentOf(portal);
  const [row] = await portal.rows<{ number: string }>(
    'SELECT number FROM orders.sales_order ORDER BY number DESC LIMIT 1',
  );
  lastNumber = numberOf(row);
}

const asAdmin = (database: TestDatabase) => ({ MIGRATION_DATABASE_URL: database.adminUrl });
const own = (): Record<string, string> => ({
  MIGRATION_DATABASE_URL: portal.config.database.migrationUrl ?? '',
});

async function emptyCopy(name: string): Promise<TestDatabase> {
  const copy = await createTestDatabase(name);
  copies.push(copy.drop);
  return copy;
}

describe('a backup of our own', () => {
  let file: string;

  beforeAll(async () => {
    file = join(folder, 'portal.backup.gz');
    await remember();
    const written = await runProgram(portal, 'backup', [file], '', own());
    expect([written.code, written.err]).toEqual([0, expect.stringMatching(/^Wrote \d+ rows\.$/)]);
  }, SLOW);

  const restore = (database: TestDatabase, from: string) =>
    runProgram(portal, 'backup', ['--restore', from], '', asAdmin(database));

  it(
    'fills a new database with all that there was, and everybody goes on there',
    async () => {
      const copy = await emptyCopy('backup_copy');
      const restored = await restore(copy, file);
      expect([restored.code, restored.err]).toEqual([
        0,
        expect.stringMatching(/^Restored \d+ rows\.$/),
      ]);
      await provesWhole(copy);
    },
    SLOW,
  );

  it('is for its owner alone, and never written over another', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = readFileSync(file);
    writeFileSync(`${file}.part`, 'of somebody else');
    const again = await runProgram(portal, 'backup', [file], '', own());
    expect([again.code, readFileSync(`${file}.part`, 'utf8')]).toEqual([1, 'of somebody else']);
    expect(readFileSync(file).equals(kept)).toBe(true);
  });

  it(
    'is refused where somebody works, where it is cut off, and by another version; nothing is changed then',
    async () => {
      const used = await restore(
        { ...database(), adminUrl: own()['MIGRATION_DATABASE_URL'] ?? '' },
        file,
      );
      expect([used.code, used.err]).toEqual([1, expect.stringMatching(/^The database is in use/)]);
      expect(await contentOf(portal)).toEqual(before);

      const copy = await emptyCopy('backup_refused');
      const migrations = () =>
        runAsAdmin<{ count: string }>(copy, 'SELECT count(*) FROM public.migration');
      const untouched = await migrations();
      const text = gunzipSync(readFileSync(file)).toString('utf8');
      const lines = text.trimEnd().split('\n');
      const broken = join(folder, 'broken.gz');
      writeFileSync(broken, gzipSync(`${lines.slice(0, -1).join('\n')}\n`));
      expect((await restore(copy, broken)).err).toMatch(/^The backup is not complete/);
      writeFileSync(broken, readFileSync(file).subarray(0, -500));
      expect((await restore(copy, broken)).code).toBe(1);
      writeFileSync(broken, gzipSync(text.replace(/"[A-Za-z]+17\d{11}"\]\}\n/, '"Other1"]}\n')));
      expect((await restore(copy, broken)).err).toMatch(/^The backup was made at Other1/);
      writeFileSync(broken, gzipSync('{"something":"else"}\n'));
      expect((await restore(copy, broken)).err).toBe('This file is no backup of the portal.');
      expect(await migrations()).toEqual(untouched);
      expect(
        await runAsAdmin(copy, 'SELECT count(*)::int AS orders FROM orders.sales_order'),
      ).toEqual([{ orders: 0 }]);
    },
    SLOW,
  );

  function database(): TestDatabase {
    return { name: 'own', url: '', adminUrl: '', drop: () => Promise.resolve() };
  }
});

describe('a backup by pg_dump', () => {
  it(
    'is restored by pg_restore, and everybody goes on there',
    async () => {
      const adminUrl = own()['MIGRATION_DATABASE_URL'] ?? '';
      const [server] = await portal.rows<{ server_version: string }>('SHOW server_version');
      const reason = unfit(server?.server_version ?? '');
      if (reason !== undefined) {
        process.stdout.write(`SKIPPED, the backup by pg_dump was not tried: ${reason}\n`);
        return;
      }
      await remember();
      const file = join(folder, 'portal.dump');
      execFileSync('pg_dump', ['--format=custom', `--file=${file}`, adminUrl]);
      const name = `t_dump_${randomBytes(4).toString('hex')}`;
      await portal.db.query(`CREATE DATABASE ${name} TEMPLATE template0`);
      const target = new URL(adminUrl);
      target.pathname = `/${name}`;
      const url = new URL(target);
      Object.assign(url, { username: 'portal_app', password: APP_PASSWORD });
      copies.push(async () => void (await portal.db.query(`DROP DATABASE ${name} WITH (FORCE)`)));
      execFileSync('pg_restore', [
        '--exit-on-error',
        '--single-transaction',
        `--dbname=${target.href}`,
        file,
      ]);
      await setUpDatabase(target.href, { app: APP_PASSWORD });
      await provesWhole({
        name,
        url: url.href,
        adminUrl: target.href,
        drop: () => Promise.resolve(),
      });
    },
    SLOW,
  );

  /** Why the operator's tools on this machine cannot back this server up. */
  function unfit(server: string): string | undefined {
    for (const tool of ['pg_dump', 'pg_restore']) {
      const { stdout, error } = spawnSync(tool, ['--version'], { encoding: 'utf8' });
      if (error) return `there is no ${tool} here.`;
      const version = /(\d+)\.\d+/.exec(stdout)?.[1] ?? '0';
      if (Number(version) < Number.parseInt(server, 10)) {
        return `${tool} is of PostgreSQL ${version}, the server ${server}.`;
      }
    }
    return undefined;
  }
});
