import { newId } from '../../../src/kernel/index.js';
import type { ResellerRole, StaffRole } from '../../../src/platform/access/index.js';
import type { Answer, Portal } from '../portal.js';
import { addListedVariant } from './catalog.world.js';
import { addMembership, addUser, signInAs, type LimitOptions } from './identity.world.js';
import { addLocation, putStock } from './inventory.world.js';
import { addMarket, addRegion } from './market.world.js';
import { addPriceList } from './pricing.world.js';
import { addAddress, addReseller, type ResellerOptions } from './reseller.world.js';

/** Somebody who is signed in. */
export interface Person {
  userId: string;
  email: string;
  membershipId: string | null;
  token: string;
}

/** A reseller that can order in the shop's market, with the address to ship to. */
export interface ShopReseller {
  id: string;
  addressId: string;
}

/** A market that is open, with the prices of domain.md §7, stock, and a PREMIER reseller with people. */
export interface Shop {
  portal: Portal;
  regionId: string;
  locationId: string;
  /** Ids of the variants SKU-A and SKU-B. */
  a: string;
  b: string;
  reseller: ShopReseller;
  buyer: Person;
  approver: Person;
  admin: Person;
  desk: Person;
}

export const MARKET = 'DE';

export async function openShop(portal: Portal): Promise<Shop> {
  const { db } = portal;
  const regionId = await addRegion(db, { code: 'EMEA' });
  await addMarket(db, { code: MARKET, name: 'Germany', regionId });
  const a = await addShelf(portal, 'SKU-A');
  const b = await addShelf(portal, 'SKU-B');
  await addPriceList(db, {
    marketCode: MARKET,
    code: 'DE-PREMIER',
    tier: 'PREMIER',
    entries: { [a]: { 1: 54_000, 10: 52_500, 50: 51_000 }, [b]: 11_500 },
  });
  await addPriceList(db, {
    marketCode: MARKET,
    code: 'DE-EVERYONE',
    entries: { [a]: 60_000, [b]: 12_900 },
  });
  const locationId = await addLocation(db, { code: 'RTM', markets: { [MARKET]: {} } });
  await putStock(db, a, locationId, 1_000);
  await putStock(db, b, locationId, 1_000);
  const reseller = await addShopReseller(portal);
  return {
    portal,
    regionId,
    locationId,
    a,
    b,
    reseller,
    buyer: await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' }),
    approver: await addPerson(portal, { resellerId: reseller.id, role: 'APPROVER' }),
    admin: await addPerson(portal, { resellerId: reseller.id, role: 'RESELLER_ADMIN' }),
    desk: await addStaff(portal, 'ORDER_DESK'),
  };
}

/** A device with one variant, listed in the shop's market; gives the variant's id. */
export async function addShelf(portal: Portal, sku: string): Promise<string> {
  const handle = `device-${sku.toLowerCase()}`;
  const device = { handle, sku, marketCodes: [MARKET], name: `Device ${sku}` };
  return (await addListedVariant(portal.db, device)).variantId;
}

export async function addShopReseller(
  portal: Portal,
  options: ResellerOptions = {},
): Promise<ShopReseller> {
  const id = await addReseller(portal.db, {
    tier: 'PREMIER',
    markets: [MARKET],
    creditLimits: { EUR: '1000000.00' },
    ...options,
  });
  return { id, addressId: await addAddress(portal.db, { resellerId: id, countryCode: MARKET }) };
}

export async function addPerson(
  portal: Portal,
  options: { resellerId: string; role: ResellerRole; limits?: readonly LimitOptions[] },
): Promise<Person> {
  const user = await addUser(portal.db);
  const membershipId = await addMembership(portal.db, { userId: user.id, ...options });
  const { accessToken: token } = await signInAs(portal, user.email);
  return { userId: user.id, email: user.email, membershipId, token };
}

export async function addStaff(
  portal: Portal,
  role: StaffRole,
  regionIds: readonly string[] = [],
): Promise<Person> {
  const user = await addUser(portal.db, { staffRoles: [role], regionIds });
  const { accessToken: token } = await signInAs(portal, user.email);
  return { userId: user.id, email: user.email, membershipId: null, token };
}

let numbers = 0;

/** The input of an order that passes every gate, but for what the changes say. */
export function orderInput(shop: Shop, changes: object = {}): Record<string, unknown> {
  numbers += 1;
  return {
    idempotencyKey: newId(),
    marketCode: MARKET,
    purchaseOrderNumber: `PO-${numbers}`,
    shipToAddressId: shop.reseller.addressId,
    lines: [{ sku: 'SKU-A', quantity: 1 }],
    ...changes,
  };
}

export const SUBMIT = `mutation ($input: OrderSubmitInput!) {
  orderSubmit(input: $input) {
    replayed
    order {
      id number state version
      net { amount } tax { amount } total { amount currencyCode }
      lines { id position sku quantity allocated backordered cancelled unitPrice { amount } net { amount } promisedOn }
    }
    userErrors {
      code message path state type operation stage orderableFrom available min max increment remaining number rule agreementId
      expected { amount currencyCode } actual { amount currencyCode } shortBy { amount currencyCode }
    }
  }
}`;

/** Submits over HTTP, as the shop's buyer unless a token is given. */
export function submitRaw(shop: Shop, input: object, token = shop.buyer.token): Promise<Answer> {
  return shop.portal.ask(SUBMIT, { input }, { token });
}

/** Submits and gives the payload; an answer with top-level errors is thrown. */
export async function submit(
  shop: Shop,
  changes: object = {},
  token = shop.buyer.token,
): Promise<Answer['data']> {
  const answer = await submitRaw(shop, orderInput(shop, changes), token);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data.orderSubmit;
}

/** The breaches of the domain's invariants: none, in any world that only the server has changed. */
export function breaches(portal: Portal): Promise<object[]> {
  return portal.rows('SELECT * FROM platform.invariants()');
}
