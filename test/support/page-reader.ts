import { ResponseStore } from '../../src/platform/response-store/index.js';
import type { Portal } from './portal.js';

/** A page as its bytes came, with the headers that belong to it and not to the moment. */
export interface RawPage {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export interface PageRequest {
  query: string;
  variables?: object;
  token?: string | undefined;
  headers?: Record<string, string>;
}

const OF_THE_MOMENT = new Set(['date', 'x-request-id', 'connection', 'keep-alive']);

export async function readPage(
  portal: Portal,
  { query, variables = {}, token, headers = {} }: PageRequest,
): Promise<RawPage> {
  const response = await fetch(`${portal.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const kept = [...response.headers].filter(([name]) => !OF_THE_MOMENT.has(name));
  return {
    status: response.status,
    headers: Object.fromEntries(kept),
    text: await response.text(),
  };
}

/** How often the store answered while something was done. */
export async function hitsOf(portal: Portal, work: () => Promise<unknown>): Promise<number> {
  const store = portal.app.get(ResponseStore, { strict: false });
  const before = store.hits;
  await work();
  return store.hits - before;
}

/** Asks until the answer is stored: the operation is learned, then its answer is kept. */
export async function warm(portal: Portal, request: PageRequest): Promise<void> {
  await readPage(portal, request);
  await readPage(portal, request);
}
