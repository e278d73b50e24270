import type { CurrencyCode } from '../../kernel/currency.js';

/** What the European Central Bank published on two days: real figures. Days between and after take the last one. */
export const ECB_RATES: Readonly<Record<string, Partial<Record<CurrencyCode, string>>>> = {
  '2024-07-04': {
    USD: '1.08',
    JPY: '173.84',
    GBP: '0.84663',
    TRY: '35.1736',
    AUD: '1.6046',
    CNY: '7.8515',
    IDR: '17632.08',
    INR: '90.199',
    MXN: '19.5801',
    SGD: '1.4594',
    ZAR: '19.7867',
  },
  '2026-02-06': {
    USD: '1.1794',
    JPY: '185.27',
    GBP: '0.8679',
    TRY: '51.4394',
    AUD: '1.688',
    CNY: '8.1838',
    IDR: '19900',
    INR: '106.9265',
    MXN: '20.4787',
    SGD: '1.5016',
    ZAR: '19.017',
  },
};

interface EnteredRate {
  currencyCode: CurrencyCode;
  day: string;
  rate: string;
  note: string;
}

const SAUDI_PEG = 'The peg of 3.75 per US dollar, times the dollar of the European Central Bank';
const EMIRATI_PEG =
  'The peg of 3.6725 per US dollar, times the dollar of the European Central Bank';
const INVENTED = 'Invented for the demo';

/** What somebody has entered for currencies that the bank does not publish. */
export const ENTERED_RATES: readonly EnteredRate[] = [
  { currencyCode: 'SAR', day: '2024-07-04', rate: '4.05', note: SAUDI_PEG },
  { currencyCode: 'SAR', day: '2026-02-06', rate: '4.42275', note: SAUDI_PEG },
  { currencyCode: 'AED', day: '2024-07-04', rate: '3.9663', note: EMIRATI_PEG },
  { currencyCode: 'AED', day: '2026-02-06', rate: '4.3313465', note: EMIRATI_PEG },
  { currencyCode: 'CLP', day: '2024-07-04', rate: '1000', note: INVENTED },
  { currencyCode: 'COP', day: '2024-07-04', rate: '4500', note: INVENTED },
  { currencyCode: 'NGN', day: '2024-07-04', rate: '1600', note: INVENTED },
];
