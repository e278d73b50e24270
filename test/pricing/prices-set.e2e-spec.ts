import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  briefly,
  change,
  changeRaw,
  entriesOf,
  NO_PRICES,
  openPriceOffice,
  priceContent,
  recordsOf,
  revisionOf,
  row,
  setPrices,
  type PriceOffice,
  type PriceRowSent,
} from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addShelf, submit } from '../support/world/shop.world.js';

let portal: Portal;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('prices-set');
  office = await openPriceOffice(portal);
}, 60_000);

afterAll(() => portal?.stop());

/** A list of the market with no prices, and its id. */
async function addEmpty(code: string, options: object = {}): Promise<string> {
  return addPriceList(portal.db, { marketCode: 'DE', code, ...options });
}

async function refused(
  rows: readonly PriceRowSent[],
  options: { mode?: string; token?: string } = {},
): Promise<string[]> {
  const before = await priceContent(portal);
  const payload = await setPrices(office, rows, options);
  expect(payload).toMatchObject(NO_PRICES);
  expect(await priceContent(portal)).toEqual(before);
  return briefly(payload);
}

const eur = (amount: string): object => ({ amount, currencyCode: 'EUR' });
const inList =
  (priceListCode: string) =>
  (sku: string, quantity: number, amount: string | null, currencyCode = 'EUR'): PriceRowSent =>
    row(sku, quantity, amount, {
      priceListCode,
      ...(amount !== null && { unitPrice: { amount, currencyCode } }),
    });

