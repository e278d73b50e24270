import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  type UnitOfWork,
} from '../../src/platform/database/index.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { DurableCluster } from '../support/durable-cluster.js';
import { anonymous, openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

const PROBE =
  'CREATE TABLE public.probe (n int); GRANT SELECT, INSERT ON public.probe TO portal_app';

describe('a connection that breaks', () => {
  let database: TestDatabase;
  let proxy: CuttingProxy;
  let units: UnitOfWork;
  let close: () => Promise<void>;

  beforeAll(async () => {
    database = await createTestDatabase('lost-connection');
    await runAsAdmin(database, PROBE);
    proxy = await CuttingProxy.start(database.url);
    ({ units, close } = await openUnitOfWork(testConfig({ ...database, url: proxy.url })));
  });

  afterAll(async () => {
    await close();
    await proxy.stop();
    await database.drop();
  });

  beforeEach(async () => {
    await runAsAdmin(database, 'TRUNCATE public.probe');
    proxy.cuts = 0;
  });

  const rows = async () =>
    (await runAsAdmin<{ n: number }>(database, 'SELECT n FROM public.probe')).map(({ n }) => n);

  async function insert(keyed: boolean): Promise<number> {
    let attempts = 0;
    await units.run(
      anonymous(),
      async (tx) => {
        attempts += 1;
        await tx.query('INSERT INTO public.probe VALUES ($1)', [attempts]);
      },
      { keyed },
    );
    return attempts;
  }

  it.each(['BEGIN', 'INSERT'])('at %s is tried again, and the work is done once', async (text) => {
    for (const when of ['before', 'after'] as const) {
      await runAsAdmin(database, 'TRUNCATE public.probe');
      proxy.cutOnce(text, when);
      await insert(false);
      expect(proxy.cuts).toBe(1);
      expect(await rows()).toHaveLength(1);
      proxy.cuts = 0;
    }
  });

  it('after COMMIT was sent says that nobody knows, and the work may have been done', async () => {
    proxy.cutOnce('COMMIT', 'after');
    await expect(insert(false)).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await rows()).toEqual([1]);
  });

  it('before COMMIT arrived says the same, although the work was not done', async () => {
    proxy.cutOnce('COMMIT', 'before');
    await expect(insert(false)).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await rows()).toEqual([]);
  });

  it('around COMMIT is tried again when the work has an idempotency key', async () => {
    proxy.cutOnce('COMMIT', 'before');
    expect(await insert(true)).toBe(2);
    expect(await rows()).toEqual([2]);
    proxy.cutOnce('COMMIT', 'after');
    // The work itself must find its key: here it has none, and so both attempts are seen.
    expect(await insert(true)).toBe(2);
    expect(await rows()).toEqual([2, 1, 2]);
  });

  it('around COMMIT does not matter when the work only reads', async () => {
    proxy.cutOnce('COMMIT', 'after');
    let attempts = 0;
    const read = await units.read(anonymous(), async (tx) => {
      attempts += 1;
      return tx.query('SELECT 1 AS one');
    });
    expect([attempts, read]).toEqual([1, [{ one: 1 }]]);
    const next = await units.read(anonymous(), (tx) => tx.query('SELECT 2 AS two'));
    expect([proxy.cuts, next]).toEqual([1, [{ two: 2 }]]);
  });

  it.each(['before', 'after'] as const)(
    'at one statement that writes says that nobody knows (%s it arrived)',
    async (when) => {
      const write = (keyed: boolean) => {
        let attempts = 0;
        const done = units.runOne(
          anonymous(),
          async (one) => {
            attempts += 1;
            await one.query('INSERT INTO public.probe VALUES ($1) RETURNING n', [attempts]);
            return attempts;
          },
          { keyed },
        );
        return done;
      };
      proxy.cutOnce('INSERT', when);
      await expect(write(false)).rejects.toBeInstanceOf(OutcomeUnknownError);
      expect(await rows()).toEqual(when === 'before' ? [] : [1]);
      proxy.cutOnce('INSERT', when);
      expect(await write(true)).toBe(2);
      expect(await rows()).toEqual(when === 'before' ? [2] : [1, 1, 2]);
    },
  );

  it.each(['before', 'after'] as const)(
    'at one statement that reads is tried again (%s it arrived)',
    async (when) => {
      proxy.cutOnce('SELECT 6', when);
      const read = units.readOne(anonymous(), (one) => one.query('SELECT 6 AS six'));
      expect(await read).toEqual([{ six: 6 }]);
      expect(proxy.cuts).toBe(1);
    },
  );

  it('in the moment in which it was opened is tried again, and the process goes on', async () => {
    const pool = testConfig({ ...database, url: proxy.url }, { DATABASE_POOL_SIZE: '1' });
    const fresh = await openUnitOfWork(pool);
    // The only connection of the pool breaks, so that the next unit opens another one.
    proxy.cutOnce('SELECT 8', 'before');
    proxy.killNextConnection();
    const read = await fresh.units.run(anonymous(), (tx) => tx.query('SELECT 8 AS eight'));
    expect([read, proxy.cuts]).toEqual([[{ eight: 8 }], 2]);
    await fresh.close();
  });

  it('after COMMIT was sent never says that nothing was changed, whatever comes afterwards', async () => {
    const pool = testConfig(
      { ...database, url: proxy.url },
      { DATABASE_POOL_SIZE: '1', DATABASE_CONNECT_TIMEOUT_MS: '300' },
    );
    const fresh = await openUnitOfWork(pool);
    proxy.cutOnce('COMMIT', 'after');
    const write = fresh.units.run(
      anonymous(),
      (tx) => tx.query('INSERT INTO public.probe VALUES (1)'),
      { keyed: true },
    );
    // It waits for the only connection, gets it when the first has broken, and keeps it beyond the second try.
    const busy = fresh.units.run(anonymous(), () => new Promise((done) => setTimeout(done, 900)));
    await expect(write).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(await rows()).toEqual([1]);
    await busy;
    await fresh.close();
  });

  it('does not make a refusal out of itself', async () => {
    proxy.cutOnce('SELECT 7', 'after');
    const read = await units.run(anonymous(), (tx) => tx.query('SELECT 7 AS seven'));
    expect(read).toEqual([{ seven: 7 }]);
  });
});

