import type { FileFormat } from './file-format.js';

export interface PriceFileRow {
  priceListCode: string;
  sku: string;
  minimumQuantity: number;
  /** Null removes the break. */
  unitPrice: { amount: string; currencyCode: string } | null;
}

/** An empty unitPrice takes the price away; breaks that a file does not name stay as they are. */
export const priceFile: FileFormat<PriceFileRow> = {
  columns: {
    required: ['priceListCode', 'sku', 'minimumQuantity', 'unitPrice', 'currencyCode'],
    optional: [],
    families: [],
  },
  keyColumn: 'minimumQuantity',
  read: (cells) => {
    const amount = cells.decimal('unitPrice');
    const removed = (cells.text('unitPrice') ?? '').trim() === '';
    return {
      priceListCode: cells.requiredWord('priceListCode'),
      sku: cells.requiredWord('sku'),
      minimumQuantity: cells.requiredWhole('minimumQuantity'),
      unitPrice: removed
        ? null
        : { amount: amount ?? '', currencyCode: cells.requiredWord('currencyCode') },
    };
  },
  write: ({ priceListCode, sku, minimumQuantity, unitPrice }) => ({
    priceListCode,
    sku,
    minimumQuantity,
    unitPrice: unitPrice?.amount ?? null,
    currencyCode: unitPrice?.currencyCode ?? null,
  }),
  keyOf: ({ priceListCode, sku, minimumQuantity }) => [priceListCode, sku, minimumQuantity],
};
