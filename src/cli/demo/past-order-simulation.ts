import { assert, Money, taxOn } from '../../kernel/index.js';
import { DEMO_STOCK_LOCATIONS, DEMO_FREE_STOCK } from './stock.data.js';
import { demoMarket, found } from './offer-plan.js';
import { pastOrderDrafts, type PastOrderDraft } from './past-order-draft.js';
import { PastLedger, termDays } from './past-order-ledger.js';
import type { PastAmounts, PastLine, PastOrder, PastState, PastStep } from './past-order-plan.js';
import { pastPrice } from './past-order-price.js';
import { DEMO_PEOPLE, DESK_EMAIL } from './people.data.js';
import { dayInZone, dayOn } from './demo-day.js';
import { seededRandom, type SeededRandom } from './seeded-random.js';

const SEED = 20_180_223;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const APPROVAL_DAYS = 7;
const HOLD_DAYS = 5;

/** How approvers answer: mostly with yes. */
const ANSWERS = ['APPROVED', 'APPROVED', 'APPROVED', 'REJECTED', 'EXPIRED'] as const;

/** Plays the year before `now` through: the same orders for the same day, whoever asks. */
export function simulatePastOrders(now: Date): PastOrder[] {
  const random = seededRandom(SEED);
  const drafts = pastOrderDrafts(random, now);
  const simulation = new Simulation(random, now);
  return drafts.map((draft) => simulation.play(draft));
}

class Simulation {
  private readonly ledger = new PastLedger();

  constructor(
    private readonly random: SeededRandom,
    private readonly now: Date,
  ) {}

  play(draft: PastOrderDraft): PastOrder {
    const order = this.submitted(draft);
    const approval = order.needsApproval ? this.answer(order, draft) : draft.submittedAt;
    if (!approval) return order;
    order.takenAt = approval;
    order.day = dayInZone(approval, demoMarket(order.marketCode).timeZone);
    this.ledger.raiseMonth(order.submitter, order.amounts.gross, approval);
    this.allocate(order);
    if (this.ledger.takeCredit(order.reseller, order.amounts.gross, approval)) {
      this.confirm(order, approval);
      this.fulfil(order, draft, approval);
    } else {
      this.hold(order, approval);
    }
    return order;
  }

  private submitted(draft: PastOrderDraft): PastOrder {
    const market = demoMarket(draft.marketCode);
    const lines = draft.lines.map((line) => this.line(draft, line));
    const day = dayInZone(draft.submittedAt, market.timeZone);
    const seedDay = this.now.toISOString().slice(0, 10);
    const taxExempt = (draft.reseller.exemptions ?? []).some(
      ({ market: exempt, from }) => exempt === market.code && dayOn(seedDay, from) <= day,
    );
    const rate = found(
      market.taxRates.findLast(({ from }) => from <= day),
      market.code,
    ).rate;
    const taxRate = taxExempt ? '0' : rate;
    const amounts = amountsOf(lines, taxRate);
    const submitter = submitterOf(draft.reseller.key);
    return {
      reseller: draft.reseller.key,
      partnerOfRecord: draft.partnerOfRecord,
      marketCode: market.code,
      currencyCode: market.currencyCode,
      submitter,
      day,
      needsApproval: !this.ledger.withinLimits(submitter, amounts.gross, draft.submittedAt),
      lines,
      taxRate,
      taxExempt,
      amounts,
      current: amounts,
      state: 'PENDING_APPROVAL',
      steps: [
        {
          operation: 'submit',
          from: null,
          to: 'PENDING_APPROVAL',
          at: draft.submittedAt,
          actor: submitter,
        },
      ],
      takenAt: null,
      confirmedAt: null,
      paidAt: null,
    };
  }

  private line(
    draft: PastOrderDraft,
    { sku, quantity }: PastOrderDraft['lines'][number],
  ): PastLine {
    const price = pastPrice({
      marketCode: draft.marketCode,
      reseller: draft.reseller,
      sku,
      quantity,
      at: draft.submittedAt,
      seedDay: this.now.toISOString().slice(0, 10),
    });
    return {
      ...price,
      sku,
      quantity,
      net: price.unitPrice.times(quantity),
      location: locationOf(draft.marketCode, sku),
      allocated: 0,
      backordered: 0,
      shipped: 0,
      delivered: 0,
      cancelled: 0,
    };
  }

