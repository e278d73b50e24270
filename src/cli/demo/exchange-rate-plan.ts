import { dayOn } from './demo-day.js';
import { DEMO_EXCHANGE_RATES } from './exchange-rates.data.js';

/** The first past order is 590 days old; it has a rate as well. */
const DAYS_BACK = 600;
const DAY_MS = 86_400_000;

export interface DemoRate {
  currencyCode: string;
  day: string;
  rate: string;
}

/** A rate of each currency for every weekday up to the seed day, the same one whoever asks. */
export function demoRates(seedDay: string): DemoRate[] {
  return Array.from({ length: DAYS_BACK + 1 }, (_, age) => ({ day: dayOn(seedDay, -age), age }))
    .filter(({ day }) => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()))
    .flatMap(({ day, age }) =>
      DEMO_EXCHANGE_RATES.map(({ currencyCode, perEuro, decimals, yearly = 0, pegged }, index) => {
        const trend = (1 + yearly / 100) ** (-age / 365);
        const rate = perEuro * trend * swing(day, pegged ? 0 : index);
        return { currencyCode, day, rate: rate.toFixed(decimals) };
      }),
    );
}

/** Rates go up and down by two percent or so, slowly and also from day to day. */
function swing(day: string, phase: number): number {
  const at = Date.parse(day) / DAY_MS;
  return 1 + 0.014 * Math.sin(at / 47 + phase) + 0.004 * Math.sin(at / 3.7 + 2 * phase);
}
