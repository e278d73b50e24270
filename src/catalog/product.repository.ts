import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { OfferFacts } from './offer.rules.js';
import type { Listing } from './listing.type.js';
import { countStatement, ONE_SQL, pageStatement, type ProductSelection } from './product.sql.js';
import type { ProductCategory } from './product.rules.js';
import type { Certificate, Spec } from './product.type.js';
import type { TechnologyAvailability } from './technology.type.js';

/** For whom texts and listings are chosen. */
export interface Audience {
  marketCode: string | null;
  /** The languages to look for, best first. */
  locales: string[];
}

export type ListingRow = Omit<Listing, 'orderable' | 'obstacles'> & OfferFacts;

export interface VariantRow {
  id: string;
  sku: string;
  mpn: string;
  gtin: string;
  position: number;
  version: number;
  specs: Spec[];
  listing: ListingRow | null;
}

/** A product with all that a page may show of it, whatever is selected: it always takes one statement. */
export interface ProductRow {
  id: string;
  handle: string;
  category: ProductCategory;
  brand: string;
  launchedOn: string;
  version: number;
  locale: string | null;
  name: string;
  description: string;
  variants: VariantRow[];
  certificates: Certificate[];
  technologies: TechnologyAvailability[];
  /** What the row is sorted by, as it goes into a cursor. */
  sortKey: string;
}

export type ProductAddress = { id: string } | { handle: string } | { sku: string };

@Injectable()
export class ProductRepository {
  /** One row more than the page holds, when there is one. */
  page(
    tx: Tx,
    selection: ProductSelection & { audience: Audience; plan: PagePlan },
  ): Promise<ProductRow[]> {
    const { audience, order, plan } = selection;
    const { name, text, start } = pageStatement(order, plan.direction, rangeOf(selection));
    const place = plan.cursor?.slice(1) ?? start;
    const values = [...filterValues(selection), audience.locales, ...place, plan.fetch];
    return tx.named<ProductRow>(name, text, values);
  }

  async count(tx: Tx, selection: ProductSelection): Promise<number> {
    const { name, text } = countStatement(rangeOf(selection));
    const [row] = await tx.named<{ count: number }>(name, text, filterValues(selection));
    return row?.count ?? 0;
  }

  async find(tx: Tx, audience: Audience, address: ProductAddress): Promise<ProductRow | null> {
    const [row] = await tx.named<ProductRow>('catalog.product.one', ONE_SQL, [
      audience.marketCode,
      audience.locales,
      'id' in address ? address.id : null,
      'handle' in address ? address.handle : null,
      'sku' in address ? address.sku : null,
    ]);
    return row ?? null;
  }
}

function rangeOf({ marketCode }: ProductSelection): 'all' | 'listed' {
  return marketCode === null ? 'all' : 'listed';
}

function filterValues({ marketCode, category, brand }: ProductSelection): unknown[] {
  return [marketCode, category, brand];
}
