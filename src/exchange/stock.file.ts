import type { FileFormat } from './file-format.js';

export interface StockFileRow {
  locationCode: string;
  sku: string;
  onHand: number;
  /** Needed where the number changes. */
  reason: string;
}

export const stockFile: FileFormat<StockFileRow> = {
  columns: { required: ['locationCode', 'sku', 'onHand'], optional: ['reason'], families: [] },
  keyColumn: 'sku',
  read: (cells) => ({
    locationCode: cells.requiredWord('locationCode'),
    sku: cells.requiredWord('sku'),
    onHand: cells.requiredWhole('onHand'),
    reason: cells.text('reason') ?? '',
  }),
  write: ({ locationCode, sku, onHand, reason }) => ({ locationCode, sku, onHand, reason }),
  keyOf: ({ locationCode, sku }) => [locationCode, sku],
};
