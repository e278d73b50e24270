import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import {
  ProductRepository,
  type ProductRow,
  type SpecDefinitionRow,
} from './product.repository.js';
import type { Product, Variant } from './product.type.js';

@Injectable()
export class CatalogService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductRepository,
  ) {}

  /** The specs of these codes, as far as there are any. */
  specDefinitions(ctx: RequestContext, codes: readonly string[]): Promise<SpecDefinitionRow[]> {
    return this.unitOfWork.readOne(ctx, (one) => this.products.specDefinitions(one, codes));
  }

  /** As it stands inside a unit of work that changes it, in English and for no market. */
  async current(tx: Tx, id: string): Promise<Product> {
    const row = await this.products.find(tx, id);
    assert(row, 'a product that is being changed exists');
    return toProduct(row);
  }

  async currentVariant(tx: Tx, productId: string, id: string): Promise<Variant | undefined> {
    const { variants } = await this.current(tx, productId);
    return variants.find((variant) => variant.id === id);
  }
}

function toProduct(row: ProductRow): Product {
  const product: Product = { ...row, variants: [] };
  product.variants = row.variants.map((variant) => ({
    ...variant,
    product,
    marketCode: null,
    listing: null,
  }));
  return product;
}