describe('pricesSet', () => {
  it('creates, changes, removes and leaves prices, and tells of each', async () => {
    const a = await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-MIX',
      entries: { [office.shop.a]: { 1: 100, 10: 90, 50: 80 } },
    });
    const b = await addPriceList(portal.db, {
      marketCode: 'FR',
      code: 'FR-MIX',
      entries: { [office.shop.b]: 5 },
    });
    const [de, fr] = [await revisionOf(portal, 'DE'), await revisionOf(portal, 'FR')];
    const [inDe, inFr] = [inList('DE-MIX'), inList('FR-MIX')];
    const payload = await setPrices(office, [
      inDe('SKU-A', 1, '1.00'),
      inDe('SKU-A', 10, '0.91'),
      inDe('SKU-A', 50, null),
      inDe('SKU-A', 60, null),
      inDe('SKU-B', 1, '10000000000.00'),
      inFr('SKU-B', 1, '0.04'),
      inFr('SKU-B', 2, '0'),
    ]);
    expect(payload).toEqual({
      created: 2,
      updated: 2,
      removed: 1,
      unchanged: 2,
      replayed: false,
      userErrors: [],
    });
    expect(await entriesOf(portal, 'DE-MIX')).toEqual([
      'SKU-A 1+ 100',
      'SKU-A 10+ 91',
      'SKU-B 1+ 1000000000000',
    ]);
    expect(await entriesOf(portal, 'FR-MIX')).toEqual(['SKU-B 1+ 4', 'SKU-B 2+ 0']);
    const common = { operation: 'SET_PRICES', entity_version: 2, type: 'price_list.prices_set' };
    const actor_user_id = office.manager.userId;
    expect(await recordsOf(portal, a)).toEqual([
      {
        ...common,
        actor_user_id,
        market_code: 'DE',
        old: { 'SKU-A 10+': eur('0.90'), 'SKU-A 50+': eur('0.80') },
        new: { 'SKU-A 10+': eur('0.91'), 'SKU-B 1+': eur('10000000000.00') },
      },
    ]);
    expect(await recordsOf(portal, b)).toEqual([
      {
        ...common,
        actor_user_id,
        market_code: 'FR',
        old: { 'SKU-B 1+': eur('0.05') },
        new: { 'SKU-B 1+': eur('0.04'), 'SKU-B 2+': eur('0.00') },
      },
    ]);
    expect(await revisionOf(portal, 'DE')).toBe(de + 1);
    expect(await revisionOf(portal, 'FR')).toBe(fr + 1);
  });

  it('names every mistake of every row, and writes none of them', async () => {
    await addEmpty('DE-ENDED', { validUntil: '2021-01-01T00:00:00Z' });
    await addPriceList(portal.db, { marketCode: 'KW', code: 'KW-ALL', currencyCode: 'KWD' });
    const [inKw, inNone] = [inList('KW-ALL'), inList('NO-SUCH')];
    const errors = await refused([
      row('SKU-A', 1, '541.00'),
      row('SKU-A', 1, '542.00'),
      row('SKU-A', 2, '1.001'),
      row('SKU-A', 3, '-1.00'),
      row('SKU-A', 4, '10000000000.01'),
      row('SKU-A', 5, '99999999999999999999'),
      inKw('SKU-A', 1, '1.0001', 'KWD'),
      inKw('SKU-A', 2, '1.00', 'EUR'),
      inNone('NOT-THERE', 0, '1.00'),
      row('SKU-A', 1_000_001, '1.00'),
      inList('DE-ENDED')('SKU-A', 1, '1.00'),
      row('\0', 1, '1.00'),
      row('SKU-A', 6, '1.00', { unitPrice: undefined }),
    ]);
    expect(errors).toEqual([
      'ALREADY_EXISTS input.rows.1.minimumQuantity',
      'INVALID_VALUE input.rows.2.unitPrice DECIMALS',
      'INVALID_VALUE input.rows.3.unitPrice RANGE',
      'INVALID_VALUE input.rows.4.unitPrice RANGE',
      'INVALID_VALUE input.rows.5.unitPrice RANGE',
      'INVALID_VALUE input.rows.6.unitPrice DECIMALS',
      'CURRENCY_MISMATCH input.rows.7.unitPrice',
      'NOT_FOUND input.rows.8.priceListCode',
      'UNKNOWN_SKU input.rows.8.sku',
      'INVALID_VALUE input.rows.8.minimumQuantity RANGE',
      'INVALID_VALUE input.rows.9.minimumQuantity RANGE',
      'INVALID_VALUE input.rows.10.priceListCode PERIOD_OVER',
      'UNKNOWN_SKU input.rows.11.sku',
      'REQUIRED input.rows.12.unitPrice',
    ]);
  });

  it('takes as many decimal places as the currency has', async () => {
    await addPriceList(portal.db, { marketCode: 'KW', code: 'KW-DEC', currencyCode: 'KWD' });
    await addPriceList(portal.db, { marketCode: 'JP', code: 'JP-DEC', currencyCode: 'JPY' });
    const [inKw, inJp] = [inList('KW-DEC'), inList('JP-DEC')];
    const payload = await setPrices(office, [
      inKw('SKU-A', 1, '12.345', 'KWD'),
      inJp('SKU-A', 1, '64800', 'JPY'),
    ]);
    expect(payload).toMatchObject({ created: 2, userErrors: [] });
    expect(await entriesOf(portal, 'KW-DEC')).toEqual(['SKU-A 1+ 12345']);
    expect(await entriesOf(portal, 'JP-DEC')).toEqual(['SKU-A 1+ 64800']);
    const wrong = await change(office, 'pricesSet', {
      input: { idempotencyKey: newId(), rows: [inJp('SKU-A', 1, '64800.0', 'JPY')] },
      select: 'created',
    });
    expect(wrong.userErrors).toMatchObject([
      {
        code: 'INVALID_VALUE',
        path: ['input', 'rows', '0', 'unitPrice'],
        rule: 'DECIMALS',
        message: 'A price in JPY has no decimal places.',
      },
    ]);
  });

  it('tells the currency that is wanted, and the rule that a quantity breaks', async () => {
    const c = await addShelf(portal, 'SKU-RULE');
    await portal.db.query(
      `UPDATE catalog.listing SET minimum_quantity = 10, maximum_quantity = 100, quantity_increment = 5
       WHERE variant_id = $1`,
      [c],
    );
    await addEmpty('DE-RULE');
    const inDe = inList('DE-RULE');
    const payload = await setPrices(office, [
      inDe('SKU-RULE', 5, '1.00'),
      inDe('SKU-RULE', 12, '1.00'),
      inDe('SKU-RULE', 105, '1.00'),
      inDe('SKU-RULE', 10, '1.00', 'USD'),
    ]);
    const rule = { code: 'QUANTITY_RULE', min: 10, max: 100, increment: 5 };
    expect(payload.userErrors).toMatchObject([
      { ...rule, path: ['input', 'rows', '0', 'minimumQuantity'] },
      { ...rule, path: ['input', 'rows', '1', 'minimumQuantity'] },
      { ...rule, path: ['input', 'rows', '2', 'minimumQuantity'] },
      {
        code: 'CURRENCY_MISMATCH',
        expectedCurrencyCode: 'EUR',
        path: ['input', 'rows', '3', 'unitPrice'],
      },
    ]);
    const good = [inDe('SKU-RULE', 10, '2.00'), inDe('SKU-RULE', 100, '1.00')];
    expect(await setPrices(office, good)).toMatchObject({ created: 2, userErrors: [] });
  });

  it('lets a price that breaks a later rule stay and go, but not change', async () => {
    const c = await addShelf(portal, 'SKU-LATER');
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-OLDRULE',
      entries: { [c]: { 1: 100, 3: 90 } },
    });
    await portal.db.query(
      'UPDATE catalog.listing SET quantity_increment = 2 WHERE variant_id = $1',
      [c],
    );
    const inDe = inList('DE-OLDRULE');
    expect(await refused([inDe('SKU-LATER', 1, '1.01')])).toEqual([
      'QUANTITY_RULE input.rows.0.minimumQuantity',
    ]);
    expect(
      await setPrices(office, [inDe('SKU-LATER', 1, '1.00'), inDe('SKU-LATER', 3, null)]),
    ).toMatchObject({ unchanged: 1, removed: 1, userErrors: [] });
  });

  it('writes row by row what is right, and refuses as a whole when nothing is', async () => {
    await addEmpty('DE-ROWS');
    const inDe = inList('DE-ROWS');
    const rows = [
      inDe('SKU-A', 1, '5.00'),
      inDe('SKU-A', 1, '6.00'),
      inDe('SKU-X', 1, '5.00'),
      inDe('SKU-B', 1, '7.00'),
    ];
    const mode = 'ROW_BY_ROW';
    const payload = await setPrices(office, rows, { mode });
    expect(payload).toMatchObject({ ...NO_PRICES, created: 2 });
    expect(briefly(payload)).toEqual([
      'ALREADY_EXISTS input.rows.1.minimumQuantity',
      'UNKNOWN_SKU input.rows.2.sku',
    ]);
    expect(await entriesOf(portal, 'DE-ROWS')).toEqual(['SKU-A 1+ 500', 'SKU-B 1+ 700']);
    expect(await refused([inDe('SKU-X', 1, '5.00')], { mode })).toEqual([
      'UNKNOWN_SKU input.rows.0.sku',
    ]);
  });

  it('changes nothing at all where every row is so already', async () => {
    const [keys] = await portal.rows<{ count: number }>(
      'SELECT count(*)::integer FROM platform.idempotency',
    );
    const before = await priceContent(portal);
    const payload = await setPrices(office, [row('SKU-B', 1, '115'), row('SKU-B', 7, null)]);
    expect(payload).toMatchObject({ ...NO_PRICES, unchanged: 2, userErrors: [] });
    const count = (keys?.count ?? 0) + 1;
    expect(await priceContent(portal)).toEqual(
      before.map((one) =>
        JSON.stringify(one).includes('"keys"') ? { row: { keys: count } } : one,
      ),
    );
  });

  it.each([
    ['no rows', []],
    ['5,001 rows', Array.from({ length: 5001 }, (_, i) => row(`SKU-${i}`, 1, '1.00'))],
  ])('refuses %s', async (_, rows) => {
    expect(await refused(rows)).toEqual(['INVALID_VALUE input.rows COUNT']);
  });

  it('is seen by the next order', async () => {
    const { shop } = office;
    const lines = [{ sku: 'SKU-A', quantity: 12 }];
    expect((await submit(shop, { lines })).order.net.amount).toBe('6300.00');
    expect(await setPrices(office, [row('SKU-A', 10, '524.99')])).toMatchObject({ updated: 1 });
    const expected = { ...lines[0], expectedUnitPrice: eur('525.00') };
    const refusal = await submit(shop, { lines: [expected] });
    expect(refusal.userErrors).toMatchObject([
      { code: 'PRICE_CHANGED', expected: eur('525.00'), actual: eur('524.99') },
    ]);
    expect((await submit(shop, { lines })).order.net.amount).toBe('6299.88');
    expect(await setPrices(office, [row('SKU-A', 10, '525.00')])).toMatchObject({ updated: 1 });
  });
});

