import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { ProblemError } from '../kernel/index.js';
import { RATE_FILE_BYTES_MAX, readRateFile } from './rate-file.js';
import { dayOf, type RateFile } from './rate-file.rules.js';

const TODAY = '2026-11-23';
const ENVELOPE = (cubes: string) =>
  `<gesmes:Envelope xmlns:gesmes="g" xmlns="e"><Cube>${cubes}</Cube></gesmes:Envelope>`;

async function* inParts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) {
    yield await Promise.resolve(bytes.subarray(from, from + size));
  }
}

const read = (file: string | Buffer, size = 65_536): Promise<RateFile> =>
  readRateFile(inParts(Buffer.from(file), size), TODAY);

const sample = (name: string) => readFile(new URL(`../../test/sales/ecb/${name}`, import.meta.url));

/** The rates of a day, as `USD 1.0705`. */
function ratesOf({ days }: RateFile, day: string): string[] {
  return (days.find((other) => other.day === day)?.rates ?? []).map(
    ({ currencyCode, rate }) => `${currencyCode} ${rate}`,
  );
}

/** What is wrong with a file, as line and rule. */
async function mistakes(file: string | Buffer): Promise<string[]> {
  const error: unknown = await read(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemError)) throw new Error(`It is taken: ${JSON.stringify(error)}`);
  return error.problems.map(({ code, path, facts }) => {
    expect([code, path]).toEqual(['INVALID_VALUE', ['file']]);
    const { line, rule } = facts ?? {};
    return `${typeof line === 'number' ? line : '-'} ${typeof rule === 'string' ? rule : ''}`;
  });
}

describe("the bank's files", () => {
  it.each([
    ['eurofxref-daily.xml', 'XML', ['2024-06-28'], ['BGN']],
    ['eurofxref.csv', 'CSV', ['2026-02-06'], []],
    ['eurofxref-hist-90d.xml', 'XML', ['2014-06-12', '2014-06-13'], ['BGN', 'HRK', 'LTL']],
  ])('%s is read', async (name, format, days, ignored) => {
    const file = await read(await sample(name));
    expect(file.format).toBe(format);
    expect(file.days.map(({ day }) => day)).toEqual(days);
    expect(file.ignoredCurrencies).toEqual(ignored);
    expect(file.days.map(({ rates }) => rates.length)).toEqual(days.map(() => 29));
  });

  it('eurofxref-hist.csv is read from its first day, without what had no rate then', async () => {
    const file = await read(await sample('eurofxref-hist.csv'));
    expect(file.days.map(({ day, rates }) => `${day} ${rates.length}`)).toEqual([
      '1999-01-04 18',
      '1999-01-05 18',
      '2024-06-28 29',
      '2024-07-01 29',
      '2024-07-02 29',
      '2024-07-03 29',
      '2024-07-04 29',
    ]);
    expect(file.ignoredCurrencies).toEqual('BGN CYP EEK LTL LVL MTL ROL SIT SKK TRL'.split(' '));
    expect(ratesOf(file, '2024-07-01').slice(0, 4)).toEqual([
      'USD 1.0745',
      'JPY 173.15',
      'CZK 25.048',
      'DKK 7.4586',
    ]);
    expect(ratesOf(file, '1999-01-04')).toContain('GBP 0.7111');
    expect(ratesOf(file, '1999-01-04').join()).not.toMatch(/BRL|CNY|RUB/);
  });

  it('say the same in CSV and in XML, whose zeros at the end say nothing', async () => {
    const xml = await read(await sample('eurofxref-daily.xml'));
    const csv = await read(await sample('eurofxref-hist.csv'));
    expect(ratesOf(xml, '2024-06-28')).toEqual(ratesOf(csv, '2024-06-28'));
  });

  it.each(['eurofxref-daily.xml', 'eurofxref.csv', 'eurofxref-hist.csv', 'eurofxref-hist-90d.xml'])(
    '%s is the same, however it is cut on its way',
    async (name) => {
      const bytes = await sample(name);
      const whole = await read(bytes);
      for (const size of [1, 7, 100]) expect(await read(bytes, size)).toEqual(whole);
      expect(await read(`\ufeff${bytes.toString()}`)).toEqual({
        ...whole,
        sha256: expect.any(String),
      });
    },
  );

  it('that are cut off are refused, or lack days: never is half a rate taken', async () => {
    const bytes = await sample('eurofxref-daily.xml');
    const end = bytes.lastIndexOf('</gesmes:Envelope>');
    for (const cut of [0, 1, 60, 400, 900, end, end + 5]) {
      expect(await mistakes(bytes.subarray(0, cut))).toHaveLength(1);
    }
    const csv = await sample('eurofxref-hist.csv');
    const rows = csv.toString().split('\n');
    expect(await mistakes(rows.join('\n').slice(0, -20))).toEqual(['8 COLUMNS']);
  });
});

