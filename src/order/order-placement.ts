import { Injectable } from '@nestjs/common';
import { assert, newId, type Problem } from '../kernel/index.js';
import { actorOf, type RequestContext } from '../platform/access/index.js';
import type { Statements, Tx } from '../platform/database/index.js';
import { judgeOrder, problemsOf, type JudgedLine, type JudgedOrder } from './judge-order.js';
import type { LimitFacts, OrderFacts } from './order-facts.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import type { OrderIntent } from './order-intent.rules.js';
import type { OrderRow } from './order.row.js';
import { placedRow, snapshotOf } from './placed-order.rules.js';
import {
  OrderWriteRepository,
  type OrderDocument,
  type StockLevels,
} from './order-write.repository.js';

export interface PlacementRequest {
  intent: OrderIntent;
  operation: 'SUBMIT' | 'APPROVE';
  /** What the order is now: nothing yet, a draft, or a request for approval. */
  stored: { id: string; state: 'DRAFT' | 'PENDING_APPROVAL'; version: number } | null;
  buyer: Buyer;
  /** Null for an approval: its key was taken by the request. */
  key: { idempotencyKey: string; fingerprint: string } | null;
}

/** On whose behalf, and within whose limits, the order is placed. */
export interface Buyer {
  resellerId: string;
  membershipId: string | null;
  userId: string | null;
  keyId: string | null;
}

export type Placement =
  /** The row where all of it is known without reading it back. */
  | { outcome: 'PLACED'; orderId: string; row: OrderRow | null }
  | { outcome: 'REPLAYED'; orderId: string; fingerprint: string }
  | { outcome: 'REFUSED'; problems: Problem[] };

/**
 * Two messages: the facts for every gate, and one function that writes everything or nothing and judges again, under
 * locks, what may have changed between the two.
 */
@Injectable()
export class OrderPlacement {
  constructor(
    private readonly facts: OrderFactsRepository,
    private readonly orders: OrderWriteRepository,
  ) {}

  async place(ctx: RequestContext, tx: Tx, request: PlacementRequest): Promise<Placement> {
    return this.settle(ctx, tx, request, await this.read(tx, request));
  }

  read(one: Statements, { intent, buyer, key, stored }: PlacementRequest): Promise<OrderFacts> {
    return this.facts.read(one, {
      marketCode: intent.marketCode,
      resellerId: buyer.resellerId,
      skus: [...new Set(intent.lines.map((line) => line.sku))],
      bidNumbers: intent.lines.flatMap((line) => line.specialBidNumber ?? []),
      partnerId: intent.partnerOfRecordId,
      addressId: intent.shipToAddressId,
      purchaseOrderNumber: intent.purchaseOrderNumber,
      idempotencyKey: key?.idempotencyKey ?? null,
      orderId: stored?.id ?? null,
      membershipId: buyer.membershipId,
      userId: buyer.keyId === null ? null : buyer.userId,
    });
  }

  /** Judges the facts and, when nothing stands against it, sends the one statement that writes. */
  async settle(
    ctx: RequestContext,
    one: Statements,
    request: PlacementRequest,
    facts: OrderFacts,
  ): Promise<Placement> {
    const { intent, stored } = request;
    if (facts.replay) return { outcome: 'REPLAYED', ...facts.replay };
    const judged = judgeOrder(intent, facts);
    const problems = problemsOf(judged);
    if (problems.length > 0) return { outcome: 'REFUSED', problems };
    const orderId = stored?.id ?? newId();
    const lineIds = judged.lines.map(() => newId());
    const verdict = { request, facts, judged, orderId, lineIds };
    const document = documentOf(ctx, verdict);
    if (document.approval) {
      await this.orders.requestApproval(one, document);
      return { outcome: 'PLACED', orderId, row: null };
    }
    const placed = await this.orders.place(one, document);
    const placedBy = facts.placedBy ?? nameOf(ctx);
    return { outcome: 'PLACED', orderId, row: placedRow({ ...verdict, placed, placedBy }) };
  }
}

function nameOf({ caller }: RequestContext): string | null {
  return caller.kind === 'USER' ? caller.name : null;
}

interface Verdict {
  request: PlacementRequest;
  facts: OrderFacts;
  judged: JudgedOrder;
  orderId: string;
  lineIds: readonly string[];
}

