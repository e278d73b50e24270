import type { CurrencyCode } from '../../kernel/currency.js';

/**
 * What a euro is worth in the demo, about as it was at the end of 2025; `yearly` is by how many percent it grows in a
 * year. Nobody published these: whoever needs true ones imports the file of the European Central Bank.
 */
export const DEMO_EXCHANGE_RATES: readonly {
  currencyCode: Exclude<CurrencyCode, 'EUR'>;
  perEuro: number;
  decimals: number;
  yearly?: number;
  /** It goes up and down with the dollar, to which it is pegged. */
  pegged?: boolean;
}[] = [
  { currencyCode: 'USD', perEuro: 1.16, decimals: 4 },
  { currencyCode: 'SAR', perEuro: 4.35, decimals: 4, pegged: true },
  { currencyCode: 'AED', perEuro: 4.2601, decimals: 4, pegged: true },
  { currencyCode: 'GBP', perEuro: 0.875, decimals: 5 },
  { currencyCode: 'TRY', perEuro: 49, decimals: 4, yearly: 20 },
  { currencyCode: 'ZAR', perEuro: 19.95, decimals: 4 },
  { currencyCode: 'NGN', perEuro: 1680, decimals: 2, yearly: 4 },
  { currencyCode: 'INR', perEuro: 103, decimals: 3, yearly: 6 },
  { currencyCode: 'SGD', perEuro: 1.505, decimals: 4 },
  { currencyCode: 'JPY', perEuro: 180, decimals: 2, yearly: 5 },
  { currencyCode: 'AUD', perEuro: 1.785, decimals: 4 },
  { currencyCode: 'IDR', perEuro: 19300, decimals: 2, yearly: 3 },
  { currencyCode: 'CNY', perEuro: 8.2, decimals: 4 },
  { currencyCode: 'MXN', perEuro: 21.25, decimals: 4 },
  { currencyCode: 'CLP', perEuro: 1075, decimals: 2 },
  { currencyCode: 'COP', perEuro: 4350, decimals: 2 },
];
