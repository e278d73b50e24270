import { newId } from '../../src/kernel/index.js';
import { nextGtin } from '../support/world/catalog.world.js';
import { signInAs } from '../support/world/identity.world.js';
import { MARKET } from '../support/world/shop.world.js';
import { ACCOUNT_INPUTS } from './account-inputs.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';
import { APPLICATION_INPUTS, APPLICATION_QUERIES } from './application-inputs.js';
import { DOCUMENT_INPUTS } from './document-inputs.js';
import { LISTING_INPUTS } from './listing-inputs.js';
import { MARKET_INPUTS } from './market-inputs.js';
import { MICROSOFT_INPUTS } from './microsoft-inputs.js';
import { PARTNER_INPUTS } from './partner-inputs.js';
import { PEOPLE_INPUTS } from './people-inputs.js';
import { RATE_INPUTS, RATE_QUERIES } from './rate-inputs.js';
import { REVIEW_INPUTS, REVIEW_QUERIES } from './review-inputs.js';
import { RESELLER_INPUTS } from './reseller-inputs.js';
import { STOCK_INPUTS } from './stock-inputs.js';

const order = ({ side }: InputWorld): Arguments => ({ id: side.confirmed.id });

const lines = [{ sku: 'SKU-A', quantity: 1 }];

const FOUND = {
  product: `SELECT p.id, p.version AS "expectedVersion" FROM catalog.product p
    WHERE p.handle = $1 OR p.id = (SELECT v.product_id FROM catalog.variant v WHERE v.id::text = $1)`,
  variant: `SELECT id, version AS "expectedVersion" FROM catalog.variant WHERE sku = $1 OR id::text = $1`,
  spec: 'SELECT id, version AS "expectedVersion" FROM catalog.spec_definition WHERE code = $1',
};

/** Something of the catalog, by a name or the id of a variant, as changes name it; what nobody has where it is missing. */
async function found(
  { rivals }: InputWorld,
  what: keyof typeof FOUND,
  name: string,
): Promise<Arguments> {
  const [row] = await rivals.portal.rows<Arguments>(FOUND[what], [name]);
  return row ?? { id: newId(), expectedVersion: 1 };
}

/** A price list with its version, as changes name it. */
async function listOf({ rivals }: InputWorld, code: string): Promise<Arguments> {
  const [list] = await rivals.portal.rows<{ version: number }>(
    'SELECT version FROM pricing.price_list WHERE code = $1',
    [code],
  );
  return { code, expectedVersion: list?.version ?? 1 };
}

