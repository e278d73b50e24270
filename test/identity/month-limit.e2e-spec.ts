import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

let database: TestDatabase;
let pool: pg.Pool;
let resellerId: string;
const db = {
  query: (text: string, values?: unknown[]) => runAsAdmin(database, text, values),
};

beforeAll(async () => {
  database = await createTestDatabase('month-limit');
  pool = new pg.Pool({ connectionString: database.url, max: 20 });
  // Dropping the database may end a connection that was just given back; nobody needs to hear of it.
  pool.on('error', () => undefined);
  resellerId = await addReseller(db, { legalName: 'Limited' });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** As the server does it: portal_app, in the scope of the reseller. */
async function inScope<T>(sql: string, values: unknown[], reseller = resellerId): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(
      `BEGIN; SELECT set_config('app.scope', 'reseller', true), set_config('app.reseller', '${reseller}', true)`,
    );
    const { rows } = await client.query(sql, values);
    await client.query('COMMIT');
    return rows[0];
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function buyer(perMonthMinor?: number): Promise<string> {
  const user = await addUser(db);
  return addMembership(db, {
    userId: user.id,
    resellerId,
    limits: perMonthMinor === undefined ? [] : [{ currencyCode: 'EUR', perMonthMinor }],
  });
}

const raise = (membership: string, amount: number, conditional = true, reseller = resellerId) =>
  inScope<{ raised: boolean }>(
    'SELECT identity.raise_month($1, $2, $3, $4) AS raised',
    [membership, 'EUR', amount, conditional],
    reseller,
  ).then(({ raised }) => raised);

async function spent(membership: string): Promise<string> {
  const [row] = await runAsAdmin<{ spent_minor: string }>(
    database,
    'SELECT spent_minor FROM identity.buyer_month WHERE membership_id = $1',
    [membership],
  );
  return row?.spent_minor ?? '0';
}

describe("a buyer's month", () => {
  it('is exact under 20 raises at once', async () => {
    const membership = await buyer(1000);
    const raised = await Promise.all(Array.from({ length: 20 }, () => raise(membership, 90)));
    expect(raised.filter(Boolean)).toHaveLength(11);
    expect(await spent(membership)).toBe('990');
    expect(await raise(membership, 11)).toBe(false);
    expect(await raise(membership, 10)).toBe(true);
    expect(await spent(membership)).toBe('1000');
  });

  it('refuses a first order above the limit, and counts nothing', async () => {
    const membership = await buyer(1000);
    expect(await raise(membership, 1001)).toBe(false);
    expect(await spent(membership)).toBe('0');
  });

  it('always counts an approved order, and what is given back', async () => {
    const membership = await buyer(1000);
    expect(await raise(membership, 5000, false)).toBe(true);
    expect(await raise(membership, 1)).toBe(false);
    await inScope('SELECT identity.give_back_month($1, $2, identity.this_month(), $3)', [
      membership,
      'EUR',
      4500,
    ]);
    expect(await spent(membership)).toBe('500');
    expect(await raise(membership, 500)).toBe(true);
  });

  it('counts without a limit, so that one set later counts the whole month', async () => {
    const membership = await buyer();
    expect(await raise(membership, 123_456_789_000)).toBe(true);
    expect(await spent(membership)).toBe('123456789000');
  });

  it('never gives back more than was raised', async () => {
    const membership = await buyer();
    await raise(membership, 10);
    await expect(
      inScope('SELECT identity.give_back_month($1, $2, identity.this_month(), 11)', [
        membership,
        'EUR',
      ]),
    ).rejects.toThrow('buyer_month_spent_check');
  });

  it('is out of reach for another reseller', async () => {
    const membership = await buyer(1000);
    const other = await addReseller(db, { legalName: 'Other' });
    expect(await raise(membership, 1, true, other)).toBe(false);
    await expect(raise(membership, 1, false, other)).rejects.toThrow('no membership');
    expect(await spent(membership)).toBe('0');
  });
});
