import type { Shop, ShopReseller } from './shop.world.js';
import { addListing } from './catalog.world.js';
import { addLocation, putStock } from './inventory.world.js';
import { addMarket, type MarketOptions } from './market.world.js';
import { addPriceList } from './pricing.world.js';
import { addAddress, addAuthorization, addCreditAccount } from './reseller.world.js';

export interface ForeignMarketOptions extends MarketOptions {
  currencyCode: string;
  /** Unit price of SKU-A and SKU-B in minor units. */
  a: number;
  b: number;
  creditLimit: string;
}

/** Opens a second market in which the reseller may order SKU-A and SKU-B; gives what an order's input then says. */
export async function openForeignMarket(
  shop: Shop,
  options: ForeignMarketOptions,
  reseller: ShopReseller = shop.reseller,
): Promise<{ marketCode: string; shipToAddressId: string }> {
  const { db } = shop.portal;
  const { a, b, creditLimit, ...market } = options;
  const { code: marketCode, currencyCode } = market;
  await addMarket(db, { regionId: shop.regionId, ...market });
  await addListing(db, { variantId: shop.a, marketCode });
  await addListing(db, { variantId: shop.b, marketCode });
  await addPriceList(db, { marketCode, currencyCode, entries: { [shop.a]: a, [shop.b]: b } });
  const locationId = await addLocation(db, {
    code: `${marketCode}-1`,
    markets: { [marketCode]: {} },
  });
  await putStock(db, shop.a, locationId, 100);
  await putStock(db, shop.b, locationId, 100);
  await addAuthorization(db, { resellerId: reseller.id, marketCode });
  await addCreditAccount(db, { resellerId: reseller.id, currencyCode, limit: creditLimit });
  const shipToAddressId = await addAddress(db, {
    resellerId: reseller.id,
    countryCode: marketCode,
  });
  return { marketCode, shipToAddressId };
}
