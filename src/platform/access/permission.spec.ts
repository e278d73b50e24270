import { describe, expect, it } from '@jest/globals';
import {
  ANONYMOUS,
  type ApiKeyScope,
  type Caller,
  type CallerMembership,
  type ResellerRole,
  type StaffRole,
} from './caller.js';
import { may, Permission, permissionsOf } from './permission.js';

const P = Permission;

function membership(role: ResellerRole): CallerMembership {
  return {
    membershipId: '018f4e9e-7b1a-7c3d-8e2f-000000000001',
    resellerId: '018f4e9e-7b1a-7c3d-8e2f-000000000002',
    role,
    resellerState: 'ACTIVE',
    resellerType: 'DIRECT_RESELLER',
    resellerTier: 'PREMIER',
  };
}

function user(role: ResellerRole | null, ...staffRoles: StaffRole[]): Caller {
  return {
    kind: 'USER',
    userId: '018f4e9e-7b1a-7c3d-8e2f-000000000003',
    sessionId: '018f4e9e-7b1a-7c3d-8e2f-000000000004',
    email: 'a@example.com',
    name: 'A',
    staffRoles,
    regionIds: [],
    membership: role ? membership(role) : null,
  };
}

function key(...scopes: ApiKeyScope[]): Caller {
  return {
    kind: 'API_KEY',
    keyId: '018f4e9e-7b1a-7c3d-8e2f-000000000005',
    userId: '018f4e9e-7b1a-7c3d-8e2f-000000000003',
    scopes,
    membership: membership('RESELLER_ADMIN'),
  };
}

const CALLERS: Record<string, Caller> = {
  anonymous: ANONYMOUS,
  applicant: user(null),
  BUYER: user('BUYER'),
  APPROVER: user('APPROVER'),
  RESELLER_ADMIN: user('RESELLER_ADMIN'),
  CATALOG_MANAGER: user(null, 'CATALOG_MANAGER'),
  CHANNEL_MANAGER: user(null, 'CHANNEL_MANAGER'),
  ORDER_DESK: user(null, 'ORDER_DESK'),
  ANALYST: user(null, 'ANALYST'),
  ADMIN: user(null, 'ADMIN'),
  'key CATALOG_READ': key('CATALOG_READ'),
  'key ORDERS_READ': key('ORDERS_READ'),
  'key ORDERS_WRITE': key('ORDERS_WRITE'),
  'key SALES_READ': key('SALES_READ'),
};

const RESELLER = ['BUYER', 'APPROVER', 'RESELLER_ADMIN'];
const STAFF = ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ORDER_DESK', 'ANALYST', 'ADMIN'];

/** The table of who may do what, read by column: a permission and everybody who has it. */
const TABLE: Record<Permission, string[]> = {
  PUBLIC: Object.keys(CALLERS),
  OWN_ACCOUNT: ['applicant', ...RESELLER, ...STAFF],
  APPLICATION_OWN: ['applicant', 'RESELLER_ADMIN'],
  PRICE_READ: [...RESELLER, 'key CATALOG_READ'],
  ORDER_READ: [...RESELLER, 'CHANNEL_MANAGER', 'ORDER_DESK', 'ADMIN', 'key ORDERS_READ'],
  ORDER_SUBMIT: [...RESELLER, 'key ORDERS_WRITE'],
  ORDER_APPROVE: ['APPROVER', 'RESELLER_ADMIN'],
  ORDER_DESK: ['ORDER_DESK', 'ADMIN'],
  STOCK_READ: ['ORDER_DESK', 'ADMIN'],
  STOCK_WRITE: ['ORDER_DESK', 'ADMIN'],
  CREDIT_READ: [...RESELLER, 'CHANNEL_MANAGER', 'ORDER_DESK', 'ADMIN'],
  CREDIT_WRITE: ['CHANNEL_MANAGER', 'ADMIN'],
  PAYMENT_RECORD: ['ORDER_DESK', 'ADMIN'],
  OWN_RESELLER_READ: RESELLER,
  RESELLER_READ: ['CHANNEL_MANAGER', 'ORDER_DESK', 'ADMIN'],
  RESELLER_WRITE: ['CHANNEL_MANAGER', 'ADMIN'],
  AGREEMENT_ACCEPT: ['applicant', 'RESELLER_ADMIN'],
  RELATIONSHIP_MANAGE: ['RESELLER_ADMIN'],
  PEOPLE_MANAGE: ['RESELLER_ADMIN'],
  CATALOG_WRITE: ['CATALOG_MANAGER', 'ADMIN'],
  PRICE_WRITE: ['CATALOG_MANAGER', 'ADMIN'],
  MARKET_WRITE: ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ADMIN'],
  REGION_WRITE: ['CATALOG_MANAGER', 'ADMIN'],
  SALES_READ: [...RESELLER, 'CHANNEL_MANAGER', 'ORDER_DESK', 'ANALYST', 'ADMIN', 'key SALES_READ'],
  RATE_WRITE: ['ADMIN'],
  HISTORY_READ: ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ORDER_DESK', 'ADMIN'],
  AUDIT_READ: ['ADMIN'],
  STAFF_MANAGE: ['ADMIN'],
};

describe('the role table', () => {
  it.each(Object.values(Permission))(
    'gives %s to exactly those who should have it',
    (permission) => {
      const holders = Object.entries(CALLERS)
        .filter(([, caller]) => permissionsOf(caller).has(permission))
        .map(([name]) => name);
      expect(holders).toEqual(
        Object.keys(CALLERS).filter((name) => TABLE[permission].includes(name)),
      );
    },
  );

  it('adds up several roles and scopes', () => {
    expect(may(user(null, 'ANALYST', 'CATALOG_MANAGER'), P.CATALOG_WRITE)).toBe(true);
    expect(may(user('BUYER', 'ANALYST'), P.ORDER_SUBMIT)).toBe(true);
    expect([...permissionsOf(key('ORDERS_READ', 'ORDERS_WRITE'))].sort()).toEqual([
      'ORDER_READ',
      'ORDER_SUBMIT',
      'PUBLIC',
    ]);
  });

  it('lets the system do everything', () => {
    expect(permissionsOf({ kind: 'SYSTEM', reason: 'seed' }).size).toBe(
      Object.keys(Permission).length,
    );
  });
});