describe('a CSV file', () => {
  it('may have its columns in any order, and CR LF', async () => {
    const file = await read('GBP,Date,USD\r\n0.5,2024-01-03,2\r\nN/A,2024-01-02,\r\n');
    expect(file.days).toEqual([
      { day: '2024-01-02', line: 3, rates: [] },
      {
        day: '2024-01-03',
        line: 2,
        rates: [
          { currencyCode: 'GBP', rate: '0.5' },
          { currencyCode: 'USD', rate: '2' },
        ],
      },
    ]);
  });

  it.each<[string, string, string[]]>([
    ['empty', '', ['- EMPTY']],
    ['blank', ' \n\n ', ['1 COLUMNS']],
    ['with a header alone', 'Date,USD\n', ['- EMPTY']],
    ['with days without rates', 'Date,USD\n2024-01-02,N/A\n', ['- EMPTY']],
    ['without days', 'Day,USD\n2024-01-02,1.1\n', ['1 COLUMNS']],
    ['with days twice', 'Date,USD,Date\n2024-01-02,1.1,2024-01-02\n', ['1 COLUMNS']],
    ['with a currency twice', 'Date,USD,USD\n2024-01-02,1.1,1.2\n', ['1 COLUMNS']],
    ['with another column', 'Date,USD,Remark\n2024-01-02,1.1,ok\n', ['1 COLUMNS']],
    ['with an empty column in the middle', 'Date,,USD\n2024-01-02,,1.1\n', ['1 COLUMNS']],
    ['without currencies', 'Date,\n2024-01-02,\n', ['1 COLUMNS']],
    ['with semicolons', 'Date;USD\n2024-01-02;1.1\n', ['1 COLUMNS']],
    ['with a short row', 'Date,USD,JPY\n2024-01-02,1.1\n', ['2 COLUMNS']],
    ['with a long row', 'Date,USD\n2024-01-02,1.1,7\n', ['2 COLUMNS']],
    ['with a longer row', 'Date,USD,\n2024-01-02,1.1,,\n', ['2 COLUMNS']],
    [
      'with a day that is none',
      'Date,USD\n2024-02-30,1.1\nyesterday,1\n,1\n',
      ['2 DAY', '3 DAY', '4 DAY'],
    ],
    ['with a day of another style', 'Date,USD\n06/28/2024,1.1\n28.06.2024,1\n', ['2 DAY', '3 DAY']],
    ['with a day before the euro', 'Date,USD\n1998-12-31,1.1\n', ['2 FIRST_DAY']],
    ['with a day that has not begun', 'Date,USD\n2026-11-24,1.1\n', ['2 FUTURE_DAY']],
    ['with a day twice', 'Date,USD\n2024-01-02,1.1\n2 January 2024,1.1\n', ['3 DUPLICATE']],
    [
      'with rates that are none',
      'Date,USD,JPY,GBP,CHF\n2024-01-02,-1.1,0,1e3,0.000\n2024-01-03,"1,1",N.A.,1.0000000001,1234567890\n',
      ['2 RATE', '2 RATE', '2 RATE', '2 RATE', '3 RATE', '3 RATE', '3 RATE', '3 RATE'],
    ],
    ['with thousands separators', `Date,IDR\n2024-01-02,17'432.1\n`, ['2 RATE']],
    ['with a formula', 'Date,USD\n2024-01-02,=1+1\n', ['2 RATE']],
    ['with a wrong rate of a currency that is ignored', 'Date,CYP\n2024-01-02,-1\n', ['2 RATE']],
    ['with the euro', 'Date,EUR,USD\n2024-01-02,1,1.1\n', ['2 BASE_CURRENCY']],
    ['with a quotation mark astray', 'Date,USD\n2024-01-02,1.1"\n', ['2 QUOTES']],
    ['with one that is not closed', 'Date,USD\n"2024-01-02,1.1\n', ['2 QUOTES']],
  ])('%s is refused', async (_name, text, expected) => {
    expect(await mistakes(text)).toEqual(expected);
  });

  it('tells of everything at once, up to fifty mistakes', async () => {
    const rows = Array.from({ length: 200 }, () => 'never,0');
    const found = await mistakes(`Date,USD\n${rows.join('\n')}\n`);
    expect(found).toHaveLength(50);
    expect(new Set(found.map((each) => each.split(' ')[1]))).toEqual(new Set(['DAY', 'RATE']));
  });
});

