import { measureRounds } from '../windows.js';
import { CatalogPages, limitPageRequest, pageRequest, type PageQuestion } from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
import { compareProducts, judgeLimitProducts, judgeProducts } from './product-answers.js';
import type { Job } from './stage.js';

export const repeatedJob: Job = {
  name: 'repeated',
  says: 'The same page of 50 products again and again, one per market, by buyers of one tier; the limit reads it anew each time.',
  run: async (stage) => {
    const { buyers, random } = stage;
    const server = await stage.server({ JOBS: 'false' });
    const limit = await stage.limit('catalog');
    const pages = await CatalogPages.open(stage);
    const popular = buyers.markets.map((market) => ({ ...pages.fresh(), market }));
    const tier = buyers.all.filter((buyer) => buyer.tier === 'PREMIER');
    const next = (): PageQuestion => ({ ...random.pick(popular), buyer: random.pick(tier) });
    for (const page of popular) {
      const asked = { ...page, buyer: random.pick(tier) };
      await compareProducts(pageRequest(server.url, asked), limitPageRequest(limit.url, asked));
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          program: server,
          next: () => pageRequest(server.url, next()),
          judge: judgeProducts,
        },
        {
          name: 'limit',
          program: limit,
          next: () => limitPageRequest(limit.url, next()),
          judge: judgeLimitProducts,
        },
      ],
      stage.options,
    );
    return comparisonReport({
      windows,
      judged: 'server',
      unit: 'pages',
      // Five and ten times faster than the limit.
      goals: [{ of: 'time', beside: 'limit', most: 0.2, beyond: 0.1 }],
    });
  },
};
