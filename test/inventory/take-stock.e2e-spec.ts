import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { putStock } from '../support/world/inventory.world.js';
import { openShop, type Shop } from '../support/world/shop.world.js';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('take-stock');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

const take = async (variants: string[], quantities: number[]): Promise<boolean | undefined> => {
  const [row] = await portal.rows<{ taken: boolean }>(
    'SELECT inventory.take($1::uuid[], $2::uuid[], $3::integer[]) AS taken',
    [variants, variants.map(() => shop.locationId), quantities],
  );
  return row?.taken;
};

it('takes what is there, and says when a level has not so much left', async () => {
  const allocated = () =>
    portal.rows<{ allocated: number }>(
      'SELECT allocated FROM inventory.stock_level WHERE variant_id = ANY ($1) ORDER BY variant_id',
      [[shop.a, shop.b]],
    );
  expect(await take([shop.a, shop.b], [400, 600])).toBe(true);
  expect((await allocated()).map((level) => level.allocated).sort()).toEqual([400, 600]);
  expect(await take([shop.a], [601])).toBe(false);
  expect(await take([shop.a], [0])).toBe(false);
  expect(await take([shop.a], [600])).toBe(true);
});

// A level that is counted while somebody waits for it is not what it was before.
it(`never promises more than there is while others count (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  await putStock(portal.db, shop.a, shop.locationId, 1_000);
  await putStock(portal.db, shop.b, shop.locationId, 1_000);
  const count = (variant: string) =>
    portal.db.query(
      `WITH locked AS MATERIALIZED (SELECT inventory.lock_levels(ARRAY[$1::uuid], ARRAY[$2::uuid]))
       UPDATE inventory.stock_level SET on_hand = allocated + $3::integer FROM locked WHERE variant_id = $1`,
      [variant, shop.locationId, random.below(4)],
    );
  const outcomes: (boolean | undefined)[] = [];
  const work = async () => {
    for (let round = 0; round < 60; round += 1) {
      if (random.chance(0.3)) await count(random.pick([shop.a, shop.b]));
      else outcomes.push(await take([shop.a, shop.b], [1 + random.below(3), 1 + random.below(3)]));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(new Set(outcomes)).toEqual(new Set([true, false]));
});
