import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/kernel/index.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
import { addProduct, addVariant } from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import type { WorldDatabase } from '../support/world/world-database.js';

interface Share {
  variant_id: string;
  location_id: string;
  quantity: number;
}

interface Level {
  on_hand: number;
  allocated: number;
}

/** The functions of the schema, as the server's own login calls them. */
describe('stock in the database', () => {
  let database: TestDatabase;
  let db: WorldDatabase;
  let app: pg.Pool;
  let productId: string;
  let near: string;
  let far: string;

  beforeAll(async () => {
    database = await createTestDatabase('stock-ledger');
    db = { query: (text, values) => runAsAdmin(database, text, values) };
    app = new pg.Pool({ connectionString: database.url, max: 40 });
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'FR' });
    productId = await addProduct(db, { handle: 'notebook' });
    // The farther one has the smaller id, so that only its preference can put it second.
    far = await addLocation(db, { code: 'FAR', markets: { DE: { preference: 2, leadDays: 6 } } });
    near = await addLocation(db, { code: 'NEAR', markets: { DE: {}, FR: { leadDays: 3 } } });
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  const variant = (sku: string) => addVariant(db, { productId, sku });

  async function allocate(
    lines: [variantId: string, quantity: number][],
    { market = 'DE', backorder = false } = {},
  ): Promise<Share[]> {
    const result = await app.query<Share>('SELECT * FROM inventory.allocate($1, $2, $3, $4)', [
      market,
      lines.map(([variantId]) => variantId),
      lines.map(([, quantity]) => quantity),
      backorder,
    ]);
    return result.rows;
  }

  async function level(variantId: string, locationId: string): Promise<Level | undefined> {
    const rows = await runAsAdmin<Level>(
      database,
      'SELECT on_hand, allocated FROM inventory.stock_level WHERE variant_id = $1 AND location_id = $2',
      [variantId, locationId],
    );
    return rows[0];
  }

  /** The short lines that a refusal names. */
  async function shortage(refused: Promise<Share[]>): Promise<unknown> {
    const error: unknown = await refused.catch((reason: unknown) => reason);
    if (!(error instanceof pg.DatabaseError)) throw new Error('It was not refused.');
    const facts: { lines?: unknown } = JSON.parse(error.detail ?? '{}');
    return facts.lines;
  }

  const outcomes = async (all: Promise<Share[]>[]) => {
    const settled = await Promise.allSettled(all);
    const refusals: unknown[] = settled.flatMap((one) =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    return { sold: settled.length - refusals.length, refusals };
  };

  it('lets exactly three of eight parallel orders of 3 have some of 10', async () => {
    const a = await variant('EIGHT');
    await putStock(db, a, near, 10);
    const { sold, refusals } = await outcomes(Array.from({ length: 8 }, () => allocate([[a, 3]])));
    expect(sold).toBe(3);
    expect(refusals).toHaveLength(5);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'PB001', message: 'INSUFFICIENT_STOCK' });
    }
    expect(await level(a, near)).toEqual({ on_hand: 10, allocated: 9 });
  });

  it('sells exactly 100 units to 400 buyers', async () => {
    const a = await variant('FLASH');
    await putStock(db, a, near, 60);
    await putStock(db, a, far, 40);
    const { sold, refusals } = await outcomes(
      Array.from({ length: 400 }, () => allocate([[a, 1]])),
    );
    expect([sold, refusals.length]).toEqual([100, 300]);
    expect(await level(a, near)).toEqual({ on_hand: 60, allocated: 60 });
    expect(await level(a, far)).toEqual({ on_hand: 40, allocated: 40 });
  });

  it('never deadlocks orders that name their SKUs in opposite orders', async () => {
    const skus = await Promise.all(['OPP-1', 'OPP-2', 'OPP-3'].map(variant));
    for (const a of skus) {
      await putStock(db, a, near, 300);
      await putStock(db, a, far, 300);
    }
    const lines = skus.map((a): [string, number] => [a, 2]);
    const { sold, refusals } = await outcomes(
      Array.from({ length: 200 }, (_, i) => allocate(i % 2 === 0 ? lines : [...lines].reverse())),
    );
    expect(refusals).toEqual([]);
    expect(sold).toBe(200);
    for (const a of skus) {
      expect((await level(a, near))?.allocated).toBe(300);
      expect((await level(a, far))?.allocated).toBe(100);
    }
  });

  it('asks the preferred location first, then the next, and only those that serve the market', async () => {
    const a = await variant('PREFER');
    await putStock(db, a, near, 4);
    await putStock(db, a, far, 10);
    const shares = await allocate([[a, 7]]);
    expect(shares.map((share) => [share.location_id, share.quantity])).toEqual(
      expect.arrayContaining([
        [near, 4],
        [far, 3],
      ]),
    );
    expect(await shortage(allocate([[a, 1]], { market: 'FR' }))).toEqual([
      { sku: 'PREFER', requested: 1, available: 0 },
    ]);
  });

  it('sums the lines of one SKU, names every short one and changes nothing', async () => {
    const [a, b, c] = await Promise.all(['SHORT-A', 'SHORT-B', 'SHORT-C'].map(variant));
    if (!a || !b || !c) throw new Error('three variants');
    await putStock(db, a, near, 5);
    await putStock(db, b, near, 5);
    const refused = allocate([
      [c, 1],
      [a, 3],
      [b, 5],
      [a, 3],
    ]);
    expect(await shortage(refused)).toEqual([
      { sku: 'SHORT-A', requested: 6, available: 5 },
      { sku: 'SHORT-C', requested: 1, available: 0 },
    ]);
    expect(await level(a, near)).toEqual({ on_hand: 5, allocated: 0 });
    expect(await level(b, near)).toEqual({ on_hand: 5, allocated: 0 });
  });

  it('gives what there is when a backorder is accepted', async () => {
    const a = await variant('BACK');
    await putStock(db, a, near, 2);
    const shares = await allocate([[a, 5]], { backorder: true });
    expect(shares).toEqual([{ variant_id: a, location_id: near, quantity: 2 }]);
    expect(await allocate([[a, 5]], { backorder: true })).toEqual([]);
    expect(await allocate([[newId(), 1]], { backorder: true })).toEqual([]);
  });

  it('refuses a quantity that is no quantity', async () => {
    const a = await variant('ZERO');
    await putStock(db, a, near, 2);
    for (const quantity of [0, -1]) {
      await expect(allocate([[a, quantity]])).rejects.toThrow('positive quantity');
    }
    expect(await level(a, near)).toEqual({ on_hand: 2, allocated: 0 });
  });

  it('allocates at a level what it has, and gives back what was taken', async () => {
    const a = await variant('AT-LEVEL');
    await putStock(db, a, near, 5);
    const at = async (quantity: number) => {
      const text = 'SELECT quantity FROM inventory.allocate_at($1, $2, $3)';
      return (await app.query<{ quantity: number }>(text, [[a], [near], [quantity]])).rows;
    };
    const release = (quantity: number) =>
      app.query('SELECT inventory.release($1, $2, $3)', [[a], [near], [quantity]]);
    expect(await at(3)).toEqual([{ quantity: 3 }]);
    expect(await at(3)).toEqual([{ quantity: 2 }]);
    expect(await at(3)).toEqual([]);
    await release(4);
    expect(await level(a, near)).toEqual({ on_hand: 5, allocated: 1 });
    await expect(release(2)).rejects.toMatchObject({ constraint: 'stock_level_allocated_check' });
    await expect(
      app.query('SELECT inventory.release($1, $2, $3)', [[newId()], [near], [1]]),
    ).rejects.toThrow('a level does not exist');
    expect(await level(a, near)).toEqual({ on_hand: 5, allocated: 1 });
  });

  it('keeps the movements of a level equal to what is on hand, in parallel too', async () => {
    const a = await variant('LEDGER');
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        app.query(`SELECT inventory.move('RECEIPT', $1, $2, $3, NULL, $4, NULL)`, [
          [a, a],
          i % 2 === 0 ? [near, far] : [far, near],
          [1, 2],
          `D-${i}`,
        ]),
      ),
    );
    await app.query(`SELECT inventory.move('SHIPMENT', $1, $2, $3, NULL, NULL, NULL)`, [
      [a],
      [near],
      [-5],
    ]);
    const sums = await runAsAdmin(
      database,
      `SELECT l.on_hand, sum(m.quantity)::int AS moved
       FROM inventory.stock_level l JOIN inventory.stock_movement m USING (variant_id, location_id)
       WHERE l.variant_id = $1 GROUP BY l.on_hand ORDER BY 1`,
      [a],
    );
    expect(sums).toEqual([
      { on_hand: 40, moved: 40 },
      { on_hand: 45, moved: 45 },
    ]);
  });

  it('lets nobody ship what is promised, or rewrite the ledger', async () => {
    const a = await variant('KEEP');
    await putStock(db, a, near, 5);
    await allocate([[a, 4]]);
    await expect(
      app.query(`SELECT inventory.move('SHIPMENT', $1, $2, $3, NULL, NULL, NULL)`, [
        [a],
        [near],
        [-2],
      ]),
    ).rejects.toMatchObject({ constraint: 'stock_level_allocated_check' });
    for (const statement of [
      'UPDATE inventory.stock_movement SET quantity = 1',
      'DELETE FROM inventory.stock_movement',
      'DELETE FROM inventory.stock_level',
      'UPDATE inventory.stock_level SET variant_id = variant_id',
    ]) {
      await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('shows a market what it can promise, and the next arrival from its today on', async () => {
    const a = await variant('COMING');
    const b = await variant('NOWHERE');
    await putStock(db, a, near, 4);
    await putStock(db, a, far, 6);
    const days: Record<string, number> = { overdue: -3, next: 5, later: 9 };
    for (const day of Object.values(days)) {
      for (const locationId of [near, far]) {
        const expectedOn = dayFromNow(day);
        await addInbound(db, { variantId: a, locationId, quantity: 10 + day, expectedOn });
      }
    }
    const seen = await app.query(
      `SELECT market_code, variant_id, available, next_inbound_on::text, next_inbound_quantity
       FROM inventory.available_v WHERE variant_id = ANY ($1) ORDER BY market_code`,
      [[a, b]],
    );
    expect(seen.rows).toEqual([
      {
        market_code: 'DE',
        variant_id: a,
        available: 10,
        next_inbound_on: dayFromNow(5),
        next_inbound_quantity: 30,
      },
      {
        market_code: 'FR',
        variant_id: a,
        available: 4,
        next_inbound_on: dayFromNow(5),
        next_inbound_quantity: 15,
      },
    ]);
  });
});

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
