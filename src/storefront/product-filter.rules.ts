import {
  checkCount,
  checkText,
  isCurrencyCode,
  Money,
  type CurrencyCode,
  type Problem,
} from '../kernel/index.js';
import type { ProductOrder } from './product-page.rules.js';
import type { SpecCondition, SpecFilterValues } from './spec-filter.rules.js';

const SEARCH_LENGTH_MAX = 100;
const SEARCH_WORDS_MAX = 12;
const BRAND_LENGTH_MAX = 80;
const CHOICES_MAX = 50;

interface MoneyGiven {
  amount: string;
  currencyCode: CurrencyCode;
}

/** What a list is narrowed down by, as it comes from outside. */
export interface FilterGiven<Category extends string = string, Stage extends string = string> {
  category?: Category[] | null;
  brand?: string[] | null;
  stage?: Stage[] | null;
  orderable?: boolean | null;
  paused?: boolean | null;
  inStock?: boolean | null;
  price?: { min?: MoneyGiven | null; max?: MoneyGiven | null } | null;
  specs?: SpecFilterValues[] | null;
}

export interface ListGiven {
  filter: FilterGiven;
  search: string | null;
  order: ProductOrder | null;
}

/** For whom the list is made. */
export interface ListAudience {
  /** Its currency is not known while the market has not been looked up. */
  market: { code: string; currencyCode?: string } | null;
  buyer: { resellerId: string; tier: string } | null;
}

/** The same, checked: null leaves a condition out. */
export interface ListConditions {
  search: string | null;
  order: ProductOrder;
  category: string[] | null;
  brand: string[] | null;
  stage: string[] | null;
  orderable: boolean | null;
  paused: boolean | null;
  inStock: boolean | null;
  price: { min: bigint | null; max: bigint | null } | null;
  specs: SpecCondition[];
}

/** Everything that cannot be asked of a list; nothing of specs, which must be looked up first. */
export function listProblems(given: ListGiven, audience: ListAudience): Problem[] {
  const { filter, search } = given;
  const brands = chosen(filter.brand) ?? [];
  return [
    ...checkText(search, { path: ['search'], max: SEARCH_LENGTH_MAX }),
    ...wordProblems(search ?? ''),
    ...orderProblems(given, audience),
    ...checkCount(chosen(filter.category)?.length ?? 0, counted('category')),
    ...checkCount(brands.length, counted('brand')),
    ...brands.flatMap((brand, i) =>
      checkText(brand, {
        path: ['filter', 'brand', String(i)],
        max: BRAND_LENGTH_MAX,
        name: 'brand',
      }),
    ),
    ...marketProblems(filter, audience),
    ...priceProblems(filter.price ?? {}, audience),
  ];
}

/** Whether what is asked for cannot be judged or found without knowing the market. */
export function dependsOnMarket({ filter, order }: ListGiven): boolean {
  return (
    filter.orderable != null ||
    filter.inStock != null ||
    filter.price != null ||
    order === 'PRICE_ASC' ||
    order === 'PRICE_DESC'
  );
}

/** What was given, in the form in which it is asked; call it when there are no problems. */
export function conditionsOf(given: ListGiven, specs: SpecCondition[]): ListConditions {
  const { filter } = given;
  const search = searchOf(given);
  const { min, max } = filter.price ?? {};
  return {
    search,
    order: given.order ?? (search === null ? 'NAME' : 'RELEVANCE'),
    category: chosen(filter.category),
    brand: chosen(filter.brand)?.map((brand) => brand.trim()) ?? null,
    stage: chosen(filter.stage),
    orderable: filter.orderable ?? null,
    paused: filter.paused ?? null,
    inStock: filter.inStock ?? null,
    price: min || max ? { min: minorOf(min), max: minorOf(max) } : null,
    specs,
  };
}

/** Nothing chosen is no condition: it is what a form sends whose boxes are all empty. */
function chosen<Value>(values: Value[] | null | undefined): Value[] | null {
  return values && values.length > 0 ? values : null;
}

