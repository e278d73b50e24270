import type { DemoOffer } from './offer-plan.js';
import { DEMO_OFFERS, found } from './offer-plan.js';
import { DEMO_CERTIFICATE_GAPS } from './certificates.data.js';
import { dayOn, type DemoDay } from './demo-day.js';
import { DEMO_ORDER_SCENARIOS, type DemoOrderOutcome } from './past-orders.data.js';
import type { DemoReseller } from './demo-reseller.js';
import { DEMO_RELATIONSHIPS, DEMO_RESELLERS } from './resellers.data.js';
import type { SeededRandom } from './seeded-random.js';

const DAY_MS = 86_400_000;
const ORDERS = 200;
const DAYS_BACK = 364;
/** The year before has some too, so that sales can be compared with it: fewer, for the channel has grown. */
const EARLIER_ORDERS = 100;
const EARLIER_DAYS_BACK = 590;

/** What a reseller asked for, before the portal said anything to it. */
export interface PastOrderDraft {
  reseller: DemoReseller;
  marketCode: string;
  partnerOfRecord: string | null;
  submittedAt: Date;
  lines: readonly { sku: string; quantity: number }[];
  /** What becomes of it, where a scenario says so; otherwise chance does. */
  outcome: DemoOrderOutcome | null;
}

/**
 * All past orders, the oldest first: the scenarios of the data, as many drawn ones as make 200, and those of the year
 * before.
 */
export function pastOrderDrafts(random: SeededRandom, now: Date): PastOrderDraft[] {
  const scenarios = DEMO_ORDER_SCENARIOS.map((scenario): PastOrderDraft => ({
    reseller: found(
      DEMO_RESELLERS.find(({ key }) => key === scenario.reseller),
      scenario.reseller,
    ),
    marketCode: scenario.market,
    partnerOfRecord: scenario.partnerOfRecord ?? null,
    submittedAt: new Date(now.getTime() - scenario.hoursAgo * 3_600_000),
    lines: scenario.lines,
    outcome: scenario.outcome,
  }));
  const drawn: PastOrderDraft[] = [];
  while (scenarios.length + drawn.length < ORDERS) {
    // A little busier towards the seed day.
    const draft = drawDraft(random, now, DAYS_BACK * random.next() ** 1.4);
    if (draft) drawn.push(draft);
  }
  while (scenarios.length + drawn.length < ORDERS + EARLIER_ORDERS) {
    const daysBack = DAYS_BACK + (EARLIER_DAYS_BACK - DAYS_BACK) * random.next();
    const draft = drawDraft(random, now, daysBack);
    if (draft) drawn.push(draft);
  }
  return [...scenarios, ...drawn].sort((a, b) => a.submittedAt.getTime() - b.submittedAt.getTime());
}

function drawDraft(random: SeededRandom, now: Date, daysBack: number): PastOrderDraft | undefined {
  const reseller = random.pickWeighted(
    DEMO_RESELLERS.map((value) => ({ value, weight: value.weight })),
  );
  const { market, from, until } = random.pick(reseller.markets);
  const age = 6 * 3_600_000 + Math.floor(daysBack * DAY_MS);
  const submittedAt = new Date(now.getTime() - age);
  const suspended = reseller.state === 'SUSPENDED' && age < 60 * DAY_MS;
  const offers = orderableOn(market, submittedAt, now);
  const authorized = until === undefined && isOver(from, submittedAt, now);
  if (suspended || !authorized || offers.length === 0) return undefined;
  const lines = random.sample(offers, random.between(1, 4)).map((offer) => ({
    sku: offer.variant.sku,
    quantity: drawQuantity(random, offer, reseller),
  }));
  return {
    reseller,
    marketCode: market,
    partnerOfRecord: drawPartner(random, { reseller, market, submittedAt, now }),
    submittedAt,
    lines,
    outcome: null,
  };
}

/** What the market offered on that day, as far as the gates of an order go. */
function orderableOn(marketCode: string, at: Date, now: Date): DemoOffer[] {
  const day = at.toISOString().slice(0, 10);
  const seedDay = now.toISOString().slice(0, 10);
  const on = (ref: number | string): string => dayOn(seedDay, ref);
  return DEMO_OFFERS.filter(({ market, listing, product, variant }) => {
    const gap = DEMO_CERTIFICATE_GAPS.find(
      (entry) => entry.handle === product.handle && entry.market === market.code,
    );
    return (
      market.code === marketCode &&
      variant.basePrice !== null &&
      on(listing.onSaleFrom) <= day &&
      (listing.endOfSaleOn === undefined || day < on(listing.endOfSaleOn)) &&
      listing.pausedReason === undefined &&
      (gap === undefined || (gap.endedOn !== null && day < on(gap.endedOn)))
    );
  });
}

function drawQuantity(random: SeededRandom, offer: DemoOffer, reseller: DemoReseller): number {
  const { minimumQuantity = 1, maximumQuantity = 400, quantityIncrement = 1 } = offer.listing;
  const most = offer.product.category === 'ACCESSORY' ? 30 : 16;
  const usual = reseller.type === 'DISTRIBUTOR' ? 2 * most : most;
  // Now and then somebody orders for a project.
  const wanted = random.between(2, usual) * (random.next() < 0.1 ? 3 : 1);
  const stepped = Math.ceil(wanted / quantityIncrement) * quantityIncrement;
  return Math.min(Math.max(stepped, minimumQuantity), maximumQuantity);
}

/** A distributor usually names the partner that it ships for, where it has one in the market. */
function drawPartner(
  random: SeededRandom,
  {
    reseller,
    market,
    submittedAt,
    now,
  }: { reseller: DemoReseller; market: string; submittedAt: Date; now: Date },
): string | null {
  const partners = DEMO_RELATIONSHIPS.filter(
    ({ distributor, indirectReseller, activatedOn }) =>
      distributor === reseller.key &&
      activatedOn !== undefined &&
      isOver(activatedOn, submittedAt, now) &&
      DEMO_RESELLERS.some(
        ({ key, markets }) =>
          key === indirectReseller && markets.some((entry) => entry.market === market),
      ),
  );
  return partners.length > 0 && random.next() < 0.7 ? random.pick(partners).indirectReseller : null;
}

/** Whether a day of the demo had passed at that time. */
function isOver(day: DemoDay, at: Date, now: Date): boolean {
  return dayOn(now.toISOString().slice(0, 10), day) < at.toISOString().slice(0, 10);
}
