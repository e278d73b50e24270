import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/kernel/index.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
import { addProduct, addVariant } from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addBid, addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import type { WorldDatabase } from '../support/world/world-database.js';

interface Candidate {
  code: string;
  minimum_quantity: number;
  unit_price_minor: string;
}

/** What the server's own login can see of prices, whoever it says that it speaks for. */
describe('prices and bids in the database', () => {
  let database: TestDatabase;
  let db: WorldDatabase;
  let app: pg.Pool;
  let variantId: string;
  let own: string;
  let other: string;

  beforeAll(async () => {
    database = await createTestDatabase('price-visibility');
    db = { query: (text, values) => runAsAdmin(database, text, values) };
    app = new pg.Pool({ connectionString: database.url, max: 40 });
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'JP', currencyCode: 'JPY', timeZone: 'Asia/Tokyo' });
    const productId = await addProduct(db, { handle: 'notebook' });
    variantId = await addVariant(db, { productId, sku: 'MI-A' });
    own = await addReseller(db, { tier: 'PREMIER' });
    other = await addReseller(db, { tier: 'PREMIER' });
    const entries = { [variantId]: { 1: 54000, 10: 52500 } };
    await addPriceList(db, { code: 'ALL', marketCode: 'DE', entries });
    await addPriceList(db, { code: 'TIER-P', marketCode: 'DE', tier: 'PREMIER', entries });
    await addPriceList(db, { code: 'TIER-A', marketCode: 'DE', tier: 'AUTHORIZED', entries });
    await addPriceList(db, { code: 'OWN', marketCode: 'DE', resellerId: own, entries });
    await addPriceList(db, { code: 'OTHER', marketCode: 'DE', resellerId: other, entries });
    await addPriceList(db, { code: 'JAPAN', marketCode: 'JP', currencyCode: 'JPY', entries });
    await addPriceList(db, {
      code: 'PAST',
      marketCode: 'DE',
      validUntil: '2020-02-01T00:00:00Z',
      entries,
    });
    await addPriceList(db, {
      code: 'FUTURE',
      marketCode: 'DE',
      validFrom: '2099-01-01T00:00:00Z',
      entries,
    });
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  async function seenBy<Row extends pg.QueryResultRow>(
    scope: { name: 'reseller' | 'all' | 'none'; reseller?: string },
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = await app.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `SELECT set_config('app.scope', $1, true), set_config('app.reseller', $2, true)`,
        [scope.name, scope.reseller ?? ''],
      );
      const { rows } = await client.query<Row>(text, values);
      await client.query('COMMIT');
      return rows;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  const candidates = (scope: Parameters<typeof seenBy>[0], { reseller = own, at = 'now()' } = {}) =>
    seenBy<Candidate>(
      scope,
      `SELECT code, minimum_quantity, unit_price_minor
       FROM pricing.candidates('DE', $1, 'PREMIER', ARRAY[$2::uuid], $3::timestamptz) ORDER BY 1, 2`,
      [reseller, variantId, at === 'now()' ? new Date() : at],
    );
  const codes = (rows: Candidate[]) => [...new Set(rows.map((row) => row.code))];

  it('are the breaks of every list that holds now and includes the reseller', async () => {
    const rows = await candidates({ name: 'reseller', reseller: own });
    expect(codes(rows)).toEqual(['ALL', 'OWN', 'TIER-P']);
    expect(rows.filter((row) => row.code === 'ALL')).toEqual([
      { code: 'ALL', minimum_quantity: 1, unit_price_minor: '54000' },
      { code: 'ALL', minimum_quantity: 10, unit_price_minor: '52500' },
    ]);
  });

  it('hold from their first instant to the one before their last', async () => {
    const at = async (instant: string) => codes(await candidates({ name: 'all' }, { at: instant }));
    expect(await at('2019-12-31T23:59:59.999Z')).toEqual([]);
    expect(await at('2020-01-31T23:59:59.999Z')).toEqual(['ALL', 'OWN', 'PAST', 'TIER-P']);
    expect(await at('2020-02-01T00:00:00Z')).toEqual(['ALL', 'OWN', 'TIER-P']);
    expect(await at('2099-01-01T00:00:00Z')).toEqual(['ALL', 'FUTURE', 'OWN', 'TIER-P']);
  });

  it("never show another reseller's list, even to one who asks for it", async () => {
    const asked = await candidates({ name: 'reseller', reseller: own }, { reseller: other });
    expect(codes(asked)).toEqual(['ALL', 'TIER-P']);
    for (const view of ['pricing.price_list', 'pricing.entry_v']) {
      const found = await seenBy(
        { name: 'reseller', reseller: own },
        `SELECT 1 FROM ${view} WHERE code = 'OTHER'`,
      );
      expect(found).toEqual([]);
    }
    const entries = await seenBy<{ lists: number }>(
      { name: 'reseller', reseller: own },
      'SELECT count(DISTINCT price_list_id)::int AS lists FROM pricing.price_entry',
    );
    expect(entries).toEqual([{ lists: 7 }]);
  });

  it('show nothing to whoever speaks for nobody, and all to staff', async () => {
    expect(await candidates({ name: 'none' })).toEqual([]);
    expect(await seenBy({ name: 'none' }, 'SELECT 1 FROM pricing.price_entry')).toEqual([]);
    const all = await seenBy({ name: 'all' }, 'SELECT code FROM pricing.price_list');
    expect(all).toHaveLength(8);
    await expect(
      app.query('SELECT 1 FROM pricing.price_list').then((result) => result.rows),
    ).resolves.toEqual([]);
  });

  it('cannot be changed by whoever speaks for a reseller', async () => {
    const scope = { name: 'reseller', reseller: own } as const;
    const before = await runAsAdmin(
      database,
      'SELECT * FROM pricing.entry_v ORDER BY code, minimum_quantity',
    );
    const hidden = [
      'UPDATE pricing.price_entry SET unit_price_minor = 1',
      `UPDATE pricing.price_list SET priority = 9 WHERE code = 'OWN'`,
      'DELETE FROM pricing.price_entry',
      'DELETE FROM pricing.price_list',
    ];
    for (const statement of hidden) {
      expect(await seenBy(scope, `${statement} RETURNING 1`)).toEqual([]);
      expect(await seenBy({ name: 'none' }, `${statement} RETURNING 1`)).toEqual([]);
    }
    const refused = [
      `INSERT INTO pricing.price_entry SELECT id, '${variantId}', 7, 1 FROM pricing.price_list`,
      `INSERT INTO pricing.price_list SELECT gen_random_uuid(), 'MINE', name, market_code, currency_code, audience, tier,
         reseller_id, valid_from, valid_until, priority, version FROM pricing.price_list WHERE code = 'OWN'`,
      'UPDATE pricing.special_bid SET quantity = 1000',
    ];
    for (const statement of refused) {
      await expect(seenBy(scope, statement)).rejects.toMatchObject({ code: '42501' });
    }
    expect(
      await runAsAdmin(database, 'SELECT * FROM pricing.entry_v ORDER BY code, minimum_quantity'),
    ).toEqual(before);
  });

  it('keep their code, market, currency and audience for ever, whoever asks', async () => {
    for (const column of [
      'code',
      'market_code',
      'currency_code',
      'audience',
      'tier',
      'reseller_id',
    ]) {
      await expect(
        seenBy({ name: 'all' }, `UPDATE pricing.price_list SET ${column} = ${column}`),
      ).rejects.toMatchObject({ code: '42501' });
    }
  });

  it("are in their market's currency and name an audience", async () => {
    await expect(addPriceList(db, { marketCode: 'DE', currencyCode: 'JPY' })).rejects.toMatchObject(
      { constraint: 'price_list_market_currency_fkey' },
    );
    await expect(
      addPriceList(db, { marketCode: 'DE', tier: 'PREMIER', resellerId: own }),
    ).rejects.toMatchObject({ constraint: 'price_list_audience_check' });
    await expect(
      addPriceList(db, { marketCode: 'DE', validUntil: '2020-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ constraint: 'price_list_period_check' });
  });

  describe('a special bid', () => {
    const bid = (quantity: number, resellerId = own) =>
      addBid(db, { resellerId, marketCode: 'DE', variantId, unitPriceMinor: 48000, quantity });
    const take = async (scope: Parameters<typeof seenBy>[0], id: string, quantity: number) => {
      const text = 'SELECT pricing.take_bid($1, $2) AS taken';
      const [row] = await seenBy<{ taken: boolean }>(scope, text, [id, quantity]);
      return row?.taken;
    };
    const sold = (id: string) =>
      runAsAdmin(database, 'SELECT sold FROM pricing.special_bid WHERE id = $1', [id]);

    it('never sells more than its quantity to parallel orders', async () => {
      const id = await bid(20);
      const taken = await Promise.all(
        Array.from({ length: 30 }, () => take({ name: 'reseller', reseller: own }, id, 3)),
      );
      expect(taken.filter(Boolean)).toHaveLength(6);
      expect(await sold(id)).toEqual([{ sold: 18 }]);
      expect(await take({ name: 'reseller', reseller: own }, id, 2)).toBe(true);
      expect(await take({ name: 'reseller', reseller: own }, id, 1)).toBe(false);
    });

    it('is given back, but never more than was taken', async () => {
      const id = await bid(5);
      const scope = { name: 'reseller', reseller: own } as const;
      const give = (quantity: number) =>
        seenBy(scope, 'SELECT pricing.give_bid($1, $2)', [id, quantity]);
      await take(scope, id, 4);
      await give(3);
      expect(await sold(id)).toEqual([{ sold: 1 }]);
      await expect(give(2)).rejects.toMatchObject({ constraint: 'special_bid_sold_check' });
      await expect(take(scope, id, 0)).rejects.toThrow('not positive');
      await expect(seenBy(scope, 'SELECT pricing.give_bid($1, 1)', [newId()])).rejects.toThrow(
        'there is no bid',
      );
    });

    it('of another reseller is neither seen nor taken', async () => {
      const id = await bid(5, other);
      const scope = { name: 'reseller', reseller: own } as const;
      expect(await seenBy(scope, 'SELECT 1 FROM pricing.bid_v WHERE bid_id = $1', [id])).toEqual(
        [],
      );
      expect(await take(scope, id, 1)).toBe(false);
      expect(await sold(id)).toEqual([{ sold: 0 }]);
      expect(
        await seenBy(
          { name: 'reseller', reseller: other },
          'SELECT remaining, valid_now FROM pricing.bid_v WHERE bid_id = $1',
          [id],
        ),
      ).toEqual([{ remaining: 5, valid_now: true }]);
    });
  });
});
