import type { DemoProduct, DemoSpecs, DemoVariant } from './demo-device.js';

const NOTEBOOK_14: DemoSpecs = {
  SCREEN_INCH: 14,
  MEMORY_GB: 8,
  PROCESSOR: 'Intel Core i5-10210U',
  OPERATING_SYSTEM: 'WINDOWS_10_HOME',
  TOUCH_SCREEN: false,
  WEIGHT_KG: 1.5,
};

const HORIZON: DemoSpecs = {
  ...NOTEBOOK_14,
  STORAGE_GB: 512,
  GRAPHICS: 'NVIDIA GeForce MX350',
  WEIGHT_KG: 1.35,
};

/** The five variants of 2020-06-11, INR 41,999 to 59,999 at launch (indiatoday.in 2020-07-04). */
const NOTEBOOK_14_VARIANTS: readonly DemoVariant[] = [
  {
    sku: 'MN14-I5-8-256',
    item: 6,
    basePrice: null,
    specs: { ...NOTEBOOK_14, STORAGE_GB: 256, GRAPHICS: 'Intel UHD Graphics' },
  },
  {
    sku: 'MN14-I5-8-512',
    item: 7,
    basePrice: null,
    specs: { ...NOTEBOOK_14, STORAGE_GB: 512, GRAPHICS: 'Intel UHD Graphics' },
  },
  {
    sku: 'MN14-I5-8-512-MX250',
    item: 8,
    basePrice: '445.00',
    specs: { ...NOTEBOOK_14, STORAGE_GB: 512, GRAPHICS: 'NVIDIA GeForce MX250' },
  },
];

const HORIZON_VARIANTS: readonly DemoVariant[] = [
  { sku: 'MN14H-I5-8-512', item: 9, basePrice: '505.00', specs: HORIZON },
  {
    sku: 'MN14H-I7-8-512',
    item: 10,
    basePrice: '555.00',
    specs: { ...HORIZON, PROCESSOR: 'Intel Core i7-10510U' },
  },
];

export const INDIA_LAPTOPS: readonly DemoProduct[] = [
  {
    handle: 'mi-notebook-14',
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2020-06-11',
    texts: [
      {
        locale: 'en',
        name: 'Mi Notebook 14',
        description: 'The laptop with which the series came to India: 14 inch, Intel Core i5.',
      },
    ],
    variants: NOTEBOOK_14_VARIANTS,
  },
  {
    // Weight 1.35 kg (moneycontrol.com 2020-06-11).
    handle: 'mi-notebook-14-horizon',
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2020-06-11',
    texts: [
      {
        locale: 'en',
        name: 'Mi Notebook 14 Horizon Edition',
        description: 'The lighter 14 inch laptop, with a thin frame and GeForce MX350 graphics.',
      },
    ],
    variants: HORIZON_VARIANTS,
  },
  {
    // In India since August 2021 for about INR 50,000 (techradar.com/in 2021-08-12; the day is inferred).
    handle: 'redmibook-pro-15',
    category: 'LAPTOP',
    brand: 'Redmi',
    launchedOn: '2021-08-06',
    texts: [
      {
        locale: 'en',
        name: 'RedmiBook 15 Pro',
        description: 'A 15.6 inch office laptop with an eleventh-generation Intel Core i5.',
      },
    ],
    variants: [
      {
        sku: 'RBP15-I5-8-512',
        item: 11,
        basePrice: '468.00',
        specs: {
          SCREEN_INCH: 15.6,
          MEMORY_GB: 8,
          STORAGE_GB: 512,
          PROCESSOR: 'Intel Core i5-11300H',
          GRAPHICS: 'Intel Iris Xe Graphics',
          OPERATING_SYSTEM: 'WINDOWS_10_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.8,
        },
      },
    ],
  },
];
