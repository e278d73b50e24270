import { addListing } from './catalog.world.js';
import { addMarket } from './market.world.js';
import { addPriceList } from './pricing.world.js';
import { addAddress } from './reseller.world.js';
import type { Shop } from './shop.world.js';

/** Two markets in which it is never the same day. */
const ZONES = { KI: 'Pacific/Kiritimati', AS: 'Pacific/Pago_Pago' } as const;
export type ZoneCode = keyof typeof ZONES;

/** What the shop's reseller needs to order SKU-A there. */
export type TwoZones = Record<ZoneCode, { listingId: string; addressId: string }>;

export async function openTwoZones(shop: Shop): Promise<TwoZones> {
  return { KI: await openZone(shop, 'KI'), AS: await openZone(shop, 'AS') };
}

async function openZone(
  { portal, regionId, locationId, reseller, a }: Shop,
  code: ZoneCode,
): Promise<TwoZones[ZoneCode]> {
  const { db } = portal;
  await addMarket(db, { code, timeZone: ZONES[code], regionId });
  const listingId = await addListing(db, { variantId: a, marketCode: code });
  await addPriceList(db, { marketCode: code, entries: { [a]: 10_000 } });
  await db.query(
    'INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, $2, 1, 2)',
    [locationId, code],
  );
  await db.query(
    `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from)
     VALUES (gen_random_uuid(), $1, $2, '2020-01-01')`,
    [reseller.id, code],
  );
  const addressId = await addAddress(db, { resellerId: reseller.id, countryCode: code });
  return { listingId, addressId };
}

/** The day that it is there now, as YYYY-MM-DD. */
export function todayIn(code: ZoneCode): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONES[code] }).format(new Date());
}

export function dayFrom(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
