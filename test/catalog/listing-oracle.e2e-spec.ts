import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { checkTerms, type ListingTerms } from '../../src/catalog/listing.rules.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  addStaff,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';
import {
  dayFrom,
  openTwoZones,
  todayIn,
  type TwoZones,
  type ZoneCode,
} from '../support/world/two-zones.world.js';
import { randomFrom } from '../access/nasty-values.js';

/** LISTING_SEED repeats a run. */
const SEED = Number(process.env['LISTING_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(SEED);
const ROUNDS = 60;

let portal: Portal;
let shop: Shop;
let catalog: Person;
let zones: TwoZones;

beforeAll(async () => {
  portal = await startPortal('listing_oracle');
  shop = await openShop(portal);
  zones = await openTwoZones(shop);
  catalog = await addStaff(portal, 'CATALOG_MANAGER');
}, 60_000);

afterAll(() => portal?.stop());

const upTo = (n: number): number => Math.floor(random() * n);
const maybe = <T>(value: T): T | null => (random() < 0.5 ? value : null);

/** Days around today, so that a mistake of one day shows, and small quantities that often contradict each other. */
function randomTerms(today: string): ListingTerms {
  const near = (): string => dayFrom(today, upTo(7) - 3);
  return {
    preorderFrom: maybe(near()),
    onSaleFrom: near(),
    lastTimeBuyFrom: maybe(near()),
    endOfSaleOn: maybe(near()),
    endOfServiceOn: maybe(near()),
    minimumQuantity: 1 + upTo(6),
    maximumQuantity: maybe(1 + upTo(12)),
    quantityIncrement: 1 + upTo(5),
  };
}

/** The stage, told from the dates once more and from the last one back. */
function stageOn(today: string, terms: ListingTerms): string {
  const begun = (day: string | null): boolean => day !== null && day <= today;
  if (begun(terms.endOfServiceOn)) return 'END_OF_SERVICE';
  if (begun(terms.endOfSaleOn)) return 'END_OF_SALE';
  if (begun(terms.lastTimeBuyFrom)) return 'LAST_TIME_BUY';
  if (begun(terms.onSaleFrom)) return 'ON_SALE';
  return begun(terms.preorderFrom) ? 'PREORDER' : 'PLANNED';
}

function mayOrder(quantity: number, terms: ListingTerms): boolean {
  const { minimumQuantity, maximumQuantity, quantityIncrement } = terms;
  return (
    quantity >= minimumQuantity &&
    quantity <= (maximumQuantity ?? quantity) &&
    quantity % quantityIncrement === 0
  );
}

const UPDATE = `mutation ($input: ListingUpdateInput!) {
  listingUpdate(input: $input) { listing { stage version } userErrors { code path rule } }
}`;

async function update(code: ZoneCode, terms: ListingTerms) {
  const [row] = await portal.rows<{ version: number }>(
    'SELECT version FROM catalog.listing WHERE id = $1',
    [zones[code].listingId],
  );
  const input = { id: zones[code].listingId, expectedVersion: row?.version, ...terms };
  const { data, errors } = await portal.ask(UPDATE, { input }, { token: catalog.token });
  expect(errors).toEqual([]);
  return data.listingUpdate;
}

describe(`listings of random dates and quantities (LISTING_SEED=${SEED})`, () => {
  it('are refused or stored as their rules say, and sold as their dates say', async () => {
    let stored = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const code: ZoneCode = round % 2 === 0 ? 'KI' : 'AS';
      const today = todayIn(code);
      const terms = randomTerms(today);
      const told = JSON.stringify({ code, today, terms });
      const before = await contentOf(portal);
      const { listing, userErrors } = await update(code, terms);
      const expected = checkTerms(terms).map(({ field }) => `input.${field}`);
      expect([told, userErrors.map(({ path }: { path: string[] }) => path.join('.'))]).toEqual([
        told,
        expected,
      ]);
      if (expected.length > 0) {
        expect(listing).toBeNull();
        expect(await contentOf(portal)).toEqual(before);
        continue;
      }
      stored += 1;
      const stage = stageOn(today, terms);
      expect([told, listing.stage]).toEqual([told, stage]);
      const quantity = 1 + upTo(14);
      const { order, userErrors: problems } = await submit(shop, {
        marketCode: code,
        shipToAddressId: zones[code].addressId,
        acceptBackorder: true,
        lines: [{ sku: 'SKU-A', quantity }],
      });
      const codes = problems.map((problem: { code: string }) => problem.code);
      const isSold = ['PREORDER', 'ON_SALE', 'LAST_TIME_BUY'].includes(stage);
      const wrong = [
        ...(isSold ? [] : ['LISTING_NOT_ORDERABLE']),
        ...(isSold && !mayOrder(quantity, terms) ? ['QUANTITY_RULE'] : []),
      ];
      expect([told, quantity, codes]).toEqual([told, quantity, wrong]);
      if (order) {
        const [line] = order.lines;
        const waits = stage === 'PREORDER' ? quantity : 0;
        expect([told, line.backordered, line.allocated]).toEqual([told, waits, quantity - waits]);
      }
    }
    expect(stored).toBeGreaterThan(3);
  }, 120_000);
});

describe('an order that has passed its checks and is not written yet', () => {
  it('keeps its listing: deleting it waits, and is refused then', async () => {
    const variantId = await addShelf(portal, 'SKU-C');
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 10_000 } });
    const { data } = await portal.ask(
      '{ listings(filter: { sku: "SKU-C" }) { nodes { id version } } }',
      {},
      { token: catalog.token },
    );
    const [{ id, version }] = data.listings.nodes;
    // Between its checks and its first row an order that may wait for stock takes its turn, which we hold.
    const holder = new pg.Client({ connectionString: portal.config.database.url ?? '' });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT orders.take_turn(ARRAY[$1::uuid], false)', [variantId]);
      const order = submit(shop, {
        acceptBackorder: true,
        lines: [{ sku: 'SKU-C', quantity: 1 }],
      });
      await waitsFor('advisory');
      const deletion = portal.ask(
        `mutation ($input: ListingDeleteInput!) {
          listingDelete(input: $input) { listing { id } userErrors { code rule } }
        }`,
        { input: { id, expectedVersion: version } },
        { token: catalog.token },
      );
      await Promise.race([deletion, waitsFor('tuple', 'transactionid')]);
      await holder.query('COMMIT');
      expect((await order).order.state).toBe('CONFIRMED');
      expect((await deletion).data.listingDelete).toEqual({
        listing: null,
        userErrors: [{ code: 'INVALID_VALUE', rule: 'IN_USE' }],
      });
    } finally {
      await holder.end();
    }
  }, 30_000);
});

/** Until somebody waits for a lock of one of the kinds. */
async function waitsFor(...kinds: string[]): Promise<void> {
  for (;;) {
    const waiting = await portal.rows(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = ANY ($1)`,
      [kinds],
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
