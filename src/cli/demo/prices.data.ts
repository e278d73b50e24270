import type { CurrencyCode } from '../../kernel/currency.js';
import type { DemoDay } from './demo-day.js';

/**
 * How the demo's prices in EUR become prices elsewhere: units of the currency for one euro, and the step to which a
 * price is rounded. Planning figures of the demo, not rates of exchange.
 */
export const DEMO_PRICE_LEVELS: Partial<Record<CurrencyCode, { perEuro: string; step: string }>> = {
  EUR: { perEuro: '1', step: '1.00' },
  GBP: { perEuro: '0.86', step: '1.00' },
  SAR: { perEuro: '4.40', step: '5.00' },
  AED: { perEuro: '4.30', step: '5.00' },
  TRY: { perEuro: '48', step: '10.00' },
  INR: { perEuro: '98', step: '10.00' },
  SGD: { perEuro: '1.50', step: '1.00' },
  JPY: { perEuro: '172', step: '100' },
  AUD: { perEuro: '1.78', step: '1.00' },
  IDR: { perEuro: '19000', step: '1000.00' },
  CNY: { perEuro: '7.40', step: '1.00' },
  MXN: { perEuro: '21', step: '10.00' },
  CLP: { perEuro: '1060', step: '500' },
  COP: { perEuro: '4600', step: '1000.00' },
};

export interface DemoBreak {
  from: number;
  /** Percent taken off what everyone pays, or a price of its own. */
  price: { percentOff: number } | { amount: string };
}

export interface DemoPriceList {
  code: string;
  name: string;
  market: string;
  audience: 'EVERYONE' | 'TIER' | 'RESELLER';
  tier?: 'AUTHORIZED' | 'PREMIER';
  reseller?: string;
  validFrom: DemoDay;
  validUntil?: DemoDay;
  priority?: number;
  /** Which SKUs it prices; without it every one that is listed in the market. */
  skus?: readonly string[];
  breaks: readonly DemoBreak[];
  /** SKUs whose breaks differ from the list's. */
  exceptions?: Readonly<Record<string, readonly DemoBreak[]>>;
}

const TWO_YEARS_AGO: DemoDay = -730;
const percent = (from: number, percentOff: number): DemoBreak => ({ from, price: { percentOff } });
const amount = (from: number, text: string): DemoBreak => ({ from, price: { amount: text } });

const everyone = (market: string): DemoPriceList => ({
  code: `${market}-EVERYONE`,
  name: `${market}, everyone`,
  market,
  audience: 'EVERYONE',
  validFrom: TWO_YEARS_AGO,
  breaks: [percent(1, 0), percent(100, 2)],
});

const tier = (market: string, name: 'AUTHORIZED' | 'PREMIER'): DemoPriceList => ({
  code: `${market}-${name}`,
  name: `${market}, ${name === 'PREMIER' ? 'Premier' : 'Authorized'} resellers`,
  market,
  audience: 'TIER',
  tier: name,
  validFrom: TWO_YEARS_AGO,
  breaks:
    name === 'PREMIER'
      ? [percent(1, 6), percent(10, 8), percent(50, 11)]
      : [percent(1, 3), percent(25, 5)],
});

export const DEMO_PRICE_LISTS: readonly DemoPriceList[] = [
  // Every market with a listing has a price for everyone but Indonesia, which is not open yet.
  ...['DE', 'FR', 'GB', 'SA', 'AE', 'TR', 'IN', 'SG', 'JP', 'AU', 'CN', 'MX', 'CL', 'CO'].map(
    everyone,
  ),
  {
    ...tier('DE', 'PREMIER'),
    exceptions: {
      'XBS12-8-256': [amount(1, '540.00'), amount(10, '525.00'), amount(50, '510.00')],
      'XBS12-KEYBOARD': [amount(1, '115.00')],
    },
  },
  tier('DE', 'AUTHORIZED'),
  tier('FR', 'PREMIER'),
  tier('GB', 'PREMIER'),
  tier('SA', 'AUTHORIZED'),
  tier('AE', 'AUTHORIZED'),
  tier('IN', 'PREMIER'),
  tier('SG', 'PREMIER'),
  tier('CN', 'AUTHORIZED'),
  tier('MX', 'AUTHORIZED'),
  tier('CL', 'AUTHORIZED'),
  // A price of one reseller beats its tier.
  {
    code: 'IN-KAVERI',
    name: 'India, Kaveri Demo Devices',
    market: 'IN',
    audience: 'RESELLER',
    reseller: 'KAVERI',
    validFrom: -200,
    validUntil: 165,
    skus: ['RBP15-I5-8-512'],
    breaks: [amount(1, '41900.00'), amount(20, '40900.00')],
  },
  // A promotion for everyone that outranks the everyday list, and one that is over.
  {
    code: 'FR-PROMOTION',
    name: 'France, pens at a promotional price',
    market: 'FR',
    audience: 'EVERYONE',
    validFrom: -10,
    validUntil: 50,
    priority: 10,
    skus: ['XBS12-PEN'],
    breaks: [amount(1, '69.00')],
  },
  {
    code: 'DE-LAST-SPRING',
    name: 'Germany, last spring',
    market: 'DE',
    audience: 'EVERYONE',
    validFrom: -260,
    validUntil: -200,
    priority: 10,
    skus: ['XBS12-PEN', 'XBS12-COVER'],
    breaks: [percent(1, 15)],
  },
];

/** An approved price for a quantity; the demo has sold nothing of it yet. */
export const DEMO_SPECIAL_BIDS: readonly {
  number: string;
  reseller: string;
  market: string;
  sku: string;
  unitPrice: string;
  quantity: number;
  validFrom: DemoDay;
  validUntil: DemoDay;
}[] = [
  {
    number: 'BID-DEMO-001',
    reseller: 'ELBUFER',
    market: 'DE',
    sku: 'RB16-2025-I5-16-512',
    unitPrice: '529.00',
    quantity: 120,
    validFrom: -20,
    validUntil: 70,
  },
];
