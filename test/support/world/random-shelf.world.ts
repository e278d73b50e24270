import type { ProductCategory } from '../../../src/catalog/product.rules.js';
import type { Random } from '../random.js';
import {
  addCertificate,
  addListing,
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
  requireCertificate,
} from './catalog.world.js';
import { addLocation, putStock } from './inventory.world.js';
import { addPriceList } from './pricing.world.js';
import type { WorldDatabase } from './world-database.js';

export const SHELF_CATEGORIES = ['LAPTOP', 'TABLET', 'SMART_SPEAKER'] as const;
export const SHELF_BRANDS = ['Xiaomi', 'Redmi', 'Poco'] as const;
/** Far enough from each other that one wrong letter never makes one of another. */
export const SHELF_WORDS = ['Notebook', 'Tastatur', 'Quantum', 'Lautsprecher', 'Zylinder'] as const;
export const SHELF_SYSTEMS = ['WINDOWS_11', 'WINDOWS_10', 'NONE'] as const;
export const SHELF_MEMORIES = [4, 8, 13.3, 16, 32] as const;

const STAGES = {
  PLANNED: { onSaleFrom: '2099-01-01' },
  PREORDER: { preorderFrom: '2020-01-01', onSaleFrom: '2099-01-01' },
  ON_SALE: {},
  LAST_TIME_BUY: { lastTimeBuyFrom: '2021-01-01' },
  END_OF_SALE: { endOfSaleOn: '2021-01-01' },
  END_OF_SERVICE: { endOfSaleOn: '2021-01-01', endOfServiceOn: '2022-01-01' },
} as const;
export const SHELF_STAGES = Object.keys(STAGES) as (keyof typeof STAGES)[];

/** What is known of a variant without asking the portal. */
export interface ShelfVariant {
  id: string;
  sku: string;
  specs: Record<string, string>;
  listed: boolean;
  stage: keyof typeof STAGES;
  paused: boolean;
  minimumQuantity: number;
  firstQuantity: number;
  /** By price list, its breaks. */
  prices: Record<string, Record<number, number>>;
  stock: number;
}

export interface ShelfProduct {
  id: string;
  handle: string;
  name: string;
  category: ProductCategory;
  brand: string;
  certified: boolean;
  variants: ShelfVariant[];
}

export interface ShelfPlaces {
  marketCode: string;
  /** A price list is for everyone, for PREMIER resellers, or for this one. */
  resellerId: string;
}

export const SHELF_LISTS = ['EVERYONE', 'TIER', 'RESELLER'] as const;

/** Fills a market with random products, and gives what it put there. Tablets need a certificate, and some have one. */
export async function fillRandomShelf(
  db: WorldDatabase,
  random: Random,
  { marketCode, resellerId }: ShelfPlaces,
  count: number,
): Promise<ShelfProduct[]> {
  const definitions = await addDefinitions(db);
  await requireCertificate(db, marketCode, 'TABLET', 'CE');
  const products: ShelfProduct[] = [];
  for (let number = 1; number <= count; number += 1) {
    products.push(await addRandomProduct(db, random, number, { marketCode, definitions }));
  }
  const variants = products.flatMap((product) => product.variants);
  for (const list of SHELF_LISTS) {
    await addPriceList(db, {
      code: `${marketCode}-${list}`,
      marketCode,
      ...(list === 'TIER' ? { tier: 'PREMIER' as const } : {}),
      ...(list === 'RESELLER' ? { resellerId } : {}),
      entries: Object.fromEntries(
        variants.flatMap(({ id, prices }) => (prices[list] ? [[id, prices[list]]] : [])),
      ),
    });
  }
  const location = await addLocation(db, {
    code: `LOC-${marketCode}`,
    markets: { [marketCode]: {} },
  });
  for (const { id, stock } of variants) if (stock > 0) await putStock(db, id, location, stock);
  return products;
}

