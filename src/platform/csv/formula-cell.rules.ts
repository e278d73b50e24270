/** What a spreadsheet would take for a formula, with the apostrophes that may already stand before it. */
const FORMULA = /^'*[=+\-@\t\r]/;
const NEUTRALISED = /^'+[=+\-@\t\r]/;

/**
 * A value as it stands in a file: what a spreadsheet would run as a formula gets an apostrophe before it. A value that
 * begins with one already gets another, so that reading takes away exactly what writing added.
 */
export function writtenCell(value: string): string {
  return FORMULA.test(value) ? `'${value}` : value;
}

/** The value of a cell of a file. A formula that nobody neutralised is taken as it stands. */
export function readCell(cell: string): string {
  return NEUTRALISED.test(cell) ? cell.slice(1) : cell;
}
