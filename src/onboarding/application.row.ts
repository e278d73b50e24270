import type { Money } from '../kernel/index.js';
import type { ApplicationState } from './application.machine.js';
import type { ResellerType } from '../reseller/index.js';

/** Somebody at the company whom we may ask; while it is a draft any part may be missing. */
export interface ApplicationContact {
  name: string | null;
  role: string | null;
  email: string | null;
  phone: string | null;
}

/** What the applicant says about their company. Nothing has to be there before it is submitted. */
export interface ApplicationContent {
  legalName: string | null;
  line1: string | null;
  line2: string | null;
  city: string | null;
  region: string | null;
  postalCode: string | null;
  countryCode: string | null;
  /** In the compact form of its country. */
  taxId: string | null;
  /** True: its check digits were computed. False: only the shape was looked at. */
  taxIdChecked: boolean | null;
  website: string | null;
  partnerType: ResellerType | null;
  partnerLocationId: string | null;
  partnerGlobalId: string | null;
  expectedVolume: Money | null;
  contacts: ApplicationContact[];
  /** In the order of their codes. */
  marketCodes: string[];
}

/** An application as a command or a query reads it. */
export interface ApplicationRow extends ApplicationContent {
  id: string;
  number: string;
  applicantUserId: string;
  /** The deauthorised reseller for which it was filed; else the one that its approval made. */
  resellerId: string | null;
  /** By the clock: EXPIRED also where the job that writes it has not come yet. */
  state: ApplicationState;
  /** As it is written. */
  storedState: ApplicationState;
  stateSince: Date;
  expiresAt: Date | null;
  submittedAt: Date | null;
  appealedAt: Date | null;
  appealReason: string | null;
  decidedAt: Date | null;
  decidedById: string | null;
  decisionReason: string | null;
  assignedToId: string | null;
  assignedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}
