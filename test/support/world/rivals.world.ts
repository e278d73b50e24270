import { newId } from '../../../src/kernel/index.js';
import {
  API_KEY_SCOPES,
  type ApiKeyScope,
  type ResellerRole,
  type StaffRole,
} from '../../../src/platform/access/index.js';
import type { Portal } from '../portal.js';
import { addDocumentRow } from './document.world.js';
import { addImport } from './exchange.world.js';
import { addCertificate, addListing } from './catalog.world.js';
import { addInvitation, addMembership, addUser, signInAs } from './identity.world.js';
import { addMarket, addRegion, planMembership } from './market.world.js';
import { addApplication } from './onboarding.world.js';
import { addBid, addPriceList } from './pricing.world.js';
import {
  acceptAgreement,
  addAddress,
  addAgreement,
  addRelationship,
  addReseller,
  addTaxExemption,
} from './reseller.world.js';
import {
  addStaff,
  MARKET,
  openShop,
  submit,
  type Person,
  type Shop,
  type ShopReseller,
} from './shop.world.js';

export interface PlacedOrder {
  id: string;
  number: string;
}

/** A distributor with a row in every table that a reseller can have rows in, and its indirect partner. */
export interface Side {
  /** Stands in every text of this side, and in no text of anybody else. */
  mark: string;
  reseller: ShopReseller;
  partner: ShopReseller;
  buyer: Person;
  /** Needs an approval for every order. */
  limited: Person;
  approver: Person;
  admin: Person;
  partnerAdmin: Person;
  keys: Record<ApiKeyScope, string>;
  /** The key that the side can be asked to revoke. */
  apiKeyId: string;
  /** A buyer and an address that changes are tried on. */
  spareMemberId: string;
  spareAddressId: string;
  /** That waits for its answer. */
  invitationId: string;
  relationshipId: string;
  /** Of the distributor: for the market of the shop, and from tax. */
  authorizationId: string;
  exemptionId: string;
  /** Speaks for no reseller. */
  applicant: Person;
  /** A draft of the applicant's. */
  applicationId: string;
  /** What the applicant sent with it. */
  documentId: string;
  /** Of the administrator, for the reseller, submitted and taken back. */
  oldApplicationId: string;
  bidNumber: string;
  /** Of the list for this side alone, LIST-<mark>. */
  priceListId: string;
  /** With the partner as its partner of record. */
  confirmed: PlacedOrder;
  /** Over the credit limit. */
  held: PlacedOrder;
  /** Of the limited buyer, who waits for an approval. */
  pending: PlacedOrder;
}

/** Two distributors who sell in one market and must not know of each other. */
export interface Rivals {
  portal: Portal;
  shop: Shop;
  own: Side;
  other: Side;
  /** Which both sides accepted. */
  agreementId: string;
  /** A region in which nobody sells anything, and its agreement. */
  farRegionId: string;
  farAgreementId: string;
  /** Of SKU-B in a market of the shop's region where nobody has ordered it. */
  listingId: string;
  /** Of SKU-B's product in the same market. */
  certificateId: string;
  /** Of the market for changes: from 2099 on it belongs to the far region. */
  plannedMembershipId: string;
  /** A checked file of stock that the shop's order desk has sent. */
  importId: string;
}

/** A market in preparation, in the region of the shop, that nobody sells in. */
export const EDITED_MARKET = 'AT';

/** Where both sides have a tax exemption, so that it changes no order. */
export const EXEMPT_MARKET = 'FR';

export async function buildRivals(portal: Portal): Promise<Rivals> {
  const shop = await openShop(portal);
  await addMarket(portal.db, { code: EXEMPT_MARKET, name: 'France', regionId: shop.regionId });
  const agreementId = await addAgreement(portal.db, { regionId: shop.regionId });
  await addMarket(portal.db, {
    code: EDITED_MARKET,
    name: 'Austria',
    state: 'PREPARING',
    taxRate: '20',
    regionId: shop.regionId,
  });
  const side = (mark: string): Promise<Side> => buildSide(shop, { mark, agreementId });
  const farRegionId = await addRegion(portal.db, { code: 'APAC' });
  return {
    portal,
    shop,
    own: await side('OWNMARK'),
    other: await side('OTHERMARK'),
    certificateId: await certify(shop),
    listingId: await addListing(portal.db, { variantId: shop.b, marketCode: EXEMPT_MARKET }),
    agreementId,
    farRegionId,
    farAgreementId: await addAgreement(portal.db, { regionId: farRegionId }),
    plannedMembershipId: await planMembership(portal.db, {
      marketCode: EDITED_MARKET,
      regionId: farRegionId,
      from: '2099-01-01',
    }),
    importId: await addImport(portal.db, shop.desk),
  };
}

