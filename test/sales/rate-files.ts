import { readFile } from 'node:fs/promises';
import type { Portal } from '../support/portal.js';
import type { FileAnswer } from '../support/world/exchange.world.js';

/** A file as the European Central Bank publishes it. */
export function ecbFile(name: string): Promise<Buffer> {
  return readFile(new URL(`ecb/${name}`, import.meta.url));
}

/** Sends a file of rates as a client does. */
export async function sendRates(
  portal: Portal,
  token: string | undefined,
  file: string | Buffer,
  contentType = 'text/csv',
): Promise<FileAnswer> {
  const response = await fetch(`${portal.url}/exchange-rates`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: new Uint8Array(Buffer.from(file)),
  });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: JSON.parse(text) };
}

/** Adds rates as the bank's, by currency and day. */
export async function addRates(
  portal: Portal,
  rates: Record<string, Record<string, string>>,
): Promise<void> {
  for (const [currencyCode, days] of Object.entries(rates)) {
    for (const [day, rate] of Object.entries(days)) {
      await portal.db.query(
        `INSERT INTO sales.exchange_rate (currency_code, day, rate, source) VALUES ($1, $2, $3, 'ECB')`,
        [currencyCode, day, rate],
      );
    }
  }
}
