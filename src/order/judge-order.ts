import { promisedOn } from '../inventory/index.js';
import { Money, taxOn } from '../kernel/index.js';
import {
  bidPrice,
  judgeBids,
  resolvePrice,
  type Bid,
  type ResolvedPrice,
} from '../pricing/index.js';
import type { MarketFacts, OrderFacts, PlaceFacts, VariantFacts } from './order-facts.js';
import { judgeBuyer, judgeDelivery, judgeListing, judgeQuantity } from './order-gates.rules.js';
import { linePath, type LineIntent, type OrderIntent } from './order-intent.rules.js';
import { problem, type OrderProblem } from './order.problems.js';

export interface JudgedLine {
  intent: LineIntent;
  variant: VariantFacts | null;
  price: ResolvedPrice | null;
  bid: Bid | null;
  net: Money | null;
  /** What the market's locations could promise the SKU before this order. */
  available: number;
  plan: StockPlan;
  problems: OrderProblem[];
}

export interface StockPiece {
  place: PlaceFacts;
  quantity: number;
}

/** What the line would get now. Pieces of a preorder always wait for stock. */
export interface StockPlan {
  allocated: number;
  /** Where the allocated pieces stand, the preferred place first. */
  pieces: StockPiece[];
  backordered: number;
  asBackorder: boolean;
  promisedOn: string | null;
  /** The day for the waiting pieces alone. */
  backorderPromisedOn: string | null;
}

export interface JudgedOrder {
  /** Of the header. */
  problems: OrderProblem[];
  lines: JudgedLine[];
  taxRate: string;
  net: Money | null;
  tax: Money | null;
  total: Money | null;
}

/** In minor units: what is larger does not fit the columns of an order and of its credit account. */
const TOTAL_MAX = 10n ** 18n - 1n;

/**
 * All gates of a submit over one snapshot of facts: the submit, the approval and the dry run ask here and nowhere
 * else. It changes nothing and reports everything at once.
 */
export function judgeOrder(intent: OrderIntent, facts: OrderFacts): JudgedOrder {
  const problems = [...judgeBuyer(intent, facts), ...judgeDelivery(intent, facts)];
  const { market, standing } = facts;
  if (!market) {
    return { problems, lines: [], taxRate: '0', net: null, tax: null, total: null };
  }
  const lines = new LineJudge(intent, facts, market).judge();
  const taxRate = standing?.taxExempt ? '0' : (market.taxRate ?? '0');
  const nets = lines.flatMap((line) => (line.net ? [line.net] : []));
  const complete = nets.length === lines.length && lines.length > 0;
  const net = complete ? Money.sum(nets, market.currencyCode) : null;
  const tax = net && taxOn(net, taxRate);
  const total = net && tax && net.plus(tax);
  if (total && total.minor > TOTAL_MAX) {
    const message = `The order amounts to ${total.toString()}, more than one order can hold. Split it.`;
    problems.push(problem('INVALID_VALUE', ['input', 'lines'], message, { rule: 'MONEY' }));
    return { problems, lines, taxRate, net: null, tax: null, total: null };
  }
  return { problems, lines, taxRate, net, tax, total };
}

export function problemsOf(judged: JudgedOrder): OrderProblem[] {
  return [...judged.problems, ...judged.lines.flatMap((line) => line.problems)];
}

class LineJudge {
  private readonly bySku: ReadonlyMap<string, VariantFacts>;
  private readonly quantities = new Map<string, number>();
  /** What earlier lines of the SKU have taken of each place, and of what waits. */
  private readonly taken = new Map<string, { pieces: number; waiting: number }>();
  private readonly bidProblems: ReadonlyMap<number, OrderProblem>;

  constructor(
    private readonly intent: OrderIntent,
    private readonly facts: OrderFacts,
    private readonly market: MarketFacts,
  ) {
    this.bySku = new Map(facts.variants.map((variant) => [variant.sku, variant]));
    for (const { sku, quantity } of intent.lines) {
      this.quantities.set(sku, (this.quantities.get(sku) ?? 0) + quantity);
    }
    this.bidProblems = this.judgeBids();
  }

  judge(): JudgedLine[] {
    return this.intent.lines.map((line, index) => this.judgeLine(line, index));
  }

  private judgeLine(line: LineIntent, index: number): JudgedLine {
    const variant = this.bySku.get(line.sku);
    if (!variant) {
      const unknown = problem(
        'UNKNOWN_SKU',
        linePath(index, 'sku'),
        `There is no SKU ${line.sku}.`,
      );
      return { intent: line, ...NOTHING, problems: [unknown] };
    }
    // A bid that cannot be had gives no price: the line shows what it would cost without it.
    const bid = this.bidProblems.has(index) ? null : this.bidOf(line);
    const price = this.priceOf(line, variant, bid);
    const net = price.unitPrice?.times(line.quantity) ?? null;
    const available = sumOf(variant.places.map((place) => Math.max(0, place.available)));
    const listing = judgeListing(variant.offer, index, line.sku);
    if (listing) {
      const plan = { ...NOTHING.plan, backordered: line.quantity };
      return { intent: line, variant, price, bid, net, available, plan, problems: [listing] };
    }
    const plan = this.planStock(line, variant);
    const problems = [
      variant.offer && judgeQuantity(variant.offer, index, this.quantityOf(line.sku)),
      this.judgePrice(line, index, price),
      this.judgeStock(line, index, plan, available),
    ].filter((found) => found !== undefined && found !== null);
    return { intent: line, variant, price, bid, net, available, plan, problems };
  }

