import { Injectable } from '@nestjs/common';
import { CatalogService, type Product } from '../catalog/index.js';
import { Money, ProblemError, toPage, type Page, type PageArgs } from '../kernel/index.js';
import { isMarketCode, MarketService, sightOf, unknownMarket } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { buyerOf } from './buyer.js';
import type { ListQuestion } from './list-conditions.sql.js';
import type { ProductFacets } from './product-facets.type.js';
import type { SummaryParts } from './product-facets.sql.js';
import {
  conditionsOf,
  dependsOnMarket,
  listProblems,
  type ListGiven,
} from './product-filter.rules.js';
import {
  ProductListRepository,
  type ShelfPlace,
  type SummaryRow,
} from './product-list.repository.js';
import { planProductPage, productCursors } from './product-page.rules.js';
import { Shelf, type SeenMarket } from './shelf.js';
import type { ShelfParts } from './shelf.sql.js';
import { specCodes, specConditions } from './spec-filter.rules.js';

export interface ProductsGiven extends ListGiven {
  marketCode: string | null;
}

/** A list that somebody asked for, checked: its pages, its count and its facets come from the same conditions. */
export type ProductList = ListQuestion;

/** Finds products: by words, narrowed down, sorted, page by page, with what else there is to narrow down by. */
@Injectable()
export class ProductListService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly catalog: CatalogService,
    private readonly lists: ProductListRepository,
  ) {}

  /** NOT_FOUND when the caller knows of no such market; everything else that cannot be asked comes as problems at once. */
  async open(ctx: RequestContext, given: ProductsGiven): Promise<ProductList> {
    const { marketCode } = given;
    if (marketCode !== null && !isMarketCode(marketCode)) throw unknownMarket(marketCode);
    const buyer = buyerOf(ctx);
    const asked = given.filter.specs ?? [];
    const codes = specCodes(asked);
    const definitions = codes.length === 0 ? [] : await this.catalog.specDefinitions(ctx, codes);
    const specs = specConditions(asked, definitions);
    const question = { marketCode, marketIsOpen: false, buyer };
    const place = marketCode === null ? null : { code: marketCode };
    const problems = [...listProblems(given, { market: place, buyer }), ...specs.problems];
    if (marketCode === null || (problems.length === 0 && !dependsOnMarket(given))) {
      if (problems.length > 0) throw new ProblemError(problems);
      return { ...question, conditions: conditionsOf(given, specs.conditions) };
    }
    const market = await this.markets.require(ctx, marketCode);
    const all = [...listProblems(given, { market, buyer }), ...specs.problems];
    if (all.length > 0) throw new ProblemError(all);
    const conditions = conditionsOf(given, specs.conditions);
    return { ...question, marketIsOpen: market.state === 'OPEN', conditions };
  }

  /** A page of the list, with what is asked of its products, in one statement. */
  async page(
    ctx: RequestContext,
    list: ProductList,
    { args, parts }: { args: PageArgs; parts: ShelfParts },
  ): Promise<{ page: Page<Product>; market: SeenMarket | null }> {
    const { order, search } = list.conditions;
    const kind = { order, search, marketCode: list.marketCode };
    const plan = planProductPage(args, kind);
    const place = { page: { ...plan, after: plan.cursor?.slice(1) ?? null } };
    const { products, market } = await this.shelf(ctx, list, { place, parts });
    return { page: toPage(products, plan, productCursors(kind)), market };
  }

  /** The products at a place; NOT_FOUND when the caller knows of no such market. */
  async shelf(
    ctx: RequestContext,
    list: ProductList,
    { place, parts }: { place: ShelfPlace; parts: ShelfParts },
  ) {
    const view = { parts, sight: sightOf(ctx) };
    const row = await this.unitOfWork.readOne(ctx, (one) =>
      this.lists.shelf(one, list, { place, view }),
    );
    const market = row.market ?? null;
    if (list.marketCode !== null && !market) throw unknownMarket(list.marketCode);
    return { products: new Shelf(row).products(), market };
  }

  /** Counts what is asked for, in one statement. */
  async summary(
    ctx: RequestContext,
    { list, market }: { list: ProductList; market: SeenMarket | null },
    parts: SummaryParts,
  ): Promise<{ totalCount?: number; facets: ProductFacets }> {
    const row = await this.unitOfWork.readOne(ctx, (one) => this.lists.summary(one, list, parts));
    const { totalCount, priceRange, ...facets } = row;
    return {
      ...(totalCount === undefined ? {} : { totalCount }),
      facets: {
        ...facets,
        stage: facets.stage ?? null,
        priceRange: rangeOf(priceRange, market),
      },
    };
  }
}

function rangeOf(range: SummaryRow['priceRange'], market: SeenMarket | null) {
  const currency = market?.currencyCode;
  if (!range || range.min === null || range.max === null || !currency) return null;
  return { min: Money.ofMinor(range.min, currency), max: Money.ofMinor(range.max, currency) };
}
