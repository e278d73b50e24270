import type { CurrencyCode } from '../../kernel/currency.js';
import type { DemoDay } from './demo-day.js';

export type DemoRegionCode = 'EMEA' | 'APAC' | 'GREATER_CHINA' | 'AMERICAS';

export type DemoMarketState =
  'PLANNED' | 'PREPARING' | 'READY' | 'OPEN' | 'PAUSED' | 'WIND_DOWN' | 'CLOSED';

export interface DemoRegion {
  code: DemoRegionCode;
  name: string;
}

export interface DemoMarket {
  code: string;
  name: string;
  currencyCode: CurrencyCode;
  defaultLocale: string;
  timeZone: string;
  taxName: string;
  state: DemoMarketState;
  /** The general rate of the market's sales tax in percent, from a day on. */
  taxRates: readonly { from: string; rate: string }[];
  /** The region from a day on; each membership ends where the next one begins. */
  regions: readonly { from: DemoDay; region: DemoRegionCode }[];
}

export const DEMO_REGIONS: readonly DemoRegion[] = [
  { code: 'EMEA', name: 'Europe, Middle East and Africa' },
  { code: 'APAC', name: 'Asia Pacific' },
  { code: 'GREATER_CHINA', name: 'Greater China' },
  { code: 'AMERICAS', name: 'Americas' },
];

const SINCE_THE_START = '2016-01-01';
const emea = [{ from: SINCE_THE_START, region: 'EMEA' }] as const;
const apac = [{ from: SINCE_THE_START, region: 'APAC' }] as const;
const americas = [{ from: SINCE_THE_START, region: 'AMERICAS' }] as const;

/**
 * Currencies, time zones, locales and general tax rates are facts (rates as of 2025, with the last
 * changes before them). The states and region memberships are the demo's: every state can be seen.
 */
