import { stringify } from 'csv-stringify/sync';

/** Spreadsheets take a file without it for one in the old code page of the machine. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Rows as RFC 4180 asks for: CR LF, and quotation marks around what needs them. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
}