describe('a database that is killed', () => {
  it('loses nothing that was acknowledged, and the server goes on with the next one', async () => {
    const cluster = await DurableCluster.start();
    const database = await cluster.createDatabase('kill');
    await runAsAdmin(database, PROBE);
    const { units, close } = await openUnitOfWork(
      testConfig(database, { DATABASE_CONNECT_TIMEOUT_MS: '2000' }),
    );
    const acknowledged: number[] = [];
    let next = 0;
    let stop = false;
    const worker = async () => {
      while (!stop) {
        const n = (next += 1);
        try {
          await units.run(anonymous(), (tx) =>
            tx.query('INSERT INTO public.probe VALUES ($1)', [n]),
          );
          acknowledged.push(n);
        } catch (error) {
          const expected =
            error instanceof OutcomeUnknownError || error instanceof DatabaseUnavailableError;
          expect(expected ? '' : String(error)).toBe('');
        }
      }
    };
    const workers = [worker(), worker(), worker(), worker()];
    for (let round = 0; round < 3; round++) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
      cluster.kill();
      await cluster.restart();
    }
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 50);
    stop = true;
    await Promise.all(workers);
    const found = (await runAsAdmin<{ n: number }>(database, 'SELECT n FROM public.probe')).map(
      ({ n }) => n,
    );
    expect(new Set(found).size).toBe(found.length);
    const kept = new Set(found);
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
    await close();
    await cluster.remove();
  }, 120_000);
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition() && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 20));
  }
  expect(condition()).toBe(true);
}
