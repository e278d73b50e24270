import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { addProduct, addVariant } from '../support/world/catalog.world.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addBid } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const BIDS = `query ($first: Int, $after: String, $last: Int, $filter: SpecialBidFilter) {
  specialBids(first: $first, after: $after, last: $last, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      number resellerId marketCode sku unitPrice { amount currencyCode } quantity remaining validFrom validUntil state
    }
  }
}`;

interface Node {
  number: string;
  state: string;
}

describe('the special bids of a reseller', () => {
  let portal: Portal;
  let own: string;
  let buyer: string;

  beforeAll(async () => {
    portal = await startPortal('special-bids');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'JP', currencyCode: 'JPY', timeZone: 'Asia/Tokyo' });
    const productId = await addProduct(db, { handle: 'notebook' });
    const a = await addVariant(db, { productId, sku: 'NB-A' });
    const b = await addVariant(db, { productId, sku: 'NB-B' });
    own = await addReseller(db);
    const other = await addReseller(db);
    const user = await addUser(db);
    await addMembership(db, { userId: user.id, resellerId: own });
    buyer = await portal.signIn(user);
    const terms = { resellerId: own, marketCode: 'DE', unitPriceMinor: 48000, quantity: 20 };
    await addBid(db, { ...terms, number: 'SB-ACTIVE', variantId: a, sold: 5 });
    await addBid(db, {
      ...terms,
      number: 'SB-EXHAUSTED',
      variantId: a,
      sold: 20,
      validFrom: '2021-01-01Z',
    });
    await addBid(db, {
      ...terms,
      number: 'SB-EXPIRED',
      variantId: b,
      validFrom: '2022-01-01Z',
      validUntil: '2022-02-01Z',
    });
    await addBid(db, { ...terms, number: 'SB-UPCOMING', variantId: b, validFrom: '2099-01-01Z' });
    await addBid(db, {
      ...terms,
      number: 'SB-JAPAN',
      variantId: a,
      marketCode: 'JP',
      currencyCode: 'JPY',
      validFrom: '2023-01-01Z',
    });
    await addBid(db, { ...terms, number: 'SB-OTHER', variantId: a, resellerId: other });
  });
  afterAll(() => portal.stop());

  const bids = async (token: string, variables: Record<string, unknown> = {}) => {
    const answer = await portal.ask(BIDS, variables, { token });
    expect(answer.errors).toEqual([]);
    const { nodes, ...page } = answer.data.specialBids;
    return { ...page, nodes, numbers: nodes.map((node: Node) => node.number) };
  };

  it('are its own, the one with the latest start first', async () => {
    const page = await bids(buyer);
    expect(page.totalCount).toBe(5);
    expect(page.nodes.map((node: Node) => [node.number, node.state])).toEqual([
      ['SB-UPCOMING', 'UPCOMING'],
      ['SB-JAPAN', 'ACTIVE'],
      ['SB-EXPIRED', 'EXPIRED'],
      ['SB-EXHAUSTED', 'EXHAUSTED'],
      ['SB-ACTIVE', 'ACTIVE'],
    ]);
    expect(page.nodes.at(-1)).toEqual({
      number: 'SB-ACTIVE',
      resellerId: own,
      marketCode: 'DE',
      sku: 'NB-A',
      unitPrice: { amount: '480.00', currencyCode: 'EUR' },
      quantity: 20,
      remaining: 15,
      validFrom: '2020-01-01T00:00:00.000Z',
      validUntil: null,
      state: 'ACTIVE',
    });
  });

  it('come in pages, and by market, SKU and state', async () => {
    const first = await bids(buyer, { first: 2 });
    expect(first.numbers).toEqual(['SB-UPCOMING', 'SB-JAPAN']);
    const next = await bids(buyer, { first: 3, after: first.pageInfo.endCursor });
    expect(next.numbers).toEqual(['SB-EXPIRED', 'SB-EXHAUSTED', 'SB-ACTIVE']);
    expect(next.pageInfo.hasNextPage).toBe(false);
    expect((await bids(buyer, { last: 2 })).numbers).toEqual(['SB-EXHAUSTED', 'SB-ACTIVE']);
    expect((await bids(buyer, { filter: { marketCode: 'JP' } })).numbers).toEqual(['SB-JAPAN']);
    expect((await bids(buyer, { filter: { sku: 'NB-B' } })).numbers).toEqual([
      'SB-UPCOMING',
      'SB-EXPIRED',
    ]);
    const active = { state: 'ACTIVE', marketCode: 'DE' };
    expect((await bids(buyer, { filter: active })).numbers).toEqual(['SB-ACTIVE']);
    expect((await bids(buyer, { filter: { sku: 'NONE' } })).totalCount).toBe(0);
  });

  it('are all seen by staff who look after prices, and by no other staff', async () => {
    const token = async (role: 'CATALOG_MANAGER' | 'ORDER_DESK' | 'ANALYST') =>
      portal.signIn(await addUser(portal.db, { staffRoles: [role] }));
    const all = await bids(await token('CATALOG_MANAGER'));
    expect(all.totalCount).toBe(6);
    expect(all.numbers).toContain('SB-OTHER');
    for (const stranger of [await token('ORDER_DESK'), await token('ANALYST')]) {
      const answer = await portal.ask(BIDS, {}, { token: stranger });
      expect(answer.errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    }
    const nobody = await portal.ask(BIDS, {});
    expect(nobody.errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  });

  it.each([
    { filter: { sku: 'a\u0000' } },
    { filter: { marketCode: '\ud800' } },
    { first: 0 },
    { first: 1, after: 'x' },
  ])('refuses %j', async (variables) => {
    const answer = await portal.ask(BIDS, variables, { token: buyer });
    expect(answer.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });
});
