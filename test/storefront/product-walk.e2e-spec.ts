import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { addListedVariant } from '../support/world/catalog.world.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: ProductOrder,
  $search: String) {
  products(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy, search: $search,
    marketCode: "DE") {
    nodes { handle }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const ORDERS = ['NAME', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RELEVANCE'] as const;
const WORDS = ['Crate', 'Crate', 'Kraton', 'Crates Pro', 'Case'];
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

interface Row {
  id: string;
  variantId: string;
  handle: string;
  name: string;
  launchedOn: string;
  price: number | null;
}

describe('a walk through products', () => {
  let portal: Portal;
  let token: string;
  let priceListId: string;
  const random = new Random(seed);
  let made = 0;
  /** What nobody touches, and what is changed and taken away during walks. */
  const still: Row[] = [];
  const moving: Row[] = [];

  beforeAll(async () => {
    portal = await startPortal('product-walk');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    const user = await addUser(db);
    await addMembership(db, { userId: user.id, resellerId: await addReseller(db) });
    token = await portal.signIn(user);
    priceListId = await addPriceList(db, { code: 'DE-ALL', marketCode: 'DE' });
    for (let number = 0; number < 30; number += 1) still.push(await add());
    for (let number = 0; number < 15; number += 1) moving.push(await add());
  });
  afterAll(() => portal.stop());

  const someName = () => `${random.pick(WORDS)} ${random.below(20)}`;
  const someDay = () => `2020-01-${10 + random.below(9)}`;
  const somePrice = () => (random.chance(0.2) ? null : 100 + random.below(8));

  async function add(): Promise<Row> {
    made += 1;
    const row = { handle: `row-${made}`, name: someName(), launchedOn: someDay() };
    const { productId, variantId } = await addListedVariant(portal.db, {
      ...row,
      sku: `ROW-${made}`,
      marketCodes: ['DE'],
    });
    const price = somePrice();
    await setPrice(variantId, price);
    return { ...row, id: productId, variantId, price };
  }

  async function setPrice(variantId: string, price: number | null): Promise<void> {
    await portal.db.query('DELETE FROM pricing.price_entry WHERE variant_id = $1', [variantId]);
    if (price === null) return;
    await portal.db.query(
      `INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
       VALUES ($1, $2, 1, $3)`,
      [priceListId, variantId, price],
    );
  }

  async function remove({ id, variantId }: Row): Promise<void> {
    await setPrice(variantId, null);
    await portal.db.query('DELETE FROM catalog.listing WHERE variant_id = $1', [variantId]);
    await portal.db.query('DELETE FROM catalog.variant WHERE id = $1', [variantId]);
    await portal.db.query('DELETE FROM catalog.product WHERE id = $1', [id]);
  }

  /** Something that somebody else does to the catalog in between. */
  async function disturb(): Promise<void> {
    const place = random.below(moving.length);
    const row = moving[place];
    const { db } = portal;
    switch (random.pick(['add', 'remove', 'rename', 'launch', 'price', 'nothing'] as const)) {
      case 'add':
        moving.push(await add());
        break;
      case 'remove':
        if (row && moving.length > 3) await remove(...(moving.splice(place, 1) as [Row]));
        break;
      case 'rename':
        await db.query(`UPDATE catalog.product_text SET name = $2 WHERE product_id = $1`, [
          row?.id,
          someName(),
        ]);
        break;
      case 'launch':
        await db.query(`UPDATE catalog.product SET launched_on = $2 WHERE id = $1`, [
          row?.id,
          someDay(),
        ]);
        break;
      case 'price':
        if (row) await setPrice(row.variantId, somePrice());
        break;
      case 'nothing':
        break;
    }
  }

  const page = async (variables: object) => {
    const answer = await portal.ask(PAGE, variables, { token });
    expect(answer.errors).toEqual([]);
    return answer.data.products;
  };

  async function walk(forward: boolean, list: object, between: () => Promise<void>) {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const size = 1 + random.below(9);
      const place = forward ? { first: size, after: cursor } : { last: size, before: cursor };
      const { nodes, pageInfo } = await page({ ...list, ...place });
      const handles = nodes.map(({ handle }: { handle: string }) => handle);
      if (forward) seen.push(...handles);
      else seen.unshift(...handles);
      if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return seen;
      cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
      await between();
    }
  }

  /** The rows that nobody touches in the order of the list, sorted the plain way. */
  function sorted(orderBy: (typeof ORDERS)[number]): string[] | undefined {
    const keys: Partial<Record<typeof orderBy, (row: Row) => string | number>> = {
      NAME: ({ name }) => name.toLowerCase(),
      NEWEST: ({ launchedOn }) => launchedOn,
      PRICE_ASC: ({ price }) => price ?? Infinity,
      PRICE_DESC: ({ price }) => price ?? -1,
    };
    const key = keys[orderBy];
    if (!key) return undefined;
    const rising = still.toSorted((a, b) => compare(key(a), key(b)) || compare(a.id, b.id));
    const falling = orderBy === 'NEWEST' || orderBy === 'PRICE_DESC';
    return (falling ? rising.toReversed() : rising).map(({ handle }) => handle);
  }

  const stillOf = (handles: string[]) => {
    const known = new Set(still.map(({ handle }) => handle));
    return handles.filter((handle) => known.has(handle));
  };

  it.each(ORDERS)(
    `by %s sees what stays once, whatever changes meanwhile (seed ${seed})`,
    async (orderBy) => {
      // Found by the beginning of a word, by a part of one, and with a wrong letter.
      const list = { orderBy, ...(orderBy === 'RELEVANCE' ? { search: 'crate' } : {}) };
      for (let round = 0; round < 6; round += 1) {
        const seen = stillOf(await walk(round % 2 === 0, list, disturb));
        const whole = (await page({ ...list, first: 100 })).nodes;
        const expected = sorted(orderBy) ?? stillOf(whole.map(({ handle }: Row) => handle));
        expect(expected.length).toBeGreaterThan(5);
        expect(seen).toEqual(expected);
      }
    },
  );

  it.each(ORDERS)(
    `by %s sees everything once when nothing changes (seed ${seed})`,
    async (orderBy) => {
      const list = { orderBy, ...(orderBy === 'RELEVANCE' ? { search: 'kraton 1' } : {}) };
      const { nodes } = await page({ ...list, first: 100 });
      const whole = nodes.map(({ handle }: Row) => handle);
      expect(new Set(whole).size).toBe(whole.length);
      const nobody = () => Promise.resolve();
      expect(await walk(true, list, nobody)).toEqual(whole);
      expect(await walk(false, list, nobody)).toEqual(whole);
    },
  );
});

function compare<Key extends string | number>(a: Key, b: Key): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
