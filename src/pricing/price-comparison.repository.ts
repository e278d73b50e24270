import { Injectable } from '@nestjs/common';
import { Money, type PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { COMPARISON_PAGES, COMPARISON_SUMMARY } from './price-comparison.sql.js';
import type {
  PriceComparisonSummary,
  PriceDifference,
  PriceDifferenceKind,
} from './price-comparison.type.js';
import { PRICE_AUDIENCES } from './price.rules.js';

export interface ComparisonSelection {
  marketCode: string;
  from: Date;
  to: Date;
  tier: string | null;
  resellerId: string | null;
  sku: string | null;
}

/** With the place in its list. */
export type DifferenceRow = PriceDifference & { key: string };

interface StoredRow extends Pick<
  DifferenceRow,
  | 'sku'
  | 'key'
  | 'minimumQuantity'
  | 'belowQuantity'
  | 'tier'
  | 'resellerId'
  | 'percent'
  | 'oldPriceListCode'
  | 'newPriceListCode'
> {
  audienceRank: number;
  oldMinor: string | null;
  newMinor: string | null;
}

@Injectable()
export class PriceComparisonRepository {
  /** One more than the page holds, where there is one. */
  async page(
    tx: Tx,
    selection: ComparisonSelection,
    plan: PagePlan,
    currencyCode: string,
  ): Promise<DifferenceRow[]> {
    const place = plan.cursor ?? [null, null, null];
    const values = [...valuesOf(selection), ...place, plan.fetch];
    const rows = await tx.query<StoredRow>(COMPARISON_PAGES[plan.direction], values);
    return rows.map((row) => differenceOf(row, currencyCode));
  }

  async summary(tx: Tx, selection: ComparisonSelection): Promise<PriceComparisonSummary> {
    const [row] = await tx.query<PriceComparisonSummary>(COMPARISON_SUMMARY, valuesOf(selection));
    return row ?? { increased: 0, decreased: 0, added: 0, removed: 0 };
  }
}

function valuesOf(selection: ComparisonSelection): unknown[] {
  const { marketCode, from, to, tier, resellerId, sku } = selection;
  return [marketCode, from, to, tier, resellerId, sku];
}

function differenceOf(row: StoredRow, currencyCode: string): DifferenceRow {
  const { oldMinor, newMinor, audienceRank, ...rest } = row;
  const before = oldMinor === null ? null : Money.ofMinor(oldMinor, currencyCode);
  const after = newMinor === null ? null : Money.ofMinor(newMinor, currencyCode);
  return {
    ...rest,
    audience: PRICE_AUDIENCES[audienceRank] ?? 'EVERYONE',
    kind: kindOf(before, after),
    oldUnitPrice: before,
    newUnitPrice: after,
    difference: before && after ? after.minus(before) : null,
  };
}

function kindOf(before: Money | null, after: Money | null): PriceDifferenceKind {
  if (!before) return 'ADDED';
  if (!after) return 'REMOVED';
  return after.compare(before) > 0 ? 'INCREASED' : 'DECREASED';
}
