import { isCurrencyCode, isDay, type Problem } from '../kernel/index.js';
import type { SalesAsked } from './sales-input.rules.js';
import {
  invalid,
  SalesComparison,
  SalesDimension,
  SalesMeasure,
  SalesMembership,
  SalesTimeGrain,
  type SalesFilterValues,
} from './sales-question.rules.js';

/** What a file of sales is asked for: the arguments of the query without those of pages. */
export interface ReportAsked extends SalesAsked {
  withTotals: boolean;
  /** Whether a CSV file begins with a byte order mark. */
  byteOrderMark: boolean;
}

const FILTERS: readonly (keyof SalesFilterValues)[] = [
  'regionCodes',
  'marketCodes',
  'categories',
  'productIds',
  'skus',
  'resellerIds',
  'partnerOfRecordIds',
  'tiers',
  'currencyCodes',
  'technologyCodes',
];
const DIRECTIONS = { ASC: 'ASC', DESC: 'DESC' } as const;
const SWITCH = { true: 'true', false: 'false' } as const;
const DECIMAL = /^-?\d{1,20}(?:\.\d{1,10})?$/;
const NAMES = [
  'from',
  'to',
  'groupBy',
  'timeGrain',
  'measures',
  ...FILTERS,
  'reportingCurrency',
  'timeZone',
  'membership',
  'compareTo',
  'having',
  'orderBy',
  'withTotals',
];
const NAME_SHOWN_MAX = 60;
/** More values than any list may have, and few enough to name what is wrong with each. */
const VALUES_MAX = 100;

type Query = Readonly<Record<string, unknown>>;

/**
 * The arguments of the query `sales` as they stand in an address. A list is given by commas or by repeating its name;
 * filters go by their own names; a threshold is measure:atLeast:atMost, of which one may be empty; an order is a measure,
 * a group or "period", with ":DESC" behind it where the largest comes first. Every mistake is found at once.
 */
export function readReportArguments(
  query: Query,
  { ofCsv }: { ofCsv: boolean },
): { asked: ReportAsked; problems: Problem[] } {
  const reader = new ArgumentReader(query);
  reader.refuseOthers(ofCsv ? [...NAMES, 'byteOrderMark'] : NAMES);
  const asked: ReportAsked = {
    from: reader.day('from'),
    to: reader.day('to'),
    groupBy: reader.words('groupBy', SalesDimension),
    timeGrain: reader.word('timeGrain', SalesTimeGrain),
    measures: query.measures === undefined ? ['NET_SALES'] : reader.words('measures', SalesMeasure),
    filter: reader.filter(),
    reportingCurrency: reader.currency('reportingCurrency'),
    timeZone: reader.one('timeZone'),
    membership: reader.word('membership', SalesMembership) ?? 'AS_BOOKED',
    compareTo: reader.word('compareTo', SalesComparison),
    having: reader.thresholds(),
    orderBy: reader.order(),
    withTotals: reader.word('withTotals', SWITCH) === 'true',
    byteOrderMark: reader.word('byteOrderMark', SWITCH) !== 'false',
  };
  return { asked, problems: reader.problems };
}

class ArgumentReader {
  readonly problems: Problem[] = [];

  constructor(private readonly query: Query) {}

  refuseOthers(known: readonly string[]): void {
    const others = Object.keys(this.query).filter((name) => !known.includes(name));
    for (const name of others.slice(0, VALUES_MAX)) {
      const paged = name === 'first' || name === 'after';
      this.refuse(
        [name.slice(0, NAME_SHOWN_MAX)],
        'UNKNOWN_ARGUMENT',
        paged
          ? 'A file has all rows: it takes neither first nor after.'
          : `There is no such argument. Those of a file are ${known.join(', ')}.`,
      );
    }
  }

  one(name: string): string | null {
    const given = this.query[name];
    if (given === undefined || given === '') return null;
    if (typeof given === 'string') return given;
    this.refuse([name], 'ONCE', `Give ${name} once.`);
    return null;
  }

  list(name: string): string[] {
    const given = this.query[name];
    const values: unknown[] = Array.isArray(given) ? given : [given];
    return values.flatMap((value) =>
      typeof value === 'string' && value !== '' ? value.split(',') : [],
    );
  }

