import { Injectable } from '@nestjs/common';
import { assert, toPage, type Page, type PagePlan } from '../kernel/index.js';
import { MarketService, type Market } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { toListing } from './listing.view.js';
import { productCursor } from './product-page.rules.js';
import {
  ProductRepository,
  type Audience,
  type ProductAddress,
  type ProductRow,
} from './product.repository.js';
import { FALLBACK_LOCALE } from './product-write.rules.js';
import type { ProductSelection } from './product.sql.js';
import type { Product, Variant } from './product.type.js';

export type ProductQuery = ProductSelection & { plan: PagePlan };

@Injectable()
export class CatalogService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductRepository,
    private readonly markets: MarketService,
  ) {}

  /** With a market, only what is listed there; NOT_FOUND when the caller knows of no such market. */
  async page(ctx: RequestContext, query: ProductQuery): Promise<Page<Product>> {
    const market = await this.marketOf(ctx, query.marketCode);
    const rows = await this.unitOfWork.read(ctx, (tx) =>
      this.products.page(tx, { ...query, audience: audienceOf(market) }),
    );
    const products = rows.map((row) => toProduct(row, market));
    return toPage(products, query.plan, (product) => productCursor(query.order, product));
  }

  async count(ctx: RequestContext, selection: ProductSelection): Promise<number> {
    return this.unitOfWork.read(ctx, (tx) => this.products.count(tx, selection));
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

/** A product as it stands in a list. */
type ListedProduct = Product & { sortKey: string };

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