describe('the idempotency key of pricesSet', () => {
  it('does the work once, also when it comes many times at once, and answers the same', async () => {
    const id = await addEmpty('DE-KEY');
    const inDe = inList('DE-KEY');
    const rows = [inDe('SKU-A', 1, '5.00'), inDe('SKU-X', 1, '1.00')];
    const options = { idempotencyKey: newId(), mode: 'ROW_BY_ROW' };
    const payloads = await Promise.all(
      Array.from({ length: 6 }, () => setPrices(office, rows, options)),
    );
    expect(payloads.filter(({ replayed }) => replayed === false)).toHaveLength(1);
    for (const payload of payloads) {
      expect(payload).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
      expect(briefly(payload)).toEqual(['UNKNOWN_SKU input.rows.1.sku']);
    }
    expect(await recordsOf(portal, id)).toHaveLength(1);
    const other = await setPrices(office, [inDe('SKU-A', 1, '6.00')], options);
    expect(briefly(other)).toEqual(['IDEMPOTENCY_KEY_REUSED input.idempotencyKey']);
    expect(await entriesOf(portal, 'DE-KEY')).toEqual(['SKU-A 1+ 500']);
  });

  it('stays free when all is refused', async () => {
    await addEmpty('DE-FREE');
    const inDe = inList('DE-FREE');
    const idempotencyKey = newId();
    const wrong = await setPrices(office, [inDe('SKU-X', 1, '5.00')], { idempotencyKey });
    expect(briefly(wrong)).toEqual(['UNKNOWN_SKU input.rows.0.sku']);
    const right = await setPrices(office, [inDe('SKU-A', 1, '5.00')], { idempotencyKey });
    expect(right).toMatchObject({ created: 1, replayed: false });
  });

  it('is required', async () => {
    const payload = await setPrices(office, [row('SKU-A', 1, '5.00')], { idempotencyKey: ' ' });
    expect(briefly(payload)).toEqual(['REQUIRED input.idempotencyKey']);
  });
});

