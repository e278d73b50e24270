import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { systemContext } from '../../src/platform/access/index.js';
import type { ExportBatch } from '../../src/platform/bulk/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { PriceBulk, type PriceRow } from '../../src/pricing/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addManyVariants } from '../support/world/many-variants.world.js';
import {
  change,
  entriesOf,
  openPriceOffice,
  priceContent,
  revisionOf,
  row,
  setPrices,
  type PriceOffice,
} from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { breaches, submit } from '../support/world/shop.world.js';

const ROWS = 5000;
/** The longest that a code and a SKU can be. */
const CODE = 'DE-BULK-'.padEnd(40, 'X');
const skuOf = (n: number): string => `BULK-${n}-`.padEnd(40, 'X');
const ctx = systemContext('a test of many prices');

let portal: Portal;
let office: PriceOffice;
let bulk: PriceBulk;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  portal = await startPortal('price-bulk');
  office = await openPriceOffice(portal);
  await addManyVariants(portal, ROWS, skuOf);
  await addPriceList(portal.db, { marketCode: 'DE', code: CODE });
  bulk = portal.app.get(PriceBulk, { strict: false });
  unitOfWork = portal.app.get(UnitOfWork);
}, 60_000);

afterAll(() => portal?.stop());

const rowsAt = (amount: string): PriceRow[] =>
  Array.from({ length: ROWS }, (_, n) => ({
    priceListCode: CODE,
    sku: skuOf(n),
    minimumQuantity: 1,
    unitPrice: { amount, currencyCode: 'EUR' },
  }));

const kindsOf = (outcomes: { kind: string }[]): string[] => [
  ...new Set(outcomes.map(({ kind }) => kind)),
];

describe('5,000 prices', () => {
  it('fit into one request of the longest rows, and are set by it', async () => {
    const rows = rowsAt('9999999999.99').map((one) => ({ ...one, minimumQuantity: 1_000_000 }));
    const input = { idempotencyKey: newId(), rows };
    expect(JSON.stringify({ input }).length).toBeGreaterThan(900_000);
    const select = 'created unchanged';
    const first = await change(office, 'pricesSet', { input, select });
    expect(first).toEqual({ created: ROWS, unchanged: 0, userErrors: [] });
    const again = { ...input, idempotencyKey: newId() };
    const second = await change(office, 'pricesSet', { input: again, select });
    expect(second).toEqual({ created: 0, unchanged: ROWS, userErrors: [] });
    const [record] = await portal.rows<{ prices: number }>(
      `SELECT count(*)::integer AS prices FROM platform.audit_record a, jsonb_object_keys(a.new)
       WHERE a.operation = 'SET_PRICES'`,
    );
    expect(record?.prices).toBe(ROWS);
    const gone = rows.map((one) => ({ ...one, unitPrice: null }));
    const removed = await setPrices(office, gone);
    expect(removed).toMatchObject({ removed: ROWS, userErrors: [] });
  });

  it('that are all wrong are all named', async () => {
    const rows = rowsAt('1.001');
    const before = await priceContent(portal);
    const payload = await setPrices(office, rows);
    expect(payload.userErrors).toHaveLength(ROWS);
    expect(payload.userErrors.at(-1).path).toEqual(['input', 'rows', '4999', 'unitPrice']);
    expect(await priceContent(portal)).toEqual(before);
  });

  it('take a fixed number of statements, judged or written, whatever becomes of them', async () => {
    const statements = async (work: () => Promise<unknown>): Promise<number | undefined> =>
      (await portal.unitsOf(work)).at(-1)?.statements;
    const written: string[][] = [];
    const write = (rows: PriceRow[]) => () =>
      unitOfWork.runSystem('a test', async (tx) => {
        written.push(kindsOf(await bulk.write(ctx, tx, rows)));
      });
    const judged = await statements(() =>
      unitOfWork.runSystem('a test', async (tx) => {
        expect(kindsOf(await bulk.judge(ctx, tx, rowsAt('5.00')))).toEqual(['CREATE']);
      }),
    );
    expect(judged).toBe(1);
    expect(await entriesOf(portal, CODE)).toEqual([]);
    const revision = await revisionOf(portal, 'DE');
    expect(await statements(write(rowsAt('5.00')))).toBe(5);
    expect(await statements(write(rowsAt('6.00')))).toBe(5);
    expect(await statements(write(rowsAt('6.00').slice(0, 1)))).toBe(2);
    expect(await statements(write(rowsAt('7.00').slice(0, 1)))).toBe(5);
    expect(written).toEqual([['CREATE'], ['UPDATE'], ['UNCHANGED'], ['UPDATE']]);
    expect(await revisionOf(portal, 'DE')).toBe(revision + 3);
  });

  it('leave raising the revision to whoever writes many batches in one transaction', async () => {
    const revision = await revisionOf(portal, 'DE');
    const touched = new Set<string>();
    await unitOfWork.runSystem('a test', (tx) => bulk.write(ctx, tx, rowsAt('8.00'), touched));
    expect([...touched]).toEqual(['DE']);
    expect(await revisionOf(portal, 'DE')).toBe(revision);
  });
});

