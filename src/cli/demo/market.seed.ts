import type { DemoSeed } from './demo-seed.js';
import { DEMO_MARKETS, DEMO_REGIONS } from './markets.data.js';
import { newId } from '../../kernel/index.js';

export async function seedMarkets(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'market.region',
    DEMO_REGIONS.map(({ code, name }) => ({ id: seed.id('region', code), code, name })),
  );
  await seed.insert(
    'market.market',
    DEMO_MARKETS.map((market) => ({
      code: market.code,
      name: market.name,
      currency_code: market.currencyCode,
      default_locale: market.defaultLocale,
      time_zone: market.timeZone,
      tax_name: market.taxName,
      state: market.state,
    })),
  );
  await seed.insert(
    'market.region_membership',
    DEMO_MARKETS.flatMap((market) =>
      market.regions.map(({ from, region }, index) => ({
        id: newId(),
        market_code: market.code,
        region_id: seed.id('region', region),
        valid_from: seed.day(from),
        valid_until: seed.optionalDay(market.regions[index + 1]?.from),
      })),
    ),
  );
  await seed.insert(
    'market.tax_rate',
    DEMO_MARKETS.flatMap((market) =>
      market.taxRates.map(({ from, rate }) => ({
        market_code: market.code,
        valid_from: from,
        rate,
      })),
    ),
  );
}
