import type { Arguments, InputWorld } from './input-world.js';

const ENTERED = { currencyCode: 'SAR', day: '2024-06-28' };
const NEW = { currencyCode: 'QAR', day: '2024-06-28' };

/** Inputs that the changes of exchange rates accept. */
export const RATE_INPUTS: Record<string, (world: InputWorld) => Arguments | Promise<Arguments>> = {
  exchangeRateSet: () => ({ ...NEW, rate: '3.9', note: 'By hand', expectedVersion: null }),
  exchangeRateRemove: async (world) => {
    await enterRate(world);
    return { ...ENTERED, expectedVersion: 1 };
  },
};

export const RATE_QUERIES: Record<string, () => Arguments> = {
  exchangeRates: () => ({}),
  currencyConversion: () => ({ from: 'EUR', to: 'EUR', day: '2024-06-28' }),
};

export const RATE_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  exchangeRateSet: async ({ rivals }) => {
    await rivals.portal.db.query('DELETE FROM sales.exchange_rate WHERE currency_code <> $1', [
      ENTERED.currencyCode,
    ]);
  },
  exchangeRateRemove: enterRate,
};

/** The rate that is there to be removed. */
async function enterRate({ rivals }: InputWorld): Promise<void> {
  await rivals.portal.db.query(
    `INSERT INTO sales.exchange_rate (currency_code, day, rate, source) VALUES ($1, $2, 4.014, 'STAFF')
     ON CONFLICT (currency_code, day) DO UPDATE SET version = 1`,
    [ENTERED.currencyCode, ENTERED.day],
  );
}
