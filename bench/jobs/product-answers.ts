import { ask, failureOf, graphqlRequest } from '../graphql.js';
import type { Request } from '../http-load.js';

const PRODUCTS = `query Products($market: String!, $first: Int!, $after: String, $search: String) {
  products(marketCode: $market, first: $first, after: $after, search: $search) {
    nodes { name handle variants { sku
      specs { code unit numberValue textValue booleanValue }
      price { unitPrice { amount currencyCode } }
      availability { state available } } } } }`;

export function productsRequest(
  url: string,
  token: string,
  variables: { market: string; first: number; after?: string; search?: string },
): Request {
  return graphqlRequest(url, token, { query: PRODUCTS, variables });
}

export function judgeProducts(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('{"data":{"products":{"nodes":[')
    ? undefined
    : failureOf(status, text);
}

export function judgeLimitProducts(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('[') ? undefined : failureOf(status, text);
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

/** Throws where server and limit do not say the same; gives how many products they say. */
export async function compareProducts(server: Request, limit: Request): Promise<number> {
  const answer: { data: { products: { nodes: Product[] } } } = await ask(server);
  const other: LimitProduct[] = await ask(limit);
  const ours = answer.data.products.nodes.map(serverLine);
  const theirs = other.map(limitLine);
  for (let n = 0; n < Math.max(ours.length, theirs.length); n += 1) {
    if (ours[n] !== theirs[n]) {
      throw new Error(`Server and limit differ in product ${n + 1}:\n${ours[n]}\n${theirs[n]}`);
    }
  }
  return ours.length;
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
