import { describe, expect, it } from '@jest/globals';
import { readReportArguments } from './report-arguments.rules.js';

const DAYS = { from: '2026-01-01', to: '2026-03-31' };
const read = (query: Record<string, unknown>, ofCsv = true) =>
  readReportArguments(query, { ofCsv });

describe('the arguments of a file of sales', () => {
  it('have the defaults of the query', () => {
    expect(read(DAYS)).toEqual({
      problems: [],
      asked: {
        ...DAYS,
        groupBy: [],
        timeGrain: null,
        measures: ['NET_SALES'],
        filter: {},
        reportingCurrency: null,
        timeZone: null,
        membership: 'AS_BOOKED',
        compareTo: null,
        having: [],
        orderBy: [],
        withTotals: false,
        byteOrderMark: true,
      },
    });
  });

  it('take lists by commas, by repeating, and both', () => {
    const { asked, problems } = read({
      ...DAYS,
      groupBy: ['REGION,MARKET', 'TIER'],
      measures: 'NET_SALES,ORDERS',
      skus: ['A-1', 'A-2,A-3'],
      tiers: 'PREMIER',
    });
    expect(problems).toEqual([]);
    expect(asked).toMatchObject({
      groupBy: ['REGION', 'MARKET', 'TIER'],
      measures: ['NET_SALES', 'ORDERS'],
      filter: { skus: ['A-1', 'A-2', 'A-3'], tiers: ['PREMIER'] },
    });
  });

  it('take thresholds and orders in short', () => {
    const { asked, problems } = read({
      ...DAYS,
      having: ['NET_SALES:400:', 'NET_SALES::2000.50,ORDERS:1:9'],
      orderBy: 'NET_SALES:DESC,MARKET,period:ASC',
    });
    expect(problems).toEqual([]);
    expect(asked.having).toEqual([
      { measure: 'NET_SALES', atLeast: '400', atMost: null },
      { measure: 'NET_SALES', atLeast: null, atMost: '2000.50' },
      { measure: 'ORDERS', atLeast: '1', atMost: '9' },
    ]);
    expect(asked.orderBy).toEqual([
      { measure: 'NET_SALES', dimension: null, period: false, direction: 'DESC' },
      { measure: null, dimension: 'MARKET', period: false, direction: 'ASC' },
      { measure: null, dimension: null, period: true, direction: 'ASC' },
    ]);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ to: '2026-03-31' }, 'input.from', 'REQUIRED'],
    [{ ...DAYS, from: '' }, 'input.from', 'REQUIRED'],
    [{ ...DAYS, from: '2026-02-29' }, 'input.from', 'DATE'],
    [{ ...DAYS, to: '2026-3-1' }, 'input.to', 'DATE'],
    [{ ...DAYS, from: ['2026-01-01', '2026-02-01'] }, 'input.from', 'ONCE'],
    [{ ...DAYS, groupBy: 'region' }, 'input.groupBy.0', 'ENUM'],
    [{ ...DAYS, groupBy: 'constructor' }, 'input.groupBy.0', 'ENUM'],
    [{ ...DAYS, measures: 'NET_SALES,PROFIT' }, 'input.measures.1', 'ENUM'],
    [{ ...DAYS, timeGrain: 'HOUR' }, 'input.timeGrain', 'ENUM'],
    [{ ...DAYS, membership: 'TODAY' }, 'input.membership', 'ENUM'],
    [{ ...DAYS, compareTo: 'NEXT_YEAR' }, 'input.compareTo', 'ENUM'],
    [{ ...DAYS, reportingCurrency: 'eur' }, 'input.reportingCurrency', 'CURRENCY'],
    [{ ...DAYS, currencyCodes: 'EUR,ABC' }, 'input.filter.currencyCodes.1', 'CURRENCY'],
    [{ ...DAYS, withTotals: '1' }, 'input.withTotals', 'ENUM'],
    [{ ...DAYS, byteOrderMark: 'no' }, 'input.byteOrderMark', 'ENUM'],
    [{ ...DAYS, having: 'PROFIT:1:' }, 'input.having.0.measure', 'ENUM'],
    [{ ...DAYS, having: 'ORDERS:x:' }, 'input.having.0.atLeast', 'DECIMAL'],
    [{ ...DAYS, having: 'ORDERS::1e9' }, 'input.having.0.atMost', 'DECIMAL'],
    [{ ...DAYS, having: 'ORDERS:1:2:3' }, 'input.having.0', 'THRESHOLD'],
    [{ ...DAYS, groupBy: 'SHOE,'.repeat(101) }, 'input.groupBy', 'COUNT'],
    [{ ...DAYS, currencyCodes: 'XXX,'.repeat(101) }, 'input.filter.currencyCodes', 'COUNT'],
    [{ ...DAYS, orderBy: 'price' }, 'input.orderBy.0', 'ORDER_BY'],
    [{ ...DAYS, orderBy: 'period,TIER:DOWN' }, 'input.orderBy.1.direction', 'ENUM'],
    [{ ...DAYS, orderBy: 'TIER:ASC:DESC' }, 'input.orderBy.0', 'ORDER_BY'],
    [{ ...DAYS, first: '10' }, 'input.first', 'UNKNOWN_ARGUMENT'],
    [{ ...DAYS, after: 'x' }, 'input.after', 'UNKNOWN_ARGUMENT'],
    [{ ...DAYS, marketCode: 'DE' }, 'input.marketCode', 'UNKNOWN_ARGUMENT'],
    [{ ...DAYS, ['x'.repeat(500)]: '1' }, `input.${'x'.repeat(60)}`, 'UNKNOWN_ARGUMENT'],
  ])('%j is refused at %s', (query, path, rule) => {
    const found = read(query).problems.map((one) => [
      one.path.join('.'),
      one.facts?.rule ?? one.code,
    ]);
    expect(found).toEqual([[path, rule]]);
  });

  it('know a byte order mark in CSV alone', () => {
    expect(read({ ...DAYS, byteOrderMark: 'false' }).asked.byteOrderMark).toBe(false);
    expect(read({ ...DAYS, byteOrderMark: 'false' }, false).problems).toMatchObject([
      { path: ['input', 'byteOrderMark'], facts: { rule: 'UNKNOWN_ARGUMENT' } },
    ]);
  });
});
