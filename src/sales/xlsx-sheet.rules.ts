import type { ReportCell, ReportColumn, ReportRow, ReportTable } from './report.rules.js';

/** As many rows as a sheet can have. */
export const SHEET_ROWS_MAX = 1_048_576;
/** A spreadsheet keeps so many digits of a number. */
const EXACT_DIGITS = 15;

/** The places of cell formats in styles.xml. */
const STYLE = { header: 1, text: 2, quoted: 3, date: 4, whole: 5, two: 6 } as const;
const PLACES = [STYLE.whole, 7, STYLE.two, 8, 9] as const;

const FIRST_DAY = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
const FORMULA_SIGN = /^[=+\-@\t\r']/;
const WIDTHS = { TEXT: 22, DATE: 12, AMOUNT: 18, PERCENT: 12, COUNT: 12 } as const;

export const STYLES = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="#,##0.0"/><numFmt numFmtId="166" formatCode="#,##0.000"/><numFmt numFmtId="167" formatCode="#,##0.0000"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="10">${[
  xf(0),
  xf(49, 'fontId="1" applyFont="1"'),
  xf(49),
  xf(49, 'fontId="0" quotePrefix="1"'),
  xf(164),
  xf(3),
  xf(4),
  xf(165),
  xf(166),
  xf(167),
].join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

function xf(format: number, more = 'fontId="0"'): string {
  return `<xf numFmtId="${format}" ${more} fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
}

/** What stands before the first row: the names of the columns stay in sight. */
export function sheetHead(columns: readonly ReportColumn[]): string {
  const cols = columns.map(
    ({ type }, n) => `<col min="${n + 1}" max="${n + 1}" width="${WIDTHS[type]}" customWidth="1"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>${rowXml(
    columns.map(({ name }, n) => textXml(name, `${letters(n)}1`, STYLE.header)),
    1,
  )}`;
}

export const SHEET_END = '</sheetData></worksheet>';

/** Rows as a spreadsheet keeps them; `first` is the number of the first one. */
export function rowsXml(
  rows: readonly ReportRow[],
  columns: readonly ReportColumn[],
  first: number,
): string {
  const names = columns.map((_, n) => letters(n));
  return rows
    .map((row, r) =>
      rowXml(
        row.map((cell, n) => cellXml(cell, columns[n]?.type ?? 'TEXT', `${names[n]}${first + r}`)),
        first + r,
      ),
    )
    .join('');
}

/** A whole sheet of few rows. */
export function sheetXml({ columns, rows }: ReportTable): string {
  return sheetHead(columns) + rowsXml(rows, columns, 2) + SHEET_END;
}

function rowXml(cells: readonly string[], number: number): string {
  return `<row r="${number}">${cells.join('')}</row>`;
}

function cellXml(cell: ReportCell, type: ReportColumn['type'], at: string): string {
  if (cell === null) return '';
  if (type === 'TEXT') {
    return textXml(cell, at, FORMULA_SIGN.test(cell) ? STYLE.quoted : STYLE.text);
  }
  if (type === 'DATE') {
    return `<c r="${at}" s="${STYLE.date}"><v>${(Date.parse(cell) - FIRST_DAY) / DAY_MS}</v></c>`;
  }
  return `<c r="${at}" s="${PLACES[placesOf(cell)] ?? 0}"><v>${cell}</v></c>`;
}

/** A text stays one whatever it begins with: its cell has no formula, and editing it makes none of it. */
function textXml(text: string, at: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function placesOf(number: string): number {
  const point = number.indexOf('.');
  return point < 0 ? 0 : number.length - point - 1;
}

/** Whether a spreadsheet, whose numbers are floats, can show all digits of it. */
export function isExactInSheets(number: string): boolean {
  return number.replace(/[-.]/g, '').replace(/^0+/, '').length <= EXACT_DIGITS;
}

/** A, B … Z, AA … */
export function letters(column: number): string {
  const before = Math.floor(column / 26);
  return (before > 0 ? letters(before - 1) : '') + String.fromCharCode(65 + (column % 26));
}

const MARKUP: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What XML cannot hold is replaced; spreadsheets read _x0041_ as A, so such a text has its first sign written that way. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (sign) => MARKUP[sign] ?? sign)
    .replace(/\r/g, '_x000D_')
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
