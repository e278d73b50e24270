import { expect, it } from '@jest/globals';
import { workOf, type SalesPass } from './sales-work.rules.js';

const YEAR: SalesPass = {
  source: 'DAY_CATEGORY',
  from: '2026-01-01',
  to: '2026-12-31',
  groupBy: ['REGION'],
  reportingCurrency: null,
};

it.each<[string, Partial<SalesPass>[], number, string]>([
  ['ten years of months', [{ source: 'MONTH_REGION', from: '2016-01-01' }], 0, 'SHORT'],
  ['a year of days', [{}], 0, 'SHORT'],
  ['a year of one category', [{}], 1, 'SHORT'],
  ['a year of each category', [{ groupBy: ['CATEGORY'] }], 0, 'LONG'],
  ['two months of each category', [{ groupBy: ['CATEGORY'], to: '2026-02-28' }], 0, 'SHORT'],
  ['a year of five categories', [{}], 5, 'LONG'],
  ['a year, its totals, and both a year before', [{}, {}, {}, {}], 0, 'SHORT'],
  ['five years', [{ from: '2022-01-01' }], 0, 'LONG'],
  ['a year at the rates of days', [{ reportingCurrency: 'EUR' }], 0, 'SHORT'],
  [
    'that and a year before',
    [{ reportingCurrency: 'EUR' }, { reportingCurrency: 'EUR' }],
    0,
    'LONG',
  ],
  ['resellers', [{ source: 'DAY_RESELLER' }], 0, 'LONG'],
  ['variants', [{ source: 'MONTH_VARIANT' }], 0, 'LONG'],
  ['facts beside months', [{ source: 'MONTH_REGION' }, { source: 'FACTS' }], 0, 'LONG'],
])('%s', (_, passes, categories, work) => {
  expect(
    workOf(
      passes.map((changes) => ({ ...YEAR, ...changes })),
      categories,
    ),
  ).toBe(work);
});
