import { assert, Money, type CurrencyCode } from '../kernel/index.js';

/**
 * For how much: one pure function from the breaks that could apply to the price that does, with the reason why every
 * other list lost. The order, the dry run and the catalog all ask it, so that they can never disagree.
 *
 * Of each list only the greatest break at or below the quantity competes. Between lists the first difference decides:
 * the more specific audience, the greater priority, the lower price, the later start, and at last the id, so that
 * there is always exactly one winner, whatever the order of the candidates.
 */
export const PRICE_AUDIENCES = ['EVERYONE', 'TIER', 'RESELLER'] as const;
export type PriceAudience = (typeof PRICE_AUDIENCES)[number];

export const PRICE_LOSS_REASONS = [
  'BREAK_NOT_REACHED',
  'LESS_SPECIFIC_AUDIENCE',
  'LOWER_PRIORITY',
  'HIGHER_PRICE',
  'EARLIER_START',
  'LATER_ID',
  'SPECIAL_BID_NAMED',
] as const;
export type PriceLossReason = (typeof PRICE_LOSS_REASONS)[number];

/** A break of a list that is valid now and whose audience includes the reseller: a row of pricing.candidates(). */
export interface PriceCandidate {
  variantId: string;
  priceListId: string;
  code: string;
  name: string;
  audience: PriceAudience;
  priority: number;
  validFrom: Date | string;
  currencyCode: string;
  minimumQuantity: number;
  /** Text where it comes from a bigint column or from JSON. */
  unitPriceMinor: bigint | string | number;
}

/** A list's offer for the quantity: its break that competes or, where none is reached, its first break. */
export interface PriceOffer {
  priceListId: string;
  priceListCode: string;
  priceListName: string;
  audience: PriceAudience;
  priority: number;
  validFrom: Date;
  minimumQuantity: number;
  unitPrice: Money;
}

export interface LosingOffer extends PriceOffer {
  reason: PriceLossReason;
}

export interface PriceBreak {
  minimumQuantity: number;
  unitPrice: Money;
}

export interface PriceExplanation {
  quantity: number;
  /** Null where no list has a break at or below the quantity, and where a special bid gives the price. */
  winner: PriceOffer | null;
  specialBidNumber: string | null;
  losers: LosingOffer[];
}

export interface ResolvedPrice {
  /** Null when no list has a break at or below the quantity. */
  unitPrice: Money | null;
  /** What the unit price becomes from which quantity on, whichever lists win there. */
  breaks: PriceBreak[];
  explanation: PriceExplanation;
}

export interface PriceQuestion {
  quantity: number;
  currencyCode: CurrencyCode;
  /** Of one variant. */
  candidates: readonly PriceCandidate[];
}

const SPECIFICITY: Readonly<Record<PriceAudience, number>> = { EVERYONE: 0, TIER: 1, RESELLER: 2 };

export function resolvePrice({ quantity, currencyCode, candidates }: PriceQuestion): ResolvedPrice {
  assert(
    Number.isSafeInteger(quantity) && quantity >= 1,
    'a price is asked for at least one piece',
  );
  const lists = candidatesByList(candidates, currencyCode);
  const { reached, missed } = competitors(lists, quantity);
  const [winner = null, ...beaten] = reached.map((candidate) => toOffer(candidate, currencyCode));
  const losers = [
    ...beaten.map((offer) => ({ ...offer, reason: lossReason(winner ?? undefined, offer) })),
    ...missed.map((candidate) => ({
      ...toOffer(candidate, currencyCode),
      reason: 'BREAK_NOT_REACHED' as const,
    })),
  ];
  return {
    unitPrice: winner?.unitPrice ?? null,
    breaks: breaksOf(lists, currencyCode),
    explanation: { quantity, winner, specialBidNumber: null, losers },
  };
}

/** What one piece costs at the quantity: what resolvePrice finds, without the reasons. Null below every first break. */
export function unitPriceAt({ quantity, currencyCode, candidates }: PriceQuestion): Money | null {
  let winner: PriceCandidate | undefined;
  for (const candidate of candidates) {
    if (candidate.minimumQuantity > quantity) continue;
    if (candidates.some((other) => overtakes(other, candidate, quantity))) continue;
    if (!winner || compareCandidates(candidate, winner) < 0) winner = candidate;
  }
  return winner ? Money.ofMinor(winner.unitPriceMinor, currencyCode) : null;
}