/** Null when it is blank. */
function searchOf({ search }: ListGiven): string | null {
  const text = search?.trim() ?? '';
  return text === '' ? null : text;
}

function counted(name: string) {
  return { path: ['filter', name], min: 0, max: CHOICES_MAX };
}

/** Each word is looked for by itself, and the beginning of one may stand for thousands. */
function wordProblems(search: string): Problem[] {
  const words = search.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  if (words.length <= SEARCH_WORDS_MAX) return [];
  const message = `Look for at most ${SEARCH_WORDS_MAX} words; these are ${words.length}.`;
  return [refusal(['search'], message, 'WORDS')];
}

function orderProblems(given: ListGiven, audience: ListAudience): Problem[] {
  const { order } = given;
  if (order === 'RELEVANCE' && searchOf(given) === null) {
    return [refusal(['orderBy'], 'RELEVANCE sorts by how well a search is met: give a search.')];
  }
  if (order !== 'PRICE_ASC' && order !== 'PRICE_DESC') return [];
  return offerProblems(['orderBy'], 'Prices differ', audience);
}

function marketProblems(filter: FilterGiven, audience: ListAudience): Problem[] {
  const needed = (['stage', 'orderable', 'paused'] as const).filter((name) =>
    name === 'stage' ? chosen(filter.stage) : filter[name] != null,
  );
  const problems = audience.market
    ? []
    : needed.map((name) => withoutMarket(['filter', name], 'Listings differ'));
  if (filter.inStock == null) return problems;
  return [...problems, ...offerProblems(['filter', 'inStock'], 'Stock differs', audience)];
}

function priceProblems(
  price: NonNullable<FilterGiven['price']>,
  audience: ListAudience,
): Problem[] {
  const ends = (['min', 'max'] as const).flatMap((end) => {
    const money = price[end];
    return money ? [{ path: ['filter', 'price', end], money }] : [];
  });
  if (ends.length === 0) return [];
  const problems = offerProblems(['filter', 'price'], 'Prices differ', audience);
  if (problems.length > 0) return problems;
  problems.push(...ends.flatMap(({ path, money }) => amountProblems(path, money, audience)));
  const [min, max] = [minorOf(price.min), minorOf(price.max)];
  if (problems.length === 0 && min !== null && max !== null && min > max) {
    problems.push(refusal(['filter', 'price', 'max'], 'The max is below the min.', 'RANGE'));
  }
  return problems;
}

function amountProblems(path: string[], money: MoneyGiven, { market }: ListAudience): Problem[] {
  const expected = market?.currencyCode ?? '';
  if (money.currencyCode !== expected) {
    const message = `Prices in this market are in ${expected}.`;
    return [
      { code: 'CURRENCY_MISMATCH', message, path, facts: { expectedCurrencyCode: expected } },
    ];
  }
  if (minorOf(money) !== null) return [];
  return [refusal(path, `This is no price in ${expected}: mind its decimal places.`, 'AMOUNT')];
}

/** What only those can ask for who see prices and stock in a market. */
function offerProblems(path: string[], what: string, audience: ListAudience): Problem[] {
  if (!audience.market) return [withoutMarket(path, what)];
  if (audience.buyer) return [];
  const message =
    'Only who acts for a reseller sees prices and stock: sign in as one of its people.';
  return [refusal(path, message, 'RESELLER')];
}

function withoutMarket(path: string[], what: string): Problem {
  return { code: 'REQUIRED', message: `${what} by market: give a marketCode.`, path };
}

function refusal(path: string[], message: string, rule?: string): Problem {
  return {
    code: 'INVALID_VALUE',
    message,
    path,
    ...(rule === undefined ? {} : { facts: { rule } }),
  };
}

/** Null for what is no amount of the currency or below zero. */
function minorOf(money: MoneyGiven | null | undefined): bigint | null {
  if (!money || !isCurrencyCode(money.currencyCode)) return null;
  const parsed = Money.parse(money.amount, money.currencyCode);
  return parsed && !parsed.isNegative ? parsed.minor : null;
}
