import type { StaffRole } from '../access/index.js';

/** Which records somebody reads. */
export interface AuditSight {
  /** Null: of every entity. */
  entities: string[] | null;
  /** Null: of every region. */
  regionIds: string[] | null;
}

const CATALOG = [
  'PRODUCT',
  'VARIANT',
  'SPEC_DEFINITION',
  'LISTING',
  'CERTIFICATE',
  'REQUIRED_CERTIFICATE',
  'TECHNOLOGY',
  'PRICE_LIST',
  'SPECIAL_BID',
];

/** The entities that each role looks after, and so whose history it reads. */
const OWN_ENTITIES: Readonly<Record<Exclude<StaffRole, 'ADMIN'>, readonly string[]>> = {
  CATALOG_MANAGER: [...CATALOG, 'MARKET', 'REGION', 'TAX_RATE'],
  CHANNEL_MANAGER: [
    'MARKET',
    'RESELLER',
    'RESELLER_APPLICATION',
    'DOCUMENT',
    'ADDRESS',
    'MARKET_AUTHORIZATION',
    'TAX_EXEMPTION',
    'AGREEMENT',
    'PARTNER_RELATIONSHIP',
    'MEMBERSHIP',
    'INVITATION',
    'CREDIT_ACCOUNT',
    'DEAL_REGISTRATION',
  ],
  ORDER_DESK: [
    'ORDER',
    'STOCK_LEVEL',
    'STOCK_LOCATION',
    'CREDIT_ACCOUNT',
    'SHIPMENT',
    'INVOICE',
    'CREDIT_NOTE',
    'RETURN_AUTHORIZATION',
  ],
  ANALYST: [],
};

/** Administrators read every record; others the history of what their roles look after, in their regions. */
export function auditSightOf(roles: readonly StaffRole[], regionIds: string[]): AuditSight {
  if (roles.includes('ADMIN')) return { entities: null, regionIds: null };
  const entities = roles.flatMap((role) => (role === 'ADMIN' ? [] : OWN_ENTITIES[role]));
  return {
    entities: [...new Set(entities)],
    regionIds: regionIds.length === 0 ? null : regionIds,
  };
}
