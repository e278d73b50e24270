import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dryRun } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { openShop, orderInput, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('submit-statements');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

/** Every message that any client of this process sends to the database, as its first words. */
let messages: string[] = [];
const send = pg.Client.prototype.query;

beforeEach(() => {
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
    const [message] = args as [string | { name?: string; text?: string }];
    messages.push(typeof message === 'string' ? message : (message.name ?? message.text ?? ''));
    return Reflect.apply(send, this, args);
  } as typeof send;
  messages = [];
});
afterEach(() => {
  pg.Client.prototype.query = send;
});

const lines = (count: number): object[] =>
  Array.from({ length: count }, () => ({ sku: 'SKU-A', quantity: 1 }));

async function messagesOf(work: () => Promise<unknown>): Promise<string[]> {
  messages = [];
  await work();
  return messages
    .filter((message) => !message.startsWith('scope-'))
    .map((message) => (/^[a-z_-]+$/.test(message) ? message : (/^\w+/.exec(message)?.[0] ?? '')));
}

/**
 * Who is calling is asked first. Each statement goes out together with its scope, as a transaction of its own; a connection
 * parses once what sets it.
 */
const asked = (...statements: string[]): string[] => ['identity-caller-by-session', ...statements];
const READ_BACK = ['BEGIN', 'order_find_by_id_party', 'COMMIT'];

describe('orderSubmit', () => {
  it('reads the facts and writes, however many lines there are', async () => {
    const placed = asked('order_facts', 'order_place');
    expect(await messagesOf(() => submit(shop))).toEqual(placed);
    expect(await messagesOf(() => submit(shop, { lines: lines(200) }))).toEqual(placed);
  });

  it('reads the order back where the write knows more than the facts did', async () => {
    const input = { lines: [{ sku: 'SKU-B', quantity: 1_001 }], acceptBackorder: true };
    expect(await messagesOf(() => submit(shop, input))).toEqual(
      asked('order_facts', 'order_place', ...READ_BACK),
    );
  });

  it('writes nothing for a replay and for a refusal', async () => {
    const input = orderInput(shop);
    await submit(shop, input);
    expect(await messagesOf(() => submit(shop, input))).toEqual(asked('order_facts', ...READ_BACK));
    const unknown = { lines: [{ sku: 'SKU-NONE', quantity: 1 }] };
    expect(await messagesOf(() => submit(shop, unknown))).toEqual(asked('order_facts'));
  });

  it('asks nothing about an input that is wrong in itself, but who sent it', async () => {
    const wrong = { lines: [{ sku: 'SKU-A', quantity: 0 }] };
    expect(await messagesOf(() => submit(shop, wrong))).toEqual(asked());
  });

  it('is one unit of work, tried once', async () => {
    const units = await portal.unitsOf(() => submit(shop));
    expect(
      units.map(({ kind, statements, attempts, outcome }) => ({
        kind,
        statements,
        attempts,
        outcome,
      })),
    ).toEqual([{ kind: 'run', statements: 2, attempts: 1, outcome: 'committed' }]);
  });
});

describe('priceAndAvailability', () => {
  it('reads the facts, however many lines there are', async () => {
    for (const count of [1, 100]) {
      const input = orderInput(shop, { lines: lines(count) });
      expect(await messagesOf(() => dryRun(shop, input))).toEqual(asked('order_facts'));
    }
  });
});
