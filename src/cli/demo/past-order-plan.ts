import type { Money } from '../../kernel/index.js';

/** Who did a step; null is the portal itself. */
export type PastActor = string | null;

/** One step in the life of a past order; the first one is its submission. */
export interface PastStep {
  operation: 'submit' | 'approve' | 'reject' | 'expire' | 'cancel' | 'ship' | 'deliver' | 'close';
  from: PastState | null;
  to: PastState;
  at: Date;
  actor: PastActor;
}

export type PastState =
  | 'PENDING_APPROVAL'
  | 'REJECTED'
  | 'EXPIRED'
  | 'ON_HOLD'
  | 'CONFIRMED'
  | 'PARTIALLY_SHIPPED'
  | 'SHIPPED'
  | 'DELIVERED'
  | 'CLOSED'
  | 'CANCELLED';

export interface PastPrice {
  unitPrice: Money;
  priceListCode: string;
  minimumQuantity: number;
}

export interface PastLine extends PastPrice {
  sku: string;
  quantity: number;
  net: Money;
  /** The location that serves it first. */
  location: string;
  allocated: number;
  backordered: number;
  shipped: number;
  delivered: number;
  cancelled: number;
}

/** A past order as it stands on the seed day, and how it came to that. */
export interface PastOrder {
  reseller: string;
  partnerOfRecord: string | null;
  marketCode: string;
  currencyCode: Money['currencyCode'];
  submitter: string;
  /** Above the submitter's limit, so that somebody else had to approve it. */
  needsApproval: boolean;
  lines: PastLine[];
  taxRate: string;
  taxExempt: boolean;
  net: Money;
  tax: Money;
  gross: Money;
  state: PastState;
  steps: PastStep[];
  /** When stock and the buyer's month were taken: at the submission or the approval. */
  takenAt: Date | null;
  /** When the credit was taken and the sale booked, as a rule at the same time. */
  confirmedAt: Date | null;
  paidAt: Date | null;
}

/** With the id and the number under which it is stored. */
export interface NumberedPastOrder extends PastOrder {
  id: string;
  number: string;
}
