import { randomUUID } from 'node:crypto';
import type { Random } from '../test/support/random.js';
import { addMembership, addUser } from '../test/support/world/identity.world.js';
import { addAddress, addReseller } from '../test/support/world/reseller.world.js';
import type { Request } from './http-load.js';
import { withFillers } from './sales-content.js';
import { query, type Database } from './sales-data.js';
import { signIn } from './sign-in.js';
import { failureOf, jsonHeaders } from './sales-questions.js';

/** A market of fillCatalog that sells in euros. */
const MARKET = 'AE';
const BUYERS = 20;
const SKUS = 5000;
const LINES = 10;

const SUBMIT = `mutation ($input: OrderSubmitInput!) {
  orderSubmit(input: $input) { order { id state } userErrors { code message path } } }`;

interface Buyer {
  email: string;
  password: string;
  addressId: string;
  token: string;
}

/** Buyers of several resellers who order what is on sale, always the same for the same seed. */
export class OrderDesk {
  private url = '';
  private readonly buyers: Buyer[] = [];
  private skus: string[] = [];
  private orders = 0;

  constructor(
    private readonly database: Database,
    private readonly random: Random,
  ) {}

  /** Lets them order: what fillCatalog and fillSales leave out of a market in which orders are taken. */
  async open(): Promise<void> {
    const { adminUrl } = this.database;
    await withFillers(adminUrl, 1, async (client) => {
      await client.query(
        `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ($1, '2020-01-01', 19)`,
        [MARKET],
      );
      await client.query('UPDATE inventory.stock_level SET on_hand = 100000000');
      for (let n = 0; n < BUYERS; n += 1) {
        const resellerId = await addReseller(client, {
          tier: 'PREMIER',
          countryCode: MARKET,
          markets: [MARKET],
          creditLimits: { EUR: '90000000000.00' },
        });
        await client.query(
          'INSERT INTO sales.reseller_key (reseller_id) VALUES ($1) ON CONFLICT DO NOTHING',
          [resellerId],
        );
        await client.query('SELECT sales.describe_resellers(ARRAY[$1::uuid])', [resellerId]);
        const addressId = await addAddress(client, { resellerId, countryCode: MARKET });
        const user = await addUser(client);
        await addMembership(client, { userId: user.id, resellerId, role: 'BUYER' });
        this.buyers.push({ ...user, addressId, token: '' });
      }
    });
    const rows = await query<{ sku: string }>(
      adminUrl,
      `SELECT v.sku FROM catalog.listing l JOIN catalog.variant v ON v.id = l.variant_id
       WHERE l.market_code = '${MARKET}' AND l.on_sale_from <= now()::date AND l.end_of_sale_on IS NULL
         AND l.paused_reason IS NULL ORDER BY v.id LIMIT ${SKUS}`,
    );
    this.skus = rows.map(({ sku }) => sku);
    await query(adminUrl, 'VACUUM ANALYZE inventory.stock_level');
  }

  async signIn(url: string): Promise<void> {
    this.url = url;
    for (const buyer of this.buyers) buyer.token = await signIn(url, buyer);
  }

  order(): Request {
    this.orders += 1;
    const { addressId, token } = this.random.pick(this.buyers);
    const skus = new Set<string>();
    while (skus.size < LINES) skus.add(this.random.pick(this.skus));
    const input = {
      idempotencyKey: randomUUID(),
      marketCode: MARKET,
      purchaseOrderNumber: `LOAD-${this.orders}`,
      shipToAddressId: addressId,
      lines: [...skus].map((sku) => ({ sku, quantity: 1 + this.random.below(5) })),
    };
    return {
      url: `${this.url}/graphql`,
      headers: jsonHeaders(token),
      body: JSON.stringify({ query: SUBMIT, variables: { input } }),
    };
  }

  judge(status: number, text: string): string | undefined {
    return status === 200 && text.includes('"state":"CONFIRMED"')
      ? undefined
      : failureOf(status, text);
  }
}
