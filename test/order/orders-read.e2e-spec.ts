import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  mutate,
  openChannel,
  place,
  placeForPartner,
  placeInJapan,
  saveDraft,
  type Channel,
} from '../support/world/order.world.js';
import { addPerson, addShopReseller } from '../support/world/shop.world.js';

const ORDERS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: OrderFilter, $orderBy: OrderSort) {
  orders(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { number state heldSince } edges { cursor node { number } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const WHOLE = `query ($first: Int) { orders(first: $first) { nodes {
  number market { name } soldTo { legalName } lines { sku allocations { locationCode } priceExplanation { quantity } }
  total { amount } holds { reason } approval { decision } credit { shortBy { amount } } history { actor } } } }`;

const codesOf = ({ errors }: Answer) => errors.map((error) => error.extensions.code);

interface Listed {
  numbers: string[];
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
}

describe('lists of orders over HTTP', () => {
  let portal: Portal;
  let channel: Channel;
  /** Numbers of the shop's own orders, the oldest first. */
  const own: string[] = [];
  let draft: string;
  let cancelled: string;
  let held: string;
  let paused: string;
  let forPartner: string;
  let japanese: string;

  beforeAll(async () => {
    portal = await startPortal('orders-read');
    channel = await openChannel(portal);
    const { shop } = channel;
    for (let n = 1; n <= 5; n += 1) {
      const { number } = await place(shop, { purchaseOrderNumber: `Spring ${n}` });
      own.push(number);
    }
    const other = { sku: 'SKU-B', quantity: 2 };
    const paid = await place(shop, { lines: [other], endCustomer: { name: 'Ålesund 100% Skole' } });
    cancelled = paid.number;
    await mutate(portal, 'orderCancel', 'OrderCancelInput', {
      input: { orderId: paid.id, reason: 'test' },
      token: shop.buyer.token,
    });
    const waits = await place(shop);
    paused = waits.number;
    await mutate(portal, 'orderHoldPlace', 'OrderHoldPlaceInput', {
      input: { orderId: waits.id, reason: 'CUSTOMER', note: 'later' },
      token: shop.desk.token,
    });
    const large = { acceptBackorder: true, lines: [{ sku: 'SKU-A', quantity: 5_000 }] };
    held = (await place(shop, large)).number;
    draft = (await saveDraft(shop)).number;
    own.push(cancelled, paused, held, draft);
    forPartner = (await placeForPartner(channel, { lines: [other] })).number;
    japanese = (await placeInJapan(channel)).number;
  });
  afterAll(() => portal.stop());

  const ask = (variables: object, token = channel.shop.buyer.token) =>
    portal.ask(ORDERS, variables, { token });

  async function list(variables: object, token?: string): Promise<Listed> {
    const answer = await ask(variables, token);
    expect(answer.errors).toEqual([]);
    const { nodes, edges, pageInfo, totalCount } = answer.data.orders;
    const numbers = nodes.map(({ number }: { number: string }) => number);
    expect(edges.map(({ node }: { node: { number: string } }) => node.number)).toEqual(numbers);
    return { numbers, pageInfo, totalCount };
  }

  const filtered = async (filter: object, token?: string) =>
    (await list({ filter, orderBy: 'OLDEST' }, token)).numbers;

  it('hold the orders in which one has a part, the newest first', async () => {
    const { shop, distributorBuyer, partnerBuyer, stranger, tokyoBuyer, deskOfApac } = channel;
    expect((await list({})).numbers).toEqual([...own].reverse());
    expect((await list({ orderBy: 'OLDEST' })).numbers).toEqual(own);
    expect((await list({}, distributorBuyer.token)).numbers).toEqual([forPartner]);
    expect((await list({}, partnerBuyer.token)).numbers).toEqual([forPartner]);
    expect((await list({}, stranger.token)).numbers).toEqual([]);
    expect((await list({}, tokyoBuyer.token)).numbers).toEqual([japanese]);
    expect((await list({}, deskOfApac.token)).numbers).toEqual([japanese]);
    expect((await list({}, channel.deskOfEmea.token)).totalCount).toBe(own.length + 1);
    expect((await list({}, shop.desk.token)).totalCount).toBe(own.length + 2);
  });

  it('filter by state', async () => {
    expect(await filtered({ state: ['DRAFT', 'CANCELLED'] })).toEqual([cancelled, draft]);
    expect(await filtered({ state: ['SHIPPED'] })).toEqual([]);
  });

  it('filter by open holds', async () => {
    expect(await filtered({ onHold: true })).toEqual([paused, held]);
    expect(await filtered({ onHold: false })).toEqual([...own.slice(0, 5), cancelled, draft]);
    expect(await filtered({ hold: 'CREDIT' })).toEqual([held]);
    expect(await filtered({ hold: 'CUSTOMER', state: ['CONFIRMED'] })).toEqual([paused]);
    expect(await filtered({ hold: 'PRICE' })).toEqual([]);
  });

  it('filter by market and by buyer', async () => {
    const { shop, distributor } = channel;
    expect(await filtered({ marketCode: ' jp ' }, shop.desk.token)).toEqual([japanese]);
    expect(await filtered({ marketCode: 'XX' }, shop.desk.token)).toEqual([]);
    expect(await filtered({ soldToId: distributor.id }, shop.desk.token)).toEqual([forPartner]);
    expect(await filtered({ soldToId: distributor.id })).toEqual([]);
  });

  it("filter by day, in the market's calendar", async () => {
    const days = await portal.rows<{ today: string; tomorrow: string; yesterday: string }>(
      `SELECT today::text, (today + 1)::text AS tomorrow, (today - 1)::text AS yesterday
       FROM market.market_v WHERE code = 'DE'`,
    );
    const [{ today, tomorrow, yesterday } = { today: '', tomorrow: '', yesterday: '' }] = days;
    expect(await filtered({ createdFrom: today })).toEqual(own);
    expect(await filtered({ createdFrom: tomorrow })).toEqual([]);
    expect(await filtered({ createdUntil: tomorrow })).toEqual(own);
    expect(await filtered({ createdUntil: today })).toEqual([]);
    expect(await filtered({ createdFrom: yesterday, createdUntil: tomorrow })).toEqual(own);
    // Half past midnight in Tokyo is still the day before in UTC.
    await portal.db.query('UPDATE orders.sales_order SET created_at = $2 WHERE number = $1', [
      japanese,
      '2026-03-01T15:30:00Z',
    ]);
    const { token } = channel.tokyoBuyer;
    const day = { createdFrom: '2026-03-02', createdUntil: '2026-03-03' };
    expect(await filtered(day, token)).toEqual([japanese]);
    expect(await filtered({ createdUntil: '2026-03-02' }, token)).toEqual([]);
  });

  it.each([
    ['a part of the purchase order number', 'sPRING 2', () => [own[1]]],
    ['a SKU', 'sku-b', () => [cancelled]],
    ['the end customer, whose name is no pattern', 'ålesund 100%', () => [cancelled]],
    ['nothing that is there', 'nowhere_', () => []],
    ['blanks alone, which is no condition', '  ', () => own],
  ])('are searched by %s', async (_, text, expected) => {
    expect(await filtered({ text })).toEqual(expected());
  });

  it('are searched by number, and by the partner of record not by what it does not see', async () => {
    const { partnerBuyer, distributorBuyer } = channel;
    expect(await filtered({ text: held.toLowerCase() })).toEqual([held]);
    const [row] = await portal.rows<{ po: string }>(
      'SELECT purchase_order_number AS po FROM orders.sales_order WHERE number = $1',
      [forPartner],
    );
    expect(await filtered({ text: row?.po }, distributorBuyer.token)).toEqual([forPartner]);
    expect(await filtered({ text: row?.po }, partnerBuyer.token)).toEqual([]);
    expect(await filtered({ text: 'SKU-B' }, partnerBuyer.token)).toEqual([forPartner]);
  });

  it.each(['NEWEST', 'OLDEST'])('page both ways without a gap or a repeat, %s', async (orderBy) => {
    const whole = (await list({ orderBy })).numbers;
    const forward: string[] = [];
    for (let after: string | null = null; ;) {
      const page: Listed = await list({ orderBy, first: 2, after });
      forward.push(...page.numbers);
      expect(page.totalCount).toBe(own.length);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(forward).toEqual(whole);
    const backward: string[] = [];
    for (let before: string | null = null; ;) {
      const page: Listed = await list({ orderBy, last: 2, before });
      backward.unshift(...page.numbers);
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(backward).toEqual(whole);
  });

  it('page through orders of one instant without a gap or a repeat', async () => {
    const reseller = await addShopReseller(portal);
    const buyer = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    const numbers = new Set<string>();
    for (let n = 0; n < 4; n += 1) {
      const changes = {
        shipToAddressId: reseller.addressId,
        lines: [{ sku: 'SKU-B', quantity: 1 }],
      };
      numbers.add((await place(channel.shop, changes, buyer.token)).number);
    }
    await portal.db.query(
      `UPDATE orders.sales_order SET created_at = '2026-05-05T05:05:05.123456Z' WHERE sold_to_id = $1`,
      [reseller.id],
    );
    const first = await list({ first: 3 }, buyer.token);
    const second = await list({ first: 3, after: first.pageInfo.endCursor }, buyer.token);
    expect(new Set([...first.numbers, ...second.numbers])).toEqual(numbers);
    expect(second.numbers).toHaveLength(1);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('are the queue of the order desk, the longest wait first', async () => {
    const { shop, deskOfApac } = channel;
    await portal.db.query(
      `UPDATE orders.hold SET placed_at = now() - interval '50 hours 59 minutes'
       WHERE order_id = (SELECT id FROM orders.sales_order WHERE number = $1)`,
      [held],
    );
    const queue = await list({ orderBy: 'OLDEST_HOLD' }, shop.desk.token);
    expect(queue).toMatchObject({ numbers: [held, paused], totalCount: 2 });
    const first = await list({ orderBy: 'OLDEST_HOLD', first: 1 }, shop.desk.token);
    const { endCursor: after } = first.pageInfo;
    expect((await list({ orderBy: 'OLDEST_HOLD', after }, shop.desk.token)).numbers).toEqual([
      paused,
    ]);
    expect((await list({ orderBy: 'OLDEST_HOLD', last: 1 }, shop.desk.token)).numbers).toEqual([
      paused,
    ]);
    expect((await list({ orderBy: 'OLDEST_HOLD' }, deskOfApac.token)).numbers).toEqual([]);
    expect(codesOf(await ask({ after }, shop.desk.token))).toEqual(['BAD_USER_INPUT']);
    const answer = await portal.ask(
      `{ orders(orderBy: OLDEST_HOLD, filter: { hold: CREDIT }) { nodes { number expiresAt
         holds { reason ageHours } total { amount }
         credit { exposure { amount } available { amount } shortBy { amount currencyCode } } } } }`,
      {},
      { token: shop.desk.token },
    );
    // Six orders of one piece at 642.60 are confirmed; 5,000 pieces at 510.00 and 19 % do not fit.
    expect(answer.data.orders.nodes).toMatchObject([
      {
        number: held,
        total: { amount: '3034500.00' },
        holds: [{ reason: 'CREDIT', ageHours: 50 }],
        credit: {
          exposure: { amount: '3855.60' },
          available: { amount: '996144.40' },
          shortBy: { amount: '2038355.60', currencyCode: 'EUR' },
        },
      },
    ]);
    expect(answer.data.orders.nodes[0].expiresAt).not.toBeNull();
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
    { after: Buffer.from('[1,"2026-01-01T00:00:00Z","no id"]').toString('base64url') },
    {
      after: Buffer.from('[1,"never","01890000-0000-7000-8000-000000000000"]').toString(
        'base64url',
      ),
    },
    { filter: { text: 'a\u0000b' } },
    { filter: { text: 'x'.repeat(201) } },
    { filter: { marketCode: 'GERMANY' } },
    { filter: { soldToId: 'nobody' } },
    { filter: { createdFrom: '2026-02-30' } },
    { filter: { createdFrom: '2026-02-02', createdUntil: '2026-02-02' } },
    { filter: { state: ['LOST'] } },
  ])('refuse what makes no sense: %j', async (variables) => {
    expect(codesOf(await ask(variables))).toEqual(['BAD_USER_INPUT']);
  });

  it('take as many statements for one order as for all, and count only when asked', async () => {
    const { token } = channel.shop.desk;
    const statements = async (query: string, variables: object) => {
      const units = await portal.unitsOf(async () => {
        expect((await portal.ask(query, variables, { token })).errors).toEqual([]);
      });
      return units.map((unit) => unit.statements).sort();
    };
    // The page with everything that is in it, then the markets and the history.
    expect(await statements(WHOLE, { first: 1 })).toEqual([1, 1, 1]);
    expect(await statements(WHOLE, { first: 50 })).toEqual([1, 1, 1]);
    expect(await statements('{ orders { nodes { number } } }', {})).toEqual([1]);
    expect(await statements('{ orders { totalCount } }', {})).toEqual([2]);
  });
});
