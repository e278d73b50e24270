import { Injectable } from '@nestjs/common';
import type { Product, Variant } from '../catalog/index.js';
import { isId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { ProductListService } from './product-list.service.js';
import type { ProductAddress } from './product-list.sql.js';
import type { ShelfParts } from './shelf.sql.js';

const HANDLE = /^[a-z0-9-]{1,80}$/;
const SKU = /^[A-Z0-9-]{3,40}$/;

/** Where a product is looked for, and what of it is asked for. */
export interface Glance {
  marketCode: string | null;
  parts: ShelfParts;
}

/** What a reseller sees of one product: its price and availability. */
@Injectable()
export class StorefrontService {
  constructor(private readonly lists: ProductListService) {}

  async product(
    ctx: RequestContext,
    address: { id: string | null; handle: string | null },
    glance: Glance,
  ): Promise<Product> {
    const product = await this.find(ctx, knownAddress(address), glance);
    if (product) return product;
    throw new ApiError('NOT_FOUND', 'There is no such product. The query "products" lists them.');
  }

  async variant(ctx: RequestContext, sku: string, glance: Glance): Promise<Variant> {
    const product = await this.find(ctx, SKU.test(sku) ? { sku } : null, glance);
    const variant = product?.variants.find((found) => found.sku === sku);
    if (variant) return variant;
    throw new ApiError('NOT_FOUND', 'There is no such SKU. The query "products" lists them.', {
      facts: { problem: 'UNKNOWN_SKU', sku },
    });
  }

  private async find(
    ctx: RequestContext,
    address: ProductAddress | null,
    { marketCode, parts }: Glance,
  ): Promise<Product | null> {
    if (!address) return null;
    const list = await this.lists.open(ctx, { marketCode, filter: {}, search: null, order: null });
    const { products } = await this.lists.shelf(ctx, list, { place: { address }, parts });
    return products[0] ?? null;
  }
}

/** Null for what cannot name a product: it need not be looked for. */
function knownAddress({
  id,
  handle,
}: {
  id: string | null;
  handle: string | null;
}): ProductAddress | null {
  if (id !== null && handle === null) return isId(id) ? { id } : null;
  if (handle !== null && id === null) return HANDLE.test(handle) ? { handle } : null;
  throw new ProblemError({
    code: 'INVALID_VALUE',
    message: 'Give either the id or the handle of the product.',
    path: ['id'],
  });
}
