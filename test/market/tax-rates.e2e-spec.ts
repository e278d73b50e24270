import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addStaff, openShop, submit, type Person, type Shop } from '../support/world/shop.world.js';
import { auditSince, change, dayInBerlin, lastAudit, revisionOf } from './market-mutations.js';

let portal: Portal;
let shop: Shop;
let catalog: Person;
let far: Person;
let today: string;
let soon: string;
let later: string;

beforeAll(async () => {
  portal = await startPortal('tax_rates');
  shop = await openShop(portal);
  await addMarket(portal.db, { code: 'AT', taxRate: '20', regionId: shop.regionId });
  catalog = await addStaff(portal, 'CATALOG_MANAGER', [shop.regionId]);
  far = await addStaff(portal, 'CATALOG_MANAGER', [await addRegion(portal.db, { code: 'APAC' })]);
  today = await dayInBerlin(portal, 0);
  soon = await dayInBerlin(portal, 10);
  later = await dayInBerlin(portal, 20);
}, 60_000);

afterAll(() => portal?.stop());

beforeEach(async () => {
  await portal.db.query(`DELETE FROM market.tax_rate WHERE valid_from > '2020-01-01'`);
});

const schedule = (from: string, rate: string, rest: object = {}) =>
  change(portal, catalog.token, 'taxRateSchedule', { marketCode: 'AT', from, rate, ...rest });

const cancel = (from: string, expectedVersion: number) =>
  change(portal, catalog.token, 'taxRateCancel', { marketCode: 'AT', from, expectedVersion });

/** The query is open to everybody. */
async function rates(): Promise<[string, string, string | null, number][]> {
  const { data } = await portal.ask(
    '{ market(code: "AT") { taxRates { rate from until version } } }',
  );
  return data.market.taxRates.map(({ rate, from, until, version }: Record<string, never>) => [
    rate,
    from,
    until,
    version,
  ]);
}

async function expectRefused(
  work: () => Promise<{ market: unknown; userErrors: object[] }>,
  error: object,
): Promise<void> {
  const before = await contentOf(portal);
  const { market, userErrors } = await work();
  expect(market).toBeNull();
  expect(userErrors).toEqual([expect.objectContaining(error)]);
  expect(await contentOf(portal)).toEqual(before);
}

