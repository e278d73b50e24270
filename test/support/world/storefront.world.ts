import { addListing, addProduct, addVariant } from './catalog.world.js';
import type { WorldDatabase } from './world-database.js';

export interface ShelfOptions {
  marketCode: string;
  count: number;
  /** The names are this and a number, such as Notebook 007. */
  name: string;
}

/** Fills a market with many products of one variant each, and gives the variants' ids in the order of the names. */
export async function fillShelf(db: WorldDatabase, options: ShelfOptions): Promise<string[]> {
  const variantIds: string[] = [];
  for (let place = 1; place <= options.count; place += 1) {
    const number = String(place).padStart(3, '0');
    const name = `${options.name} ${number}`;
    const handle = name.toLowerCase().replaceAll(' ', '-');
    const productId = await addProduct(db, { handle, name });
    const variantId = await addVariant(db, { productId, sku: handle.toUpperCase() });
    await addListing(db, { variantId, marketCode: options.marketCode });
    variantIds.push(variantId);
  }
  return variantIds;
}
