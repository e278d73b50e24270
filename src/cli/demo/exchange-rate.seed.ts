import type { DemoSeed } from './demo-seed.js';
import { demoRates } from './exchange-rate-plan.js';

export async function seedExchangeRates(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'sales.exchange_rate',
    demoRates(seed.today).map(({ currencyCode, day, rate }) => ({
      currency_code: currencyCode,
      day,
      rate,
      source: 'DEMO',
    })),
  );
}
