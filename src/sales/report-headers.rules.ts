import type { Report } from './report.rules.js';

/** Proxies take headers of a few thousand bytes together. */
const LENGTH_MAX = 1500;

/** All that reports can have: what scripts of other sites may read must be named to browsers. */
export const REPORT_HEADERS = [
  'x-sales-source',
  'x-sales-as-of',
  'x-sales-rows',
  'x-sales-rate-sources',
  'x-sales-rate-gaps',
  'x-sales-notes',
  'x-sales-totals',
] as const;
type ReportHeader = (typeof REPORT_HEADERS)[number];

/** What there is to know beside the rows, for files that have no place for it. */
export function reportHeaders({ notes, totals, rowCount }: Report): [string, string][] {
  const of = (name: string) => notes.filter((note) => note.name === name).map(({ value }) => value);
  const sentences = of('note');
  const gaps = of('rateGap');
  const sums = totals && JSON.stringify([totals.columns.map(({ name }) => name), ...totals.rows]);
  if (sums !== null && sums.length > LENGTH_MAX) {
    sentences.push('The totals are too long for a header: the Excel and Parquet files have them.');
  }
  const headers: [ReportHeader, string][] = [
    ['x-sales-source', of('source').join()],
    ['x-sales-as-of', of('asOf').join()],
    ['x-sales-rows', String(rowCount)],
    ['x-sales-rate-sources', of('rateSource').join(', ')],
    ['x-sales-rate-gaps', gaps.length === 0 ? '' : fitting(gaps)],
    ['x-sales-notes', sentences.join(' ')],
    ['x-sales-totals', sums !== null && sums.length <= LENGTH_MAX ? sums : ''],
  ];
  return headers.filter(([, value]) => value !== '').map(([name, value]) => [name, plain(value)]);
}

/** Headers hold no other signs. */
function plain(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?');
}

/** As many of them as fit, and how many more there are. */
function fitting(values: readonly string[]): string {
  let text = '';
  for (const [n, value] of values.entries()) {
    const next = n === 0 ? value : `${text}; ${value}`;
    if (next.length > LENGTH_MAX) return `${text}; and ${values.length - n} more`;
    text = next;
  }
  return text;
}
