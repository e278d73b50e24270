import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentOf } from '../support/database-content.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addRegion } from '../support/world/market.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { auditSince, lastAudit, staffOfReseller } from '../market/market-mutations.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addRates, ecbFile, sendRates } from './rate-files.js';

let portal: Portal;
let admin: Person;
let analyst: Person;
let regional: Person;

beforeAll(async () => {
  portal = await startPortal('exchange_rates');
  admin = await addStaff(portal, 'ADMIN');
  analyst = await addStaff(portal, 'ANALYST');
  regional = await addStaff(portal, 'ADMIN', [await addRegion(portal.db, { code: 'EMEA' })]);
}, 60_000);

afterAll(() => portal?.stop());

beforeEach(async () => {
  await portal.db.query('DELETE FROM sales.exchange_rate');
});

const SET = `mutation ($input: ExchangeRateSetInput!) { exchangeRateSet(input: $input) {
  exchangeRate { currencyCode day rate source note version } userErrors { code path rule version } } }`;
const REMOVE = `mutation ($input: ExchangeRateRemoveInput!) { exchangeRateRemove(input: $input) {
  exchangeRate { currencyCode day rate version } userErrors { code path rule version } } }`;
const CONVERSION = `query ($from: CurrencyCode!, $to: CurrencyCode!, $day: Date!) {
  currencyConversion(from: $from, to: $to, day: $day) {
    fromCurrencyCode toCurrencyCode day rate isCarriedForward legs { currencyCode rate day source } } }`;
const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ExchangeRateFilter) {
  exchangeRates(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { currencyCode day rate source } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const asAdmin = () => ({ token: admin.token });

async function set(input: object, options = asAdmin()): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(SET, { input }, options);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.exchangeRateSet;
}

async function remove(input: object): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(REMOVE, { input }, asAdmin());
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.exchangeRateRemove;
}

const convert = (from: string, to: string, day: string) =>
  portal.ask(CONVERSION, { from, to, day }, { token: analyst.token });

