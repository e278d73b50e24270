import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { fillDemo } from '../../src/cli/demo/fill-demo.js';
import { readCell } from '../../src/platform/csv/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { applied, download } from '../support/world/exchange.world.js';
import { addStaff } from '../support/world/shop.world.js';

const KINDS = ['products', 'variants', 'listings', 'prices', 'stock'] as const;

/** Where an import itself is kept; what people decide about it is in the audit records besides. */
const OF_IMPORTS = /^exchange\.|^platform\.audit_record$/;

let portal: Portal;
let token: string;

beforeAll(async () => {
  portal = await startPortal('round_trip', { JOBS: 'true' });
  await fillDemo(portal.app, portal.config, () => undefined);
  ({ token } = await addStaff(portal, 'ADMIN'));
  // What the orders of the demo sold is counted beside it, and is to be counted before anything is compared.
  await soldIsCounted();
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

async function soldIsCounted(): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const waiting = await portal.rows('SELECT FROM sales.pending LIMIT 1');
    if (waiting.length === 0) return;
    await sleep(100);
  }
  throw new Error('What was sold is not counted after a minute.');
}

async function fileOf(kind: string, query = ''): Promise<string> {
  const { status, text } = await download(portal, token, `/exports/${kind}.csv${query}`);
  expect(status).toBe(200);
  return text;
}

const rowsOf = (text: string): string[][] => parse(text, { bom: true, relax_column_count: false });

async function contentWithoutImports(): Promise<Record<string, unknown>> {
  const content = await contentOf(portal);
  const records = await portal.rows(
    `SELECT count(*)::int AS others FROM platform.audit_record WHERE entity <> 'IMPORT'`,
  );
  const rest = Object.entries(content).filter(([table]) => !OF_IMPORTS.test(table));
  return { ...Object.fromEntries(rest), records };
}

async function comesBackUnchanged(kind: string): Promise<void> {
  const file = await fileOf(kind);
  const rows = rowsOf(file).length - 1;
  expect(rows).toBeGreaterThan(5);
  const before = await contentWithoutImports();
  for (const mode of ['ROW_BY_ROW', 'ALL_OR_NOTHING'] as const) {
    const seen = await applied(portal, token, { kind, file }, { mode });
    expect([seen.rows.nodes, seen.failure, seen.state]).toEqual([[], null, 'APPLIED']);
    expect(seen.counts).toEqual({ rows, create: 0, update: 0, unchanged: rows, error: 0 });
  }
  expect(await contentWithoutImports()).toEqual(before);
  expect(await fileOf(kind)).toBe(file);
}

describe('the demo channel', () => {
  it.each(KINDS)('of %s goes out and comes back without a change', async (kind) => {
    await comesBackUnchanged(kind);
  });

  it('goes out narrowed by market, price list and location', async () => {
    const column = (text: string, name: string) => {
      const [header = [], ...rows] = rowsOf(text);
      return [...new Set(rows.map((row) => row[header.indexOf(name)]))];
    };
    expect(column(await fileOf('listings', '?marketCode=DE'), 'marketCode')).toEqual(['DE']);
    const [, ...stock] = rowsOf(await fileOf('stock'));
    const locationCode = stock[0]![0]!;
    expect(column(await fileOf('stock', `?locationCode=${locationCode}`), 'locationCode')).toEqual([
      locationCode,
    ]);
    const [, ...prices] = rowsOf(await fileOf('prices'));
    const list = prices[0]![0]!;
    expect(column(await fileOf('prices', `?priceListCode=${list}`), 'priceListCode')).toEqual([
      list,
    ]);
    const answer = await download(portal, token, '/exports/prices.csv?marketCode=DE');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="prices-DE-\d{4}-\d{2}-\d{2}\.csv"; filename\*=UTF-8''prices-DE-/,
    );
    expect(answer.text.startsWith('\ufeffpriceListCode,sku,')).toBe(true);
  });

  it.each(['?locationCode=X', '?marketCode=DE&marketCode=FR', '?colour=red', '?marketCode='])(
    'is not narrowed by %s',
    async (query) => {
      const { status, json } = await download(portal, token, `/exports/listings.csv${query}`);
      expect([status, json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    },
  );
});

const NASTY = [
  '=HYPERLINK("http://x")',
  '+49 30 1234',
  '-5 °C',
  '@here',
  "'=already",
  "''quoted''",
  'two\r\nlines\nand\ra third',
  'semi;colon, comma\tand tab',
  '"quoted"',
  'ünïcode 💻 عربي',
  '#NAME? null undefined NaN',
  '0123',
  '1e3',
];

describe('texts that spreadsheets and parsers trip over', () => {
  it('go out neutralised and come back without a change', async () => {
    const [, ...products] = rowsOf(await fileOf('products'));
    for (const [index, text] of NASTY.entries()) {
      const handle = products[index % products.length]![0]!;
      await portal.db.query(
        `INSERT INTO catalog.product_text (product_id, locale, name, description)
         SELECT id, $2, $3, $4 FROM catalog.product WHERE handle = $1`,
        [handle, `x${String.fromCharCode(97 + index)}`, text.slice(0, 200), text],
      );
    }
    const file = await fileOf('products');
    for (const cell of rowsOf(file).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    await comesBackUnchanged('products');
  });

  it('are written as they were read', async () => {
    for (const text of NASTY) {
      const [header, first] = rowsOf(await fileOf('listings'));
      const at = header!.indexOf('pausedReason');
      const row = first!.map((cell, index) => (index === at ? text : cell));
      const quoted = [header!, row].map((cells) =>
        cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
      );
      const seen = await applied(portal, token, {
        kind: 'listings',
        file: `${quoted.join('\r\n')}\r\n`,
      });
      expect([seen.rows.nodes, seen.counts.update]).toEqual([[], 1]);
      const stored = await portal.rows<{ reason: string }>(
        `SELECT l.paused_reason AS reason FROM catalog.listing l JOIN catalog.variant v ON v.id = l.variant_id
         WHERE v.sku = $1 AND l.market_code = $2`,
        [first![header!.indexOf('sku')], first![header!.indexOf('marketCode')]],
      );
      expect(stored).toEqual([{ reason: readCell(text) }]);
    }
    await comesBackUnchanged('listings');
  });
});
