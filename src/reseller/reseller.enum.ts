export const ResellerType = {
  DISTRIBUTOR: 'DISTRIBUTOR',
  DIRECT_RESELLER: 'DIRECT_RESELLER',
  INDIRECT_RESELLER: 'INDIRECT_RESELLER',
} as const;
export type ResellerType = keyof typeof ResellerType;

export const ResellerTier = {
  REGISTERED: 'REGISTERED',
  AUTHORIZED: 'AUTHORIZED',
  PREMIER: 'PREMIER',
} as const;
export type ResellerTier = keyof typeof ResellerTier;

export const AddressState = { ACTIVE: 'ACTIVE', ARCHIVED: 'ARCHIVED' } as const;
export type AddressState = keyof typeof AddressState;

export const PaymentTerms = {
  PREPAID: 'PREPAID',
  NET_15: 'NET_15',
  NET_30: 'NET_30',
  NET_45: 'NET_45',
  NET_60: 'NET_60',
  NET_90: 'NET_90',
} as const;
export type PaymentTerms = keyof typeof PaymentTerms;