/** A certificate that no market asks for, and what is known of a technology there. */
async function certify({ portal, b }: Shop): Promise<string> {
  const [row] = await portal.rows<{ id: string }>(
    'SELECT product_id AS id FROM catalog.variant WHERE id = $1',
    [b],
  );
  await portal.db.query(
    `INSERT INTO catalog.technology (code, name) VALUES ('CORTANA', 'Cortana')`,
  );
  await portal.db.query(
    `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status)
     VALUES ($1, $2, 'CORTANA', 'AVAILABLE')`,
    [row?.id, EXEMPT_MARKET],
  );
  const certificate = { marketCode: EXEMPT_MARKET, scheme: 'CE', number: 'CE-1' };
  return addCertificate(portal.db, { productId: row?.id ?? '', ...certificate });
}

/** Somebody of staff who works for the far region alone. */
export function addFarStaff({ portal, farRegionId }: Rivals, role: StaffRole): Promise<Person> {
  return addStaff(portal, role, [farRegionId]);
}

interface SideOptions {
  mark: string;
  agreementId: string;
}

async function buildSide(shop: Shop, { mark, agreementId }: SideOptions): Promise<Side> {
  const { portal } = shop;
  const { db } = portal;
  const reseller = await addMarkedReseller(portal, `Distributor ${mark}`, 'DISTRIBUTOR');
  const partner = await addMarkedReseller(portal, `Partner ${mark}`, 'INDIRECT_RESELLER');
  const relationshipId = await addRelationship(db, {
    distributorId: reseller.id,
    indirectResellerId: partner.id,
  });
  const at = async (resellerId: string, role: ResellerRole, name: string): Promise<Person> =>
    addNamed(portal, { resellerId, role, name: `${name} ${mark}` });
  const people = {
    buyer: await at(reseller.id, 'BUYER', 'Buyer'),
    limited: await at(reseller.id, 'BUYER', 'Limited'),
    approver: await at(reseller.id, 'APPROVER', 'Approver'),
    admin: await at(reseller.id, 'RESELLER_ADMIN', 'Admin'),
    partnerAdmin: await at(partner.id, 'RESELLER_ADMIN', 'Partner'),
  };
  await db.query(
    `INSERT INTO identity.buyer_limit (membership_id, reseller_id, currency_code, per_order_minor, per_month_minor)
     VALUES ($1, $3, 'EUR', 0, NULL), ($2, $3, 'EUR', NULL, 100000000)`,
    [people.limited.membershipId, people.buyer.membershipId, reseller.id],
  );
  const exemptionId = await addTaxExemption(db, {
    resellerId: reseller.id,
    marketCode: EXEMPT_MARKET,
  });
  await addTaxExemption(db, { resellerId: partner.id, marketCode: EXEMPT_MARKET });
  for (const { id } of [reseller, partner]) {
    await acceptAgreement(db, { agreementId, resellerId: id, userId: people.admin.userId });
    await db.query(`SELECT reseller.record_payment($1, $2, 'EUR', 777, $3, '2026-01-01', NULL)`, [
      newId(),
      id,
      `REF-${mark}`,
    ]);
    await db.query(
      `INSERT INTO reseller.agreement_notice (agreement_id, reseller_id, user_id, kind) VALUES ($1, $2, $3, 'PUBLISHED')`,
      [agreementId, id, people.admin.userId],
    );
  }
  const spare = await at(reseller.id, 'BUYER', 'Spare');
  const label = `Spare dock ${mark}`;
  const terms = await addTerms(shop, reseller.id, mark);
  return {
    mark,
    reseller,
    partner,
    ...people,
    keys: await addKeys(portal, people.admin, mark),
    apiKeyId: (await addKey(portal, people.admin, { name: `Spare ${mark}`, scope: 'SALES_READ' }))
      .id,
    spareMemberId: spare.membershipId ?? '',
    spareAddressId: await addAddress(db, { resellerId: reseller.id, countryCode: MARKET, label }),
    invitationId: await addInvitation(db, {
      resellerId: reseller.id,
      invitedById: people.admin.userId,
      email: `invited.${mark}@example.com`,
      limits: [{ currencyCode: 'EUR', perOrderMinor: 100 }],
    }),
    relationshipId,
    ...(await addApplications(portal, { mark, resellerId: reseller.id, admin: people.admin })),
    authorizationId: await authorizationOf(portal, reseller.id),
    exemptionId,
    ...terms,
    ...(await placeOrders(shop, { mark, reseller, partner, ...people })),
  };
}

async function authorizationOf(portal: Portal, resellerId: string): Promise<string> {
  const [row] = await portal.rows<{ id: string }>(
    'SELECT id FROM reseller.market_authorization WHERE reseller_id = $1',
    [resellerId],
  );
  return row?.id ?? '';
}

async function addApplications(
  portal: Portal,
  { mark, resellerId, admin }: { mark: string; resellerId: string; admin: Person },
): Promise<Pick<Side, 'applicant' | 'applicationId' | 'documentId' | 'oldApplicationId'>> {
  const { db } = portal;
  const email = `applicant.${mark.toLowerCase()}@example.com`;
  const user = await addUser(db, { email, name: `Applicant ${mark}` });
  const { accessToken: token } = await signInAs(portal, email);
  const company = { legalName: `Applicant ${mark}`, markets: [EXEMPT_MARKET] };
  const applicationId = await addApplication(db, { ...company, applicantUserId: user.id });
  const oldApplicationId = await addApplication(db, {
    ...company,
    applicantUserId: admin.userId,
    resellerId,
    state: 'WITHDRAWN',
  });
  const document = { name: `Extract ${mark}.pdf` };
  await addDocumentRow(db, oldApplicationId, document);
  return {
    applicant: { userId: user.id, email, membershipId: null, token },
    applicationId,
    documentId: await addDocumentRow(db, applicationId, document),
    oldApplicationId,
  };
}