  /** A list of which each value is looked at here. */
  private few(name: string, within: string[] = []): string[] {
    const values = this.list(name);
    if (values.length <= VALUES_MAX) return values;
    this.refuse([...within, name], 'COUNT', `Give at most ${VALUES_MAX} of ${name}.`);
    return [];
  }

  day(name: string): string {
    const text = this.one(name);
    if (text !== null && !isDay(text)) {
      this.refuse([name], 'DATE', `${name} is a day that exists, written as 2026-03-01.`);
    }
    if (text === null && !Array.isArray(this.query[name])) {
      this.problems.push({ code: 'REQUIRED', message: `Give ${name}.`, path: ['input', name] });
    }
    return text ?? '';
  }

  word<Word extends string>(name: string, words: Readonly<Record<Word, Word>>): Word | null {
    const text = this.one(name);
    return text === null ? null : this.known([name], text, words);
  }

  words<Word extends string>(name: string, words: Readonly<Record<Word, Word>>): Word[] {
    return this.few(name).flatMap((text, n) => this.known([name, String(n)], text, words) ?? []);
  }

  currency(name: string): string | null {
    const text = this.one(name);
    return text === null ? null : this.knownCurrency([name], text);
  }

  filter(): Partial<SalesFilterValues> {
    const filter: Partial<Record<keyof SalesFilterValues, string[]>> = {};
    for (const name of FILTERS) {
      const values = this.list(name);
      if (values.length > 0) filter[name] = values;
    }
    for (const [n, text] of this.few('currencyCodes', ['filter']).entries()) {
      this.knownCurrency(['filter', 'currencyCodes', String(n)], text);
    }
    return filter;
  }

  thresholds(): ReportAsked['having'] {
    return this.few('having').flatMap((text, n) => {
      const [measure = '', atLeast = '', atMost = '', ...rest] = text.split(':');
      const path = ['having', String(n)];
      const known = this.known([...path, 'measure'], measure, SalesMeasure);
      if (rest.length > 0) {
        this.refuse(path, 'THRESHOLD', 'A threshold is written as NET_SALES:400:2000.');
      }
      const bound = (name: string, value: string) => {
        if (value === '') return null;
        if (DECIMAL.test(value)) return value;
        this.refuse([...path, name], 'DECIMAL', `${name} is a number such as 540.00.`);
        return null;
      };
      const bounds = { atLeast: bound('atLeast', atLeast), atMost: bound('atMost', atMost) };
      return known === null ? [] : [{ measure: known, ...bounds }];
    });
  }

  order(): ReportAsked['orderBy'] {
    return this.few('orderBy').flatMap((text, n) => {
      const [by = '', way, ...rest] = text.split(':');
      const path = ['orderBy', String(n)];
      const direction =
        way === undefined ? 'ASC' : this.known([...path, 'direction'], way, DIRECTIONS);
      const measure = wordOf(SalesMeasure, by);
      const dimension = wordOf(SalesDimension, by);
      const period = by === 'period';
      if ((measure === null && dimension === null && !period) || rest.length > 0) {
        this.refuse(
          path,
          'ORDER_BY',
          'An order is a measure, a group or "period", such as NET_SALES:DESC.',
        );
        return [];
      }
      return direction === null ? [] : [{ measure, dimension, period, direction }];
    });
  }

  private known<Word extends string>(
    path: string[],
    text: string,
    words: Readonly<Record<Word, Word>>,
  ): Word | null {
    const word = wordOf(words, text);
    if (word === null) {
      this.refuse(path, 'ENUM', `This is none of ${Object.keys(words).join(', ')}.`);
    }
    return word;
  }

  private knownCurrency(path: string[], text: string): string | null {
    if (isCurrencyCode(text)) return text;
    this.refuse(path, 'CURRENCY', 'This is no currency of ISO 4217, such as EUR.');
    return null;
  }

  private refuse(path: string[], rule: string, message: string): void {
    this.problems.push(invalid(path, rule, message));
  }
}

function wordOf<Word extends string>(
  words: Readonly<Record<Word, Word>>,
  text: string,
): Word | null {
  const all: Word[] = Object.values(words);
  return all.find((word) => word === text) ?? null;
}
