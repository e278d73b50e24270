import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { InventoryService, type Availability } from '../inventory/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { PricingService, type ResolvedPrice } from '../pricing/index.js';

type ByVariant<Value> = DataLoader<string, Value | null>;

interface Loaders {
  prices: Map<string, ByVariant<ResolvedPrice>>;
  stocks: Map<string, ByVariant<Availability>>;
}

export interface VariantInMarket {
  marketCode: string;
  variantId: string;
}

/**
 * Gathers what the variants of a request ask for, so that a page takes one statement for all its prices and one for
 * all its stock. What it holds lives as long as the request.
 */
@Injectable()
export class OfferLoader {
  private readonly byRequest = new WeakMap<RequestContext, Loaders>();

  constructor(
    private readonly pricing: PricingService,
    private readonly inventory: InventoryService,
  ) {}

  price(
    ctx: RequestContext,
    { marketCode, variantId }: VariantInMarket,
    quantity: number,
  ): Promise<ResolvedPrice | null> {
    return loaderOf(this.loadersOf(ctx).prices, `${marketCode} ${quantity}`, (variantIds) =>
      this.pricing.priceMany(
        ctx,
        marketCode,
        variantIds.map((id) => ({ variantId: id, quantity })),
      ),
    ).load(variantId);
  }

  stock(
    ctx: RequestContext,
    { marketCode, variantId }: VariantInMarket,
  ): Promise<Availability | null> {
    return loaderOf(this.loadersOf(ctx).stocks, marketCode, (variantIds) =>
      this.inventory.availability(ctx, marketCode, variantIds),
    ).load(variantId);
  }

  private loadersOf(ctx: RequestContext): Loaders {
    const known = this.byRequest.get(ctx);
    if (known) return known;
    const loaders: Loaders = { prices: new Map(), stocks: new Map() };
    this.byRequest.set(ctx, loaders);
    return loaders;
  }
}

function loaderOf<Value>(
  loaders: Map<string, ByVariant<Value>>,
  key: string,
  load: (variantIds: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): ByVariant<Value> {
  const known = loaders.get(key);
  if (known) return known;
  const loader: ByVariant<Value> = new DataLoader(async (variantIds) => {
    const found = await load(variantIds);
    return variantIds.map((id) => found.get(id) ?? null);
  });
  loaders.set(key, loader);
  return loader;
}
