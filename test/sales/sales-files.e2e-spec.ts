import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { download } from '../support/world/exchange.world.js';
import { bookOrder, openSalesWorld, type SalesWorld } from '../support/world/sales.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
let portal: Portal; let world: SalesWorld; let analyst: Person;
beforeAll(async () => {
  portal = await startPortal('sales_files');
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  await bookOrder(world, { marketCode: 'DE', at: '2026-01-20T10:00:00Z', lines: [{ sku: 'BOOK-1', quantity: 2, unitMinor: 100_000 }] });
});
afterAll(() => portal?.stop());
it('smoke', async () => {
  for (const f of ['csv', 'xlsx', 'parquet']) {
    const a = await download(portal, analyst.token, `/reports/sales.${f}?from=2026-01-01&to=2026-04-30&groupBy=REGION,VARIANT&timeGrain=MONTH&measures=NET_SALES,ORDERS&withTotals=true&compareTo=PREVIOUS_PERIOD&orderBy=NET_SALES:DESC`);
    console.log(a.status, [...a.headers], a.text.slice(0, 800));
    expect(a.status).toBe(200);
  }
});
