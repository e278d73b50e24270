import { resolvePrice, type PriceAudience } from '../../src/pricing/price.rules.js';
import { SHELF_LISTS, type ShelfProduct, type ShelfVariant } from './world/random-shelf.world.js';

/** A list that is asked for, as the variables of an operation. */
export interface ShelfQuestion {
  search?: string;
  filter: {
    category?: string[];
    brand?: string[];
    stage?: string[];
    orderable?: boolean;
    paused?: boolean;
    inStock?: boolean;
    price?: { min?: ShelfMoney; max?: ShelfMoney };
    specs?: { code: string; values?: string[]; min?: string; max?: string }[];
  };
}

interface ShelfMoney {
  amount: string;
  currencyCode: string;
}

type Counted = Record<string, number>;

export interface ShelfSummary {
  handles: string[];
  totalCount: number;
  category: Counted;
  brand: Counted;
  stage: Counted;
  priceRange: { min: string; max: string } | null;
  specs: Record<string, Counted>;
}

interface Candidate {
  product: ShelfProduct;
  variant: ShelfVariant;
}

const FACETS = ['MEMORY', 'PEN', 'SYSTEM'];

/** What the portal must answer about a market, computed the plain way: variant by variant, condition by condition. */
export function summaryOf(products: readonly ShelfProduct[], asked: ShelfQuestion): ShelfSummary {
  const candidates = products.flatMap((product) =>
    product.variants.filter(({ listed }) => listed).map((variant) => ({ product, variant })),
  );
  const meeting = (without?: string) =>
    candidates.filter((candidate) => meets(candidate, asked, without));
  const found = meeting();
  const prices = meeting('price').flatMap(({ variant }) => priceOf(variant) ?? []);
  return {
    handles: distinct(found.map(({ product }) => product.handle)).sort(),
    totalCount: distinct(found.map(({ product }) => product.id)).length,
    category: count(meeting('category'), ({ product }) => [product.category]),
    brand: count(meeting('brand'), ({ product }) => [product.brand]),
    stage: count(meeting('stage'), ({ variant }) => [variant.stage]),
    priceRange:
      prices.length === 0
        ? null
        : { min: amount(Math.min(...prices)), max: amount(Math.max(...prices)) },
    specs: Object.fromEntries(
      FACETS.map((code) => [
        code,
        count(meeting(`spec ${code}`), ({ variant }) => variant.specs[code] ?? []),
      ]).filter(([, counted]) => Object.keys(counted ?? {}).length > 0),
    ),
  };
}

function meets({ product, variant }: Candidate, asked: ShelfQuestion, without?: string): boolean {
  const { filter } = asked;
  const checks: [string, boolean][] = [
    ['search', asked.search === undefined || isFound(product, asked.search)],
    ['category', !filter.category || filter.category.includes(product.category)],
    ['brand', !filter.brand || filter.brand.includes(product.brand)],
    ['stage', !filter.stage || filter.stage.includes(variant.stage)],
    [
      'orderable',
      filter.orderable === undefined || filter.orderable === isOrderable({ product, variant }),
    ],
    ['paused', filter.paused === undefined || filter.paused === variant.paused],
    ['inStock', filter.inStock === undefined || filter.inStock === isInStock({ product, variant })],
    ['price', !filter.price || isInRange(priceOf(variant), filter.price)],
    ...(filter.specs ?? []).map((spec): [string, boolean] => [
      `spec ${spec.code}`,
      hasValue(variant.specs[spec.code], spec),
    ]),
  ];
  return checks.every(([name, met]) => met || name === without);
}

function isOrderable({ product, variant }: Candidate): boolean {
  return (
    !variant.paused &&
    ['PREORDER', 'ON_SALE', 'LAST_TIME_BUY'].includes(variant.stage) &&
    (product.category !== 'TABLET' || product.certified)
  );
}

function isInStock({ product, variant }: Candidate): boolean {
  return (
    isOrderable({ product, variant }) &&
    variant.stage !== 'PREORDER' &&
    variant.stock >= variant.minimumQuantity
  );
}

/** In minor units, at the least quantity that can be ordered. */
export function priceOf(variant: ShelfVariant): number | null {
  const candidates = SHELF_LISTS.flatMap((audience: PriceAudience) =>
    Object.entries(variant.prices[audience] ?? {}).map(([minimumQuantity, unitPriceMinor]) => ({
      variantId: variant.id,
      priceListId: audience,
      code: audience,
      name: audience,
      audience,
      priority: 0,
      validFrom: '2020-01-01',
      currencyCode: 'EUR',
      minimumQuantity: Number(minimumQuantity),
      unitPriceMinor,
    })),
  );
  const question = { quantity: variant.firstQuantity, currencyCode: 'EUR' as const, candidates };
  const { unitPrice } = resolvePrice(question);
  return unitPrice && Number(unitPrice.minor);
}

function isInRange(price: number | null, range: { min?: ShelfMoney; max?: ShelfMoney }): boolean {
  if (price === null) return false;
  const minor = (money: ShelfMoney) => Math.round(Number(money.amount) * 100);
  return (!range.min || price >= minor(range.min)) && (!range.max || price <= minor(range.max));
}

function hasValue(
  value: string | undefined,
  { values, min, max }: { values?: string[]; min?: string; max?: string },
): boolean {
  if (value === undefined) return false;
  if (values) return values.includes(value);
  const number = Number(value);
  return (!min || number >= Number(min)) && (!max || number <= Number(max));
}

/** Words of a shelf's search are beginnings of words, or have one letter wrong. */
function isFound(product: ShelfProduct, search: string): boolean {
  const words = [
    ...product.name.split(' '),
    product.brand,
    ...product.category.split('_'),
    ...product.variants.flatMap((variant) => [
      ...variant.sku.split('-'),
      variant.sku.replaceAll('-', ''),
      ...Object.entries(variant.specs).flatMap(([code, value]) =>
        code === 'MEMORY' ? [value, 'gb', `${value}gb`] : code === 'PEN' ? [] : value.split('_'),
      ),
    ]),
  ].map((word) => word.toLowerCase());
  const terms = search
    .toLowerCase()
    .replace(/(\d) gb/g, '$1gb')
    .split(/[ -]/);
  return terms.every((term) =>
    words.some(
      (word) => word.startsWith(term) || (/^[a-z]{5,}$/.test(term) && oneLetterOff(word, term)),
    ),
  );
}

function oneLetterOff(word: string, term: string): boolean {
  if (word.length !== term.length) return false;
  return [...word].filter((letter, place) => letter !== term[place]).length === 1;
}

function count(
  found: readonly Candidate[],
  valuesOf: (candidate: Candidate) => string | string[],
): Counted {
  const products = new Map<string, Set<string>>();
  for (const candidate of found) {
    for (const value of [valuesOf(candidate)].flat()) {
      products.set(value, (products.get(value) ?? new Set()).add(candidate.product.id));
    }
  }
  return Object.fromEntries([...products].map(([value, ids]) => [value, ids.size]));
}

function distinct(values: string[]): string[] {
  return [...new Set(values)];
}

function amount(minor: number): string {
  return (minor / 100).toFixed(2);
}
