import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { runProgram } from '../support/run-program.js';
import { bookOrder, openSalesWorld, relaySales } from '../support/world/sales.world.js';

// Each run of the tool is a process of its own, which compiles its sources first.
jest.setTimeout(120_000);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('sales_tool');
  const world = await openSalesWorld(portal);
  for (const month of ['01', '02', '03']) {
    await bookOrder(world, {
      marketCode: 'DE',
      at: `2026-${month}-10T10:00:00Z`,
      lines: [{ sku: 'BOOK-1', quantity: 2, unitMinor: 100 }],
    });
  }
  await relaySales(portal);
});

afterAll(() => portal?.stop());

const sales = (...args: string[]) => runProgram(portal, 'sales', args);

it('compares month by month, names what differs, and rebuilds the months that are asked for', async () => {
  const same = await sales('compare');
  expect(same).toMatchObject({ code: 0, out: '' });
  expect(same.err).toContain('2026-02: the same\n');
  expect(same.err).toContain('Everything is the same.');

  await portal.db.query(`UPDATE sales.day_category SET booked_units = 3 WHERE day = '2026-02-10'`);
  await portal.db.query(`DELETE FROM reporting.fact_sales WHERE date_key = 20260310`);
  const broken = await sales('compare');
  expect(broken.code).toBe(1);
  expect(broken.err).toContain('2026-01: the same\n2026-02: 2 differences\n');
  expect(broken.out).toMatch(/^DAY_CATEGORY\t0 2026-02-10 \d+ \d+\tfacts: .*; rollup: /m);

  const rebuilt = await sales('rebuild', '--from=2026-02', '--to=2026-02', '--workers=2');
  expect(rebuilt.code).toBe(0);
  expect(rebuilt.err).toMatch(/2026-02: 1 facts, \d+\.\d s \(1 of 1 months\)\nDone: 1 facts\./);
  expect((await sales('compare')).code).toBe(1);
  const all = await sales('rebuild');
  expect(all.err).toContain('(3 of 3 months)');
  expect((await sales('compare')).code).toBe(0);
});

it.each([
  [[], 'Nothing is not understood'],
  [['mend'], 'mend is not understood'],
  [['compare', '--from=2026-01'], '--from=2026-01'],
  [['rebuild', '--from=2026-13'], '--from=2026-13 is not understood'],
  [['rebuild', '--workers=17'], '--workers=17 is not understood'],
])('%j is refused in a sentence', async (args, sentence) => {
  const { code, out, err } = await sales(...args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(sentence);
  expect(err).toContain('npm run sales -- --help');
});
