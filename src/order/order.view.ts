import { assert, Money, type CurrencyCode } from '../kernel/index.js';
import type { PriceExplanationType } from '../pricing/index.js';
import type { OrderLine } from './order-line.type.js';
import type { Hold, OrderApproval, OrderCredit, OrderEvent } from './order-part.type.js';
import type {
  EventRow,
  ExplanationRow,
  HoldRow,
  LineRow,
  OfferRow,
  OrderRow,
} from './order.row.js';
import type { OrderSight } from './order.sight.js';
import type { Order } from './order.type.js';

/** What of an order its reader may see besides what every party sees. */
export interface OrderReader {
  sight: OrderSight;
  readsCredit: boolean;
}

/** Gives a row the shape in which its reader sees the order: the partner of record gets no prices, credit or approvals. */
export function orderOf(row: OrderRow, { sight, readsCredit }: OrderReader): Order {
  const whole = seesAmounts(row, sight);
  const priced = whole && row.state !== 'DRAFT';
  const holds = whole ? row.holds.map(holdOf) : [];
  const { id, number, state, marketCode, currencyCode, acceptBackorder, endCustomer, day } = row;
  return {
    id,
    number,
    state,
    marketCode,
    currencyCode,
    purchaseOrderNumber: whole ? row.purchaseOrderNumber : null,
    soldTo: { id: row.soldToId, legalName: row.soldToName },
    billTo: { id: row.billToId, legalName: row.billToName },
    partnerOfRecord: partnerOf(row),
    shipTo: row.shipTo && { ...row.shipTo, addressId: row.shipToAddressId },
    endCustomer,
    acceptBackorder,
    lines: row.lines.map((line) => lineOf(line, whole, currencyCode)),
    ...amountsOf(row, priced),
    holds,
    heldSince: holds.find((hold) => hold.releasedAt === null)?.placedAt ?? null,
    credit: whole && readsCredit ? creditOf(row) : null,
    approval: whole ? approvalOf(row) : null,
    day,
    placedBy: whole ? row.placedBy : null,
    createdAt: row.createdAt,
    submittedAt: row.submittedAt,
    placedAt: row.placedAt,
    confirmedAt: row.confirmedAt,
    expiresAt: row.expiresAt,
    version: row.version,
    listTime: row.listTime,
  };
}

function seesAmounts(row: OrderRow, sight: OrderSight): boolean {
  return sight.kind !== 'PARTY' || [row.soldToId, row.billToId].includes(sight.resellerId);
}

function partnerOf({ partnerId, partnerName }: OrderRow): Order['partnerOfRecord'] {
  return partnerId === null ? null : { id: partnerId, legalName: partnerName ?? '' };
}

type Amounts = Pick<Order, 'net' | 'tax' | 'total' | 'currentNet' | 'currentTax' | 'currentTotal'>;

function amountsOf(row: OrderRow, shown: boolean): Amounts {
  const money = (minor: string) => (shown ? Money.ofMinor(minor, row.currencyCode) : null);
  return {
    net: money(row.netMinor),
    tax: money(row.taxMinor),
    total: money(row.totalMinor),
    currentNet: money(row.currentNetMinor),
    currentTax: money(row.currentTaxMinor),
    currentTotal: money(row.currentTotalMinor),
  };
}

function lineOf(line: LineRow, whole: boolean, currencyCode: CurrencyCode): OrderLine {
  const { unitPriceMinor, netMinor, taxRate, specialBidNumber, priceExplanation, ...rest } = line;
  const money = (minor: string | null) =>
    whole && minor !== null ? Money.ofMinor(minor, currencyCode) : null;
  return {
    ...rest,
    unitPrice: money(unitPriceMinor),
    net: money(netMinor),
    taxRate: whole ? taxRate : null,
    priceExplanation: whole && priceExplanation ? explanationOf(priceExplanation) : null,
    specialBidNumber: whole ? specialBidNumber : null,
  };
}

function explanationOf({ winner, losers, ...rest }: ExplanationRow): PriceExplanationType {
  return {
    ...rest,
    winner: winner && offerOf(winner),
    losers: losers.map((loser) => ({ ...offerOf(loser), reason: loser.reason })),
  };
}

function offerOf({ unitPrice, validFrom, ...offer }: OfferRow) {
  const money = Money.parse(unitPrice.amount, unitPrice.currencyCode);
  assert(money, `${unitPrice.amount} ${unitPrice.currencyCode} was written as an amount`);
  return { ...offer, validFrom: new Date(validFrom), unitPrice: money };
}

function holdOf({ placedAt, releasedAt, ...hold }: HoldRow): Hold {
  return { ...hold, placedAt: new Date(placedAt), releasedAt: timeOf(releasedAt) };
}

function creditOf({ credit, currentTotalMinor, currencyCode }: OrderRow): OrderCredit | null {
  if (!credit) return null;
  const available = Money.ofMinor(credit.availableMinor, currencyCode);
  const short = Money.ofMinor(currentTotalMinor, currencyCode).minus(available);
  return {
    exposure: Money.ofMinor(credit.exposureMinor, currencyCode),
    available,
    shortBy: short.isNegative ? Money.zero(currencyCode) : short,
  };
}

function approvalOf({ approval, currencyCode }: OrderRow): OrderApproval | null {
  if (!approval) return null;
  const { limitMinor, requestedAt, decidedAt, ...rest } = approval;
  return {
    ...rest,
    limit: Money.ofMinor(limitMinor, currencyCode),
    requestedAt: new Date(requestedAt),
    decidedAt: timeOf(decidedAt),
  };
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The history as its reader may know it: people of the other side are named by their side alone. */
export function historyOf(
  events: readonly EventRow[],
  order: Order,
  sight: OrderSight,
): OrderEvent[] {
  const own = [order.soldTo.id, order.billTo.id];
  const partner = sight.kind === 'PARTY' && !own.includes(sight.resellerId);
  return events
    .filter((event) => !(partner && event.to === 'DRAFT'))
    .map(({ operation, from, to, at, version, ...actor }) => {
      const before = partner && from === 'DRAFT' ? null : from;
      return { operation, from: before, to, at, version, actor: actorOf(actor, order) };
    });
}

function actorOf(
  {
    actorKind,
    actorName,
    actorIsBuyer,
  }: Pick<EventRow, 'actorKind' | 'actorName' | 'actorIsBuyer'>,
  order: Order,
): string {
  if (actorKind === 'SYSTEM') return 'system';
  const side = actorIsBuyer ? order.soldTo.legalName : 'order desk';
  const name = actorName ?? side;
  return actorKind === 'API_KEY' ? `${name} (API key)` : name;
}
