import { isCurrencyCode, Money, type Facts } from '../kernel/index.js';
import { shown } from './price-list.rules.js';

/** What a price list says of a SKU from a quantity on, by the names that people use. */
export interface PriceRow {
  priceListCode: string;
  sku: string;
  minimumQuantity: number;
  /** Null takes the break away; undefined is somebody who forgot it. */
  unitPrice?: { amount: string; currencyCode: string } | null;
}

/** What is stored about a row. Null: there is no such list in the caller's regions, no such SKU, listing or price. */
export interface PriceRowFacts {
  priceListId: string | null;
  currencyCode: string | null;
  ended: boolean;
  variantId: string | null;
  minimum: number | null;
  maximum: number | null;
  increment: number | null;
  unitPriceMinor: string | null;
}

export interface PriceRowProblem {
  column: string;
  code: string;
  message: string;
  facts?: Facts;
}

export interface PriceChange {
  priceListId: string;
  variantId: string;
  sku: string;
  minimumQuantity: number;
  old: Money | null;
  new: Money | null;
}

export type PriceVerdict =
  | { kind: 'CREATE' | 'UPDATE' | 'REMOVE'; change: PriceChange }
  | { kind: 'UNCHANGED' }
  | { kind: 'ERROR'; problems: PriceRowProblem[] };

/** The table has the same bounds: a line's net always fits its column. */
const PRICE_MAX = 1_000_000_000_000n;
export const BREAK_MAX = 1_000_000;
const AMOUNT = /^(-?)(\d{1,20})(?:\.(\d{1,10}))?$/;

/**
 * What each row would do, or everything that is wrong with it. What a row repeats exactly is no change, whatever has
 * become of the listing or the list since: what was read out can always be read in again.
 */
export function judgePriceRows(
  rows: readonly PriceRow[],
  facts: readonly PriceRowFacts[],
): PriceVerdict[] {
  const seen = new Map<string, number>();
  return rows.map((row, at) => {
    const key = JSON.stringify([row.priceListCode, row.sku, row.minimumQuantity]);
    const first = seen.get(key);
    if (first !== undefined) return { kind: 'ERROR', problems: [duplicate(row, first)] };
    seen.set(key, at);
    const known = facts[at];
    if (!known) throw new Error('There are facts for each row.');
    return judgeRow(row, known);
  });
}

function judgeRow(row: PriceRow, facts: PriceRowFacts): PriceVerdict {
  const { priceListId, variantId } = facts;
  const asked = priceOf(row, facts);
  const problems = [
    ...(priceListId === null ? [unknownList(row)] : []),
    ...(variantId === null ? [unknownSku(row)] : []),
    ...checkBreak(row),
    ...asked.problems,
  ];
  if (problems.length > 0 || priceListId === null || variantId === null) {
    return { kind: 'ERROR', problems };
  }
  const old = storedPrice(facts);
  if (isSame(old, asked.price)) return { kind: 'UNCHANGED' };
  const refused = [
    ...checkPeriod(row, facts),
    ...(asked.price ? checkQuantityRule(row, facts) : []),
  ];
  if (refused.length > 0) return { kind: 'ERROR', problems: refused };
  const { sku, minimumQuantity } = row;
  const change = { priceListId, variantId, sku, minimumQuantity, old, new: asked.price };
  if (asked.price === null) return { kind: 'REMOVE', change };
  return { kind: old === null ? 'CREATE' : 'UPDATE', change };
}

function isSame(old: Money | null, asked: Money | null): boolean {
  return old === null || asked === null ? old === asked : old.equals(asked);
}

function storedPrice({ unitPriceMinor, currencyCode }: PriceRowFacts): Money | null {
  if (unitPriceMinor === null || currencyCode === null) return null;
  return Money.ofMinor(unitPriceMinor, currencyCode);
}

