import { isCurrencyCode, isDay, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { BASE_CURRENCY, isRate, isTooEarly, plainRate } from './exchange-rate.rules.js';

/** The rates of a day, as a file has them. */
export interface RateDay {
  day: string;
  /** The line of the file on which the day begins. */
  line: number;
  rates: { currencyCode: string; rate: string }[];
}

export interface RateFile {
  format: 'CSV' | 'XML';
  days: RateDay[];
  /** Currencies that are no active ones any more, such as those that the euro replaced. Their rates are not kept. */
  ignoredCurrencies: string[];
}

/** A file with more mistakes is hardly worth mending by hand. */
const PROBLEMS_MAX = 50;
/** Twice what the bank has published in all its years. */
const RATES_MAX = 500_000;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export function fileProblem(rule: string, message: string, facts: Facts = {}): Problem {
  return { code: 'INVALID_VALUE', message, path: ['file'], facts: { rule, ...facts } };
}

/** The day of a cell: "2024-06-28", or "28 June 2024" as in the file of a single day. Undefined: it is none. */
export function dayOf(text: string): string | undefined {
  const worded = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(text);
  const [, date = '', month = '', year = ''] = worded ?? [];
  const number = MONTHS.indexOf(month) + 1;
  const day = worded ? `${year}-${String(number).padStart(2, '0')}-${date.padStart(2, '0')}` : text;
  return /^[1-9]/.test(day) && isDay(day) ? day : undefined;
}

/** Gathers what a file says and everything that is wrong with it; nothing is taken of a file with a mistake. */
export class RateCollector {
  private readonly days = new Map<string, RateDay>();
  private readonly ignored = new Set<string>();
  private readonly problems: Problem[] = [];
  private count = 0;

  /** @param latestDay the day that has begun in the easternmost time zone */
  constructor(private readonly latestDay: string) {}

  /** The day to which the rates that follow belong; undefined when it is none, and they are only looked at. */
  open(text: string, line: number): RateDay | undefined {
    const day = dayOf(text);
    if (day === undefined) {
      return this.refuse('DAY', line, `"${text.slice(0, 40)}" is no day.`);
    }
    if (isTooEarly(day)) {
      return this.refuse('FIRST_DAY', line, `${day} is before the first day of the euro.`);
    }
    if (day > this.latestDay) {
      return this.refuse('FUTURE_DAY', line, `${day} has not begun.`);
    }
    const before = this.days.get(day);
    if (before) {
      const told = `${day} stands in the file twice, first on line ${before.line}.`;
      return this.refuse('DUPLICATE', line, told);
    }
    const opened: RateDay = { day, line, rates: [] };
    this.days.set(day, opened);
    return opened;
  }

  add(day: RateDay | undefined, rate: { currencyCode: string; text: string }, line: number): void {
    const { currencyCode, text } = rate;
    if (!isRate(text)) {
      const told = `"${text.slice(0, 40)}" is no rate of ${currencyCode.slice(0, 10)}: a number above 0 with a decimal point.`;
      this.refuse('RATE', line, told, { currencyCode });
    } else if (currencyCode === BASE_CURRENCY) {
      this.refuse('BASE_CURRENCY', line, 'Rates are given per euro; the euro has none.');
    } else if (!isCurrencyCode(currencyCode)) {
      this.ignored.add(currencyCode);
    } else if (day?.rates.some((other) => other.currencyCode === currencyCode) === true) {
      const told = `${currencyCode} has two rates on ${day.day}.`;
      this.refuse('DUPLICATE', line, told, { currencyCode });
    } else {
      this.count += 1;
      if (this.count > RATES_MAX) {
        this.fatal('TOO_MANY', line, `More than ${RATES_MAX} rates: send the file in parts.`);
      }
      day?.rates.push({ currencyCode, rate: plainRate(text) });
    }
  }

  refuse(rule: string, line: number, message: string, facts: Facts = {}): undefined {
    this.problems.push(fileProblem(rule, `Line ${line}: ${message}`, { line, ...facts }));
    if (this.problems.length >= PROBLEMS_MAX) throw new ProblemError(this.problems);
  }

  /** What makes it senseless to read on; together with what was found before. */
  fatal(rule: string, line: number, message: string): never {
    this.refuse(rule, line, message);
    throw new ProblemError(this.problems);
  }

  finish(format: RateFile['format']): RateFile {
    if (this.problems.length === 0 && this.count === 0) {
      this.problems.push(fileProblem('EMPTY', 'The file has no rates.'));
    }
    if (this.problems.length > 0) throw new ProblemError(this.problems);
    const days = [...this.days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    return { format, days, ignoredCurrencies: [...this.ignored].sort() };
  }
}

/** Which column holds what. The order of the columns is free; the header says it. */
export interface RateColumns {
  day: number;
  currencies: { column: number; currencyCode: string }[];
  count: number;
}

/** The header of a CSV file: Date and currencies. The bank ends each line with a comma, hence an empty last cell. */
export function rateColumns(
  header: readonly string[],
  collector: RateCollector,
  line: number,
): RateColumns {
  const cells = header.map((cell) => cell.trim());
  const names = cells.at(-1) === '' ? cells.slice(0, -1) : cells;
  const days = names.flatMap((name, column) => (name.toLowerCase() === 'date' ? [column] : []));
  const currencies = names.flatMap((currencyCode, column) =>
    days.includes(column) ? [] : [{ column, currencyCode }],
  );
  const strange = currencies.find(({ currencyCode }) => !/^[A-Z]{3}$/.test(currencyCode));
  const codes = currencies.map(({ currencyCode }) => currencyCode);
  const twice = codes.find((code, place) => codes.indexOf(code) !== place);
  const [day] = days;
  if (day === undefined || days.length > 1) {
    return collector.fatal('COLUMNS', line, 'one column, and only one, must be called Date.');
  }
  if (strange) {
    const name = strange.currencyCode.slice(0, 40);
    return collector.fatal('COLUMNS', line, `"${name}" is no currency code like USD.`);
  }
  if (twice !== undefined) {
    return collector.fatal('COLUMNS', line, `there are two columns ${twice}.`);
  }
  if (codes.length === 0) return collector.fatal('COLUMNS', line, 'there is no currency.');
  return { day, currencies, count: names.length };
}

/** A line of a CSV file. "N/A", as the bank writes it, and an empty cell mean that the day has no such rate. */
export function readRateRow(
  row: readonly string[],
  columns: RateColumns,
  collector: RateCollector,
  line: number,
): void {
  const cells = row.map((cell) => cell.trim());
  const surplus = cells.slice(columns.count);
  if (cells.length < columns.count || surplus.length > 1 || surplus.some((cell) => cell !== '')) {
    const told = `it has ${cells.length} cells, but the header has ${columns.count}.`;
    collector.refuse('COLUMNS', line, told);
    return;
  }
  const day = collector.open(cells[columns.day] ?? '', line);
  for (const { column, currencyCode } of columns.currencies) {
    const text = cells[column] ?? '';
    if (text !== '' && text !== 'N/A') collector.add(day, { currencyCode, text }, line);
  }
}
