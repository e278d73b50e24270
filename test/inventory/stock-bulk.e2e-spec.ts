import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addProduct, addVariant } from '../support/world/catalog.world.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { placed, trailOf } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  addStaff,
  breaches,
  MARKET,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const SET = `mutation ($input: StockLevelsSetInput!) { stockLevelsSet(input: $input) {
  changed unchanged refused replayed userErrors { code path message rule } } }`;

type Row = { locationCode?: string; sku: string; onHand: number; reason?: string | null };

describe('many stock levels at once', () => {
  let portal: Portal;
  let shop: Shop;
  let productId: string;
  let ams: string;

  beforeAll(async () => {
    portal = await startPortal('stock-bulk', { DATABASE_POOL_SIZE: '16' });
    shop = await openShop(portal);
    productId = await addProduct(portal.db, { handle: 'bulk' });
    ams = await addLocation(portal.db, {
      code: 'AMS',
      markets: { [MARKET]: { preference: 2, leadDays: 4 } },
    });
  });
  afterAll(() => portal.stop());
  afterEach(async () => expect(await breaches(portal)).toEqual([]));

  const ask = (rows: Row[], changes: object = {}, { token } = shop.desk): Promise<Answer> =>
    portal.ask(
      SET,
      {
        input: {
          idempotencyKey: newId(),
          mode: 'ROW_BY_ROW',
          reason: 'yearly count',
          rows: rows.map((row) => ({ locationCode: 'RTM', ...row })),
          ...changes,
        },
      },
      { token },
    );

  async function set(rows: Row[], changes: object = {}, by?: Person): Promise<Answer['data']> {
    const { data, errors } = await ask(rows, changes, by);
    expect(errors).toEqual([]);
    return data.stockLevelsSet;
  }

  const wrongs = (payload: Answer['data']): unknown[] =>
    payload.userErrors.map(({ code, path }: { code: string; path: string[] }) => [
      code,
      ...path.slice(1),
    ]);

  async function variant(sku: string, onHand = 0, locationId = shop.locationId): Promise<string> {
    const id = await addVariant(portal.db, { productId, sku });
    if (onHand > 0) await putStock(portal.db, id, locationId, onHand);
    return id;
  }

  /** A SKU that can be ordered. */
  async function shelf(sku: string, pieces: number): Promise<string> {
    const id = await addShelf(portal, sku);
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [id]: 10_000 } });
    if (pieces > 0) await putStock(portal.db, id, shop.locationId, pieces);
    return id;
  }

  const order = (sku: string, quantity: number) =>
    placed(shop, { acceptBackorder: true, lines: [{ sku, quantity }] });

  const levelOf = async (variantId: string, locationId = shop.locationId) =>
    (
      await portal.rows(
        'SELECT on_hand, allocated FROM inventory.stock_level WHERE variant_id = $1 AND location_id = $2',
        [variantId, locationId],
      )
    )[0];

  const pieces = async (...orders: { id: string }[]) => {
    const rows = await portal.rows<{ id: string; pieces: number[] }>(
      `SELECT order_id AS id, ARRAY[allocated, backordered] AS pieces FROM orders.order_line WHERE order_id = ANY ($1)`,
      [orders.map(({ id }) => id)],
    );
    return orders.map(({ id }) => rows.find((row) => row.id === id)?.pieces);
  };

  it('sets them, with a movement, an audit record and an event for each that changed', async () => {
    const up = await variant('BU-UP', 5);
    await variant('BU-SAME', 7);
    const fresh = await variant('BU-NEW');
    const none = await variant('BU-NONE');
    const payload = await set([
      { sku: 'BU-UP', onHand: 8 },
      { sku: ' BU-SAME ', onHand: 7 },
      { sku: 'BU-NEW', onHand: 3, reason: ' found ' },
      { sku: 'BU-NONE', onHand: 0 },
    ]);
    expect(payload).toEqual({
      changed: 2,
      unchanged: 2,
      refused: 0,
      replayed: false,
      userErrors: [],
    });
    expect(await levelOf(up)).toEqual({ on_hand: 8, allocated: 0 });
    expect(await levelOf(fresh)).toEqual({ on_hand: 3, allocated: 0 });
    expect(await levelOf(none)).toBeUndefined();
    const records = await portal.rows(
      `SELECT v.sku, a.operation, a.old, a.new, a.actor_user_id AS actor, o.type, o.payload,
         (SELECT array_agg(m.kind || ' ' || m.quantity || ' ' || m.reason ORDER BY m.at) FROM inventory.stock_movement m
          WHERE m.variant_id = l.variant_id AND m.kind <> 'OPENING') AS movements
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id
       JOIN inventory.stock_level l ON l.id = a.entity_id JOIN catalog.variant v ON v.id = l.variant_id
       WHERE a.entity = 'STOCK_LEVEL' AND v.sku LIKE 'BU-%' ORDER BY v.sku`,
    );
    const at = { locationCode: 'RTM', allocated: 0 };
    expect(records).toEqual([
      {
        sku: 'BU-NEW',
        operation: 'ADJUST',
        old: { onHand: 0, allocated: 0 },
        new: {
          onHand: 3,
          allocated: 0,
          movement: { kind: 'ADJUSTMENT', quantity: 3, reason: 'found', reference: null },
        },
        actor: shop.desk.userId,
        type: 'stock.adjusted',
        payload: { sku: 'BU-NEW', ...at, quantity: 3, onHand: 3 },
        movements: ['ADJUSTMENT 3 found'],
      },
      {
        sku: 'BU-UP',
        operation: 'ADJUST',
        old: { onHand: 5, allocated: 0 },
        new: {
          onHand: 8,
          allocated: 0,
          movement: { kind: 'ADJUSTMENT', quantity: 3, reason: 'yearly count', reference: null },
        },
        actor: shop.desk.userId,
        type: 'stock.adjusted',
        payload: { sku: 'BU-UP', ...at, quantity: 3, onHand: 8 },
        movements: ['ADJUSTMENT 3 yearly count'],
      },
    ]);
  });

  const WRONG: Row[] = [
    { sku: 'BW-GOOD', onHand: 4 },
    { sku: 'BW-NOBODY', locationCode: 'XXX', onHand: 1 },
    { sku: '', locationCode: ' ', onHand: -1 },
    { sku: 'BW-GOOD', onHand: 5 },
    { sku: 'a\u0000', locationCode: '\u0000', onHand: 100_000_001, reason: 'b\u0000' },
    { sku: 'x'.repeat(41), onHand: 1, reason: 'y'.repeat(501) },
  ];
  const WRONGS = [
    ['NOT_FOUND', 'rows', '1', 'locationCode'],
    ['UNKNOWN_SKU', 'rows', '1', 'sku'],
    ['REQUIRED', 'rows', '2', 'locationCode'],
    ['REQUIRED', 'rows', '2', 'sku'],
    ['INVALID_VALUE', 'rows', '2', 'onHand'],
    ['ALREADY_EXISTS', 'rows', '3', 'sku'],
    ['INVALID_VALUE', 'rows', '4', 'locationCode'],
    ['INVALID_VALUE', 'rows', '4', 'sku'],
    ['INVALID_VALUE', 'rows', '4', 'onHand'],
    ['INVALID_VALUE', 'rows', '4', 'reason'],
    ['INVALID_VALUE', 'rows', '5', 'sku'],
    ['INVALID_VALUE', 'rows', '5', 'reason'],
  ];

  it('says what is wrong in each row; all or nothing, nothing is written', async () => {
    await variant('BW-GOOD', 1);
    const before = await contentOf(portal);
    const payload = await set(WRONG, { mode: 'ALL_OR_NOTHING' });
    expect(wrongs(payload)).toEqual(WRONGS);
    expect(payload).toMatchObject({ changed: 0, unchanged: 0, refused: 6, replayed: false });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('writes the good rows when asked for row by row, and says the same when it is sent again', async () => {
    const id = await variant('BR-GOOD', 1);
    const rows = WRONG.map((row) => ({ ...row, sku: row.sku.replace('BW-', 'BR-') }));
    const payload = await set(rows, { idempotencyKey: 'rows' });
    expect(wrongs(payload)).toEqual(WRONGS);
    expect(payload).toMatchObject({ changed: 1, unchanged: 0, refused: 5, replayed: false });
    expect(await levelOf(id)).toEqual({ on_hand: 4, allocated: 0 });
    const before = await contentOf(portal);
    expect(await set(rows, { idempotencyKey: 'rows' })).toEqual({ ...payload, replayed: true });
    const other = await set(rows.slice(0, 1), { idempotencyKey: 'rows' });
    expect(wrongs(other)).toEqual([['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey']]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('keeps the key of a refusal free', async () => {
    const id = await variant('BF-ONE', 1);
    const bad = [{ sku: 'BF-NONE', onHand: 1 }];
    expect(wrongs(await set(bad, { idempotencyKey: 'free' }))).toEqual([
      ['UNKNOWN_SKU', 'rows', '0', 'sku'],
    ]);
    expect(await set([{ sku: 'BF-ONE', onHand: 2 }], { idempotencyKey: 'free' })).toMatchObject({
      changed: 1,
      replayed: false,
    });
    expect(await levelOf(id)).toEqual({ on_hand: 2, allocated: 0 });
  });

  it.each([
    [{ reason: ' ' }, ['REQUIRED', 'reason']],
    [{ reason: 'r'.repeat(501) }, ['INVALID_VALUE', 'reason']],
    [{ rows: [] }, ['INVALID_VALUE', 'rows']],
    [{ idempotencyKey: '' }, ['REQUIRED', 'idempotencyKey']],
    [{ idempotencyKey: 'k'.repeat(256) }, ['INVALID_VALUE', 'idempotencyKey']],
  ])('refuses %j', async (changes, wrong) => {
    const before = await contentOf(portal);
    expect(wrongs(await set([{ sku: 'SKU-A', onHand: 3 }], changes))).toEqual([wrong]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('makes backorders of the newest promises that no longer fit, and fills the oldest with what is more', async () => {
    const less = await shelf('BO-LESS', 10);
    const more = await shelf('BO-MORE', 0);
    const first = await order('BO-LESS', 4);
    const second = await order('BO-LESS', 6);
    const waits = await order('BO-MORE', 3);
    const later = await order('BO-MORE', 3);
    expect(
      await set([
        { sku: 'BO-LESS', onHand: 5 },
        { sku: 'BO-MORE', onHand: 4 },
      ]),
    ).toMatchObject({ changed: 2, userErrors: [] });
    expect(await pieces(first, second, waits, later)).toEqual([
      [4, 0],
      [1, 5],
      [3, 0],
      [1, 2],
    ]);
    expect(await levelOf(less)).toEqual({ on_hand: 5, allocated: 5 });
    expect(await levelOf(more)).toEqual({ on_hand: 4, allocated: 4 });
    expect((await trailOf(portal, second.id)).at(-1)).toMatchObject({
      operation: 'RECLAIM_STOCK',
      version: 2,
      event: 'order.backordered',
    });
    expect((await trailOf(portal, waits.id)).at(-1)).toMatchObject({
      operation: 'FILL_BACKORDER',
      event: 'order.backorder_filled',
    });
    expect(await trailOf(portal, first.id)).toHaveLength(1);
  });

  it('lets what one place lost be found at another that was counted in the same request', async () => {
    const id = await shelf('BM-MOVED', 10);
    const held = await order('BM-MOVED', 10);
    await set([
      { sku: 'BM-MOVED', onHand: 2 },
      { sku: 'BM-MOVED', locationCode: 'AMS', onHand: 5 },
    ]);
    expect(await pieces(held)).toEqual([[7, 3]]);
    expect(await levelOf(id)).toEqual({ on_hand: 2, allocated: 2 });
    expect(await levelOf(id, ams)).toEqual({ on_hand: 5, allocated: 5 });
    await set([
      { sku: 'BM-MOVED', onHand: 0 },
      { sku: 'BM-MOVED', locationCode: 'AMS', onHand: 0 },
    ]);
    expect(await pieces(held)).toEqual([[0, 10]]);
    await set([
      { sku: 'BM-MOVED', onHand: 20 },
      { sku: 'BM-MOVED', locationCode: 'AMS', onHand: 20 },
    ]);
    expect(await pieces(held)).toEqual([[10, 0]]);
  });

  it('leaves a level of which more is promised than orders hold, and says so in its row', async () => {
    const odd = await variant('BL-ODD', 10);
    const good = await variant('BL-GOOD', 10);
    await portal.rows(`SELECT inventory.allocate_at($1, $2, $3)`, [[odd], [shop.locationId], [6]]);
    const rows = [
      { sku: 'BL-GOOD', onHand: 2 },
      { sku: 'BL-ODD', onHand: 5 },
    ];
    const before = await contentOf(portal);
    const refused = await set(rows, { mode: 'ALL_OR_NOTHING' });
    expect(wrongs(refused)).toEqual([['CONFLICT', 'rows', '1', 'onHand']]);
    expect(await contentOf(portal)).toEqual(before);
    const payload = await set(rows);
    expect(payload).toMatchObject({ changed: 1, refused: 1 });
    expect(wrongs(payload)).toEqual([['CONFLICT', 'rows', '1', 'onHand']]);
    expect(await levelOf(odd)).toEqual({ on_hand: 10, allocated: 6 });
    expect(await levelOf(good)).toEqual({ on_hand: 2, allocated: 0 });
    await portal.rows(`SELECT inventory.release($1, $2, $3)`, [[odd], [shop.locationId], [6]]);
  });

  it('does it once for many parallel sends of one key', async () => {
    const id = await variant('BK-ONCE', 1);
    const rows = [{ sku: 'BK-ONCE', onHand: 9 }];
    const sent = await inParallel(24, () => set(rows, { idempotencyKey: 'bulk once' }));
    expect(sent.map(({ changed }) => changed)).toEqual(Array(24).fill(1));
    expect(sent.filter(({ replayed }) => replayed === false)).toHaveLength(1);
    expect(
      await portal.rows('SELECT FROM inventory.stock_movement WHERE variant_id = $1', [id]),
    ).toHaveLength(2);
  });

  it('counts 5,000 levels, and refuses 5,001 or 5,000 wrong ones without a change', async () => {
    // Plans made for a handful of levels must do for thousands, until the table is analysed again.
    await portal.db.query('ANALYZE inventory.stock_level');
    await portal.db.query(
      `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin, position)
       SELECT gen_random_uuid(), $1, 'MANY-' || n, 'M-' || n, g.code || (10 - g.sum % 10) % 10, 1000 + n
       FROM generate_series(1, 5000) AS n
       CROSS JOIN LATERAL (
         SELECT c.code, sum((CASE WHEN i % 2 = 0 THEN 3 ELSE 1 END) * substr(c.code, i, 1)::integer)::integer AS sum
         FROM (SELECT '990000' || lpad(n::text, 6, '0') AS code) c, generate_series(1, 12) AS i GROUP BY c.code
       ) g`,
      [productId],
    );
    const rows = (onHand: number, prefix = 'MANY') =>
      Array.from({ length: 5000 }, (_, n) => ({ sku: `${prefix}-${n + 1}`, onHand }));
    const counted = await set(rows(7), { mode: 'ALL_OR_NOTHING' });
    expect(counted).toMatchObject({ changed: 5000, refused: 0, userErrors: [] });
    expect(await set(rows(7))).toMatchObject({ changed: 0, unchanged: 5000 });
    const before = await contentOf(portal);
    const tooMany = await set([...rows(8), { sku: 'SKU-A', onHand: 1 }]);
    expect(wrongs(tooMany)).toEqual([['INVALID_VALUE', 'rows']]);
    for (const mode of ['ALL_OR_NOTHING', 'ROW_BY_ROW']) {
      const wrong = await set(rows(8, 'NOTHING'), { mode });
      expect(wrong).toMatchObject({ changed: 0, refused: 5000 });
      expect(wrong.userErrors).toHaveLength(5000);
      expect(wrongs(wrong).at(-1)).toEqual(['UNKNOWN_SKU', 'rows', '4999', 'sku']);
    }
    expect(await contentOf(portal)).toEqual(before);
    const moved = await portal.rows(
      `SELECT count(*)::integer AS levels, sum(m.quantity)::integer AS pieces FROM inventory.stock_movement m
       JOIN catalog.variant v ON v.id = m.variant_id WHERE v.sku LIKE 'MANY-%'`,
    );
    expect(moved).toEqual([{ levels: 5000, pieces: 35_000 }]);
  }, 60_000);

  it('is a fixed number of statements while no order is touched', async () => {
    await set([1, 2].map((n) => ({ sku: `MANY-${n}`, onHand: 3 })));
    const statementsOf = async (count: number) => {
      const rows = Array.from({ length: count }, (_, n) => ({
        sku: `MANY-${n + 1}`,
        onHand: 100 + count,
      }));
      const units = await portal.unitsOf(() => set(rows));
      return units.find(({ kind }) => kind === 'run')?.statements;
    };
    const few = await statementsOf(2);
    expect(await statementsOf(450)).toBe(few);
    expect(few).toBeLessThanOrEqual(11);
  });

  it('holds under parallel orders: nothing is lost, doubled, or left waiting beside stock', async () => {
    const skus = Array.from({ length: 12 }, (_, n) => `BP-${n}`);
    for (const sku of skus) await shelf(sku, 12);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const outcomes = await inParallel(
      90,
      async (n) => {
        if (n % 3 === 0) {
          const rows = skus.flatMap((sku) => [
            { sku, onHand: random(30) },
            { sku, locationCode: 'AMS', onHand: random(9) },
          ]);
          const shuffled = n % 2 === 0 ? rows : [...rows].reverse();
          const { status, errors, data } = await ask(shuffled);
          if (errors.length > 0) return `${status} ${errors[0].extensions.code}`;
          return data.stockLevelsSet.userErrors.length === 0 ? 'counted' : 'refused';
        }
        const lines = [0, 1, 2].map((k) => ({
          sku: skus[(n * 5 + k * 7) % skus.length] ?? '',
          quantity: 1 + random(4),
        }));
        return (await placed(shop, { acceptBackorder: true, lines })).state;
      },
      12,
    );
    expect(tally(outcomes)).toEqual({ counted: 30, CONFIRMED: 60 });
    const beside = await portal.rows(
      `SELECT l.sku FROM orders.order_line l JOIN inventory.stock_level s ON s.variant_id = l.variant_id
       WHERE l.backordered > 0 AND s.on_hand > s.allocated AND l.sku LIKE 'BP-%'`,
    );
    expect(beside).toEqual([]);
  }, 120_000);

  it('is for the order desk and administrators, in their regions', async () => {
    const apac = await addRegion(portal.db, { code: 'APAC' });
    await addMarket(portal.db, { code: 'JP', currencyCode: 'JPY', regionId: apac });
    await addLocation(portal.db, { code: 'TYO', markets: { JP: {} } });
    await variant('BA-ONE', 1);
    const rows = [{ sku: 'BA-ONE', onHand: 2 }];
    const far = await addStaff(portal, 'ORDER_DESK', [apac]);
    const strangers = [shop.buyer, shop.admin];
    for (const role of ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ANALYST'] as const) {
      strangers.push(await addStaff(portal, role));
    }
    const before = await contentOf(portal);
    expect(wrongs(await set(rows, {}, far))).toEqual([['NOT_FOUND', 'rows', '0', 'locationCode']]);
    for (const stranger of strangers) {
      const { errors } = await ask(rows, {}, stranger);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await contentOf(portal)).toEqual(before);
    expect(await set([{ sku: 'BA-ONE', locationCode: 'TYO', onHand: 2 }], {}, far)).toMatchObject({
      changed: 1,
      refused: 0,
    });
  });
});
