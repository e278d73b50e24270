import type { CurrencyCode } from '../kernel/index.js';
import type { Arrival } from '../inventory/index.js';
import type { Bid, PriceCandidate } from '../pricing/index.js';

/** What the gates of a submit ask, read in one statement. Days are 'YYYY-MM-DD', minor units are texts. */
export interface OrderFacts {
  /** The database's time at the start of the command. */
  now: string;
  market: MarketFacts | null;
  /** The reseller that buys. */
  standing: StandingFacts | null;
  partner: PartnerFacts | null;
  address: AddressFacts | null;
  /** Number of the live order that has the purchase order number already. */
  purchaseOrderTakenBy: string | null;
  /** The order that the idempotency key has made already. */
  replay: { orderId: string; fingerprint: string } | null;
  variants: VariantFacts[];
  bids: Bid[];
  limit: LimitFacts | null;
  /** The name of the person that was asked for. */
  placedBy: string | null;
}

export interface MarketFacts {
  code: string;
  name: string;
  currencyCode: CurrencyCode;
  state: string;
  today: string;
  /** Percent; null where the market has no rate on this day. */
  taxRate: string | null;
  /** The catalog revision that these facts belong to. */
  revision: string;
}

export interface StandingFacts {
  state: string;
  type: string;
  tier: string;
  mayOrder: boolean;
  marketAuthorized: boolean;
  agreementAccepted: boolean;
  agreementId: string | null;
  taxExempt: boolean;
  /** The version of the reseller that these facts belong to. */
  version: number;
  legalName: string;
}

export interface PartnerFacts {
  relationshipActive: boolean;
  isIndirect: boolean;
  mayOrder: boolean;
  marketAuthorized: boolean;
}

export interface AddressFacts {
  addressId: string;
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  countryCode: string;
  phone: string | null;
  state: string;
}

export interface VariantFacts {
  variantId: string;
  sku: string;
  name: string;
  /** Null where the SKU is not listed in the market. */
  offer: ListingFacts | null;
  /** What the locations that serve the market can promise, the preferred one first. */
  places: PlaceFacts[];
  arrivals: Arrival[];
  /** Pieces that older backorders wait for. */
  backordered: number;
  candidates: PriceCandidate[];
}

export interface PlaceFacts {
  locationId: string;
  locationCode: string;
  preference: number;
  leadDays: number;
  available: number;
}

export interface ListingFacts {
  stage: string;
  orderableFrom: string | null;
  pausedReason: string | null;
  minimumQuantity: number;
  maximumQuantity: number | null;
  quantityIncrement: number;
  certificateState: string;
  certifiedUntil: string | null;
}

export interface LimitFacts {
  perOrderMinor: string | null;
  perMonthMinor: string | null;
  spentMinor: string;
}
