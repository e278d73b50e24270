import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { openSalesWorld } from '../support/world/sales.world.js';
import { addRates } from './rate-files.js';

const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const CURRENCIES = ['EUR', 'GBP', 'KWD', 'JPY', 'USD'];
const random = new Random(SEED);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('conversions');
  await openSalesWorld(portal);
});

afterAll(() => portal?.stop());

const dayOf = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);

/** What is found when each currency and day is looked up for itself. */
const ONE_BY_ONE = `
  SELECT g.code, g.day::text, f.rate::text AS from_rate, f.day::text AS from_day, t.rate::text AS to_rate, t.day::text AS to_day,
    (div(2 * t.rate * 1e20 + f.rate, 2 * f.rate) * 1e-20)::text AS factor
  FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS g (code, day, n)
  LEFT JOIN LATERAL (SELECT 1 AS rate, g.day WHERE g.code = $3 UNION ALL
    SELECT rate, day FROM sales.rate_on(g.code, g.day) WHERE g.code <> $3) f ON true
  LEFT JOIN LATERAL (SELECT 1 AS rate, g.day WHERE g.code = $3 UNION ALL
    SELECT rate, day FROM sales.rate_on($3, g.day) WHERE g.code <> $3) t ON true
  ORDER BY 1, 2, g.n`;

const TOGETHER = `
  SELECT currency_code AS code, day::text, from_rate::text, from_day::text, to_rate::text, to_day::text, factor::text
  FROM sales.conversions($1, $2, $3) ORDER BY 1, 2`;

it(`rates of many days at once are those of each day (PORTAL_SEED=${SEED})`, async () => {
  for (let round = 0; round < 25; round += 1) {
    await portal.db.query('DELETE FROM sales.exchange_rate');
    const rates: Record<string, Record<string, string>> = {};
    for (const code of CURRENCIES.slice(1)) {
      // Some have no rates at all, some only early or late ones.
      const days = Array.from({ length: random.below(8) }, () => dayOf(random.below(40)));
      rates[code] = Object.fromEntries(
        days.map((day) => [day, `${1 + random.below(90_000) / 700}`.slice(0, 9)]),
      );
    }
    await addRates(portal, rates);
    const asked = Array.from({ length: random.below(30) }, () => ({
      code: random.pick(CURRENCIES),
      day: dayOf(random.below(50)),
    }));
    const values = [
      asked.map(({ code }) => code),
      asked.map(({ day }) => day),
      random.pick(CURRENCIES),
    ];
    expect(await portal.rows(TOGETHER, values)).toEqual(await portal.rows(ONE_BY_ONE, values));
  }
});

it('a currency that nobody knows has no row, and nothing asked is nothing answered', async () => {
  const ask = (codes: string[] | null, to: string) =>
    portal.rows(`SELECT currency_code, factor::text FROM sales.conversions($1, $2, $3)`, [
      codes,
      codes?.map(() => '2024-02-01') ?? null,
      to,
    ]);
  expect(await ask(['XXY', 'EUR'], 'EUR')).toEqual([
    { currency_code: 'EUR', factor: '1.00000000000000000000' },
  ]);
  expect(await ask(['EUR'], 'XXY')).toEqual([]);
  expect(await ask([], 'EUR')).toEqual([]);
  expect(await ask(null, 'EUR')).toEqual([]);
});
