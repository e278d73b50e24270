import { jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { measureRounds } from '../windows.js';
import type { Buyer, Market } from '../buyers.js';
import { comparisonReport } from './comparison.js';
import {
  compareProducts,
  judgeLimitProducts,
  judgeProducts,
  productsRequest,
} from './product-answers.js';
import type { Job, Stage } from './stage.js';

const SIZE = 20;
const COMPARED = 20;
/** As fillCatalog names products. Two words of different groups find a hundred products at least. */
const WORDS = [
  ['notebook', 'redmibook', 'speaker', 'phone', 'display', 'router', 'band', 'hub'],
  ['air', 'pro', 'max', 'ultra', 'lite', 'horizon', 'prime', 'studio', 'compact'],
  ['xiaomi', 'redmi', 'poco', 'mijia', 'amazfit', 'roborock', 'yeelight'],
  ['black', 'silver', 'gold', 'blue', 'green'],
];

interface SearchQuestion {
  buyer: Buyer;
  market: Market;
  search: string;
}

/** Texts for which nobody of the same tier has looked in the market: two words. */
class Searches {
  private readonly asked = new Set<string>();

  constructor(private readonly stage: Stage) {}

  fresh(): SearchQuestion {
    const { buyers, random } = this.stage;
    for (;;) {
      const [first, second] = [random.pick(WORDS), random.pick(WORDS)];
      if (first === second) continue;
      const search = `${random.pick(first)} ${random.pick(second)}`;
      const question = { buyer: buyers.pick(random), market: random.pick(buyers.markets), search };
      const key = `${question.buyer.tier} ${question.market.code} ${search}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      return question;
    }
  }
}

export const searchPageJob: Job = {
  name: 'search-page',
  says: 'The first 20 products that two words find, in any market, for any tier; nobody of the tier has asked so before.',
  run: async (stage) => {
    const server = await stage.server({ JOBS: 'false' });
    const limit = await stage.limit('search');
    const searches = new Searches(stage);
    for (let n = 0; n < COMPARED; n += 1) {
      const asked = searches.fresh();
      await compareProducts(toServer(server.url, asked), toLimit(limit.url, asked));
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          program: server,
          next: () => toServer(server.url, searches.fresh()),
          judge: judgeProducts,
        },
        {
          name: 'limit',
          program: limit,
          next: () => toLimit(limit.url, searches.fresh()),
          judge: judgeLimitProducts,
        },
      ],
      stage.options,
    );
    return comparisonReport({
      windows,
      judged: 'server',
      unit: 'pages',
      goals: [{ of: 'time', beside: 'limit', most: 2, beyond: 1.2 }],
    });
  },
};

function toServer(url: string, { buyer, market, search }: SearchQuestion): Request {
  return productsRequest(url, buyer.token, { market: market.code, first: SIZE, search });
}

function toLimit(url: string, { buyer, market, search }: SearchQuestion): Request {
  const body = JSON.stringify({ market: market.code, search });
  return { url, headers: jsonHeaders(buyer.token), body };
}
