import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import readExcelFile from 'read-excel-file/node';
import { parse } from 'csv-parse/sync';
import { readCell } from '../platform/csv/index.js';
import { csvParts } from './report-csv.js';
import { parquetParts } from './report-parquet.js';
import { xlsxParts } from './report-xlsx.js';
import type { Report, ReportColumn, ReportRow } from './report.rules.js';

const COLUMNS: ReportColumn[] = [
  { name: 'periodStart', type: 'DATE' },
  { name: 'sku', type: 'TEXT' },
  { name: 'currencyCode', type: 'TEXT' },
  { name: 'netSales', type: 'AMOUNT' },
  { name: 'netSalesShare', type: 'PERCENT' },
  { name: 'netUnits', type: 'COUNT' },
];

const ROWS: ReportRow[] = [
  ['2026-01-01', '000123', 'EUR', '2333.30', '100.00', '12'],
  ['2026-02-28', '=HYPERLINK("http://x.example")', 'JPY', '240000', null, '-4'],
  ['1999-12-31', '-1+1', 'KWD', '-0.125', '-0.01', '0'],
  [null, 'a "b", c\r\nd & <e>', 'EUR', null, null, null],
  ['2026-03-01', "'quoted 小米 🙂 _x0041_", 'EUR', '99999999999999.99', '0.00', '9007199254740993'],
];

function reportOf(rows: ReportRow[], more: Partial<Report> = {}): Report {
  return {
    columns: COLUMNS,
    rowCount: rows.length,
    batches: (async function* () {
      for (let n = 0; n < rows.length; n += 2) yield rows.slice(n, n + 2);
    })(),
    totals: {
      columns: [
        { name: 'currencyCode', type: 'TEXT' },
        { name: 'netSales', type: 'AMOUNT' },
      ],
      rows: [
        ['EUR', '2333.30'],
        ['JPY', '240000'],
      ],
    },
    notes: [
      { name: 'source', value: 'FACTS' },
      { name: 'note', value: 'One.' },
      { name: 'note', value: '=Two.' },
    ],
    ...more,
  };
}

async function bytesOf(parts: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const part of parts) chunks.push(Buffer.from(part));
  return Buffer.concat(chunks);
}

describe('CSV', () => {
  it('keeps every cell, guards text and leaves numbers alone', async () => {
    const text = (await bytesOf(csvParts(reportOf(ROWS), { byteOrderMark: true }))).toString();
    expect(text.startsWith('\ufeffperiodStart,sku,currencyCode,netSales,')).toBe(true);
    expect(text).toContain(`2026-02-28,"'=HYPERLINK(""http://x.example"")",JPY,240000,,-4\r\n`);
    expect(text).toContain(`1999-12-31,'-1+1,KWD,-0.125,-0.01,0\r\n`);
    const lines: string[][] = parse(text, { bom: true });
    const [names, ...rows] = lines;
    expect(names).toEqual(COLUMNS.map(({ name }) => name));
    expect(rows.map((row) => row.map((cell, n) => (n === 1 ? readCell(cell) : cell)))).toEqual(
      ROWS.map((row) => row.map((cell) => cell ?? '')),
    );
  });

  it('goes without a byte order mark where none is wanted, and names its columns without rows', async () => {
    const text = (await bytesOf(csvParts(reportOf([]), { byteOrderMark: false }))).toString();
    expect(text).toBe('periodStart,sku,currencyCode,netSales,netSalesShare,netUnits\r\n');
  });
});

describe('XLSX', () => {
  it('has numbers as numbers, days as days and text as text', async () => {
    const file = await bytesOf(xlsxParts(reportOf(ROWS)));
    const sheets = await readExcelFile(file);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Sales', 'Totals', 'Notes']);
    const [sales, totals, notes] = sheets.map(({ data }) => data);
    expect(sales).toEqual([
      COLUMNS.map(({ name }) => name),
      [new Date('2026-01-01'), '000123', 'EUR', 2333.3, 100, 12],
      [new Date('2026-02-28'), '=HYPERLINK("http://x.example")', 'JPY', 240000, null, -4],
      [new Date('1999-12-31'), '-1+1', 'KWD', -0.125, -0.01, 0],
      [null, 'a "b", c\r\nd & <e>', 'EUR', null, null, null],
      [
        new Date('2026-03-01'),
        "'quoted 小米 🙂 _x0041_",
        'EUR',
        Number('99999999999999.99'),
        0,
        9007199254740992,
      ],
    ]);
    expect(totals).toEqual([
      ['currencyCode', 'netSales'],
      ['EUR', 2333.3],
      ['JPY', 240000],
    ]);
    expect(notes).toEqual([
      ['note', 'value'],
      ['source', 'FACTS'],
      ['note', 'One.'],
      ['note', '=Two.'],
      ['note', expect.stringContaining('and 2 of this file have more')],
    ]);
  });

  it('has no formula anywhere, and text that stays one when it is edited', async () => {
    const parts = unzipSync(await bytesOf(xlsxParts(reportOf(ROWS))));
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).not.toContain('<f');
    expect(sheet).toContain(
      '<c r="B3" s="3" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(',
    );
    expect(sheet).toContain('<c r="D3" s="5"><v>240000</v></c>');
    expect(sheet).toContain('<c r="D4" s="8"><v>-0.125</v></c>');
  });

  it('goes on in another sheet where one is full', async () => {
    const rows = Array.from({ length: 7 }, (_, n): ReportRow => [
      null,
      `S-${n}`,
      'EUR',
      `${n}.00`,
      null,
      `${n}`,
    ]);
    const sheets = await readExcelFile(
      await bytesOf(xlsxParts(reportOf(rows, { totals: null }), 4)),
    );
    expect(sheets.map(({ sheet, data }) => [sheet, data.map((row) => row[1])])).toEqual([
      ['Sales', ['sku', 'S-0', 'S-1', 'S-2']],
      ['Sales 2', ['sku', 'S-3', 'S-4', 'S-5']],
      ['Sales 3', ['sku', 'S-6']],
      ['Notes', ['value', 'FACTS', 'One.', '=Two.']],
    ]);
  });

  it('can be opened without rows, too', async () => {
    const [sales] = await readExcelFile(await bytesOf(xlsxParts(reportOf([]))));
    expect(sales).toEqual({ sheet: 'Sales', data: [COLUMNS.map(({ name }) => name)] });
  });
});