async function addMarkedReseller(
  portal: Portal,
  legalName: string,
  type: 'DISTRIBUTOR' | 'INDIRECT_RESELLER',
): Promise<ShopReseller> {
  const id = await addReseller(portal.db, {
    legalName,
    type,
    taxId: `TAX-${legalName}`,
    tier: 'PREMIER',
    markets: [MARKET],
    creditLimits: { EUR: '20000.00' },
  });
  const label = `Dock of ${legalName}`;
  const addressId = await addAddress(portal.db, { resellerId: id, countryCode: MARKET, label });
  await portal.db.query('UPDATE reseller.address SET recipient = $2, line1 = $2 WHERE id = $1', [
    addressId,
    label,
  ]);
  return { id, addressId };
}

async function addNamed(
  portal: Portal,
  { resellerId, role, name }: { resellerId: string; role: ResellerRole; name: string },
): Promise<Person> {
  const email = `${name.replaceAll(' ', '.').toLowerCase()}@example.com`;
  const user = await addUser(portal.db, { email, name });
  const membershipId = await addMembership(portal.db, { userId: user.id, resellerId, role });
  const { accessToken: token } = await signInAs(portal, email);
  return { userId: user.id, email, membershipId, token };
}

/** Prices of the side's own: a list and a bid. */
async function addTerms(
  shop: Shop,
  resellerId: string,
  mark: string,
): Promise<Pick<Side, 'bidNumber' | 'priceListId'>> {
  const { db } = shop.portal;
  const priceListId = await addPriceList(db, {
    marketCode: MARKET,
    code: `LIST-${mark}`,
    resellerId,
    entries: { [shop.b]: 9_999 },
  });
  const bidNumber = `SB-${mark}`;
  await addBid(db, {
    number: bidNumber,
    resellerId,
    marketCode: MARKET,
    variantId: shop.a,
    unitPriceMinor: 44_444,
    quantity: 100,
  });
  return { bidNumber, priceListId };
}

const KEY_CREATE = `mutation ($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) { secret apiKey { id } userErrors { message } }
}`;

export async function addKey(
  portal: Portal,
  admin: Person,
  { name, scope }: { name: string; scope: ApiKeyScope },
): Promise<{ id: string; secret: string }> {
  const input = {
    idempotencyKey: newId(),
    name,
    scopes: [scope],
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  };
  const { data, errors } = await portal.ask(KEY_CREATE, { input }, { token: admin.token });
  if (!data?.apiKeyCreate.secret) throw new Error(JSON.stringify([data, errors]));
  return { id: data.apiKeyCreate.apiKey.id, secret: data.apiKeyCreate.secret };
}

async function addKeys(
  portal: Portal,
  admin: Person,
  mark: string,
): Promise<Record<ApiKeyScope, string>> {
  const made = { CATALOG_READ: '', ORDERS_READ: '', ORDERS_WRITE: '', SALES_READ: '' };
  for (const scope of API_KEY_SCOPES) {
    made[scope] = (await addKey(portal, admin, { name: `Key ${mark} ${scope}`, scope })).secret;
  }
  return made;
}

type Placing = Pick<Side, 'mark' | 'reseller' | 'partner' | 'buyer' | 'limited'>;

async function placeOrders(
  shop: Shop,
  { mark, reseller, partner, buyer, limited }: Placing,
): Promise<Pick<Side, 'confirmed' | 'held' | 'pending'>> {
  const place = async (by: Person, state: string, changes: object): Promise<PlacedOrder> => {
    const shipToAddressId = reseller.addressId;
    const { order, userErrors } = await submit(shop, { shipToAddressId, ...changes }, by.token);
    if (order?.state !== state) throw new Error(JSON.stringify([order, userErrors]));
    return { id: order.id, number: order.number };
  };
  return {
    confirmed: await place(buyer, 'CONFIRMED', {
      purchaseOrderNumber: `PO-${mark}-1`,
      partnerOfRecordId: partner.id,
      endCustomer: { name: `End customer ${mark}` },
      lines: [
        { sku: 'SKU-A', quantity: 2, specialBidNumber: `SB-${mark}` },
        { sku: 'SKU-B', quantity: 3 },
      ],
    }),
    held: await place(buyer, 'ON_HOLD', {
      purchaseOrderNumber: `PO-${mark}-2`,
      partnerOfRecordId: partner.id,
      lines: [{ sku: 'SKU-A', quantity: 60 }],
    }),
    pending: await place(limited, 'PENDING_APPROVAL', { purchaseOrderNumber: `PO-${mark}-3` }),
  };
}
