import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsOf, inMarket, intentFor, priced, variantOf } from '../support/order-facts.js';
import { minorDigits, type CurrencyCode } from '../../src/kernel/index.js';
import { judgeOrder, problemsOf, type JudgedOrder } from '../../src/order/judge-order.js';

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? Date.now() % 2 ** 31);
const OPTIONS = { seed: SEED, numRuns: 300 };

/** Rates are drawn in 1/10,000 of a percent, so that this many of them are the whole. */
const WHOLE = 1_000_000n;

function rateText(rate: bigint): string {
  const digits = rate.toString().padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '');
}

/** An amount as a text, without the kernel's help. */
function amountText(minor: bigint, places: number): string {
  const digits = minor.toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return places === 0 ? whole : `${whole}.${digits.slice(-places)}`;
}

const sku = fc.constantFrom('SKU-A', 'SKU-B', 'SKU-C', 'SKU-D');
const lines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 8,
});

describe('the totals of an order', () => {
  const currency = fc.constantFrom<CurrencyCode>('EUR', 'JPY', 'KWD', 'SAR', 'ISK');
  const rate = fc.oneof(
    fc.constantFrom(0n, 50_000n, 75_000n, 190_000n, 88_750n, 1n, 270_000n),
    fc.bigInt({ min: 0n, max: 999_999n }),
  );
  const priceAndQuantity = fc.record({
    minor: fc.bigInt({ min: 0n, max: 1_000_000_000_000n }),
    quantity: fc.integer({ min: 1, max: 1000 }),
  });

  it(`are those of an independent calculation, to the last minor unit (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        currency,
        rate,
        fc.array(priceAndQuantity, { minLength: 1, maxLength: 20 }),
        (currencyCode, rateOfMarket, asked) => {
          const variants = asked.map(({ minor }, index) =>
            priced(variantOf(`SKU-${index}`), minor.toString(), currencyCode),
          );
          const intent = intentFor(
            asked.map(({ quantity }, index) => ({ sku: `SKU-${index}`, quantity })),
          );
          const facts = factsOf(variants, inMarket(currencyCode, rateText(rateOfMarket)));
          const judged = judgeOrder(intent, facts);
          const net = asked.reduce(
            (sum, { minor, quantity }) => sum + minor * BigInt(quantity),
            0n,
          );
          const rest = (net * rateOfMarket) % WHOLE;
          const tax = (net * rateOfMarket - rest) / WHOLE + (2n * rest >= WHOLE ? 1n : 0n);
          const places = minorDigits(currencyCode);
          expect(problemsOf(judged)).toEqual([]);
          expect([judged.net?.amount, judged.tax?.amount, judged.total?.amount]).toEqual(
            [net, tax, net + tax].map((minor) => amountText(minor, places)),
          );
        },
      ),
      OPTIONS,
    );
  });

  it('do not depend on how a quantity is split into lines, or on the order of the lines', () => {
    const variants = ['A', 'B', 'C', 'D'].map((name, index) =>
      priced(variantOf(`SKU-${name}`), String(333 + 7 * index), 'EUR'),
    );
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), (asked, random) => {
        const split = asked.flatMap((line) => {
          const first = (random.next().value ?? 0) % line.quantity;
          return [first, line.quantity - first]
            .filter((quantity) => quantity > 0)
            .map((quantity) => ({ sku: line.sku, quantity }));
        });
        const shuffled = split
          .map((line) => ({ line, rank: random.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ line }) => line);
        const totals = [asked, split, shuffled].map((one) => {
          const { net, tax, total } = judgeOrder(intentFor(one), factsOf(variants));
          return [net?.minor, tax?.minor, total?.minor];
        });
        expect(totals[1]).toEqual(totals[0]);
        expect(totals[2]).toEqual(totals[0]);
      }),
      OPTIONS,
    );
  });

  it('are 0 % tax with an exemption', () => {
    const facts = factsOf([priced(variantOf('SKU-A'), '54000', 'EUR')]);
    const { standing } = facts;
    const exempt = { ...facts, standing: standing && { ...standing, taxExempt: true } };
    const judged = judgeOrder(intentFor([{ sku: 'SKU-A', quantity: 1 }]), exempt);
    expect([judged.taxRate, judged.tax?.amount, judged.total?.amount]).toEqual([
      '0',
      '0.00',
      '540.00',
    ]);
  });

  it('beyond what an order can hold are refused', () => {
    const facts = factsOf([priced(variantOf('SKU-A'), '1000000000000', 'EUR')]);
    const of = (quantity: number): JudgedOrder =>
      judgeOrder(intentFor([{ sku: 'SKU-A', quantity }]), facts);
    // 840,336 pieces make 999,999,840,000,000,000 minor units with tax.
    expect(problemsOf(of(840_336))).toEqual([]);
    expect(problemsOf(of(840_337))).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'lines'], facts: { rule: 'MONEY' } },
    ]);
    expect(of(840_337).total).toBeNull();
  });
});