const QUERIES: Record<string, Arguer> = {
  apiVersion: () => ({}),
  markets: () => ({}),
  market: () => ({ code: MARKET }),
  regions: () => ({}),
  products: () => ({ marketCode: MARKET }),
  product: () => ({ handle: 'device-sku-a' }),
  variant: () => ({ sku: 'SKU-A' }),
  specDefinitions: () => ({}),
  viewer: () => ({}),
  priceAndAvailability: () => ({ input: { marketCode: MARKET, lines } }),
  specialBids: () => ({}),
  priceLists: () => ({}),
  priceList: () => ({ code: 'DE-PREMIER' }),
  salesReconcile: () => ({ input: { from: '2026-01-01', to: '2026-12-31' } }),
  sales: () => ({ input: { from: '2026-01-01', to: '2026-12-31', groupBy: ['MARKET'] } }),
  priceComparison: () => ({
    input: { marketCode: MARKET, from: '2019-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
  }),
  order,
  orders: () => ({}),
  creditAccounts: () => ({}),
  reseller: ({ side }) => ({ id: side.reseller.id }),
  resellers: () => ({}),
  agreement: ({ rivals }) => ({ id: rivals.agreementId }),
  agreements: () => ({}),
  ...APPLICATION_QUERIES,
  relationships: () => ({}),
  ...REVIEW_QUERIES,
  ...RATE_QUERIES,
  apiKeys: () => ({}),
  members: () => ({}),
  invitations: () => ({}),
  stockLevels: () => ({}),
  stockLocations: () => ({}),
  technologies: () => ({}),
  listings: () => ({}),
  imports: () => ({}),
  import: ({ rivals }) => ({ id: rivals.importId }),
  certificatesExpiring: () => ({ withinDays: 3650 }),
  requiredCertificates: () => ({}),
  auditRecords: () => ({}),
  catalogHistory: ({ rivals }) => ({ entity: 'VARIANT', id: rivals.shop.b }),
};

const INPUTS: Record<string, Arguer> = {
  signIn: ({ side }) => ({ email: side.buyer.email, password: 'a world of good passwords' }),
  tokenRefresh: async ({ rivals, side }) => {
    const { refreshToken } = await signInAs(rivals.portal, side.buyer.email);
    return { refreshToken };
  },
  // A right one would end the sessions with which the next callers come.
  passwordChange: () => ({
    currentPassword: 'not the password',
    newPassword: 'words for the new year',
  }),
  ...ACCOUNT_INPUTS,
  ...MICROSOFT_INPUTS,
  switchReseller: ({ side }) => ({ resellerId: side.reseller.id }),
  apiKeyCreate: () => ({
    idempotencyKey: newId(),
    name: 'Warehouse',
    scopes: ['ORDERS_READ'],
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  }),
  apiKeyRevoke: ({ side }) => ({ id: side.apiKeyId }),
  orderSubmit: ({ side }) => ({
    idempotencyKey: newId(),
    marketCode: MARKET,
    purchaseOrderNumber: `PO-${newId()}`,
    shipToAddressId: side.reseller.addressId,
    partnerOfRecordId: side.partner.id,
    endCustomer: { name: 'A school', reference: 'R-1' },
    acceptBackorder: false,
    lines: [
      {
        sku: 'SKU-A',
        quantity: 1,
        specialBidNumber: side.bidNumber,
        expectedUnitPrice: { amount: '444.44', currencyCode: 'EUR' },
      },
    ],
  }),
  orderDraftSave: ({ side }) => ({
    marketCode: MARKET,
    purchaseOrderNumber: `PO-${newId()}`,
    shipToAddressId: side.reseller.addressId,
    lines,
  }),
  orderDraftDelete: ({ draftId }) => ({ orderId: draftId }),
  orderWithdraw: ({ side }) => ({ orderId: side.pending.id }),
  orderCancel: ({ side }) => ({ orderId: side.confirmed.id, reason: 'Ordered twice' }),
  orderApprove: ({ side }) => ({ orderId: side.pending.id, note: 'Within the budget' }),
  orderReject: ({ side }) => ({ orderId: side.pending.id, reason: 'Too much' }),
  orderHoldPlace: ({ side }) => ({
    orderId: side.confirmed.id,
    reason: 'COMPLIANCE',
    note: 'The end customer is being checked',
  }),
  orderHoldRelease: ({ side }) => ({ orderId: side.confirmed.id, reason: 'COMPLIANCE' }),
  creditPaymentRecord: ({ side }) => ({
    idempotencyKey: newId(),
    resellerId: side.reseller.id,
    amount: { amount: '1.00', currencyCode: 'EUR' },
    reference: 'Invoice 1',
    receivedOn: '2026-01-02',
  }),
  creditLimitChange: ({ side }) => ({
    resellerId: side.reseller.id,
    limit: { amount: '20000.00', currencyCode: 'EUR' },
    expectedVersion: 1,
  }),
  productCreate: () => ({
    handle: `device-${newId()}`,
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2018-02-01',
    texts: [{ locale: 'en', name: 'Device', description: 'A device' }],
  }),
  productUpdate: async (world) => ({
    ...(await found(world, 'product', world.rivals.shop.b)),
    handle: 'device-sku-b',
    category: 'TABLET',
    brand: 'Mi',
    launchedOn: '2018-02-01',
    texts: [{ locale: 'en', name: 'Device SKU-B', description: `Of ${newId()}` }],
    removeTexts: ['fr'],
  }),
  priceListCreate: ({ side }) => ({
    code: `DE-${newId().toUpperCase()}`,
    name: 'Spring prices',
    marketCode: MARKET,
    audience: 'RESELLER',
    resellerId: side.reseller.id,
    validFrom: '2099-01-01T00:00:00Z',
    validUntil: '2099-02-01T00:00:00Z',
    priority: 1,
  }),
  priceListUpdate: async (world) => ({
    ...(await listOf(world, 'DE-EDITED')),
    name: 'Prices that change',
    priority: 0,
    validUntil: '2099-01-01T00:00:00Z',
  }),
  priceListEnd: async (world) => ({
    ...(await listOf(world, 'DE-ENDING')),
    at: '2098-01-01T00:00:00Z',
  }),
  priceListDelete: (world) => listOf(world, 'DE-SPARE'),
  priceListCopy: ({ side }) => ({
    sourceCode: 'DE-PREMIER',
    code: `DE-${newId().toUpperCase()}`,
    name: 'A copy',
    marketCode: MARKET,
    audience: 'RESELLER',
    resellerId: side.reseller.id,
    validFrom: '2099-01-01T00:00:00Z',
    factor: '0.95',
    rounding: 'ENDS_IN_99',
    priority: 1,
  }),
  priceListSchedule: async (world) => ({
    ...(await listOf(world, 'DE-AHEAD')),
    at: '2098-01-01T00:00:00Z',
    newCode: `DE-${newId().toUpperCase()}`,
    newName: 'From then on',
    factor: '1.05',
    rounding: 'TO_0_05',
  }),
  pricesSet: () => ({
    idempotencyKey: newId(),
    mode: 'ALL_OR_NOTHING',
    rows: [
      {
        priceListCode: 'DE-EVERYONE',
        sku: 'SKU-A',
        minimumQuantity: 7,
        unitPrice: { amount: '599.00', currencyCode: 'EUR' },
      },
    ],
  }),
  ...LISTING_INPUTS,
  productDelete: (world) => found(world, 'product', 'device-spare'),
  variantCreate: async (world) => ({
    productId: (await found(world, 'product', world.rivals.shop.b))['id'],
    sku: `SKU-${newId().toUpperCase()}`.slice(0, 40),
    mpn: 'MPN-NEW',
    gtin: nextGtin(),
    position: 2,
    specs: [{ code: 'MEMORY', value: '16' }],
  }),
  variantUpdate: async (world) => ({
    ...(await found(world, 'variant', world.rivals.shop.b)),
    sku: 'SKU-B',
    mpn: `MPN-${newId()}`,
    gtin: nextGtin(),
    position: 3,
    specs: [{ code: 'MEMORY', value: '8.5' }],
  }),
  variantDelete: (world) => found(world, 'variant', 'SKU-SPARE'),
  specDefinitionCreate: () => ({
    code: `SPEC_${newId().replaceAll('-', '').toUpperCase()}`,
    name: 'A property',
    type: 'ENUM',
    isFacet: true,
    enumValues: ['ONE', 'OTHER'],
    position: 2,
  }),
  specDefinitionUpdate: async (world) => ({
    ...(await found(world, 'spec', 'MEMORY')),
    name: `Memory ${newId()}`,
    code: 'MEMORY',
    type: 'NUMBER',
    unit: 'GB',
    isFacet: true,
    position: 4,
  }),
  specDefinitionDelete: (world) => found(world, 'spec', 'SPARE'),
  ...MARKET_INPUTS,
  ...RATE_INPUTS,
  stockReceive: () => ({
    idempotencyKey: newId(),
    sku: 'SKU-A',
    locationCode: 'RTM',
    quantity: 1,
    reference: 'Note 1',
  }),
  stockAdjust: () => ({
    idempotencyKey: newId(),
    sku: 'SKU-A',
    locationCode: 'RTM',
    delta: 1,
    reason: 'Found one more',
  }),
  stockLevelsSet: () => ({
    idempotencyKey: newId(),
    mode: 'ALL_OR_NOTHING',
    reason: 'Yearly count',
    rows: [{ sku: 'SKU-B', locationCode: 'RTM', onHand: 1_000, reason: 'Counted twice' }],
  }),
  ...STOCK_INPUTS,
  ...RESELLER_INPUTS,
  ...PARTNER_INPUTS,
  ...APPLICATION_INPUTS,
  ...REVIEW_INPUTS,
  ...PEOPLE_INPUTS,
  ...DOCUMENT_INPUTS,
};

/** The root fields for which there is an operation to send. */
export const FIELDS_WITH_ARGUMENTS: readonly string[] = [
  ...Object.keys(QUERIES).map((name) => `Query.${name}`),
  ...Object.keys(INPUTS).map((name) => `Mutation.${name}`),
  'Mutation.signOut',
  'Mutation.microsoftUnlink',
];

/** Arguments with which the field does something for whoever may use it; each call gives fresh keys and numbers. */
export async function argumentsOf(world: InputWorld, field: string): Promise<Arguments> {
  const [type, name = ''] = field.split('.');
  if (type === 'Query') return (await QUERIES[name]?.(world)) ?? {};
  const input = await INPUTS[name]?.(world);
  return input ? { input } : {};
}
