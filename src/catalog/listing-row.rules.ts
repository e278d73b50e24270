import { checkText, isStorableText, type Facts } from '../kernel/index.js';
import {
  checkTerms,
  normalSku,
  PAUSED_REASON_MAX,
  TERM_FIELDS,
  type ListingDates,
  type ListingTerms,
  type QuantityRule,
} from './listing.rules.js';

/** A listing as it is written and read by the thousand. Days are such as 2026-03-01. */
export interface ListingRow extends Omit<ListingDates, 'onSaleFrom'>, QuantityRule {
  sku: string;
  marketCode: string;
  onSaleFrom: string | null;
  pausedReason: string | null;
}

/** What there is of what a row names; nulls where there is nothing, or not for the caller. */
export interface ListingRowFacts {
  variantId: string | null;
  productId: string | null;
  marketCode: string | null;
  listing: (ListingContent & { id: string; version: number }) | null;
}

/** All that can be changed of a listing. */
export type ListingContent = ListingTerms & { pausedReason: string | null };

export const CONTENT_FIELDS = [...TERM_FIELDS, 'pausedReason'] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];

export interface ListingRowProblem {
  column: string;
  code: string;
  message: string;
  facts?: Facts;
}

/** A row that can be written: what it names is there. */
export interface ListingRowChange {
  variantId: string;
  productId: string;
  sku: string;
  marketCode: string;
  before: ListingRowFacts['listing'];
  after: ListingContent;
  /** The fields that differ; all of them for a new listing. */
  changed: readonly ContentField[];
}

export type ListingVerdict =
  | { kind: 'CREATE' | 'UPDATE'; change: ListingRowChange }
  | { kind: 'UNCHANGED' }
  | { kind: 'ERROR'; problems: ListingRowProblem[] };

/** The named fields of a listing, as an audit record keeps them. */
export function partOf(content: ListingContent, fields: readonly ContentField[]): Facts {
  return Object.fromEntries(fields.map((field) => [field, content[field]]));
}

/** Blanks around what names something, and the case of codes, make no difference. */
export function normalRow(row: ListingRow): ListingRow {
  return {
    ...row,
    sku: nameable(normalSku(row.sku)),
    marketCode: nameable(row.marketCode.trim().toUpperCase()),
    pausedReason: row.pausedReason?.trim() || null,
  };
}

/** Judges rows in their normal form; there are facts for each, in the same order. */
export function judgeListingRows(
  rows: readonly ListingRow[],
  facts: readonly ListingRowFacts[],
): ListingVerdict[] {
  const seen = new Map<string, number>();
  return rows.map((row, at) => {
    const key = `${row.sku} ${row.marketCode}`;
    const first = seen.get(key);
    if (first !== undefined) {
      const message = `Row ${first + 1} is for ${row.sku} in ${row.marketCode} already.`;
      return { kind: 'ERROR', problems: [{ column: 'sku', code: 'ALREADY_EXISTS', message }] };
    }
    seen.set(key, at);
    const known = facts[at];
    if (!known) throw new Error('There are facts for each row.');
    return judgeRow(row, known);
  });
}

function judgeRow(row: ListingRow, facts: ListingRowFacts): ListingVerdict {
  const { onSaleFrom } = row;
  const { variantId, productId, marketCode, listing: before } = facts;
  const problems = [...namingProblems(row, facts), ...contentProblems(row)];
  if (
    problems.length > 0 ||
    onSaleFrom === null ||
    variantId === null ||
    productId === null ||
    marketCode === null
  ) {
    return { kind: 'ERROR', problems };
  }
  const after: ListingContent = { ...contentOf(row), onSaleFrom };
  const changed = CONTENT_FIELDS.filter((field) => before?.[field] !== after[field]);
  if (changed.length === 0) return { kind: 'UNCHANGED' };
  const change = { variantId, productId, sku: row.sku, marketCode, before, after };
  return before
    ? { kind: 'UPDATE', change: { ...change, changed } }
    : { kind: 'CREATE', change: { ...change, changed: CONTENT_FIELDS } };
}

function namingProblems(row: ListingRow, facts: ListingRowFacts): ListingRowProblem[] {
  const problems: ListingRowProblem[] = [];
  if (row.sku === '') {
    problems.push({ column: 'sku', code: 'REQUIRED', message: 'Give a sku.' });
  } else if (facts.variantId === null) {
    problems.push({ column: 'sku', code: 'UNKNOWN_SKU', message: `There is no SKU "${row.sku}".` });
  }
  if (row.marketCode === '') {
    problems.push({ column: 'marketCode', code: 'REQUIRED', message: 'Give a marketCode.' });
  } else if (facts.marketCode === null) {
    const message = `There is no market "${row.marketCode}" among those that you look after.`;
    problems.push({ column: 'marketCode', code: 'UNKNOWN_MARKET', message });
  }
  return problems;
}

function contentProblems(row: ListingRow): ListingRowProblem[] {
  const reason = checkText(row.pausedReason, { path: ['pausedReason'], max: PAUSED_REASON_MAX });
  const problems = reason.map(({ path: _path, ...problem }) => ({
    ...problem,
    column: 'pausedReason',
  }));
  if (row.onSaleFrom === null) {
    const message = 'A listing needs onSaleFrom.';
    return [...problems, { column: 'onSaleFrom', code: 'REQUIRED', message }];
  }
  const terms = checkTerms({ ...contentOf(row), onSaleFrom: row.onSaleFrom });
  return [...terms.map(({ field, ...problem }) => ({ ...problem, column: field })), ...problems];
}

function contentOf(row: ListingRow): Omit<ListingContent, 'onSaleFrom'> {
  return {
    preorderFrom: row.preorderFrom,
    lastTimeBuyFrom: row.lastTimeBuyFrom,
    endOfSaleOn: row.endOfSaleOn,
    endOfServiceOn: row.endOfServiceOn,
    minimumQuantity: row.minimumQuantity,
    maximumQuantity: row.maximumQuantity,
    quantityIncrement: row.quantityIncrement,
    pausedReason: row.pausedReason,
  };
}

/** What cannot be stored names nothing, and must not reach the database. */
function nameable(text: string): string {
  return isStorableText(text) ? text : '\u{FFFD}';
}