async function addDefinitions(db: WorldDatabase): Promise<Record<string, string>> {
  const define = (code: string, type: 'NUMBER' | 'ENUM' | 'BOOLEAN' | 'TEXT', more = {}) =>
    addSpecDefinition(db, { code, type, isFacet: true, ...more });
  return {
    MEMORY: await define('MEMORY', 'NUMBER', { unit: 'GB', position: 1 }),
    SYSTEM: await define('SYSTEM', 'ENUM', { enumValues: [...SHELF_SYSTEMS], position: 2 }),
    PEN: await define('PEN', 'BOOLEAN', { position: 3 }),
    // No facet: it can be filtered by, but is not counted.
    COLOUR: await define('COLOUR', 'TEXT', { position: 4, isFacet: false }),
  };
}

interface ShelfPlan {
  marketCode: string;
  definitions: Record<string, string>;
}

async function addRandomProduct(
  db: WorldDatabase,
  random: Random,
  number: number,
  plan: ShelfPlan,
): Promise<ShelfProduct> {
  const words = random.some(SHELF_WORDS, 0.4);
  const product = {
    handle: `product-${number}`,
    name: [...words, `P${String(number).padStart(3, '0')}`].join(' '),
    category: random.pick(SHELF_CATEGORIES),
    brand: random.pick(SHELF_BRANDS),
    certified: random.chance(0.6),
    variants: [] as ShelfVariant[],
  };
  const id = await addProduct(db, {
    ...product,
    launchedOn: `20${10 + random.below(10)}-0${1 + random.below(9)}-15`,
  });
  if (product.certified) {
    await addCertificate(db, { productId: id, marketCode: plan.marketCode, scheme: 'CE' });
  }
  for (let place = random.below(4); place > 0; place -= 1) {
    const sku = `P${number}-${place}`;
    const variantId = await addVariant(db, { productId: id, sku, position: place });
    product.variants.push(await fillVariant(db, random, { ...plan, id: variantId, sku }));
  }
  return { id, ...product };
}

async function fillVariant(
  db: WorldDatabase,
  random: Random,
  { id, sku, marketCode, definitions }: ShelfPlan & { id: string; sku: string },
): Promise<ShelfVariant> {
  const values: Record<string, string | number | boolean> = {};
  if (random.chance(0.8)) values['MEMORY'] = random.pick(SHELF_MEMORIES);
  if (random.chance(0.8)) values['SYSTEM'] = random.pick(SHELF_SYSTEMS);
  if (random.chance(0.5)) values['PEN'] = random.chance(0.5);
  if (random.chance(0.5)) values['COLOUR'] = random.pick(['black', 'silver']);
  for (const [code, value] of Object.entries(values)) {
    await addSpec(db, id, definitions[code] ?? '', value);
  }
  const listed = random.chance(0.8);
  const stage = random.chance(0.5) ? 'ON_SALE' : random.pick(SHELF_STAGES);
  const paused = random.chance(0.2);
  const minimumQuantity = random.chance(0.7) ? 1 : 7;
  const quantityIncrement = random.chance(0.7) ? 1 : 5;
  if (listed) {
    await addListing(db, {
      variantId: id,
      marketCode,
      ...STAGES[stage],
      pausedReason: paused ? 'New firmware.' : null,
      minimumQuantity,
      quantityIncrement,
    });
  }
  const prices: ShelfVariant['prices'] = {};
  for (const list of random.some(SHELF_LISTS, 0.5)) {
    const price = 1000 + random.below(40) * 50;
    prices[list] = { [random.pick([1, 1, 3])]: price };
    if (random.chance(0.3)) prices[list][6] = price - 100;
  }
  return {
    id,
    sku,
    specs: Object.fromEntries(Object.entries(values).map(([code, value]) => [code, String(value)])),
    listed,
    stage,
    paused,
    minimumQuantity,
    firstQuantity: Math.ceil(minimumQuantity / quantityIncrement) * quantityIncrement,
    prices,
    stock: random.pick([0, 3, 8, 50]),
  };
}