async function list(variables: object): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(LIST, variables, { token: analyst.token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.exchangeRates;
}

const shown = ({ nodes }: { nodes: Record<string, string>[] }) =>
  nodes.map(({ currencyCode, day, rate, source }) => `${day} ${currencyCode} ${rate} ${source}`);

describe("a file of the bank's", () => {
  it('is taken over, and sent again changes nothing', async () => {
    const seq = await lastAudit(portal);
    const answer = await sendRates(portal, admin.token, await ecbFile('eurofxref-hist.csv'));
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        format: 'CSV',
        days: 7,
        firstDay: '1999-01-04',
        lastDay: '2024-07-04',
        added: 181,
        changed: 0,
        unchanged: 0,
        keptCount: 0,
        kept: [],
        ignoredCurrencies: 'BGN CYP EEK LTL LVL MTL ROL SIT SKK TRL'.split(' '),
      },
    ]);
    expect(await auditSince(portal, seq)).toEqual([
      expect.objectContaining({
        entity: 'EXCHANGE_RATE_FILE',
        operation: 'IMPORT',
        actor: admin.email,
        new: {
          source: 'ECB',
          days: 7,
          firstDay: '1999-01-04',
          lastDay: '2024-07-04',
          added: 181,
          changed: 0,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      }),
    ]);
    const before = await contentOf(portal);
    const again = await sendRates(portal, admin.token, await ecbFile('eurofxref-hist.csv'));
    expect(again.json).toMatchObject({ added: 0, changed: 0, unchanged: 181 });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('in XML says what the CSV says', async () => {
    await sendRates(portal, admin.token, await ecbFile('eurofxref-hist.csv'));
    const xml = await ecbFile('eurofxref-daily.xml');
    const answer = await sendRates(portal, admin.token, xml, 'application/xml');
    expect(answer.json).toMatchObject({ format: 'XML', added: 0, changed: 0, unchanged: 29 });
  });

  it('corrects what the bank had said before, with a record of each', async () => {
    await sendRates(portal, admin.token, 'Date,USD,JPY\n2024-01-02,1.1,160\n2024-01-03,1.2,161\n');
    const seq = await lastAudit(portal);
    const answer = await sendRates(portal, admin.token, 'Date,USD,JPY\n2024-01-02,1.15,160.0\n');
    expect(answer.json).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    const [record] = await auditSince(portal, seq);
    expect(record).toMatchObject({
      entity: 'EXCHANGE_RATE',
      operation: 'REPLACE',
      version: 2,
      old: { rate: '1.1' },
      new: { currencyCode: 'USD', day: '2024-01-02', rate: '1.15' },
    });
    expect(shown(await list({}))).toEqual([
      '2024-01-03 JPY 161 ECB',
      '2024-01-03 USD 1.2 ECB',
      '2024-01-02 JPY 160 ECB',
      '2024-01-02 USD 1.15 ECB',
    ]);
  });

  it('leaves alone what a person has entered, and says where they differ', async () => {
    await set({ currencyCode: 'RUB', day: '2024-01-02', rate: '99.5' });
    await set({ currencyCode: 'RUB', day: '2024-01-03', rate: '98' });
    const file = 'Date,RUB,USD\n2024-01-02,100.25,1.1\n2024-01-03,98.00,1.2\n';
    const answer = await sendRates(portal, admin.token, file);
    expect(answer.json).toMatchObject({
      added: 2,
      changed: 0,
      unchanged: 1,
      keptCount: 1,
      kept: [{ currencyCode: 'RUB', day: '2024-01-02', rate: '99.5', inFile: '100.25' }],
    });
    expect(shown(await list({ filter: { currencyCodes: ['RUB'] } }))).toEqual([
      '2024-01-03 RUB 98 STAFF',
      '2024-01-02 RUB 99.5 STAFF',
    ]);
  });

  it('takes the place of what the demo had made up, whether it says the same or not', async () => {
    await portal.db.query(
      `INSERT INTO sales.exchange_rate (currency_code, day, rate, source)
       VALUES ('GBP', '2024-01-02', 0.86, 'DEMO'), ('GBP', '2024-01-03', 0.87, 'DEMO'), ('SAR', '2024-01-03', 4, 'DEMO')`,
    );
    const file = 'Date,GBP\n2024-01-02,0.86\n2024-01-03,0.865\n';
    const answer = await sendRates(portal, admin.token, file);
    expect(answer.json).toMatchObject({ added: 0, changed: 2, unchanged: 0, keptCount: 0 });
    expect(shown(await list({}))).toEqual([
      '2024-01-03 GBP 0.865 ECB',
      '2024-01-03 SAR 4 DEMO',
      '2024-01-02 GBP 0.86 ECB',
    ]);
    const saudi = { currencyCode: 'SAR', day: '2024-01-03', rate: '4' };
    const { exchangeRate } = await set({ ...saudi, expectedVersion: 1 });
    expect(exchangeRate).toMatchObject({ ...saudi, source: 'STAFF', version: 2 });
  });

  it('is taken once, however many send it at a time', async () => {
    const file = await ecbFile('eurofxref-hist.csv');
    const answers = await inParallel(4, () => sendRates(portal, admin.token, file));
    expect(answers.map(({ json }) => json.added).sort()).toEqual([0, 0, 0, 181]);
    const records = await portal.rows(
      `SELECT 1 FROM platform.audit_record WHERE entity = 'EXCHANGE_RATE_FILE' AND new ->> 'added' = '181'
       AND at > now() - interval '1 minute'`,
    );
    expect(records.length).toBeGreaterThan(0);
  });

  it.each<[string, string, string[]]>([
    ['a day to come', 'Date,USD\n2024-01-02,1.1\n2199-01-01,1.2\n', ['3 FUTURE_DAY']],
    ['a rate below zero among good ones', 'Date,USD,JPY\n2024-01-02,1.1,-160\n', ['2 RATE']],
    ['a day twice', 'Date,USD\n2024-01-02,1.1\n2024-01-02,1.1\n', ['3 DUPLICATE']],
    ['something else', '<html></html>', ['1 XML']],
    ['nothing', '', ['undefined EMPTY']],
  ])('with %s is refused as a whole', async (_name, text, expected) => {
    const before = await contentOf(portal);
    const { status, json } = await sendRates(portal, admin.token, text);
    const { code, problems } = json.errors[0].extensions;
    expect([status, code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(
      problems.map((each: { line?: number; rule: string }) => `${each.line} ${each.rule}`),
    ).toEqual(expected);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('must say what it is, come as it is, and not be too large', async () => {
    const before = await contentOf(portal);
    const json = await sendRates(portal, admin.token, '{}', 'application/json');
    const zip = await sendRates(portal, admin.token, 'PK\u0003\u0004', 'text/csv');
    const large = await sendRates(portal, admin.token, ' '.repeat(33_600_000), 'text/xml');
    expect([json.status, zip.status, large.status]).toEqual([415, 400, 413]);
    expect(zip.json.errors[0].extensions.problems[0].rule).toBe('ENCODING');
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is taken from those alone who look after all regions and speak for no reseller', async () => {
    const id = await addReseller(portal.db);
    const speaking = await staffOfReseller(portal, id);
    const file = 'Date,USD\n2024-01-02,1.1\n';
    for (const token of [regional.token, analyst.token, speaking]) {
      const { status, json } = await sendRates(portal, token, file);
      expect([status, json.errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    }
    const { errors } = await portal.ask(
      SET,
      { input: { currencyCode: 'RUB', day: '2024-01-02', rate: '1' } },
      { token: regional.token },
    );
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
    expect(await portal.rows('SELECT 1 FROM sales.exchange_rate')).toEqual([]);
  });
});

describe('exchangeRateSet', () => {
  const saudi = { currencyCode: 'SAR', day: '2024-06-28' };

  it('enters, corrects and removes, with a record each', async () => {
    const seq = await lastAudit(portal);
    expect(await set({ ...saudi, rate: '4.0140', note: ' SAMA ' })).toEqual({
      exchangeRate: { ...saudi, rate: '4.014', source: 'STAFF', note: 'SAMA', version: 1 },
      userErrors: [],
    });
    const corrected = await set({ ...saudi, rate: '4.015', note: 'SAMA', expectedVersion: 1 });
    expect(corrected.exchangeRate).toMatchObject({ rate: '4.015', version: 2 });
    expect((await remove({ ...saudi, expectedVersion: 2 })).userErrors).toEqual([]);
    expect(shown(await list({}))).toEqual([]);
    expect(await auditSince(portal, seq)).toMatchObject([
      {
        entity: 'EXCHANGE_RATE',
        operation: 'SET',
        version: 1,
        actor: admin.email,
        old: null,
        new: { ...saudi, rate: '4.014', note: 'SAMA' },
      },
      {
        operation: 'REPLACE',
        version: 2,
        old: { rate: '4.014', note: 'SAMA' },
        new: { ...saudi, rate: '4.015', note: 'SAMA' },
      },
      {
        operation: 'REMOVE',
        version: 2,
        old: { ...saudi, rate: '4.015', note: 'SAMA' },
        new: null,
      },
    ]);
  });

  it('that says what is there already changes nothing', async () => {
    await set({ ...saudi, rate: '4.0140' });
    const before = await contentOf(portal);
    for (const rate of ['4.014', '4.0140', '04.014']) {
      expect((await set({ ...saudi, rate })).userErrors).toEqual([]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each<[string, object, object]>([
    ['without the version', { rate: '5' }, { code: 'ALREADY_EXISTS', path: ['input', 'day'] }],
    [
      'of another version',
      { rate: '5', expectedVersion: 9 },
      { code: 'CONFLICT', path: ['input', 'expectedVersion'], version: 1 },
    ],
    [
      'of a day without one',
      { day: '2024-06-27', rate: '5', expectedVersion: 1 },
      { code: 'CONFLICT', path: ['input', 'expectedVersion'] },
    ],
    ['of the euro', { currencyCode: 'EUR', rate: '1' }, { rule: 'BASE_CURRENCY' }],
    [
      'of zero',
      { rate: '0.000' },
      { code: 'INVALID_VALUE', path: ['input', 'rate'], rule: 'RATE' },
    ],
    ['below zero', { rate: '-4' }, { rule: 'RATE' }],
    ['with ten decimal places', { rate: '4.0000000001' }, { rule: 'RATE' }],
    ['of ten digits', { rate: '1234567890' }, { rule: 'RATE' }],
    ['of a day to come', { day: '2199-01-01', rate: '5' }, { rule: 'FUTURE_DAY' }],
    ['of a day before the euro', { day: '1998-12-31', rate: '5' }, { rule: 'FIRST_DAY' }],
    ['with a note too long', { rate: '5', note: 'x'.repeat(501) }, { rule: 'LENGTH' }],
  ])('%s is refused', async (_name, input, error) => {
    await set({ ...saudi, rate: '4.014' });
    const before = await contentOf(portal);
    const { exchangeRate, userErrors } = await set({ ...saudi, ...input });
    expect(exchangeRate).toBeNull();
    expect(userErrors).toEqual([expect.objectContaining(error)]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is refused for what the bank publishes around that day, and for no other day', async () => {
    await sendRates(portal, admin.token, 'Date,USD\n2024-06-28,1.0705\n');
    for (const day of ['2024-06-18', '2024-06-28', '2024-06-30', '2024-07-08']) {
      const { userErrors } = await set({ currencyCode: 'USD', day, rate: '2', expectedVersion: 1 });
      expect(userErrors).toMatchObject([
        { code: 'ALREADY_EXISTS', path: ['input', 'currencyCode'] },
      ]);
    }
    for (const day of ['2024-06-17', '2024-07-09']) {
      expect((await set({ currencyCode: 'USD', day, rate: '2' })).userErrors).toEqual([]);
    }
    const bank = await remove({ currencyCode: 'USD', day: '2024-06-28', expectedVersion: 1 });
    expect(bank.userErrors).toMatchObject([{ code: 'INVALID_VALUE', rule: 'PUBLISHED' }]);
    const none = await remove({ currencyCode: 'USD', day: '2024-06-29', expectedVersion: 1 });
    expect(none.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'day'] }]);
    const stale = await remove({ currencyCode: 'USD', day: '2024-07-09', expectedVersion: 2 });
    expect(stale.userErrors).toMatchObject([{ code: 'CONFLICT', version: 1 }]);
    expect(await list({})).toMatchObject({ totalCount: 3 });
  });

  it('by several at a time is done by one', async () => {
    await set({ ...saudi, rate: '4' });
    const answers = await inParallel(6, (place) =>
      set({ ...saudi, rate: `4.${place + 1}`, expectedVersion: 1 }),
    );
    const codes = answers.flatMap(({ userErrors }) =>
      userErrors.map(({ code }: Answer['data']) => code),
    );
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'CONFLICT'));
    const first = await inParallel(6, (place) =>
      set({ currencyCode: 'QAR', day: '2024-06-28', rate: `3.${place + 1}` }),
    );
    expect(first.filter(({ exchangeRate }) => exchangeRate !== null)).toHaveLength(1);
    expect((await list({})).totalCount).toBe(2);
  });
});

describe('exchangeRates', () => {
  it('pages both ways, the latest day first, and filters', async () => {
    await sendRates(
      portal,
      admin.token,
      'Date,USD,JPY,GBP\n2024-01-02,1,2,3\n2024-01-03,4,5,6\n2024-01-04,7,8,N/A\n',
    );
    const all = shown(await list({}));
    expect(all).toEqual([
      '2024-01-04 JPY 8 ECB',
      '2024-01-04 USD 7 ECB',
      '2024-01-03 GBP 6 ECB',
      '2024-01-03 JPY 5 ECB',
      '2024-01-03 USD 4 ECB',
      '2024-01-02 GBP 3 ECB',
      '2024-01-02 JPY 2 ECB',
      '2024-01-02 USD 1 ECB',
    ]);
    const first = await list({ first: 3 });
    expect(shown(first)).toEqual(all.slice(0, 3));
    expect(first).toMatchObject({ totalCount: 8, pageInfo: { hasNextPage: true } });
    const second = await list({ first: 3, after: first.pageInfo.endCursor });
    expect(shown(second)).toEqual(all.slice(3, 6));
    expect(shown(await list({ last: 3, before: second.pageInfo.startCursor }))).toEqual(
      all.slice(0, 3),
    );
    expect(shown(await list({ last: 2 }))).toEqual(all.slice(-2));
    expect(
      shown(
        await list({ filter: { currencyCodes: ['USD'], from: '2024-01-03', to: '2024-01-03' } }),
      ),
    ).toEqual(['2024-01-03 USD 4 ECB']);
    expect(shown(await list({ filter: { source: 'STAFF' } }))).toEqual([]);
    const { errors } = await portal.ask(
      LIST,
      { filter: { from: '2024-01-04', to: '2024-01-03' } },
      { token: analyst.token },
    );
    expect(errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ code: 'INVALID_VALUE', path: ['filter', 'from'] }],
    });
  });
});

describe('currencyConversion', () => {
  beforeEach(() =>
    addRates(portal, {
      USD: { '2024-06-28': '1.0705', '2024-07-01': '1.0745' },
      JPY: { '2024-06-28': '171.94' },
      GBP: { '2024-06-28': '0.84638' },
    }),
  );

  it('takes the rate of the day, through the euro, rounded once', async () => {
    const { data } = await convert('USD', 'JPY', '2024-06-28');
    expect(data.currencyConversion).toEqual({
      fromCurrencyCode: 'USD',
      toCurrencyCode: 'JPY',
      day: '2024-06-28',
      // 171.94 / 1.0705
      rate: '160.61653432975245212518',
      isCarriedForward: false,
      legs: [
        { currencyCode: 'USD', rate: '1.0705', day: '2024-06-28', source: 'ECB' },
        { currencyCode: 'JPY', rate: '171.94', day: '2024-06-28', source: 'ECB' },
      ],
    });
  });

  it.each([
    ['EUR', 'GBP', '0.84638', ['GBP']],
    ['GBP', 'EUR', '1.18150239844986885323', ['GBP']],
    ['EUR', 'EUR', '1', []],
    ['KWD', 'KWD', '1', []],
  ])('from %s to %s is %s', async (from, to, rate, legs) => {
    const { data } = await convert(from, to, '2024-06-28');
    expect(data.currencyConversion.rate).toBe(rate);
    expect(
      data.currencyConversion.legs.map(({ currencyCode }: Answer['data']) => currencyCode),
    ).toEqual(legs);
  });

  it('takes the last rate before a day without one, and says so', async () => {
    const { data } = await convert('USD', 'GBP', '2024-07-02');
    expect(data.currencyConversion).toMatchObject({
      isCarriedForward: true,
      legs: [
        { currencyCode: 'USD', rate: '1.0745', day: '2024-07-01' },
        { currencyCode: 'GBP', rate: '0.84638', day: '2024-06-28' },
      ],
    });
  });

  it.each([
    ['USD', 'JPY', '2024-06-27', ['from', 'to']],
    ['SAR', 'USD', '2024-06-28', ['from']],
    ['USD', 'SAR', '2024-06-28', ['to']],
    ['EUR', 'SAR', '2024-06-28', ['to']],
  ])('from %s to %s on %s is RATE_MISSING', async (from, to, day, paths) => {
    const { data, errors } = await convert(from, to, day);
    expect(data).toBeNull();
    const { code, problems } = errors[0].extensions;
    expect(code).toBe('BAD_USER_INPUT');
    expect(problems).toEqual(
      paths.map((path) =>
        expect.objectContaining({
          code: 'RATE_MISSING',
          path: [path],
          currencyCode: path === 'from' ? from : to,
          day,
        }),
      ),
    );
  });
});

it('sales.conversions divides exactly, half away from zero, and scales minor units', async () => {
  const rate = fc.tuple(fc.bigInt(1n, 10n ** 18n - 1n), fc.constantFrom('JPY', 'USD', 'KWD'));
  const text = (units: bigint) => {
    const digits = units.toString().padStart(10, '0');
    return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
  };
  const places: Record<string, bigint> = { JPY: 0n, USD: 2n, KWD: 3n };
  await fc.assert(
    fc.asyncProperty(rate, rate, async ([fromUnits, from], [toUnits, to]) => {
      fc.pre(from !== to);
      await portal.db.query('DELETE FROM sales.exchange_rate');
      await addRates(portal, {
        [from]: { '2024-01-02': text(fromUnits) },
        [to]: { '2024-01-02': text(toUnits) },
      });
      const [row] = await portal.rows<{ factor: string; minor: string }>(
        `SELECT (factor * 1e20)::numeric(60,0)::text AS factor, (minor_factor * 1e23)::numeric(60,0)::text AS minor
         FROM sales.conversions(ARRAY[$1], ARRAY['2024-01-05'::date], $2)`,
        [from, to],
      );
      const factor = (2n * toUnits * 10n ** 20n + fromUnits) / (2n * fromUnits);
      expect(row?.factor).toBe(factor.toString());
      const scale = 3n + (places[to] ?? 0n) - (places[from] ?? 0n);
      expect(row?.minor).toBe((factor * 10n ** scale).toString());
    }),
    { numRuns: 60 },
  );
});
