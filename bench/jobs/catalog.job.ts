import { measureRounds } from '../windows.js';
import {
  CatalogPages,
  comparePage,
  judgeLimitPage,
  judgePage,
  limitPageRequest,
  pageRequest,
} from './catalog-pages.js';
import { comparisonReport } from './comparison.js';
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
      await comparePage({ server: server.url, limit: limit.url }, pages.fresh());
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          programs: [server],
          next: () => pageRequest(server.url, pages.fresh()),
          judge: judgePage,
        },
        {
          name: 'limit',
          programs: [limit],
          next: () => limitPageRequest(limit.url, pages.fresh()),
          judge: judgeLimitPage,
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
