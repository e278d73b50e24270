/** What a person may do for the reseller of their membership. */
export const RESELLER_ROLES = ['BUYER', 'APPROVER', 'RESELLER_ADMIN'] as const;
export type ResellerRole = (typeof RESELLER_ROLES)[number];

/** What a person may do for the maker. */
export const STAFF_ROLES = [
  'CATALOG_MANAGER',
  'CHANNEL_MANAGER',
  'ORDER_DESK',
  'ANALYST',
  'ADMIN',
] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What a key of a reseller's program may do. A key never approves and never manages people. */
export const API_KEY_SCOPES = [
  'CATALOG_READ',
  'ORDERS_READ',
  'ORDERS_WRITE',
  'SALES_READ',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** The reseller for which the caller's token speaks, as it is at the time of the request. */
export interface CallerMembership {
  membershipId: string;
  resellerId: string;
  role: ResellerRole;
  resellerState: string;
  resellerType: string;
  resellerTier: string;
}

export interface AnonymousCaller {
  kind: 'ANONYMOUS';
}

export interface UserCaller {
  kind: 'USER';
  userId: string;
  /** Null: a bearer token of another issuer, which has no session of ours. */
  sessionId: string | null;
  email: string;
  name: string;
  staffRoles: StaffRole[];
  /** The regions that a member of staff looks after; empty means all. */
  regionIds: string[];
  membership: CallerMembership | null;
}

export interface ApiKeyCaller {
  kind: 'API_KEY';
  keyId: string;
  /** Who made the key. */
  userId: string;
  scopes: ApiKeyScope[];
  membership: CallerMembership;
}

export interface SystemCaller {
  kind: 'SYSTEM';
  reason: string;
}

export type Caller = AnonymousCaller | UserCaller | ApiKeyCaller | SystemCaller;

export const ANONYMOUS: AnonymousCaller = Object.freeze({ kind: 'ANONYMOUS' });
