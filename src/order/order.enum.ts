import { registerEnumType } from '@nestjs/graphql';
import { OrderState } from './order.machine.js';

export const HoldReason = {
  CREDIT: 'CREDIT',
  PRICE: 'PRICE',
  COMPLIANCE: 'COMPLIANCE',
  CUSTOMER: 'CUSTOMER',
} as const;
export type HoldReason = keyof typeof HoldReason;

export const ApprovalDecision = {
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
  WITHDRAWN: 'WITHDRAWN',
  EXPIRED: 'EXPIRED',
} as const;
export type ApprovalDecision = keyof typeof ApprovalDecision;

export const BuyerLimitKind = { PER_ORDER: 'PER_ORDER', PER_MONTH: 'PER_MONTH' } as const;
export type BuyerLimitKind = keyof typeof BuyerLimitKind;

export const OrderSort = {
  NEWEST: 'NEWEST',
  OLDEST: 'OLDEST',
  OLDEST_HOLD: 'OLDEST_HOLD',
} as const;
export type OrderSort = keyof typeof OrderSort;

registerEnumType(OrderState, {
  name: 'OrderState',
  description: 'How far an order is.',
  valuesMap: {
    DRAFT: { description: 'Still being written: no price, no stock, nobody waits for it.' },
    PENDING_APPROVAL: {
      description:
        "Over its buyer's limit: somebody else of the reseller decides. It takes no stock and no credit, and expires after 7 days.",
    },
    ON_HOLD: {
      description:
        'Placed, with its prices and its stock, but it waits for the order desk; it is cancelled after 5 days.',
    },
    CONFIRMED: { description: 'Placed, and within the credit limit: it will be shipped.' },
    PARTIALLY_SHIPPED: { description: 'Some of it is on its way or there, some is still open.' },
    SHIPPED: { description: 'All that was not cancelled has left.' },
    DELIVERED: { description: 'All that was shipped has arrived.' },
    CLOSED: { description: 'Invoiced, and the return window is over.' },
    REJECTED: { description: 'The approval was refused.' },
    EXPIRED: { description: 'Nobody decided on the approval in time.' },
    CANCELLED: { description: 'Taken back as a whole.' },
  },
});

registerEnumType(HoldReason, {
  name: 'HoldReason',
  description: 'Why an order waits.',
  valuesMap: {
    CREDIT: { description: 'It does not fit the credit limit. This one is set by rule.' },
    PRICE: { description: 'The order desk looks into a price.' },
    COMPLIANCE: { description: 'The order desk looks into whether it may be shipped.' },
    CUSTOMER: { description: 'The customer asked to wait.' },
  },
});

registerEnumType(ApprovalDecision, {
  name: 'ApprovalDecision',
  description: 'What became of a request for approval.',
  valuesMap: {
    APPROVED: { description: 'Approved: the order was placed.' },
    REJECTED: { description: 'Refused.' },
    WITHDRAWN: { description: 'Taken back by the buyer.' },
    EXPIRED: { description: 'Nobody decided in time.' },
  },
});

registerEnumType(BuyerLimitKind, {
  name: 'BuyerLimitKind',
  description: 'Which limit of a buyer an order passed.',
  valuesMap: {
    PER_ORDER: { description: 'The limit for one order.' },
    PER_MONTH: { description: 'The limit for all orders of a month in UTC.' },
  },
});

registerEnumType(OrderSort, {
  name: 'OrderSort',
  description: 'How a list of orders is sorted.',
  valuesMap: {
    NEWEST: { description: 'The order that was made last comes first.' },
    OLDEST: { description: 'The order that was made first comes first.' },
    OLDEST_HOLD: {
      description:
        'Only orders with an open hold, the one that has waited longest first: the queue of the order desk.',
    },
  },
});
