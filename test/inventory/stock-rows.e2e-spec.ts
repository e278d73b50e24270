import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StockBulk, type StockRow } from '../../src/inventory/index.js';
import { systemContext, type RequestContext } from '../../src/platform/access/index.js';
import type { ExportBatch } from '../../src/platform/bulk/index.js';
import { UnitOfWork, type Tx } from '../../src/platform/database/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addProduct, addVariant } from '../support/world/catalog.world.js';
import { addStaff } from '../support/world/shop.world.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';

const LEVELS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: StockLevelFilter) {
  stockLevels(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { sku available location { code } } } }`;

interface LevelPage {
  keys: string[];
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
}

/** What other modules do with stock by the thousand, and how the desk finds its way in it. */
describe('rows of stock', () => {
  let portal: Portal;
  let bulk: StockBulk;
  let ctx: RequestContext;
  let token: string;

  beforeAll(async () => {
    portal = await startPortal('stock-rows');
    bulk = portal.app.get(StockBulk);
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'FR' });
    const rtm = await addLocation(db, { code: 'RTM', markets: { DE: {}, FR: {} } });
    const ams = await addLocation(db, { code: 'AMS', markets: { DE: {} } });
    const productId = await addProduct(db, { handle: 'rows' });
    for (let n = 10; n < 30; n += 1) {
      const id = await addVariant(db, { productId, sku: `${n < 20 ? 'NB' : 'TV'}-${n}` });
      await putStock(db, id, rtm, n);
      if (n % 2 === 0) await putStock(db, id, ams, 1);
      if (n % 5 === 0)
        await db.query('SELECT inventory.allocate_at($1, $2, $3)', [[id], [rtm], [n]]);
    }
    await addVariant(db, { productId, sku: 'NEW' });
    ctx = systemContext('test');
    token = (await addStaff(portal, 'ORDER_DESK')).token;
  });
  afterAll(() => portal.stop());

  const units = () => portal.app.get(UnitOfWork);
  const reading = <T>(work: (tx: Tx) => Promise<T>) => units().read(ctx, work);

  async function exported(filter: object, limit: number): Promise<StockRow[]> {
    const rows: StockRow[] = [];
    let after: string | null = null;
    do {
      const at: string | null = after;
      const batch: ExportBatch<StockRow> = await reading((tx) =>
        bulk.exportBatch(ctx, tx, filter, at, limit),
      );
      expect(batch.rows.length).toBeLessThanOrEqual(limit);
      rows.push(...batch.rows);
      ({ after } = batch);
    } while (after !== null);
    return rows;
  }

  const row = (sku: string, onHand: number, locationCode = 'RTM'): StockRow => ({
    sku,
    onHand,
    locationCode,
    reason: 'count',
  });

  it('are read out in batches that neither skip nor repeat, by SKU and location', async () => {
    const all = await exported({}, 5000);
    expect(all).toHaveLength(30);
    expect(all.slice(0, 3)).toEqual([
      { sku: 'NB-10', locationCode: 'AMS', onHand: 1, reason: '' },
      { sku: 'NB-10', locationCode: 'RTM', onHand: 10, reason: '' },
      { sku: 'NB-11', locationCode: 'RTM', onHand: 11, reason: '' },
    ]);
    for (const limit of [1, 7, 30]) expect(await exported({}, limit)).toEqual(all);
    const codesOf = (rows: StockRow[]) => [
      ...new Set(rows.map(({ locationCode }) => locationCode)),
    ];
    expect(codesOf(await exported({ locationCode: 'AMS' }, 4))).toEqual(['AMS']);
    expect(codesOf(await exported({ marketCode: 'FR' }, 4))).toEqual(['RTM']);
    expect(await exported({ locationCode: 'NONE' }, 4)).toEqual([]);
  });

  it('that are written back as they were read change nothing', async () => {
    const all = await exported({}, 5000);
    const before = await contentOf(portal);
    const outcomes = await units().run(ctx, (tx) => bulk.write(ctx, tx, all));
    expect(outcomes).toEqual(all.map(() => ({ kind: 'UNCHANGED' })));
    expect(await contentOf(portal)).toEqual(before);
  });

  it('are judged without a change, and then written as they were judged', async () => {
    const rows = [
      row('NEW', 4),
      row('NB-11', 3),
      row('NB-12', 12),
      { ...row('NB-13', 1), reason: ' ' },
      row('NB-11', 9),
      row('NB-99', 1, 'XXX'),
    ];
    const before = await contentOf(portal);
    const judged = await reading((tx) => bulk.judge(ctx, tx, rows));
    expect(judged).toEqual([
      { kind: 'CREATE' },
      { kind: 'UPDATE' },
      { kind: 'UNCHANGED' },
      {
        kind: 'ERROR',
        problems: [expect.objectContaining({ code: 'REQUIRED', column: 'reason' })],
      },
      {
        kind: 'ERROR',
        problems: [expect.objectContaining({ code: 'ALREADY_EXISTS', column: 'sku' })],
      },
      {
        kind: 'ERROR',
        problems: [
          expect.objectContaining({ code: 'NOT_FOUND', column: 'locationCode' }),
          expect.objectContaining({ code: 'UNKNOWN_SKU', column: 'sku' }),
        ],
      },
    ]);
    expect(await contentOf(portal)).toEqual(before);
    expect(await units().run(ctx, (tx) => bulk.write(ctx, tx, rows))).toEqual(judged);
    const level = await portal.rows(
      `SELECT l.on_hand FROM inventory.stock_level l JOIN catalog.variant v ON v.id = l.variant_id
       WHERE v.sku IN ('NEW', 'NB-11') ORDER BY v.sku`,
    );
    expect(level).toEqual([{ on_hand: 3 }, { on_hand: 4 }]);
  });

  it('are found by the beginning of the SKU, the market, and by what has run short, page by page both ways', async () => {
    const page = async (variables: object): Promise<LevelPage> => {
      const { data, errors } = await portal.ask(LEVELS, variables, { token });
      expect(errors).toEqual([]);
      const { nodes, ...rest } = data.stockLevels;
      const keys: string[] = nodes.map(
        ({ sku, location }: { sku: string; location: { code: string } }) =>
          `${sku} ${location.code}`,
      );
      return { keys, ...rest };
    };
    const filter = { skuPrefix: 'TV-', marketCode: 'DE' };
    const all = await page({ first: 100, filter });
    expect(all).toMatchObject({ totalCount: 15, pageInfo: { hasNextPage: false } });
    expect(all.keys.every((key) => key.startsWith('TV-'))).toBe(true);
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const { keys, pageInfo } = await page({ first: 4, after, filter });
      forward.push(...keys);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(forward).toEqual(all.keys);
    const backward: string[] = [];
    let before: string | null = null;
    do {
      const { keys, pageInfo } = await page({ last: 4, before, filter });
      backward.unshift(...keys);
      before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(all.keys);
    expect((await page({ filter: { skuPrefix: 'TV-', marketCode: 'FR' } })).totalCount).toBe(10);
    expect((await page({ filter: { availableAtMost: 0 } })).keys).toEqual([
      'NB-10 RTM',
      'NB-15 RTM',
      'TV-20 RTM',
      'TV-25 RTM',
    ]);
    expect((await page({ filter: { availableAtMost: 1, locationCode: 'AMS' } })).totalCount).toBe(
      10,
    );
    for (const empty of [{ skuPrefix: 'tv-' }, { skuPrefix: '%' }, { marketCode: 'XX' }]) {
      expect((await page({ filter: empty })).keys).toEqual([]);
    }
    for (const wrong of [{ availableAtMost: -1 }, { skuPrefix: 'a\u0000' }]) {
      const { errors } = await portal.ask(LEVELS, { filter: wrong }, { token });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    }
  });
});
