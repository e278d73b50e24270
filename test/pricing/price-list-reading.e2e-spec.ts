import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { openPriceOffice, type PriceOffice } from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addShelf } from '../support/world/shop.world.js';

let portal: Portal;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('price-list-reading');
  office = await openPriceOffice(portal);
  const { shop } = office;
  const c = await addShelf(portal, 'SKU-C');
  await addPriceList(portal.db, {
    marketCode: 'DE',
    code: 'DE-OWN',
    name: 'Nur für einen',
    resellerId: shop.reseller.id,
    validFrom: '2099-01-01T00:00:00Z',
    entries: { [c]: { 1: 100, 5: 90 }, [shop.b]: 50, [shop.a]: { 2: 7, 10: 6 } },
  });
  await addPriceList(portal.db, {
    marketCode: 'FR',
    code: 'FR-OLD',
    validFrom: '2020-01-01T00:00:00Z',
    validUntil: '2021-01-01T00:00:00Z',
  });
}, 60_000);

afterAll(() => portal?.stop());

async function read(query: string, variables: object = {}): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(query, variables, office.manager);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data;
}

const LISTS = `query ($filter: PriceListFilter, $orderBy: PriceListSort, $first: Int, $after: String, $last: Int, $before: String) {
  priceLists(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { code state } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const codes = async (variables: object): Promise<string[]> =>
  (await read(LISTS, variables)).priceLists.nodes.map(({ code }: { code: string }) => code);

describe('priceLists', () => {
  it('are sorted by code, or by their beginnings', async () => {
    expect(await codes({})).toEqual(['DE-EVERYONE', 'DE-OWN', 'DE-PREMIER', 'FR-OLD']);
    expect(await codes({ orderBy: 'NEWEST' })).toEqual([
      'DE-OWN',
      'FR-OLD',
      'DE-PREMIER',
      'DE-EVERYONE',
    ]);
  });

  it.each([
    [{ marketCode: 'FR' }, ['FR-OLD']],
    [{ audience: 'EVERYONE' }, ['DE-EVERYONE', 'FR-OLD']],
    [{ tier: 'PREMIER' }, ['DE-PREMIER']],
    [{ state: 'UPCOMING' }, ['DE-OWN']],
    [{ state: 'ENDED' }, ['FR-OLD']],
    [{ state: 'ACTIVE' }, ['DE-EVERYONE', 'DE-PREMIER']],
    [{ sku: 'SKU-C' }, ['DE-OWN']],
    [{ text: 'NUR' }, ['DE-OWN']],
    [{ text: 'de-p' }, ['DE-PREMIER']],
    [{ text: '%' }, []],
    [{ marketCode: 'DE', state: 'ENDED' }, []],
  ])('are narrowed by %j', async (filter, expected) => {
    expect(await codes({ filter })).toEqual(expected);
    const { totalCount } = (await read(LISTS, { filter })).priceLists;
    expect(totalCount).toBe(expected.length);
  });

  it('of one reseller are found by its id', async () => {
    const filter = { resellerId: office.shop.reseller.id };
    expect(await codes({ filter })).toEqual(['DE-OWN']);
  });

  it.each(['CODE', 'NEWEST'])('page by %s in both directions without a gap', async (orderBy) => {
    const all = await codes({ orderBy });
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const page: Answer['data'] = (await read(LISTS, { orderBy, first: 1, after })).priceLists;
      forward.push(...page.nodes.map(({ code }: { code: string }) => code));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(forward).toEqual(all);
    const backward: string[] = [];
    let before: string | null = null;
    do {
      const page: Answer['data'] = (await read(LISTS, { orderBy, last: 3, before })).priceLists;
      backward.unshift(...page.nodes.map(({ code }: { code: string }) => code));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(all);
  });
});

const ENTRIES = `query ($sku: String, $first: Int, $after: String, $last: Int, $before: String) {
  priceList(code: "DE-OWN") { entries(sku: $sku, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { sku minimumQuantity unitPrice { amount currencyCode } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
}`;

const brief = (page: Answer['data']): string[] =>
  page.nodes.map(
    ({ sku, minimumQuantity, unitPrice }: Answer['data']) =>
      `${sku} ${minimumQuantity}+ ${unitPrice.amount} ${unitPrice.currencyCode}`,
  );

const ALL_ENTRIES = [
  'SKU-A 2+ 0.07 EUR',
  'SKU-A 10+ 0.06 EUR',
  'SKU-B 1+ 0.50 EUR',
  'SKU-C 1+ 1.00 EUR',
  'SKU-C 5+ 0.90 EUR',
];

describe('the entries of a list', () => {
  it('stand by SKU and quantity, and page in both directions', async () => {
    const page = (await read(ENTRIES)).priceList.entries;
    expect([brief(page), page.totalCount]).toEqual([ALL_ENTRIES, 5]);
    const first = (await read(ENTRIES, { first: 3 })).priceList.entries;
    expect(brief(first)).toEqual(ALL_ENTRIES.slice(0, 3));
    const next = { first: 3, after: first.pageInfo.endCursor };
    expect(brief((await read(ENTRIES, next)).priceList.entries)).toEqual(ALL_ENTRIES.slice(3));
    const back = { last: 2, before: first.pageInfo.endCursor };
    expect(brief((await read(ENTRIES, back)).priceList.entries)).toEqual(ALL_ENTRIES.slice(0, 2));
  });

  it('can be those of one SKU', async () => {
    const page = (await read(ENTRIES, { sku: 'SKU-C' })).priceList.entries;
    expect([brief(page), page.totalCount]).toEqual([ALL_ENTRIES.slice(3), 2]);
  });

  it('take one unit of work for a page of lists', async () => {
    const query = `{ priceLists { nodes { code entries(first: 1) { nodes { sku } totalCount } } } }`;
    let nodes: Answer['data'] = [];
    const units = await portal.unitsOf(async () => {
      ({ nodes } = (await read(query)).priceLists);
    });
    expect(nodes.map(({ entries }: Answer['data']) => entries)).toEqual([
      { nodes: [{ sku: 'SKU-A' }], totalCount: 2 },
      { nodes: [{ sku: 'SKU-A' }], totalCount: 5 },
      { nodes: [{ sku: 'SKU-A' }], totalCount: 4 },
      { nodes: [], totalCount: 0 },
    ]);
    const statements = units.filter(({ kind }) => kind === 'read').map((unit) => unit.statements);
    expect(statements).toEqual([1, 2]);
  });
});

describe('priceList', () => {
  it.each([
    ['neither id nor code', '{ priceList { code } }', 'BAD_USER_INPUT'],
    ['no id', '{ priceList(id: "x") { code } }', 'BAD_USER_INPUT'],
    ['an unknown code', '{ priceList(code: "NO-SUCH") { code } }', 'NOT_FOUND'],
    ['NUL', '{ priceList(code: "\\u0000") { code } }', 'NOT_FOUND'],
    ['a cursor of another list', '{ priceLists(after: "x") { nodes { code } } }', 'BAD_USER_INPUT'],
  ])('with %s', async (_, query, code) => {
    const { errors } = await portal.ask(query, {}, office.manager);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });
});
