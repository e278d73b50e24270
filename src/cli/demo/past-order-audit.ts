import { newId } from '../../kernel/index.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import type { NumberedPastOrder, PastStep } from './past-order-plan.js';
import { partiesOf } from './past-order-rows.js';

export interface AuditedStep {
  audit: DemoRow;
  event: DemoRow;
}

/** What others hear of a step. */
const EVENTS: Readonly<Record<PastStep['to'], string>> = {
  PENDING_APPROVAL: 'order.approval_requested',
  REJECTED: 'order.rejected',
  EXPIRED: 'order.expired',
  ON_HOLD: 'order.held',
  CONFIRMED: 'order.confirmed',
  PARTIALLY_SHIPPED: 'order.shipped',
  SHIPPED: 'order.shipped',
  DELIVERED: 'order.delivered',
  CLOSED: 'order.closed',
  CANCELLED: 'order.cancelled',
};

/** One audit record and one event per step of every order, in the order of time. */
export function auditedSteps(seed: DemoSeed, orders: readonly NumberedPastOrder[]): AuditedStep[] {
  return orders
    .flatMap((order) =>
      order.steps.map((step, index) => ({ at: step.at, ...auditedStep(seed, order, index) })),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function auditedStep(seed: DemoSeed, order: NumberedPastOrder, index: number): AuditedStep {
  const step = order.steps[index];
  if (!step) throw new Error(`${order.number} has no step ${index}.`);
  const auditId = newId();
  const parties = partiesOf(seed, order);
  return {
    audit: {
      id: auditId,
      at: step.at,
      actor_kind: step.actor === null ? 'SYSTEM' : 'USER',
      actor_user_id: step.actor === null ? null : seed.id('user', step.actor),
      actor_label: step.actor ?? 'demo',
      entity: 'ORDER',
      entity_id: order.id,
      operation: step.operation.toUpperCase(),
      from_state: step.from,
      to_state: step.to,
      entity_version: index + 1,
      new: {
        totalMinor: order.amounts.gross.minor.toString(),
        currencyCode: order.currencyCode,
      },
      party_ids: parties,
    },
    event: {
      id: newId(),
      at: step.at,
      type: step.to === step.from ? 'order.lines_cancelled' : EVENTS[step.to],
      entity: 'ORDER',
      entity_id: order.id,
      audit_id: auditId,
      party_ids: parties,
      payload: { orderId: order.id },
    },
  };
}
