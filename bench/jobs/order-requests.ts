import { randomUUID } from 'node:crypto';
import type { Random } from '../../test/support/random.js';
import type { Buyer, Buyers, Market } from '../buyers.js';
import { failureOf, graphqlRequest, jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { query, type Database } from '../sales-data.js';

const LINES = 10;
const SUBMIT = `mutation ($input: OrderSubmitInput!) { orderSubmit(input: $input) {
  order { id number state net { amount } total { amount currencyCode } lines { sku quantity unitPrice { amount } net { amount } } }
  userErrors { code message path } } }`;

/** An order that somebody places: SKUs that are on sale in the market. */
export interface OrderQuestion {
  buyer: Buyer;
  market: Market;
  key: string;
  number: string;
  lines: readonly { sku: string; quantity: number }[];
}

interface OrderOptions {
  database: Database;
  buyers: Buyers;
  random: Random;
}

/** Orders that pass every gate, always others. */
export class OrderRequests {
  private placed = 0;

  private constructor(
    private readonly skus: ReadonlyMap<string, readonly string[]>,
    private readonly options: OrderOptions,
    private readonly lines: number,
  ) {}

  static async open(options: OrderOptions, lines = LINES): Promise<OrderRequests> {
    const { database } = options;
    const rows = await query<{ market: string; skus: string[] }>(
      database.adminUrl,
      `SELECT l.market_code AS market, array_agg(v.sku ORDER BY v.id) AS skus
       FROM catalog.listing l JOIN catalog.variant v ON v.id = l.variant_id
       WHERE l.on_sale_from <= now()::date AND l.end_of_sale_on IS NULL AND l.paused_reason IS NULL
       GROUP BY l.market_code`,
    );
    const skus = new Map(rows.map((row) => [row.market, row.skus]));
    return new OrderRequests(skus, options, lines);
  }

  next(): OrderQuestion {
    const { buyers, random } = this.options;
    const buyer = buyers.pick(random);
    const market = random.pick(buyers.markets);
    const skus = new Set<string>();
    const onSale = this.skus.get(market.code) ?? [];
    while (skus.size < this.lines) skus.add(random.pick(onSale));
    this.placed += 1;
    return {
      buyer,
      market,
      key: randomUUID(),
      number: `BENCH-${this.placed}`,
      lines: [...skus].map((sku) => ({ sku, quantity: 1 + random.below(5) })),
    };
  }
}

export function orderRequest(url: string, asked: OrderQuestion): Request {
  const { buyer, market, key, number, lines } = asked;
  const input = {
    idempotencyKey: key,
    marketCode: market.code,
    purchaseOrderNumber: number,
    shipToAddressId: buyer.addresses.get(market.code),
    lines,
  };
  return graphqlRequest(url, buyer.token, { query: SUBMIT, variables: { input } });
}

/** What both limits are sent; the bare one takes of it what it needs. */
export function limitOrderRequest(url: string, asked: OrderQuestion): Request {
  const { buyer, market, key, number, lines } = asked;
  const address = buyer.addresses.get(market.code);
  const body = { buyer: buyer.email, market: market.code, address, key, number, lines };
  return { url, headers: jsonHeaders(buyer.token), body: JSON.stringify(body) };
}

export function judgeOrder(status: number, text: string): string | undefined {
  return status === 200 && text.includes('"state":"CONFIRMED"')
    ? undefined
    : failureOf(status, text);
}

export function judgeLimitOrder(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('{"id"') ? undefined : failureOf(status, text);
}
