import type { CurrencyCode } from '../../kernel/currency.js';
import type { DemoDay } from './demo-day.js';

/** Companies of the demo. None exists: every name says so, and every identifier is made up. */
export interface DemoReseller {
  key: string;
  legalName: string;
  taxId: string;
  countryCode: string;
  type: 'DISTRIBUTOR' | 'DIRECT_RESELLER' | 'INDIRECT_RESELLER';
  tier: 'REGISTERED' | 'AUTHORIZED' | 'PREMIER';
  state: 'ACTIVE' | 'SUSPENDED' | 'REAUTHORIZATION_DUE';
  reauthorizationDueOn?: DemoDay;
  partnerLocationId: string;
  partnerGlobalId: string;
  addresses: readonly DemoAddress[];
  /** Markets in which it may sell, from a day on. */
  markets: readonly { market: string; from: DemoDay; until?: DemoDay }[];
  exemptions?: readonly { market: string; certificateNumber: string; from: DemoDay }[];
  credit: readonly { currencyCode: CurrencyCode; limit: string; terms: string }[];
  /** How many of the past orders it placed, in relation to the others; 0: none. */
  weight: number;
}

export interface DemoAddress {
  label: string;
  line1: string;
  city: string;
  region?: string;
  postalCode: string;
  countryCode: string;
  phone: string;
}

/** Everybody has been a partner for longer than the past orders go back. */
export const JOINED: DemoDay = -600;
