import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import { MarketService, type Market } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { toListing } from './listing.view.js';
import {
  ProductRepository,
  type Audience,
  type ProductAddress,
  type ProductPick,
  type ProductRow,
  type SpecDefinitionRow,
} from './product.repository.js';
import { FALLBACK_LOCALE } from './product-write.rules.js';
import type { Product, Variant } from './product.type.js';

@Injectable()
export class CatalogService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductRepository,
    private readonly markets: MarketService,
  ) {}

  /** What a statement of those who sell finds, as cards; the market is the one whose listings and texts are shown. */
  async cards(
    ctx: RequestContext,
    market: Market | null,
    pick: ProductPick,
  ): Promise<ListedProduct[]> {
    const rows = await this.unitOfWork.read(ctx, (tx) =>
      this.products.cards(tx, audienceOf(market), pick),
    );
    return rows.map((row) => toProduct(row, market));
  }

  /** The specs of these codes, as far as there are any. */
  specDefinitions(ctx: RequestContext, codes: readonly string[]): Promise<SpecDefinitionRow[]> {
    return this.unitOfWork.read(ctx, (tx) => this.products.specDefinitions(tx, codes));
  }

  async product(
    ctx: RequestContext,
    address: ProductAddress,
    marketCode: string | null,
  ): Promise<Product | null> {
    const market = await this.marketOf(ctx, marketCode);
    const row = await this.unitOfWork.read(ctx, (tx) =>
      this.products.find(tx, audienceOf(market), address),
    );
    return row && toProduct(row, market);
  }

  async variant(
    ctx: RequestContext,
    sku: string,
    marketCode: string | null,
  ): Promise<Variant | null> {
    const product = await this.product(ctx, { sku }, marketCode);
    return product?.variants.find((variant) => variant.sku === sku) ?? null;
  }

  /** As it stands inside a unit of work that changes it, in English and for no market. */
  async current(tx: Tx, id: string): Promise<Product> {
    const row = await this.products.find(tx, audienceOf(null), { id });
    assert(row, 'a product that is being changed exists');
    return toProduct(row, null);
  }

  async currentVariant(tx: Tx, productId: string, id: string): Promise<Variant | undefined> {
    const { variants } = await this.current(tx, productId);
    return variants.find((variant) => variant.id === id);
  }

  private async marketOf(ctx: RequestContext, code: string | null): Promise<Market | null> {
    return code === null ? null : this.markets.require(ctx, code);
  }
}

function audienceOf(market: Market | null): Audience {
  if (!market) return { marketCode: null, locales: [FALLBACK_LOCALE] };
  const locale = market.defaultLocale;
  const [language = locale] = locale.split('-');
  return { marketCode: market.code, locales: [...new Set([locale, language, FALLBACK_LOCALE])] };
}

/** A product as it stands in a list, with what the list is sorted by. */
export type ListedProduct = Product & { sortKey: string };

function toProduct(row: ProductRow, market: Market | null): ListedProduct {
  const product: ListedProduct = { ...row, variants: [] };
  product.variants = row.variants.map((variant) => ({
    ...variant,
    product,
    marketCode: market?.code ?? null,
    listing: variant.listing && toListing(variant.listing, market?.state === 'OPEN'),
  }));
  return product;
}
