import { describe, expect, it } from '@jest/globals';
import { bidPrice, judgeBids, type Bid, type BidLine } from './bid.rules.js';
import { resolvePrice } from './price.rules.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const BID: Bid = {
  bidId: 'bid-1',
  number: 'SB-1',
  resellerId: 'own',
  marketCode: 'DE',
  variantId: 'a',
  currencyCode: 'EUR',
  unitPriceMinor: '48000',
  remaining: 20,
  validFrom: '2026-06-01T00:00:00Z',
  validUntil: '2026-07-01T00:00:00Z',
};

const line = (quantity: number, bid: Bid | null = BID, at = 0): BidLine => ({
  variantId: 'a',
  quantity,
  bid,
  path: ['input', 'lines', String(at), 'specialBid'],
});

const judge = (lines: BidLine[], now = NOW) =>
  judgeBids({ resellerId: 'own', marketCode: 'DE', now, lines });

describe('judgeBids', () => {
  it('lets a bid cover a whole line up to the last piece', () => {
    expect(judge([line(20)])).toEqual([]);
  });

  it('refuses a line of which it cannot cover all, and says what remains', () => {
    expect(judge([line(21)])).toEqual([
      expect.objectContaining({
        code: 'BID_EXHAUSTED',
        path: ['input', 'lines', '0', 'specialBid'],
        facts: { number: 'SB-1', remaining: 20 },
      }),
    ]);
  });

  it('lets lines share what remains, in their order', () => {
    expect(judge([line(15, BID, 0), line(6, BID, 1), line(5, BID, 2)])).toEqual([
      expect.objectContaining({
        code: 'BID_EXHAUSTED',
        path: ['input', 'lines', '1', 'specialBid'],
        facts: { number: 'SB-1', remaining: 5 },
      }),
    ]);
  });

  it.each([
    ['at its first instant', '2026-06-01T00:00:00Z', []],
    ['before it', '2026-05-31T23:59:59.999Z', ['BID_EXPIRED']],
    ['at its last instant', '2026-06-30T23:59:59.999Z', []],
    ['after it', '2026-07-01T00:00:00Z', ['BID_EXPIRED']],
  ])('%s', (_, now, codes) => {
    expect(judge([line(1)], new Date(now)).map((problem) => problem.code)).toEqual(codes);
  });

  it('an open bid does not expire', () => {
    const open = { ...BID, validUntil: null };
    expect(judge([line(1, open)], new Date('2099-01-01T00:00:00Z'))).toEqual([]);
  });

  it.each([
    ['none', null],
    ["another reseller's", { ...BID, resellerId: 'other' }],
    ["another market's", { ...BID, marketCode: 'FR' }],
    ["another SKU's", { ...BID, variantId: 'b' }],
  ])('%s looks like a bid that does not exist', (_, bid) => {
    const problems = judge([line(1, bid)]);
    expect(problems).toEqual([
      {
        code: 'NOT_FOUND',
        message: 'There is no such special bid for this SKU in this market.',
        path: ['input', 'lines', '0', 'specialBid'],
      },
    ]);
  });
});

describe('bidPrice', () => {
  it('gives its price and keeps why every list lost', () => {
    const listPrice = resolvePrice({
      quantity: 12,
      currencyCode: 'EUR',
      candidates: [
        {
          variantId: 'a',
          priceListId: 'l',
          code: 'DE-ALL',
          name: 'Germany',
          audience: 'EVERYONE',
          priority: 0,
          validFrom: '2026-01-01T00:00:00Z',
          currencyCode: 'EUR',
          minimumQuantity: 1,
          unitPriceMinor: 54000,
        },
      ],
    });
    const price = bidPrice(BID, listPrice);
    expect(price.unitPrice?.amount).toBe('480.00');
    expect(price.explanation).toMatchObject({
      quantity: 12,
      winner: null,
      specialBidNumber: 'SB-1',
    });
    expect(price.explanation.losers).toMatchObject([
      { priceListCode: 'DE-ALL', reason: 'SPECIAL_BID_NAMED', unitPrice: { minor: 54000n } },
    ]);
  });
});
