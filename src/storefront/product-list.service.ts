import { Injectable } from '@nestjs/common';
import { CatalogService, type Product } from '../catalog/index.js';
import { Money, ProblemError, toPage, type Page, type PageArgs } from '../kernel/index.js';
import { MarketService, type Market } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { buyerOf } from './buyer.js';
import { StatementValues, type ListQuestion } from './list-conditions.sql.js';
import type { ProductFacets } from './product-facets.type.js';
import type { SummaryParts } from './product-facets.sql.js';
import { conditionsOf, listProblems, type ListGiven } from './product-filter.rules.js';
import { ProductListRepository, type SummaryRow } from './product-list.repository.js';
import { pagePick } from './product-list.sql.js';
import { planProductPage, productCursor } from './product-page.rules.js';
import { specCodes, specConditions } from './spec-filter.rules.js';

export interface ProductsGiven extends ListGiven {
  marketCode: string | null;
}

/** A list that somebody asked for, checked: its pages, its count and its facets come from the same conditions. */
export interface ProductList {
  market: Market | null;
  question: ListQuestion;
}

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
    const market = marketCode === null ? null : await this.markets.require(ctx, marketCode);
    const buyer = buyerOf(ctx);
    const asked = given.filter.specs ?? [];
    const codes = specCodes(asked);
    const definitions = codes.length === 0 ? [] : await this.catalog.specDefinitions(ctx, codes);
    const specs = specConditions(asked, definitions);
    const problems = [...listProblems(given, { market, buyer }), ...specs.problems];
    if (problems.length > 0) throw new ProblemError(problems);
    const conditions = conditionsOf(given, specs.conditions);
    const marketIsOpen = market?.state === 'OPEN';
    return { market, question: { conditions, marketCode, marketIsOpen, buyer } };
  }

  async page(ctx: RequestContext, list: ProductList, args: PageArgs): Promise<Page<Product>> {
    const { market, question } = list;
    const { order, search } = question.conditions;
    const kind = { order, search, marketCode: question.marketCode };
    const plan = planProductPage(args, kind);
    // The first two are the market and the languages; the catalog knows them.
    const values = new StatementValues(null, null);
    const place = { ...plan, after: plan.cursor?.slice(1) ?? null };
    const pick = pagePick(question, place, values);
    const products = await this.catalog.cards(ctx, market, {
      ...pick,
      values: values.list.slice(2),
    });
    return toPage(products, plan, (product) => productCursor(kind, product));
  }

  /** Counts what is asked for, in one statement. */
  async summary(
    ctx: RequestContext,
    { market, question }: ProductList,
    parts: SummaryParts,
  ): Promise<{ totalCount?: number; facets: ProductFacets }> {
    const row = await this.unitOfWork.read(ctx, (tx) => this.lists.summary(tx, question, parts));
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

function rangeOf(range: SummaryRow['priceRange'], market: Market | null) {
  const currency = market?.currencyCode;
  if (!range || range.min === null || range.max === null || !currency) return null;
  return { min: Money.ofMinor(range.min, currency), max: Money.ofMinor(range.max, currency) };
}
