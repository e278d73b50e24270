import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformConfigModule } from '../../src/platform/config/index.js';
import { PlatformDatabaseModule, UnitOfWork } from '../../src/platform/database/index.js';
import { addJob, JobRegistry, PlatformJobsModule } from '../../src/platform/jobs/index.js';
import { createLogger, PlatformObserveModule } from '../../src/platform/observe/index.js';
import { anonymous } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let module: TestingModule;
let units: UnitOfWork;
const done: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase('jobs');
  module = await Test.createTestingModule({
    imports: [
      PlatformConfigModule.forRoot(testConfig(database, { JOBS: 'true' })),
      PlatformObserveModule.forRoot(createLogger('silent')),
      PlatformDatabaseModule,
      PlatformJobsModule,
    ],
  }).compile();
  module.useLogger(false);
  module.get(JobRegistry).task('probe.note', async (payload, { attempt }) => {
    done.push({ payload, attempt });
  });
  await module.init();
  units = module.get(UnitOfWork);
});

afterAll(async () => {
  await module.close();
  await database.drop();
});

it('runs a job that was added in a transaction that committed, and only then', async () => {
  await units.run(anonymous(), (tx) => addJob(tx, 'probe.note', { order: 1 }));
  await units
    .run(anonymous(), async (tx) => {
      await addJob(tx, 'probe.note', { order: 2 });
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  await until(() => done.length === 1);
  expect(done.splice(0)).toEqual([{ payload: { order: 1 }, attempt: 1 }]);
});

it('keeps one waiting job per key, and waits until it is due', async () => {
  const runAt = new Date(Date.now() + 700);
  await units.run(anonymous(), (tx) => addJob(tx, 'probe.note', { n: 1 }, { runAt, jobKey: 'k' }));
  await units.run(anonymous(), (tx) => addJob(tx, 'probe.note', { n: 2 }, { runAt, jobKey: 'k' }));
  await sleep(200);
  expect(done).toEqual([]);
  await until(() => done.length === 1);
  expect(done.splice(0)).toEqual([{ payload: { n: 2 }, attempt: 1 }]);
});

it('goes on after all its connections were cut', async () => {
  await runAsAdmin(
    database,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'portal-worker' AND datname = current_database()`,
  );
  await units.run(anonymous(), (tx) => addJob(tx, 'probe.note', { after: 'the cut' }));
  await until(() => done.length === 1);
  expect(done.splice(0)).toEqual([{ payload: { after: 'the cut' }, attempt: 1 }]);
});

it('belongs to portal_worker: the server sees no jobs and changes none', async () => {
  await expect(
    units.run(anonymous(), (tx) => tx.query('SELECT * FROM graphile_worker._private_jobs')),
  ).rejects.toMatchObject({ code: '42501' });
  await expect(
    units.runSystem('probe', (tx) => tx.query("SELECT graphile_worker.add_job('probe.note')")),
  ).rejects.toMatchObject({ code: '42501' });
  const owners = await runAsAdmin(
    database,
    `SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class
     WHERE relnamespace = 'graphile_worker'::regnamespace`,
  );
  expect(owners).toEqual([{ owner: 'portal_worker' }]);
  const rights = await runAsAdmin(
    database,
    `SELECT has_schema_privilege('portal_worker', 'platform', 'CREATE') AS create,
       has_database_privilege('portal_worker', current_database(), 'CREATE') AS make_schema`,
  );
  expect(rights).toEqual([{ create: false, make_schema: false }]);
});

it('refuses a job name that is registered twice, and a timetable for an unknown one', () => {
  const registry = new JobRegistry();
  registry.task('a', () => Promise.resolve());
  expect(() => {
    registry.task('a', () => Promise.resolve());
  }).toThrow('registered twice');
  registry.cron({ task: 'b', match: '* * * * *' });
  expect(() => registry.all()).toThrow('names the job b');
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition() && Date.now() < deadline) {
    await sleep(20);
  }
  expect(condition()).toBe(true);
}
