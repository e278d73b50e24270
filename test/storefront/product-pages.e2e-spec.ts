import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { addListedVariant, addProduct } from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: ProductOrder,
  $marketCode: String, $filter: ProductFilter) {
  products(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy,
    marketCode: $marketCode, filter: $filter) {
    nodes { handle }
    edges { cursor node { handle } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** By name, without regard to capitals; two of them share one name. */
const BY_NAME = ['book-s', 'mi-ai-speaker', 'air-13', 'air-13-new', 'redmi-pen', 'zed'];
const BY_LAUNCH = ['zed', 'redmi-pen', 'book-s', 'air-13-new', 'mi-ai-speaker', 'air-13'];

describe('pages of products', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal('product-pages');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'GB' });
    await addMarket(db, { code: 'FR', state: 'PLANNED' });
    const add = (handle: string, name: string, launchedOn: string) =>
      addProduct(db, { handle, name, launchedOn });
    const laptop = { marketCodes: ['DE', 'GB'], category: 'LAPTOP' as const };
    await add('zed', 'Zed', '2025-01-10');
    await add('redmi-pen', 'redmi Pen', '2023-05-05');
    await addListedVariant(db, {
      handle: 'air-13',
      name: 'Notebook Air',
      launchedOn: '2016-08-02',
      sku: 'AIR-13',
      ...laptop,
    });
    await addListedVariant(db, {
      handle: 'air-13-new',
      name: 'Notebook Air',
      launchedOn: '2018-11-06',
      sku: 'AIR-13-NEW',
      brand: 'Redmi',
      ...laptop,
      marketCodes: ['DE'],
    });
    await addListedVariant(db, {
      handle: 'mi-ai-speaker',
      name: 'mi AI Speaker',
      launchedOn: '2017-07-26',
      sku: 'SPEAKER',
      category: 'SMART_SPEAKER',
      marketCodes: ['DE'],
    });
    await add('book-s', 'Book S', '2022-06-21');
  });
  afterAll(() => portal.stop());

  const page = async (variables: Record<string, unknown>) => {
    const answer = await portal.ask(PAGE, variables);
    expect(answer.errors).toEqual([]);
    return answer.data.products;
  };
  const handlesOf = (products: { nodes: { handle: string }[] }) =>
    products.nodes.map((node) => node.handle);

  async function walk(forward: boolean, size: number, variables: object): Promise<string[]> {
    const handles: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const place = forward ? { first: size, after: cursor } : { last: size, before: cursor };
      const products = await page({ ...variables, ...place });
      if (forward) handles.push(...handlesOf(products));
      else handles.unshift(...handlesOf(products));
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = products.pageInfo;
      if (!(forward ? hasNextPage : hasPreviousPage)) return handles;
      cursor = forward ? endCursor : startCursor;
    }
  }

  it.each([
    ['NAME', BY_NAME],
    ['NEWEST', BY_LAUNCH],
  ])('sorts by %s, and walks both ways without skipping or repeating', async (orderBy, sorted) => {
    expect(handlesOf(await page({ orderBy }))).toEqual(sorted);
    for (const size of [1, 2, 3, 6, 100]) {
      expect(await walk(true, size, { orderBy })).toEqual(sorted);
      expect(await walk(false, size, { orderBy })).toEqual(sorted);
    }
  });

  it('sorts by name unless asked otherwise', async () => {
    expect(handlesOf(await page({}))).toEqual(BY_NAME);
  });

  it('says where a page stands', async () => {
    const first = await page({ first: 2 });
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0].cursor,
      endCursor: first.edges[1].cursor,
    });
    expect(first.edges.map((edge: { node: object }) => edge.node)).toEqual(first.nodes);
    const last = await page({ first: 4, after: first.pageInfo.endCursor });
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('gives a page that ends before a product that was added later', async () => {
    const { pageInfo } = await page({ first: 3 });
    await addProduct(portal.db, { handle: 'aardvark', name: 'Aardvark' });
    expect(handlesOf(await page({ first: 2, after: pageInfo.endCursor }))).toEqual([
      'air-13-new',
      'redmi-pen',
    ]);
    await portal.db.query(`DELETE FROM catalog.product WHERE handle = 'aardvark'`);
  });

  it('narrows down to a market, a category and a brand', async () => {
    const handles = async (variables: object) => handlesOf(await page({ ...variables }));
    expect(await handles({ marketCode: 'DE' })).toEqual(['mi-ai-speaker', 'air-13', 'air-13-new']);
    expect(await handles({ marketCode: 'GB' })).toEqual(['air-13']);
    expect(await handles({ filter: { category: 'SMART_SPEAKER' } })).toEqual(['mi-ai-speaker']);
    expect(await handles({ marketCode: 'DE', filter: { brand: ' Redmi ' } })).toEqual([
      'air-13-new',
    ]);
    expect(await handles({ filter: { brand: 'Redmi', category: 'TABLET' } })).toEqual([]);
    expect(await handles({ filter: { brand: null, category: null } })).toEqual(BY_NAME);
  });

  it('counts the whole list when asked', async () => {
    const count =
      'query ($marketCode: String) { products(first: 1, marketCode: $marketCode) { totalCount } }';
    expect((await portal.ask(count)).data).toEqual({ products: { totalCount: 6 } });
    expect((await portal.ask(count, { marketCode: 'DE' })).data).toEqual({
      products: { totalCount: 3 },
    });
  });

  it('gives an empty page without cursors', async () => {
    const nothing = await page({ filter: { category: 'SMARTPHONE' } });
    expect(nothing).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it.each([
    [{ first: 0 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ last: 0 }, 'last'],
    [{ last: 101 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ after: 'nonsense' }, 'after'],
    [{ after: '' }, 'after'],
    [{ last: 1, before: 'W10' }, 'before'],
    [{ first: 1, before: 'W10' }, 'before'],
    [{ filter: { brand: 'x'.repeat(81) } }, 'filter.brand'],
    [{ filter: { brand: 'Red\u0000mi' } }, 'filter.brand'],
  ])('refuses %j', async (variables, path) => {
    const answer = await portal.ask(PAGE, variables);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify(answer.errors[0])).toContain(path.split('.').at(-1));
  });

  it('refuses a cursor of another order', async () => {
    const { pageInfo } = await page({ first: 1, orderBy: 'NEWEST' });
    const answer = await portal.ask(PAGE, { after: pageInfo.endCursor, orderBy: 'NAME' });
    expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it.each(['XX', 'FR', 'de', 'D\u0000'])('knows no market %j', async (marketCode) => {
    const answer = await portal.ask(PAGE, { marketCode });
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors[0].extensions).toMatchObject({
      code: 'NOT_FOUND',
      problem: 'UNKNOWN_MARKET',
    });
  });
});
