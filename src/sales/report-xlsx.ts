import type { Report, ReportNote, ReportRow } from './report.rules.js';
import {
  isExactInSheets,
  rowsXml,
  SHEET_END,
  SHEET_ROWS_MAX,
  sheetHead,
  sheetXml,
  STYLES,
} from './xlsx-sheet.rules.js';
import { zipped, type ZipEntry } from './zip-file.js';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A report as a workbook: sheets of rows, as many as they need, then totals and notes. */
export function xlsxParts(
  report: Report,
  sheetRows: number = SHEET_ROWS_MAX,
): AsyncGenerator<Uint8Array, void> {
  return zipped(entriesOf(report, sheetRows));
}

/** The rows that were looked at on the way. */
interface Seen {
  inexact: number;
}

async function* entriesOf(report: Report, sheetRows: number): AsyncGenerator<ZipEntry, void> {
  const { columns, totals, rowCount } = report;
  // The first row of each sheet has the names of the columns.
  const salesSheets = Math.max(1, Math.ceil(rowCount / (sheetRows - 1)));
  const names = [
    ...Array.from({ length: salesSheets }, (_, n) => (n === 0 ? 'Sales' : `Sales ${n + 1}`)),
    ...(totals === null ? [] : ['Totals']),
    'Notes',
  ];
  yield* frameOf(names);
  const seen: Seen = { inexact: 0 };
  const rows = new RowSource(report.batches);
  for (let n = 0; n < salesSheets; n++) {
    const content = salesSheet(columns, rows, { sheetRows, seen });
    yield { name: sheetPath(n), content };
  }
  const noteRows = () =>
    [...report.notes, ...digitsNote(seen)].map(({ name, value }) => [name, value]);
  if (totals !== null) yield { name: sheetPath(salesSheets), content: [sheetXml(totals)] };
  const noteColumns = [
    { name: 'note', type: 'TEXT' },
    { name: 'value', type: 'TEXT' },
  ] as const;
  yield {
    name: sheetPath(names.length - 1),
    content: [sheetXml({ columns: noteColumns, rows: noteRows() })],
  };
}

async function* salesSheet(
  columns: Report['columns'],
  source: RowSource,
  { sheetRows, seen }: { sheetRows: number; seen: Seen },
): AsyncGenerator<string, void> {
  const numbers = columns.flatMap(({ type }, n) => (type === 'TEXT' || type === 'DATE' ? [] : [n]));
  yield sheetHead(columns);
  for (let next = 2; next <= sheetRows;) {
    const rows = await source.take(sheetRows - next + 1);
    if (rows.length === 0) break;
    for (const row of rows) {
      seen.inexact += numbers.filter((n) => !isExactInSheets(row[n] ?? '')).length;
    }
    yield rowsXml(rows, columns, next);
    next += rows.length;
  }
  yield SHEET_END;
}

/** Rows of which each sheet takes its part. */
class RowSource {
  private readonly batches: AsyncIterator<readonly ReportRow[]>;
  private waiting: readonly ReportRow[] = [];

  constructor(batches: AsyncIterable<readonly ReportRow[]>) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** At most so many; none when there are no more. */
  async take(most: number): Promise<readonly ReportRow[]> {
    while (this.waiting.length === 0) {
      const next = await this.batches.next();
      if (next.done === true) return [];
      this.waiting = next.value;
    }
    const taken = this.waiting.slice(0, most);
    this.waiting = this.waiting.slice(most);
    return taken;
  }
}

function digitsNote({ inexact }: Seen): ReportNote[] {
  return inexact === 0
    ? []
    : [
        {
          name: 'note',
          value: `Spreadsheets keep 15 digits of a number, and ${inexact} of this file have more: the CSV and Parquet files have all of them.`,
        },
      ];
}

function sheetPath(n: number): string {
  return `xl/worksheets/sheet${n + 1}.xml`;
}

/** The parts of a workbook that say what the others are. */
function frameOf(names: readonly string[]): ZipEntry[] {
  const parts = names.map(
    (_, n) => `<Override PartName="/${sheetPath(n)}" ContentType="${SPREADSHEET}.worksheet+xml"/>`,
  );
  const sheets = names.map(
    (name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`,
  );
  const relations = names.map((_, n) =>
    relation(n + 1, 'worksheet', `worksheets/sheet${n + 1}.xml`),
  );
  return [
    {
      name: '[Content_Types].xml',
      content: [
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/>${parts.join('')}</Types>`,
      ],
    },
    { name: '_rels/.rels', content: [related([relation(1, 'officeDocument', 'xl/workbook.xml')])] },
    {
      name: 'xl/workbook.xml',
      content: [
        `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`,
      ],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: [related([...relations, relation(names.length + 1, 'styles', 'styles.xml')])],
    },
    { name: 'xl/styles.xml', content: [STYLES] },
  ];
}

function related(relations: readonly string[]): string {
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relations.join('')}</Relationships>`;
}

function relation(n: number, type: string, target: string): string {
  return `<Relationship Id="rId${n}" Type="${OFFICE}/${type}" Target="${target}"/>`;
}
