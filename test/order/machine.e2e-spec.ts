import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { ExpireOrders } from '../../src/order/expire-orders.js';
import {
  orderMachine,
  type OrderOperation,
  type OrderState,
} from '../../src/order/order.machine.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  change,
  everything,
  makeOverdue,
  placed,
  shipPieces,
} from '../support/world/order-command.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

/** The operations that there is a mutation for. Shipping, delivering and closing come with fulfilment. */
const OPERATIONS = [
  'EDIT',
  'DELETE',
  'SUBMIT',
  'APPROVE',
  'REJECT',
  'WITHDRAW',
  'PLACE_HOLD',
  'RELEASE_HOLD',
  'CANCEL',
] as const satisfies readonly OrderOperation[];
type Operation = (typeof OPERATIONS)[number];

interface Case {
  state: OrderState;
  operation: Operation;
  /** The states that the order may have afterwards; none: it is refused. */
  to: OrderState[];
}

function casesWhere(allowed: boolean): Case[] {
  return orderMachine.states.flatMap((state) =>
    OPERATIONS.filter((operation) => orderMachine.allows(state, operation) === allowed).map(
      (operation) => ({
        state,
        operation,
        to: [orderMachine.next(state, operation) ?? []].flat(),
      }),
    ),
  );
}

describe('every operation in every state', () => {
  let portal: Portal;
  let shop: Shop;
  let limited: Person;
  let poor: ShopReseller;
  let poorBuyer: Person;
  let poorApprover: Person;

  beforeAll(async () => {
    portal = await startPortal('order-machine');
    shop = await openShop(portal);
    const limits = [{ currencyCode: 'EUR', perOrderMinor: 1 }];
    const { id: resellerId } = shop.reseller;
    limited = await addPerson(portal, { resellerId, role: 'BUYER', limits });
    poor = await addShopReseller(portal, { creditLimits: { EUR: '1.00' } });
    poorBuyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER' });
    poorApprover = await addPerson(portal, { resellerId: poor.id, role: 'APPROVER' });
  });
  afterAll(() => portal.stop());

  const lines = [{ sku: 'SKU-A', quantity: 2 }];
  const confirmed = () => placed(shop, { lines });
  const requested = () => placed(shop, { lines }, limited.token);
  const onHold = () => placed(shop, { lines, shipToAddressId: poor.addressId }, poorBuyer.token);
  const shipped = async (quantity: number, state: OrderState) => {
    const order = await confirmed();
    await shipPieces(portal, order, quantity, state);
    return order;
  };
  const as = (mutation: Parameters<typeof change>[1], input: object, token: string) =>
    change(portal, mutation, input, token);

  /** How an order gets into each state. */
  const makers: Record<OrderState, () => Promise<{ id: string }>> = {
    DRAFT: async () =>
      (
        await as(
          'orderDraftSave',
          {
            marketCode: MARKET,
            purchaseOrderNumber: newId(),
            shipToAddressId: shop.reseller.addressId,
            lines,
          },
          limited.token,
        )
      ).order,
    PENDING_APPROVAL: requested,
    ON_HOLD: onHold,
    CONFIRMED: confirmed,
    PARTIALLY_SHIPPED: () => shipped(1, 'PARTIALLY_SHIPPED'),
    SHIPPED: () => shipped(2, 'SHIPPED'),
    DELIVERED: () => shipped(2, 'DELIVERED'),
    CLOSED: () => shipped(2, 'CLOSED'),
    REJECTED: async () => {
      const { id } = await requested();
      return (await as('orderReject', { orderId: id, reason: 'x' }, shop.admin.token)).order;
    },
    EXPIRED: async () => {
      const order = await requested();
      await makeOverdue(portal, order.id);
      await portal.app.get(ExpireOrders, { strict: false }).run();
      return order;
    },
    CANCELLED: async () => {
      const { id } = await confirmed();
      return (await as('orderCancel', { orderId: id, reason: 'x' }, shop.buyer.token)).order;
    },
  };

  function perform(operation: Operation, order: { id: string }, state: OrderState) {
    const orderId = order.id;
    const buyer = state === 'ON_HOLD' ? poorBuyer.token : limited.token;
    const approver = (state === 'ON_HOLD' ? poorApprover : shop.approver).token;
    const desk = shop.desk.token;
    switch (operation) {
      case 'EDIT':
        return as('orderDraftSave', { orderId, marketCode: MARKET }, buyer);
      case 'DELETE':
        return as('orderDraftDelete', { orderId }, buyer);
      case 'SUBMIT':
        return as('orderSubmit', { idempotencyKey: newId(), draftId: orderId }, buyer);
      case 'APPROVE':
        return as('orderApprove', { orderId }, approver);
      case 'REJECT':
        return as('orderReject', { orderId, reason: 'x' }, approver);
      case 'WITHDRAW':
        return as('orderWithdraw', { orderId }, buyer);
      case 'PLACE_HOLD':
        return as('orderHoldPlace', { orderId, reason: 'PRICE', note: 'x' }, desk);
      case 'RELEASE_HOLD':
        return as('orderHoldRelease', { orderId, reason: 'PRICE' }, desk);
      case 'CANCEL':
        return as('orderCancel', { orderId, reason: 'x' }, buyer);
    }
  }

  it.each(casesWhere(true))('$state allows $operation', async ({ state, operation, to }) => {
    const order = await makers[state]();
    if (operation === 'RELEASE_HOLD') await perform('PLACE_HOLD', order, state);
    const payload = await perform(operation, order, state);
    expect(payload.userErrors).toEqual([]);
    expect(to).toContain(payload.order.state);
    expect(await breaches(portal)).toEqual([]);
  });

  it.each(casesWhere(false))('$state refuses $operation', async ({ state, operation }) => {
    const order = await makers[state]();
    const before = await everything(portal);
    const payload = await perform(operation, order, state);
    expect(payload.order).toBeNull();
    expect(payload.userErrors).toMatchObject([
      {
        code: 'ILLEGAL_TRANSITION',
        path: ['input', operation === 'SUBMIT' ? 'draftId' : 'orderId'],
        state,
        operation,
      },
    ]);
    expect(await everything(portal)).toEqual(before);
    expect(await breaches(portal)).toEqual([]);
  });

  it.each(orderMachine.states)('%s expires only where it may', async (state) => {
    const order = await makers[state]();
    const allowed = orderMachine.allows(state, 'EXPIRE');
    if (allowed) await makeOverdue(portal, order.id);
    expect(await portal.app.get(ExpireOrders, { strict: false }).run()).toBe(allowed ? 1 : 0);
    const [row] = await portal.rows('SELECT state FROM orders.sales_order WHERE id = $1', [
      order.id,
    ]);
    expect(row).toEqual({ state: allowed ? orderMachine.next(state, 'EXPIRE') : state });
    expect(await breaches(portal)).toEqual([]);
  });

  it('leads a partly shipped order to SHIPPED when the rest of it is cancelled', async () => {
    const order = await makers.PARTIALLY_SHIPPED();
    await perform('PLACE_HOLD', order, 'PARTIALLY_SHIPPED');
    const { order: left } = await perform('CANCEL', order, 'PARTIALLY_SHIPPED');
    expect(left).toMatchObject({
      state: 'SHIPPED',
      currentTotal: { amount: '642.60' },
      lines: [{ allocated: 0, shipped: 1, cancelled: 1 }],
      holds: [{ reason: 'PRICE', releasedAt: expect.any(String) }],
    });
    expect(await breaches(portal)).toEqual([]);
  });
});
