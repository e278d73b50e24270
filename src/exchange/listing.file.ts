import type { FileFormat } from './file-format.js';

export interface ListingFileRow {
  sku: string;
  marketCode: string;
  preorderFrom: string | null;
  onSaleFrom: string | null;
  lastTimeBuyFrom: string | null;
  endOfSaleOn: string | null;
  endOfServiceOn: string | null;
  minimumQuantity: number;
  maximumQuantity: number | null;
  quantityIncrement: number;
  pausedReason: string | null;
}

export const listingFile: FileFormat<ListingFileRow> = {
  columns: {
    required: [
      'sku',
      'marketCode',
      'preorderFrom',
      'onSaleFrom',
      'lastTimeBuyFrom',
      'endOfSaleOn',
      'endOfServiceOn',
      'minimumQuantity',
      'maximumQuantity',
      'quantityIncrement',
      'pausedReason',
    ],
    optional: [],
    families: [],
  },
  keyColumn: 'marketCode',
  read: (cells) => ({
    sku: cells.requiredWord('sku'),
    marketCode: cells.requiredWord('marketCode'),
    preorderFrom: cells.day('preorderFrom'),
    onSaleFrom: cells.day('onSaleFrom'),
    lastTimeBuyFrom: cells.day('lastTimeBuyFrom'),
    endOfSaleOn: cells.day('endOfSaleOn'),
    endOfServiceOn: cells.day('endOfServiceOn'),
    minimumQuantity: cells.requiredWhole('minimumQuantity'),
    maximumQuantity: cells.whole('maximumQuantity'),
    quantityIncrement: cells.requiredWhole('quantityIncrement'),
    pausedReason: cells.text('pausedReason'),
  }),
  write: (row) => ({ ...row }),
  keyOf: ({ sku, marketCode }) => [sku, marketCode],
};