  /** What became of an order above the limit: the time of its approval, or undefined. */
  private answer(order: PastOrder, draft: PastOrderDraft): Date | undefined {
    const answeredAt = later(draft.submittedAt, this.random.between(2, 40) * HOUR_MS);
    const outcome = draft.outcome ?? this.random.pick(ANSWERS);
    if (outcome === 'EXPIRED') {
      const expiredAt = later(draft.submittedAt, APPROVAL_DAYS * DAY_MS);
      if (expiredAt <= this.now)
        this.step(order, { operation: 'expire', to: 'EXPIRED', at: expiredAt, actor: null });
      return undefined;
    }
    if (outcome === 'WAITING' || answeredAt > this.now) return undefined;
    if (outcome === 'APPROVED') return answeredAt;
    this.step(order, {
      operation: 'reject',
      to: 'REJECTED',
      at: answeredAt,
      actor: approverOf(order.reseller),
    });
    return undefined;
  }

  /** Goods that are sold out are ordered nevertheless: they come with the next delivery. */
  private allocate(order: PastOrder): void {
    for (const line of order.lines) {
      const soldOut = DEMO_FREE_STOCK[line.location]?.[line.sku] === 0;
      const recent = order.steps.some(({ at }) => at > later(this.now, -14 * DAY_MS));
      if (soldOut && recent) line.backordered = line.quantity;
      else line.allocated = line.quantity;
    }
  }

  private confirm(order: PastOrder, at: Date): void {
    order.confirmedAt = at;
    if (order.needsApproval) {
      this.step(order, {
        operation: 'approve',
        to: 'CONFIRMED',
        at,
        actor: approverOf(order.reseller),
      });
    } else {
      this.submitTo(order, 'CONFIRMED');
    }
  }

  /** The credit is short: on hold, and cancelled when nobody helps within five days. */
  private hold(order: PastOrder, at: Date): void {
    if (order.needsApproval) {
      this.step(order, {
        operation: 'approve',
        to: 'ON_HOLD',
        at,
        actor: approverOf(order.reseller),
      });
    } else {
      this.submitTo(order, 'ON_HOLD');
    }
    const expiredAt = later(at, HOLD_DAYS * DAY_MS);
    if (expiredAt <= this.now) {
      const pieces = order.lines.map(({ quantity }) => quantity);
      this.cancel(order, { operation: 'expire', at: expiredAt, actor: null, pieces });
    }
  }

  private fulfil(order: PastOrder, draft: PastOrderDraft, confirmedAt: Date): void {
    const cancelledAt = later(confirmedAt, this.random.between(3, 30) * HOUR_MS);
    const shippedAt = later(confirmedAt, this.random.between(36, 140) * HOUR_MS);
    const [chance, splits] = [this.random.next(), this.random.next() < 0.35];
    if (draft.outcome === 'WAITING') return;
    if (chance < 0.1 && draft.outcome === null && cancelledAt <= this.now) {
      const pieces = order.lines.map(({ quantity }, index) =>
        chance < 0.05 ? quantity : index === 0 ? Math.floor(quantity / 3) : 0,
      );
      const { submitter: actor } = order;
      this.cancel(order, { operation: 'cancel', at: cancelledAt, actor, pieces });
    }
    if (order.state === 'CONFIRMED' && shippedAt <= this.now) {
      this.ship(order, { shippedAt, splits });
      this.pay(order, confirmedAt);
    }
  }

  private ship(
    order: PastOrder,
    { shippedAt, splits }: { shippedAt: Date; splits: boolean },
  ): void {
    const ready = order.lines.filter((line) => line.allocated > 0);
    if (ready.length === 0) return;
    const recent = shippedAt > later(this.now, -8 * DAY_MS);
    for (const line of splits && recent ? ready.slice(0, 1) : ready) {
      line.shipped = line.allocated;
      line.allocated = 0;
    }
    const complete = order.lines.every((line) => line.allocated + line.backordered === 0);
    this.step(order, {
      operation: 'ship',
      to: complete ? 'SHIPPED' : 'PARTIALLY_SHIPPED',
      at: shippedAt,
      actor: DESK_EMAIL,
    });
    if (complete) this.deliver(order, shippedAt);
  }

