import {
  API_KEY_SCOPES,
  RESELLER_ROLES,
  STAFF_ROLES,
  type ApiKeyScope,
  type Caller,
  type ResellerRole,
  type StaffRole,
} from './caller.js';

/** What a root field of the API can require. One permission per kind of action, never one per role. */
export const Permission = {
  /** Anybody, signed in or not. */
  PUBLIC: 'PUBLIC',
  /** A signed-in person's own account: viewer, signing out, password, the reseller they act for. */
  OWN_ACCOUNT: 'OWN_ACCOUNT',
  /**
   * A signed-in person's own application to become a reseller, with its documents. An administrator of a reseller files
   * one when it was deauthorised.
   */
  APPLICATION_OWN: 'APPLICATION_OWN',
  /** Prices and availability for the caller's reseller. */
  PRICE_READ: 'PRICE_READ',
  /** Orders: of the caller's reseller, or for staff of their regions. */
  ORDER_READ: 'ORDER_READ',
  /** Submitting and cancelling the own reseller's orders, and drafts. */
  ORDER_SUBMIT: 'ORDER_SUBMIT',
  /** Approving orders above a buyer's limit. */
  ORDER_APPROVE: 'ORDER_APPROVE',
  /** Working on the orders of all resellers: holds, shipments, cancelling for a reseller, returns. */
  ORDER_DESK: 'ORDER_DESK',
  /** Seeing stock by location, and its movements. */
  STOCK_READ: 'STOCK_READ',
  /** Stock locations, receiving and adjusting stock. */
  STOCK_WRITE: 'STOCK_WRITE',
  /** Credit accounts: of the caller's reseller, or for staff of their regions. */
  CREDIT_READ: 'CREDIT_READ',
  /** Setting credit limits and terms. */
  CREDIT_WRITE: 'CREDIT_WRITE',
  /** Recording payments on credit accounts. */
  PAYMENT_RECORD: 'PAYMENT_RECORD',
  /** The caller's own reseller: its data, addresses, relationships. */
  OWN_RESELLER_READ: 'OWN_RESELLER_READ',
  /** All resellers of the caller's regions, and their applications. */
  RESELLER_READ: 'RESELLER_READ',
  /** Deciding on applications, changing resellers, agreements and relationships. */
  RESELLER_WRITE: 'RESELLER_WRITE',
  /** Accepting an agreement for the own reseller. */
  AGREEMENT_ACCEPT: 'AGREEMENT_ACCEPT',
  /** Requesting, accepting, declining and ending the own reseller's relationships. */
  RELATIONSHIP_MANAGE: 'RELATIONSHIP_MANAGE',
  /** The own reseller's people, API keys and addresses. */
  PEOPLE_MANAGE: 'PEOPLE_MANAGE',
  /** Products, variants, listings, media, technologies, certificates. */
  CATALOG_WRITE: 'CATALOG_WRITE',
  /** Price lists, entries and special bids. */
  PRICE_WRITE: 'PRICE_WRITE',
  /** Markets and all their transitions. */
  MARKET_WRITE: 'MARKET_WRITE',
  /** Regions, their membership, and tax rates. */
  REGION_WRITE: 'REGION_WRITE',
  /** Sales: of the own reseller, of the own regions, or all. */
  SALES_READ: 'SALES_READ',
  /** Exchange rates, which count for the sales of every region. */
  RATE_WRITE: 'RATE_WRITE',
  /** The history of the entities that the caller's role looks after. */
  HISTORY_READ: 'HISTORY_READ',
  /** Every audit record. */
  AUDIT_READ: 'AUDIT_READ',
  /** Staff users and their roles. */
  STAFF_MANAGE: 'STAFF_MANAGE',
} as const;

export type Permission = (typeof Permission)[keyof typeof Permission];

const P = Permission;

const SIGNED_IN: readonly Permission[] = [P.PUBLIC, P.OWN_ACCOUNT];

/** A person without any membership is, or may become, an applicant; as such they accept their application's agreement. */
const APPLICANT: readonly Permission[] = [P.APPLICATION_OWN, P.AGREEMENT_ACCEPT];

const BUYER: readonly Permission[] = [
  P.PRICE_READ,
  P.ORDER_READ,
  P.ORDER_SUBMIT,
  P.CREDIT_READ,
  P.OWN_RESELLER_READ,
  P.SALES_READ,
];

