import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { nextGtin } from '../support/world/catalog.world.js';
import {
  briefly,
  change,
  changeRaw,
  entriesOf,
  LIST_FIELDS,
  openPriceOffice,
  priceContent,
  recordsOf,
  revisionOf,
  type PriceOffice,
} from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { submit } from '../support/world/shop.world.js';

const DAY = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

let portal: Portal;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('price-copy');
  office = await openPriceOffice(portal);
}, 60_000);

afterAll(() => portal?.stop());

let codes = 0;

function copy(input: object): Promise<Answer['data']> {
  codes += 1;
  return change(office, 'priceListCopy', {
    input: {
      sourceCode: 'DE-PREMIER',
      code: `COPY-${codes}`,
      name: 'A copy',
      audience: 'EVERYONE',
      validFrom: inDays(1),
      ...input,
    },
    select: `priceList { ${LIST_FIELDS} } copied`,
  });
}

async function refused(name: string, input: object, token?: string): Promise<string[]> {
  const before = await priceContent(portal);
  const select = 'priceList { code } copied';
  const payload = await change(office, name, { input, select }, token);
  expect(payload).toMatchObject({ priceList: null, copied: 0 });
  expect(await priceContent(portal)).toEqual(before);
  return briefly(payload);
}

/** One price per given amount in minor units, from the quantity of its place on. */
async function sourceOf(minors: number[], market = { code: 'DE', currency: 'EUR' }) {
  codes += 1;
  const code = `SOURCE-${codes}`;
  await addPriceList(portal.db, {
    marketCode: market.code,
    currencyCode: market.currency,
    code,
    entries: { [office.shop.a]: Object.fromEntries(minors.map((minor, n) => [n + 1, minor])) },
  });
  return code;
}

async function copiedMinors(input: object): Promise<number[]> {
  const { priceList, userErrors } = await copy(input);
  expect(userErrors).toEqual([]);
  return (await entriesOf(portal, priceList.code)).map((entry) => Number(entry.split(' ').at(-1)));
}

