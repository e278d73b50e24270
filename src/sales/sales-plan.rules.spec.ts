import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../kernel/index.js';
import {
  addMonths,
  areWholeMonths,
  isTooLongForFacts,
  sourceOf,
  sourcesOf,
  type SalesNeeds,
} from './sales-plan.rules.js';
import { SalesDimension, SalesMeasure } from './sales-question.rules.js';

const needs = (changes: Partial<SalesNeeds> = {}): SalesNeeds => ({
  from: '2026-01-01',
  to: '2026-03-31',
  groupBy: [],
  filtered: {},
  timeGrain: null,
  measures: ['NET_SALES'],
  membership: 'AS_BOOKED',
  reportingCurrency: null,
  timeZone: null,
  ...changes,
});

describe('the source of a question', () => {
  it.each<[string, Partial<SalesNeeds>, string]>([
    ['everything', {}, 'MONTH_REGION'],
    ['regions by month', { groupBy: ['REGION'], timeGrain: 'MONTH' }, 'MONTH_REGION'],
    ['one category by region', { groupBy: ['REGION'], filtered: { CATEGORY: 1 } }, 'MONTH_REGION'],
    ['regions by week', { groupBy: ['REGION'], timeGrain: 'WEEK' }, 'DAY_CATEGORY'],
    ['a part of a month', { from: '2026-01-02' }, 'DAY_CATEGORY'],
    ['a reporting currency', { reportingCurrency: 'EUR' }, 'DAY_CATEGORY'],
    ['regions of today', { groupBy: ['REGION'], membership: 'AS_OF_TODAY' }, 'DAY_CATEGORY'],
    ['markets by month', { groupBy: ['MARKET'], timeGrain: 'MONTH' }, 'DAY_CATEGORY'],
    ['resellers', { groupBy: ['RESELLER'] }, 'DAY_RESELLER'],
    ['the own reseller', { filtered: { RESELLER: 1 } }, 'DAY_RESELLER'],
    ['tiers in a currency', { groupBy: ['TIER'], reportingCurrency: 'EUR' }, 'DAY_RESELLER'],
    ['products', { groupBy: ['PRODUCT'] }, 'MONTH_VARIANT'],
    ['products by day', { groupBy: ['PRODUCT'], timeGrain: 'DAY' }, 'FACTS'],
    ['products in a currency', { groupBy: ['PRODUCT'], reportingCurrency: 'EUR' }, 'FACTS'],
    ['categories of products', { groupBy: ['CATEGORY', 'PRODUCT'] }, 'FACTS'],
    ['categories of a reseller', { groupBy: ['CATEGORY'], filtered: { RESELLER: 1 } }, 'FACTS'],
    ['another zone', { timeZone: 'UTC' }, 'FACTS'],
    ['technologies', { groupBy: ['TECHNOLOGY', 'REGION'] }, 'MONTH_VARIANT'],
    ['orders', { measures: ['ORDERS'] }, 'MONTH_REGION'],
    ['orders of each category', { measures: ['ORDERS'], groupBy: ['CATEGORY'] }, 'MONTH_REGION'],
    ['orders of one category', { measures: ['ORDERS'], filtered: { CATEGORY: 1 } }, 'MONTH_REGION'],
    ['orders of two together', { measures: ['ORDERS'], filtered: { CATEGORY: 2 } }, 'FACTS'],
    ['orders of each variant', { measures: ['ORDERS'], groupBy: ['VARIANT'] }, 'MONTH_VARIANT'],
    ['orders of one variant', { measures: ['ORDERS'], filtered: { VARIANT: 1 } }, 'MONTH_VARIANT'],
    ['orders of each product', { measures: ['ORDERS'], groupBy: ['PRODUCT'] }, 'FACTS'],
    ['orders by technology', { measures: ['ORDERS'], groupBy: ['TECHNOLOGY'] }, 'FACTS'],
    ['orders of resellers', { measures: ['ORDERS'], groupBy: ['RESELLER'] }, 'DAY_RESELLER'],
  ])('%s', (_what, changes, source) => {
    expect(sourceOf(needs(changes))).toBe(source);
  });

  it('is the first of all that know it, and never one without a dimension that is used', () => {
    const dimension = fc.constantFrom(...Object.values(SalesDimension));
    fc.assert(
      fc.property(
        fc.uniqueArray(dimension, { maxLength: 4 }),
        fc.subarray(Object.values(SalesMeasure), { minLength: 1 }),
        fc.constantFrom(null, 'DAY', 'MONTH', 'YEAR'),
        fc.constantFrom('AS_BOOKED', 'AS_OF_TODAY'),
        fc.constantFrom(null, 'EUR'),
        (groupBy, measures, timeGrain, membership, reportingCurrency) => {
          const asked = needs({ groupBy, measures, timeGrain, membership, reportingCurrency });
          const [first] = sourcesOf(asked);
          expect(sourceOf(asked)).toBe(first);
          if (reportingCurrency !== null || timeGrain === 'DAY')
            expect(first).not.toMatch(/^MONTH/);
          if (membership === 'AS_OF_TODAY') expect(first).not.toBe('MONTH_REGION');
          if (groupBy.includes('VARIANT')) expect(first).toMatch(/^(MONTH_VARIANT|FACTS)$/);
        },
      ),
    );
  });
});

describe('days and months', () => {
  it('know whole months', () => {
    expect(areWholeMonths('2024-02-01', '2024-02-29')).toBe(true);
    expect(areWholeMonths('2024-02-01', '2024-02-28')).toBe(false);
    expect(areWholeMonths('2024-02-02', '2024-02-29')).toBe(false);
  });

  it('move by months to the last day where there is no such day', () => {
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29');
    expect(addMonths('2025-01-31', 13)).toBe('2026-02-28');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  });

  it('are too many for the facts from 13 months on', () => {
    expect(isTooLongForFacts('2025-01-01', '2026-01-31')).toBe(false);
    expect(isTooLongForFacts('2025-01-01', '2026-02-01')).toBe(true);
  });
});
