import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { inParallel, outcomeOf, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  breaches,
  openShop,
  orderInput,
  submit,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('pool', {
    DATABASE_POOL_SIZE: '5',
    DATABASE_CONNECT_TIMEOUT_MS: '500',
    LOG_LEVEL: 'silent',
  });
  shop = await openShop(portal);
});

afterAll(() => portal.stop());

it('answers 503 with Retry-After while all connections are taken, stays alive, and recovers at once', async () => {
  const blocker = new pg.Client({ connectionString: databaseUrl() });
  await blocker.connect();
  await blocker.query('BEGIN');
  await blocker.query('SELECT 1 FROM inventory.stock_level WHERE variant_id = $1 FOR UPDATE', [
    shop.a,
  ]);

  const started = performance.now();
  const answering = inParallel(100, async () => {
    const answer = await submitRaw(shop, orderInput(shop));
    return { answer, milliseconds: performance.now() - started };
  });
  const live = await inParallel(5, async (n) => {
    await new Promise((done) => setTimeout(done, n * 200));
    return (await fetch(`${portal.url}/health/live`)).status;
  });
  expect(live).toEqual([200, 200, 200, 200, 200]);
  await new Promise((done) => setTimeout(done, 600));
  await blocker.query('ROLLBACK');
  await blocker.end();
  const freed = performance.now();
  expect((await submit(shop)).order.state).toBe('CONFIRMED');
  const recovered = performance.now() - freed;

  const answers = await answering;
  const counts = tally(answers.map(({ answer }) => outcomeOf(answer, 'orderSubmit')));
  // On a slow machine a few come so late that a connection is free again.
  expect(Object.keys(counts).sort()).toEqual(['503 UNAVAILABLE', 'CONFIRMED']);
  const refused = answers.filter(({ answer }) => answer.status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(tally(refused.map(({ answer }) => answer.headers['retry-after'] ?? 'none'))).toEqual({
    '1': refused.length,
  });
  const slowest = Math.max(...refused.map(({ milliseconds }) => milliseconds));
  process.stdout.write(
    `Pool of 5: ${refused.length} of 100 refused within ${Math.round(slowest)} ms, an order ${Math.round(recovered)} ms after it was free.\n`,
  );
  expect(await breaches(portal)).toEqual([]);
});

function databaseUrl(): string {
  const { migrationUrl } = portal.config.database;
  if (migrationUrl === undefined) throw new Error('A test database has an administrator.');
  return migrationUrl;
}
