import { Injectable } from '@nestjs/common';
import { checkId, checkText, ProblemError, type Problem } from '../kernel/index.js';
import {
  requireMembership,
  userIdOf,
  type CallerMembership,
  type RequestContext,
} from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { fingerprintOf } from '../platform/idempotency/index.js';
import {
  checkComplete,
  checkHeader,
  checkLines,
  intentOf,
  ORDER_LINES_MAX,
  type OrderIntent,
  type RawOrder,
} from './order-intent.rules.js';
import { OrderPlacement, type Buyer, type Placement } from './order-placement.js';
import {
  illegalTransition,
  isOrderErrorCode,
  orderNotFound,
  problem,
  staleVersion,
} from './order.problems.js';
import { StoredOrderRepository, type StoredOrder } from './stored-order.repository.js';

/** Either the order itself, or the draft that holds it. */
export interface SubmitRequest {
  idempotencyKey: string;
  draft: { id: string; expectedVersion: number | null } | null;
  order: RawOrder | null;
}

export interface SubmitOutcome {
  orderId: string | null;
  replayed: boolean;
  userErrors: Problem[];
}

/** How often a request that lost a race begins anew, to report what it lost with everything else. */
const RACES_MAX = 5;

/** What only shows under the locks of the write: somebody else was faster since the facts were read. */
const RACE_CODES = new Set([
  'INSUFFICIENT_STOCK',
  'IDEMPOTENCY_KEY_REUSED',
  'DUPLICATE_PURCHASE_ORDER',
]);

/** Takes an order in: every gate, every problem at once, and once per key whatever happens on the way. */
@Injectable()
export class SubmitOrder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly placement: OrderPlacement,
    private readonly storedOrders: StoredOrderRepository,
  ) {}

  async run(ctx: RequestContext, request: SubmitRequest): Promise<SubmitOutcome> {
    const membership = requireMembership(ctx);
    const intent = request.order ? intentOf(request.order) : null;
    const problems = [...checkRequest(request), ...(intent ? checkIntent(intent) : [])];
    if (problems.length > 0) return refused(problems);
    const fingerprint = fingerprintOf(request.draft ? { draftId: request.draft.id } : intent);
    const key = { idempotencyKey: request.idempotencyKey.trim(), fingerprint };
    for (let race = 1; ; race += 1) {
      try {
        const buyer = buyerOf(ctx, membership);
        return await this.unitOfWork.run(
          ctx,
          async (tx) =>
            outcomeOf(
              request.draft
                ? await this.submitDraft(ctx, tx, { draft: request.draft, buyer, key })
                : await this.placement.place(ctx, tx, {
                    intent: requireIntent(intent),
                    operation: 'SUBMIT',
                    stored: null,
                    buyer,
                    key,
                  }),
              key.fingerprint,
            ),
          { keyed: true },
        );
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const lost = error.problems.every((found) => RACE_CODES.has(found.code));
        if (!lost || race === RACES_MAX) return refused(error.problems);
      }
    }
  }

  private async submitDraft(
    ctx: RequestContext,
    tx: Tx,
    submit: {
      draft: NonNullable<SubmitRequest['draft']>;
      buyer: Buyer;
      key: { idempotencyKey: string; fingerprint: string };
    },
  ): Promise<Placement> {
    const { draft, buyer, key } = submit;
    const stored = await this.storedOrders.lock(tx, draft.id, buyer.resellerId);
    if (!stored) return { outcome: 'REFUSED', problems: [orderNotFound(DRAFT_PATH)] };
    if (stored.state !== 'DRAFT') return this.afterDraft(tx, stored, submit);
    if (draft.expectedVersion !== null && draft.expectedVersion !== stored.version) {
      return {
        outcome: 'REFUSED',
        problems: [staleVersion(['input', 'expectedVersion'])],
      };
    }
    const incomplete = checkIntent(stored.intent).map(declared);
    if (incomplete.length > 0) return { outcome: 'REFUSED', problems: incomplete };
    const { id, state, version } = stored;
    return this.placement.place(ctx, tx, {
      intent: stored.intent,
      operation: 'SUBMIT',
      stored: { id, state, version },
      buyer,
      key,
    });
  }

  /** A draft that has gone on already: the same key is the same request, another key comes too late. */
  private async afterDraft(
    tx: Tx,
    stored: StoredOrder,
    { key }: { key: { idempotencyKey: string; fingerprint: string } },
  ): Promise<Placement> {
    const submittedBy = await this.storedOrders.keyOf(tx, stored.id);
    if (submittedBy?.idempotencyKey === key.idempotencyKey) {
      return { outcome: 'REPLAYED', orderId: stored.id, fingerprint: submittedBy.fingerprint };
    }
    return {
      outcome: 'REFUSED',
      problems: [illegalTransition(stored.state, 'SUBMIT', DRAFT_PATH)],
    };
  }
}

const DRAFT_PATH = ['input', 'draftId'];

function checkRequest({ idempotencyKey, draft, order }: SubmitRequest): Problem[] {
  const problems = checkText(idempotencyKey, {
    path: ['input', 'idempotencyKey'],
    name: 'idempotency key',
    max: 255,
    required: true,
  });
  if (draft) problems.push(...checkId(draft.id, DRAFT_PATH));
  if ((draft === null) === (order === null)) {
    const message = 'Give either the draft to submit, or the market and lines of a new order.';
    problems.push(problem('INVALID_VALUE', ['input'], message, { rule: 'DRAFT_OR_LINES' }));
  }
  return problems;
}

function checkIntent(intent: OrderIntent): Problem[] {
  return [
    ...checkHeader(intent),
    ...checkComplete(intent),
    ...checkLines(intent.lines, ORDER_LINES_MAX),
  ];
}

function requireIntent(intent: OrderIntent | null): OrderIntent {
  if (intent) return intent;
  throw new Error('A request without a draft has lines: checkRequest has seen to it.');
}

export function declared(found: Problem): Problem<'INVALID_VALUE'> | ReturnType<typeof problem> {
  const { code } = found;
  if (isOrderErrorCode(code)) return { ...found, code };
  throw new Error(`${code} is not a code of orders: ${found.message}`);
}

function buyerOf(ctx: RequestContext, membership: CallerMembership): Buyer {
  return {
    resellerId: membership.resellerId,
    membershipId: membership.membershipId,
    userId: userIdOf(ctx),
    keyId: ctx.caller.kind === 'API_KEY' ? ctx.caller.keyId : null,
  };
}

function outcomeOf(placement: Placement, fingerprint: string): SubmitOutcome {
  switch (placement.outcome) {
    case 'PLACED':
      return { orderId: placement.orderId, replayed: false, userErrors: [] };
    case 'REFUSED':
      return refused(placement.problems);
    case 'REPLAYED':
      return placement.fingerprint === fingerprint
        ? { orderId: placement.orderId, replayed: true, userErrors: [] }
        : refused([
            problem(
              'IDEMPOTENCY_KEY_REUSED',
              ['input', 'idempotencyKey'],
              'This key has placed another order. Send that input again, or take a new key.',
            ),
          ]);
  }
}

function refused(userErrors: Problem[]): SubmitOutcome {
  return { orderId: null, replayed: false, userErrors };
}
