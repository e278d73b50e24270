import { Money, type Problem } from '../kernel/index.js';
import type { ResolvedPrice } from './price.rules.js';

/** A row of pricing.bid_v; instants may be texts where it comes from JSON. */
export interface Bid {
  bidId: string;
  number: string;
  resellerId: string;
  marketCode: string;
  variantId: string;
  currencyCode: string;
  unitPriceMinor: bigint | string | number;
  remaining: number;
  validFrom: Date | string;
  validUntil: Date | string | null;
}

/** A line that names a special bid, with what was found under that name. */
export interface BidLine {
  variantId: string;
  quantity: number;
  bid: Bid | null;
  /** Of the input field that names the bid. */
  path: string[];
}

export interface BidQuestion {
  resellerId: string;
  marketCode: string;
  now: Date;
  lines: readonly BidLine[];
}

export type BidProblemCode = 'NOT_FOUND' | 'BID_EXPIRED' | 'BID_EXHAUSTED';

/**
 * Whether each line may have its bid's price. A bid covers a whole line or none of it, and lines that name one bid
 * share what remains, in their order. A bid of somebody else, of another market or for another SKU looks like none.
 */
export function judgeBids(question: BidQuestion): Problem<BidProblemCode>[] {
  const left = new Map<string, number>();
  const problems: Problem<BidProblemCode>[] = [];
  for (const line of question.lines) {
    const bid = line.bid && fits(line.bid, line, question) ? line.bid : null;
    const problem = bid
      ? (judgePeriod(bid, line, question.now) ?? takeFrom(left, bid, line))
      : notFound(line);
    if (problem) problems.push(problem);
  }
  return problems;
}

/** The price of a line that a bid covers: the list that would have won loses to the bid, the others keep their reasons. */
export function bidPrice(bid: Bid, listPrice: ResolvedPrice): ResolvedPrice {
  const { winner, losers, quantity } = listPrice.explanation;
  const beaten = winner ? [{ ...winner, reason: 'SPECIAL_BID_NAMED' as const }] : [];
  return {
    unitPrice: Money.ofMinor(bid.unitPriceMinor, bid.currencyCode),
    breaks: listPrice.breaks,
    explanation: {
      quantity,
      winner: null,
      specialBidNumber: bid.number,
      losers: [...beaten, ...losers],
    },
  };
}

function fits(bid: Bid, line: BidLine, question: BidQuestion): boolean {
  return (
    bid.resellerId === question.resellerId &&
    bid.marketCode === question.marketCode &&
    bid.variantId === line.variantId
  );
}

function judgePeriod(bid: Bid, line: BidLine, now: Date): Problem<BidProblemCode> | undefined {
  const validFrom = new Date(bid.validFrom);
  const validUntil = bid.validUntil === null ? null : new Date(bid.validUntil);
  if (now >= validFrom && (!validUntil || now < validUntil)) return undefined;
  const early = now < validFrom;
  return {
    code: 'BID_EXPIRED',
    message: early
      ? `Special bid ${bid.number} is not valid before ${validFrom.toISOString()}.`
      : `Special bid ${bid.number} has expired. Ask for a new one, or order at the list price.`,
    path: line.path,
    facts: {
      number: bid.number,
      validFrom: validFrom.toISOString(),
      validUntil: validUntil?.toISOString() ?? null,
    },
  };
}

function takeFrom(
  left: Map<string, number>,
  bid: Bid,
  line: BidLine,
): Problem<BidProblemCode> | undefined {
  const remaining = left.get(bid.bidId) ?? bid.remaining;
  if (line.quantity <= remaining) {
    left.set(bid.bidId, remaining - line.quantity);
    return undefined;
  }
  return {
    code: 'BID_EXHAUSTED',
    message: `Of special bid ${bid.number} only ${remaining} remain. Split the line, or order at the list price.`,
    path: line.path,
    facts: { number: bid.number, remaining },
  };
}

function notFound(line: BidLine): Problem<BidProblemCode> {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such special bid for this SKU in this market.',
    path: line.path,
  };
}
