import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PRICE_AUDIENCES, resolvePrice, unitPriceAt, type PriceCandidate } from './price.rules.js';

const VARIANT = '01900000-0000-7000-8000-00000000000a';

function candidate(over: Partial<PriceCandidate> = {}): PriceCandidate {
  return {
    variantId: VARIANT,
    priceListId: 'list-1',
    code: 'DE-PREMIER',
    name: 'Premier prices',
    audience: 'TIER',
    priority: 0,
    validFrom: '2026-01-01T00:00:00Z',
    currencyCode: 'EUR',
    minimumQuantity: 1,
    unitPriceMinor: 54000n,
    ...over,
  };
}

const LADDER = [
  candidate({ minimumQuantity: 1, unitPriceMinor: '54000' }),
  candidate({ minimumQuantity: 10, unitPriceMinor: '52500' }),
  candidate({ minimumQuantity: 50, unitPriceMinor: '51000' }),
];

const ask = (quantity: number, candidates: PriceCandidate[]) =>
  resolvePrice({ quantity, currencyCode: 'EUR', candidates });

describe('the prices of domain.md §7', () => {
  it.each([
    [1, '540.00', 1],
    [9, '540.00', 1],
    [10, '525.00', 10],
    [12, '525.00', 10],
    [49, '525.00', 10],
    [50, '510.00', 50],
    [1_000_000, '510.00', 50],
  ])('gives %d pieces at %s', (quantity, amount, minimumQuantity) => {
    const price = ask(quantity, LADDER);
    expect(price.unitPrice?.amount).toBe(amount);
    expect(price.explanation.winner).toMatchObject({
      priceListCode: 'DE-PREMIER',
      priceListName: 'Premier prices',
      minimumQuantity,
    });
    expect(price.explanation.losers).toEqual([]);
  });

  it('names every break', () => {
    expect(
      ask(1, LADDER).breaks.map((step) => [step.minimumQuantity, step.unitPrice.amount]),
    ).toEqual([
      [1, '540.00'],
      [10, '525.00'],
      [50, '510.00'],
    ]);
  });

  it('makes 12 A and 12 B cost 6,300.00 and 1,380.00', () => {
    const b = candidate({ unitPriceMinor: 11500 });
    expect(ask(12, LADDER).unitPrice?.times(12).amount).toBe('6300.00');
    expect(ask(12, [b]).unitPrice?.times(12).amount).toBe('1380.00');
  });
});

describe('which list wins, and why each other one lost', () => {
  const base = candidate({ priceListId: 'b', audience: 'TIER' });
  it.each([
    ['LESS_SPECIFIC_AUDIENCE', { audience: 'RESELLER', unitPriceMinor: 99900 }, {}],
    ['LESS_SPECIFIC_AUDIENCE', {}, { audience: 'EVERYONE', unitPriceMinor: 1, priority: 9 }],
    ['LOWER_PRIORITY', { priority: 1, unitPriceMinor: 99900 }, {}],
    ['HIGHER_PRICE', { unitPriceMinor: 53999 }, { validFrom: '2026-06-01T00:00:00Z' }],
    ['EARLIER_START', { validFrom: '2026-02-01T00:00:00Z' }, {}],
    ['LATER_ID', { priceListId: 'a' }, {}],
  ] satisfies [string, Partial<PriceCandidate>, Partial<PriceCandidate>][])(
    '%s',
    (reason, better, worse) => {
      const winner = { ...base, priceListId: 'c', ...better };
      const price = ask(1, [{ ...base, ...worse }, winner]);
      expect(price.explanation.winner?.priceListId).toBe(winner.priceListId);
      expect(price.explanation.losers.map((loser) => [loser.priceListId, loser.reason])).toEqual([
        ['b', reason],
      ]);
    },
  );

  it('lets a more specific list whose break is not reached lose', () => {
    const own = candidate({
      priceListId: 'own',
      audience: 'RESELLER',
      minimumQuantity: 20,
      unitPriceMinor: 50500,
    });
    const below = ask(19, [own, ...LADDER]);
    expect(below.unitPrice?.amount).toBe('525.00');
    expect(below.explanation.losers).toMatchObject([
      { priceListId: 'own', reason: 'BREAK_NOT_REACHED', minimumQuantity: 20 },
    ]);
    expect(ask(20, [own, ...LADDER]).unitPrice?.amount).toBe('505.00');
    expect(below.breaks.map((step) => [step.minimumQuantity, step.unitPrice.amount])).toEqual([
      [1, '540.00'],
      [10, '525.00'],
      [20, '505.00'],
    ]);
  });

  it('gives no price when no break is reached, or there is none at all', () => {
    const price = ask(4, [candidate({ minimumQuantity: 5 })]);
    expect(price).toMatchObject({ unitPrice: null, explanation: { winner: null } });
    expect(price.explanation.losers).toMatchObject([
      { reason: 'BREAK_NOT_REACHED', minimumQuantity: 5 },
    ]);
    expect(ask(4, [])).toEqual({
      unitPrice: null,
      breaks: [],
      explanation: { quantity: 4, winner: null, specialBidNumber: null, losers: [] },
    });
  });

  it.each([0, -1, 1.5])('refuses to price %d pieces', (quantity) => {
    expect(() => ask(quantity, LADDER)).toThrow('at least one piece');
  });

  it('refuses a list in another currency than its market', () => {
    expect(() => ask(1, [candidate({ currencyCode: 'USD' })])).toThrow("market's currency");
  });
});

