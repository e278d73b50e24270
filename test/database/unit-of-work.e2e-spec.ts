import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, ProblemError } from '../../src/kernel/index.js';
import { systemContext } from '../../src/platform/access/index.js';
import {
  DatabaseUnavailableError,
  registerConstraint,
  type FinishedUnit,
  type Statements,
  type UnitOfWork,
} from '../../src/platform/database/index.js';
import { anonymous, buyerOf, openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

const RESELLER = newId();
const OTHER = newId();

let database: TestDatabase;
let units: UnitOfWork;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase('unit-of-work');
  await runAsAdmin(
    database,
    `CREATE TABLE public.probe (id int PRIMARY KEY, reseller uuid, stock int CONSTRAINT probe_stock_check CHECK (stock >= 0));
     ALTER TABLE public.probe ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     GRANT SELECT, INSERT, UPDATE, DELETE ON public.probe TO portal_app, portal_system;
     CREATE POLICY app ON public.probe TO portal_app
       USING ((select current_setting('app.scope', true)) = 'all'
         OR reseller = (select nullif(current_setting('app.reseller', true), '')::uuid));
     CREATE POLICY system ON public.probe TO portal_system USING (true);
     CREATE FUNCTION public.refuse() RETURNS void LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION SQLSTATE 'PB001' USING MESSAGE = 'OUT_OF_STOCK',
         DETAIL = '{"available": 3, "path": ["input", "lines", "0", "quantity"]}', HINT = 'Only 3 are left.';
     END $$;`,
  );
  ({ units, close } = await openUnitOfWork(testConfig(database, { DATABASE_POOL_SIZE: '4' })));
});

afterAll(async () => {
  await close();
  await database.drop();
});

beforeEach(async () => {
  await runAsAdmin(
    database,
    `TRUNCATE public.probe; INSERT INTO public.probe VALUES (1, '${RESELLER}', 10), (2, '${OTHER}', 10)`,
  );
});

const ids = async (ctx = buyerOf(RESELLER)) =>
  units.read(ctx, (tx) => tx.query<{ id: number }>('SELECT id FROM public.probe ORDER BY id'));

