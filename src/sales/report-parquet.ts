import type { ByteWriter, SchemaElement } from 'hyparquet-writer';
import type { CellType, Report, ReportCell, ReportRow } from './report.rules.js';

/** Few enough that the server answers others in between, many enough to be packed well. */
const GROUP_ROWS = 2000;

const AMOUNT_SCALE = 4;
const PERCENT_SCALE = 2;
const DAY_MS = 86_400_000;

type Stored = string | bigint | number | null;

const TYPES: Record<CellType, Omit<SchemaElement, 'name'>> = {
  TEXT: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  DATE: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  COUNT: { type: 'INT64' },
  AMOUNT: decimal(AMOUNT_SCALE),
  PERCENT: decimal(PERCENT_SCALE),
};

/** Wide enough for any sum: the scale of a column is one, whatever currencies stand in it. */
function decimal(scale: number): Omit<SchemaElement, 'name'> {
  const precision = 38;
  return {
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: 16,
    converted_type: 'DECIMAL',
    scale,
    precision,
    logical_type: { type: 'DECIMAL', scale, precision },
  };
}

const STORED: Record<CellType, (cell: string) => Stored> = {
  TEXT: (cell) => cell,
  DATE: (cell) => Date.parse(cell) / DAY_MS,
  COUNT: BigInt,
  AMOUNT: (cell) => unscaled(cell, AMOUNT_SCALE),
  PERCENT: (cell) => unscaled(cell, PERCENT_SCALE),
};

/** A report as Parquet, a group of rows at a time; totals and notes stand in the metadata of the file. */
export async function* parquetParts(report: Report): AsyncGenerator<Uint8Array, void> {
  const { columns, batches } = report;
  // Few ask for it: what writes it is read with the first report, not while the server starts.
  const parquet = await import('hyparquet-writer');
  const writer = new parquet.ByteWriter();
  const file = new parquet.ParquetWriter({
    writer,
    schema: [
      { name: 'sales', num_children: columns.length },
      ...columns.map(({ name, type }): SchemaElement => ({
        name,
        ...TYPES[type],
        repetition_type: 'OPTIONAL',
      })),
    ],
    // Groups of so few rows are read whole anyway.
    statistics: false,
    kvMetadata: metadataOf(report),
    createdBy: 'channel-partner portal',
  });
  for await (const rows of groups(batches)) {
    const columnData = columns.map(({ name, type }, n) => ({
      name,
      data: rows.map((row) => stored(row[n] ?? null, type)),
    }));
    await file.write({ columnData, rowGroupSize: GROUP_ROWS });
    yield taken(writer);
  }
  await file.finish();
  yield taken(writer);
}

async function* groups(
  batches: AsyncIterable<readonly ReportRow[]>,
): AsyncGenerator<readonly ReportRow[], void> {
  let waiting: ReportRow[] = [];
  for await (const rows of batches) {
    waiting.push(...rows);
    while (waiting.length >= GROUP_ROWS) {
      yield waiting.slice(0, GROUP_ROWS);
      waiting = waiting.slice(GROUP_ROWS);
    }
  }
  if (waiting.length > 0) yield waiting;
}

function stored(cell: ReportCell, type: CellType): Stored {
  return cell === null ? null : STORED[type](cell);
}

/** The digits of a decimal with so many places: "-1.5" with four is -15000. */
function unscaled(text: string, scale: number): bigint {
  const [whole = '', places = ''] = text.split('.');
  if (places.length > scale) throw new Error(`${text} has more than ${scale} decimal places.`);
  return BigInt(whole + places.padEnd(scale, '0'));
}

/** Takes out what was written so far. Places in the file count on from its beginning. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function metadataOf({ notes, totals }: Report): { key: string; value: string }[] {
  const names = [...new Set(notes.map(({ name }) => name))];
  const valuesOf = (name: string) => notes.filter((note) => note.name === name);
  return [
    ...names.map((name) => ({
      key: `sales.${name}`,
      value: valuesOf(name)
        .map(({ value }) => value)
        .join('\n'),
    })),
    ...(totals === null
      ? []
      : [
          {
            key: 'sales.totals',
            value: JSON.stringify(
              totals.rows.map((row) =>
                Object.fromEntries(totals.columns.map(({ name }, n) => [name, row[n] ?? null])),
              ),
            ),
          },
        ]),
  ];
}
