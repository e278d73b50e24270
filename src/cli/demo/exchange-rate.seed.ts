import type { DemoSeed } from './demo-seed.js';
import { demoRates } from './exchange-rate-plan.js';

const NOTE = 'Demo: a made-up rate, published by nobody';

/** As if somebody had entered them: the bank has said none of these. */
export async function seedExchangeRates(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'sales.exchange_rate',
    demoRates(seed.today).map(({ currencyCode, day, rate }) => ({
      currency_code: currencyCode,
      day,
      rate,
      source: 'STAFF',
      note: NOTE,
    })),
  );
}
