import type { DemoProduct } from './demo-device.js';

/**
 * The Redmi laptops of 2024 and 2025 (the models: tekimobile.com). Their processors, sizes and
 * weights are from general knowledge and were not checked; the prices are the demo's own.
 */
export const CURRENT_LAPTOPS: readonly DemoProduct[] = [
  {
    handle: 'redmi-book-14-2024',
    category: 'LAPTOP',
    brand: 'Redmi',
    launchedOn: '2024-01-01',
    texts: [
      {
        locale: 'en',
        name: 'Redmi Book 14 2024',
        description: 'A 14 inch laptop in metal for work on the move.',
      },
      {
        locale: 'es',
        name: 'Redmi Book 14 2024',
        description: 'Portátil metálico de 14 pulgadas.',
      },
    ],
    variants: [
      {
        sku: 'RB14-2024-I5-16-512',
        item: 12,
        basePrice: '488.00',
        specs: {
          SCREEN_INCH: 14,
          MEMORY_GB: 16,
          STORAGE_GB: 512,
          PROCESSOR: 'Intel Core i5-12500H',
          GRAPHICS: 'Intel Iris Xe Graphics',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.4,
        },
      },
    ],
  },
  {
    // In China since January 2025 (tekimobile.com; the day is inferred).
    handle: 'redmi-book-16-2025',
    category: 'LAPTOP',
    brand: 'Redmi',
    launchedOn: '2025-01-02',
    texts: [
      {
        locale: 'en',
        name: 'Redmi Book 16 2025',
        description: 'A 16 inch laptop with a battery for up to 19 hours.',
      },
      {
        locale: 'de',
        name: 'Redmi Book 16 2025',
        description: 'Notebook mit 16 Zoll und einem Akku für bis zu 19 Stunden.',
      },
      {
        locale: 'zh-CN',
        name: 'Redmi Book 16 2025',
        description: '16英寸笔记本，续航最长19小时。',
      },
    ],
    variants: [
      {
        sku: 'RB16-2025-I5-16-512',
        item: 13,
        basePrice: '598.00',
        specs: {
          SCREEN_INCH: 16,
          MEMORY_GB: 16,
          STORAGE_GB: 512,
          PROCESSOR: 'Intel Core i5-13420H',
          GRAPHICS: 'Intel UHD Graphics',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.68,
        },
      },
      {
        sku: 'RB16-2025-I7-16-1TB',
        item: 14,
        basePrice: '748.00',
        specs: {
          SCREEN_INCH: 16,
          MEMORY_GB: 16,
          STORAGE_GB: 1024,
          PROCESSOR: 'Intel Core i7-13620H',
          GRAPHICS: 'Intel UHD Graphics',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.68,
        },
      },
    ],
  },
  {
    handle: 'redmi-book-pro-16-2024',
    category: 'LAPTOP',
    brand: 'Redmi',
    launchedOn: '2024-03-01',
    texts: [
      {
        locale: 'en',
        name: 'Redmi Book 16 Pro 2024',
        description: 'A 16 inch laptop for demanding work, with Intel Core Ultra processors.',
      },
    ],
    variants: [
      {
        sku: 'RBP16-2024-U5-32-1TB',
        item: 15,
        basePrice: '838.00',
        specs: {
          SCREEN_INCH: 16,
          MEMORY_GB: 32,
          STORAGE_GB: 1024,
          PROCESSOR: 'Intel Core Ultra 5 125H',
          GRAPHICS: 'Intel Arc Graphics',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.88,
        },
      },
    ],
  },
  {
    handle: 'redmi-g-pro-2024',
    category: 'LAPTOP',
    brand: 'Redmi',
    launchedOn: '2024-03-05',
    texts: [
      {
        locale: 'en',
        name: 'Redmi G Pro 2024',
        description: 'A 16.1 inch gaming laptop with GeForce RTX 4060 graphics.',
      },
    ],
    variants: [
      {
        sku: 'RGP-2024-I9-16-1TB',
        item: 16,
        basePrice: '1048.00',
        specs: {
          SCREEN_INCH: 16.1,
          MEMORY_GB: 16,
          STORAGE_GB: 1024,
          PROCESSOR: 'Intel Core i9-14900HX',
          GRAPHICS: 'NVIDIA GeForce RTX 4060',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 2.7,
        },
      },
    ],
  },
];
