import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsOf, intentFor, priced, variantOf, type Piece } from '../support/order-facts.js';
import { judgeOrder, problemsOf, type JudgedOrder } from '../../src/order/judge-order.js';
import type { VariantFacts } from '../../src/order/order-facts.js';
import { intentOf } from '../../src/order/order-intent.rules.js';

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? Date.now() % 2 ** 31);
const OPTIONS = { seed: SEED, numRuns: 300 };

const sku = fc.constantFrom('SKU-A', 'SKU-B', 'SKU-C', 'SKU-NONE');
const lines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 8,
});

describe('the judge', () => {
  const stage = fc.constantFrom('ON_SALE', 'LAST_TIME_BUY', 'PREORDER', 'PLANNED', 'END_OF_SALE');
  const variant = (name: string): fc.Arbitrary<VariantFacts> =>
    fc
      .record({
        stage,
        pausedReason: fc.constantFrom(null, null, null, 'A check.'),
        certificateState: fc.constantFrom('VALID', 'VALID', 'VALID', 'MISSING', 'EXPIRED'),
        listed: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
        priced: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
        minimumQuantity: fc.constantFrom(1, 1, 5),
        quantityIncrement: fc.constantFrom(1, 1, 3),
        places: fc.array(
          fc.record({
            locationId: fc.constantFrom('location-1', 'location-2', 'location-3'),
            locationCode: fc.constantFrom('RTM', 'LEJ'),
            preference: fc.integer({ min: 1, max: 3 }),
            leadDays: fc.integer({ min: 0, max: 9 }),
            available: fc.integer({ min: -2, max: 60 }),
          }),
          { maxLength: 3 },
        ),
        arrivals: fc.array(
          fc.record({
            expectedOn: fc.constantFrom('2026-02-01', '2026-03-02', '2026-03-20', '2026-05-01'),
            quantity: fc.integer({ min: 1, max: 40 }),
            leadDays: fc.integer({ min: 0, max: 9 }),
          }),
          { maxLength: 3 },
        ),
        backordered: fc.integer({ min: 0, max: 20 }),
      })
      .map(({ listed, priced: hasPrice, places, arrivals, backordered, ...offer }) => {
        const plain = variantOf(name, { places, arrivals, backordered });
        const made = {
          ...plain,
          offer: listed && plain.offer ? { ...plain.offer, ...offer } : null,
        };
        return hasPrice ? priced(made, '1000', 'EUR') : made;
      });
  const world = fc.record({
    variants: fc.tuple(variant('SKU-A'), variant('SKU-B'), variant('SKU-C')),
    asked: lines,
    acceptBackorder: fc.boolean(),
  });

  const judge = ({ variants, asked, acceptBackorder }: World): JudgedOrder =>
    judgeOrder(intentFor(asked, acceptBackorder), factsOf(variants));

  interface World {
    variants: VariantFacts[];
    asked: Piece[];
    acceptBackorder: boolean;
  }

  it(`accounts for every piece, and promises none twice (seed ${SEED})`, () => {
    fc.assert(
      fc.property(world, (given) => {
        const taken = new Map<string, number>();
        for (const { intent, variant: facts, plan, available, problems } of judge(given).lines) {
          if (!facts) continue;
          expect(plan.allocated + plan.backordered).toBe(intent.quantity);
          expect(Math.min(plan.allocated, plan.backordered)).toBeGreaterThanOrEqual(0);
          taken.set(intent.sku, (taken.get(intent.sku) ?? 0) + plan.allocated);
          expect(taken.get(intent.sku)).toBeLessThanOrEqual(available);
          if (problems.length === 0 && !given.acceptBackorder) expect(plan.backordered).toBe(0);
          if (plan.asBackorder) expect(plan.allocated).toBe(0);
        }
      }),
      OPTIONS,
    );
  });

  it('gives every problem the path of its line, and one obstacle of the listing at most', () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const [index, { problems }] of judge(given).lines.entries()) {
          for (const { path } of problems) {
            expect(path.slice(0, 3)).toEqual(['input', 'lines', String(index)]);
          }
          const codes = problems.map(({ code }) => code);
          expect(new Set(codes).size).toBe(codes.length);
          const listing = codes.filter((code) => /LISTING|CERTIFICATE|UNKNOWN/.test(code));
          if (listing.length > 0) expect(codes).toEqual(listing.slice(0, 1));
        }
      }),
      OPTIONS,
    );
  });

  it('finds the same with each SKU, whatever the order of the lines', () => {
    const codesBySku = (judged: JudgedOrder): string[] =>
      judged.lines
        .map(({ intent, problems }) => `${intent.sku}: ${problems.map(({ code }) => code).join()}`)
        .sort();
    fc.assert(
      fc.property(world, (given) => {
        const reversed = { ...given, asked: [...given.asked].reverse() };
        expect(codesBySku(judge(reversed))).toEqual(codesBySku(judge(given)));
      }),
      OPTIONS,
    );
  });

  it('forgives shortages, and nothing else, where backorders are accepted', () => {
    fc.assert(
      fc.property(world, (given) => {
        const strict = problemsOf(judge({ ...given, acceptBackorder: false }));
        const lenient = problemsOf(judge({ ...given, acceptBackorder: true }));
        expect(lenient).toEqual(strict.filter(({ code }) => code !== 'INSUFFICIENT_STOCK'));
      }),
      OPTIONS,
    );
  });

  it('changes nothing that it was given, and says the same again', () => {
    fc.assert(
      fc.property(world, (given) => {
        const before = structuredClone(given);
        const first = JSON.stringify(problemsOf(judge(given)));
        expect(JSON.stringify(problemsOf(judge(given)))).toBe(first);
        expect(given).toEqual(before);
      }),
      OPTIONS,
    );
  });

  it('lets a bid be used by who has it, for its SKU, in its market', () => {
    const facts = factsOf([priced(variantOf('SKU-A'), '54000', 'EUR')]);
    const bid = {
      bidId: 'bid',
      number: 'SB-1',
      resellerId: 'reseller',
      marketCode: 'DE',
      variantId: 'variant-SKU-A',
      currencyCode: 'EUR',
      unitPriceMinor: '45000',
      remaining: 5,
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: null,
    };
    const intent = intentOf({
      marketCode: 'DE',
      lines: [{ sku: 'SKU-A', quantity: 5, specialBidNumber: 'SB-1' }],
    });
    expect(judgeOrder(intent, { ...facts, bids: [bid] }).net?.amount).toBe('2250.00');
    const abroad = { ...bid, marketCode: 'JP', currencyCode: 'JPY' };
    const judged = judgeOrder(intent, { ...facts, bids: [abroad] });
    expect(problemsOf(judged)).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(judged.net?.amount).toBe('2700.00');
  });
});