describe('a rate', () => {
  it('that is to come is planned, replaced and taken back, with a record each', async () => {
    const [seq, revision] = [await lastAudit(portal), await revisionOf(portal, 'AT')];
    expect((await schedule(soon, '21.50')).userErrors).toEqual([]);
    await schedule(later, '22');
    const present = ['20', '2020-01-01', soon, 1];
    expect(await rates()).toEqual([present, ['21.5', soon, later, 1], ['22', later, null, 1]]);
    expect((await schedule(soon, '21', { expectedVersion: 1 })).userErrors).toEqual([]);
    expect(await rates()).toEqual([present, ['21', soon, later, 2], ['22', later, null, 1]]);
    expect((await cancel(soon, 2)).userErrors).toEqual([]);
    expect(await rates()).toEqual([
      ['20', '2020-01-01', later, 1],
      ['22', later, null, 1],
    ]);
    const rest = {
      entity: 'TAX_RATE',
      from: null,
      to: null,
      marketCode: 'AT',
      actor: catalog.email,
    };
    expect(await auditSince(portal, seq)).toEqual([
      { ...rest, operation: 'SCHEDULE', version: 1, old: null, new: { from: soon, rate: '21.5' } },
      { ...rest, operation: 'SCHEDULE', version: 1, old: null, new: { from: later, rate: '22' } },
      { ...rest, operation: 'REPLACE', version: 2, old: { rate: '21.5' }, new: { rate: '21' } },
      { ...rest, operation: 'CANCEL', version: 2, old: { from: soon, rate: '21' }, new: null },
    ]);
    expect(await revisionOf(portal, 'AT')).toBe(revision + 4);
  });

  it('that is sent again, however it is written, changes nothing', async () => {
    await schedule(soon, '21.5');
    const before = await contentOf(portal);
    for (const rate of ['21.5', '21.50', '21.5000']) {
      expect((await schedule(soon, rate)).userErrors).toEqual([]);
      expect((await schedule(soon, rate, { expectedVersion: 9 })).userErrors).toEqual([]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each(['0', '99.9999'])('may be %s', async (rate) => {
    expect((await schedule(soon, rate)).userErrors).toEqual([]);
    expect((await rates()).at(-1)?.[0]).toBe(rate);
  });

  it.each([
    ['100', 'RANGE'],
    ['-0.0001', 'RANGE'],
    ['19.00001', 'DECIMAL_PLACES'],
  ])('may not be %s', async (rate, rule) => {
    const path = ['input', 'rate'];
    await expectRefused(() => schedule(soon, rate), { code: 'INVALID_VALUE', rule, path });
  });

  it('never changes when it has begun, and never begins in the past', async () => {
    const from = ['input', 'from'];
    const yesterday = await dayInBerlin(portal, -1);
    for (const past of [yesterday, '2020-01-01']) {
      await expectRefused(() => schedule(past, '21'), { rule: 'PAST_DAY', path: from });
      await expectRefused(() => schedule(past, '21', { expectedVersion: 1 }), { rule: 'PAST_DAY' });
    }
    await expectRefused(() => cancel('2020-01-01', 1), { rule: 'PAST_DAY', path: from });
    expect((await schedule(today, '21')).market.taxRate).toBe('21');
    await expectRefused(() => schedule(today, '22', { expectedVersion: 1 }), {
      code: 'ALREADY_EXISTS',
      path: from,
    });
    await expectRefused(() => cancel(today, 1), { rule: 'PAST_DAY', path: from });
  });

  it('is replaced only by who knows which one it is', async () => {
    const version = ['input', 'expectedVersion'];
    await expectRefused(() => schedule(soon, '21', { expectedVersion: 1 }), {
      code: 'CONFLICT',
      path: version,
      version: null,
    });
    await expectRefused(() => cancel(soon, 1), { code: 'NOT_FOUND', path: ['input', 'from'] });
    await schedule(soon, '21');
    await expectRefused(() => schedule(soon, '22'), {
      code: 'ALREADY_EXISTS',
      path: ['input', 'from'],
    });
    await expectRefused(() => schedule(soon, '22', { expectedVersion: 2 }), {
      code: 'CONFLICT',
      path: version,
      version: 1,
    });
    await expectRefused(() => cancel(soon, 2), { code: 'CONFLICT', path: version, version: 1 });
  });

  it('is no matter of staff of other regions', async () => {
    const input = { marketCode: 'AT', from: soon, rate: '21' };
    await expectRefused(() => change(portal, far.token, 'taxRateSchedule', input), {
      code: 'UNKNOWN_MARKET',
      path: ['input', 'marketCode'],
    });
  });

  it('is set by one of several at once', async () => {
    const answers = await Promise.all(['21', '22', '23', '24'].map((rate) => schedule(soon, rate)));
    expect(answers.filter(({ market }) => market !== null)).toHaveLength(1);
    expect(await rates()).toHaveLength(2);
    const replaced = await Promise.all(
      ['31', '32', '33'].map((rate) => schedule(soon, rate, { expectedVersion: 1 })),
    );
    expect(replaced.filter(({ market }) => market !== null)).toHaveLength(1);
    expect((await rates())[1]?.[3]).toBe(2);
  });
});

describe('the tax of an order', () => {
  const inGermany = (rate: string) =>
    change(portal, catalog.token, 'taxRateSchedule', { marketCode: 'DE', from: today, rate });

  it('follows a rate that begins today, and stays on what was ordered before', async () => {
    const before = (await submit(shop)).order;
    expect([before.net.amount, before.tax.amount]).toEqual(['540.00', '102.60']);
    await inGermany('16');
    const after = (await submit(shop)).order;
    expect([after.net.amount, after.tax.amount]).toEqual(['540.00', '86.40']);
    const { data } = await portal.ask(
      'query ($id: ID!) { order(id: $id) { tax { amount } } }',
      { id: before.id },
      { token: shop.buyer.token },
    );
    expect(data.order.tax.amount).toBe('102.60');
  });

  it('is one or the other for orders that are on their way, and the new one afterwards', async () => {
    const [, ...orders] = await Promise.all([
      inGermany('7'),
      ...Array.from({ length: 8 }, () => submit(shop)),
    ]);
    for (const { order } of orders) expect(['102.60', '37.80']).toContain(order.tax.amount);
    expect((await submit(shop)).order.tax.amount).toBe('37.80');
  });
});