  private quantityOf(sku: string): number {
    return this.quantities.get(sku) ?? 0;
  }

  private priceOf(line: LineIntent, variant: VariantFacts, bid: Bid | null): ResolvedPrice {
    const price = resolvePrice({
      quantity: this.quantityOf(line.sku),
      currencyCode: this.market.currencyCode,
      candidates: variant.candidates,
    });
    return bid ? bidPrice(bid, price) : price;
  }

  private bidOf(line: LineIntent): Bid | null {
    if (line.specialBidNumber === null) return null;
    return this.facts.bids.find((bid) => bid.number === line.specialBidNumber) ?? null;
  }

  private judgeBids(): Map<number, OrderProblem> {
    const named = this.intent.lines.flatMap((line, index) => {
      const variant = this.bySku.get(line.sku);
      return variant && line.specialBidNumber !== null ? [{ line, index, variant }] : [];
    });
    const found = judgeBids({
      // The facts hold only bids of the reseller that asked.
      resellerId: this.facts.bids[0]?.resellerId ?? '',
      marketCode: this.market.code,
      now: new Date(this.facts.now),
      lines: named.map(({ line, index, variant }) => ({
        variantId: variant.variantId,
        quantity: line.quantity,
        bid: this.bidOf(line),
        path: linePath(index, 'specialBidNumber'),
      })),
    });
    return new Map(found.map((one) => [Number(one.path[2]), one]));
  }

  /** The most specific of what keeps the line from its price. */
  private judgePrice(
    line: LineIntent,
    index: number,
    { unitPrice }: ResolvedPrice,
  ): OrderProblem | undefined {
    const bidProblem = this.bidProblems.get(index);
    if (bidProblem) return bidProblem;
    const { expectedUnitPrice: expected } = line;
    if (!unitPrice) {
      const message = `${line.sku} has no price for you at this quantity.`;
      return problem('NO_PRICE', linePath(index, 'sku'), message);
    }
    if (!expected) return undefined;
    const path = linePath(index, 'expectedUnitPrice');
    if (expected.currencyCode !== unitPrice.currencyCode) {
      const message = `Prices here are in ${unitPrice.currencyCode}, not in ${expected.currencyCode}.`;
      return problem('CURRENCY_MISMATCH', path, message, { currencyCode: unitPrice.currencyCode });
    }
    if (Money.parse(expected.amount, expected.currencyCode)?.equals(unitPrice)) return undefined;
    const message = `The unit price of ${line.sku} is ${unitPrice.toString()} now. Order again with that price if it suits you.`;
    const { amount, currencyCode } = unitPrice;
    return problem('PRICE_CHANGED', path, message, {
      expected: { ...expected },
      actual: { amount, currencyCode },
    });
  }

  private judgeStock(
    line: LineIntent,
    index: number,
    plan: StockPlan,
    available: number,
  ): OrderProblem | undefined {
    const wanted = this.quantityOf(line.sku);
    const short = plan.asBackorder || wanted > available;
    if (!short || this.intent.acceptBackorder) return undefined;
    const left = plan.asBackorder ? 0 : available;
    const message = plan.asBackorder
      ? `${line.sku} can only be preordered: set acceptBackorder to order before it is there.`
      : `Of ${line.sku} only ${left} of ${wanted} are available. Order less, or set acceptBackorder.`;
    return problem('INSUFFICIENT_STOCK', linePath(index, 'quantity'), message, { available: left });
  }

  private planStock(line: LineIntent, variant: VariantFacts): StockPlan {
    const taken = this.taken.get(line.sku) ?? { pieces: 0, waiting: 0 };
    const asBackorder = variant.offer?.stage === 'PREORDER';
    const leadDays: number[] = [];
    const pieces: StockPiece[] = [];
    let open = line.quantity;
    let skip = taken.pieces;
    for (const place of asBackorder ? [] : variant.places) {
      const free = Math.max(0, place.available - skip);
      skip = Math.max(0, skip - Math.max(0, place.available));
      const quantity = Math.min(open, free);
      if (quantity === 0) continue;
      leadDays.push(place.leadDays);
      pieces.push({ place, quantity });
      open -= quantity;
    }
    const question = {
      today: this.market.today,
      backorderedBefore: variant.backordered + taken.waiting,
      arrivals: variant.arrivals,
    };
    this.taken.set(line.sku, {
      pieces: taken.pieces + line.quantity - open,
      waiting: taken.waiting + open,
    });
    return {
      allocated: line.quantity - open,
      pieces,
      backordered: open,
      asBackorder,
      promisedOn: promisedOn({ ...question, allocatedLeadDays: leadDays, backordered: open }),
      backorderPromisedOn:
        open === 0 ? null : promisedOn({ ...question, allocatedLeadDays: [], backordered: open }),
    };
  }
}

const NOTHING = {
  variant: null,
  price: null,
  bid: null,
  net: null,
  available: 0,
  plan: {
    allocated: 0,
    pieces: [],
    backordered: 0,
    asBackorder: false,
    promisedOn: null,
    backorderPromisedOn: null,
  },
};

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
