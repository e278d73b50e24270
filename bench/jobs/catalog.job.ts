import { measureRounds } from '../windows.js';
import { CatalogPages, limitPageRequest, pageRequest } from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
import { compareProducts, judgeLimitProducts, judgeProducts } from './product-answers.js';
import type { Job } from './stage.js';

const COMPARED = 20;

export const catalogJob: Job = {
  name: 'catalog',
  says: 'A page of 50 products that nobody of the tier has asked for before: any market, any depth, any tier.',
  run: async (stage) => {
    const server = await stage.server({ JOBS: 'false' });
    const limit = await stage.limit('catalog');
    const pages = await CatalogPages.open(stage);
    for (let n = 0; n < COMPARED; n += 1) {
      const page = pages.fresh();
      await compareProducts(pageRequest(server.url, page), limitPageRequest(limit.url, page));
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          program: server,
          next: () => pageRequest(server.url, pages.fresh()),
          judge: judgeProducts,
        },
        {
          name: 'limit',
          program: limit,
          next: () => limitPageRequest(limit.url, pages.fresh()),
          judge: judgeLimitProducts,
        },
      ],
      stage.options,
    );
    return comparisonReport({
      windows,
      judged: 'server',
      unit: 'pages',
      goals: [
        { of: 'time', beside: 'limit', most: 1.6, beyond: 1 },
        { of: 'CPU', beside: 'limit', most: 1 },
      ],
    });
  },
};
