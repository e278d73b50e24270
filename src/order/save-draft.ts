import { Injectable } from '@nestjs/common';
import { assert, newId, ProblemError } from '../kernel/index.js';
import {
  requireMembership,
  userIdOf,
  type CallerMembership,
  type RequestContext,
} from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderDraftSaveInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { judgeTransition } from './order-command.rules.js';
import {
  OrderDraftRepository,
  type DraftHeader,
  type DraftLine,
} from './order-draft.repository.js';
import { checkDraft, expectedMinor, judgeDraft, otherMarket } from './order-draft.rules.js';
import type { OrderFacts } from './order-facts.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import { intentOf, type OrderIntent } from './order-intent.rules.js';
import { snapshotOf } from './placed-order.rules.js';
import { reachOf } from './order.reach.js';

/** Keeps an order that somebody is still writing: it has a number, and no prices, no stock and no key yet. */
@Injectable()
export class SaveDraft {
  constructor(
    private readonly changes: OrderChanges,
    private readonly facts: OrderFactsRepository,
    private readonly drafts: OrderDraftRepository,
  ) {}

  run(ctx: RequestContext, input: OrderDraftSaveInput): Promise<OrderChangePayload> {
    const membership = requireMembership(ctx);
    const intent = intentOf({ ...input, lines: input.lines ?? [] });
    return this.changes.run(ctx, checkDraft(intent), async (tx) => {
      const existingId = input.orderId ?? null;
      if (existingId !== null) await this.requireDraft(ctx, tx, existingId, input);
      const facts = await this.read(tx, intent, membership.resellerId);
      refuse(judgeDraft(intent, facts));
      const id = existingId?.toLowerCase() ?? newId();
      const header = headerOf(ctx, { id, intent, facts, membership });
      const lines = linesOf(intent, facts);
      const version =
        existingId === null
          ? await this.drafts.insert(tx, header, lines)
          : await this.drafts.update(tx, header, lines);
      await recordChange(ctx, tx, {
        entity: 'ORDER',
        entityId: id,
        operation: existingId === null ? 'SAVE_DRAFT' : 'EDIT',
        ...(existingId === null ? {} : { from: 'DRAFT' }),
        to: 'DRAFT',
        version,
        new: { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
        partyIds: [membership.resellerId],
      });
      return this.changes.read(ctx, tx, id);
    });
  }

  private async requireDraft(
    ctx: RequestContext,
    tx: Tx,
    orderId: string,
    { expectedVersion, marketCode }: OrderDraftSaveInput,
  ): Promise<void> {
    const order = await this.changes.lock(tx, orderId, reachOf(ctx));
    refuse(judgeTransition(order, 'EDIT', expectedVersion));
    if (order.marketCode !== marketCode.trim().toUpperCase()) {
      throw new ProblemError(otherMarket(order.marketCode));
    }
  }

  private read(tx: Tx, intent: OrderIntent, resellerId: string): Promise<OrderFacts> {
    return this.facts.read(tx, {
      marketCode: intent.marketCode,
      resellerId,
      skus: [...new Set(intent.lines.map(({ sku }) => sku))],
      bidNumbers: [],
      partnerId: intent.partnerOfRecordId,
      addressId: intent.shipToAddressId,
      purchaseOrderNumber: null,
      idempotencyKey: null,
      orderId: null,
      membershipId: null,
      userId: null,
    });
  }
}

interface Draft {
  id: string;
  intent: OrderIntent;
  facts: OrderFacts;
  membership: CallerMembership;
}

function headerOf(ctx: RequestContext, { id, intent, facts, membership }: Draft): DraftHeader {
  const { market, address } = facts;
  assert(market, 'a draft without problems has a market');
  return {
    id,
    market_code: market.code,
    currency_code: market.currencyCode,
    sold_to_id: membership.resellerId,
    partner_of_record_id: intent.partnerOfRecordId,
    tier: membership.resellerTier,
    ship_to_address_id: intent.shipToAddressId,
    ship_to: address && snapshotOf(address),
    end_customer: intent.endCustomer,
    purchase_order_number: intent.purchaseOrderNumber,
    accept_backorder: intent.acceptBackorder,
    day: market.today,
    placed_by_id: userIdOf(ctx),
    placed_by_membership_id: membership.membershipId,
    placed_by_key_id: ctx.caller.kind === 'API_KEY' ? ctx.caller.keyId : null,
  };
}

function linesOf(intent: OrderIntent, { variants }: OrderFacts): DraftLine[] {
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]));
  return intent.lines.map((line) => {
    const variant = bySku.get(line.sku);
    assert(variant, 'a draft without problems names SKUs that there are');
    return {
      variant_id: variant.variantId,
      sku: variant.sku,
      name: variant.name,
      quantity: line.quantity,
      expected_unit_price_minor: expectedMinor(line),
      special_bid_number: line.specialBidNumber,
    };
  });
}
