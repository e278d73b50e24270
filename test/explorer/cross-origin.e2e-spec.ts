import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startPortal, type Portal } from '../support/portal.js';
import { chromiumPath, openChromium } from './chromium.js';

const executable = chromiumPath();
const inBrowser = executable ? describe : describe.skip;

let portal: Portal;
let browser: Browser;
const shops: Server[] = [];

/** A site of somebody else, whose page calls the portal. */
async function openShop(): Promise<string> {
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Shop</title>');
  });
  shops.push(shop);
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
}

interface Call {
  method: 'GET' | 'POST';
  token?: string;
}

/** What a script of the shop gets to see of the portal's answer. */
async function call(shop: string, { method, token }: Call): Promise<string> {
  const page = await browser.newPage();
  try {
    await page.goto(shop);
    const query = '{ apiVersion }';
    return await page.evaluate(
      async ([url, request]) => {
        try {
          const response = await fetch(url, request);
          const text = await response.text();
          return `${response.status} ${response.headers.get('x-request-id')?.length} ${text}`;
        } catch (error) {
          return String(error);
        }
      },
      [
        method === 'GET'
          ? `${portal.url}/graphql?query=${encodeURIComponent(query)}`
          : `${portal.url}/graphql`,
        {
          method,
          headers: {
            ...(method === 'POST' && { 'content-type': 'application/json' }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          ...(method === 'POST' && { body: JSON.stringify({ query }) }),
        },
      ] as const,
    );
  } finally {
    await page.close();
  }
}

inBrowser('a page of another site', () => {
  let allowed: string;
  let foreign: string;

  beforeAll(async () => {
    [allowed, foreign] = [await openShop(), await openShop()];
    portal = await startPortal('cross-origin', { CORS_ORIGINS: `https://a.example, ${allowed}` });
    browser = await openChromium(executable!);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    for (const shop of shops) shop.close();
  });

  it('may call and read the answer, with its request id, where its origin is configured', async () => {
    expect(await call(allowed, { method: 'POST' })).toMatch(/^200 36 \{"data":\{"apiVersion":/);
  });

  it('may send queries by GET with a token, as urql does', async () => {
    // The token is nobody's, which the portal says: the browser asked first, and let the request through.
    expect(await call(allowed, { method: 'GET', token: 'nobody' })).toMatch(
      /^401 36 .*UNAUTHENTICATED/,
    );
  });

  it('gets nothing where it is not', async () => {
    for (const request of [
      { method: 'POST' },
      { method: 'GET', token: 'nobody' },
      { method: 'GET' },
    ] as const) {
      expect(await call(foreign, request)).toBe('TypeError: Failed to fetch');
    }
  });
});
