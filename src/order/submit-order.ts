import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Problem } from '../kernel/index.js';
import { requireMembership, userIdOf, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { fingerprintOf } from '../platform/idempotency/index.js';
import { isLostRace, RACES_MAX } from './lost-race.rules.js';
import { intentOf, type OrderIntent } from './order-intent.rules.js';
import { OrderPlacement, type Buyer, type Placement } from './order-placement.js';
import { illegalTransition, orderNotFound, problem, staleVersion } from './order.problems.js';
import { OrderService } from './order.service.js';
import type { Order } from './order.type.js';
import { StoredOrderRepository, type StoredOrder } from './stored-order.repository.js';
import {
  checkIntent,
  checkRequest,
  DRAFT_PATH,
  type SubmitRequest,
} from './submit-request.rules.js';

export interface SubmitOutcome {
  order: Order | null;
  replayed: boolean;
  userErrors: Problem[];
}

/** A request that is well formed: whose it is, and which key makes it one request. */
interface Submission {
  buyer: Buyer;
  key: { idempotencyKey: string; fingerprint: string };
  draft: SubmitRequest['draft'];
  intent: OrderIntent | null;
}

/** Takes an order in: every gate, every problem at once, and once per key whatever happens on the way. */
@Injectable()
export class SubmitOrder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly placement: OrderPlacement,
    private readonly storedOrders: StoredOrderRepository,
    private readonly orders: OrderService,
  ) {}

  async run(ctx: RequestContext, request: SubmitRequest): Promise<SubmitOutcome> {
    const buyer = buyerOf(ctx);
    const { draft } = request;
    const intent = request.order ? intentOf(request.order) : null;
    const problems = [...checkRequest(request), ...(intent && !draft ? checkIntent(intent) : [])];
    if (problems.length > 0) return refused(problems);
    const key = {
      idempotencyKey: request.idempotencyKey.trim(),
      fingerprint: fingerprintOf(draft ? { draftId: draft.id.toLowerCase() } : intent),
    };
    for (let race = 1; ; race += 1) {
      try {
        return await this.attempt(ctx, { buyer, key, draft, intent });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (!isLostRace(error.problems) || race === RACES_MAX) return refused(error.problems);
      }
    }
  }

  private async attempt(ctx: RequestContext, submission: Submission): Promise<SubmitOutcome> {
    const { draft, key } = submission;
    const placement = draft
      ? await this.unitOfWork.run(ctx, (tx) => this.placeDraft(ctx, tx, submission, draft), {
          keyed: true,
        })
      : await this.placeNew(ctx, submission);
    return this.outcomeOf(ctx, placement, key.fingerprint);
  }

  private placeNew(ctx: RequestContext, { intent, buyer, key }: Submission): Promise<Placement> {
    assert(intent, 'a request without a draft holds the order');
    const request = { intent, operation: 'SUBMIT', stored: null, buyer, key } as const;
    return this.unitOfWork.runAfter(
      ctx,
      {
        read: (one) => this.placement.read(one, request),
        write: (one, facts) => this.placement.settle(ctx, one, request, facts),
      },
      { keyed: true },
    );
  }

  private async placeDraft(
    ctx: RequestContext,
    tx: Tx,
    { buyer, key }: Submission,
    draft: NonNullable<SubmitRequest['draft']>,
  ): Promise<Placement> {
    const stored = await this.storedOrders.lock(tx, draft.id, buyer.resellerId);
    if (!stored) return { outcome: 'REFUSED', problems: [orderNotFound(DRAFT_PATH)] };
    const { id, state, version, intent } = stored;
    if (state !== 'DRAFT') return this.afterDraft(tx, stored, key.idempotencyKey);
    if (draft.expectedVersion !== null && draft.expectedVersion !== version) {
      return { outcome: 'REFUSED', problems: [staleVersion(['input', 'expectedVersion'])] };
    }
    const incomplete = checkIntent(intent);
    if (incomplete.length > 0) return { outcome: 'REFUSED', problems: incomplete };
    const draftNow = { id, state, version };
    return this.placement.place(ctx, tx, {
      intent,
      operation: 'SUBMIT',
      stored: draftNow,
      buyer,
      key,
    });
  }

  /** A draft that has gone on already: the same key is the same request, another key comes too late. */
  private async afterDraft(
    tx: Tx,
    stored: StoredOrder,
    idempotencyKey: string,
  ): Promise<Placement> {
    const submitted = await this.storedOrders.keyOf(tx, stored.id);
    if (submitted?.idempotencyKey === idempotencyKey) {
      return { outcome: 'REPLAYED', orderId: stored.id, fingerprint: submitted.fingerprint };
    }
    return {
      outcome: 'REFUSED',
      problems: [illegalTransition(stored.state, 'SUBMIT', DRAFT_PATH)],
    };
  }

  private async outcomeOf(
    ctx: RequestContext,
    placement: Placement,
    fingerprint: string,
  ): Promise<SubmitOutcome> {
    if (placement.outcome === 'REFUSED') return refused(placement.problems);
    const replayed = placement.outcome === 'REPLAYED';
    if (replayed && placement.fingerprint !== fingerprint) return refused([keyReused()]);
    const order =
      placement.outcome === 'PLACED' && placement.row
        ? this.orders.shown(ctx, placement.row)
        : await this.orders.find(ctx, placement.orderId);
    return { order, replayed, userErrors: [] };
  }
}

function buyerOf(ctx: RequestContext): Buyer {
  const { resellerId, membershipId } = requireMembership(ctx);
  const keyId = ctx.caller.kind === 'API_KEY' ? ctx.caller.keyId : null;
  return { resellerId, membershipId, userId: userIdOf(ctx), keyId };
}

function keyReused(): Problem {
  return problem(
    'IDEMPOTENCY_KEY_REUSED',
    ['input', 'idempotencyKey'],
    'This key has placed another order. Send that input again, or take a new key.',
  );
}

function refused(userErrors: Problem[]): SubmitOutcome {
  return { order: null, replayed: false, userErrors };
}
