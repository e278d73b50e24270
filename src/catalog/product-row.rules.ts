import type { Problem } from '../kernel/index.js';
import type { RowProblem } from '../platform/bulk/index.js';
import { invalid } from './catalog-write.problems.js';
import {
  checkBrand,
  checkCategory,
  checkHandle,
  checkLaunchedOn,
  checkLocale,
  checkLocales,
  checkLocalText,
  type ProductDraft,
  type StoredProduct,
} from './product-write.rules.js';
import { FALLBACK_LOCALE, ProductCategory } from './product.rules.js';

/** A product as files and other programs bring it by the thousand; it is known by its handle. */
export interface ProductRow {
  handle: string;
  category: string;
  brand: string;
  /** Null leaves it as it is; of a new product: today. */
  launchedOn: string | null;
  /** Those to add or to replace; texts in other languages stay as they are. */
  texts: readonly { locale: string; name: string; description: string }[];
}

/** The product as the row wants it, or everything that keeps it from becoming so, by columns such as `name:de`. */
export function judgeProductRow(
  row: ProductRow,
  before: StoredProduct | null,
  today: string,
): { after: ProductDraft; problems: RowProblem[] } {
  const texts = new Map(before?.texts);
  for (const { locale, name, description } of row.texts) {
    texts.set(locale, { name: name.trim(), description });
  }
  const category = isCategory(row.category) ? row.category : 'LAPTOP';
  const after = {
    handle: row.handle,
    category,
    brand: row.brand.trim(),
    launchedOn: row.launchedOn ?? before?.launchedOn ?? today,
    texts,
  };
  return {
    after,
    problems: [
      ...inColumn(checkHandle(row.handle, ['handle'])),
      ...inColumn(checkCategory(row.category, ['category'])),
      ...inColumn(checkBrand(after.brand, ['brand'])),
      ...inColumn(checkLaunchedOn(after.launchedOn, ['launchedOn'])),
      ...row.texts.flatMap((_, at) => checkRowText(row, at)),
      ...inColumn(checkLocales(texts, ['name']), FALLBACK_LOCALE),
    ],
  };
}

function checkRowText({ texts }: ProductRow, at: number): RowProblem[] {
  const text = texts[at];
  if (!text) return [];
  const first = texts.findIndex(({ locale }) => locale === text.locale);
  const twice = first === at ? [] : [invalid('DUPLICATE', 'Give one text per language.', ['name'])];
  const problems = [...checkLocale(text.locale, ['name']), ...checkLocalText(text, []), ...twice];
  return inColumn(problems, text.locale);
}

function isCategory(text: string): text is ProductCategory {
  return Object.hasOwn(ProductCategory, text);
}

/** The problems of a row are at columns; a column that there is for several languages or specs says for which it is. */
export function inColumn(problems: readonly Problem[], member?: string): RowProblem[] {
  return problems.map(({ path: [column = ''], code, message, facts }) => ({
    column: member === undefined ? column : `${column}:${member}`,
    code,
    message,
    ...(facts && { facts }),
  }));
}
