import type { FileFormat } from './file-format.js';

export interface ProductFileRow {
  handle: string;
  category: string;
  brand: string;
  /** Null leaves it as it is. */
  launchedOn: string | null;
  texts: readonly { locale: string; name: string; description: string }[];
}

/**
 * A language has two columns, such as `name:de` and `description:de`. Where both cells are empty, and in languages that a
 * file does not name, the product keeps the text that it has.
 */
export const productFile: FileFormat<ProductFileRow> = {
  columns: {
    required: ['handle', 'category', 'brand', 'launchedOn'],
    optional: [],
    families: ['name', 'description'],
  },
  keyColumn: 'handle',
  read: (cells) => {
    const locales = new Set([...cells.members('name'), ...cells.members('description')]);
    return {
      handle: cells.requiredWord('handle'),
      category: cells.requiredWord('category'),
      brand: cells.requiredWord('brand'),
      launchedOn: cells.day('launchedOn'),
      texts: [...locales]
        .map((locale) => ({
          locale,
          name: cells.text(`name:${locale}`) ?? '',
          description: cells.text(`description:${locale}`) ?? '',
        }))
        .filter(({ name, description }) => name !== '' || description !== ''),
    };
  },
  write: ({ texts, ...row }) => ({
    ...row,
    ...Object.fromEntries(
      texts.flatMap(({ locale, name, description }) => [
        [`name:${locale}`, name],
        [`description:${locale}`, description],
      ]),
    ),
  }),
  keyOf: ({ handle }) => [handle],
};