describe('priceListCopy', () => {
  it('copies every break, with a record that says how', async () => {
    const revision = await revisionOf(portal, 'DE');
    const validFrom = inDays(2);
    const { priceList, copied, userErrors } = await copy({
      code: 'DE-AUTHORIZED',
      name: 'Authorised partners',
      audience: 'TIER',
      tier: 'AUTHORIZED',
      validFrom,
      priority: 4,
      factor: '1.05',
    });
    expect([copied, userErrors]).toEqual([4, []]);
    expect(priceList).toMatchObject({
      marketCode: 'DE',
      currencyCode: 'EUR',
      tier: 'AUTHORIZED',
      validFrom,
      validUntil: null,
      priority: 4,
      state: 'UPCOMING',
      version: 1,
    });
    expect(await entriesOf(portal, 'DE-AUTHORIZED')).toEqual([
      'SKU-A 1+ 56700',
      'SKU-A 10+ 55125',
      'SKU-A 50+ 53550',
      'SKU-B 1+ 12075',
    ]);
    expect(await recordsOf(portal, priceList.id)).toMatchObject([
      {
        operation: 'COPY',
        old: null,
        new: {
          code: 'DE-AUTHORIZED',
          sourceCode: 'DE-PREMIER',
          factor: '1.05',
          rounding: 'MINOR_UNIT',
          copied: 4,
        },
        type: 'price_list.created',
      },
    ]);
    expect(await revisionOf(portal, 'DE')).toBe(revision + 1);
  });

  it.each([
    // 6.70 × 0.95 = 6.365, 0.10 × 0.95 = 0.095, 0.01 × 0.95 = 0.0095, 540.00 × 0.95 = 513.00
    ['MINOR_UNIT', '0.95', [670, 10, 1, 54_000, 0], [637, 10, 1, 51_300, 0]],
    ['MINOR_UNIT', '0.5', [1, 3, 5], [1, 2, 3]],
    // 1.024 → 1.00, 1.025 → 1.05, 1.07 → 1.05, 1.08 → 1.10
    ['TO_0_05', '0.1', [1024, 1025, 1070, 1080], [100, 105, 105, 110]],
    ['TO_0_10', '1', [104, 105, 95, 1], [100, 110, 100, 10]],
    ['TO_0_50', '1', [124, 125, 174, 175, 10], [100, 150, 150, 200, 50]],
    ['TO_1', '1', [149, 150, 49, 50, 10_049], [100, 200, 100, 100, 10_000]],
    ['TO_10', '1', [1499, 1500, 499], [1000, 2000, 1000]],
    ['TO_100', '1', [14_999, 15_000, 1], [10_000, 20_000, 10_000]],
    // 10.48 lies nearer to 9.99, 10.49 as near to 10.99 as to 9.99, and so goes up.
    ['ENDS_IN_99', '1', [1048, 1049, 1099, 1, 49, 0], [999, 1099, 1099, 99, 99, 0]],
    ['ENDS_IN_95', '1', [1044, 1045, 1095, 10], [995, 1095, 1095, 95]],
    ['ENDS_IN_99', '0.95', [54_000, 11_500], [51_299, 10_899]],
  ])('rounds by %s after the factor %s', async (rounding, factor, minors, expected) => {
    const sourceCode = await sourceOf(minors);
    expect(await copiedMinors({ sourceCode, factor, rounding })).toEqual(expected);
  });

  it('turns prices into another currency by the rate, and then by the factor', async () => {
    // 540.00 EUR × 0.332 = 179.280 KWD, × 0.9 = 161.352
    const sourceCode = await sourceOf([54_000, 1]);
    const terms = { sourceCode, marketCode: 'KW', rate: '0.332', factor: '0.9' };
    const { priceList } = await copy({ ...terms, code: 'KW-COPY' });
    expect(priceList).toMatchObject({ marketCode: 'KW', currencyCode: 'KWD' });
    expect(await entriesOf(portal, 'KW-COPY')).toEqual(['SKU-A 1+ 161352', 'SKU-A 2+ 3']);
    // 540.00 EUR × 161.155 = 87,023.7 JPY; 0.01 EUR × 161.155 = 1.61155 JPY
    const toYen = { sourceCode, marketCode: 'JP', rate: '161.155' };
    expect(await copiedMinors(toYen)).toEqual([87_024, 2]);
    expect(await copiedMinors({ ...toYen, rounding: 'TO_100' })).toEqual([87_000, 100]);
    // 161.352 KWD × 3.0121 = 486.0083… EUR
    expect(await copiedMinors({ sourceCode: 'KW-COPY', marketCode: 'DE', rate: '3.0121' })).toEqual(
      [48_601, 1],
    );
  });

  it('is exact where floats are not', async () => {
    // 0.29 × 100 and 1.005 × 100 are below what they should be in binary; 10^10 has no cents to lose.
    const sourceCode = await sourceOf([100, 1_000_000_000_000]);
    expect(await copiedMinors({ sourceCode, factor: '0.285' })).toEqual([29, 285_000_000_000]);
    expect(await copiedMinors({ sourceCode, factor: '0.9999999999' })).toEqual([
      100, 999_999_999_900,
    ]);
    const tiny = await sourceOf([100_500]);
    expect(await copiedMinors({ sourceCode: tiny, factor: '0.001' })).toEqual([101]);
  });

  it('agrees with whole numbers reckoned without end, for many prices', async () => {
    const count = 400;
    await portal.db.query(
      `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin)
       SELECT gen_random_uuid(), p.id, v.sku, v.sku, v.gtin
       FROM unnest($1::text[], $2::text[]) AS v (sku, gtin), catalog.product p WHERE p.handle = 'device-sku-a'`,
      [
        Array.from({ length: count }, (_, n) => `MANY-${String(n).padStart(3, '0')}`),
        Array.from({ length: count }, nextGtin),
      ],
    );
    const minors = Array.from({ length: count }, (_, n) => (n * n * 7919 + n * 31) % 1_000_003);
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-MANY' });
    await portal.db.query(
      `INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
       SELECT l.id, v.id, 1, m.minor FROM pricing.price_list l, unnest($1::bigint[]) WITH ORDINALITY AS m (minor, n)
       JOIN catalog.variant v ON v.sku = 'MANY-' || lpad((m.n - 1)::text, 3, '0') WHERE l.code = 'DE-MANY'`,
      [minors],
    );
    for (const [rounding, step, ending] of [
      ['MINOR_UNIT', 1n, 0n],
      ['TO_0_05', 5n, 0n],
      ['TO_0_50', 50n, 0n],
      ['TO_1', 100n, 0n],
      ['ENDS_IN_99', 100n, 99n],
    ] as const) {
      for (const factor of [95n, 105n, 333n]) {
        const copied = await copiedMinors({
          sourceCode: 'DE-MANY',
          rounding,
          factor: `${factor / 100n}.${String(factor % 100n).padStart(2, '0')}`,
        });
        const expected = minors.map((minor) =>
          Number(rounded(BigInt(minor) * factor, step, ending)),
        );
        expect(copied).toEqual(expected);
      }
    }
  }, 60_000);

  it.each([
    ['no rate between currencies', { marketCode: 'JP' }, ['RATE_MISSING input.rate']],
    ['a rate within one', { rate: '1' }, ['INVALID_VALUE input.rate SAME_CURRENCY']],
    ['a rate of 0', { marketCode: 'JP', rate: '0.000' }, ['INVALID_VALUE input.rate RANGE']],
    ['a factor of 0', { factor: '0' }, ['INVALID_VALUE input.factor RANGE']],
    ['a negative factor', { factor: '-1' }, ['INVALID_VALUE input.factor RANGE']],
    ['a factor of 1,000', { factor: '1000' }, ['INVALID_VALUE input.factor RANGE']],
    [
      'cents of a currency without any',
      { marketCode: 'JP', rate: '160', rounding: 'ENDS_IN_99' },
      ['INVALID_VALUE input.rounding DECIMALS'],
    ],
    ['an unknown list', { sourceCode: 'NO-SUCH' }, ['NOT_FOUND input.sourceCode']],
    [
      'everything else at once',
      { code: 'DE-PREMIER', name: '', tier: 'PREMIER', validFrom: inDays(-1), factor: '0' },
      [
        'ALREADY_EXISTS input.code',
        'REQUIRED input.name',
        'INVALID_VALUE input.tier AUDIENCE',
        'INVALID_VALUE input.validFrom PAST',
        'INVALID_VALUE input.factor RANGE',
      ],
    ],
  ])('refuses %s', async (_, changes, expected) => {
    const input = {
      sourceCode: 'DE-PREMIER',
      code: 'REFUSED',
      name: 'x',
      audience: 'EVERYONE',
      ...changes,
    };
    expect(await refused('priceListCopy', input)).toEqual(expected);
  });

  it('refuses what would be more than a price can be', async () => {
    const sourceCode = await sourceOf([1, 1_000_000_000_000]);
    const input = { sourceCode, code: 'TOO-MUCH', name: 'x', audience: 'EVERYONE' };
    for (const changes of [
      { factor: '1.0000000001' },
      { marketCode: 'JP', rate: '999999999.9999999999', factor: '999.9999999999' },
    ]) {
      expect(await refused('priceListCopy', { ...input, ...changes })).toEqual([
        'INVALID_VALUE input.factor RANGE',
      ]);
    }
  });

  it('finds neither lists nor markets of other regions', async () => {
    const { token } = office.farManager;
    await addPriceList(portal.db, { marketCode: 'JP', code: 'JP-OWN', currencyCode: 'JPY' });
    const input = { code: 'FAR', name: 'x', audience: 'EVERYONE' };
    const away = { ...input, sourceCode: 'JP-OWN', marketCode: 'DE', rate: '0.01' };
    expect(await refused('priceListCopy', away, token)).toEqual([
      'UNKNOWN_MARKET input.marketCode',
    ]);
    expect(await refused('priceListCopy', { ...input, sourceCode: 'DE-PREMIER' }, token)).toEqual([
      'NOT_FOUND input.sourceCode',
    ]);
  });
});

