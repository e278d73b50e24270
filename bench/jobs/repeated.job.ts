import { measureRounds } from '../windows.js';
import {
  CatalogPages,
  comparePage,
  judgeLimitPage,
  judgePage,
  limitPageRequest,
  pageRequest,
  type PageQuestion,
} from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
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
      await comparePage(
        { server: server.url, limit: limit.url },
        { ...page, buyer: random.pick(tier) },
      );
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          programs: [server],
          next: () => pageRequest(server.url, next()),
          judge: judgePage,
        },
        {
          name: 'limit',
          programs: [limit],
          next: () => limitPageRequest(limit.url, next()),
          judge: judgeLimitPage,
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
