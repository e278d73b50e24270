import { checkCount, type Problem } from '../kernel/index.js';
import { invalid, required } from './catalog-write.problems.js';
import {
  checkBrand,
  checkHandle,
  checkLaunchedOn,
  checkLocale,
  checkLocales,
  checkLocalText,
  LOCALES_MAX,
  type LocalText,
  type ProductDraft,
  type StoredProduct,
} from './product-write.rules.js';
import { FALLBACK_LOCALE } from './product.rules.js';
import type { ProductCategory } from './product.rules.js';

interface TextEdit {
  locale: string;
  name: string;
  description?: string | null;
}

/** What is asked for in an input: undefined leaves a field as it is. */
export interface ProductEdit {
  handle?: string | null;
  category?: ProductCategory | null;
  brand?: string | null;
  launchedOn?: string | null;
  texts?: readonly TextEdit[] | null;
  removeTexts?: readonly string[] | null;
}

export interface JudgedProduct {
  after: ProductDraft;
  problems: Problem[];
}

/** A new product, or why it cannot be; `today` is when it was launched unless the input says. */
export function judgeNewProduct(edit: ProductEdit, today: string): JudgedProduct {
  const after = {
    handle: edit.handle?.trim() ?? '',
    category: edit.category ?? 'LAPTOP',
    brand: edit.brand?.trim() ?? '',
    launchedOn: edit.launchedOn ?? today,
    texts: textsAfter(new Map(), edit),
  };
  return { after, problems: [...checkFields(after), ...checkTextEdits(edit, after.texts)] };
}

/** The product as it would be, or why it cannot be. */
export function judgeProductEdit(before: StoredProduct, edit: ProductEdit): JudgedProduct {
  const after = {
    handle: edit.handle === undefined ? before.handle : (edit.handle?.trim() ?? ''),
    category: edit.category ?? before.category,
    brand: edit.brand === undefined ? before.brand : (edit.brand?.trim() ?? ''),
    launchedOn: edit.launchedOn ?? before.launchedOn,
    texts: textsAfter(before.texts, edit),
  };
  const cleared = (['category', 'launchedOn'] as const).filter((field) => edit[field] === null);
  return {
    after,
    problems: [
      ...checkFields(after),
      ...cleared.map((field) => required(`A product has a ${field}.`, ['input', field])),
      ...checkTextEdits(edit, after.texts),
    ],
  };
}

function checkFields({ handle, brand, launchedOn }: ProductDraft): Problem[] {
  return [
    ...checkHandle(handle, ['input', 'handle']),
    ...checkBrand(brand, ['input', 'brand']),
    ...checkLaunchedOn(launchedOn, ['input', 'launchedOn']),
  ];
}

function textsAfter(
  before: ReadonlyMap<string, LocalText>,
  { texts, removeTexts }: ProductEdit,
): Map<string, LocalText> {
  const after = new Map(before);
  for (const locale of removeTexts ?? []) after.delete(locale);
  for (const { locale, name, description } of texts ?? []) {
    const kept = description === undefined ? before.get(locale)?.description : description;
    after.set(locale, { name: name.trim(), description: kept ?? '' });
  }
  return after;
}

function checkTextEdits(
  { texts, removeTexts }: ProductEdit,
  after: ReadonlyMap<string, LocalText>,
): Problem[] {
  const path = ['input', 'texts'];
  const tooMany = [
    ...checkCount(texts?.length ?? 0, { path, min: 0, max: LOCALES_MAX }),
    ...checkCount(removeTexts?.length ?? 0, {
      path: ['input', 'removeTexts'],
      min: 0,
      max: LOCALES_MAX,
    }),
  ];
  if (tooMany.length > 0) return tooMany;
  const given = (texts ?? []).map(({ locale }) => locale);
  const each = (texts ?? []).flatMap(({ locale, name, description }, at) => [
    ...checkLocale(locale, [...path, `${at}`, 'locale']),
    ...checkLocalText({ name, description: description ?? '' }, [...path, `${at}`]),
    ...(given.indexOf(locale) === at
      ? []
      : [invalid('DUPLICATE', 'Give one text per language.', [...path, `${at}`, 'locale'])]),
  ]);
  const removed = (removeTexts ?? []).flatMap((locale, at) => {
    const place = ['input', 'removeTexts', `${at}`];
    if (locale === FALLBACK_LOCALE) {
      const message = `The text in "${FALLBACK_LOCALE}" cannot go: other languages fall back to it.`;
      return [invalid('FALLBACK_LOCALE', message, place)];
    }
    if (!given.includes(locale)) return [];
    return [invalid('CONTRADICTION', 'A text is either given or taken away, not both.', place)];
  });
  // A text in "en" that was taken away has its own problem.
  const missing = removeTexts?.includes(FALLBACK_LOCALE) ? [] : checkLocales(after, path);
  return [...each, ...removed, ...missing];
}
