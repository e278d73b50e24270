import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gtinOf } from '../../src/catalog/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';
import {
  applied,
  applyImport,
  checked,
  csv,
  download,
  settled,
  upload,
  type SeenImport,
} from '../support/world/exchange.world.js';
import { openCatalog, recordsOf, revisions, type Keepers } from '../support/world/keeper.world.js';

const PRODUCTS = ['handle', 'category', 'brand', 'launchedOn', 'name:en', 'description:en'];
const VARIANTS = ['sku', 'productHandle', 'mpn', 'gtin', 'position'];
const GTIN = '4006381333931';

/** So many that they do not fit one batch of the job. */
const MANY = 2_100;

let portal: Portal;
let keepers: Keepers;
let token: string;

beforeAll(async () => {
  portal = await startPortal('catalog-files', { JOBS: 'true' });
  keepers = await openCatalog(portal);
  ({ token } = keepers.manager);
  const { db } = portal;
  const productId = await addProduct(db, { handle: 'mi-air', name: 'Mi Air' });
  const variantId = await addVariant(db, { productId, sku: 'MI-AIR', gtin: GTIN });
  await addListing(db, { variantId, marketCode: 'DE' });
  await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
  await addSpecDefinition(db, { code: 'KEYBOARD', type: 'ENUM', enumValues: ['US', 'DE'] });
}, 60_000);

afterAll(() => portal?.stop());

function errorsOf(seen: SeenImport): string[] {
  return seen.rows.nodes.flatMap(({ problems }: { problems: Record<string, string>[] }) =>
    problems.map(({ line, column, code }) => `${line} ${column} ${code}`),
  );
}

const product = (handle: string) => [handle, 'TABLET', 'Mi', '2018-02-01', 'Mi Pad', ''];
const variant = (n: number, gtin = gtinOf(`2${String(n).padStart(11, '0')}`) ?? '') => [
  `FILE-${n}`,
  'mi-air',
  'MPN',
  gtin,
  1,
];