const RESELLER_ROLE_PERMISSIONS: Readonly<Record<ResellerRole, readonly Permission[]>> = {
  BUYER,
  APPROVER: [...BUYER, P.ORDER_APPROVE],
  RESELLER_ADMIN: [
    ...BUYER,
    P.ORDER_APPROVE,
    P.APPLICATION_OWN,
    P.AGREEMENT_ACCEPT,
    P.RELATIONSHIP_MANAGE,
    P.PEOPLE_MANAGE,
  ],
};

const STAFF_ROLE_PERMISSIONS: Readonly<Record<StaffRole, readonly Permission[]>> = {
  CATALOG_MANAGER: [P.CATALOG_WRITE, P.PRICE_WRITE, P.MARKET_WRITE, P.REGION_WRITE, P.HISTORY_READ],
  CHANNEL_MANAGER: [
    P.MARKET_WRITE,
    P.RESELLER_READ,
    P.RESELLER_WRITE,
    P.CREDIT_READ,
    P.CREDIT_WRITE,
    P.ORDER_READ,
    P.SALES_READ,
    P.HISTORY_READ,
  ],
  ORDER_DESK: [
    P.ORDER_READ,
    P.ORDER_DESK,
    P.STOCK_READ,
    P.STOCK_WRITE,
    P.CREDIT_READ,
    P.PAYMENT_RECORD,
    P.RESELLER_READ,
    P.SALES_READ,
    P.HISTORY_READ,
  ],
  ANALYST: [P.SALES_READ],
  ADMIN: [
    P.CATALOG_WRITE,
    P.PRICE_WRITE,
    P.MARKET_WRITE,
    P.REGION_WRITE,
    P.STOCK_READ,
    P.STOCK_WRITE,
    P.RESELLER_READ,
    P.RESELLER_WRITE,
    P.CREDIT_READ,
    P.CREDIT_WRITE,
    P.PAYMENT_RECORD,
    P.ORDER_READ,
    P.ORDER_DESK,
    P.SALES_READ,
    P.RATE_WRITE,
    P.HISTORY_READ,
    P.AUDIT_READ,
    P.STAFF_MANAGE,
  ],
};

const SCOPE_PERMISSIONS: Readonly<Record<ApiKeyScope, readonly Permission[]>> = {
  CATALOG_READ: [P.PRICE_READ],
  ORDERS_READ: [P.ORDER_READ],
  ORDERS_WRITE: [P.ORDER_SUBMIT],
  SALES_READ: [P.SALES_READ],
};

const EVERYTHING: ReadonlySet<Permission> = new Set(Object.values(Permission));
const NOBODY: ReadonlySet<Permission> = new Set([P.PUBLIC]);

/** The role table: what a caller may do, from who they are and nothing else. */
export function permissionsOf(caller: Caller): ReadonlySet<Permission> {
  switch (caller.kind) {
    case 'ANONYMOUS':
      return NOBODY;
    case 'SYSTEM':
      return EVERYTHING;
    case 'API_KEY':
      return granted([P.PUBLIC], caller.scopes, SCOPE_PERMISSIONS);
    case 'USER': {
      const roles = caller.membership ? [caller.membership.role] : [];
      const base = [...SIGNED_IN, ...granted([], roles, RESELLER_ROLE_PERMISSIONS)];
      const applicant = !caller.membership && caller.staffRoles.length === 0;
      return granted(
        applicant ? [...base, ...APPLICANT] : base,
        caller.staffRoles,
        STAFF_ROLE_PERMISSIONS,
      );
    }
  }
}

export function may(caller: Caller, ...anyOf: Permission[]): boolean {
  const permissions = permissionsOf(caller);
  return anyOf.some((permission) => permissions.has(permission));
}

/** The roles and scopes that give a permission, for messages and documentation. */
export function holdersOf(permission: Permission): string[] {
  return [
    ...RESELLER_ROLES.filter((role) => RESELLER_ROLE_PERMISSIONS[role].includes(permission)),
    ...STAFF_ROLES.filter((role) => STAFF_ROLE_PERMISSIONS[role].includes(permission)),
    ...API_KEY_SCOPES.filter((scope) => SCOPE_PERMISSIONS[scope].includes(permission)).map(
      (scope) => `API key scope ${scope}`,
    ),
  ];
}

function granted<Name extends string>(
  base: readonly Permission[],
  names: readonly Name[],
  table: Readonly<Record<Name, readonly Permission[]>>,
): ReadonlySet<Permission> {
  return new Set([...base, ...names.flatMap((name) => table[name])]);
}
