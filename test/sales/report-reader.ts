import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import readExcelFile from 'read-excel-file/node';
import { readCell } from '../../src/platform/csv/index.js';
import type { Answer, Portal } from '../support/portal.js';

/** A row of sales by the names of columns; numbers as text, days as 2026-03-01. */
export type SalesCells = Record<string, string | null>;

export interface AskedSales {
  [name: string]: unknown;
  groupBy?: string[];
  measures?: string[];
  timeGrain?: string;
  compareTo?: string;
  filter?: Record<string, string[]>;
  having?: { measure: string; atLeast?: string; atMost?: string }[];
  orderBy?: { measure?: string; dimension?: string; period?: boolean; direction?: string }[];
}

const SALES = `query ($input: SalesInput!) { sales(input: $input) {
  source notes totalCount rateSources rateGaps { currencyCode day rateDay } comparedWith { from to }
  nodes { keys { dimension id code name } periodStart currencyCode values { measure value share previous change changePercent } }
  totals { currencyCode values { measure value previous change changePercent } }
  pageInfo { hasNextPage endCursor }
} }`;

const KEY_COLUMNS: Record<string, Record<string, string>> = {
  REGION: { code: 'regionCode', name: 'regionName' },
  MARKET: { code: 'marketCode', name: 'marketName' },
  CATEGORY: { code: 'category' },
  PRODUCT: { id: 'productId', code: 'productHandle', name: 'productName' },
  VARIANT: { code: 'sku', name: 'variantName' },
  RESELLER: { id: 'resellerId', name: 'resellerName' },
  PARTNER_OF_RECORD: { id: 'partnerOfRecordId', name: 'partnerOfRecordName' },
  TIER: { code: 'tier' },
  TECHNOLOGY: { code: 'technologyCode', name: 'technologyName' },
};

/** The same question as the query string of a file. */
export function addressOf(
  format: string,
  { filter, having, orderBy, ...plain }: AskedSales,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...plain, ...filter }))
    query.set(name, String(value));
  for (const { measure, atLeast = '', atMost = '' } of having ?? []) {
    query.append('having', `${measure}:${atLeast}:${atMost}`);
  }
  for (const { measure, dimension, direction = 'ASC' } of orderBy ?? []) {
    query.append('orderBy', `${measure ?? dimension ?? 'period'}:${direction}`);
  }
  return `/reports/sales.${format}?${query.toString()}`;
}