describe('a file of products', () => {
  it('adds and changes texts in several languages, in the name of who sent it', async () => {
    const before = await revisions(portal);
    const file = csv(
      [...PRODUCTS, 'name:de', 'description:de'],
      [...product('mi-pad'), 'Mi Tafel', 'Ein Tablet'],
      ['mi-air', 'LAPTOP', 'Mi', '', '', '', 'Mi Luft', ''],
    );
    const seen = await applied(portal, token, { kind: 'products', file });
    expect([seen.state, errorsOf(seen)]).toEqual(['APPLIED', []]);
    expect(seen.counts).toMatchObject({ create: 1, update: 1 });
    const { data } = await portal.ask(
      `{ pad: product(handle: "mi-pad") { launchedOn texts { locale name description } }
         air: product(handle: "mi-air") { id launchedOn texts { locale name } } }`,
    );
    expect(data.pad).toEqual({
      launchedOn: '2018-02-01',
      texts: [
        { locale: 'de', name: 'Mi Tafel', description: 'Ein Tablet' },
        { locale: 'en', name: 'Mi Pad', description: '' },
      ],
    });
    expect(data.air).toMatchObject({
      launchedOn: '2022-06-21',
      texts: [
        { locale: 'de', name: 'Mi Luft' },
        { locale: 'en', name: 'Mi Air' },
      ],
    });
    expect(await recordsOf(portal, data.air.id)).toMatchObject([
      { operation: 'UPDATE', version: 2, actorUserId: keepers.manager.userId },
    ]);
    expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
  });

  it('names line and column of everything that is wrong, and gives those rows back', async () => {
    const file = csv(
      [...PRODUCTS, 'name:DE', 'name:__proto__'],
      [...product('Bad Handle'), '', ''],
      ['mi-mix', 'PHONE', 'Mi', '1900-01-01', '', 'Without a name', '', ''],
      [...product('mi-max'), 'Shouting', 'Mi'],
      [...product('mi-fine'), '', ''],
      [...product('mi-fine'), '', ''],
    );
    const seen = await applied(portal, token, { kind: 'products', file });
    expect(errorsOf(seen)).toEqual([
      '2 handle INVALID_VALUE',
      '3 category INVALID_VALUE',
      '3 launchedOn INVALID_VALUE',
      '3 name:en REQUIRED',
      '4 name:DE INVALID_VALUE',
      '4 name:__proto__ INVALID_VALUE',
      '6 handle ALREADY_EXISTS',
    ]);
    expect(seen.counts).toMatchObject({ create: 1, error: 4 });
    const { text } = await download(portal, token, `/imports/${seen.id}/errors.csv`);
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      '\ufeffhandle,category,brand,launchedOn,name:en,description:en,name:DE,name:__proto__,line,column,code,message',
      expect.stringMatching(
        /^Bad Handle,TABLET,Mi,2018-02-01,Mi Pad,,,,2,handle,INVALID_VALUE,"?A handle has/,
      ),
    ]);
  });

  it.each([
    ['a language twice', [...PRODUCTS, 'Name:en']],
    ['a language without a name', [...PRODUCTS, 'name:']],
    ['columns of another kind', ['sku', 'handle', 'category', 'brand', 'launchedOn']],
  ])('with %s is refused as a whole', async (_, header) => {
    const file = csv(
      header,
      header.map(() => 'x'),
    );
    const { status, json } = await upload(portal, token, { kind: 'products', file });
    expect(status).toBe(400);
    expect(json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a file of variants', () => {
  it('adds variants with specs, changes those that are named and takes away where the cell is empty', async () => {
    const header = [...VARIANTS, 'spec:MEMORY', 'spec:KEYBOARD'];
    const first = csv(header, [...variant(1), '016.0', 'DE'], [...variant(2), '-5', 'US']);
    const made = await applied(portal, token, { kind: 'variants', file: first });
    expect([made.counts.create, errorsOf(made)]).toEqual([2, []]);
    const second = csv([...VARIANTS, 'spec:MEMORY'], [...variant(1), ''], [...variant(2), "'-5"]);
    const changed = await applied(portal, token, { kind: 'variants', file: second });
    expect(changed.counts).toMatchObject({ update: 1, unchanged: 1, error: 0 });
    const { data } = await portal.ask(
      `{ variant(sku: "FILE-1") { version specs { code textValue numberValue } } }`,
    );
    expect(data.variant).toEqual({
      version: 2,
      specs: [{ code: 'KEYBOARD', textValue: 'DE', numberValue: null }],
    });
    const { text } = await download(portal, token, '/exports/variants.csv');
    expect(text).toContain(`\r\nFILE-2,mi-air,MPN,${variant(2)[3]},1,US,'-5\r\n`);
  });

  it('names the right check digit, the allowed values and what there is not', async () => {
    const header = [...VARIANTS, 'spec:MEMORY', 'spec:KEYBOARD'];
    const file = csv(
      header,
      [...variant(10, '4006381333932'), '16', 'DE'],
      [...variant(11, `0${GTIN}`), 'much', 'FR'],
      ['FILE-12', 'none', 'MPN', 'x', 0, '', ''],
    );
    const seen = await checked(portal, token, { kind: 'variants', file });
    expect(errorsOf(seen)).toEqual([
      '2 gtin INVALID_VALUE',
      '3 gtin ALREADY_EXISTS',
      '3 spec:MEMORY INVALID_VALUE',
      '3 spec:KEYBOARD INVALID_VALUE',
      '4 productHandle NOT_FOUND',
      '4 gtin INVALID_VALUE',
      '4 position INVALID_VALUE',
    ]);
    const [wrongDigit, taken] = seen.rows.nodes;
    expect(wrongDigit.problems[0].message).toContain('after 400638133393 comes 1');
    expect(taken.problems[0].message).toContain('MI-AIR');
    expect(taken.problems[2].message).toBe('KEYBOARD is one of US, DE.');
  });

  it.each(['spec:NONE', 'spec:__proto__', 'spec:constructor', 'spec:memory'])(
    'says in each row that there is no %s',
    async (column) => {
      const file = csv([...VARIANTS, column], [...variant(20), '1'], [...variant(21), '']);
      const seen = await checked(portal, token, { kind: 'variants', file });
      expect(errorsOf(seen)).toEqual([`2 ${column} NOT_FOUND`, `3 ${column} NOT_FOUND`]);
    },
  );

  const clash = (from: number) => {
    const rows = Array.from({ length: MANY }, (_, n) => variant(from + n));
    const first = String(rows[0]?.[3]);
    return { kind: 'variants', file: csv(VARIANTS, ...rows, variant(from + MANY, first)) };
  };

  it('with one GTIN far apart in it writes nothing, when it is all or nothing', async () => {
    const seen = await applied(portal, token, clash(10_000), { mode: 'ALL_OR_NOTHING' });
    expect(seen.state).toBe('FAILED');
    const [row] = await portal.rows(
      `SELECT count(*)::int AS count FROM catalog.variant WHERE sku LIKE 'FILE-1____'`,
    );
    expect(row).toEqual({ count: 0 });
    expect(errorsOf(seen)).toEqual([`${MANY + 2} gtin ALREADY_EXISTS`]);
  }, 60_000);

  it('with one GTIN far apart in it writes all but the second, row by row', async () => {
    const seen = await applied(portal, token, clash(20_000));
    expect(seen.state).toBe('APPLIED');
    expect(seen.counts).toMatchObject({ create: MANY, error: 1 });
    expect(errorsOf(seen)).toEqual([`${MANY + 2} gtin ALREADY_EXISTS`]);
  }, 60_000);

  it('is written once when two people apply it at the same moment', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => variant(30_000 + n));
    const sent = { kind: 'variants', file: csv(VARIANTS, ...rows) };
    const both = await Promise.all(
      [keepers.manager, keepers.admin].map(async (person) => {
        const seen = await checked(portal, person.token, sent, { mode: 'ALL_OR_NOTHING' });
        return { person, seen };
      }),
    );
    await Promise.all(both.map(({ person, seen }) => applyImport(portal, person.token, seen)));
    const ended = await Promise.all(
      both.map(({ person, seen }) => settled(portal, person.token, seen.id)),
    );
    expect(ended.map(({ state, failure }) => [state, failure])).toEqual([
      ['APPLIED', null],
      ['APPLIED', null],
    ]);
    expect(ended.map(({ counts }) => [counts.create, counts.unchanged]).sort()).toEqual([
      [0, 400],
      [400, 0],
    ]);
    const [row] = await portal.rows(
      `SELECT count(*)::int AS count FROM platform.audit_record WHERE new ->> 'sku' LIKE 'FILE-30___'`,
    );
    expect(row).toEqual({ count: 400 });
  }, 60_000);
});
