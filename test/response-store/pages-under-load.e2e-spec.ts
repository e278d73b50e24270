import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { hitsOf, readPage, warm, type PageRequest } from '../support/page-reader.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

// All of this takes its time on a machine that is busy with other suites.
jest.setTimeout(180_000);

const READERS = 6;
const CHANGES = 150;

let database: TestDatabase;
/** Two servers on one database; nothing is shared between them but that. */
let portals: Portal[];
let plain: Portal;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase('pages-under-load');
  portals = [await openPortal(database), await openPortal(database)];
  plain = await openPortal(database, { RESPONSE_STORE_MB: '0' });
  shop = await openShop(plain);
});
afterAll(async () => {
  for (const portal of [...portals, plain]) await portal.stop();
  await database.drop();
});

/** Reads on all servers at once until the work is done; `see` gets what was true before the request, and the page. */
async function whileRead<Truth>(
  request: PageRequest,
  { truth, see }: { truth: () => Truth; see: (before: Truth, text: string) => void },
  work: () => Promise<void>,
): Promise<void> {
  let done = false;
  const refused: string[] = [];
  const reader = async (place: number) => {
    const portal = portals[place % portals.length];
    while (!done && portal) {
      const before = truth();
      const { status, text } = await readPage(portal, request);
      if (status === 200) see(before, text);
      else refused.push(text);
    }
  };
  const readers = Array.from({ length: READERS }, (_, place) => reader(place));
  try {
    await work();
  } finally {
    done = true;
    await Promise.all(readers);
  }
  expect(refused).toEqual([]);
}

it('no page is older than the last price that was committed before it was asked for', async () => {
  const request = {
    query: `{ products(marketCode: "DE") { nodes { variants { sku price { unitPrice { amount } } } } } }`,
    token: shop.buyer.token,
  };
  await plain.db.query(
    'DELETE FROM pricing.price_entry WHERE variant_id = $1 AND minimum_quantity > 1',
    [shop.a],
  );
  const set = `UPDATE pricing.price_entry SET unit_price_minor = $2
    WHERE variant_id = $1 AND price_list_id = (SELECT id FROM pricing.price_list WHERE code = 'DE-PREMIER')`;
  const priceIn = (text: string) =>
    Number(/"SKU-A","price":\{"unitPrice":\{"amount":"([\d.]+)"/.exec(text)?.[1]) * 100;
  let committed = 100_000;
  await plain.db.query(set, [shop.a, committed]);
  for (const portal of portals) await warm(portal, request);

  let stale = 0;
  let reads = 0;
  const readAll = async () => {
    const answers = await Promise.all(portals.map((portal) => readPage(portal, request)));
    return answers.map(({ text }) => Math.round(priceIn(text)));
  };
  const hits = await hitsOf(portals[0] ?? plain, () =>
    whileRead(
      request,
      {
        truth: () => committed,
        see: (before, text) => {
          reads += 1;
          if (Math.round(priceIn(text)) < before) stale += 1;
        },
      },
      async () => {
        for (let change = 1; change <= CHANGES; change += 1) {
          await plain.db.query(set, [shop.a, 100_000 + change]);
          committed = 100_000 + change;
          expect(await readAll()).toEqual(portals.map(() => committed));
        }
      },
    ),
  );
  expect(stale).toBe(0);
  expect(reads).toBeGreaterThan(CHANGES);
  expect(hits).toBeGreaterThan(0);
});

it.each(['state', 'state available'])(
  'no page shows %s of stock as it was before an order',
  async (fields) => {
    const order = ['IN_STOCK', 'LOW_STOCK', 'BACKORDER'];
    const request = {
      query: `{ variant(sku: "SKU-B", marketCode: "DE") { availability { ${fields} } } }`,
      token: shop.buyer.token,
    };
    const stateIn = (text: string) => order.indexOf(/"state":"(\w+)"/.exec(text)?.[1] ?? '');
    await plain.db.query(
      'UPDATE inventory.stock_level SET on_hand = allocated + 60 WHERE variant_id = $1',
      [shop.b],
    );
    const buyers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const reseller = await addShopReseller(plain);
        const { token } = await addPerson(plain, { resellerId: reseller.id, role: 'BUYER' });
        return { reseller, token };
      }),
    );
    let ordered = 0;
    let backwards = 0;
    await whileRead(
      request,
      {
        // Of 60 pieces fewer than 10 are left after 51.
        truth: () => ordered,
        see: (before, text) => {
          const left = /"available":(\d+)/.exec(text)?.[1];
          const least = before >= 60 ? 2 : before >= 51 ? 1 : 0;
          if (stateIn(text) < least || Number(left ?? 0) > 60 - before) backwards += 1;
        },
      },
      async () => {
        await Promise.all(
          buyers.map(async ({ reseller, token }) => {
            for (let times = 0; times < 10; times += 1) {
              const { order: made, userErrors } = await submit(
                { ...shop, portal: portals[times % 2] ?? plain, reseller },
                { lines: [{ sku: 'SKU-B', quantity: 1 }] },
                token,
              );
              expect(userErrors).toEqual([]);
              expect(made.state).toBe('CONFIRMED');
              ordered += 1;
            }
          }),
        );
      },
    );
    expect(backwards).toBe(0);
    for (const portal of portals) {
      expect(stateIn((await readPage(portal, request)).text)).toBe(2);
    }
  },
);
