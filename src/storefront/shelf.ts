import {
  bestText,
  localesFor,
  obstaclesOf,
  type Product,
  toListing,
  Variant,
  type Certificate,
  type Listing,
  type ListingFacts,
  type Spec,
  type TechnologyAvailability,
} from '../catalog/index.js';
import { PriceBook, type BookedBreak, type BookedList } from '../pricing/index.js';
import { availabilityOf } from './availability.rules.js';
import type { VariantAvailability } from './variant-availability.type.js';

type Certified = Pick<ListingFacts, 'certificateState' | 'certifiedUntil'>;

/** The one row that the statement of shelf.sql.ts answers; what was not asked for is absent, what is not there null. */
export interface ShelfRow {
  /** JSON: a list of cards. */
  cards: string | null;
  definitions: Pick<Spec, 'code' | 'name' | 'type' | 'unit'>[] | null;
  market?: SeenMarket | null;
  certified?: [productId: string, ...Pair<Certified>][] | null;
  listings?: (StoredListing & { variantId: string })[] | null;
  stages?: [variantId: string, ...Stage][] | null;
  stock?: [variantId: string, available: number][] | null;
  arrivals?: [variantId: string, on: string, quantity: number][] | null;
  lists?: BookedList[] | null;
  breaks?: BookedBreak[] | null;
  details?: Details[] | null;
}

type Pair<Of extends Certified> = [Of['certificateState'], Of['certifiedUntil']];
type Stage = [stage: ListingFacts['stage'], pausedReason: string | null, minimum: number];
type StoredListing = Omit<ListingFacts, ToldOfListing>;
type ToldOfListing = 'sku' | 'productId' | 'marketCode' | 'orderableFrom' | keyof Certified;

interface Details {
  id: string;
  descriptions: Record<string, string> | null;
  certificates: Certificate[];
  technologies: TechnologyAvailability[];
}

/** What the statement tells of the market. */
export interface SeenMarket {
  code: string;
  state: string;
  currencyCode: string;
  defaultLocale: string;
}

interface Card extends Pick<
  Product,
  'id' | 'handle' | 'category' | 'brand' | 'launchedOn' | 'version'
> {
  names: [locale: string, name: string][];
  variants: (Pick<Variant, 'id' | 'sku' | 'mpn' | 'gtin' | 'position' | 'version'> & {
    specs: [code: string, value: string][];
  })[];
  sortKey: string;
}

/** A variant as a buyer sees it. */
export class ShelfVariant extends Variant {
  prices: PriceBook | null;
  availability: VariantAvailability | null;
}

/** A product as it stands in a list, with what the list is sorted by. */
export type ShelfProduct = Product & { sortKey: string };

/** Puts together what the statement answers: everything that a page shows is then at hand. */
export class Shelf {
  private readonly market: SeenMarket | null;
  private readonly isOpen: boolean;
  private readonly locales: string[];
  private readonly definitions: Map<
    string,
    Pick<Spec, 'name' | 'type' | 'unit'> & { place: number }
  >;
  private readonly certified: Map<string, Certified>;
  private readonly listings: Map<string, StoredListing>;
  private readonly stages: Map<string, Stage>;
  private readonly stock: Map<string, number> | null;
  private readonly arrivals: Map<string, [on: string, quantity: number]>;
  private readonly details: Map<string, Details>;
  private readonly prices: PriceBook | null;

  constructor(private readonly row: ShelfRow) {
    this.market = row.market ?? null;
    this.isOpen = this.market?.state === 'OPEN';
    this.locales = localesFor(this.market?.defaultLocale ?? null);
    this.definitions = keyed(row.definitions, ({ code, ...rest }, place) => [
      code,
      { ...rest, place },
    ]);
    this.certified = keyed(row.certified, ([id, certificateState, certifiedUntil]) => [
      id,
      { certificateState, certifiedUntil },
    ]);
    this.listings = keyed(row.listings, ({ variantId, ...listing }) => [variantId, listing]);
    this.stages = keyed(row.stages, ([variantId, ...stage]) => [variantId, stage]);
    this.stock = row.stock === undefined ? null : new Map(row.stock);
    this.arrivals = keyed(row.arrivals, ([variantId, ...arrival]) => [variantId, arrival]);
    this.details = keyed(row.details, (details) => [details.id, details]);
    this.prices = this.market && bookOf(this.market, row);
  }

