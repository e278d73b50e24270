import { newId } from '../../kernel/index.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { monthOf } from './past-order-ledger.js';
import type { NumberedPastOrder } from './past-order-plan.js';
import { DESK_EMAIL } from './people.data.js';
import { creditAccountId } from './reseller.seed.js';

/** Payments of past orders, recorded by the order desk. */
export async function seedPayments(
  seed: DemoSeed,
  orders: readonly NumberedPastOrder[],
): Promise<void> {
  await seed.insert(
    'reseller.credit_payment',
    orders.flatMap((order) =>
      order.paidAt === null
        ? []
        : [
            {
              id: newId(),
              account_id: creditAccountId(seed, order.reseller, order.currencyCode),
              reseller_id: seed.id('reseller', order.reseller),
              amount_minor: order.current.gross.minor,
              reference: `Payment of ${order.number}`,
              received_on: order.paidAt.toISOString().slice(0, 10),
              recorded_by: seed.id('user', DESK_EMAIL),
              recorded_at: order.paidAt,
            },
          ],
    ),
  );
}

/** What each buyer has ordered in each month, less what was cancelled. */
export async function seedBuyerMonths(
  seed: DemoSeed,
  orders: readonly NumberedPastOrder[],
): Promise<void> {
  const months = new Map<string, { row: DemoRow; spent: bigint }>();
  for (const order of orders) {
    if (order.takenAt === null || order.current.gross.isZero) continue;
    const month = monthOf(order.takenAt);
    const key = `${order.submitter}/${order.currencyCode}/${month}`;
    const row = {
      membership_id: seed.id('membership', order.submitter),
      reseller_id: seed.id('reseller', order.reseller),
      currency_code: order.currencyCode,
      month,
    };
    const spent = (months.get(key)?.spent ?? 0n) + order.current.gross.minor;
    months.set(key, { row, spent });
  }
  await seed.insert(
    'identity.buyer_month',
    [...months.values()].map(({ row, spent }) => ({ ...row, spent_minor: spent })),
  );
}
