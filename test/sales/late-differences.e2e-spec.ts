import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPortal, type Portal } from '../support/portal.js';
import {
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  salesDifferences,
  type SalesWorld,
  type SoldOrder,
} from '../support/world/sales.world.js';

const OLD_DAY = '2026-01-10';

let portal: Portal;
let world: SalesWorld;
let old: SoldOrder;
let client: pg.Client;

beforeAll(async () => {
  portal = await startPortal('late_differences');
  world = await openSalesWorld(portal);
  old = await book(`${OLD_DAY}T10:00:00Z`);
  await relaySales(portal);
  client = new pg.Client({ connectionString: portal.config.database.migrationUrl });
  await client.connect();
});

afterEach(async () => {
  expect(await late()).toEqual([]);
  expect(await salesDifferences(portal)).toEqual([]);
});

afterAll(async () => {
  await client?.end();
  await portal?.stop();
});

interface Found {
  entity: string;
  entity_id: string;
  detail: string;
}

const book = (at: string) =>
  bookOrder(world, {
    marketCode: 'DE',
    at,
    lines: [
      { sku: 'BOOK-1', quantity: 5, unitMinor: 50_000 },
      { sku: 'BAND-1', quantity: 8, unitMinor: 3_000 },
    ],
  });

const LATE = 'SELECT * FROM sales.late_differences()';
const late = () => portal.rows<Found>(LATE);

/** What is found while the rows are otherwise; they are as they were afterwards. */
async function foundAfter(sql: string, values: unknown[] = []): Promise<Found[]> {
  await client.query('BEGIN');
  try {
    await client.query(sql, values);
    return (await client.query<Found>(LATE)).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}

const entities = (found: Found[]) => [...new Set(found.map(({ entity }) => entity))].sort();

describe('while nothing was sold lately', () => {
  it('the day whose turn it is is compared: here the only one', async () => {
    expect(
      entities(await foundAfter(`UPDATE sales.day_reseller SET booked_units = booked_units + 1`)),
    ).toEqual(['DAY_RESELLER']);
    expect(
      entities(await foundAfter(`DELETE FROM reporting.fact_sales WHERE line_no = 2`)),
    ).toEqual(['DAY_CATEGORY', 'DAY_RESELLER', 'SALES_EVENT']);
  });

  it('the sums of its month must be those of its days', async () => {
    const more = (table: string) =>
      `UPDATE sales.${table} SET booked_minor = booked_minor + 1 WHERE month = '2026-01-01'`;
    expect(entities(await foundAfter(more('month_region')))).toEqual(['MONTH_REGION']);
    expect(entities(await foundAfter(more('month_variant')))).toEqual(['MONTH_VARIANT']);
    expect(entities(await foundAfter(`DELETE FROM sales.month_variant`))).toEqual([
      'MONTH_VARIANT',
    ]);
  });
});

describe('with an order of this hour', () => {
  let order: SoldOrder;

  beforeAll(async () => {
    // The many days between the two have their turn one after the other.
    order = await book(new Date().toISOString());
    await relaySales(portal);
  });

  it('its lines, its event and the sums of its day are compared', async () => {
    const line = await foundAfter(
      'UPDATE orders.order_line SET cancelled = cancelled + 1, backordered = backordered - 1 WHERE id = $1',
      [order.lines[0]?.id],
    );
    expect(line).toEqual([
      {
        entity: 'ORDER_LINE',
        entity_id: order.lines[0]?.id,
        detail: 'order lines: 4 pieces, net 200000; events: 5, net 250000',
      },
    ]);
    const event = await foundAfter(
      `DELETE FROM reporting.fact_sales WHERE event_key = (SELECT event_key FROM sales.event WHERE order_id = $1)`,
      [order.id],
    );
    expect(entities(event)).toEqual(['DAY_CATEGORY', 'DAY_RESELLER', 'SALES_EVENT']);
  });

  it('an order that was confirmed without an event is named', async () => {
    const found = await foundAfter('DELETE FROM sales.event WHERE order_id = $1', [order.id]);
    expect(found).toContainEqual({
      entity: 'ORDER_LINE',
      entity_id: order.lines[1]?.id,
      detail: 'order lines: 8 pieces, net 24000; events: 0, net 0',
    });
  });

  it('a cancellation of this hour is compared with an order of long ago', async () => {
    await cancelPieces(world, { order: old, at: new Date().toISOString(), quantities: [2, 0] });
    await relaySales(portal);
    const found = await foundAfter(
      `UPDATE sales.event SET quantities = '{1}' WHERE order_id = $1 AND kind = 'CANCELLATION'`,
      [old.id],
    );
    expect(found).toContainEqual({
      entity: 'ORDER_LINE',
      entity_id: old.lines[0]?.id,
      detail: 'order lines: 3 pieces, net 150000; events: 4, net 150000',
    });
  });
});

it('the invariants of every quarter of an hour ask only for this, and leave nothing behind', async () => {
  const asked = async (name: string) => {
    const text = `SELECT count(*)::int AS n FROM platform.${name}() WHERE invariant = 'I9'`;
    return (await client.query<{ n: number }>(text)).rows;
  };
  // Pieces with another variant: the totals of the month are right, and its day is compared by other tables.
  await client.query('BEGIN');
  await client.query(
    `UPDATE sales.month_variant v SET variant_key = k.variant_key FROM sales.variant_key k
     WHERE month = '2026-01-01' AND booked_units = 5 AND k.variant_id = $1`,
    [world.variants['PHONE-1']],
  );
  expect(await asked('late_invariants')).toEqual([{ n: 0 }]);
  expect(await asked('invariants')).toEqual([{ n: 2 }]);
  await client.query('ROLLBACK');
});
