import { encodeCursor } from '../../src/kernel/page.js';
import { productCursor, ProductOrder } from '../../src/storefront/product-page.rules.js';
import type { Random } from '../../test/support/random.js';
import type { Buyer, Buyers, Market } from '../buyers.js';
import { ask, failureOf, graphqlRequest, jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { query, type Database } from '../sales-data.js';

const SIZE = 50;
/** The servers show what products are called in the language of the market. */
const PAGE = `query Page($market: String!, $after: String) {
  products(marketCode: $market, first: ${SIZE}, after: $after) {
    nodes { name handle variants { sku
      specs { code unit numberValue textValue booleanValue }
      price { unitPrice { amount currencyCode } }
      availability { state available } } } } }`;

/** A place between two products in the list by name: as the server's cursor, and what the cursor says. */
interface Place {
  cursor: string;
  after: [sortName: string, id: string];
}

/** A page that somebody asks for: behind the place, in a market. */
export interface PageQuestion {
  buyer: Buyer;
  market: Market;
  place: Place;
}

interface PagesOptions {
  database: Database;
  buyers: Buyers;
  random: Random;
}

/** Pages of the catalog, of any market and depth, for any buyer. */
export class CatalogPages {
  private readonly asked = new Set<string>();

  private constructor(
    private readonly places: readonly Place[],
    private readonly buyers: Buyers,
    private readonly random: Random,
  ) {}

  static async open({ database, buyers, random }: PagesOptions): Promise<CatalogPages> {
    const products = await query<{ id: string; name: string }>(
      database.adminUrl,
      'SELECT id, sort_name AS name FROM catalog.product ORDER BY sort_name, id',
    );
    const places = products.slice(0, -SIZE).map(({ id, name }): Place => {
      const kind = { order: ProductOrder.NAME, search: null, marketCode: null };
      return {
        cursor: encodeCursor(productCursor(kind, { sortKey: name, id })),
        after: [name, id],
      };
    });
    return new CatalogPages(places, buyers, random);
  }

  /** One that nobody of the same tier has asked for. */
  fresh(): PageQuestion {
    for (;;) {
      const buyer = this.buyers.pick(this.random);
      const market = this.random.pick(this.buyers.markets);
      const place = this.random.pick(this.places);
      const key = `${buyer.tier} ${market.code} ${place.cursor}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      return { buyer, market, place };
    }
  }
}

export function pageRequest(url: string, { buyer, market, place }: PageQuestion): Request {
  const variables = { market: market.code, after: place.cursor };
  return graphqlRequest(url, buyer.token, { query: PAGE, variables });
}

export function limitPageRequest(url: string, { buyer, market, place }: PageQuestion): Request {
  const body = JSON.stringify({ market: market.code, after: place.after });
  return { url, headers: jsonHeaders(buyer.token), body };
}

export function judgePage(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('{"data":{"products":{"nodes":[{')
    ? undefined
    : failureOf(status, text);
}

export function judgeLimitPage(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('[{"handle"') ? undefined : failureOf(status, text);
}

interface Spec {
  code: string;
  unit: string | null;
  numberValue: string | null;
  textValue: string | null;
  booleanValue: boolean | null;
}

interface Product {
  name: string;
  handle: string;
  variants: {
    sku: string;
    specs: Spec[];
    price: { unitPrice: { amount: string; currencyCode: string } | null } | null;
    availability: { state: string; available: number };
  }[];
}

interface LimitProduct {
  name: string;
  handle: string;
  variants: {
    sku: string;
    specs: Spec[];
    amount: string | null;
    currency: string;
    state: string;
    available: number;
  }[];
}

/** Throws where server and limit do not say the same of a page. */
export async function comparePage(urls: { server: string; limit: string }, asked: PageQuestion) {
  const answer: { data: { products: { nodes: Product[] } } } = await ask(
    pageRequest(urls.server, asked),
  );
  const other: LimitProduct[] = await ask(limitPageRequest(urls.limit, asked));
  const server = answer.data.products.nodes.map(serverLine);
  const limit = other.map(limitLine);
  const differing = server.findIndex((line, n) => line !== limit[n]);
  if (server.length !== SIZE || limit.length !== SIZE || differing >= 0) {
    throw new Error(
      `Server and limit differ in ${asked.market.code}:\n${server[differing]}\n${limit[differing]}`,
    );
  }
}

function serverLine({ name, handle, variants }: Product): string {
  const parts = variants.map(({ sku, specs, price, availability }) => [
    sku,
    specs.map(specText),
    price?.unitPrice?.amount,
    price?.unitPrice?.currencyCode,
    availability.state,
    availability.available,
  ]);
  return JSON.stringify([name, handle, parts]);
}

function limitLine({ name, handle, variants }: LimitProduct): string {
  const parts = variants.map(({ sku, specs, amount, currency, state, available }) => [
    sku,
    specs.map(specText),
    amount,
    currency,
    state,
    available,
  ]);
  return JSON.stringify([name, handle, parts]);
}

function specText({ code, unit, numberValue, textValue, booleanValue }: Spec) {
  return [code, unit, numberValue, textValue, booleanValue];
}