describe('priceListSchedule', () => {
  const SELECT = `priceList { ${LIST_FIELDS} } ended { code validUntil version } copied`;
  const schedule = (input: object): Promise<Answer['data']> =>
    change(office, 'priceListSchedule', { input, select: SELECT });

  it('ends the list where its copy begins, in one unit', async () => {
    const id = await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-2026',
      name: 'Prices',
      tier: 'REGISTERED',
      priority: 5,
      validUntil: inDays(30),
      entries: { [office.shop.a]: { 1: 1000, 10: 905 } },
    });
    const revision = await revisionOf(portal, 'DE');
    const [at, before] = [inDays(10), await recordsOf(portal, id)];
    const input = { code: 'DE-2026', expectedVersion: 1, at, newCode: 'DE-2027' };
    const terms = { factor: '1.1', rounding: 'TO_0_10' };
    const { priceList, ended, copied, userErrors } = await schedule({ ...input, ...terms });
    expect([copied, userErrors]).toEqual([2, []]);
    expect(ended).toEqual({ code: 'DE-2026', validUntil: at, version: 2 });
    expect(priceList).toMatchObject({
      code: 'DE-2027',
      name: 'Prices',
      audience: 'TIER',
      tier: 'REGISTERED',
      priority: 5,
      validFrom: at,
      state: 'UPCOMING',
    });
    expect(new Date(priceList.validUntil).getTime() - Date.now()).toBeGreaterThan(29 * DAY);
    expect(await entriesOf(portal, 'DE-2027')).toEqual(['SKU-A 1+ 1100', 'SKU-A 10+ 1000']);
    const records = await recordsOf(portal, id);
    expect(records.slice(before.length)).toMatchObject([
      { operation: 'END', new: { validUntil: at } },
    ]);
    expect(await recordsOf(portal, priceList.id)).toMatchObject([
      { operation: 'SCHEDULE', new: { sourceCode: 'DE-2026', copied: 2 } },
    ]);
    expect(await revisionOf(portal, 'DE')).toBe(revision + 1);
  });

  it('leaves prices as they are until the instant, and lets the new ones be changed before', async () => {
    const price = async (): Promise<string> =>
      (await submit(office.shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] })).order.net.amount;
    expect(await price()).toBe('115.00');
    const [list] = await portal.rows<{ version: number }>(
      `SELECT version FROM pricing.price_list WHERE code = 'DE-PREMIER'`,
    );
    const at = new Date(Date.now() + 4000).toISOString();
    const { userErrors } = await schedule({
      code: 'DE-PREMIER',
      expectedVersion: list?.version,
      at,
      newCode: 'DE-PREMIER-2',
      factor: '2',
    });
    expect(userErrors).toEqual([]);
    const rows = [
      {
        priceListCode: 'DE-PREMIER-2',
        sku: 'SKU-B',
        unitPrice: { amount: '111.11', currencyCode: 'EUR' },
      },
    ];
    const set = { idempotencyKey: 'ahead', rows };
    const { updated } = await change(office, 'pricesSet', { input: set, select: 'updated' });
    expect(updated).toBe(1);
    expect(await price()).toBe('115.00');
    await new Promise((resolve) => setTimeout(resolve, Date.parse(at) - Date.now() + 50));
    expect(await price()).toBe('111.11');
  }, 30_000);

  it('refuses an instant outside the period, and everything else with it', async () => {
    const validUntil = inDays(5);
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-SHORT', validUntil });
    const input = { code: 'DE-SHORT', expectedVersion: 1, newCode: 'DE-NEXT', factor: '0' };
    const later = { ...input, at: inDays(6), newCode: 'de', newName: '' };
    expect(await refused('priceListSchedule', later)).toEqual([
      'INVALID_VALUE input.at PERIOD',
      'INVALID_VALUE input.newCode FORMAT',
      'REQUIRED input.newName',
      'INVALID_VALUE input.factor RANGE',
    ]);
    expect(await refused('priceListSchedule', { ...input, factor: '1', at: validUntil })).toEqual([
      'INVALID_VALUE input.at PERIOD',
    ]);
    expect(await refused('priceListSchedule', { ...input, factor: '1', at: inDays(-1) })).toEqual([
      'INVALID_VALUE input.at PAST',
    ]);
    const taken = { ...input, factor: '1', at: inDays(1), newCode: 'DE-SHORT' };
    expect(await refused('priceListSchedule', taken)).toEqual(['ALREADY_EXISTS input.newCode']);
    const stale = { ...input, factor: '1', at: inDays(1), expectedVersion: 7 };
    expect(await refused('priceListSchedule', stale)).toEqual(['CONFLICT input.expectedVersion']);
  });

  it('is done once when several ask for it at the same moment', async () => {
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-ONCE' });
    const at = inDays(1);
    const payloads = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        schedule({ code: 'DE-ONCE', expectedVersion: 1, at, newCode: `DE-ONCE-${n}` }),
      ),
    );
    expect(payloads.flatMap(briefly)).toEqual(Array(3).fill('CONFLICT input.expectedVersion'));
    const lists = await portal.rows(`SELECT FROM pricing.price_list WHERE code LIKE 'DE-ONCE-%'`);
    expect(lists).toHaveLength(1);
  });

  it('and copies are not for resellers or the order desk', async () => {
    const before = await priceContent(portal);
    const { buyer, admin, desk } = office.shop;
    for (const { token } of [buyer, admin, desk]) {
      for (const [name, input] of [
        [
          'priceListCopy',
          { sourceCode: 'DE-EVERYONE', code: 'X1', name: 'x', audience: 'EVERYONE' },
        ],
        [
          'priceListSchedule',
          { code: 'DE-EVERYONE', expectedVersion: 1, at: inDays(1), newCode: 'X1' },
        ],
      ] as const) {
        const { errors } = await changeRaw(portal, name, { input, select: 'copied' }, token);
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      }
    }
    expect(await priceContent(portal)).toEqual(before);
  });
});

/** The nearest price on the grid to so many hundredths of a cent; all in cents, half away from zero. */
function rounded(hundredths: bigint, step: bigint, ending: bigint): bigint {
  if (hundredths === 0n) return 0n;
  const over = hundredths - ending * 100n;
  const size = over < 0n ? -over : over;
  const steps = (2n * size + step * 100n) / (2n * step * 100n);
  const found = (over < 0n ? -steps : steps) * step + ending;
  const least = ending > 0n ? ending : step;
  return found < least ? least : found;
}