describe('who sets prices', () => {
  it('finds no lists of other regions', async () => {
    await addPriceList(portal.db, { marketCode: 'JP', code: 'JP-FAR', currencyCode: 'JPY' });
    const { token } = office.farManager;
    const inJp = inList('JP-FAR');
    const rows = [row('SKU-A', 1, '1.00'), inJp('SKU-A', 1, '100', 'JPY')];
    expect(await refused(rows, { token })).toEqual(['NOT_FOUND input.rows.0.priceListCode']);
    expect(await setPrices(office, rows, { token, mode: 'ROW_BY_ROW' })).toMatchObject({
      created: 1,
    });
    expect(await entriesOf(portal, 'JP-FAR')).toEqual(['SKU-A 1+ 100']);
  });

  it('is nobody of a reseller, and no other staff', async () => {
    const before = await priceContent(portal);
    const { buyer, admin, desk } = office.shop;
    for (const { token } of [buyer, admin, desk]) {
      const input = { idempotencyKey: newId(), rows: [row('SKU-A', 1, '1.00')] };
      const { errors } = await changeRaw(portal, 'pricesSet', { input, select: 'created' }, token);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await priceContent(portal)).toEqual(before);
  });
});

describe('several who write to the same lists at once', () => {
  it('come one after the other, whatever order they name them in', async () => {
    const ids = [await addEmpty('DE-P1'), await addEmpty('DE-P2'), await addEmpty('DE-P3')];
    const codes = ['DE-P1', 'DE-P2', 'DE-P3'];
    const payloads = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const named = n % 2 === 0 ? codes : codes.toReversed();
        return setPrices(
          office,
          named.map((code) => inList(code)('SKU-A', 1, `${n + 1}.00`)),
        );
      }),
    );
    expect(payloads.flatMap(briefly)).toEqual([]);
    const created = payloads.map((payload) => payload.created);
    expect(created.filter((count) => count === 3)).toHaveLength(1);
    expect(created.filter((count) => count === 0)).toHaveLength(11);
    for (const id of ids) {
      const records = await recordsOf(portal, id);
      expect(records.map(({ entity_version }) => entity_version)).toEqual(
        Array.from({ length: 12 }, (_, n) => n + 2),
      );
      // Each record begins where the one before it ended.
      records.slice(1).forEach((record, n) => expect(record.old).toEqual(records[n]?.new));
    }
    const stored = await Promise.all(codes.map((code) => entriesOf(portal, code)));
    expect(new Set(stored.flat()).size).toBe(1);
  });
});