/** Every page of the query's answer, in the shape of a file. */
export async function askedOfGraphql(
  portal: Portal,
  token: string,
  input: AskedSales,
): Promise<{ rows: SalesCells[]; totals: SalesCells[] | null; sales: Answer['data'] }> {
  const rows: SalesCells[] = [];
  let after: string | null = null;
  let sales: Answer['data'];
  do {
    const { data, errors } = await portal.ask(
      SALES,
      { input: { ...input, first: 100, after } },
      { token },
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    sales = data.sales;
    rows.push(...sales.nodes.map((node: Answer['data']) => cellsOf(node, input)));
    after = sales.pageInfo.hasNextPage ? sales.pageInfo.endCursor : null;
  } while (after !== null);
  const total = (row: Answer['data']) =>
    cellsOf({ ...row, keys: [] }, { compareTo: input.compareTo });
  return { rows, totals: sales.totals?.map(total) ?? null, sales };
}

function cellsOf(node: Answer['data'], { timeGrain, compareTo, groupBy }: AskedSales): SalesCells {
  const cells: SalesCells = timeGrain === undefined ? {} : { periodStart: node.periodStart };
  for (const key of node.keys) {
    for (const [part, column] of Object.entries(KEY_COLUMNS[key.dimension] ?? {})) {
      cells[column] = key[part];
    }
  }
  cells.currencyCode = node.currencyCode;
  for (const { measure, value, share, previous, change, changePercent } of node.values) {
    const name = measure
      .toLowerCase()
      .replace(/_(.)/g, (_: string, letter: string) => letter.toUpperCase());
    cells[name] = value;
    const isShared = !['ORDERS', 'AVERAGE_SELLING_PRICE'].includes(measure);
    if (share !== undefined && isShared && groupBy?.includes('TECHNOLOGY') !== true) {
      cells[`${name}Share`] = share;
    }
    if (compareTo === undefined) continue;
    cells[`${name}Previous`] = previous;
    cells[`${name}Change`] = change;
    cells[`${name}ChangePercent`] = changePercent;
  }
  return cells;
}

export interface SentFile {
  status: number;
  headers: Headers;
  bytes: Buffer;
}

export async function fetchReport(
  portal: Portal,
  token: string | undefined,
  address: string,
): Promise<SentFile> {
  const response = await fetch(`${portal.url}${address}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const { status, headers } = response;
  return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const TEXTS = new Set(['tier', 'category', 'sku', 'currencyCode']);
const isText = (name: string) => TEXTS.has(name) || /(?:Code|Name|Id|Handle)$/.test(name);

export function readCsv(bytes: Buffer): SalesCells[] {
  const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true });
  return rows.map((row) =>
    mapped(row, (cell, name) => (cell === '' ? null : isText(name) ? readCell(cell) : cell)),
  );
}

/** Numbers come as floats: with the digits that a float of them has. */
export async function readXlsx(
  bytes: Buffer,
): Promise<Record<string, { names: string[]; rows: unknown[][] }>> {
  const sheets = await readExcelFile(bytes);
  return Object.fromEntries(
    sheets.map(({ sheet, data: [names = [], ...rows] }) => [
      sheet,
      { names: names.map(String), rows },
    ]),
  );
}

/** The cells as the sheet must have them. */
export function asInSheet(rows: readonly SalesCells[]): unknown[][] {
  return rows.map((row) =>
    Object.entries(row).map(([name, cell]) => {
      if (cell === null || isText(name)) return cell;
      return name === 'periodStart' ? new Date(cell) : Number(cell);
    }),
  );
}

/** The decimals of Parquet as text with their scale; the reader would make floats of them. */
export async function readParquet(
  bytes: Buffer,
): Promise<{ rows: SalesCells[]; notes: Record<string, string | undefined> }> {
  const file = new ArrayBuffer(bytes.length);
  new Uint8Array(file).set(bytes);
  const metadata = parquetMetadata(file);
  const scales = new Map(metadata.schema.map(({ name, scale }) => [name, scale ?? 0]));
  for (const element of metadata.schema) {
    if (element.converted_type === 'DECIMAL') delete element.converted_type;
  }
  const rows = await parquetReadObjects({ file, metadata });
  const notes = metadata.key_value_metadata ?? [];
  return {
    rows: rows.map((row) => mapped(row, (cell, name) => textOf(cell, scales.get(name) ?? 0))),
    notes: Object.fromEntries(notes.map(({ key, value }) => [key, value])),
  };
}

/** The same cells with as many places as the columns of Parquet have. */
export function asInParquet(rows: readonly SalesCells[]): SalesCells[] {
  return rows.map((row) =>
    mapped(row, (cell, name) => {
      if (cell === null || isText(name) || name === 'periodStart') return cell;
      if (/(?:Share|Percent)$/.test(name)) return padded(cell, 2);
      return /^(?:orders|\w*Units)(?:Previous|Change)?$/.test(name) ? cell : padded(cell, 4);
    }),
  );
}

function padded(decimal: string, scale: number): string {
  const [whole = '', places = ''] = decimal.split('.');
  return `${whole}.${places.padEnd(scale, '0')}`;
}

function textOf(value: unknown, scale: number): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  if (!(value instanceof Uint8Array)) throw new Error('A cell of a type that no column has.');
  const units = BigInt.asIntN(128, BigInt(`0x${Buffer.from(value).toString('hex')}`));
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function mapped<From, To>(
  row: Record<string, From>,
  to: (cell: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, to(cell, name)]));
}
