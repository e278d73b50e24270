import type { Money } from '../../kernel/index.js';
import type { PriceExplanation } from '../../pricing/index.js';

/** Who did a step; null is the portal itself. */
export type PastActor = string | null;

/** One step in the life of a past order; the first one is its submission. */
export interface PastStep {
  operation: 'submit' | 'approve' | 'reject' | 'expire' | 'cancel' | 'ship' | 'deliver' | 'close';
  from: PastState | null;
  to: PastState;
  at: Date;
  actor: PastActor;
  /** The pieces that a cancellation took back, for each line. */
  cancelled?: readonly number[];
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
  /** Price lists have their codes for ids in it: their own ids exist only once they are stored. */
  explanation: PriceExplanation;
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

export interface PastAmounts {
  net: Money;
  tax: Money;
  gross: Money;
}

/** A past order as it stands on the seed day, and how it came to that. */
export interface PastOrder {
  reseller: string;
  partnerOfRecord: string | null;
  marketCode: string;
  currencyCode: Money['currencyCode'];
  submitter: string;
  /** The market's day on which it was priced and taxed. */
  day: string;
  /** Above the submitter's limit, so that somebody else had to approve it. */
  needsApproval: boolean;
  lines: PastLine[];
  taxRate: string;
  taxExempt: boolean;
  /** As placed. */
  amounts: PastAmounts;
  /** Without what has been cancelled since. */
  current: PastAmounts;
  state: PastState;
  steps: PastStep[];
  /** When stock and the buyer's month were taken: at the submission or the approval. */
  takenAt: Date | null;
  /** When the credit was taken and the sale booked, as a rule at the same time. */
  confirmedAt: Date | null;
  paidAt: Date | null;
}

/** With the ids and the numbers under which it is stored. */
export interface NumberedPastOrder extends PastOrder {
  id: string;
  number: string;
  purchaseOrderNumber: string;
  lines: (PastLine & { id: string })[];
}
