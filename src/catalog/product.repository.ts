import { Injectable } from '@nestjs/common';
import type { Statements, Tx } from '../platform/database/index.js';
import { DEFINITIONS_SQL, ONE_SQL } from './product.sql.js';
import { FALLBACK_LOCALE, type ProductCategory } from './product.rules.js';
import type { Certificate, Spec } from './product.type.js';
import type { TechnologyAvailability } from './technology.type.js';

export interface VariantRow {
  id: string;
  sku: string;
  mpn: string;
  gtin: string;
  position: number;
  version: number;
  specs: Spec[];
}

/** A product with all that there is to show of it outside of any market. */
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
}

export interface SpecDefinitionRow {
  id: string;
  code: string;
  type: string;
}

@Injectable()
export class ProductRepository {
  specDefinitions(one: Statements, codes: readonly string[]): Promise<SpecDefinitionRow[]> {
    return one.named<SpecDefinitionRow>('catalog.definitions', DEFINITIONS_SQL, [codes]);
  }

  async find(tx: Tx, id: string): Promise<ProductRow | null> {
    const [row] = await tx.named<ProductRow>('catalog.product.one', ONE_SQL, [id, FALLBACK_LOCALE]);
    return row ?? null;
  }
}
