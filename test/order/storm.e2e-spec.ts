import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inParallel, outcomeOf, seededRandom, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { adjust, changeOutcome, receive } from '../support/world/command-outcome.world.js';
import { putStock } from '../support/world/inventory.world.js';
import type { OrderMutation } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const SLOW = 300_000;
const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const COMMANDS = Number(process.env['PORTAL_STORM'] ?? 400);
const SKUS = ['STORM-A', 'STORM-B', 'STORM-C'];

/** Whatever a command of the storm may answer; anything else is a mistake of ours. */
const EXPECTED = new Set([
  'CONFIRMED',
  'ON_HOLD',
  'PENDING_APPROVAL',
  'CANCELLED',
  'done',
  'INSUFFICIENT_STOCK',
  'CREDIT_EXCEEDED',
  'ILLEGAL_TRANSITION',
  'INVALID_VALUE',
  'ALREADY_EXISTS',
  'NOT_FOUND',
]);

let portal: Portal;
let shop: Shop;
let limited: Person;

beforeAll(async () => {
  portal = await startPortal('storm', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
  // Enough credit for about half of what is ordered.
  await portal.db.query('UPDATE reseller.credit_account SET limit_minor = $1', [COMMANDS * 20_000]);
  limited = await addPerson(portal, {
    resellerId: shop.reseller.id,
    role: 'BUYER',
    limits: [{ currencyCode: 'EUR', perOrderMinor: 60_000 }],
  });
  for (const sku of SKUS) {
    const variantId = await addShelf(portal, sku);
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
    await putStock(portal.db, variantId, shop.locationId, 20);
  }
}, SLOW);

afterAll(() => portal.stop());

interface KnownOrder {
  id: string;
  lines: { id: string }[];
}

/** Whatever people may do to orders and stock, chosen by dice. */
class Storm {
  private readonly orders: KnownOrder[] = [];
  private readonly random = seededRandom(SEED);

  /** The share of each command, and the command. */
  private readonly deeds: [number, string, () => Promise<string>][] = [
    [40, 'submit', () => this.submit()],
    [12, 'cancel', () => this.onOrder('orderCancel', { reason: 'storm' })],
    [10, 'cancel a piece', () => this.cancelPiece()],
    [10, 'receive', () => receive(shop, this.sku(), { quantity: this.upTo(5) })],
    [7, 'count', () => adjust(shop, this.sku(), { countedOnHand: this.upTo(40) })],
    [4, 'correct', () => adjust(shop, this.sku(), { delta: this.random() < 0.5 ? -1 : 1 })],
    [5, 'approve', () => this.onOrder('orderApprove', {}, shop.approver)],
    [6, 'hold', () => this.onOrder('orderHoldPlace', { reason: 'CUSTOMER', note: 'x' }, shop.desk)],
    [3, 'release', () => this.onOrder('orderHoldRelease', { reason: 'CUSTOMER' }, shop.desk)],
    [3, 'credit', () => this.onOrder('orderHoldRelease', { reason: 'CREDIT' }, shop.desk)],
  ];

  async next(): Promise<string> {
    let dice = this.random() * 100;
    for (const [share, name, deed] of this.deeds) {
      dice -= share;
      if (dice < 0) return `${name}: ${await deed()}`;
    }
    return this.next();
  }

  private async submit(): Promise<string> {
    const lines = SKUS.toSorted(() => this.random() - 0.5)
      .slice(0, this.upTo(3))
      .map((sku) => ({ sku, quantity: this.upTo(4) }));
    const input = orderInput(shop, { lines, acceptBackorder: this.random() < 0.7 });
    const buyer = this.random() < 0.3 ? limited : shop.buyer;
    const answer = await submitRaw(shop, input, buyer.token);
    const order: KnownOrder | null = answer.data?.orderSubmit?.order ?? null;
    if (order !== null) this.orders.push(order);
    return outcomeOf(answer, 'orderSubmit');
  }

  private onOrder(mutation: OrderMutation, input: object, who = shop.buyer): Promise<string> {
    const order = this.order();
    if (!order) return this.submit();
    return changeOutcome(shop, mutation, { orderId: order.id, ...input }, who.token);
  }

  private cancelPiece(): Promise<string> {
    const order = this.order();
    const line = order?.lines[this.upTo(order.lines.length) - 1];
    if (!order || !line) return this.submit();
    const lines = [{ lineId: line.id, quantity: 1 }];
    const input = { orderId: order.id, reason: 'storm', lines };
    return changeOutcome(shop, 'orderCancel', input);
  }

  private order(): KnownOrder | undefined {
    return this.orders[this.upTo(this.orders.length) - 1];
  }

  private sku(): string {
    return SKUS[this.upTo(SKUS.length) - 1] ?? 'STORM-A';
  }

  /** 1, 2, … up to this number. */
  private upTo(most: number): number {
    return 1 + Math.floor(this.random() * most);
  }
}

async function deadlocks(): Promise<number> {
  const [row] = await portal.rows<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks ?? 0);
}

it(
  'a storm of submits, cancels, counts, receipts, approvals and holds breaks nothing',
  async () => {
    const storm = new Storm();
    const started = performance.now();
    const outcomes = await inParallel(COMMANDS, () => storm.next(), 24);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const unexpected = outcomes.filter((outcome) => {
      const words = outcome.replace(/^[^:]*: /, '').split(' + ');
      // A machine that is too busy may say so, in its own words; whatever it has done must still be right.
      return !words.every((word) => EXPECTED.has(word) || word === '503 UNAVAILABLE');
    });
    process.stdout.write(
      `Storm of seed ${SEED}: ${COMMANDS} commands in ${seconds} s, ` +
        `${await deadlocks()} deadlocks that nobody heard of.\n`,
    );
    expect([SEED, tally(unexpected)]).toEqual([SEED, {}]);
    expect(await breaches(portal)).toEqual([]);
  },
  SLOW,
);
