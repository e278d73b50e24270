import type { Buyer, Market } from '../buyers.js';
import { ask, failureOf, graphqlRequest, jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { measureRounds } from '../windows.js';
import { comparisonReport } from './comparison.js';
import type { Job, Stage } from './stage.js';

const COMPARED = 10;
const CATEGORIES = ['LAPTOP', 'TABLET', 'SMART_SPEAKER', 'SMARTPHONE', 'ACCESSORY'];

const FACETS = `query Facets($market: String!, $filter: ProductFilter!) {
  products(marketCode: $market, first: 1, filter: $filter) { totalCount facets {
    category { value count } brand { value count } stage { value count }
    priceRange { min { amount } max { amount } } specs { code values { value count } } } } }`;

interface FacetQuestion {
  buyer: Buyer;
  market: Market;
  category: string;
  screen: string;
}

/** What nobody of the same tier has asked for in the market: a category, and how large the screen must be. */
class FacetQuestions {
  private readonly asked = new Set<string>();

  constructor(private readonly stage: Stage) {}

  fresh(): FacetQuestion {
    const { buyers, random } = this.stage;
    for (;;) {
      const question = {
        buyer: buyers.pick(random),
        market: random.pick(buyers.markets),
        category: random.pick(CATEGORIES),
        // A hundredth changes nothing of what is found, but the question.
        screen: (10 + random.below(700) / 100).toFixed(2),
      };
      const { buyer, market, category, screen } = question;
      const key = `${buyer.tier} ${market.code} ${category} ${screen}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      return question;
    }
  }
}

export const facetsJob: Job = {
  name: 'facets',
  says: 'All facets and the count of a list of one category with screens from a size on, in any market, for any tier.',
  run: async (stage) => {
    const server = await stage.server({ JOBS: 'false' });
    const limit = await stage.limit('facets');
    const questions = new FacetQuestions(stage);
    for (let n = 0; n < COMPARED; n += 1) {
      const asked = questions.fresh();
      await compare(toServer(server.url, asked), toLimit(limit.url, asked));
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          program: server,
          next: () => toServer(server.url, questions.fresh()),
          judge: (status, text) =>
            text.startsWith('{"data":{"products":{"totalCount":')
              ? undefined
              : failureOf(status, text),
        },
        {
          name: 'limit',
          program: limit,
          next: () => toLimit(limit.url, questions.fresh()),
          judge: (status, text) => (status === 200 ? undefined : failureOf(status, text)),
        },
      ],
      stage.options,
    );
    return comparisonReport({
      windows,
      judged: 'server',
      unit: 'answers',
      goals: [{ of: 'time', beside: 'limit', most: 2, beyond: 1.2 }],
    });
  },
};

function toServer(url: string, { buyer, market, category, screen }: FacetQuestion): Request {
  const filter = { category: [category], specs: [{ code: 'SCREEN', min: screen }] };
  const variables = { market: market.code, filter };
  return graphqlRequest(url, buyer.token, { query: FACETS, variables });
}

function toLimit(url: string, { buyer, market, category, screen }: FacetQuestion): Request {
  const body = JSON.stringify({ market: market.code, category, screen });
  return { url, headers: jsonHeaders(buyer.token), body };
}

interface Count {
  value: string;
  count: number;
}

interface ServerFacets {
  data: {
    products: {
      totalCount: number;
      facets: {
        category: Count[];
        brand: Count[];
        stage: Count[];
        priceRange: { min: { amount: string }; max: { amount: string } } | null;
        specs: { code: string; values: Count[] }[];
      };
    };
  };
}

interface LimitFacets {
  total: number;
  category: Count[];
  brand: Count[];
  stage: Count[];
  price: [string | null, string | null];
  specs: (Count & { code: string })[];
}

/** Throws where they count differently. */
async function compare(server: Request, limit: Request): Promise<void> {
  const { products }: ServerFacets['data'] = (await ask<ServerFacets>(server)).data;
  const { category, brand, stage, priceRange, specs } = products.facets;
  const other = await ask<LimitFacets>(limit);
  const bare = (amount: string | undefined) => amount?.replace('.', '') ?? null;
  const ours = [
    products.totalCount,
    ...[category, brand, stage].map(lines),
    [bare(priceRange?.min.amount), bare(priceRange?.max.amount)],
    specs.flatMap(({ code, values }) => values.map((one) => `${code} ${lineOf(one)}`)).sort(),
  ];
  const theirs = [
    other.total,
    ...[other.category, other.brand, other.stage].map(lines),
    other.price,
    other.specs.map((one) => `${one.code} ${lineOf(one)}`).sort(),
  ];
  ours.forEach((part, n) => {
    const [one, another] = [JSON.stringify(part), JSON.stringify(theirs[n])];
    if (one !== another) throw new Error(`Server and limit count differently:\n${one}\n${another}`);
  });
}

function lines(counts: readonly Count[]): string[] {
  return counts.map(lineOf).sort();
}

function lineOf({ value, count }: Count): string {
  return `${value}: ${count}`;
}