  private deliver(order: PastOrder, shippedAt: Date): void {
    const deliveredAt = later(shippedAt, this.random.between(30, 200) * HOUR_MS);
    const closedAt = later(deliveredAt, this.random.between(30, 40) * DAY_MS);
    if (deliveredAt > this.now) return;
    for (const line of order.lines) line.delivered = line.shipped;
    this.step(order, { operation: 'deliver', to: 'DELIVERED', at: deliveredAt, actor: DESK_EMAIL });
    if (closedAt <= this.now)
      this.step(order, { operation: 'close', to: 'CLOSED', at: closedAt, actor: null });
  }

  private pay(order: PastOrder, confirmedAt: Date): void {
    if (order.state === 'CONFIRMED') return;
    const days = termDays(order.reseller, order.currencyCode) + this.random.between(-4, 6);
    const paidAt = later(confirmedAt, days * DAY_MS);
    this.ledger.giveBack(order.reseller, order.current.gross, paidAt);
    if (paidAt <= this.now) order.paidAt = paidAt;
  }

  /** Takes pieces of the lines back: those that wait first, as the portal does it. */
  private cancel(
    order: PastOrder,
    { pieces, ...step }: Pick<PastStep, 'operation' | 'at' | 'actor'> & { pieces: number[] },
  ): void {
    if (pieces.every((quantity) => quantity === 0)) return;
    for (const [index, line] of order.lines.entries()) {
      const quantity = pieces[index] ?? 0;
      const waiting = Math.min(line.backordered, quantity);
      line.backordered -= waiting;
      line.allocated -= quantity - waiting;
      line.cancelled += quantity;
    }
    const before = order.current.gross;
    order.current = amountsOf(order.lines, order.taxRate);
    if (order.confirmedAt) {
      this.ledger.giveBack(order.reseller, before.minus(order.current.gross), step.at);
    }
    const open = order.lines.some((line) => line.allocated + line.backordered > 0);
    this.step(order, { ...step, to: open ? order.state : 'CANCELLED', cancelled: pieces });
  }

  private step(order: PastOrder, step: Omit<PastStep, 'from'>): void {
    order.steps.push({ ...step, from: order.state });
    order.state = step.to;
  }

  /** Within the limit, the submission itself leads on. */
  private submitTo(order: PastOrder, to: PastState): void {
    order.steps = order.steps.map((step) => ({ ...step, to }));
    order.state = to;
  }
}

/** What the lines come to without their cancelled pieces; the tax is rounded once. */
function amountsOf(lines: readonly PastLine[], taxRate: string): PastAmounts {
  const [first] = lines;
  assert(first, 'an order has a line');
  const net = Money.sum(
    lines.map(({ unitPrice, quantity, cancelled }) => unitPrice.times(quantity - cancelled)),
    first.unitPrice.currencyCode,
  );
  const tax = taxOn(net, taxRate);
  return { net, tax, gross: net.plus(tax) };
}

function later(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds);
}

/** The buyer of the reseller, or whoever administers it. */
function submitterOf(reseller: string): string {
  return personOf(reseller, 'BUYER') ?? found(personOf(reseller, 'RESELLER_ADMIN'), reseller);
}

function approverOf(reseller: string): string {
  return personOf(reseller, 'APPROVER') ?? found(personOf(reseller, 'RESELLER_ADMIN'), reseller);
}

function personOf(reseller: string, role: string): string | undefined {
  return DEMO_PEOPLE.find(
    (person) => 'reseller' in person && person.reseller === reseller && person.role === role,
  )?.email;
}

/** The first location that serves the market and holds the SKU. */
function locationOf(market: string, sku: string): string {
  const serving = DEMO_STOCK_LOCATIONS.flatMap((location) =>
    location.markets
      .filter(
        (served) => served.market === market && DEMO_FREE_STOCK[location.code]?.[sku] !== undefined,
      )
      .map(({ preference }) => ({ code: location.code, preference })),
  ).sort((a, b) => a.preference - b.preference);
  return found(serving[0], `a location for ${sku} in ${market}`).code;
}
