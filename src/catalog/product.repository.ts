import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { OfferFacts } from './offer.rules.js';
import type { Listing } from './listing.type.js';
import { cardsStatement, DEFINITIONS_SQL, ONE_SQL } from './product.sql.js';
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

/** A statement that finds products, for their cards to be added. */
export interface ProductPick {
  /** `WITH` clauses that end with `page (id, key)`. $1 and $2 are the market and the languages. */
  ctes: string;
  /** From $3 on. */
  values: readonly unknown[];
  descending: boolean;
  /** Statements of this form are few: each connection may keep them prepared. */
  frequent: boolean;
}

export interface SpecDefinitionRow {
  id: string;
  code: string;
  type: string;
}

@Injectable()
export class ProductRepository {
  cards(tx: Tx, audience: Audience, pick: ProductPick): Promise<ProductRow[]> {
    const text = cardsStatement(pick);
    const values = [audience.marketCode, audience.locales, ...pick.values];
    if (!pick.frequent) return tx.query<ProductRow>(text, values);
    const name = `catalog.cards.${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
    return tx.named<ProductRow>(name, text, values);
  }

  specDefinitions(tx: Tx, codes: readonly string[]): Promise<SpecDefinitionRow[]> {
    return tx.named<SpecDefinitionRow>('catalog.definitions', DEFINITIONS_SQL, [codes]);
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
