import { newId } from '../../../src/kernel/index.js';
import type { Answer } from '../portal.js';
import { changeRaw, type OrderMutation } from './order-command.world.js';
import type { Shop } from './shop.world.js';

const RECEIVE = `mutation ($input: StockReceiveInput!) {
  stockReceive(input: $input) { level { onHand } replayed userErrors { code message } } }`;
const ADJUST = `mutation ($input: StockAdjustInput!) {
  stockAdjust(input: $input) { level { onHand } replayed userErrors { code message } } }`;

/** Receives pieces at the shop's location, and says in a word what came of it. */
export async function receive(
  shop: Shop,
  sku: string,
  { quantity, key = newId() }: { quantity: number; key?: string },
): Promise<string> {
  const input = { idempotencyKey: key, locationCode: 'RTM', sku, quantity };
  const answer = await shop.portal.ask(RECEIVE, { input }, { token: shop.desk.token });
  return stockOutcome(answer, 'stockReceive');
}

/** Counts or corrects the level at the shop's location, and says in a word what came of it. */
export async function adjust(
  shop: Shop,
  sku: string,
  by: { countedOnHand: number } | { delta: number },
): Promise<string> {
  const input = { idempotencyKey: newId(), locationCode: 'RTM', sku, reason: 'count', ...by };
  const answer = await shop.portal.ask(ADJUST, { input }, { token: shop.desk.token });
  return stockOutcome(answer, 'stockAdjust');
}

/** Changes an order, and says in a word what came of it: its state, or why it was refused. */
export async function changeOutcome(
  shop: Shop,
  mutation: OrderMutation,
  input: object,
  token = shop.buyer.token,
): Promise<string> {
  const { errors, data, status } = await changeRaw(shop.portal, mutation, input, token);
  if (errors.length > 0) return `${status} ${errors[0].extensions.code}`;
  const { order, userErrors } = data[mutation];
  const codes: string[] = userErrors.map(({ code }: { code: string }) => code);
  return codes.length > 0 ? codes.join(' + ') : order.state;
}

function stockOutcome({ errors, data, status }: Answer, field: string): string {
  if (errors.length > 0) return `${status} ${errors[0].extensions.code}`;
  const { replayed, userErrors } = data[field];
  const codes: string[] = userErrors.map(({ code }: { code: string }) => code);
  if (codes.length > 0) return codes.join(' + ');
  return replayed ? 'replayed' : 'done';
}
