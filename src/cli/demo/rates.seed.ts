import type { DemoSeed } from './demo-seed.js';
import { ECB_RATES, ENTERED_RATES } from './rates.data.js';

export async function seedRates(seed: DemoSeed): Promise<void> {
  const published = Object.entries(ECB_RATES).flatMap(([day, rates]) =>
    Object.entries(rates).map(([currencyCode, rate]) => ({
      currency_code: currencyCode,
      day,
      rate,
      source: 'ECB',
      note: null,
    })),
  );
  const entered = ENTERED_RATES.map(({ currencyCode, day, rate, note }) => ({
    currency_code: currencyCode,
    day,
    rate,
    source: 'STAFF',
    note,
  }));
  await seed.insert('sales.exchange_rate', [...published, ...entered]);
}
