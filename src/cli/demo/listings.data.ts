import type { DemoDay } from './demo-day.js';

/** What is offered where. Days of launches abroad that no source gives are the demo's own. */
export interface DemoListing {
  skus: readonly string[];
  markets: readonly string[];
  preorderFrom?: DemoDay;
  onSaleFrom: DemoDay;
  lastTimeBuyFrom?: DemoDay;
  endOfSaleOn?: DemoDay;
  endOfServiceOn?: DemoDay;
  pausedReason?: string;
  minimumQuantity?: number;
  maximumQuantity?: number;
  quantityIncrement?: number;
}

const REPAIR_ENDED = '2024-05-31';
const BOOK_S = ['XBS12-8-256', 'XBS12-KEYBOARD', 'XBS12-PEN'] as const;

export const DEMO_LISTINGS: readonly DemoListing[] = [
  // END_OF_SERVICE: repair of the first generation ended on 2024-05-31 (tekimobile.com); the ends of sale are inferred.
  {
    skus: ['MNA12-M3-4-128', 'MNA13-I5-8-256'],
    markets: ['CN'],
    onSaleFrom: '2016-08-02',
    endOfSaleOn: '2019-06-30',
    endOfServiceOn: REPAIR_ENDED,
  },
  {
    skus: ['MNP15-I5-8-256', 'MNP15-I7-16-256'],
    markets: ['CN'],
    onSaleFrom: '2017-09-11',
    endOfSaleOn: '2020-12-31',
    endOfServiceOn: REPAIR_ENDED,
  },
  // END_OF_SALE, still repaired.
  {
    skus: ['MAIS-WHITE'],
    markets: ['CN'],
    onSaleFrom: '2017-07-26',
    endOfSaleOn: '2020-12-31',
  },
  {
    skus: ['MN14-I5-8-256', 'MN14-I5-8-512'],
    markets: ['IN'],
    onSaleFrom: '2020-06-11',
    endOfSaleOn: '2023-12-31',
  },
  // LAST_TIME_BUY.
  {
    skus: ['MN14-I5-8-512-MX250', 'MN14H-I5-8-512', 'MN14H-I7-8-512'],
    markets: ['IN'],
    onSaleFrom: '2020-06-11',
    lastTimeBuyFrom: -30,
    endOfSaleOn: 90,
    endOfServiceOn: 1185,
  },
  { skus: ['RBP15-I5-8-512'], markets: ['IN'], onSaleFrom: '2021-08-06' },

  // ON_SALE: the tablet of 2022 and what goes with it. In Turkey it ends with the market.
  { skus: BOOK_S, markets: ['DE', 'FR', 'GB'], onSaleFrom: '2022-06-21' },
  { skus: BOOK_S, markets: ['SA', 'AE', 'SG', 'AU', 'JP', 'MX', 'CL'], onSaleFrom: '2023-03-01' },
  { skus: BOOK_S, markets: ['CO'], onSaleFrom: '2024-02-01' },
  {
    skus: BOOK_S,
    markets: ['TR'],
    onSaleFrom: '2023-03-01',
    lastTimeBuyFrom: -200,
    endOfSaleOn: -60,
  },
  // Covers leave the stock in boxes of five.
  {
    skus: ['XBS12-COVER'],
    markets: ['DE', 'FR', 'GB', 'SG', 'AU', 'MX'],
    onSaleFrom: '2022-06-21',
    minimumQuantity: 5,
    maximumQuantity: 500,
    quantityIncrement: 5,
  },
  { skus: ['XB12-2IN1-8-256'], markets: ['CN'], onSaleFrom: '2023-02-10' },

  // The laptops of 2024 and 2025.
  { skus: ['RB14-2024-I5-16-512'], markets: ['CN'], onSaleFrom: '2024-01-01' },
  { skus: ['RB14-2024-I5-16-512'], markets: ['SG', 'MX', 'CL', 'SA'], onSaleFrom: '2024-09-01' },
  {
    skus: ['RB16-2025-I5-16-512', 'RB16-2025-I7-16-1TB'],
    markets: ['CN'],
    onSaleFrom: '2025-01-02',
  },
  {
    skus: ['RB16-2025-I5-16-512', 'RB16-2025-I7-16-1TB'],
    markets: ['DE', 'FR', 'GB', 'SA', 'AE', 'SG', 'MX'],
    onSaleFrom: '2025-06-02',
  },
  { skus: ['RB16-2025-I5-16-512'], markets: ['IN'], onSaleFrom: '2025-06-02' },
  // PREORDER, and PLANNED where the market itself is not open yet.
  {
    skus: ['RB16-2025-I5-16-512', 'RB16-2025-I7-16-1TB'],
    markets: ['JP'],
    preorderFrom: -14,
    onSaleFrom: 30,
  },
  {
    skus: ['RB16-2025-I5-16-512', 'RBP16-2024-U5-32-1TB'],
    markets: ['ID'],
    preorderFrom: 45,
    onSaleFrom: 75,
  },
  { skus: ['RBP16-2024-U5-32-1TB'], markets: ['CN'], onSaleFrom: '2024-03-01' },
  { skus: ['RBP16-2024-U5-32-1TB'], markets: ['SG', 'DE'], onSaleFrom: '2024-11-04' },
  // Paused by the maker.
  {
    skus: ['RBP16-2024-U5-32-1TB'],
    markets: ['AU'],
    onSaleFrom: '2024-11-04',
    pausedReason: 'The power adapters of the first delivery are being exchanged.',
  },
  {
    skus: ['RGP-2024-I9-16-1TB'],
    markets: ['CN'],
    onSaleFrom: '2024-03-05',
    maximumQuantity: 50,
  },
  {
    skus: ['RGP-2024-I9-16-1TB'],
    markets: ['SG', 'SA'],
    onSaleFrom: '2024-11-04',
    maximumQuantity: 50,
  },
];