function priceOf(
  { unitPrice }: PriceRow,
  { currencyCode: own }: PriceRowFacts,
): { price: Money | null; problems: PriceRowProblem[] } {
  if (unitPrice === undefined) {
    const message = 'Give a unit price, or null to take the break away.';
    return { price: null, problems: [problem('unitPrice', 'REQUIRED', message)] };
  }
  if (unitPrice === null) return { price: null, problems: [] };
  const { amount, currencyCode } = unitPrice;
  if (own !== null && currencyCode !== own) {
    const message = `The list has its prices in ${own}, not in ${shown(currencyCode)}.`;
    const facts = { expectedCurrencyCode: own };
    return { price: null, problems: [problem('unitPrice', 'CURRENCY_MISMATCH', message, facts)] };
  }
  if (!isCurrencyCode(currencyCode)) {
    return {
      price: null,
      problems: [invalid('CURRENCY', `"${shown(currencyCode)}" is no currency.`)],
    };
  }
  const price = Money.parse(amount, currencyCode);
  if (price && !price.isNegative && price.minor <= PRICE_MAX) return { price, problems: [] };
  return { price: null, problems: [badAmount(amount, Money.ofMinor(PRICE_MAX, currencyCode))] };
}

function badAmount(amount: string, max: Money): PriceRowProblem {
  const match = AMOUNT.exec(amount);
  if (!match) return invalid('DECIMAL', 'A price is a decimal number such as 540.00.');
  const places = max.amount.split('.')[1]?.length ?? 0;
  if ((match[3] ?? '').length > places) {
    const count = places === 0 ? 'no' : `at most ${places}`;
    return invalid('DECIMALS', `A price in ${max.currencyCode} has ${count} decimal places.`);
  }
  return invalid('RANGE', `A price is between 0 and ${max.amount}.`);
}

function checkBreak({ minimumQuantity }: PriceRow): PriceRowProblem[] {
  if (Number.isInteger(minimumQuantity) && minimumQuantity >= 1 && minimumQuantity <= BREAK_MAX) {
    return [];
  }
  const message = `The quantity must be a whole number between 1 and ${BREAK_MAX}.`;
  return [problem('minimumQuantity', 'INVALID_VALUE', message, { rule: 'RANGE' })];
}

/** A break at which no order can ever stand is a mistake. A SKU that is not listed yet has no rule to break. */
function checkQuantityRule(
  { sku, minimumQuantity: quantity }: PriceRow,
  { minimum, maximum, increment }: PriceRowFacts,
): PriceRowProblem[] {
  if (minimum === null || increment === null) return [];
  const fits =
    quantity >= minimum && (maximum === null || quantity <= maximum) && quantity % increment === 0;
  if (fits) return [];
  const most = maximum === null ? '' : `, at most ${maximum}`;
  const message = `${sku} is ordered in multiples of ${increment}, at least ${minimum}${most}: no order begins at ${quantity}.`;
  const facts = { min: minimum, max: maximum, increment };
  return [problem('minimumQuantity', 'QUANTITY_RULE', message, facts)];
}

function checkPeriod({ priceListCode }: PriceRow, { ended }: PriceRowFacts): PriceRowProblem[] {
  if (!ended) return [];
  const message = `The price list "${priceListCode}" has ended: what it gave then stays as it was.`;
  return [problem('priceListCode', 'INVALID_VALUE', message, { rule: 'PERIOD_OVER' })];
}

function unknownList({ priceListCode }: PriceRow): PriceRowProblem {
  const message = `There is no price list "${shown(priceListCode)}". The query "priceLists" lists them.`;
  return problem('priceListCode', 'NOT_FOUND', message);
}

function unknownSku({ sku }: PriceRow): PriceRowProblem {
  return problem('sku', 'UNKNOWN_SKU', `There is no SKU "${shown(sku)}".`);
}

function duplicate(row: PriceRow, first: number): PriceRowProblem {
  const { sku, minimumQuantity, priceListCode } = row;
  const message = `Row ${first + 1} is for ${shown(sku)} from ${minimumQuantity} pieces on in ${shown(priceListCode)} already.`;
  return problem('minimumQuantity', 'ALREADY_EXISTS', message);
}

function invalid(rule: string, message: string): PriceRowProblem {
  return problem('unitPrice', 'INVALID_VALUE', message, { rule });
}

function problem(column: string, code: string, message: string, facts?: Facts): PriceRowProblem {
  return { column, code, message, ...(facts && { facts }) };
}