describe('the scope', () => {
  it('shows a reseller its own rows, staff and system all, and a stranger none', async () => {
    expect(await ids()).toEqual([{ id: 1 }]);
    expect(await ids(buyerOf(OTHER))).toEqual([{ id: 2 }]);
    expect(await ids(anonymous())).toEqual([]);
    expect(await ids(systemContext('probe'))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('is gone after the commit, on every connection of the pool', async () => {
    await Promise.all([ids(), ids(), ids(), ids()]);
    const settings = () =>
      units.run(anonymous(), (tx) =>
        tx.query<{ reseller: string }>(`SELECT current_setting('app.reseller', true) AS reseller`),
      );
    for (const rows of await Promise.all([settings(), settings(), settings(), settings()])) {
      expect(rows).toEqual([{ reseller: '' }]);
    }
  });

  it('refuses a reseller that is not a UUID, before anything is sent', () => {
    expect(() => units.read(buyerOf("x',true);--"), () => Promise.resolve())).toThrow('not a UUID');
  });

  it('sees all rows as the system, and is portal_app again afterwards', async () => {
    const rows = await units.runSystem('probe', (tx) =>
      tx.query('SELECT current_user::text AS role, count(*)::int AS rows FROM public.probe'),
    );
    expect(rows).toEqual([{ role: 'portal_system', rows: 2 }]);
    const role = await units.run(anonymous(), (tx) =>
      tx.query('SELECT current_user::text AS role'),
    );
    expect(role).toEqual([{ role: 'portal_app' }]);
  });
});

describe('the transaction', () => {
  it('writes all or nothing, and passes a refusal on', async () => {
    const refusal = new ProblemError({ code: 'NO', message: 'No.', path: [] });
    await expect(
      units.run(buyerOf(RESELLER), async (tx) => {
        await tx.query('UPDATE public.probe SET stock = 1');
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    expect(await runAsAdmin(database, 'SELECT stock FROM public.probe WHERE id = 1')).toEqual([
      { stock: 10 },
    ]);
  });

  it('cannot write in read()', async () => {
    await expect(
      units.read(buyerOf(RESELLER), (tx) => tx.query('UPDATE public.probe SET stock = 1')),
    ).rejects.toMatchObject({ code: '25006' });
  });

  it('refuses to commit after a swallowed database error', async () => {
    await expect(
      units.run(buyerOf(RESELLER), async (tx) => {
        await tx.query('SELECT 1/0').catch(() => undefined);
      }),
    ).rejects.toThrow('must not swallow');
  });

  it('shares its connection with TypeORM, which knows that a transaction is open', async () => {
    await units.run(systemContext('probe'), async (tx) => {
      await tx.query('UPDATE public.probe SET stock = 4 WHERE id = 1');
      const rows: unknown = await tx.manager.query('SELECT stock FROM public.probe WHERE id = 1');
      expect(rows).toEqual([{ stock: 4 }]);
      expect(tx.manager.queryRunner?.isTransactionActive).toBe(true);
      await tx.manager
        .transaction(async (nested) => {
          await nested.query('UPDATE public.probe SET stock = 5 WHERE id = 1');
          throw new Error('back to the savepoint');
        })
        .catch(() => undefined);
    });
    expect(await runAsAdmin(database, 'SELECT stock FROM public.probe WHERE id = 1')).toEqual([
      { stock: 4 },
    ]);
  });

  it('counts the statements of the work and nothing else', async () => {
    const seen: FinishedUnit[] = [];
    const stop = units.observe((unit) => seen.push(unit));
    await units.run(buyerOf(RESELLER), async (tx) => {
      await tx.query('SELECT 1');
      await tx.named('probe-one', 'SELECT $1::int', [1]);
      await tx.manager.query('SELECT 1');
    });
    stop();
    await units.run(buyerOf(RESELLER), (tx) => tx.query('SELECT 1'));
    expect(seen).toMatchObject([{ kind: 'run', statements: 3, attempts: 1, outcome: 'committed' }]);
  });

  it('runs effects after the commit, and not after a rollback', async () => {
    const effects: string[] = [];
    await units.run(buyerOf(RESELLER), (tx) => {
      tx.afterCommit(() => {
        effects.push('committed');
      });
      tx.afterCommit(() => {
        throw new Error('an effect that fails harms nobody');
      });
      return Promise.resolve();
    });
    await units
      .run(buyerOf(RESELLER), (tx) => {
        tx.afterCommit(() => {
          effects.push('rolled back');
        });
        throw new ProblemError({ code: 'NO', message: 'No.', path: [] });
      })
      .catch(() => undefined);
    expect(effects).toEqual(['committed']);
  });

  it('fails work that goes on after its end', async () => {
    const late = await units.run(buyerOf(RESELLER), (tx) => Promise.resolve(tx));
    await expect(late.query('SELECT 1')).rejects.toThrow('has ended');
  });

  it('knows the time of the database', async () => {
    const [now, rows] = await units.run(anonymous(), async (tx) => [
      tx.now.getTime(),
      await tx.query<{ now: Date }>('SELECT now() AS now'),
    ]);
    expect(rows[0]?.now.getTime()).toBe(now);
  });
});

describe('one statement', () => {
  const readOne = (ctx = buyerOf(RESELLER)) =>
    units.readOne(ctx, (one) =>
      one.named<{ id: number }>('probe-ids', 'SELECT id FROM public.probe ORDER BY id', []),
    );

  it('shows the same rows as a transaction', async () => {
    expect(await readOne()).toEqual([{ id: 1 }]);
    expect(await readOne(buyerOf(OTHER))).toEqual([{ id: 2 }]);
    expect(await readOne(anonymous())).toEqual([]);
    expect(await readOne(systemContext('probe'))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('leaves no scope behind, on any connection of the pool', async () => {
    await Promise.all([readOne(), readOne(), readOne(), readOne()]);
    const statement = `SELECT nullif(current_setting('app.reseller', true), '') AS reseller,
      current_setting('transaction_read_only') AS "readOnly"`;
    const seen = await Promise.all(
      [1, 2, 3, 4].map(() => units.runOne(anonymous(), (one) => one.query(statement))),
    );
    for (const rows of seen) expect(rows).toEqual([{ reseller: null, readOnly: 'off' }]);
  });

  it('gives values of all kinds and types, named or not, with and without values', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const text =
      'SELECT $1::int AS n, $2::text[] AS names, $3::timestamptz AS at, $4::jsonb AS facts';
    const values = [7, ['a', 'b"c'], at, { deep: [null, 'ü'] }];
    const expected = [{ n: 7, names: ['a', 'b"c'], at, facts: { deep: [null, 'ü'] } }];
    const ctx = anonymous();
    expect(await units.readOne(ctx, (one) => one.query(text, values))).toEqual(expected);
    for (let time = 0; time < 6; time++) {
      const named = units.readOne(ctx, (one) => one.named('probe-kinds', text, values));
      expect(await named).toEqual(expected);
    }
    expect(await units.readOne(ctx, (one) => one.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    expect(await units.readOne(ctx, (one) => one.query('SELECT 1 WHERE false'))).toEqual([]);
  });

  it('cannot write in readOne(), nor ask twice, nor set the scope itself', async () => {
    const ctx = buyerOf(RESELLER);
    const write = 'UPDATE public.probe SET stock = 1 RETURNING id';
    await expect(units.readOne(ctx, (one) => one.query(write))).rejects.toMatchObject({
      code: '25006',
    });
    const twice = units.readOne(ctx, async (one) => {
      await one.query('SELECT 1');
      return one.query('SELECT 2');
    });
    await expect(twice).rejects.toThrow('sends one statement');
    const several = units.readOne(ctx, (one) => one.query('COMMIT; SELECT 1'));
    await expect(several).rejects.toMatchObject({ code: '42601' });
    expect(await readOne()).toEqual([{ id: 1 }]);
  });

  it('writes in the scope of the caller, and is saved when it is answered', async () => {
    const sell = (one: Statements) =>
      one.named<{ id: number }>(
        'probe-sell',
        'UPDATE public.probe SET stock = stock - $1 RETURNING id',
        [3],
      );
    const late = units.runOne(buyerOf(RESELLER), async (one) => {
      await sell(one);
      throw new ProblemError({ code: 'LATE', message: 'Too late.', path: [] });
    });
    await expect(late).rejects.toBeInstanceOf(ProblemError);
    expect(await units.runOne(buyerOf(OTHER), sell)).toEqual([{ id: 2 }]);
    const stock = await runAsAdmin(database, 'SELECT id, stock FROM public.probe ORDER BY id');
    expect(stock).toEqual([
      { id: 1, stock: 7 },
      { id: 2, stock: 7 },
    ]);
  });

  it('changes nothing when it fails, and the connection goes on', async () => {
    const small = await openUnitOfWork(testConfig(database, { DATABASE_POOL_SIZE: '1' }));
    const ctx = buyerOf(RESELLER);
    const fail = 'UPDATE public.probe SET stock = stock / (id - 1) RETURNING id';
    for (const name of ['probe-fail', 'probe-fail']) {
      await expect(
        small.units.runOne(ctx, (one) => one.named(name, fail, [])),
      ).rejects.toMatchObject({ code: '22012' });
    }
    await expect(
      small.units.runOne(ctx, (one) => one.query('SELECT public.refuse()')),
    ).rejects.toMatchObject({ problems: [{ code: 'OUT_OF_STOCK' }] });
    const sessions = 'SELECT pg_backend_pid() AS pid';
    const first = await small.units.readOne(ctx, (one) => one.query(sessions));
    expect(await small.units.read(ctx, (tx) => tx.query(sessions))).toEqual(first);
    expect(await runAsAdmin(database, 'SELECT DISTINCT stock FROM public.probe')).toEqual([
      { stock: 10 },
    ]);
    await small.close();
  });

  it('refuses a name that stands for another text, and the next unit works', async () => {
    const ctx = buyerOf(RESELLER);
    const small = await openUnitOfWork(testConfig(database, { DATABASE_POOL_SIZE: '1' }));
    await small.units.readOne(ctx, (one) => one.named('probe-name', 'SELECT 1', []));
    await expect(
      small.units.readOne(ctx, (one) => one.named('probe-name', 'SELECT 2', [])),
    ).rejects.toThrow('must be unique');
    const next = small.units.readOne(ctx, (one) => one.query('SELECT 3 AS three'));
    expect(await next).toEqual([{ three: 3 }]);
    await small.close();
  });

  it('is counted like any other unit', async () => {
    const seen: FinishedUnit[] = [];
    const stop = units.observe((unit) => seen.push(unit));
    await readOne();
    await units.runOne(anonymous(), (one) => one.query('SELECT 1'));
    await units.readOne(anonymous(), (one) => one.query('SELECT 1/0')).catch(() => undefined);
    stop();
    expect(seen).toMatchObject([
      { kind: 'read', statements: 1, attempts: 1, outcome: 'committed' },
      { kind: 'run', statements: 1, attempts: 1, outcome: 'committed' },
      { kind: 'read', statements: 1, attempts: 1, outcome: 'failed' },
    ]);
  });

  it('ends when it takes too long, and a report may take longer', async () => {
    const hurried = await openUnitOfWork(
      testConfig(database, { DATABASE_QUERY_TIMEOUT_MS: '100' }),
    );
    const sleep = (report: boolean) =>
      hurried.units.readOne(anonymous(), (one) => one.query('SELECT pg_sleep(0.3)'), { report });
    await expect(sleep(false)).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await sleep(true)).toHaveLength(1);
    await hurried.close();
  });
});

describe('a refusal by the database', () => {
  it('is a problem when our function raised it', async () => {
    const failure = units.run(anonymous(), (tx) => tx.query('SELECT public.refuse()'));
    await expect(failure).rejects.toBeInstanceOf(ProblemError);
    await expect(failure).rejects.toMatchObject({
      problems: [
        {
          code: 'OUT_OF_STOCK',
          message: 'Only 3 are left.',
          path: ['input', 'lines', '0', 'quantity'],
          facts: { available: 3 },
        },
      ],
    });
  });

  it('is a problem when the constraint is registered, also through TypeORM, and an error otherwise', async () => {
    registerConstraint('probe_stock_check', { code: 'STOCK_BELOW_ZERO', message: 'No.', path: [] });
    const statement = 'UPDATE public.probe SET stock = -1';
    const problems = [{ code: 'STOCK_BELOW_ZERO', message: 'No.', path: [] }];
    await expect(units.run(buyerOf(RESELLER), (tx) => tx.query(statement))).rejects.toMatchObject({
      problems,
    });
    await expect(
      units.run(buyerOf(RESELLER), (tx) => tx.manager.query(statement)),
    ).rejects.toMatchObject({ problems });
    await expect(
      units.run(buyerOf(RESELLER), (tx) => tx.query('INSERT INTO public.probe VALUES (1)')),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      units.runSystem('probe', (tx) => tx.query('INSERT INTO public.probe VALUES (1)')),
    ).rejects.toMatchObject({ code: '23505', constraint: 'probe_pkey' });
  });
});

describe('trouble', () => {
  it('is retried when two transactions deadlock', async () => {
    const attempts = { first: 0, second: 0 };
    const meet = rendezvous(2);
    const swap = (name: 'first' | 'second', from: number, to: number) =>
      units.run(systemContext(name), async (tx) => {
        attempts[name] += 1;
        await tx.query('UPDATE public.probe SET stock = stock - 1 WHERE id = $1', [from]);
        await meet();
        await tx.query('UPDATE public.probe SET stock = stock + 1 WHERE id = $1', [to]);
      });
    await Promise.all([swap('first', 1, 2), swap('second', 2, 1)]);
    expect(attempts.first + attempts.second).toBe(3);
    expect(await runAsAdmin(database, 'SELECT stock FROM public.probe')).toEqual([
      { stock: 10 },
      { stock: 10 },
    ]);
  });

  it('is retried when a serializable transaction is refused', async () => {
    await runAsAdmin(
      database,
      `ALTER ROLE portal_app IN DATABASE ${database.name} SET default_transaction_isolation = 'serializable'`,
    );
    const strict = await openUnitOfWork(testConfig(database));
    const meet = rendezvous(2);
    let attempts = 0;
    const add = (id: number) =>
      strict.units.run(systemContext('probe'), async (tx) => {
        attempts += 1;
        const [row] = await tx.query<{ sum: string }>('SELECT sum(stock) AS sum FROM public.probe');
        await meet();
        await tx.query('UPDATE public.probe SET stock = $1 WHERE id = $2', [Number(row?.sum), id]);
      });
    await Promise.all([add(1), add(2)]);
    await strict.close();
    await runAsAdmin(database, `ALTER ROLE portal_app IN DATABASE ${database.name} RESET ALL`);
    expect(attempts).toBe(3);
    const rows = await runAsAdmin(database, 'SELECT stock FROM public.probe ORDER BY stock');
    expect(rows).toEqual([{ stock: 20 }, { stock: 30 }]);
  });

  it('is retried when the connection is cut in the middle of the work', async () => {
    let attempts = 0;
    const rows = await units.run(buyerOf(RESELLER), async (tx) => {
      attempts += 1;
      if (attempts === 1) {
        const [me] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await runAsAdmin(database, 'SELECT pg_terminate_backend($1)', [me?.pid]);
      }
      return tx.query('UPDATE public.probe SET stock = stock - 1 RETURNING stock');
    });
    expect(attempts).toBe(2);
    expect(rows).toEqual([{ stock: 9 }]);
  });

  it('is answered at once when all connections are busy', async () => {
    const small = await openUnitOfWork(
      testConfig(database, { DATABASE_POOL_SIZE: '1', DATABASE_CONNECT_TIMEOUT_MS: '1000' }),
    );
    // The one connection stands before anybody waits for it.
    await small.units.read(anonymous(), (tx) => tx.query('SELECT 1'));
    const meet = rendezvous(2);
    const long = small.units.run(anonymous(), async () => meet());
    const refused = small.units.run(anonymous(), (tx) => tx.query('SELECT 1'));
    await expect(refused).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 1 });
    await meet();
    await long;
    await small.close();
  });

  it('ends a statement that takes too long', async () => {
    const hurried = await openUnitOfWork(
      testConfig(database, { DATABASE_QUERY_TIMEOUT_MS: '100' }),
    );
    const slow = hurried.units.run(anonymous(), (tx) => tx.query('SELECT pg_sleep(5)'));
    await expect(slow).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await hurried.close();
  });
});

/** Everyone waits until all have come; later visits pass through. */
function rendezvous(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return async () => {
    arrived += 1;
    if (arrived >= count) {
      open();
    }
    await opened;
  };
}
