import type { DemoProduct } from './demo-device.js';

/** The Windows tablets on Snapdragon 8cx Gen 2, with what goes with them. */
export const TABLETS: readonly DemoProduct[] = [
  {
    // In the EU since 2022-06-21 for EUR 699; keyboard 149.99, pen 99, cover 29.99 (installmentloansgo.com 2022-06-22).
    handle: 'xiaomi-book-s-12-4',
    category: 'TABLET',
    brand: 'Xiaomi',
    launchedOn: '2022-06-21',
    texts: [
      {
        locale: 'en',
        name: 'Xiaomi Book S 12.4',
        description: 'A 12.4 inch Windows 11 tablet; keyboard, pen and cover are sold apart.',
      },
      {
        locale: 'de',
        name: 'Xiaomi Book S 12,4"',
        description:
          'Windows-11-Tablet mit 12,4 Zoll; Tastatur, Stift und Hülle einzeln erhältlich.',
      },
      {
        locale: 'fr',
        name: 'Xiaomi Book S 12,4"',
        description: 'Tablette Windows 11 de 12,4 pouces ; clavier, stylet et étui vendus à part.',
      },
      {
        locale: 'ja',
        name: 'Xiaomi Book S 12.4',
        description: '12.4インチのWindows 11タブレット。キーボードとペンは別売。',
      },
    ],
    variants: [
      {
        sku: 'XBS12-8-256',
        item: 17,
        basePrice: '574.00',
        specs: {
          SCREEN_INCH: 12.4,
          MEMORY_GB: 8,
          STORAGE_GB: 256,
          PROCESSOR: 'Qualcomm Snapdragon 8cx Gen 2',
          GRAPHICS: 'Qualcomm Adreno 690',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: true,
          WEIGHT_KG: 0.72,
        },
      },
    ],
  },
  {
    // In China since February 2023, 685 g (news.fidelityhouse.eu 2023-02; the day is inferred).
    handle: 'xiaomi-book-12-4-2-in-1',
    category: 'TABLET',
    brand: 'Xiaomi',
    launchedOn: '2023-02-10',
    texts: [
      {
        locale: 'en',
        name: 'Xiaomi Book 12.4 2-in-1',
        description: 'The Windows tablet of 2023 for China, 8.95 mm thin.',
      },
      { locale: 'zh-CN', name: '小米Book 12.4 二合一', description: '8.95毫米轻薄二合一平板。' },
    ],
    variants: [
      {
        sku: 'XB12-2IN1-8-256',
        item: 18,
        basePrice: '418.00',
        specs: {
          SCREEN_INCH: 12.4,
          MEMORY_GB: 8,
          STORAGE_GB: 256,
          PROCESSOR: 'Qualcomm Snapdragon 8cx Gen 2',
          GRAPHICS: 'Qualcomm Adreno 680',
          OPERATING_SYSTEM: 'WINDOWS_11_HOME',
          TOUCH_SCREEN: true,
          WEIGHT_KG: 0.685,
        },
      },
    ],
  },
  {
    handle: 'xiaomi-book-s-keyboard',
    category: 'ACCESSORY',
    brand: 'Xiaomi',
    launchedOn: '2022-06-21',
    texts: [
      {
        locale: 'en',
        name: 'Xiaomi Book S Keyboard',
        description: 'The keyboard that is also a cover of the Book S.',
      },
      { locale: 'de', name: 'Xiaomi Book S Tastatur', description: 'Tastatur und Hülle in einem.' },
    ],
    variants: [{ sku: 'XBS12-KEYBOARD', item: 19, basePrice: '122.00', specs: {} }],
  },
  {
    handle: 'xiaomi-book-s-pen',
    category: 'ACCESSORY',
    brand: 'Xiaomi',
    launchedOn: '2022-06-21',
    texts: [
      { locale: 'en', name: 'Xiaomi Book S Pen', description: 'The active pen of the Book S.' },
      { locale: 'de', name: 'Xiaomi Book S Stift', description: 'Der aktive Stift des Book S.' },
    ],
    variants: [{ sku: 'XBS12-PEN', item: 20, basePrice: '78.00', specs: {} }],
  },
  {
    handle: 'xiaomi-book-s-cover',
    category: 'ACCESSORY',
    brand: 'Xiaomi',
    launchedOn: '2022-06-21',
    texts: [
      { locale: 'en', name: 'Xiaomi Book S Cover', description: 'A sleeve for the Book S.' },
      { locale: 'de', name: 'Xiaomi Book S Hülle', description: 'Eine Hülle für das Book S.' },
    ],
    variants: [{ sku: 'XBS12-COVER', item: 21, basePrice: '22.00', specs: {} }],
  },
];
