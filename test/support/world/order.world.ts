import type { Answer, Portal } from '../portal.js';
import { addListing } from './catalog.world.js';
import { addLocation, putStock } from './inventory.world.js';
import { addMarket, addRegion } from './market.world.js';
import { addPriceList } from './pricing.world.js';
import { addAddress, addRelationship } from './reseller.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  openShop,
  orderInput,
  submit,
  type Person,
  type Shop,
  type ShopReseller,
} from './shop.world.js';

/** The shop in Germany, with a distributor and its partner, a stranger, and a second region with a market. */
export interface Channel {
  shop: Shop;
  apacId: string;
  distributor: ShopReseller;
  distributorBuyer: Person;
  /** The indirect reseller of the distributor. */
  partner: ShopReseller;
  partnerBuyer: Person;
  /** Somebody of another reseller of the German market. */
  stranger: Person;
  /** A reseller in Japan, the market of the second region. */
  tokyo: ShopReseller;
  tokyoBuyer: Person;
  deskOfEmea: Person;
  deskOfApac: Person;
}

export const DISTRIBUTOR_NAME = 'North Distribution';
export const PARTNER_NAME = 'Corner Shop';

export async function openChannel(portal: Portal): Promise<Channel> {
  const shop = await openShop(portal);
  const distributor = await addShopReseller(portal, {
    legalName: DISTRIBUTOR_NAME,
    type: 'DISTRIBUTOR',
  });
  const partner = await addShopReseller(portal, {
    legalName: PARTNER_NAME,
    type: 'INDIRECT_RESELLER',
    creditLimits: {},
  });
  await addRelationship(portal.db, {
    distributorId: distributor.id,
    indirectResellerId: partner.id,
  });
  const stranger = await addShopReseller(portal);
  const { apacId, tokyo } = await openJapan(portal, shop);
  return {
    shop,
    apacId,
    distributor,
    distributorBuyer: await addPerson(portal, { resellerId: distributor.id, role: 'BUYER' }),
    partner,
    partnerBuyer: await addPerson(portal, { resellerId: partner.id, role: 'BUYER' }),
    stranger: await addPerson(portal, { resellerId: stranger.id, role: 'RESELLER_ADMIN' }),
    tokyo,
    tokyoBuyer: await addPerson(portal, { resellerId: tokyo.id, role: 'BUYER' }),
    deskOfEmea: await addStaff(portal, 'ORDER_DESK', [shop.regionId]),
    deskOfApac: await addStaff(portal, 'ORDER_DESK', [apacId]),
  };
}

async function openJapan(
  portal: Portal,
  shop: Shop,
): Promise<{ apacId: string; tokyo: ShopReseller }> {
  const { db } = portal;
  const apacId = await addRegion(db, { code: 'APAC' });
  await addMarket(db, {
    code: 'JP',
    name: 'Japan',
    currencyCode: 'JPY',
    timeZone: 'Asia/Tokyo',
    taxRate: '10',
    regionId: apacId,
  });
  await addListing(db, { variantId: shop.a, marketCode: 'JP' });
  await addPriceList(db, { marketCode: 'JP', currencyCode: 'JPY', entries: { [shop.a]: 80_000 } });
  const locationId = await addLocation(db, { code: 'TYO', countryCode: 'JP', markets: { JP: {} } });
  await putStock(db, shop.a, locationId, 100);
  const tokyo = await addShopReseller(portal, {
    legalName: 'Tokyo Devices',
    countryCode: 'JP',
    markets: ['JP'],
    creditLimits: { JPY: '10000000' },
  });
  const addressId = await addAddress(db, { resellerId: tokyo.id, countryCode: 'JP' });
  return { apacId, tokyo: { ...tokyo, addressId } };
}

/** Places an order and gives it. */
export async function place(
  shop: Shop,
  changes: object = {},
  token = shop.buyer.token,
): Promise<Answer['data']> {
  const { order, userErrors } = await submit(shop, changes, token);
  if (order === null) throw new Error(JSON.stringify(userErrors));
  return order;
}

/** An order that the distributor placed for its partner. */
export function placeForPartner(channel: Channel, changes: object = {}): Promise<Answer['data']> {
  const { shop, distributor, distributorBuyer, partner } = channel;
  return place(
    shop,
    { shipToAddressId: distributor.addressId, partnerOfRecordId: partner.id, ...changes },
    distributorBuyer.token,
  );
}

export function placeInJapan(channel: Channel, changes: object = {}): Promise<Answer['data']> {
  const { shop, tokyo, tokyoBuyer } = channel;
  const japan = { marketCode: 'JP', shipToAddressId: tokyo.addressId };
  return place(shop, { ...japan, ...changes }, tokyoBuyer.token);
}

/** A draft of the shop's buyer; what the changes say is not yet there or otherwise. */
export async function saveDraft(
  shop: Shop,
  changes: object = {},
  token = shop.buyer.token,
): Promise<Answer['data']> {
  const { marketCode, purchaseOrderNumber, shipToAddressId, lines } = orderInput(shop);
  const input = { marketCode, purchaseOrderNumber, shipToAddressId, lines, ...changes };
  return mutate(shop.portal, 'orderDraftSave', 'OrderDraftSaveInput', { input, token });
}

/** Runs a command of the order desk or of a buyer and gives the order as it is afterwards. */
export async function mutate(
  portal: Portal,
  field: string,
  inputType: string,
  { input, token }: { input: object; token: string },
): Promise<Answer['data']> {
  const document = `mutation ($input: ${inputType}!) { ${field}(input: $input) {
    order { id number state version } userErrors { code message } } }`;
  const answer = await portal.ask(document, { input }, { token });
  const payload = answer.data?.[field];
  if (!payload?.order) throw new Error(JSON.stringify(payload ?? answer.errors));
  return payload.order;
}
