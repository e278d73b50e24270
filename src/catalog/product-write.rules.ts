import { checkText, type Facts, type Problem } from '../kernel/index.js';
import { invalid, required } from './catalog-write.problems.js';
import { FALLBACK_LOCALE, ProductCategory } from './product.rules.js';

export interface LocalText {
  name: string;
  description: string;
}

/** A product as its keepers see it: what is asked of it, and what is stored. */
export interface ProductDraft {
  handle: string;
  category: ProductCategory;
  brand: string;
  launchedOn: string;
  texts: ReadonlyMap<string, LocalText>;
}

export interface StoredProduct extends ProductDraft {
  id: string;
  version: number;
}

const HANDLE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const HANDLE_LENGTH_MAX = 80;
const BRAND_LENGTH_MAX = 80;
const NAME_LENGTH_MAX = 200;
const DESCRIPTION_LENGTH_MAX = 10_000;
const LOCALE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;
export const LOCALES_MAX = 50;
const EARLIEST_LAUNCH = '1970-01-01';
const LATEST_LAUNCH = '2199-12-31';

export function isHandle(text: string): boolean {
  return text.length <= HANDLE_LENGTH_MAX && HANDLE.test(text);
}

export function checkHandle(handle: string, path: string[]): Problem[] {
  if (handle === '') return [required('Give a handle.', path)];
  if (isHandle(handle)) return [];
  return [
    invalid(
      'HANDLE',
      `A handle has small letters and digits, with single hyphens between them, and at most ${HANDLE_LENGTH_MAX} characters, such as mi-notebook-air-13.`,
      path,
    ),
  ];
}

export function checkBrand(brand: string, path: string[]): Problem[] {
  return checkText(brand, { path, max: BRAND_LENGTH_MAX, required: true });
}

/** Rows of files bring any word. */
export function checkCategory(category: string, path: string[]): Problem[] {
  const known = Object.keys(ProductCategory);
  if (known.includes(category)) return [];
  return [invalid('ENUM', `The category is one of ${known.join(', ')}.`, path)];
}

export function checkLaunchedOn(day: string, path: string[]): Problem[] {
  if (day >= EARLIEST_LAUNCH && day <= LATEST_LAUNCH) return [];
  const message = `The day of launch lies between ${EARLIEST_LAUNCH} and ${LATEST_LAUNCH}.`;
  return [invalid('RANGE', message, path, { min: EARLIEST_LAUNCH, max: LATEST_LAUNCH })];
}

export function checkLocale(locale: string, path: string[]): Problem[] {
  if (LOCALE.test(locale)) return [];
  return [invalid('LOCALE', 'Give the language as a BCP 47 tag such as "de" or "de-CH".', path)];
}

export function checkLocalText({ name, description }: LocalText, path: string[]): Problem[] {
  return [
    ...checkText(name, { path: [...path, 'name'], max: NAME_LENGTH_MAX, required: true }),
    ...checkText(description, { path: [...path, 'description'], max: DESCRIPTION_LENGTH_MAX }),
  ];
}

/** Of the texts as they will be. */
export function checkLocales(texts: ReadonlyMap<string, LocalText>, path: string[]): Problem[] {
  if (texts.size > LOCALES_MAX) {
    const message = `A product has texts in at most ${LOCALES_MAX} languages.`;
    return [invalid('COUNT', message, path, { max: LOCALES_MAX })];
  }
  if (texts.has(FALLBACK_LOCALE)) return [];
  return [
    required(
      `Every product has a text in "${FALLBACK_LOCALE}", which other languages fall back to.`,
      path,
    ),
  ];
}

const FIELDS = ['handle', 'category', 'brand', 'launchedOn'] as const;

/** What changes, by field, before and after; undefined when nothing does. */
export function productChange(
  before: StoredProduct | null,
  after: ProductDraft,
): { old: Facts; new: Facts } | undefined {
  const fields = FIELDS.filter((field) => before?.[field] !== after[field]);
  const locales = [...new Set([...(before?.texts.keys() ?? []), ...after.texts.keys()])].filter(
    (locale) => !sameText(before?.texts.get(locale), after.texts.get(locale)),
  );
  if (fields.length === 0 && locales.length === 0) return undefined;
  return {
    old: before ? factsOf(before, fields, locales) : {},
    new: factsOf(after, fields, locales),
  };
}

/** All that is known of a product, for the record of its end. */
export function productFacts(product: ProductDraft): Facts {
  return factsOf(product, FIELDS, [...product.texts.keys()]);
}

function factsOf(
  product: ProductDraft,
  fields: readonly (typeof FIELDS)[number][],
  locales: readonly string[],
): Facts {
  const facts: Facts = Object.fromEntries(fields.map((field) => [field, product[field]]));
  if (locales.length === 0) return facts;
  const texts = locales.map((locale) => [locale, textFacts(product.texts.get(locale))] as const);
  return { ...facts, texts: Object.fromEntries(texts) };
}

function textFacts(text: LocalText | undefined): Facts | null {
  return text ? { name: text.name, description: text.description } : null;
}

function sameText(one: LocalText | undefined, other: LocalText | undefined): boolean {
  return one?.name === other?.name && one?.description === other?.description;
}
