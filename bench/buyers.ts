import type pg from 'pg';
import type { Random } from '../test/support/random.js';
import { addMembership, addUser } from '../test/support/world/identity.world.js';
import { addAddress, addReseller } from '../test/support/world/reseller.world.js';
import { withFillers } from './sales-content.js';
import { query, type Database } from './sales-data.js';
import { signIn } from './sign-in.js';

const BUYERS = 30;
/** Who sign them in: checking a password takes a while, on a thread of its own. */
const CLERKS = 4;
const TIERS = ['REGISTERED', 'AUTHORIZED', 'PREMIER'] as const;
const CREDIT = '9000000000000.00';

export interface Market {
  code: string;
  currency: string;
}

/** Somebody who buys for a reseller of their own, which may order in every market. */
export interface Buyer {
  email: string;
  password: string;
  tier: (typeof TIERS)[number];
  /** Where to ship to, by market. */
  addresses: Map<string, string>;
  token: string;
}

/** Buyers of resellers of all tiers, with credit in every currency. */
export class Buyers {
  private constructor(
    readonly all: readonly Buyer[],
    readonly markets: readonly Market[],
  ) {}

  /** Adds them to a database of fillCatalog and fillSales. */
  static async add({ adminUrl }: Database): Promise<Buyers> {
    const markets = await query<Market>(
      adminUrl,
      'SELECT code, currency_code AS currency FROM market.market ORDER BY code',
    );
    const buyers: Buyer[] = [];
    await withFillers(adminUrl, 1, async (client) => {
      // What keeps other tables in step shall see what is added here.
      await client.query('SET session_replication_role = origin');
      await client.query(
        `INSERT INTO market.tax_rate (market_code, valid_from, rate)
         SELECT code, '2020-01-01', 19 FROM market.market ON CONFLICT DO NOTHING`,
      );
      for (let n = 0; n < BUYERS; n += 1) {
        buyers.push(await addBuyer(client, TIERS[n % TIERS.length] ?? 'PREMIER', markets));
      }
    });
    return new Buyers(buyers, markets);
  }

  /** Once: their tokens are good at every server that has the same keys. */
  async signIn(url: string): Promise<void> {
    if (this.all.some(({ token }) => token !== '')) return;
    const waiting = [...this.all];
    const clerk = async () => {
      for (let buyer = waiting.pop(); buyer !== undefined; buyer = waiting.pop()) {
        buyer.token = await signIn(url, buyer);
      }
    };
    await Promise.all(Array.from({ length: CLERKS }, clerk));
  }

  pick(random: Random): Buyer {
    return random.pick(this.all);
  }
}

async function addBuyer(
  client: pg.Client,
  tier: Buyer['tier'],
  markets: readonly Market[],
): Promise<Buyer> {
  const resellerId = await addReseller(client, {
    tier,
    markets: markets.map(({ code }) => code),
    creditLimits: Object.fromEntries(markets.map(({ currency }) => [currency, CREDIT])),
  });
  const addresses = new Map<string, string>();
  for (const { code } of markets) {
    const address = { resellerId, countryCode: code, label: `Warehouse ${code}` };
    addresses.set(code, await addAddress(client, address));
  }
  const { id: userId, email, password } = await addUser(client);
  await addMembership(client, { userId, resellerId, role: 'BUYER' });
  return { email, password, tier, addresses, token: '' };
}
