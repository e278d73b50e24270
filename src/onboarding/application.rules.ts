export const PartnerType = {
  DISTRIBUTOR: 'DISTRIBUTOR',
  DIRECT_RESELLER: 'DIRECT_RESELLER',
  INDIRECT_RESELLER: 'INDIRECT_RESELLER',
} as const;
export type PartnerType = keyof typeof PartnerType;