describe('an XML file', () => {
  it('may be written in any way that says the same', async () => {
    const file = await read(
      `<?xml version='1.0'?>\n<!-- <Cube time="2020-01-01"/> -->\n<g:Envelope>
        <e:Cube ><e:Cube time = '2024-01-02'\n>
          <e:Cube rate="1.10" currency='USD'></e:Cube><e:Cube\n currency="JPY" rate="160" />
        </e:Cube></e:Cube></g:Envelope>\n`,
    );
    expect(file.days).toEqual([
      {
        day: '2024-01-02',
        line: 4,
        rates: [
          { currencyCode: 'USD', rate: '1.1' },
          { currencyCode: 'JPY', rate: '160' },
        ],
      },
    ]);
  });

  const day = (inner: string) => ENVELOPE(`<Cube time='2024-01-02'>${inner}</Cube>`);
  const usd = `<Cube currency='USD' rate='1.1'/>`;

  it.each<[string, string, string[]]>([
    ['without a rate', day(''), ['- EMPTY']],
    ['with decimal commas', day(`<Cube currency='USD' rate='1,1476'/>`), ['1 RATE']],
    ['with a rate below zero', day(`<Cube currency='USD' rate='-1'/>`), ['1 RATE']],
    ['with a currency twice', day(usd + usd), ['1 DUPLICATE']],
    [
      'with a day twice',
      ENVELOPE(`<Cube time='2024-01-02'>${usd}</Cube>`.repeat(2)),
      ['1 DUPLICATE'],
    ],
    ['with a day that is none', ENVELOPE(`<Cube time='now'>${usd}</Cube>`), ['1 DAY']],
    ['with a day to come', ENVELOPE(`<Cube time='2099-01-01'>${usd}</Cube>`), ['1 FUTURE_DAY']],
    ['with a rate outside a day', ENVELOPE(usd), ['1 XML']],
    ['with a day within a day', day(`<Cube time='2024-01-03'>${usd}</Cube>`), ['1 XML']],
    ['without a currency', day(`<Cube rate='1'/>`), ['1 XML']],
    ['without what it is worth', day(`<Cube currency='USD'/>`), ['1 XML']],
    ['of something else', '<html><body>503</body></html>', ['1 XML']],
    ['with text around', `${day(usd)} and more`, ['1 XML']],
    ['with two roots', day(usd) + day(usd), ['1 XML']],
    [
      'with tags that cross',
      day(usd).replace('</Cube></Cube>', '</Cube></gesmes:Envelope>'),
      ['1 XML'],
    ],
    ['with a tag without an end', `<Envelope ${'a'.repeat(10_000)}`, ['1 XML']],
    ['with deep nesting', `<Envelope>${'<x>'.repeat(100_000)}`, ['1 XML']],
    ['with a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${day(usd)}`, ['1 XML']],
    ['with an entity in a rate', day(`<Cube currency='USD' rate='&a;'/>`), ['1 XML']],
    ['with CDATA', day(`<![CDATA[${usd}]]>`), ['1 XML']],
  ])('%s is refused', async (_name, text, expected) => {
    expect(await mistakes(text)).toEqual(expected);
  });
});

describe('what is no text', () => {
  it.each([
    ['a packed file', Buffer.from('PK\u0003\u0004rest')],
    ['a compressed file', gzipSync('Date,USD\n2024-01-02,1.1\n')],
    ['UTF-16', Buffer.from('Date,USD\n2024-01-02,1.1\n\u00ff', 'utf16le').fill(0xff, 0, 2)],
    ['bytes cut in a character', Buffer.concat([Buffer.from('Date,USD\n'), Buffer.from([0xc3])])],
  ])('%s is refused', async (_name, bytes) => {
    expect(await mistakes(bytes)).toEqual(['- ENCODING']);
  });

  it('a file that is too large is refused before it is read to its end', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('<Envelope>');
      for (;;) {
        sent += 1_000_000;
        yield await Promise.resolve(Buffer.alloc(1_000_000, ' '));
      }
    }
    await expect(readRateFile(endless(), TODAY)).rejects.toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(RATE_FILE_BYTES_MAX + 2_000_000);
  });

  it('nothing else than a refusal ever comes of random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 300 })),
        fc.constantFrom('', '<', 'Date,USD\n', ENVELOPE('').slice(0, 40)),
        async (noise, start) => {
          const bytes = Buffer.concat([Buffer.from(start), Buffer.from(noise)]);
          const error: unknown = await read(bytes, 50).catch((thrown: unknown) => thrown);
          expect(error instanceof ProblemError).toBe(true);
        },
      ),
    );
  });
});

it('a day is a day that exists, in figures or in English words', () => {
  expect(
    [
      '2024-02-29',
      '29 February 2024',
      '6 May 2001',
      '06 May 2001',
      '2023-02-29',
      '31 April 2024',
      '0999-01-01',
      '1 Mai 2024',
    ].map(dayOf),
  ).toEqual([
    '2024-02-29',
    '2024-02-29',
    '2001-05-06',
    '2001-05-06',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