describe('properties', () => {
  const lists = fc
    .array(
      fc.record({
        priceListId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        audience: fc.constantFrom(...PRICE_AUDIENCES),
        priority: fc.integer({ min: 0, max: 2 }),
        validFrom: fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
        entries: fc.uniqueArray(
          fc.record({
            minimumQuantity: fc.integer({ min: 1, max: 8 }),
            unitPriceMinor: fc.integer({ min: 0, max: 4 }),
          }),
          { selector: (entry) => entry.minimumQuantity, minLength: 1, maxLength: 4 },
        ),
      }),
      { maxLength: 6 },
    )
    .map((drawn) => [...new Map(drawn.map((list) => [list.priceListId, list])).values()])
    .map((drawn) =>
      drawn.flatMap(({ entries, ...list }) =>
        entries.map((entry) => candidate({ ...list, ...entry })),
      ),
    );
  const shuffled = lists.chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
    ),
  );
  const quantity = fc.integer({ min: 1, max: 10 });

  it('the order of the candidates never changes the answer', () => {
    fc.assert(
      fc.property(shuffled, quantity, ([rows, others], pieces) => {
        expect(ask(pieces, others)).toEqual(ask(pieces, rows));
      }),
    );
  });

  it('the unit price alone is that of the whole answer', () => {
    fc.assert(
      fc.property(shuffled, quantity, ([rows, others], pieces) => {
        const question = { quantity: pieces, currencyCode: 'EUR', candidates: others } as const;
        expect(unitPriceAt(question)).toEqual(ask(pieces, rows).unitPrice);
      }),
    );
  });

  it('every list is named once, and there is one winner exactly when a break is reached', () => {
    fc.assert(
      fc.property(lists, quantity, (rows, pieces) => {
        const price = ask(pieces, rows);
        const named = [price.explanation.winner, ...price.explanation.losers].flatMap(
          (offer) => offer?.priceListId ?? [],
        );
        expect(named.sort()).toEqual([...new Set(rows.map((row) => row.priceListId))].sort());
        expect(price.explanation.winner !== null).toBe(
          rows.some((row) => row.minimumQuantity <= pieces),
        );
      }),
    );
  });

  it("the winner's break never exceeds the quantity, and is its list's greatest such break", () => {
    fc.assert(
      fc.property(lists, quantity, (rows, pieces) => {
        const { winner } = ask(pieces, rows).explanation;
        if (!winner) return;
        const reached = rows
          .filter((row) => row.priceListId === winner.priceListId)
          .map((row) => row.minimumQuantity)
          .filter((minimum) => minimum <= pieces);
        expect(winner.minimumQuantity).toBe(Math.max(...reached));
      }),
    );
  });

  it('leaving a loser out changes no price', () => {
    fc.assert(
      fc.property(lists, quantity, fc.nat(), (rows, pieces, pick) => {
        const price = ask(pieces, rows);
        const loser = price.explanation.losers[pick % Math.max(price.explanation.losers.length, 1)];
        const without = rows.filter((row) => row.priceListId !== loser?.priceListId);
        expect(ask(pieces, without).explanation.winner).toEqual(price.explanation.winner);
      }),
    );
  });

  it('the breaks tell the price of every quantity', () => {
    fc.assert(
      fc.property(lists, quantity, (rows, pieces) => {
        const price = ask(pieces, rows);
        const step = price.breaks.findLast((each) => each.minimumQuantity <= pieces);
        expect(step?.unitPrice ?? null).toEqual(price.unitPrice);
      }),
    );
  });
});
