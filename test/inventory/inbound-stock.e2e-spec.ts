import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addListing, daysFromToday } from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { placed, trailOf } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  addStaff,
  breaches,
  MARKET,
  openShop,
  type Shop,
} from '../support/world/shop.world.js';

const INBOUND = 'inbound { id quantity expectedOn version } level { onHand inbound { id } }';
const MUTATIONS = {
  Announce: `mutation ($input: InboundStockAnnounceInput!) { inboundStockAnnounce(input: $input) {
    ${INBOUND} replayed userErrors { code path message rule } } }`,
  Update: `mutation ($input: InboundStockUpdateInput!) { inboundStockUpdate(input: $input) {
    ${INBOUND} userErrors { code path message rule version } } }`,
  Cancel: `mutation ($input: InboundStockCancelInput!) { inboundStockCancel(input: $input) {
    ${INBOUND} userErrors { code path message version } } }`,
};
type Mutation = keyof typeof MUTATIONS;

const MOVE = `level { onHand } userErrors { code path }`;
const RECEIVE = `mutation ($input: StockReceiveInput!) { stockReceive(input: $input) { ${MOVE} } }`;
const ADJUST = `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { ${MOVE} } }`;
const COUNT = `mutation ($input: StockLevelsSetInput!) { stockLevelsSet(input: $input) { changed userErrors { code } } }`;

/** Days of the lead time of the shop's location. */
const LEAD = 2;

