import type { CurrencyCode } from '../kernel/index.js';
import type { PriceAudience, PriceLossReason } from '../pricing/index.js';
import type { ApprovalDecision, BuyerLimitKind, HoldReason } from './order.enum.js';
import type { OrderState } from './order.machine.js';

/** An order as its statement answers it. Minor units are texts, and so are the times inside of JSON. */
export interface OrderRow {
  id: string;
  number: string;
  state: OrderState;
  marketCode: string;
  currencyCode: CurrencyCode;
  purchaseOrderNumber: string | null;
  soldToId: string;
  soldToName: string;
  billToId: string;
  billToName: string;
  partnerId: string | null;
  partnerName: string | null;
  shipToAddressId: string | null;
  shipTo: Omit<ShipToRow, 'addressId'> | null;
  endCustomer: { name: string; reference: string | null } | null;
  acceptBackorder: boolean;
  netMinor: string;
  taxMinor: string;
  totalMinor: string;
  currentNetMinor: string;
  currentTaxMinor: string;
  currentTotalMinor: string;
  day: string;
  placedBy: string | null;
  createdAt: Date;
  submittedAt: Date | null;
  placedAt: Date | null;
  confirmedAt: Date | null;
  expiresAt: Date | null;
  version: number;
  lines: LineRow[];
  holds: HoldRow[];
  approval: ApprovalRow | null;
  /** Null without an open CREDIT hold. */
  credit: { exposureMinor: string; availableMinor: string } | null;
  /** Where it stands in the list that it was read for; to the microsecond, which a Date would lose. */
  listTime: string;
}

export interface ShipToRow {
  addressId: string | null;
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  countryCode: string;
  phone: string | null;
}

export interface LineRow {
  id: string;
  position: number;
  sku: string;
  name: string;
  quantity: number;
  allocated: number;
  backordered: number;
  shipped: number;
  delivered: number;
  returned: number;
  cancelled: number;
  unitPriceMinor: string | null;
  netMinor: string | null;
  taxRate: string | null;
  specialBidNumber: string | null;
  priceExplanation: ExplanationRow | null;
  promisedOn: string | null;
  allocations: { locationCode: string | null; quantity: number }[];
}

/** A price explanation as it was written into JSON when the price was locked. */
export interface ExplanationRow {
  quantity: number;
  winner: OfferRow | null;
  specialBidNumber: string | null;
  losers: (OfferRow & { reason: PriceLossReason })[];
}

export interface OfferRow {
  priceListCode: string;
  priceListName: string;
  audience: PriceAudience;
  priority: number;
  validFrom: string;
  minimumQuantity: number;
  unitPrice: { amount: string; currencyCode: CurrencyCode };
}

export interface HoldRow {
  id: string;
  reason: HoldReason;
  note: string | null;
  placedAt: string;
  releasedAt: string | null;
  ageHours: number;
}

export interface ApprovalRow {
  overLimit: BuyerLimitKind;
  limitMinor: string;
  requestedBy: string | null;
  requestedAt: string;
  decision: ApprovalDecision | null;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
}

/** An audit record of an order, with what is known of whoever acted. */
export interface EventRow {
  orderId: string;
  operation: string;
  from: OrderState | null;
  to: OrderState;
  at: Date;
  version: number;
  actorKind: string;
  /** Null for those whose name the caller may not know. */
  actorName: string | null;
  /** Whether somebody without a name works for the buyer. */
  actorIsBuyer: boolean;
}
