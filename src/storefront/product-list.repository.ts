import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { StatementValues, type ListQuestion } from './list-conditions.sql.js';
import { summaryStatement, type SummaryParts } from './product-facets.sql.js';
import type { ProductFacets } from './product-facets.type.js';

/** What was asked for; the rest is absent. */
export interface SummaryRow extends Omit<ProductFacets, 'priceRange'> {
  totalCount?: number;
  /** In minor units. */
  priceRange?: { min: string | null; max: string | null };
}

@Injectable()
export class ProductListRepository {
  async summary(tx: Tx, question: ListQuestion, parts: SummaryParts): Promise<SummaryRow> {
    const { marketCode } = question;
    const values = marketCode === null ? new StatementValues() : new StatementValues(marketCode);
    const text = summaryStatement(question, parts, values);
    const [row] = await tx.query<SummaryRow>(text, values.list);
    return row ?? {};
  }
}
