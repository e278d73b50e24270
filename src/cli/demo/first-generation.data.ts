import type { DemoProduct } from './demo-device.js';

/**
 * The first devices. Repair of the Notebook Air and Pro ended on 2024-05-31 (tekimobile.com).
 * Weights are from general knowledge.
 */
export const FIRST_GENERATION: readonly DemoProduct[] = [
  {
    // On sale in China since 2016-08-02 for CNY 3,499 (dday.it 20626).
    handle: 'mi-notebook-air-12-5',
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2016-08-02',
    texts: [
      {
        locale: 'en',
        name: 'Mi Notebook Air 12.5',
        description: 'The first small laptop of the series: fanless, with a 12.5 inch screen.',
      },
      { locale: 'zh-CN', name: '小米笔记本Air 12.5', description: '首款12.5英寸轻薄笔记本。' },
    ],
    variants: [
      {
        sku: 'MNA12-M3-4-128',
        item: 1,
        basePrice: null,
        specs: {
          SCREEN_INCH: 12.5,
          MEMORY_GB: 4,
          STORAGE_GB: 128,
          PROCESSOR: 'Intel Core m3-6Y30',
          GRAPHICS: 'Intel HD Graphics 515',
          OPERATING_SYSTEM: 'WINDOWS_10_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.07,
        },
      },
    ],
  },
  {
    // On sale in China since 2016-08-02 for CNY 4,999 (dday.it 20626).
    handle: 'mi-notebook-air-13-3',
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2016-08-02',
    texts: [
      {
        locale: 'en',
        name: 'Mi Notebook Air 13.3',
        description: 'The larger first laptop, with graphics of its own and a 13.3 inch screen.',
      },
      {
        locale: 'zh-CN',
        name: '小米笔记本Air 13.3',
        description: '配备独立显卡的13.3英寸笔记本。',
      },
    ],
    variants: [
      {
        sku: 'MNA13-I5-8-256',
        item: 2,
        basePrice: null,
        specs: {
          SCREEN_INCH: 13.3,
          MEMORY_GB: 8,
          STORAGE_GB: 256,
          PROCESSOR: 'Intel Core i5-6200U',
          GRAPHICS: 'NVIDIA GeForce 940MX',
          OPERATING_SYSTEM: 'WINDOWS_10_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.28,
        },
      },
    ],
  },
  {
    // On sale in China since 2017-09-11 (the day is inferred; macitynet.it).
    handle: 'mi-notebook-pro-15-6',
    category: 'LAPTOP',
    brand: 'Mi',
    launchedOn: '2017-09-11',
    texts: [
      {
        locale: 'en',
        name: 'Mi Notebook Pro 15.6',
        description: 'A 15.6 inch laptop with eighth-generation Intel Core processors.',
      },
      { locale: 'zh-CN', name: '小米笔记本Pro 15.6', description: '第八代英特尔酷睿处理器。' },
    ],
    variants: [
      {
        sku: 'MNP15-I5-8-256',
        item: 3,
        basePrice: null,
        specs: {
          SCREEN_INCH: 15.6,
          MEMORY_GB: 8,
          STORAGE_GB: 256,
          PROCESSOR: 'Intel Core i5-8250U',
          GRAPHICS: 'NVIDIA GeForce MX150',
          OPERATING_SYSTEM: 'WINDOWS_10_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.95,
        },
      },
      {
        sku: 'MNP15-I7-16-256',
        item: 4,
        basePrice: null,
        specs: {
          SCREEN_INCH: 15.6,
          MEMORY_GB: 16,
          STORAGE_GB: 256,
          PROCESSOR: 'Intel Core i7-8550U',
          GRAPHICS: 'NVIDIA GeForce MX150',
          OPERATING_SYSTEM: 'WINDOWS_10_HOME',
          TOUCH_SCREEN: false,
          WEIGHT_KG: 1.95,
        },
      },
    ],
  },
  {
    // Shown in China on 2017-07-26 for CNY 299 (christianpost 193421, geektopia).
    handle: 'mi-ai-speaker',
    category: 'SMART_SPEAKER',
    brand: 'Mi',
    launchedOn: '2017-07-26',
    texts: [
      {
        locale: 'en',
        name: 'Mi AI Speaker',
        description: 'A smart speaker. The memorandum of February 2018 names it for Cortana.',
      },
      { locale: 'zh-CN', name: '小米AI音箱', description: '智能语音音箱。' },
    ],
    variants: [{ sku: 'MAIS-WHITE', item: 5, basePrice: null, specs: {} }],
  },
];
