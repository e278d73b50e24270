import { BYTE_ORDER_MARK, csvText, writtenCell } from '../platform/csv/index.js';
import type { Report, ReportCell, ReportColumn, ReportRow } from './report.rules.js';

/** A report as CSV: a line of names, then a line per row. What is no row has no place in it. */
export async function* csvParts(
  { columns, batches }: Report,
  { byteOrderMark }: { byteOrderMark: boolean },
): AsyncGenerator<string, void> {
  yield (byteOrderMark ? BYTE_ORDER_MARK : '') + csvText([columns.map(({ name }) => name)]);
  for await (const rows of batches) yield csvText(rows.map((row) => lineOf(row, columns)));
}

/** Only text can be taken for a formula: what we wrote as a number is one, also when it begins with a minus sign. */
function lineOf(row: ReportRow, columns: readonly ReportColumn[]): string[] {
  return row.map((cell: ReportCell, n) => {
    if (cell === null) return '';
    return columns[n]?.type === 'TEXT' ? writtenCell(cell) : cell;
  });
}
