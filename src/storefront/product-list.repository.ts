import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { MarketSight } from '../market/index.js';
import type { Statements } from '../platform/database/index.js';
import { StatementValues, type ListQuestion } from './list-conditions.sql.js';
import { summaryStatement, type SummaryParts } from './product-facets.sql.js';
import type { ProductFacets } from './product-facets.type.js';
import { pagePick, singlePick, type PagePlace, type ProductAddress } from './product-list.sql.js';
import type { ShelfRow } from './shelf.js';
import { shelfStatement, type ShelfParts } from './shelf.sql.js';

/** What was asked for; the rest is absent. */
export interface SummaryRow extends Omit<ProductFacets, 'priceRange'> {
  totalCount?: number;
  /** In minor units. */
  priceRange?: { min: string | null; max: string | null };
}

/** Which products are shown: a page of the list, or one by its address. */
export type ShelfPlace = { page: PagePlace } | { address: ProductAddress };

/** What is shown of them, and to whom. */
export interface ShelfView {
  parts: ShelfParts;
  sight: MarketSight;
}

@Injectable()
export class ProductListRepository {
  /** Names of statements by their texts, of which there are few. */
  private readonly names = new Map<string, string>();

  async shelf(
    one: Statements,
    question: ListQuestion,
    { place, view }: { place: ShelfPlace; view: ShelfView },
  ): Promise<ShelfRow> {
    const values = valuesFor(question);
    const pick =
      'page' in place
        ? pagePick(question, place.page, values)
        : singlePick(question, place.address, values);
    const text = shelfStatement(question, { pick, ...view }, values);
    const [row] = pick.frequent
      ? await one.named<ShelfRow>(this.nameOf(text), text, values.list)
      : await one.query<ShelfRow>(text, values.list);
    assert(row, 'the statement of a shelf answers one row');
    return row;
  }

  async summary(one: Statements, question: ListQuestion, parts: SummaryParts): Promise<SummaryRow> {
    const values = valuesFor(question);
    const text = summaryStatement(question, parts, values);
    const [row] = await one.query<SummaryRow>(text, values.list);
    return row ?? {};
  }

  private nameOf(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    this.names.set(text, `storefront.shelf.${digest}`);
    return `storefront.shelf.${digest}`;
  }
}

/** The market is $1, where there is one. */
function valuesFor({ marketCode }: ListQuestion): StatementValues {
  return marketCode === null ? new StatementValues() : new StatementValues(marketCode);
}
