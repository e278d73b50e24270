import type { SalesDimension, SalesMeasure, SalesQuestion } from './sales-question.rules.js';

/** TEXT, DATE (2026-03-01), AMOUNT (up to four decimal places), PERCENT (two) or COUNT (a whole number). */
export type CellType = 'TEXT' | 'DATE' | 'AMOUNT' | 'PERCENT' | 'COUNT';

export interface ReportColumn {
  name: string;
  type: CellType;
}

/** What stands in a row, in the order of the columns; numbers and days as text, which is exact. */
export type ReportCell = string | null;
export type ReportRow = readonly ReportCell[];

export interface ReportTable {
  columns: readonly ReportColumn[];
  rows: readonly ReportRow[];
}

/** Something to know about a report; a name can come several times. */
export interface ReportNote {
  name: string;
  value: string;
}

/** Everything that a file of sales holds. */
export interface Report {
  columns: readonly ReportColumn[];
  /** How many rows will come. */
  rowCount: number;
  /** The rows, some at a time. */
  batches: AsyncIterable<readonly ReportRow[]>;
  totals: ReportTable | null;
  notes: readonly ReportNote[];
}

/** A row as it was read: what each group stands for, and per measure value, share, previous, change and that in percent. */
export interface ReadRow {
  keys: readonly { id: string | null; code: string | null; name: string | null }[];
  period: string;
  currency: string;
  values: readonly (readonly ReportCell[])[];
}

type Part = 'id' | 'code' | 'name';

const GROUP_COLUMNS: Record<SalesDimension, readonly (readonly [Part, string])[]> = {
  REGION: [
    ['code', 'regionCode'],
    ['name', 'regionName'],
  ],
  MARKET: [
    ['code', 'marketCode'],
    ['name', 'marketName'],
  ],
  CATEGORY: [['code', 'category']],
  PRODUCT: [
    ['id', 'productId'],
    ['code', 'productHandle'],
    ['name', 'productName'],
  ],
  VARIANT: [
    ['code', 'sku'],
    ['name', 'variantName'],
  ],
  RESELLER: [
    ['id', 'resellerId'],
    ['name', 'resellerName'],
  ],
  PARTNER_OF_RECORD: [
    ['id', 'partnerOfRecordId'],
    ['name', 'partnerOfRecordName'],
  ],
  TIER: [['code', 'tier']],
  TECHNOLOGY: [
    ['code', 'technologyCode'],
    ['name', 'technologyName'],
  ],
};

type Asked = Pick<SalesQuestion, 'groupBy' | 'timeGrain' | 'measures' | 'compareTo'>;
interface Place extends ReportColumn {
  cell: (row: ReadRow) => ReportCell;
}

/** Where each column of the rows comes from. */
function placesOf(question: Asked): Place[] {
  const { groupBy, timeGrain, measures } = question;
  const groups = groupBy.flatMap((dimension, n) =>
    GROUP_COLUMNS[dimension].map(([part, name]): Place => ({
      name,
      type: 'TEXT',
      cell: ({ keys }) => keys[n]?.[part] ?? null,
    })),
  );
  const period: Place = { name: 'periodStart', type: 'DATE', cell: (row) => row.period };
  return [
    ...(timeGrain === null ? [] : [period]),
    ...groups,
    { name: 'currencyCode', type: 'TEXT', cell: ({ currency }) => currency },
    ...measures.flatMap((measure, n) => measured(measure, n, question)),
  ];
}

function measured(measure: SalesMeasure, n: number, { groupBy, compareTo }: Asked): Place[] {
  const name = camel(measure);
  const type = isCount(measure) ? 'COUNT' : 'AMOUNT';
  const place = (ending: string, kind: CellType, index: number): Place => ({
    name: name + ending,
    type: kind,
    cell: ({ values }) => values[n]?.[index] ?? null,
  });
  const shared = hasShare(measure) && !groupBy.includes('TECHNOLOGY');
  return [
    place('', type, 0),
    ...(shared ? [place('Share', 'PERCENT', 1)] : []),
    ...(compareTo === null
      ? []
      : [
          place('Previous', type, 2),
          place('Change', type, 3),
          place('ChangePercent', 'PERCENT', 4),
        ]),
  ];
}

export function reportColumns(question: Asked): ReportColumn[] {
  return placesOf(question).map(({ name, type }) => ({ name, type }));
}

/** How what was read becomes the cells of a row. */
export function rowReader(question: Asked): (row: ReadRow) => ReportRow {
  const cells = placesOf(question).map(({ cell }) => cell);
  return (row) => cells.map((cell) => cell(row));
}

/** Totals are a row per currency, without shares. */
export function totalsTable(
  question: Asked,
  totals: readonly Pick<ReadRow, 'currency' | 'values'>[],
): ReportTable {
  const places = placesOf({ ...question, groupBy: [], timeGrain: null }).filter(
    ({ name }) => !name.endsWith('Share'),
  );
  return {
    columns: places.map(({ name, type }) => ({ name, type })),
    rows: totals.map((total) => places.map(({ cell }) => cell({ ...total, keys: [], period: '' }))),
  };
}

function isCount(measure: SalesMeasure): boolean {
  return measure === 'ORDERS' || measure.endsWith('_UNITS');
}

function hasShare(measure: SalesMeasure): boolean {
  return measure !== 'ORDERS' && measure !== 'AVERAGE_SELLING_PRICE';
}

function camel(word: string): string {
  return word.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
