import { defineMachine } from '../kernel/index.js';

export const OrderState = {
  DRAFT: 'DRAFT',
  PENDING_APPROVAL: 'PENDING_APPROVAL',
  ON_HOLD: 'ON_HOLD',
  CONFIRMED: 'CONFIRMED',
  PARTIALLY_SHIPPED: 'PARTIALLY_SHIPPED',
  SHIPPED: 'SHIPPED',
  DELIVERED: 'DELIVERED',
  CLOSED: 'CLOSED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
  CANCELLED: 'CANCELLED',
} as const;
export type OrderState = keyof typeof OrderState;

export const ORDER_OPERATIONS = [
  'EDIT',
  'DELETE',
  'SUBMIT',
  'APPROVE',
  'REJECT',
  'WITHDRAW',
  'EXPIRE',
  'PLACE_HOLD',
  'RELEASE_HOLD',
  'CANCEL',
  'SHIP',
  'DELIVER',
  'CLOSE',
] as const;
export type OrderOperation = (typeof ORDER_OPERATIONS)[number];

const SUBMITTED = ['PENDING_APPROVAL', 'ON_HOLD', 'CONFIRMED'] as const;

/** Where an order may go. Several targets: its quantities, holds and credit decide which one. */
export const orderMachine = defineMachine<OrderState, OrderOperation>({
  DRAFT: { EDIT: 'DRAFT', DELETE: 'DRAFT', SUBMIT: SUBMITTED },
  PENDING_APPROVAL: {
    APPROVE: ['ON_HOLD', 'CONFIRMED'],
    REJECT: 'REJECTED',
    WITHDRAW: 'CANCELLED',
    EXPIRE: 'EXPIRED',
  },
  ON_HOLD: {
    PLACE_HOLD: 'ON_HOLD',
    RELEASE_HOLD: ['ON_HOLD', 'CONFIRMED'],
    CANCEL: ['ON_HOLD', 'CANCELLED'],
    EXPIRE: 'CANCELLED',
  },
  CONFIRMED: {
    PLACE_HOLD: 'CONFIRMED',
    RELEASE_HOLD: 'CONFIRMED',
    CANCEL: ['CONFIRMED', 'CANCELLED'],
    SHIP: ['PARTIALLY_SHIPPED', 'SHIPPED'],
  },
  PARTIALLY_SHIPPED: {
    PLACE_HOLD: 'PARTIALLY_SHIPPED',
    RELEASE_HOLD: 'PARTIALLY_SHIPPED',
    CANCEL: ['PARTIALLY_SHIPPED', 'SHIPPED'],
    SHIP: ['PARTIALLY_SHIPPED', 'SHIPPED'],
  },
  SHIPPED: { DELIVER: 'DELIVERED' },
  DELIVERED: { CLOSE: 'CLOSED' },
  CLOSED: {},
  REJECTED: {},
  EXPIRED: {},
  CANCELLED: {},
});
