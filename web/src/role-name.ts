const NAMES: Record<string, string> = {
  BUYER: 'Buyer',
  APPROVER: 'Approver',
  RESELLER_ADMIN: 'Reseller’s administrator',
  INDIRECT_RESELLER: 'Indirect reseller’s administrator',
  DISTRIBUTOR: 'Distributor',
  DISTRIBUTOR_ADMIN: 'Distributor’s administrator',
  CATALOG_MANAGER: 'Catalog manager',
  CHANNEL_MANAGER: 'Channel manager',
  ORDER_DESK: 'Order desk',
  ANALYST: 'Analyst',
  ADMIN: 'Administrator',
  APPLICANT: 'Applicant',
};

/** How a role is called on the screen. */
export function roleName(role: string): string {
  return NAMES[role] ?? role;
}
