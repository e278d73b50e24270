import { newId } from '../../kernel/index.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { found } from './offer-plan.js';
import { auditedSteps } from './past-order-audit.js';
import type { NumberedPastOrder, PastStep } from './past-order-plan.js';
import { allocationRows, headerRow, lineRows, salesEventRows } from './past-order-rows.js';
import { simulatePastOrders } from './past-order-simulation.js';
import { DEMO_PEOPLE } from './people.data.js';
import { money } from './price-plan.js';

/** The past year's orders with ids, and numbers from the sequence, the oldest first. */
export async function numberedPastOrders(seed: DemoSeed): Promise<NumberedPastOrder[]> {
  const orders = simulatePastOrders(seed.now);
  const numbers = await seed.query<{ n: string }>(
    `SELECT nextval('orders.order_number')::text AS n FROM generate_series(1, $1)`,
    [orders.length],
  );
  return orders.map((order, index) => {
    const year = found(order.steps[0], 'a first step').at.getUTCFullYear();
    const serial = found(numbers[index], `number ${index}`).n;
    return {
      ...order,
      id: newId(),
      number: `SO-${year}-${serial.padStart(6, '0')}`,
      purchaseOrderNumber: `PO-${order.reseller}-${1001 + index}`,
      lines: order.lines.map((line) => ({ ...line, id: newId() })),
    };
  });
}

export async function seedPastOrders(
  seed: DemoSeed,
  orders: readonly NumberedPastOrder[],
): Promise<void> {
  await seed.insert(
    'orders.sales_order',
    orders.map((order) => headerRow(seed, order)),
  );
  await seed.insert(
    'orders.order_line',
    orders.flatMap((order) => lineRows(seed, order)),
  );
  await seed.insert(
    'orders.allocation',
    orders.flatMap((order) => allocationRows(seed, order)),
  );
  await seed.insert(
    'orders.hold',
    orders.flatMap((order) => holdRows(seed, order)),
  );
  await seed.insert(
    'orders.approval',
    orders.flatMap((order) => approvalRows(seed, order)),
  );
  const steps = auditedSteps(seed, orders);
  await seed.insert(
    'platform.audit_record',
    steps.map(({ audit }) => audit),
  );
  await seed.insert(
    'platform.outbox',
    steps.map(({ event }) => event),
  );
  const events = orders.flatMap((order) => salesEventRows(seed, order));
  await seed.insert('sales.event', events);
  await seed.insert(
    'sales.pending',
    events.map(({ id }) => ({ event_id: id })),
  );
}

function holdRows(seed: DemoSeed, order: NumberedPastOrder): DemoRow[] {
  const held = order.steps.find(({ to }) => to === 'ON_HOLD');
  if (!held) return [];
  const ended = order.steps.find(({ from }) => from === 'ON_HOLD');
  return [
    {
      id: newId(),
      order_id: order.id,
      reason: 'CREDIT',
      note: 'The order does not fit the credit limit.',
      placed_at: held.at,
      released_at: ended?.at ?? null,
      party_ids: [seed.id('reseller', order.reseller)],
    },
  ];
}

const DECISIONS: Partial<Record<PastStep['operation'], string>> = {
  approve: 'APPROVED',
  reject: 'REJECTED',
  expire: 'EXPIRED',
};

function approvalRows(seed: DemoSeed, order: NumberedPastOrder): DemoRow[] {
  if (!order.needsApproval) return [];
  const decided = order.steps.find(({ operation }) => DECISIONS[operation] !== undefined);
  const limits = DEMO_PEOPLE.flatMap((person) =>
    person.email === order.submitter && 'limits' in person ? person.limits : [],
  );
  const limit = found(
    limits.find(({ currencyCode }) => currencyCode === order.currencyCode),
    `a limit of ${order.submitter}`,
  );
  const perOrder = money(limit.perOrder, order.currencyCode);
  const perMonth = money(limit.perMonth, order.currencyCode);
  const passed = order.amounts.gross.compare(perOrder) > 0 ? perOrder : perMonth;
  return [
    {
      id: newId(),
      order_id: order.id,
      requested_by_id: seed.id('user', order.submitter),
      requested_at: found(order.steps[0], order.number).at,
      over_limit: passed === perOrder ? 'PER_ORDER' : 'PER_MONTH',
      limit_minor: passed.minor,
      decision: decided ? DECISIONS[decided.operation] : null,
      decided_by_id: decided?.actor ? seed.id('user', decided.actor) : null,
      decided_at: decided?.at ?? null,
      party_ids: [seed.id('reseller', order.reseller)],
    },
  ];
}
