import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { fillCatalog } from '../../bench/catalog-content.js';
import { StatementValues, type ListQuestion } from '../../src/storefront/list-conditions.sql.js';
import { summaryStatement } from '../../src/storefront/product-facets.sql.js';
import { conditionsOf, type ListGiven } from '../../src/storefront/product-filter.rules.js';
import { pagePick, singlePick } from '../../src/storefront/product-list.sql.js';
import { shelfStatement } from '../../src/storefront/shelf.sql.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const SIZE = { products: 9000, variants: 1, markets: 2 };
const MARKET = 'AB';
const buyer = { resellerId: '00000000-0000-4000-8005-000000000001', tier: 'PREMIER' };
const PRODUCT = '00000000-0000-4000-8001-000000001500';

/** What is too large to be read for a page, however cheap PostgreSQL thinks that is. */
const LARGE = [
  'listing',
  'price_entry',
  'product',
  'product_card',
  'product_search',
  'product_text',
  'stock_level',
  'variant',
  'variant_search',
];

/** What thousands of variants stand in while they are counted. */
const HEAPS = ['candidate', 'kept', 'passing', 'won', 'known', 'product'];

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'CTE Name'?: string;
  'Parent Relationship'?: string;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('the plans of lists of products', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase('product-plans');
    client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    await fillCatalog(client, SIZE);
  }, 120_000);
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** As the server's role under row-level security; what the preparation does is undone. */
  async function planOf(text: string, values: unknown[], preparation = 'SELECT'): Promise<Node[]> {
    await client.query('BEGIN');
    try {
      await client.query(preparation);
      await client.query(`SET LOCAL ROLE portal_app; SET LOCAL app.scope = 'reseller';
        SET LOCAL app.reseller = '${buyer.resellerId}'`);
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `EXPLAIN (FORMAT JSON) ${text}`,
        values,
      );
      return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)));
    } finally {
      await client.query('ROLLBACK');
    }
  }

  function question(given: Partial<ListGiven>): ListQuestion {
    const conditions = conditionsOf({ filter: {}, search: null, order: null, ...given }, []);
    return { conditions, marketCode: MARKET, marketIsOpen: true, buyer };
  }

  function page(
    given: Partial<ListGiven>,
    { after = null, everything = false }: { after?: unknown[] | null; everything?: boolean } = {},
  ) {
    const values = new StatementValues(MARKET);
    const asked = question(given);
    const pick = pagePick(asked, { direction: 'forward', fetch: 51, after }, values);
    const parts = { listing: everything, offer: true, details: everything };
    const text = shelfStatement(asked, { pick, parts, sight: { kind: 'PUBLIC' } }, values);
    return { text, values: values.list };
  }

  const wholeReads = (nodes: Node[]) =>
    nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .flatMap((node) => node['Relation Name'] ?? [])
      .filter((name) => LARGE.includes(name));
  const indexes = (nodes: Node[]) => new Set(nodes.flatMap((node) => node['Index Name'] ?? []));

  const FOR_EACH = [
    'product_card_pkey',
    'price_entry_pkey',
    'stock_level_pkey',
    'listing_variant_market_key',
  ];
  const deep = ['hub max 1500', PRODUCT];

  it.each<[string, ReturnType<typeof page>, string[]]>([
    ['the first page', page({}), ['product_sort_name_idx', ...FOR_EACH]],
    ['a page far behind', page({}, { after: deep }), ['product_sort_name_idx', ...FOR_EACH]],
    [
      'a page with everything',
      page({}, { after: deep, everything: true }),
      ['product_sort_name_idx', 'product_text_pkey', ...FOR_EACH],
    ],
    [
      'the newest',
      page({ order: 'NEWEST' }, { after: ['2020-05-05', PRODUCT] }),
      ['product_launched_on_idx', ...FOR_EACH],
    ],
    [
      'what is orderable',
      page({ filter: { orderable: true } }, { after: deep }),
      ['product_sort_name_idx', ...FOR_EACH],
    ],
    [
      'a search of one product',
      page({ search: 'SKU-777' }),
      ['product_search_document_idx', ...FOR_EACH],
    ],
  ])('read for %s by index', async (_, { text, values }, expected) => {
    const nodes = await planOf(text, values);
    expect(wholeReads(nodes)).toEqual([]);
    expect([...indexes(nodes)]).toEqual(expect.arrayContaining(expected));
  });

  it('read one product by index', async () => {
    const values = new StatementValues(MARKET);
    const pick = singlePick(question({}), { sku: 'SKU-777' }, values);
    const view = { parts: { listing: true, offer: true, details: true } };
    const sight = { kind: 'PUBLIC' } as const;
    const text = shelfStatement(question({}), { pick, ...view, sight }, values);
    expect(wholeReads(await planOf(text, values.list))).toEqual([]);
  });

  it.each([
    ['product_sort_name_idx', 'DROP INDEX catalog.product_sort_name_idx', 'product'],
    [
      'product_card_pkey',
      'ALTER TABLE catalog.product_card DROP CONSTRAINT product_card_pkey',
      'product_card',
    ],
    [
      'price_entry_pkey',
      `ALTER TABLE pricing.price_entry DROP CONSTRAINT price_entry_pkey;
       DROP INDEX pricing.price_entry_variant_idx`,
      'price_entry',
    ],
  ])('would not pass without %s', async (index, preparation, table) => {
    const { text, values } = page({}, { after: deep });
    const nodes = await planOf(text, values, preparation);
    expect(indexes(nodes)).not.toContain(index);
    expect(wholeReads(nodes)).toContain(table);
  });

  it.each<[string, Partial<ListGiven>]>([
    ['everything', {}],
    ['what is in stock', { filter: { inStock: true } }],
    ['what cannot be ordered', { filter: { orderable: false } }],
    ['a category', { filter: { category: ['TABLET'] } }],
    ['a search', { search: 'notebook' }],
    ['a price range', { filter: { price: { min: { amount: '200.00', currencyCode: 'USD' } } } }],
  ])('count %s without looking thousands through for each of thousands', async (_, given) => {
    const values = new StatementValues(MARKET);
    const all = {
      totalCount: true,
      category: true,
      brand: true,
      stage: true,
      priceRange: true,
      specs: true,
    };
    const nodes = await planOf(summaryStatement(question(given), all, values), values.list);
    const loops = nodes.filter((node) => node['Node Type'] === 'Nested Loop');
    expect(loops.filter((loop) => heapsBeneath(loop).length > 1)).toEqual([]);
  });
});

/** The heaps that a loop joins, of which it looks all but the first through again and again. */
function heapsBeneath({ Plans = [] }: Node): string[] {
  const bare = (node: Node): Node =>
    node['Node Type'] === 'Materialize' && node.Plans?.[0] ? node.Plans[0] : node;
  return Plans.map(bare).flatMap((node) =>
    HEAPS.includes(node['CTE Name'] ?? '') ? [node['CTE Name'] ?? ''] : [],
  );
}
