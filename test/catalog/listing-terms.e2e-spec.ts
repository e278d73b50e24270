import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkTerms, type ListingTerms } from '../../src/catalog/listing.rules.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

/** Few days, so that equal and crossing ones are frequent. */
const day = fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05');
const later = fc.option(day, { freq: 1 });

const terms = fc.record({
  preorderFrom: later,
  onSaleFrom: day,
  lastTimeBuyFrom: later,
  endOfSaleOn: later,
  endOfServiceOn: later,
});

describe('the dates of a listing', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('listing-terms');
  });
  afterAll(() => database.drop());

  it('are refused by the rules exactly when the table refuses them', async () => {
    const samples = fc.sample(terms, { numRuns: 3000, seed: 141 });
    const [constraint] = await runAsAdmin<{ condition: string }>(
      database,
      `SELECT substring(pg_get_constraintdef(oid) FROM 'CHECK (.*)') AS condition FROM pg_constraint
       WHERE conname = 'listing_dates_check'`,
    );
    const verdicts = await runAsAdmin<{ fine: boolean }>(
      database,
      `SELECT ${constraint?.condition ?? ''} AS fine
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("preorderFrom" date, "onSaleFrom" date,
         "lastTimeBuyFrom" date, "endOfSaleOn" date, "endOfServiceOn" date)) WITH ORDINALITY
         AS r (preorder_from, on_sale_from, last_time_buy_from, end_of_sale_on, end_of_service_on, place)
       ORDER BY place`,
      [JSON.stringify(samples)],
    );
    const rule = { minimumQuantity: 1, maximumQuantity: null, quantityIncrement: 1 };
    const judged = samples.map((dates): boolean => {
      const whole: ListingTerms = { ...dates, ...rule };
      return checkTerms(whole).length === 0;
    });
    expect(judged.filter(Boolean).length).toBeGreaterThan(200);
    expect(verdicts.map(({ fine }) => fine)).toEqual(judged);
  });
});
