import type { FileFormat } from './file-format.js';

export interface VariantFileRow {
  sku: string;
  productHandle: string;
  mpn: string;
  gtin: string;
  position: number;
  /** By code; null takes the spec away, and what is not named stays as it is. */
  specs: Readonly<Record<string, string | null>>;
}

export const variantFile: FileFormat<VariantFileRow> = {
  columns: {
    required: ['sku', 'productHandle', 'mpn', 'gtin', 'position'],
    optional: [],
    families: ['spec'],
  },
  keyColumn: 'sku',
  read: (cells) => ({
    sku: cells.requiredWord('sku'),
    productHandle: cells.requiredWord('productHandle'),
    mpn: cells.requiredWord('mpn'),
    gtin: cells.requiredWord('gtin'),
    position: cells.requiredWhole('position'),
    specs: Object.fromEntries(
      cells.members('spec').map((code) => [code, cells.text(`spec:${code}`)]),
    ),
  }),
  write: ({ specs, ...row }) => ({
    ...row,
    ...Object.fromEntries(Object.entries(specs).map(([code, value]) => [`spec:${code}`, value])),
  }),
  keyOf: ({ sku }) => [sku],
};
