import pg from 'pg';
import { chunkStatements, type SalesSize } from './sales-orders.sql.js';

export interface FillOptions {
  /** The superuser's address: what references would check is right by construction, so they are not asked. */
  url: string;
  /** Connections that fill at the same time; the content does not depend on them. */
  workers: number;
  /** Whether the events wait for the relay; else facts and rollups are there after a rebuild only. */
  pending: boolean;
  /** Orders per transaction. */
  chunk?: number;
  report: (done: number) => void;
}

const CHUNK = 10_000;
const CURRENCIES = ['GBP', 'USD', 'PLN', 'INR'];

/** Fills a database that has the catalog and the markets of fillCatalog with confirmed orders and their sales events. */
export async function fillSales(size: SalesSize, options: FillOptions): Promise<void> {
  const { url, workers, pending, chunk = CHUNK, report } = options;
  await withFillers(url, 1, async (client) => {
    for (const statement of parties(size)) await client.query(statement);
  });
  let first = 1;
  let done = 0;
  await withFillers(url, workers, async (client) => {
    while (first <= size.orders) {
      const from = first;
      const to = Math.min(from + chunk - 1, size.orders);
      first = to + 1;
      await fillChunk(
        client,
        chunkStatements(size, { first: from, last: to, at: 'SPREAD', pending }),
      );
      done += to - from + 1;
      report(done);
    }
  });
}

/** Orders of this moment, numbered from `first`, as if the portal had just booked them: their events wait. */
export async function addOrdersOfNow(
  client: pg.Client,
  size: SalesSize,
  { first, count }: { first: number; count: number },
): Promise<void> {
  const last = first + count - 1;
  await fillChunk(client, chunkStatements(size, { first, last, at: 'NOW', pending: true }));
}

/** Connections that may write what they like; a transaction of theirs that fails ends everything. */
export async function withFillers(
  url: string,
  count: number,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const filler = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`SET session_replication_role = replica; SET work_mem = '64MB'`);
      await work(client);
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: count }, filler));
}

async function fillChunk(client: pg.Client, statements: Iterable<string>): Promise<void> {
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  await client.query('COMMIT');
}

const id = (kind: number, number: string): string =>
  `('00000000-0000-4000-80${kind}-' || lpad((${number})::text, 12, '0'))::uuid`;

// Regions as companies have them: several currencies in one, one in the others. Triggers run here, as they keep the
// dimensions to which facts refer.
function* parties({ resellers, from, days, seed }: SalesSize): Generator<string> {
  yield `SET session_replication_role = origin`;
  yield `INSERT INTO market.region (id, code, name)
    SELECT ${id(20, 'n')}, (ARRAY['EMEA', 'AMER', 'APAC'])[n], (ARRAY['Europe and Africa', 'Americas', 'Asia and Pacific'])[n]
    FROM generate_series(1, 3) n`;
  yield `INSERT INTO market.region_membership (id, market_code, region_id, valid_from)
    SELECT gen_random_uuid(), code, ${id(20, `CASE currency_code WHEN 'USD' THEN 2 WHEN 'INR' THEN 3 ELSE 1 END`)}, '2015-01-01'
    FROM market.market`;
  yield `INSERT INTO reseller.reseller (id, legal_name, tax_id, country_code, type, tier)
    SELECT ${id(21, 'n')}, 'Reseller ' || n, 'TAX' || n, 'DE', CASE n % 10 WHEN 0 THEN 'DISTRIBUTOR' ELSE 'DIRECT_RESELLER' END,
      (ARRAY['REGISTERED', 'AUTHORIZED', 'PREMIER'])[1 + n % 3] FROM generate_series(1, ${resellers}) n`;
  // The bank publishes on working days only, so weekends take Friday's rate.
  yield `INSERT INTO sales.exchange_rate (currency_code, day, rate, source)
    SELECT c.code, d::date, c.rate * (1 + abs(hashtextextended(c.code || d::date, ${seed}) % 1000) / 20000.0), 'ECB'
    FROM unnest(ARRAY['${CURRENCIES.join("','")}'], ARRAY[0.86, 1.08, 4.3, 90.5]) AS c (code, rate),
      generate_series(date '${from}' - 7, date '${from}' + ${days + 60}, interval '1 day') d
    WHERE extract(isodow FROM d) < 6`;
  yield `SET session_replication_role = replica`;
}
