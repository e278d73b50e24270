import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import type { UnitOfWork } from '../../src/platform/database/index.js';
import { buyerOf, openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { addReseller } from '../support/world/reseller.world.js';

interface Taken {
  taken: boolean;
  short: number;
}

let database: TestDatabase;
let units: UnitOfWork;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase('credit-taking');
  ({ units, close } = await openUnitOfWork(testConfig(database, { DATABASE_POOL_SIZE: '16' })));
});

afterAll(async () => {
  await close();
  await database.drop();
});

const makeReseller = (limit: string) =>
  units.runSystem('test world', (tx) => addReseller(tx, { creditLimits: { EUR: limit } }));

async function take(resellerId: string, minor: number, currency = 'EUR'): Promise<Taken> {
  const [row] = await units.run(buyerOf(resellerId), (tx) =>
    tx.query<Taken>(
      `SELECT taken, short_by_minor::int AS short FROM reseller.take_credit($1, $2, $3)`,
      [resellerId, currency, minor],
    ),
  );
  if (!row) throw new Error('take_credit has a row whatever happens');
  return row;
}

const give = (resellerId: string, minor: number) =>
  units.run(buyerOf(resellerId), (tx) =>
    tx.query(`SELECT reseller.give_credit($1, 'EUR', $2)`, [resellerId, minor]),
  );

async function account(resellerId: string): Promise<{ exposure: number; available: number }> {
  const [row] = await units.read(buyerOf(resellerId), (tx) =>
    tx.query<{ exposure: number; available: number }>(
      `SELECT exposure_minor::int AS exposure, available_minor::int AS available
       FROM reseller.credit_v WHERE reseller_id = $1`,
      [resellerId],
    ),
  );
  if (!row) throw new Error('the reseller has an account');
  return row;
}

describe('take_credit', () => {
  it('takes the whole amount or nothing, and says by how much it is short', async () => {
    const id = await makeReseller('100.00');
    expect(await take(id, 9_999)).toEqual({ taken: true, short: 0 });
    expect(await take(id, 2)).toEqual({ taken: false, short: 1 });
    expect(await account(id)).toEqual({ exposure: 9_999, available: 1 });
    expect(await take(id, 1)).toEqual({ taken: true, short: 0 });
    expect(await account(id)).toEqual({ exposure: 10_000, available: 0 });
  });

  it('never passes the limit, however many take at the same time', async () => {
    const id = await makeReseller('1000.00');
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => take(id, 15_000)));
    expect(outcomes.filter(({ taken }) => taken)).toHaveLength(6);
    expect(outcomes.filter(({ taken }) => !taken)).toEqual(
      Array.from({ length: 10 }, () => ({ taken: false, short: 5_000 })),
    );
    expect(await account(id)).toEqual({ exposure: 90_000, available: 10_000 });
  });

  it('is exact while others give back', async () => {
    const id = await makeReseller('1000.00');
    await take(id, 100_000);
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        i % 2 === 0 ? give(id, 10_000).then(() => undefined) : take(id, 10_000),
      ),
    );
    const taken = outcomes.filter((outcome) => outcome?.taken).length;
    expect(await account(id)).toEqual({
      exposure: 100_000 - 80_000 + taken * 10_000,
      available: 80_000 - taken * 10_000,
    });
  });

  it('treats no account as a limit of 0, and so the account of another reseller', async () => {
    const id = await makeReseller('100.00');
    const other = await makeReseller('100.00');
    expect(await take(id, 5, 'JPY')).toEqual({ taken: false, short: 5 });
    expect(await take(id, 0, 'JPY')).toEqual({ taken: true, short: 0 });
    const [foreign] = await units.run(buyerOf(other), (tx) =>
      tx.query(`SELECT account_id, taken, short_by_minor FROM reseller.take_credit($1, 'EUR', 5)`, [
        id,
      ]),
    );
    expect(foreign).toEqual({ account_id: null, taken: false, short_by_minor: '5' });
    expect(await account(id)).toEqual({ exposure: 0, available: 10_000 });
  });

  it('lets a limit be lowered below the exposure, and then takes nothing', async () => {
    const id = await makeReseller('100.00');
    await take(id, 8_000);
    await units.runSystem('test world', (tx) =>
      tx.query('UPDATE reseller.credit_account SET limit_minor = 5000 WHERE reseller_id = $1', [
        id,
      ]),
    );
    expect(await account(id)).toEqual({ exposure: 8_000, available: -3_000 });
    expect(await take(id, 1)).toEqual({ taken: false, short: 3_001 });
    expect(await take(id, 0)).toEqual({ taken: true, short: 0 });
    await give(id, 3_001);
    expect(await take(id, 1)).toEqual({ taken: true, short: 0 });
  });

  it('goes below zero by a payment, and can be taken up to the limit again', async () => {
    const id = await makeReseller('100.00');
    const paid = await units.runSystem('test world', (tx) =>
      tx.query(
        `SELECT exposure_before_minor AS before, exposure_minor AS after
         FROM reseller.record_payment($1, $2, 'EUR', 2500, 'R', '2026-01-01', NULL)`,
        [newId(), id],
      ),
    );
    expect(paid).toEqual([{ before: '0', after: '-2500' }]);
    expect(await take(id, 12_500)).toEqual({ taken: true, short: 0 });
    expect(await account(id)).toEqual({ exposure: 10_000, available: 0 });
  });

  it.each([-1, null])('refuses the amount %s as a mistake of the program', async (minor) => {
    const id = await makeReseller('100.00');
    for (const operation of ['take_credit', 'give_credit']) {
      await expect(
        units.run(buyerOf(id), (tx) =>
          tx.query(`SELECT reseller.${operation}($1, 'EUR', $2)`, [id, minor]),
        ),
      ).rejects.toMatchObject({ code: '22023' });
    }
  });
});