describe('stock on its way', () => {
  let portal: Portal;
  let shop: Shop;
  let variantId: string;
  let sku: string;
  let shelves = 0;

  beforeAll(async () => {
    portal = await startPortal('inbound-stock');
    shop = await openShop(portal);
  });
  afterAll(() => portal.stop());
  beforeEach(async () => {
    shelves += 1;
    sku = `SKU-I${shelves}`;
    variantId = await addShelf(portal, sku);
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
  });
  afterEach(async () => expect(await breaches(portal)).toEqual([]));

  const ask = (mutation: Mutation, input: object, token = shop.desk.token): Promise<Answer> =>
    portal.ask(MUTATIONS[mutation], { input }, { token });
  async function change(
    mutation: Mutation,
    input: object,
    token?: string,
  ): Promise<Answer['data']> {
    const { data, errors } = await ask(mutation, input, token);
    expect(errors).toEqual([]);
    return data[`inboundStock${mutation}`];
  }
  const announcement = (quantity: number, days: number) => ({
    idempotencyKey: newId(),
    locationCode: 'RTM',
    sku,
    quantity,
    expectedOn: daysFromToday(days),
  });
  const announce = (quantity: number, days: number) =>
    change('Announce', announcement(quantity, days));
  async function refusal(mutation: Mutation, input: object, token?: string): Promise<unknown[]> {
    const before = await contentOf(portal);
    const payload = await change(mutation, input, token);
    expect([payload.inbound, payload.level]).toEqual([null, null]);
    expect(await contentOf(portal)).toEqual(before);
    return payload.userErrors.map(({ code, path, rule, version }: Record<string, unknown>) =>
      [code, path, rule ?? version].filter((part) => part !== undefined && part !== null),
    );
  }
  const order = (quantity: number) =>
    placed(shop, { acceptBackorder: true, lines: [{ sku, quantity }] });
  const promisesOf = async (...orders: { id: string }[]) => {
    const rows = await portal.rows<{ id: string; day: string | null }>(
      `SELECT order_id AS id, promised_on::text AS day FROM orders.order_line WHERE order_id = ANY ($1)`,
      [orders.map(({ id }) => id)],
    );
    return orders.map(({ id }) => rows.find((row) => row.id === id)?.day);
  };
  const stock = async (document: string, input: object) => {
    const { data, errors } = await portal.ask(
      document,
      { input: { idempotencyKey: newId(), locationCode: 'RTM', sku, ...input } },
      { token: shop.desk.token },
    );
    expect(errors).toEqual([]);
    expect((data.stockReceive ?? data.stockAdjust).userErrors).toEqual([]);
  };

  it('is announced, changed and cancelled, with its records and events', async () => {
    const { inbound, level } = await announce(10, 5);
    expect(inbound).toEqual({
      id: expect.any(String),
      quantity: 10,
      expectedOn: daysFromToday(5),
      version: 1,
    });
    expect(level).toEqual({ onHand: 0, inbound: [{ id: inbound.id }] });
    const { id } = inbound;
    const more = await change('Update', { id, expectedVersion: 1, quantity: 12 });
    expect(more.inbound).toEqual({ id, quantity: 12, expectedOn: daysFromToday(5), version: 2 });
    const same = await change('Update', { id, expectedVersion: 2, expectedOn: daysFromToday(5) });
    expect(same).toEqual(more);
    const gone = await change('Cancel', { id, expectedVersion: 2 });
    expect(gone).toMatchObject({ inbound: { id, version: 2 }, level: { inbound: [] } });
    const first = { id, quantity: 10, expectedOn: daysFromToday(5) };
    const second = { ...first, quantity: 12 };
    const trail = await portal.rows(
      `SELECT a.operation, a.old, a.new, o.type, o.payload FROM platform.audit_record a
       JOIN platform.outbox o ON o.audit_id = a.id JOIN inventory.stock_level l ON l.id = a.entity_id
       WHERE a.entity = 'STOCK_LEVEL' AND l.variant_id = $1 ORDER BY a.seq`,
      [variantId],
    );
    const event = (said: object | null) => ({
      type: 'stock.inbound_changed',
      payload: { sku, locationCode: 'RTM', inbound: said },
    });
    expect(trail).toEqual([
      { operation: 'ANNOUNCE', old: null, new: { inbound: first }, ...event(first) },
      {
        operation: 'UPDATE_INBOUND',
        old: { inbound: first },
        new: { inbound: second },
        ...event(second),
      },
      { operation: 'CANCEL_INBOUND', old: { inbound: second }, new: null, ...event(null) },
    ]);
  });

  it('gives those who wait their day, in the order of the queue, and others when it changes', async () => {
    const first = await order(5);
    const second = await order(4);
    const third = await order(3);
    expect(await promisesOf(first, second, third)).toEqual([null, null, null]);
    const near = (await announce(6, 5)).inbound;
    expect(await promisesOf(first, second, third)).toEqual([daysFromToday(5 + LEAD), null, null]);
    const far = (await announce(6, 20)).inbound;
    expect(await promisesOf(first, second, third)).toEqual([
      daysFromToday(5 + LEAD),
      daysFromToday(20 + LEAD),
      daysFromToday(20 + LEAD),
    ]);
    await change('Update', {
      id: near.id,
      expectedVersion: 1,
      quantity: 9,
      expectedOn: daysFromToday(8),
    });
    expect(await promisesOf(first, second, third)).toEqual([
      daysFromToday(8 + LEAD),
      daysFromToday(8 + LEAD),
      daysFromToday(20 + LEAD),
    ]);
    await change('Cancel', { id: far.id, expectedVersion: 1 });
    expect(await promisesOf(first, second, third)).toEqual([
      daysFromToday(8 + LEAD),
      daysFromToday(8 + LEAD),
      null,
    ]);
    expect((await trailOf(portal, third.id)).slice(1)).toEqual([
      {
        operation: 'PROMISE',
        from: 'CONFIRMED',
        to: 'CONFIRMED',
        version: 2,
        actor: 'SYSTEM',
        event: 'order.promise_changed',
      },
      expect.objectContaining({ operation: 'PROMISE', version: 3 }),
    ]);
    const [record] = await portal.rows(
      `SELECT old, new FROM platform.audit_record WHERE entity_id = $1 AND operation = 'PROMISE' ORDER BY seq DESC LIMIT 1`,
      [third.id],
    );
    expect(record).toEqual({
      old: [{ sku, promisedOn: daysFromToday(20 + LEAD) }],
      new: [{ sku, promisedOn: null }],
    });
  });

  it('promises the same as a submit of the same moment would', async () => {
    await order(5);
    await announce(8, 5);
    await announce(9, 9);
    const submitted = await order(7);
    const [day] = await promisesOf(submitted);
    expect(day).toBe(daysFromToday(9 + LEAD));
    await announce(1, 30);
    expect(await promisesOf(submitted)).toEqual([day]);
  });

  it('is lowered by what is received of it, and nobody is promised it twice', async () => {
    const { inbound } = await announce(10, 5);
    const first = await order(6);
    const second = await order(6);
    expect(await promisesOf(first, second)).toEqual([daysFromToday(5 + LEAD), null]);
    await stock(RECEIVE, { quantity: 4, inboundId: inbound.id });
    expect(await promisesOf(first, second)).toEqual([daysFromToday(5 + LEAD), null]);
    expect(await refusal('Update', { id: inbound.id, expectedVersion: 1, quantity: 20 })).toEqual([
      ['CONFLICT', ['input', 'expectedVersion'], 2],
    ]);
    await change('Update', { id: inbound.id, expectedVersion: 2, quantity: 8 });
    expect(await promisesOf(second)).toEqual([daysFromToday(5 + LEAD)]);
    await stock(RECEIVE, { quantity: 8, inboundId: inbound.id });
    expect(await refusal('Cancel', { id: inbound.id, expectedVersion: 3 })).toEqual([
      ['NOT_FOUND', ['input', 'id']],
    ]);
  });

  it('is promised to what a count took back, by one level or by many', async () => {
    await putStock(portal.db, variantId, shop.locationId, 10);
    const first = await order(6);
    const second = await order(4);
    await announce(3, 7);
    await stock(ADJUST, { countedOnHand: 8, reason: 'count' });
    expect(await promisesOf(second)).toEqual([daysFromToday(7 + LEAD)]);
    const input = {
      idempotencyKey: newId(),
      mode: 'ALL_OR_NOTHING',
      reason: 'count',
      rows: [{ sku, locationCode: 'RTM', onHand: 7 }],
    };
    const { data } = await portal.ask(COUNT, { input }, { token: shop.desk.token });
    expect(data.stockLevelsSet).toEqual({ changed: 1, userErrors: [] });
    expect(await promisesOf(second)).toEqual([daysFromToday(7 + LEAD)]);
    await stock(ADJUST, { countedOnHand: 5, reason: 'count' });
    const [soon] = await promisesOf(first);
    expect([soon, ...(await promisesOf(second))]).toEqual([daysFromToday(7 + LEAD), null]);
  });

  it('is for the markets that its location serves, in their own queue', async () => {
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    await addListing(portal.db, { variantId, marketCode: 'FR' });
    await addLocation(portal.db, { code: 'PAR', markets: { FR: {} } });
    const german = await order(2);
    await change('Announce', { ...announcement(5, 3), locationCode: 'PAR' });
    expect(await promisesOf(german)).toEqual([null]);
    await announce(5, 9);
    expect(await promisesOf(german)).toEqual([daysFromToday(9 + LEAD)]);
  });

  it('is announced once for many parallel sends of one key', async () => {
    const input = announcement(5, 5);
    const sent = await inParallel(16, () => change('Announce', input));
    expect(sent.filter(({ replayed }) => replayed === false)).toHaveLength(1);
    expect(new Set(sent.map(({ inbound }) => inbound.id)).size).toBe(1);
    expect(
      await portal.rows('SELECT FROM inventory.inbound_stock WHERE variant_id = $1', [variantId]),
    ).toHaveLength(1);
    expect(await refusal('Announce', { ...input, quantity: 6 })).toEqual([
      ['IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey']],
    ]);
  });

  it('is changed once by many who have read the same version', async () => {
    const { id } = (await announce(5, 5)).inbound;
    const outcomes = await inParallel(8, async (n) => {
      const payload = await change(n % 2 === 0 ? 'Update' : 'Cancel', {
        id,
        expectedVersion: 1,
        ...(n % 2 === 0 ? { quantity: 10 + n } : {}),
      });
      return payload.userErrors[0]?.code ?? 'done';
    });
    expect(tally(outcomes)['done']).toBe(1);
  });

  it('waits for no one: announcing, receiving and ordering at once leave nothing wrong', async () => {
    const outcomes = await inParallel(
      40,
      async (n) => {
        if (n % 4 === 0) return (await announce(3, 5 + (n % 7))).inbound ? 'announced' : 'refused';
        if (n % 4 === 1) {
          await stock(RECEIVE, { quantity: 2 });
          return 'received';
        }
        return (await order(1 + (n % 3))).state;
      },
      10,
    );
    expect(tally(outcomes)).toEqual({ announced: 10, received: 10, CONFIRMED: 20 });
    const { inbound } = await announce(100, 30);
    const waiting = await portal.rows(
      `SELECT count(*)::integer AS lines, count(promised_on)::integer AS promised FROM orders.order_line
       WHERE variant_id = $1 AND backordered > 0`,
      [variantId],
    );
    expect(waiting).toEqual([
      { lines: expect.any(Number), promised: (waiting[0] as { lines: number }).lines },
    ]);
    expect(inbound.quantity).toBe(100);
  });

  it.each([
    [{ quantity: 0 }, [['INVALID_VALUE', ['input', 'quantity'], 'RANGE']]],
    [{ quantity: 1_000_001 }, [['INVALID_VALUE', ['input', 'quantity'], 'RANGE']]],
    [{ expectedOn: daysFromToday(-2) }, [['INVALID_VALUE', ['input', 'expectedOn'], 'PAST']]],
    [{ expectedOn: '9999-12-31' }, [['INVALID_VALUE', ['input', 'expectedOn'], 'RANGE']]],
    [
      { sku: 'NONE', locationCode: 'NONE' },
      [
        ['NOT_FOUND', ['input', 'locationCode']],
        ['UNKNOWN_SKU', ['input', 'sku']],
      ],
    ],
    [
      { sku: '', locationCode: 'a\u0000', idempotencyKey: ' ' },
      [
        ['REQUIRED', ['input', 'idempotencyKey']],
        ['INVALID_VALUE', ['input', 'locationCode'], 'CHARACTERS'],
        ['REQUIRED', ['input', 'sku']],
      ],
    ],
  ])('is not announced with %j', async (changes, wrong) => {
    expect(await refusal('Announce', { ...announcement(5, 5), ...changes })).toEqual(wrong);
  });

  it('is not changed to what cannot be', async () => {
    const { id } = (await announce(5, 5)).inbound;
    const edit = { id, expectedVersion: 1 };
    expect(await refusal('Update', { ...edit, quantity: null, expectedOn: null })).toEqual([
      ['REQUIRED', ['input', 'quantity']],
      ['REQUIRED', ['input', 'expectedOn']],
    ]);
    expect(await refusal('Update', { ...edit, quantity: 0 })).toEqual([
      ['INVALID_VALUE', ['input', 'quantity'], 'RANGE'],
    ]);
    expect(await refusal('Update', { ...edit, expectedOn: daysFromToday(-3) })).toEqual([
      ['INVALID_VALUE', ['input', 'expectedOn'], 'PAST'],
    ]);
    for (const unknown of [newId(), 'nonsense', '']) {
      const input = { id: unknown, expectedVersion: 1 };
      expect(await refusal('Update', { ...input, quantity: 3 })).toEqual([
        ['NOT_FOUND', ['input', 'id']],
      ]);
      expect(await refusal('Cancel', input)).toEqual([['NOT_FOUND', ['input', 'id']]]);
    }
    expect(await refusal('Cancel', { id, expectedVersion: 7 })).toEqual([
      ['CONFLICT', ['input', 'expectedVersion'], 1],
    ]);
  });

  it('may be less late than it was: what is overdue keeps its day until it gets a new one', async () => {
    const id = await addInbound(portal.db, {
      variantId,
      locationId: shop.locationId,
      quantity: 5,
      expectedOn: daysFromToday(-4),
    });
    const waits = await order(2);
    expect(await promisesOf(waits)).toEqual([null]);
    await change('Update', { id, expectedVersion: 1, quantity: 6 });
    expect(await promisesOf(waits)).toEqual([null]);
    await change('Update', { id, expectedVersion: 2, expectedOn: daysFromToday(4) });
    expect(await promisesOf(waits)).toEqual([daysFromToday(4 + LEAD)]);
  });

  it('is for the order desk and administrators, in their regions', async () => {
    const { id } = (await announce(5, 5)).inbound;
    const apac = await addRegion(portal.db, { code: 'APAC' });
    const far = await addStaff(portal, 'ORDER_DESK', [apac]);
    const strangers = [
      shop.buyer,
      shop.admin,
      await addStaff(portal, 'CATALOG_MANAGER'),
      await addStaff(portal, 'ANALYST'),
    ];
    const inputs: Record<Mutation, object> = {
      Announce: announcement(5, 5),
      Update: { id, expectedVersion: 1, quantity: 6 },
      Cancel: { id, expectedVersion: 1 },
    };
    const before = await contentOf(portal);
    for (const mutation of ['Announce', 'Update', 'Cancel'] as const) {
      for (const { token } of strangers) {
        const { errors } = await ask(mutation, inputs[mutation], token);
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      }
      expect(await refusal(mutation, inputs[mutation], far.token)).toEqual([
        ['NOT_FOUND', ['input', mutation === 'Announce' ? 'locationCode' : 'id']],
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
    const admin = await addStaff(portal, 'ADMIN');
    expect((await change('Cancel', inputs.Cancel, admin.token)).userErrors).toEqual([]);
  });
});
