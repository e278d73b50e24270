import { ask, failureOf, graphqlRequest, jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { measureRounds } from '../windows.js';
import { comparisonReport } from './comparison.js';
import { restock } from './order-limit.js';
import { OrderRequests, type OrderQuestion } from './order-requests.js';
import type { Job } from './stage.js';

const SKUS = 20;
const COMPARED = 20;

const ASK = `query Ask($input: PriceAndAvailabilityInput!) { priceAndAvailability(input: $input) {
  orderable total { amount } lines { sku quantity available net { amount } price { unitPrice { amount } } problems { code } }
  userErrors { code message } } }`;

export const availabilityJob: Job = {
  name: 'availability',
  says: 'priceAndAvailability of 20 SKUs, always others, in any market, for any tier: every gate of an order, and nothing written.',
  run: async (stage) => {
    await restock(stage.database);
    const server = await stage.server({ JOBS: 'false' });
    const limit = await stage.limit('availability');
    const orders = await OrderRequests.open(stage, SKUS);
    for (let n = 0; n < COMPARED; n += 1) {
      const asked = orders.next();
      await compare(toServer(server.url, asked), toLimit(limit.url, asked));
    }
    const windows = await measureRounds(
      stage,
      [
        {
          name: 'server',
          program: server,
          next: () => toServer(server.url, orders.next()),
          judge: (status, text) =>
            text.startsWith('{"data":{"priceAndAvailability":{"orderable":true,')
              ? undefined
              : failureOf(status, text),
        },
        {
          name: 'limit',
          program: limit,
          next: () => toLimit(limit.url, orders.next()),
          judge: (status, text) => (status === 200 ? undefined : failureOf(status, text)),
        },
      ],
      stage.options,
    );
    return comparisonReport({ windows, judged: 'server', unit: 'answers', goals: [] });
  },
};

function toServer(url: string, { buyer, market, lines }: OrderQuestion): Request {
  const variables = { input: { marketCode: market.code, lines } };
  return graphqlRequest(url, buyer.token, { query: ASK, variables });
}

function toLimit(url: string, { buyer, market, lines }: OrderQuestion): Request {
  const body = JSON.stringify({ market: market.code, lines });
  return { url, headers: jsonHeaders(buyer.token), body };
}

interface Money {
  amount: string;
}

interface ServerAnswer {
  data: {
    priceAndAvailability: {
      total: Money | null;
      lines: {
        sku: string;
        quantity: number;
        available: number;
        net: Money | null;
        price: { unitPrice: Money | null } | null;
      }[];
    };
  };
}

interface LimitAnswer {
  total: string;
  lines: { sku: string; quantity: number; available: number; unitPrice: string; net: string }[];
}

/** Throws where prices or stock differ. */
async function compare(server: Request, limit: Request): Promise<void> {
  const { total, lines } = (await ask<ServerAnswer>(server)).data.priceAndAvailability;
  const other = await ask<LimitAnswer>(limit);
  const bare = (money: Money | null | undefined) => money?.amount.replace('.', '');
  const ours = lines.map(({ sku, quantity, available, net, price }) =>
    [sku, quantity, available, bare(price?.unitPrice), bare(net)].join(' '),
  );
  const theirs = other.lines.map(({ sku, quantity, available, unitPrice, net }) =>
    [sku, quantity, available, unitPrice, net].join(' '),
  );
  const [one, another] = [[bare(total), ...ours].join('\n'), [other.total, ...theirs].join('\n')];
  if (one !== another) throw new Error(`Server and limit differ:\n${one}\n\n${another}`);
}
