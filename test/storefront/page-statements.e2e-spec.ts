import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { fillShelf } from '../support/world/storefront.world.js';

const PAGE = `query ($first: Int, $after: String) {
  products(first: $first, after: $after, marketCode: "DE") {
    nodes {
      name
      certificates { number }
      technologies { code }
      variants {
        sku
        specs { code }
        listing { stage }
        price { unitPrice { amount } }
        again: price { breaks { minimumQuantity } }
        availability { state available }
      }
    }
    pageInfo { endCursor }
  }
}`;

const PRODUCTS = 60;

describe('the statements of a page of products', () => {
  let portal: Portal;
  let token: string;

  beforeAll(async () => {
    portal = await startPortal('page-statements');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    const variantIds = await fillShelf(db, { marketCode: 'DE', count: PRODUCTS, name: 'Notebook' });
    await addPriceList(db, {
      marketCode: 'DE',
      entries: Object.fromEntries(variantIds.map((id, place) => [id, 10_000 + place])),
    });
    const location = await addLocation(db, { code: 'RTM', markets: { DE: {} } });
    for (const [place, id] of variantIds.entries()) await putStock(db, id, location, place + 1);
    const user = await addUser(db);
    await addMembership(db, { userId: user.id, resellerId: await addReseller(db) });
    token = await portal.signIn(user);
  });
  afterAll(() => portal.stop());

  async function statementsOf(variables: object, as?: string, query = PAGE): Promise<number[]> {
    const units = await portal.unitsOf(async () => {
      const answer = await portal.ask(query, variables, { token: as });
      expect(answer.errors).toEqual([]);
    });
    return units.map((unit) => unit.statements);
  }

  it('are as many for one product as for fifty, at any depth', async () => {
    // Market, products, prices and stock at once; who is calling was asked before, outside of any unit of work.
    const expected = [1];
    expect(await statementsOf({ first: 1 }, token)).toEqual(expected);
    expect(await statementsOf({ first: 50 }, token)).toEqual(expected);
    const first = await portal.ask(PAGE, { first: 50 }, { token });
    const after = first.data.products.pageInfo.endCursor;
    expect(await statementsOf({ first: 50, after }, token)).toEqual(expected);
  });

  it('are as many for a stranger, who gets no price and no stock', async () => {
    expect(await statementsOf({ first: 50 })).toEqual([1]);
  });

  it('count the list only when asked', async () => {
    const counted = PAGE.replace('pageInfo', 'totalCount pageInfo');
    expect(await statementsOf({ first: 50 }, undefined, counted)).toEqual([1, 1]);
  });

  it('give every variant its own price and stock', async () => {
    const answer = await portal.ask(PAGE, { first: 100 }, { token });
    const found = answer.data.products.nodes.map(
      ({ variants: [variant] }: { variants: Record<string, never>[] }) => [
        variant?.['sku'],
        variant?.['price']?.['unitPrice']?.['amount'],
        variant?.['availability']?.['available'],
      ],
    );
    const expected = Array.from({ length: PRODUCTS }, (_, place) => [
      `NOTEBOOK-${String(place + 1).padStart(3, '0')}`,
      `100.${String(place).padStart(2, '0')}`,
      place + 1,
    ]);
    expect(found).toEqual(expected);
  });
});