describe('prices that are read out', () => {
  it('come in batches without a gap, and change nothing when they are written again', async () => {
    const read: PriceRow[] = [];
    const sizes: number[] = [];
    let after: string | null = null;
    do {
      const from: string | null = after;
      const batch: ExportBatch<PriceRow> = await unitOfWork.runSystem('a test', (tx) =>
        bulk.exportBatch(ctx, tx, { marketCode: 'DE' }, from, 2000),
      );
      sizes.push(batch.rows.length);
      read.push(...batch.rows);
      after = batch.after;
    } while (after !== null);
    expect(sizes).toEqual([2000, 2000, 1006]);
    const [stored] = await portal.rows<{ keys: string[] }>(
      `SELECT array_agg(e.code || ' ' || v.sku || ' ' || e.minimum_quantity || ' ' || e.unit_price_minor
         ORDER BY e.code, v.sku, e.minimum_quantity) AS keys
       FROM pricing.entry_v e JOIN catalog.variant v ON v.id = e.variant_id WHERE e.market_code = 'DE'`,
    );
    const keyOf = ({ priceListCode, sku, minimumQuantity, unitPrice }: PriceRow): string =>
      [
        priceListCode,
        sku,
        minimumQuantity,
        unitPrice?.amount.replace('.', '').replace(/^0+/, ''),
      ].join(' ');
    expect(read.map(keyOf)).toEqual(stored?.keys);
    const before = await priceContent(portal);
    for (let at = 0; at < read.length; at += ROWS) {
      const outcomes = await unitOfWork.runSystem('a test', (tx) =>
        bulk.write(ctx, tx, read.slice(at, at + ROWS)),
      );
      expect(kindsOf(outcomes)).toEqual(['UNCHANGED']);
    }
    expect(await priceContent(portal)).toEqual(before);
  });

  it('are those of a list, also of one that has ended', async () => {
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-GONE',
      validUntil: '2021-01-01T00:00:00Z',
      entries: { [office.shop.a]: 1 },
    });
    const read = async (filter: object): Promise<string[]> => {
      const { rows } = await unitOfWork.runSystem('a test', (tx) =>
        bulk.exportBatch(ctx, tx, filter, null, 10_000),
      );
      return [...new Set(rows.map(({ priceListCode }) => priceListCode))];
    };
    expect(await read({ priceListCode: 'DE-GONE' })).toEqual(['DE-GONE']);
    expect(await read({ priceListCode: 'DE-PREMIER' })).toEqual(['DE-PREMIER']);
    expect(await read({})).toEqual([CODE, 'DE-EVERYONE', 'DE-PREMIER']);
  });
});

describe('orders beside bulk changes', () => {
  it('all go through, each with the price of one moment', async () => {
    let done = false;
    const changing = (async () => {
      for (let round = 0; round < 12; round += 1) {
        const amount = `${115 + (round % 2)}.00`;
        const rows = [row('SKU-B', 1, amount), ...rowsAt(`${round + 10}.00`).slice(1)];
        expect((await setPrices(office, rows)).userErrors).toEqual([]);
      }
      done = true;
    })();
    const nets: string[] = [];
    const ordering = async (): Promise<void> => {
      while (!done) {
        const { order } = await submit(office.shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] });
        nets.push(order.net.amount);
      }
    };
    await Promise.all([changing, ordering(), ordering(), ordering()]);
    expect(nets.length).toBeGreaterThan(12);
    expect([...new Set(nets)].sort()).toEqual(['115.00', '116.00']);
    expect(await breaches(portal)).toEqual([]);
  }, 60_000);
});
