import { ask } from '../graphql.js';
import type { Program } from '../programs.js';
import { query, type Database } from '../sales-data.js';
import { measureRounds, type Side } from '../windows.js';
import { comparisonReport } from './comparison.js';
import { ORDER_LIMIT_TABLES, restock } from './order-limit.js';
import {
  judgeLimitOrder,
  judgeOrder,
  limitOrderRequest,
  orderRequest,
  OrderRequests,
} from './order-requests.js';
import type { Job } from './stage.js';

const BREACHES_MAX = 10;

export const ordersJob: Job = {
  name: 'orders',
  says: 'An order of ten lines by one of 30 buyers in any market, acknowledged when it is durable; the server runs its jobs and the relay of sales meanwhile.',
  run: async (stage) => {
    const { database } = stage;
    await query(database.adminUrl, ORDER_LIMIT_TABLES);
    await restock(database);
    const server = await stage.server();
    const bare = await stage.limit('order');
    const same = await stage.limit('order-same-duties');
    const orders = await OrderRequests.open(stage);
    await comparePrices({ server, same }, orders);
    const acknowledged = new Set<string>();
    const before = await ordersIn(database);
    const sides = sidesOf({ server, bare, same }, orders, acknowledged);
    const windows = await measureRounds(stage, sides, stage.options);
    await stage.clear();
    return [
      ...comparisonReport({
        windows,
        judged: 'server',
        unit: 'orders',
        goals: [
          { of: 'time', beside: 'bare limit', most: 3.2, beyond: 2 },
          { of: 'time', beside: 'same duties', most: 1.5 },
        ],
      }),
      await countOrders(database, { before, acknowledged }),
      await breaches(database),
    ];
  },
};

function sidesOf(
  { server, bare, same }: Record<'server' | 'bare' | 'same', Program>,
  orders: OrderRequests,
  acknowledged: Set<string>,
): Side[] {
  const noted = (judge: Side['judge']): Side['judge'] => {
    return (status, text) => {
      const wrong = judge(status, text);
      const id = /"id"\s*:\s*"([^"]+)"/.exec(text)?.[1];
      if (wrong === undefined && id !== undefined) acknowledged.add(id);
      return wrong;
    };
  };
  return [
    {
      name: 'server',
      program: server,
      next: () => orderRequest(server.url, orders.next()),
      judge: noted(judgeOrder),
    },
    {
      name: 'same duties',
      program: same,
      next: () => limitOrderRequest(same.url, orders.next()),
      judge: noted(judgeLimitOrder),
    },
    {
      name: 'bare limit',
      program: bare,
      next: () => limitOrderRequest(bare.url, orders.next()),
      judge: judgeLimitOrder,
    },
  ];
}

/** The same lines must cost the same, wherever they are ordered. */
async function comparePrices(
  { server, same }: { server: Program; same: Program },
  orders: OrderRequests,
): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    const asked = orders.next();
    const answer: { data: { orderSubmit: { order: { total: { amount: string } } | null } } } =
      await ask(orderRequest(server.url, asked));
    const again = { ...asked, key: `${asked.key}-again`, number: `${asked.number}-again` };
    const { total }: { total: string } = await ask(limitOrderRequest(same.url, again));
    const amount = answer.data.orderSubmit.order?.total.amount.replace('.', '');
    if (amount !== total) throw new Error(`An order of ${amount} costs ${total} at the limit.`);
  }
}

async function ordersIn({ adminUrl }: Database): Promise<Set<string>> {
  const rows = await query<{ id: string }>(adminUrl, 'SELECT id FROM orders.sales_order');
  return new Set(rows.map(({ id }) => id));
}

/** Nothing that was acknowledged may be lost, and nothing else may be there. */
async function countOrders(
  database: Database,
  { before, acknowledged }: { before: ReadonlySet<string>; acknowledged: ReadonlySet<string> },
): Promise<string> {
  const now = await ordersIn(database);
  const lost = [...acknowledged].filter((id) => !now.has(id)).length;
  const more = [...now].filter((id) => !before.has(id) && !acknowledged.has(id)).length;
  return `${acknowledged.size} orders were acknowledged; ${lost} of them are missing, ${more} others are there.`;
}

/** What `npm run invariants` would print; the data has no breaches of its own. */
async function breaches({ adminUrl }: Database): Promise<string> {
  const found = await query<{ line: string }>(
    adminUrl,
    `SELECT concat_ws(' ', invariant, entity, entity_id, detail) AS line FROM platform.invariants()`,
  );
  const lines = found.slice(0, BREACHES_MAX).map(({ line }) => `Breach: ${line}`);
  return [`${found.length} breaches of invariants afterwards.`, ...lines].join('\n\n');
}