describe('Parquet', () => {
  it('has decimals, days and whole numbers as what they are', async () => {
    const file = bufferOf(await bytesOf(parquetParts(reportOf(ROWS))));
    const { schema, key_value_metadata: notes } = parquetMetadata(file);
    expect(schema.map((e) => [e.name, e.type, e.logical_type ?? null])).toEqual([
      ['sales', undefined, null],
      ['periodStart', 'INT32', { type: 'DATE' }],
      ['sku', 'BYTE_ARRAY', { type: 'STRING' }],
      ['currencyCode', 'BYTE_ARRAY', { type: 'STRING' }],
      ['netSales', 'FIXED_LEN_BYTE_ARRAY', { type: 'DECIMAL', precision: 38, scale: 4 }],
      ['netSalesShare', 'FIXED_LEN_BYTE_ARRAY', { type: 'DECIMAL', precision: 38, scale: 2 }],
      ['netUnits', 'INT64', null],
    ]);
    expect(notes).toEqual([
      { key: 'sales.source', value: 'FACTS' },
      { key: 'sales.note', value: 'One.\n=Two.' },
      {
        key: 'sales.totals',
        value:
          '[{"currencyCode":"EUR","netSales":"2333.30"},{"currencyCode":"JPY","netSales":"240000"}]',
      },
    ]);
    expect(await rowsOf(file)).toEqual(
      ROWS.map(([day, sku, code, net, share, units]) => ({
        periodStart: day === null ? null : new Date(String(day)),
        sku,
        currencyCode: code,
        netSales: exact(net, 4),
        netSalesShare: exact(share, 2),
        netUnits: units === null ? null : BigInt(String(units)),
      })),
    );
  });

  it('keeps many rows in groups, and none as none', async () => {
    const rows = Array.from({ length: 4345 }, (_, n): ReportRow => [
      '2026-01-01',
      `S-${n}`,
      'EUR',
      `-${n}.01`,
      null,
      `${n}`,
    ]);
    const file = bufferOf(await bytesOf(parquetParts(reportOf(rows))));
    expect(parquetMetadata(file).row_groups.map(({ num_rows }) => num_rows)).toEqual([
      2000n,
      2000n,
      345n,
    ]);
    const read = await rowsOf(file);
    expect(read.map(({ sku, netSales }) => [sku, netSales])).toEqual(
      rows.map(([, sku, , net]) => [sku, exact(net ?? null, 4)]),
    );
    expect(await rowsOf(bufferOf(await bytesOf(parquetParts(reportOf([])))))).toEqual([]);
  });
});

it('any text and amount comes back from every format as it was', async () => {
  const cell = fc.record({
    // The reader of this test takes spaces at the ends away.
    text: fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => s.trim() === s && s !== ''),
    minor: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (cells) => {
      const rows = cells.map(({ text, minor }): ReportRow => {
        const digits = String(minor < 0n ? -minor : minor).padStart(3, '0');
        const amount = `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        return ['2026-01-01', text, 'EUR', amount, null, String(minor)];
      });
      const csv: string[][] = parse(
        (await bytesOf(csvParts(reportOf(rows), { byteOrderMark: true }))).toString(),
        { bom: true },
      );
      expect(csv.slice(1).map((row) => [readCell(row[1] ?? ''), row[3]])).toEqual(
        rows.map((row) => [row[1], row[3]]),
      );
      const parquet = await rowsOf(bufferOf(await bytesOf(parquetParts(reportOf(rows)))));
      expect(parquet.map(({ sku, netSales }) => [sku, netSales])).toEqual(
        rows.map((row) => [row[1], exact(row[3] ?? null, 4)]),
      );
      const [sales] = await readExcelFile(await bytesOf(xlsxParts(reportOf(rows))));
      expect(sales?.data.slice(1).map((row) => [row[1], row[3]])).toEqual(
        rows.map((row) => [row[1], Number(row[3])]),
      );
    }),
    { numRuns: 50 },
  );
});

function bufferOf({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(length);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, length));
  return copy;
}

/** The reader makes floats of decimals; without their name it gives the bytes. */
async function rowsOf(file: ArrayBuffer): Promise<Record<string, unknown>[]> {
  const metadata = parquetMetadata(file);
  for (const element of metadata.schema) {
    if (element.converted_type === 'DECIMAL') delete element.converted_type;
  }
  const rows = await parquetReadObjects({ file, metadata });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? signed(value) : (value ?? null),
      ]),
    ),
  );
}

function signed(bytes: Uint8Array): bigint {
  return BigInt.asIntN(128, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

function exact(text: string | null | undefined, scale: number): bigint | null {
  if (text === null || text === undefined) return null;
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(scale, '0'));
}