export const DEMO_MARKETS: readonly DemoMarket[] = [
  {
    code: 'DE',
    name: 'Germany',
    currencyCode: 'EUR',
    defaultLocale: 'de-DE',
    timeZone: 'Europe/Berlin',
    taxName: 'VAT',
    state: 'OPEN',
    // Germany lowered its rate for the second half of 2020.
    taxRates: [
      { from: '2007-01-01', rate: '19' },
      { from: '2020-07-01', rate: '16' },
      { from: '2021-01-01', rate: '19' },
    ],
    regions: emea,
  },
  {
    code: 'FR',
    name: 'France',
    currencyCode: 'EUR',
    defaultLocale: 'fr-FR',
    timeZone: 'Europe/Paris',
    taxName: 'TVA',
    state: 'OPEN',
    taxRates: [{ from: '2014-01-01', rate: '20' }],
    regions: emea,
  },
  {
    code: 'GB',
    name: 'United Kingdom',
    currencyCode: 'GBP',
    defaultLocale: 'en-GB',
    timeZone: 'Europe/London',
    taxName: 'VAT',
    state: 'OPEN',
    taxRates: [{ from: '2011-01-04', rate: '20' }],
    regions: emea,
  },
  {
    code: 'SA',
    name: 'Saudi Arabia',
    currencyCode: 'SAR',
    defaultLocale: 'ar-SA',
    timeZone: 'Asia/Riyadh',
    taxName: 'VAT',
    state: 'OPEN',
    taxRates: [
      { from: '2018-01-01', rate: '5' },
      { from: '2020-07-01', rate: '15' },
    ],
    regions: emea,
  },
  {
    code: 'AE',
    name: 'United Arab Emirates',
    currencyCode: 'AED',
    defaultLocale: 'ar-AE',
    timeZone: 'Asia/Dubai',
    taxName: 'VAT',
    state: 'OPEN',
    taxRates: [{ from: '2018-01-01', rate: '5' }],
    // The demo served it from Singapore until half a year ago: sales as booked and as of today differ.
    regions: [
      { from: SINCE_THE_START, region: 'APAC' },
      { from: -180, region: 'EMEA' },
    ],
  },
  {
    code: 'TR',
    name: 'Türkiye',
    currencyCode: 'TRY',
    defaultLocale: 'tr-TR',
    timeZone: 'Europe/Istanbul',
    taxName: 'KDV',
    state: 'WIND_DOWN',
    taxRates: [{ from: '2023-07-10', rate: '20' }],
    regions: emea,
  },
  {
    code: 'ZA',
    name: 'South Africa',
    currencyCode: 'ZAR',
    defaultLocale: 'en-ZA',
    timeZone: 'Africa/Johannesburg',
    taxName: 'VAT',
    state: 'PREPARING',
    taxRates: [{ from: '2018-04-01', rate: '15' }],
    regions: emea,
  },
  {
    code: 'NG',
    name: 'Nigeria',
    currencyCode: 'NGN',
    defaultLocale: 'en-NG',
    timeZone: 'Africa/Lagos',
    taxName: 'VAT',
    state: 'PLANNED',
    taxRates: [{ from: '2020-02-01', rate: '7.5' }],
    regions: emea,
  },
  {
    code: 'IN',
    name: 'India',
    currencyCode: 'INR',
    defaultLocale: 'en-IN',
    timeZone: 'Asia/Kolkata',
    taxName: 'GST',
    state: 'OPEN',
    taxRates: [{ from: '2017-07-01', rate: '18' }],
    regions: apac,
  },
  {
    code: 'SG',
    name: 'Singapore',
    currencyCode: 'SGD',
    defaultLocale: 'en-SG',
    timeZone: 'Asia/Singapore',
    taxName: 'GST',
    state: 'OPEN',
    taxRates: [
      { from: '2007-07-01', rate: '7' },
      { from: '2023-01-01', rate: '8' },
      { from: '2024-01-01', rate: '9' },
    ],
    regions: apac,
  },
  {
    code: 'JP',
    name: 'Japan',
    currencyCode: 'JPY',
    defaultLocale: 'ja-JP',
    timeZone: 'Asia/Tokyo',
    taxName: 'JCT',
    state: 'OPEN',
    taxRates: [
      { from: '2014-04-01', rate: '8' },
      { from: '2019-10-01', rate: '10' },
    ],
    regions: apac,
  },
  {
    code: 'AU',
    name: 'Australia',
    currencyCode: 'AUD',
    defaultLocale: 'en-AU',
    timeZone: 'Australia/Sydney',
    taxName: 'GST',
    state: 'OPEN',
    taxRates: [{ from: '2000-07-01', rate: '10' }],
    regions: apac,
  },
  {
    code: 'ID',
    name: 'Indonesia',
    currencyCode: 'IDR',
    defaultLocale: 'id-ID',
    timeZone: 'Asia/Jakarta',
    taxName: 'PPN',
    state: 'READY',
    taxRates: [{ from: '2022-04-01', rate: '11' }],
    regions: apac,
  },
  {
    code: 'CN',
    name: 'China',
    currencyCode: 'CNY',
    defaultLocale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    taxName: 'VAT',
    state: 'OPEN',
    taxRates: [
      { from: '2018-05-01', rate: '16' },
      { from: '2019-04-01', rate: '13' },
    ],
    regions: [
      { from: SINCE_THE_START, region: 'APAC' },
      { from: '2018-01-01', region: 'GREATER_CHINA' },
    ],
  },
  {
    code: 'MX',
    name: 'Mexico',
    currencyCode: 'MXN',
    defaultLocale: 'es-MX',
    timeZone: 'America/Mexico_City',
    taxName: 'IVA',
    state: 'OPEN',
    taxRates: [{ from: '2010-01-01', rate: '16' }],
    regions: americas,
  },
  {
    code: 'CL',
    name: 'Chile',
    currencyCode: 'CLP',
    defaultLocale: 'es-CL',
    timeZone: 'America/Santiago',
    taxName: 'IVA',
    state: 'OPEN',
    taxRates: [{ from: '2003-10-01', rate: '19' }],
    regions: americas,
  },
  {
    code: 'CO',
    name: 'Colombia',
    currencyCode: 'COP',
    defaultLocale: 'es-CO',
    timeZone: 'America/Bogota',
    taxName: 'IVA',
    state: 'PAUSED',
    taxRates: [{ from: '2017-01-01', rate: '19' }],
    regions: americas,
  },
];
