import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import type { StaffRole } from '../../src/platform/access/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addProduct, addVariant, daysFromToday } from '../support/world/catalog.world.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import type { WorldDatabase } from '../support/world/world-database.js';

interface Payload {
  level: { onHand: number; allocated: number; available: number } | null;
  replayed: boolean;
  userErrors: { code: string; path: string[]; onHand: number | null; allocated: number | null }[];
}

const PAYLOAD = `{ level { onHand allocated available } replayed
  userErrors { code path message onHand allocated min max } }`;
const RECEIVE = `mutation ($input: StockReceiveInput!) { stockReceive(input: $input) ${PAYLOAD} }`;
const ADJUST = `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) ${PAYLOAD} }`;
const LEVELS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: StockLevelFilter) {
  stockLevels(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { sku onHand available location { code } inbound { quantity expectedOn } } } }`;

const LOCATIONS = '{ stockLocations { code markets { marketCode preference leadDays } } }';

interface Levels {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; startCursor: string; endCursor: string };
  nodes: { sku: string; location: { code: string } }[];
}

const codesOf = ({ errors }: Answer) => errors.map((error) => error.extensions.code);

describe('receiving, adjusting and seeing stock over HTTP', () => {
  let portal: Portal;
  let db: WorldDatabase;
  let productId: string;
  let rtm: string;
  let desk: string;

  beforeAll(async () => {
    portal = await startPortal('stock-movement');
    db = portal.db;
    await addMarket(db, { code: 'DE' });
    productId = await addProduct(db, { handle: 'notebook' });
    rtm = await addLocation(db, { code: 'RTM', markets: { DE: {} } });
    desk = await tokenOf('ORDER_DESK');
  });
  afterAll(() => portal.stop());

  const tokenOf = async (role: StaffRole) =>
    portal.signIn(await addUser(db, { staffRoles: [role] }));

  async function variant(sku: string, onHand = 0): Promise<string> {
    const id = await addVariant(db, { productId, sku });
    if (onHand > 0) await putStock(db, id, rtm, onHand);
    return id;
  }

  async function move(document: string, input: Record<string, unknown>): Promise<Payload> {
    const answer = await portal.ask(
      document,
      { input: { idempotencyKey: newId(), locationCode: 'RTM', ...input } },
      { token: desk },
    );
    expect(answer.errors).toEqual([]);
    return answer.data.stockReceive ?? answer.data.stockAdjust;
  }

  const receive = (input: Record<string, unknown>) => move(RECEIVE, input);
  const adjust = (input: Record<string, unknown>) => move(ADJUST, { reason: 'count', ...input });
  const refusals = (payload: Payload) =>
    payload.userErrors.map((error) => [error.code, error.path.at(-1)]);

  const movements = (variantId: string) =>
    portal.rows<{
      kind: string;
      quantity: number;
      reason: string | null;
      reference: string | null;
    }>(
      `SELECT kind, quantity, reason, reference FROM inventory.stock_movement WHERE variant_id = $1
       ORDER BY at, quantity`,
      [variantId],
    );

  it('receives pieces, with the movement, the audit record and the event', async () => {
    const id = await variant('MI-RECEIVE', 5);
    const payload = await receive({ sku: ' MI-RECEIVE ', quantity: 7, reference: 'Note 12' });
    expect(payload).toEqual({
      level: { onHand: 12, allocated: 0, available: 12 },
      replayed: false,
      userErrors: [],
    });
    expect(await movements(id)).toEqual([
      { kind: 'OPENING', quantity: 5, reason: null, reference: null },
      { kind: 'RECEIPT', quantity: 7, reason: null, reference: 'Note 12' },
    ]);
    const records = await portal.rows(
      `SELECT a.operation, a.old, a.new ->> 'onHand' AS on_hand, a.actor_kind, o.type, o.payload
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id
       JOIN inventory.stock_level l ON l.id = a.entity_id
       WHERE a.entity = 'STOCK_LEVEL' AND l.variant_id = $1`,
      [id],
    );
    expect(records).toEqual([
      {
        operation: 'RECEIVE',
        old: { onHand: 5, allocated: 0 },
        on_hand: '12',
        actor_kind: 'USER',
        type: 'stock.received',
        payload: {
          sku: 'MI-RECEIVE',
          locationCode: 'RTM',
          quantity: 7,
          onHand: 12,
          allocated: 0,
        },
      },
    ]);
  });

  it('makes a level where there was none, also for parallel counts', async () => {
    const id = await variant('MI-FRESH');
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => adjust({ sku: 'MI-FRESH', countedOnHand: 9 })),
    );
    expect(counts.map((payload) => payload.level?.onHand)).toEqual(Array(8).fill(9));
    expect(await movements(id)).toEqual([
      { kind: 'ADJUSTMENT', quantity: 9, reason: 'count', reference: null },
    ]);
  });

  it('does it once for 64 parallel sends of one key', async () => {
    const id = await variant('MI-ONCE');
    const input = { sku: 'MI-ONCE', quantity: 3, idempotencyKey: 'once' };
    const payloads = await Promise.all(Array.from({ length: 64 }, () => receive(input)));
    expect(payloads.map((payload) => payload.level?.onHand)).toEqual(Array(64).fill(3));
    expect(payloads.filter((payload) => !payload.replayed)).toHaveLength(1);
    expect(await movements(id)).toHaveLength(1);
  });

  it('adjusts once for 64 parallel sends of one key', async () => {
    const id = await variant('MI-ONCE-MORE', 10);
    const input = { sku: 'MI-ONCE-MORE', delta: -2, idempotencyKey: 'once more' };
    const payloads = await Promise.all(Array.from({ length: 64 }, () => adjust(input)));
    expect(payloads.map((payload) => payload.level?.onHand)).toEqual(Array(64).fill(8));
    expect(payloads.filter((payload) => !payload.replayed)).toHaveLength(1);
    expect(await movements(id)).toHaveLength(2);
  });

  it('takes no key twice for different inputs, and keeps the key of a refusal free', async () => {
    const id = await variant('MI-KEY');
    const first = { sku: 'MI-KEY', quantity: 3, idempotencyKey: 'key' };
    await receive(first);
    expect(refusals(await receive({ ...first, quantity: 4 }))).toEqual([
      ['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey'],
    ]);
    expect(await receive({ ...first, reference: null })).toMatchObject({ replayed: true });

    const refused = { sku: 'MI-KEY', delta: -4, idempotencyKey: 'free' };
    expect(await adjust(refused)).toMatchObject({
      level: null,
      userErrors: [{ code: 'INVALID_VALUE', path: ['input', 'delta'], onHand: 3 }],
    });
    expect(await adjust({ ...refused, delta: -1 })).toMatchObject({
      level: { onHand: 2 },
      replayed: false,
    });
    expect(await movements(id)).toHaveLength(2);
  });

  it('reports what it does not know, all at once, and changes nothing', async () => {
    const unknown = await receive({ sku: 'MI-NONE', locationCode: 'XXX', quantity: 1 });
    expect(refusals(unknown)).toEqual([
      ['NOT_FOUND', 'locationCode'],
      ['UNKNOWN_SKU', 'sku'],
    ]);
    expect(refusals(await adjust({ sku: 'MI-NONE', delta: 1 }))).toEqual([['UNKNOWN_SKU', 'sku']]);
  });

  it.each([
    [{ quantity: 0 }, 'quantity'],
    [{ quantity: -1 }, 'quantity'],
    [{ quantity: 1_000_001 }, 'quantity'],
    [{ quantity: 1, reference: 'a\u0000b' }, 'reference'],
    [{ quantity: 1, sku: '\u0000' }, 'sku'],
    [{ quantity: 1, idempotencyKey: 'k'.repeat(256) }, 'idempotencyKey'],
  ])('refuses %j', async (input, field) => {
    expect(refusals(await receive({ sku: 'MI-RECEIVE', ...input }))).toEqual([
      ['INVALID_VALUE', field],
    ]);
  });

  it.each([1.5, 2 ** 31, '7'])('cannot read a quantity of %j', async (quantity) => {
    const input = { idempotencyKey: newId(), locationCode: 'RTM', sku: 'MI-RECEIVE', quantity };
    expect(codesOf(await portal.ask(RECEIVE, { input }, { token: desk }))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('lowers what was on its way, and forgets it when all has come', async () => {
    const id = await variant('MI-INBOUND');
    const other = await variant('MI-OTHER');
    const inboundId = await addInbound(db, {
      variantId: id,
      locationId: rtm,
      quantity: 10,
      expectedOn: daysFromToday(5),
    });
    const left = async () =>
      (
        await portal.rows<{ quantity: number }>(
          'SELECT quantity FROM inventory.inbound_stock WHERE id = $1',
          [inboundId],
        )
      ).map((row) => row.quantity);
    for (const unknown of [newId(), 'nonsense']) {
      expect(
        refusals(await receive({ sku: 'MI-INBOUND', quantity: 1, inboundId: unknown })),
      ).toEqual([['NOT_FOUND', 'inboundId']]);
    }
    expect(refusals(await receive({ sku: 'MI-OTHER', quantity: 1, inboundId }))).toEqual([
      ['NOT_FOUND', 'inboundId'],
    ]);
    await receive({ sku: 'MI-INBOUND', quantity: 4, inboundId });
    expect(await left()).toEqual([6]);
    await receive({ sku: 'MI-INBOUND', quantity: 7, inboundId });
    expect(await left()).toEqual([]);
    expect(await movements(other)).toEqual([]);
  });

  it('changes a level by a count or by a difference, for a reason', async () => {
    const id = await variant('MI-ADJUST', 10);
    expect((await adjust({ sku: 'MI-ADJUST', countedOnHand: 8 })).level?.onHand).toBe(8);
    expect((await adjust({ sku: 'MI-ADJUST', delta: 3, reason: 'found' })).level?.onHand).toBe(11);
    expect((await adjust({ sku: 'MI-ADJUST', countedOnHand: 11 })).level?.onHand).toBe(11);
    expect(refusals(await adjust({ sku: 'MI-ADJUST', delta: 1, reason: ' ' }))).toEqual([
      ['REQUIRED', 'reason'],
    ]);
    expect(refusals(await adjust({ sku: 'MI-ADJUST', delta: 1, countedOnHand: 1 }))).toEqual([
      ['INVALID_VALUE', 'delta'],
    ]);
    expect(await movements(id)).toEqual([
      { kind: 'OPENING', quantity: 10, reason: null, reference: null },
      { kind: 'ADJUSTMENT', quantity: -2, reason: 'count', reference: null },
      { kind: 'ADJUSTMENT', quantity: 3, reason: 'found', reference: null },
    ]);
  });

  it('leaves what nobody can take back: pieces that are promised', async () => {
    const id = await variant('MI-PROMISED', 10);
    await portal.rows(`SELECT inventory.allocate('DE', $1, $2, false)`, [[id], [6]]);
    const refused = await adjust({ sku: 'MI-PROMISED', countedOnHand: 5 });
    expect(refused).toMatchObject({
      level: null,
      userErrors: [{ code: 'CONFLICT', path: ['input'], onHand: 5, allocated: 6 }],
    });
    expect((await adjust({ sku: 'MI-PROMISED', countedOnHand: 6 })).level).toEqual({
      onHand: 6,
      allocated: 6,
      available: 0,
    });
  });

  it('refuses a level beyond any warehouse', async () => {
    await variant('MI-FULL', 99_999_999);
    expect((await receive({ sku: 'MI-FULL', quantity: 1 })).level?.onHand).toBe(100_000_000);
    expect(refusals(await receive({ sku: 'MI-FULL', quantity: 1 }))).toEqual([
      ['INVALID_VALUE', 'quantity'],
    ]);
  });

  it('lists levels in pages, both ways, by SKU and location', async () => {
    const ams = await addLocation(db, { code: 'AMS', markets: {} });
    for (const sku of ['ZZ-1', 'ZZ-2', 'ZZ-3']) {
      const id = await variant(sku, 1);
      await putStock(db, id, ams, 2);
    }
    const levels = async (variables: Record<string, unknown>) => {
      const answer = await portal.ask(LEVELS, variables, { token: desk });
      expect(answer.errors).toEqual([]);
      const { nodes, ...page }: Levels = answer.data.stockLevels;
      return { ...page, keys: nodes.map((node) => `${node.sku} ${node.location.code}`) };
    };
    const last4 = await levels({ last: 4 });
    expect(last4.keys).toEqual(['ZZ-2 AMS', 'ZZ-2 RTM', 'ZZ-3 AMS', 'ZZ-3 RTM']);
    const before = await levels({ last: 2, before: last4.pageInfo.startCursor });
    expect(before.keys).toEqual(['ZZ-1 AMS', 'ZZ-1 RTM']);
    const after = await levels({ first: 3, after: before.pageInfo.endCursor });
    expect(after.keys).toEqual(['ZZ-2 AMS', 'ZZ-2 RTM', 'ZZ-3 AMS']);
    expect(after.pageInfo.hasNextPage).toBe(true);
    expect(await levels({ filter: { sku: 'ZZ-2' } })).toMatchObject({
      totalCount: 2,
      keys: ['ZZ-2 AMS', 'ZZ-2 RTM'],
    });
    expect((await levels({ filter: { sku: 'ZZ-2', locationCode: 'AMS' } })).keys).toEqual([
      'ZZ-2 AMS',
    ]);
    expect((await levels({ filter: { sku: 'NONE' } })).totalCount).toBe(0);
    for (const variables of [
      { first: 101 },
      { after: 'x' },
      { filter: { sku: 'a\u0000' } },
      { first: 1, after: Buffer.from('[1,"a",7]').toString('base64url') },
    ]) {
      expect(codesOf(await portal.ask(LEVELS, variables, { token: desk }))).toEqual([
        'BAD_USER_INPUT',
      ]);
    }
  });

  it('is for the order desk and administrators alone', async () => {
    const resellerId = await addReseller(db);
    const buyer = await addUser(db);
    await addMembership(db, { userId: buyer.id, resellerId, role: 'RESELLER_ADMIN' });
    const input = { idempotencyKey: newId(), locationCode: 'RTM', sku: 'MI-RECEIVE' };
    const asks: [string, Record<string, unknown>][] = [
      [RECEIVE, { input: { ...input, quantity: 1 } }],
      [ADJUST, { input: { ...input, delta: 1, reason: 'none' } }],
      [LEVELS, {}],
      [LOCATIONS, {}],
    ];
    const strangers = [
      await portal.signIn(buyer),
      ...(await Promise.all(
        (['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ANALYST'] as const).map(tokenOf),
      )),
    ];
    for (const [document, variables] of asks) {
      expect(codesOf(await portal.ask(document, variables))).toEqual(['UNAUTHENTICATED']);
      for (const token of strangers) {
        expect(codesOf(await portal.ask(document, variables, { token }))).toEqual(['FORBIDDEN']);
      }
    }
    const admin = await portal.ask(LOCATIONS, {}, { token: await tokenOf('ADMIN') });
    expect(admin.data).toMatchObject({
      stockLocations: [
        { code: 'AMS', markets: [] },
        { code: 'RTM', markets: [{ marketCode: 'DE', preference: 1, leadDays: 2 }] },
      ],
    });
  });
});
