import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { summaryStatement, type SummaryParts } from './product-facets.sql.js';
import { StatementValues, type ListQuestion } from './product-list.sql.js';

interface ValueCount<Value> {
  value: Value;
  count: number;
}

/** What was asked for; the rest is absent. */
export interface SummaryRow {
  totalCount?: number;
  category?: ValueCount<string>[];
  brand?: ValueCount<string>[];
  stage?: ValueCount<string>[];
  priceRange?: { min: string | null; max: string | null };
  specs?: {
    code: string;
    name: string;
    type: string;
    unit: string | null;
    values: ValueCount<string>[];
    min: string | null;
    max: string | null;
  }[];
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
