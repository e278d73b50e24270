import type { Answer, Portal } from '../portal.js';
import { submit, type Shop } from './shop.world.js';

const ORDER = `order {
  id number state version expiresAt
  net { amount } tax { amount } total { amount }
  currentNet { amount } currentTax { amount } currentTotal { amount }
  shipTo { addressId city } purchaseOrderNumber acceptBackorder partnerOfRecord { id }
  lines {
    id position sku quantity allocated backordered shipped cancelled promisedOn specialBidNumber
    unitPrice { amount } net { amount }
  }
  holds { reason note releasedAt }
  approval { overLimit decision note }
}`;

const ERRORS = `userErrors { code message path state operation open rule available shortBy { amount currencyCode } expected { amount } actual { amount } }`;

/** The mutations on an order, with the names of their inputs. */
const INPUTS = {
  orderCancel: 'OrderCancelInput',
  orderDraftSave: 'OrderDraftSaveInput',
  orderDraftDelete: 'OrderDraftDeleteInput',
  orderSubmit: 'OrderSubmitInput',
  orderApprove: 'OrderApproveInput',
  orderReject: 'OrderRejectInput',
  orderWithdraw: 'OrderWithdrawInput',
  orderHoldPlace: 'OrderHoldPlaceInput',
  orderHoldRelease: 'OrderHoldReleaseInput',
} as const;
export type OrderMutation = keyof typeof INPUTS;

export function changeRaw(
  portal: Portal,
  mutation: OrderMutation,
  input: object,
  token?: string,
): Promise<Answer> {
  const text = `mutation ($input: ${INPUTS[mutation]}!) { ${mutation}(input: $input) { ${ORDER} ${ERRORS} } }`;
  return portal.ask(text, { input }, token === undefined ? {} : { token });
}

/** Gives the payload; an answer with top-level errors is thrown. */
export async function change(
  portal: Portal,
  mutation: OrderMutation,
  input: object,
  token: string,
): Promise<Answer['data']> {
  const { errors, data } = await changeRaw(portal, mutation, input, token);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[mutation];
}

/** Submits an order that must be taken in, and gives it. */
export async function placed(
  shop: Shop,
  changes: object = {},
  token = shop.buyer.token,
): Promise<Answer['data']> {
  const { order, userErrors } = await submit(shop, changes, token);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return order;
}

/** The codes with the last part of their paths: what most tests compare. */
export function refusals(payload: Answer['data']): [string, string | undefined][] {
  return payload.userErrors.map(({ code, path }: { code: string; path: string[] }) => [
    code,
    path.at(-1),
  ]);
}

const TABLES = [
  'orders.sales_order',
  'orders.order_line',
  'orders.allocation',
  'orders.hold',
  'orders.approval',
  'inventory.stock_level',
  'inventory.stock_movement',
  'reseller.credit_account',
  'identity.buyer_month',
  'pricing.special_bid',
  'platform.audit_record',
  'platform.outbox',
  'sales.event',
];

/** Every row that an order command could touch: equal before and after, nothing was changed. */
export async function everything(portal: Portal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES) {
    const [row] = await portal.rows<{ rows: string }>(
      `SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text), '[]')::text AS rows FROM ${table} t`,
    );
    found[table] = row?.rows ?? '';
  }
  return found;
}

/** What an order holds of shared things, and what the shop's level has promised: what a cancel gives back. */
export async function heldBy(
  portal: Portal,
  { resellerId, variantId }: { resellerId: string; variantId: string },
): Promise<object> {
  const [row] = await portal.rows(
    `SELECT (SELECT sum(allocated)::integer FROM inventory.stock_level WHERE variant_id = $2) AS allocated,
       (SELECT exposure_minor::text FROM reseller.credit_account WHERE reseller_id = $1) AS exposure,
       (SELECT coalesce(sum(spent_minor), 0)::text FROM identity.buyer_month WHERE reseller_id = $1) AS spent`,
    [resellerId, variantId],
  );
  return row ?? {};
}

/** Who did what to an order, oldest first, with the events that told of it. */
export function trailOf(portal: Portal, orderId: string): Promise<object[]> {
  return portal.rows(
    `SELECT a.operation, a.from_state AS "from", a.to_state AS "to", a.entity_version AS version, a.actor_kind AS actor,
       (SELECT string_agg(o.type, ',') FROM platform.outbox o WHERE o.audit_id = a.id) AS event
     FROM platform.audit_record a WHERE a.entity = 'ORDER' AND a.entity_id = $1 ORDER BY a.seq`,
    [orderId],
  );
}

/**
 * Ships pieces of a confirmed order of one line, as fulfilment will: no mutation does it yet. The order is then
 * PARTIALLY_SHIPPED, or the state that is given.
 */
export async function shipPieces(
  portal: Portal,
  order: { id: string },
  quantity: number,
  state = 'PARTIALLY_SHIPPED',
): Promise<void> {
  const delivered = state === 'DELIVERED' || state === 'CLOSED';
  await portal.db.query(
    `WITH piece AS (
       SELECT a.order_line_id, a.variant_id, a.location_id FROM orders.allocation a
       JOIN orders.order_line l ON l.id = a.order_line_id WHERE l.order_id = $1
     ), gone AS (
       SELECT inventory.release(ARRAY[p.variant_id], ARRAY[p.location_id], ARRAY[$2::integer]),
         inventory.move('SHIPMENT', ARRAY[p.variant_id], ARRAY[p.location_id], ARRAY[-$2::integer], NULL, NULL, NULL)
       FROM piece p
     )
     SELECT * FROM gone`,
    [order.id, quantity],
  );
  await portal.db.query(
    `DELETE FROM orders.allocation a USING orders.order_line l
     WHERE l.id = a.order_line_id AND l.order_id = $1 AND a.quantity = $2`,
    [order.id, quantity],
  );
  await portal.db.query(
    `UPDATE orders.allocation a SET quantity = a.quantity - $2 FROM orders.order_line l
     WHERE l.id = a.order_line_id AND l.order_id = $1 AND a.quantity > $2`,
    [order.id, quantity],
  );
  await portal.db.query(
    `UPDATE orders.order_line SET allocated = allocated - $2, shipped = shipped + $2,
       delivered = CASE WHEN $3 THEN shipped + $2 ELSE 0 END WHERE order_id = $1`,
    [order.id, quantity, delivered],
  );
  await portal.db.query(
    `WITH changed AS (
       UPDATE orders.sales_order s SET state = $2, version = s.version + 1 FROM orders.sales_order old
       WHERE s.id = $1 AND old.id = s.id RETURNING s.id, s.version, old.state AS from_state
     )
     SELECT platform.audit('{"kind": "SYSTEM", "label": "test"}', 'ORDER', c.id, 'SHIP', c.from_state, $2, c.version,
       NULL, NULL, NULL, 'order.shipped', NULL) FROM changed c`,
    [order.id, state],
  );
}

/** Lets an order's time run out. */
export async function makeOverdue(portal: Portal, orderId: string): Promise<void> {
  await portal.db.query(
    `UPDATE orders.sales_order SET expires_at = now() - interval '1 second' WHERE id = $1`,
    [orderId],
  );
}