function documentOf(ctx: RequestContext, verdict: Verdict): OrderDocument {
  const { request, facts, judged } = verdict;
  const { market, standing } = facts;
  assert(market && standing && judged.total, 'an order without problems has its facts and a total');
  const approval =
    request.operation === 'SUBMIT' ? passedLimit(facts.limit, judged.total.minor) : null;
  const { membershipId } = request.buyer;
  const limited = facts.limit !== null && membershipId !== null && !approval;
  return {
    actor: actorOf(ctx),
    operation: request.operation,
    from: request.stored?.state ?? null,
    expected_version: request.stored?.version ?? null,
    revision: market.revision,
    reseller_version: standing.version,
    order: headerOf(verdict),
    lines: judged.lines.map((line, index) => lineOf(line, index, verdict)),
    levels: levelsOf(judged.lines),
    has_bids: judged.lines.some(({ bid }) => bid !== null),
    limit: limited
      ? { membership_id: membershipId, conditional: request.operation === 'SUBMIT' }
      : null,
    approval,
  };
}

interface Level {
  sku: string;
  variantId: string;
  locationId: string;
  quantity: number;
}

/** Everybody takes levels in the same order, so that nobody waits in a circle. */
function levelsOf(lines: readonly JudgedLine[]): StockLevels | null {
  if (lines.some(({ plan }) => plan.backordered > 0)) return null;
  const levels = new Map<string, Level>();
  for (const { variant, plan } of lines) {
    assert(variant, 'a line without problems has a variant');
    const { sku, variantId } = variant;
    for (const { place, quantity } of plan.pieces) {
      const { locationId } = place;
      const key = `${variantId} ${locationId}`;
      const taken = levels.get(key)?.quantity ?? 0;
      levels.set(key, { sku, variantId, locationId, quantity: taken + quantity });
    }
  }
  const sorted = [...levels.values()].sort(
    (a, b) => compare(a.sku, b.sku) || compare(a.locationId, b.locationId),
  );
  return {
    variants: sorted.map(({ variantId }) => variantId),
    locations: sorted.map(({ locationId }) => locationId),
    quantities: sorted.map(({ quantity }) => quantity),
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Limits count the total with tax. Whoever has none buys freely. */
function passedLimit(limit: LimitFacts | null, total: bigint): OrderDocument['approval'] {
  if (!limit) return null;
  const { perOrderMinor, perMonthMinor, spentMinor } = limit;
  if (perOrderMinor !== null && total > BigInt(perOrderMinor)) {
    return { over_limit: 'PER_ORDER', limit_minor: perOrderMinor };
  }
  if (perMonthMinor !== null && total + BigInt(spentMinor) > BigInt(perMonthMinor)) {
    return { over_limit: 'PER_MONTH', limit_minor: perMonthMinor };
  }
  return null;
}

function headerOf({ request, facts, judged, orderId }: Verdict): OrderDocument['order'] {
  const { intent, buyer, key } = request;
  const { market, standing, address } = facts;
  assert(market && standing && address, 'an order without problems has all of its facts');
  assert(judged.net && judged.tax && judged.total, 'an order without problems has totals');
  return {
    id: orderId,
    market_code: market.code,
    currency_code: market.currencyCode,
    sold_to_id: buyer.resellerId,
    bill_to_id: buyer.resellerId,
    partner_of_record_id: intent.partnerOfRecordId,
    tier: standing.tier,
    ship_to_address_id: intent.shipToAddressId,
    ship_to: snapshotOf(address),
    end_customer: intent.endCustomer,
    purchase_order_number: intent.purchaseOrderNumber,
    idempotency_key: key?.idempotencyKey ?? null,
    fingerprint: key?.fingerprint ?? null,
    accept_backorder: intent.acceptBackorder,
    day: market.today,
    net_minor: judged.net.minor.toString(),
    tax_minor: judged.tax.minor.toString(),
    total_minor: judged.total.minor.toString(),
    placed_by_id: buyer.userId,
    placed_by_membership_id: buyer.membershipId,
    placed_by_key_id: buyer.keyId,
  };
}

function lineOf(
  line: JudgedLine,
  index: number,
  { judged: { taxRate }, lineIds }: Verdict,
): Readonly<Record<string, unknown>> {
  const { intent, variant, price, net, bid, plan } = line;
  assert(variant && price?.unitPrice && net, 'a line without problems has a variant and a price');
  const unitPrice = price.unitPrice.minor.toString();
  return {
    id: lineIds[index],
    position: index + 1,
    variant_id: variant.variantId,
    sku: variant.sku,
    name: variant.name,
    quantity: intent.quantity,
    unit_price_minor: unitPrice,
    net_minor: net.minor.toString(),
    tax_rate: taxRate,
    expected_unit_price_minor: intent.expectedUnitPrice ? unitPrice : null,
    special_bid_id: bid?.bidId ?? null,
    special_bid_number: bid?.number ?? null,
    price_explanation: price.explanation,
    as_backorder: plan.asBackorder,
    promised_on: plan.promisedOn,
    backorder_promised_on: plan.backorderPromisedOn,
    pieces: plan.pieces.map(({ place, quantity }) => ({ location_id: place.locationId, quantity })),
  };
}
