import { gzipSync } from 'node:zlib';

/** A request that is to be refused. */
export interface Attack {
  method?: string;
  /** What follows /graphql in the address. */
  path?: string;
  /** Beside the usual ones; an empty one is left out. */
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

export const query = (text: string, variables?: object): Attack => ({
  body: JSON.stringify({ query: text, variables }),
});

const many = (count: number, text: (i: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(between);

/** Fragments of two fields each that spread the next: 2^n fields of the answer for n lines. */
function bomb(levels: number): string {
  const fragments = many(levels, (i) => {
    const inner = i + 1 < levels ? `...F${i + 1}` : 'sku';
    return `fragment F${i} on Variant { product { variants { a${i}: sku ${inner} } variants { ${inner} } } }`;
  });
  return `{ variant(sku: "SKU-A") { ...F0 } } ${fragments}`;
}

const signIns = many(
  100,
  (i) => `a${i}: signIn(input: { email: "x@example.com", password: "p${i}" }) { accessToken }`,
);

const nested = (depth: number): string =>
  `{ variant(sku: "SKU-A") { ${'product { variants { '.repeat(depth)} sku ${'} }'.repeat(depth)} } }`;

const submitBody = (input: string): Attack => ({
  body: `{"query":"mutation ($input: OrderSubmitInput!) { orderSubmit(input: $input) { replayed } }","variables":{"input":${input}}}`,
});

/** Each fragment spreads the next so many times: what they unfold to has spreads^levels fields, in a page of text. */
function spreadBomb(levels: number, spreads: number): string {
  const fragments = many(levels, (i) => {
    const inner = i + 1 < levels ? many(spreads, () => `...F${i + 1}`) : 'sku';
    const [type, field] = i % 2 === 0 ? ['Variant', 'product'] : ['Product', 'variants'];
    const body = i + 1 < levels ? `${field} { ${inner} }` : inner;
    return `fragment F${i} on ${type} { ${body} }`;
  });
  return `{ variant(sku: "SKU-A") { ...F0 } } ${fragments}`;
}

/** Fragments on one type that spread the next twice: 2^levels visits for who follows each spread, at a depth of two. */
function flatBomb(levels: number): string {
  const fragments = many(levels, (i) =>
    i + 1 < levels
      ? `fragment F${i} on Variant { ...F${i + 1} ...F${i + 1} }`
      : `fragment F${i} on Variant { sku }`,
  );
  return `{ variant(sku: "SKU-A") { ...F0 } } ${fragments}`;
}

/** A page of products with all their variants, of which each names its product with all its variants, … */
const circles = (times: number): string =>
  `query ($n: Int) { products(first: $n) { nodes { ${'variants { product { '.repeat(times)} name ${'} }'.repeat(times)} } } }`;

/** Each with a status of 4xx, as who understands GraphQL over HTTP is to see it. */
export const ATTACKS: [string, () => Attack][] = [
  ['100 aliases of signIn', () => query(`mutation { ${signIns} }`)],
  ['101 aliases of __typename', () => query(`{ ${many(101, (i) => `a${i}: __typename`)} }`)],
  ['1,000 aliases of a page', () => query(`{ ${many(1000, (i) => `a${i}: markets { code }`)} }`)],
  ['a fragment bomb on the cycle of products', () => query(bomb(14))],
  ['products of variants of products …', () => query(nested(20))],
  ['fragments that unfold to 12^9 fields', () => query(spreadBomb(9, 12))],
  ['fragments that unfold to 2^40 spreads', () => query(flatBomb(41))],
  ['100 products in circles', () => query(circles(4), { n: 100 })],
  ['the variants of the products of 1 product', () => query(circles(3), { n: 1 })],
  [
    'everything of everything',
    () =>
      query(
        `{ products(first: 100) { nodes { ${many(
          9,
          (i) =>
            `v${i}: variants { sku specs { code name } product { certificates { number scheme } } }`,
        )} } } }`,
      ),
  ],
  ['2^14 levels', () => query(`${'{ viewer '.repeat(1 << 14)}${'}'.repeat(1 << 14)}`)],
  [
    'a list of 10,000 brackets',
    () => query(`{ market(code: ${'['.repeat(1e4)}${']'.repeat(1e4)}) { code } }`),
  ],
  ['1,000 directives', () => query(`{ apiVersion ${'@skip(if: false) '.repeat(1000)} }`)],
  ['a directive that nobody knows', () => query('{ apiVersion @admin }')],
  ['a fragment that spreads itself', () => query('{ ...A } fragment A on Query { ...A }')],
  [
    'two fragments in a circle',
    () => query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
  ],
  [
    'introspection in circles',
    () =>
      query(`{ __schema { types { ${'fields { type { '.repeat(6)}name${' } }'.repeat(6)} } } }`),
  ],
  ['a batch', () => ({ body: `[${many(1000, () => '{"query":"{ apiVersion }"}', ',')}]` })],
  ['a batch of one', () => ({ body: '[{"query":"{ apiVersion }"}]' })],
  ['5 MB', () => query('{ apiVersion }', { a: 'x'.repeat(5e6) })],
  ['5 MB of a name', () => query('{ apiVersion }', { [`a${'b'.repeat(5e6)}`]: 1 })],
  [
    '50 MB in 50 kB',
    () => ({
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: gzipSync(
        JSON.stringify({ query: '{ apiVersion }', variables: { a: 'x'.repeat(5e7) } }),
      ),
    }),
  ],
  [
    'bytes that are not gzip',
    () => ({
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: '{"query":"{ apiVersion }"}',
    }),
  ],
  ['variables 60,000 levels deep', () => submitBody(`${'['.repeat(6e4)}${']'.repeat(6e4)}`)],
  [
    'an object 20,000 levels deep',
    () => submitBody(`${'{"lines":'.repeat(2e4)}1${'}'.repeat(2e4)}`),
  ],
  [
    '30,000 wrong lines',
    () => submitBody(`{"idempotencyKey":"k","lines":[${many(30_000, () => '{}', ',')}]}`),
  ],
  ['a prototype', () => submitBody('{"__proto__":{"marketCode":"DE"},"idempotencyKey":"k"}')],
  ['a constructor', () => submitBody('{"constructor":{"prototype":{"x":1}},"idempotencyKey":"k"}')],
  [
    'a field for administrators in the input',
    () => submitBody('{"idempotencyKey":"k","total":"0.01","state":"CONFIRMED","soldToId":"x"}'),
  ],
  [
    'text/plain',
    () => ({ headers: { 'content-type': 'text/plain' }, body: '{"query":"{ apiVersion }"}' }),
  ],
  [
    'a form',
    () => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query={apiVersion}',
    }),
  ],
  [
    'a multipart form',
    () => ({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }),
  ],
  [
    'no content type',
    () => ({ headers: { 'content-type': '' }, body: '{"query":"{ apiVersion }"}' }),
  ],
  ['JSON that ends early', () => ({ body: '{"query":"{ apiVersion }' })],
  ['JSON in UTF-16', () => ({ body: Buffer.from('{"query":"{ apiVersion }"}', 'utf16le') })],
  ['NUL bytes', () => ({ body: Buffer.alloc(1000) })],
  [
    'a mutation by GET',
    () => ({
      method: 'GET',
      path: '?query=mutation{signOut{signedOut}}',
      headers: { 'apollo-require-preflight': '1' },
    }),
  ],
  [
    'a query by GET from a page',
    () => ({ method: 'GET', path: '?query={apiVersion}', headers: { authorization: '' } }),
  ],
  ['PUT', () => ({ method: 'PUT', body: '{"query":"{ apiVersion }"}' })],
  ['DELETE', () => ({ method: 'DELETE' })],
  ['a subscription', () => query('subscription { orders { id } }')],
];