/** Whether the other is a greater break of the same list that the quantity reaches. */
function overtakes(other: PriceCandidate, one: PriceCandidate, quantity: number): boolean {
  return (
    other.minimumQuantity > one.minimumQuantity &&
    other.minimumQuantity <= quantity &&
    other.priceListId === one.priceListId
  );
}

/** Each list's breaks by rising quantity. */
function candidatesByList(
  candidates: readonly PriceCandidate[],
  currencyCode: CurrencyCode,
): PriceCandidate[][] {
  const lists = new Map<string, PriceCandidate[]>();
  for (const candidate of candidates) {
    assert(candidate.variantId === candidates[0]?.variantId, 'candidates are of one variant');
    assert(candidate.currencyCode === currencyCode, "a list has its market's currency");
    const known = lists.get(candidate.priceListId);
    if (known) known.push(candidate);
    else lists.set(candidate.priceListId, [candidate]);
  }
  return [...lists.values()].map((breaks) =>
    breaks.sort((a, b) => a.minimumQuantity - b.minimumQuantity),
  );
}

function toOffer(candidate: PriceCandidate, currencyCode: CurrencyCode): PriceOffer {
  return {
    priceListId: candidate.priceListId,
    priceListCode: candidate.code,
    priceListName: candidate.name,
    audience: candidate.audience,
    priority: candidate.priority,
    validFrom: new Date(candidate.validFrom),
    minimumQuantity: candidate.minimumQuantity,
    unitPrice: Money.ofMinor(candidate.unitPriceMinor, currencyCode),
  };
}

/** The breaks that compete at the quantity, best first, and the first breaks of the lists that it does not reach. */
function competitors(
  lists: readonly PriceCandidate[][],
  quantity: number,
): { reached: PriceCandidate[]; missed: PriceCandidate[] } {
  const reached: PriceCandidate[] = [];
  const missed: PriceCandidate[] = [];
  for (const breaks of lists) {
    const best = breaks.findLast((candidate) => candidate.minimumQuantity <= quantity);
    if (best) reached.push(best);
    else missed.push(...breaks.slice(0, 1));
  }
  return { reached: reached.sort(compareCandidates), missed: missed.sort(compareCandidates) };
}

/** Negative when a wins over b. */
function compareCandidates(a: PriceCandidate, b: PriceCandidate): number {
  return (
    SPECIFICITY[b.audience] - SPECIFICITY[a.audience] ||
    b.priority - a.priority ||
    compareMinor(a, b) ||
    new Date(b.validFrom).getTime() - new Date(a.validFrom).getTime() ||
    compareText(a.priceListId, b.priceListId)
  );
}

function compareMinor(a: PriceCandidate, b: PriceCandidate): number {
  const [one, other] = [BigInt(a.unitPriceMinor), BigInt(b.unitPriceMinor)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function lossReason(winner: PriceOffer | undefined, loser: PriceOffer): PriceLossReason {
  assert(winner, 'whoever loses loses to somebody');
  if (winner.audience !== loser.audience) return 'LESS_SPECIFIC_AUDIENCE';
  if (winner.priority !== loser.priority) return 'LOWER_PRIORITY';
  if (!winner.unitPrice.equals(loser.unitPrice)) return 'HIGHER_PRICE';
  if (winner.validFrom.getTime() !== loser.validFrom.getTime()) return 'EARLIER_START';
  return 'LATER_ID';
}

function breaksOf(lists: readonly PriceCandidate[][], currencyCode: CurrencyCode): PriceBreak[] {
  const steps = new Set(lists.flat().map((candidate) => candidate.minimumQuantity));
  const breaks: PriceBreak[] = [];
  for (const minimumQuantity of [...steps].sort((a, b) => a - b)) {
    const best = competitors(lists, minimumQuantity).reached.at(0);
    assert(best, 'a quantity at which a break begins has a price');
    const unitPrice = Money.ofMinor(best.unitPriceMinor, currencyCode);
    if (!breaks.at(-1)?.unitPrice.equals(unitPrice)) breaks.push({ minimumQuantity, unitPrice });
  }
  return breaks;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
