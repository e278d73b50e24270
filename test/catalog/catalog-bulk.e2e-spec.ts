import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  gtinOf,
  ProductBulk,
  VariantBulk,
  type ProductRow,
  type VariantRow,
} from '../../src/catalog/index.js';
import { newId } from '../../src/kernel/index.js';
import type { RequestContext } from '../../src/platform/access/index.js';
import type {
  BulkSource,
  BulkTarget,
  ExportBatch,
  RowOutcome,
} from '../../src/platform/bulk/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';
import { openCatalog, recordsOf, revisions, type Keepers } from '../support/world/keeper.world.js';

const PRODUCT: ProductRow = {
  handle: 'mi-pad',
  category: 'TABLET',
  brand: 'Mi',
  launchedOn: '2018-02-01',
  texts: [
    { locale: 'en', name: 'Mi Pad', description: 'A tablet' },
    { locale: 'de', name: 'Mi Tafel', description: '' },
  ],
};

const VARIANT: VariantRow = {
  sku: 'MI-PAD-64',
  productHandle: 'mi-air',
  mpn: 'XMP64',
  gtin: '4006381333931',
  position: 1,
  specs: { MEMORY: '64.0', KEYBOARD: 'DE' },
};

describe('products and variants by the thousand', () => {
  let portal: Portal;
  let keepers: Keepers;
  let ctx: RequestContext;
  let airId: string;
  let variantId: string;

  beforeAll(async () => {
    portal = await startPortal('catalog-bulk');
    keepers = await openCatalog(portal);
    const { db } = portal;
    airId = await addProduct(db, { handle: 'mi-air', name: 'Mi Air' });
    await addProduct(db, { handle: 'mi-mix' });
    variantId = await addVariant(db, { productId: airId, sku: 'MI-AIR', gtin: '614141000036' });
    const memory = await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER' });
    await addSpecDefinition(db, { code: 'KEYBOARD', type: 'ENUM', enumValues: ['US', 'DE'] });
    await addSpec(db, variantId, memory, 16);
    await addListing(db, { variantId, marketCode: 'DE' });
    const { userId, email } = keepers.manager;
    ctx = {
      requestId: newId(),
      ip: null,
      userAgent: null,
      caller: {
        kind: 'USER',
        userId,
        sessionId: newId(),
        email,
        name: 'Some Body',
        staffRoles: ['CATALOG_MANAGER'],
        regionIds: [],
        membership: null,
      },
    };
  });
  afterAll(() => portal?.stop());

  const products = () => portal.app.get(ProductBulk);
  const variants = () => portal.app.get(VariantBulk);
  const unit = () => portal.app.get(UnitOfWork);

  /** What is said before the rows are written, and then, which is the same. */
  async function write<Row>(
    target: BulkTarget<Row>,
    rows: readonly Row[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]> {
    const judged = await unit().read(ctx, (tx) => target.judge(ctx, tx, rows));
    const written = await unit().run(ctx, (tx) => target.write(ctx, tx, rows, touched));
    expect(written).toEqual(judged);
    return written;
  }

  const codesOf = (outcome: RowOutcome | undefined) =>
    outcome?.kind === 'ERROR'
      ? outcome.problems.map(({ code, column }) => `${code} ${column}`)
      : [outcome?.kind];

  it('creates, changes and leaves products, with a record for each that changed', async () => {
    const before = await revisions(portal);
    const outcomes = await write(products(), [
      PRODUCT,
      {
        ...PRODUCT,
        handle: 'mi-air',
        launchedOn: null,
        texts: [{ locale: 'de', name: 'Mi Luft', description: 'Leicht' }],
      },
      {
        handle: 'mi-mix',
        category: 'LAPTOP',
        brand: 'Mi',
        launchedOn: '2022-06-21',
        texts: [{ locale: 'en', name: 'mi-mix', description: '' }],
      },
    ]);
    expect(outcomes).toEqual([{ kind: 'CREATE' }, { kind: 'UPDATE' }, { kind: 'UNCHANGED' }]);
    expect(await recordsOf(portal, airId)).toEqual([
      {
        entity: 'PRODUCT',
        operation: 'UPDATE',
        version: 2,
        old: { category: 'LAPTOP', texts: { de: null } },
        new: { category: 'TABLET', texts: { de: { name: 'Mi Luft', description: 'Leicht' } } },
        marketCode: null,
        actorUserId: keepers.manager.userId,
      },
    ]);
    const { data } = await portal.ask(
      `{ pad: product(handle: "mi-pad") { name version texts { locale name description } }
         air: product(handle: "mi-air") { launchedOn texts { locale name } }
         mix: product(handle: "mi-mix") { version } }`,
    );
    expect(data).toEqual({
      pad: { name: 'Mi Pad', version: 1, texts: [...PRODUCT.texts].reverse() },
      air: {
        launchedOn: '2022-06-21',
        texts: [
          { locale: 'de', name: 'Mi Luft' },
          { locale: 'en', name: 'Mi Air' },
        ],
      },
      mix: { version: 1 },
    });
    expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
  });

  it('leaves the raising of revisions to whoever asks for the markets', async () => {
    const before = await revisions(portal);
    const touched = new Set<string>();
    const row = { ...PRODUCT, handle: 'mi-air', brand: 'Xiaomi', texts: [] };
    expect(await write(products(), [row], touched)).toEqual([{ kind: 'UPDATE' }]);
    expect([...touched]).toEqual(['DE']);
    await write(variants(), [{ ...VARIANT, sku: 'MI-AIR', gtin: '614141000036' }], touched);
    expect([...touched]).toEqual(['DE']);
    expect(await revisions(portal)).toEqual(before);
  });

  it.each<[Partial<ProductRow>, string[]]>([
    [{ handle: '' }, ['REQUIRED handle']],
    [{ handle: 'Mi Pad' }, ['INVALID_VALUE handle']],
    [{ category: 'PHONE' }, ['INVALID_VALUE category']],
    [{ category: '__proto__' }, ['INVALID_VALUE category']],
    [{ brand: '  ' }, ['REQUIRED brand']],
    [{ launchedOn: '1900-01-01' }, ['INVALID_VALUE launchedOn']],
    [{ texts: [] }, ['REQUIRED name:en']],
    [{ texts: [{ locale: 'en', name: '', description: 'A tablet' }] }, ['REQUIRED name:en']],
    [
      {
        texts: [
          { locale: 'en', name: 'Mi', description: 'd'.repeat(10_001) },
          { locale: 'deutsch', name: 'n'.repeat(201), description: '' },
        ],
      },
      ['INVALID_VALUE description:en', 'INVALID_VALUE name:deutsch', 'INVALID_VALUE name:deutsch'],
    ],
  ])('names the columns of what is wrong with a product: case %#', async (changes, expected) => {
    const before = await contentOf(portal);
    const [outcome] = await write(products(), [{ ...PRODUCT, handle: 'new', ...changes }]);
    expect(codesOf(outcome)).toEqual(expected);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('writes the good rows beside bad ones, and refuses the second about one thing', async () => {
    const row = { ...PRODUCT, handle: 'twice' };
    const outcomes = await write(products(), [
      row,
      { ...row, brand: 'Other' },
      { ...row, handle: 'BAD' },
      { ...row, handle: 'good' },
    ]);
    expect(outcomes.map(codesOf)).toEqual([
      ['CREATE'],
      ['ALREADY_EXISTS handle'],
      ['INVALID_VALUE handle'],
      ['CREATE'],
    ]);
    const { data } = await portal.ask(
      `{ twice: product(handle: "twice") { brand } good: product(handle: "good") { brand } }`,
    );
    expect(data).toEqual({ twice: { brand: 'Mi' }, good: { brand: 'Mi' } });
  });

  it('creates, changes and leaves variants, with specs by their codes', async () => {
    const stored = { ...VARIANT, sku: 'MI-AIR', gtin: '614141000036' };
    await write(variants(), [{ ...stored, mpn: 'A', specs: { MEMORY: '16', KEYBOARD: 'US' } }]);
    const outcomes = await write(variants(), [
      VARIANT,
      { ...stored, mpn: 'A', specs: { MEMORY: null, KEYBOARD: 'DE' } },
    ]);
    expect(outcomes).toEqual([{ kind: 'CREATE' }, { kind: 'UPDATE' }]);
    const again = await write(variants(), [
      VARIANT,
      { ...stored, mpn: 'A', specs: { MEMORY: null } },
    ]);
    expect(again).toEqual([{ kind: 'UNCHANGED' }, { kind: 'UNCHANGED' }]);
    const records = await recordsOf(portal, variantId);
    expect(records.at(-1)).toMatchObject({
      operation: 'UPDATE',
      old: { specs: { MEMORY: '16', KEYBOARD: 'US' } },
      new: { specs: { MEMORY: null, KEYBOARD: 'DE' } },
    });
    const { data } = await portal.ask(
      `{ variant(sku: "MI-PAD-64") { gtin product { handle } specs { code numberValue textValue } } }`,
    );
    expect(data.variant).toMatchObject({
      gtin: '4006381333931',
      product: { handle: 'mi-air' },
      specs: expect.arrayContaining([
        { code: 'MEMORY', numberValue: '64', textValue: null },
        { code: 'KEYBOARD', numberValue: null, textValue: 'DE' },
      ]),
    });
  });

  it.each<[Partial<VariantRow>, string[]]>([
    [{ sku: '' }, ['REQUIRED sku']],
    [{ sku: 'nul\u0000' }, ['INVALID_VALUE sku']],
    [{ productHandle: 'none' }, ['NOT_FOUND productHandle']],
    [{ productHandle: 'n\u0000ne' }, ['NOT_FOUND productHandle']],
    [{ sku: 'MI-AIR', productHandle: 'mi-mix' }, ['INVALID_VALUE productHandle']],
    [{ mpn: '' }, ['REQUIRED mpn']],
    [{ gtin: '' }, ['REQUIRED gtin']],
    [{ gtin: '4006381333932' }, ['INVALID_VALUE gtin']],
    [{ gtin: '0614141000036' }, ['ALREADY_EXISTS gtin']],
    [{ position: 0 }, ['INVALID_VALUE position']],
    [{ specs: { NONE: '1' } }, ['NOT_FOUND spec:NONE']],
    [{ specs: { NONE: null } }, ['NOT_FOUND spec:NONE']],
    [
      { specs: { MEMORY: 'much', KEYBOARD: 'FR' } },
      ['INVALID_VALUE spec:MEMORY', 'INVALID_VALUE spec:KEYBOARD'],
    ],
  ])('names the columns of what is wrong with a variant: case %#', async (changes, expected) => {
    const before = await contentOf(portal);
    const row = {
      ...VARIANT,
      sku: 'MI-NEW',
      gtin: gtinOf('952000099999') ?? '',
      specs: {},
      ...changes,
    };
    const gtin = row.sku === 'MI-AIR' ? '614141000036' : row.gtin;
    const [outcome] = await write(variants(), [{ ...row, gtin }]);
    expect(codesOf(outcome)).toEqual(expected);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('refuses a GTIN that an earlier row has, and a second row about one SKU', async () => {
    const row = { ...VARIANT, specs: {}, gtin: '73513537' };
    const outcomes = await write(variants(), [
      { ...row, sku: 'ONE' },
      { ...row, sku: 'TWO', gtin: '0000073513537' },
      { ...row, sku: 'ONE', gtin: '9520000000011' },
    ]);
    expect(outcomes.map(codesOf)).toEqual([
      ['CREATE'],
      ['ALREADY_EXISTS gtin'],
      ['ALREADY_EXISTS sku'],
    ]);
  });

  async function timeOf<Row>(target: BulkTarget<Row>, rows: readonly Row[]): Promise<number> {
    const started = performance.now();
    const outcomes = await unit().run(ctx, (tx) => target.write(ctx, tx, rows), {
      background: true,
    });
    expect(new Set(outcomes.map(({ kind }) => kind)).size).toBe(1);
    return Math.round(performance.now() - started);
  }

  it('takes as many statements for 5,000 rows as for two', async () => {
    const rowsOf = (name: string, count: number) => {
      const handles = Array.from({ length: count }, (_, n) => `${name}-${n}`);
      return {
        products: handles.map((handle) => ({ ...PRODUCT, handle })),
        variants: handles.map((handle, n) => ({
          ...VARIANT,
          sku: handle.toUpperCase(),
          productHandle: handle,
          gtin: gtinOf(`${name === 'few' ? 1 : 2}${String(n).padStart(11, '0')}`) ?? '',
        })),
      };
    };
    const measure = async (rows: ReturnType<typeof rowsOf>) => {
      const changed = {
        products: rows.products.map((row) => ({ ...row, brand: 'Xiaomi' })),
        variants: rows.variants.map((row) => ({ ...row, mpn: 'NEW', specs: { MEMORY: null } })),
      };
      const times: number[] = [];
      const units = await portal.unitsOf(async () => {
        for (const { products: some, variants: others } of [rows, changed]) {
          times.push(await timeOf(products(), some), await timeOf(variants(), others));
        }
      });
      return { times, statements: units.map(({ statements }) => statements) };
    };
    const few = await measure(rowsOf('few', 2));
    const many = await measure(rowsOf('many', 5000));
    expect(many.statements).toEqual(few.statements);
    expect(many.statements).toEqual([5, 9, 5, 9]);
    process.stdout.write(
      `5,000 rows in ms: products created ${many.times[0]}, variants created ${many.times[1]}, products changed ${many.times[2]}, variants changed ${many.times[3]}\n`,
    );
    const [counts] = await portal.rows(
      `SELECT count(*)::int AS records, count(DISTINCT entity_id)::int AS things
       FROM platform.audit_record WHERE new ->> 'handle' LIKE 'many-%' OR new ->> 'sku' LIKE 'MANY-%'`,
    );
    expect(counts).toEqual({ records: 10_000, things: 10_000 });
  }, 60_000);

  async function readAll<Row>(target: BulkTarget<Row> & BulkSource<Row>): Promise<number> {
    let count = 0;
    let after: string | null = null;
    do {
      const from: string | null = after;
      const batch: ExportBatch<Row> = await unit().read(ctx, (tx) =>
        target.exportBatch(ctx, tx, {}, from, 3000),
      );
      const outcomes = await write(target, batch.rows);
      expect(outcomes.filter(({ kind }) => kind !== 'UNCHANGED')).toEqual([]);
      count += batch.rows.length;
      after = batch.after;
    } while (after !== null);
    return count;
  }

  it('reads out, page by page, rows that change nothing when they are written again', async () => {
    const [counts] = await portal.rows(
      `SELECT (SELECT count(*)::int FROM catalog.product) AS products,
         (SELECT count(*)::int FROM catalog.variant) AS variants`,
    );
    const read = { products: await readAll(products()), variants: await readAll(variants()) };
    expect(read).toEqual(counts);
  }, 60_000);
});
