import { Injectable } from '@nestjs/common';
import { CatalogService, type Product, type Variant } from '../catalog/index.js';
import { checkQuantity, isId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import type { ResolvedPrice } from '../pricing/index.js';
import { availabilityOf } from './availability.rules.js';
import { buyerOf } from './buyer.js';
import { OfferLoader } from './offer.loader.js';
import type { VariantAvailability } from './variant-availability.type.js';

const HANDLE = /^[a-z0-9-]{1,80}$/;
const SKU = /^[A-Z0-9-]{3,40}$/;

export interface ProductAddress {
  id: string | null;
  handle: string | null;
}

/** What a reseller sees of one product: its price and availability. */
@Injectable()
export class StorefrontService {
  constructor(
    private readonly catalog: CatalogService,
    private readonly offers: OfferLoader,
  ) {}

  async product(
    ctx: RequestContext,
    address: ProductAddress,
    marketCode: string | null,
  ): Promise<Product> {
    const known = knownAddress(address);
    const product = known && (await this.catalog.product(ctx, known, marketCode));
    if (product) return product;
    throw new ApiError('NOT_FOUND', 'There is no such product. The query "products" lists them.');
  }

  async variant(ctx: RequestContext, sku: string, marketCode: string | null): Promise<Variant> {
    const variant = SKU.test(sku) ? await this.catalog.variant(ctx, sku, marketCode) : null;
    if (variant) return variant;
    throw new ApiError('NOT_FOUND', 'There is no such SKU. The query "products" lists them.', {
      facts: { problem: 'UNKNOWN_SKU', sku },
    });
  }

  /** What the caller's reseller pays per piece at the quantity; null for whoever has no price. */
  async price(
    ctx: RequestContext,
    variant: Variant,
    quantity: number,
  ): Promise<ResolvedPrice | null> {
    const problems = checkQuantity(quantity, { path: ['quantity'] });
    if (problems.length > 0) throw new ProblemError(problems);
    if (variant.marketCode === null || !buyerOf(ctx)) return null;
    const place = { marketCode: variant.marketCode, variantId: variant.id };
    return this.offers.price(ctx, place, quantity);
  }

  /** What is there for the caller's reseller; null for whoever speaks for none. */
  async availability(ctx: RequestContext, variant: Variant): Promise<VariantAvailability | null> {
    const { id: variantId, marketCode, listing } = variant;
    if (marketCode === null || !buyerOf(ctx)) return null;
    const stock = await this.offers.stock(ctx, { marketCode, variantId });
    if (!stock) return null;
    const state = availabilityOf({
      orderable: listing?.orderable ?? false,
      preorder: listing?.stage === 'PREORDER',
      minimumQuantity: listing?.minimumQuantity ?? 1,
      available: stock.available,
    });
    return { ...stock, state };
  }
}

/** Null for what cannot name a product: it need not be looked for. */
function knownAddress({ id, handle }: ProductAddress): { id: string } | { handle: string } | null {
  if (id !== null && handle === null) return isId(id) ? { id } : null;
  if (handle !== null && id === null) return HANDLE.test(handle) ? { handle } : null;
  throw new ProblemError({
    code: 'INVALID_VALUE',
    message: 'Give either the id or the handle of the product.',
    path: ['id'],
  });
}