  products(): ShelfProduct[] {
    const cards = JSON.parse(this.row.cards ?? '[]') as Card[];
    return cards.map((card) => this.product(card));
  }

  private product(card: Card): ShelfProduct {
    const { id, handle, category, brand, launchedOn, version, names, sortKey } = card;
    const [locale, name] = bestText(names, this.locales) ?? [null, handle];
    const details = this.details.get(id);
    const product: ShelfProduct = {
      id,
      handle,
      category,
      brand,
      launchedOn,
      version,
      locale,
      name,
      description: (locale !== null && details?.descriptions?.[locale]) || '',
      variants: [],
      certificates: details?.certificates ?? [],
      technologies: details?.technologies ?? [],
      sortKey,
    };
    product.variants = card.variants.map((variant) => this.variant(variant, product));
    return product;
  }

  private variant(card: Card['variants'][number], product: Product): ShelfVariant {
    const { id, sku, mpn, gtin, position, version } = card;
    const variant = new ShelfVariant();
    variant.id = id;
    variant.sku = sku;
    variant.mpn = mpn;
    variant.gtin = gtin;
    variant.position = position;
    variant.version = version;
    variant.specs = this.specs(card.specs);
    variant.product = product;
    variant.marketCode = this.market?.code ?? null;
    variant.listing = this.listing(id, sku, product.id);
    variant.prices = this.prices;
    variant.availability = this.availability(variant);
    return variant;
  }

  private specs(values: Card['variants'][number]['specs']): Spec[] {
    const specs: (Spec & { place: number })[] = [];
    let sorted = true;
    for (const [code, value] of values) {
      const definition = this.definitions.get(code);
      if (!definition) continue;
      const { name, type, unit, place } = definition;
      sorted &&= (specs.at(-1)?.place ?? -1) < place;
      specs.push({
        code,
        name,
        type,
        unit,
        numberValue: type === 'NUMBER' ? value : null,
        textValue: type === 'TEXT' || type === 'ENUM' ? value : null,
        booleanValue: type === 'BOOLEAN' ? value === 'true' : null,
        place,
      });
    }
    return sorted ? specs : specs.sort((a, b) => a.place - b.place);
  }

  private listing(variantId: string, sku: string, productId: string): Listing | null {
    const listing = this.listings.get(variantId);
    if (!listing || !this.market) return null;
    const row: ListingFacts = {
      ...listing,
      sku,
      productId,
      marketCode: this.market.code,
      orderableFrom:
        listing.stage === 'PLANNED' ? (listing.preorderFrom ?? listing.onSaleFrom) : null,
      ...this.certificateOf(productId),
    };
    return toListing(row, this.isOpen);
  }

  private certificateOf(productId: string): Certified {
    return this.certified.get(productId) ?? { certificateState: 'VALID', certifiedUntil: null };
  }

  private availability({ id, product, listing }: ShelfVariant): VariantAvailability | null {
    if (!this.stock) return null;
    const available = this.stock.get(id) ?? 0;
    const arrival = this.arrivals.get(id);
    return {
      variantId: id,
      available,
      nextInboundOn: arrival?.[0] ?? null,
      nextInboundQuantity: arrival?.[1] ?? null,
      state: availabilityOf({ ...this.orderabilityOf(id, product.id, listing), available }),
    };
  }

  private orderabilityOf(id: string, productId: string, listing: Listing | null) {
    if (listing) {
      const { orderable, stage, minimumQuantity } = listing;
      return { orderable, preorder: stage === 'PREORDER', minimumQuantity };
    }
    const found = this.stages.get(id);
    if (!found) return { orderable: false, preorder: false, minimumQuantity: 1 };
    const [stage, pausedReason, minimumQuantity] = found;
    const facts = { stage, pausedReason, orderableFrom: null, ...this.certificateOf(productId) };
    const orderable = obstaclesOf(facts, this.isOpen).length === 0;
    return { orderable, preorder: stage === 'PREORDER', minimumQuantity };
  }
}

function keyed<Row, Value>(
  rows: readonly Row[] | null | undefined,
  entryOf: (row: Row, place: number) => [string, Value],
): Map<string, Value> {
  return new Map((rows ?? []).map(entryOf));
}

/** Null where no prices were asked for. */
function bookOf({ currencyCode }: SeenMarket, { lists, breaks }: ShelfRow): PriceBook | null {
  return breaks === undefined ? null : new PriceBook(currencyCode, lists ?? [], breaks ?? []);
}
