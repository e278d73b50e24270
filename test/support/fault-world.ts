import { makeSigningKeys } from '../../src/platform/config/index.js';
import { OrderingCrowd } from './ordering-crowd.js';
import { openPortal } from './portal.js';
import type { TestDatabase } from './test-database.js';
import { putStock } from './world/inventory.world.js';
import { addPriceList } from './world/pricing.world.js';
import { addShelf, MARKET, openShop, orderInput } from './world/shop.world.js';

const SKUS = ['FAULT-1', 'FAULT-2', 'FAULT-3', 'FAULT-4', 'FAULT-5'];

/** A shop on a database that survives its servers. */
export interface FaultWorld {
  /** What a server of this world needs in its environment. */
  variables: Record<string, string>;
  crowd: OrderingCrowd;
}

export async function buildFaultWorld(database: TestDatabase, seed: number): Promise<FaultWorld> {
  const secrets = {
    SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
    ACCESS_TOKEN_MINUTES: '1440',
  };
  const portal = await openPortal(database, secrets);
  const shop = await openShop(portal);
  const entries: Record<string, number> = {};
  for (const sku of SKUS) {
    const variantId = await addShelf(portal, sku);
    entries[variantId] = 10_000;
    // The last one runs out: what nobody has is promised for later.
    await putStock(portal.db, variantId, shop.locationId, sku === SKUS.at(-1) ? 50 : 1_000_000);
  }
  await addPriceList(portal.db, { marketCode: MARKET, entries });
  // Credit for some hundreds of orders; those after them wait ON_HOLD.
  await portal.db.query('UPDATE reseller.credit_account SET limit_minor = 20000000');
  await portal.stop();
  const crowd = new OrderingCrowd({
    seed,
    token: shop.buyer.token,
    adminUrl: () => database.adminUrl,
    input: (below) => {
      const count = 1 + below(SKUS.length);
      const lines = SKUS.slice(0, count).map((sku) => ({ sku, quantity: 1 + below(3) }));
      return orderInput(shop, { lines, acceptBackorder: true });
    },
  });
  return { crowd, variables: { ...secrets, DATABASE_URL: database.url } };
}
