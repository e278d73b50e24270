import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  addListedVariant,
  addProduct,
  addVariant,
} from '../support/world/catalog.world.js';
import { addMembership } from '../support/world/identity.world.js';
import {
  change,
  openCatalog,
  recordsOf,
  refusalsOf,
  revisions,
  type Keepers,
} from '../support/world/keeper.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff } from '../support/world/shop.world.js';

const PRODUCT =
  'product { id handle category brand launchedOn version name description texts { locale name description } variants { sku } }';

const EN = { locale: 'en', name: 'Mi Pad', description: 'A tablet' };
const DE = { locale: 'de', name: 'Mi Tafel', description: 'Ein Tablet' };

let handles = 0;
const input = (changes: object = {}) => {
  handles += 1;
  return {
    handle: `mi-pad-${handles}`,
    category: 'TABLET',
    brand: 'Mi',
    launchedOn: '2018-02-01',
    texts: [EN],
    ...changes,
  };
};

describe('keeping products', () => {
  let portal: Portal;
  let keepers: Keepers;

  beforeAll(async () => {
    portal = await startPortal('product-write');
    keepers = await openCatalog(portal);
  });
  afterAll(() => portal?.stop());

  const create = (changes: object = {}) =>
    change(keepers, 'productCreate', input(changes), { select: PRODUCT });
  const update = (id: string, expectedVersion: number, changes: object) =>
    change(keepers, 'productUpdate', { id, expectedVersion, ...changes }, { select: PRODUCT });
  const refused = (name: string, value: object) => refusalsOf(keepers, name, value);

  async function created(changes: object = {}): Promise<{ id: string; handle: string }> {
    const { product, userErrors } = await create(changes);
    expect(userErrors).toEqual([]);
    return product;
  }

  describe('productCreate', () => {
    it('adds a product with its texts, shows it, and records who did it', async () => {
      const { product, userErrors } = await create({ handle: 'mi-pad', texts: [EN, DE] });
      expect(userErrors).toEqual([]);
      expect(product).toEqual({
        id: expect.any(String),
        handle: 'mi-pad',
        category: 'TABLET',
        brand: 'Mi',
        launchedOn: '2018-02-01',
        version: 1,
        name: 'Mi Pad',
        description: 'A tablet',
        texts: [DE, EN],
        variants: [],
      });
      expect(await recordsOf(portal, product.id)).toEqual([
        {
          entity: 'PRODUCT',
          operation: 'CREATE',
          version: 1,
          old: null,
          new: {
            handle: 'mi-pad',
            category: 'TABLET',
            brand: 'Mi',
            launchedOn: '2018-02-01',
            texts: {
              en: { name: 'Mi Pad', description: 'A tablet' },
              de: { name: 'Mi Tafel', description: 'Ein Tablet' },
            },
          },
          marketCode: null,
          actorUserId: keepers.manager.userId,
        },
      ]);
      const { data } = await portal.ask('{ products { nodes { handle name version } } }');
      expect(data.products.nodes).toContainEqual({ handle: 'mi-pad', name: 'Mi Pad', version: 1 });
    });

    it('takes today in UTC for the day of launch, and cuts spaces off', async () => {
      const { product } = await create({
        launchedOn: undefined,
        brand: '  Mi ',
        texts: [{ locale: 'en', name: ' Mi Pad ' }],
      });
      const [row] = await portal.rows<{ today: string }>(
        "SELECT (now() AT TIME ZONE 'UTC')::date::text AS today",
      );
      expect(product).toMatchObject({ launchedOn: row?.today, brand: 'Mi', name: 'Mi Pad' });
      expect(product.description).toBe('');
    });

    it.each([
      [{ handle: '' }, ['REQUIRED input.handle']],
      [{ handle: 'Mi Pad' }, ['INVALID_VALUE input.handle']],
      [{ handle: 'mi--pad' }, ['INVALID_VALUE input.handle']],
      [{ handle: `m${'i'.repeat(80)}` }, ['INVALID_VALUE input.handle']],
      [{ handle: 'nul\u0000' }, ['INVALID_VALUE input.handle']],
      [{ brand: ' ' }, ['REQUIRED input.brand']],
      [{ brand: 'b'.repeat(81) }, ['INVALID_VALUE input.brand']],
      [{ launchedOn: '1969-12-31' }, ['INVALID_VALUE input.launchedOn']],
      [{ launchedOn: '2200-01-01' }, ['INVALID_VALUE input.launchedOn']],
      [{ texts: [] }, ['REQUIRED input.texts']],
      [{ texts: [DE] }, ['REQUIRED input.texts']],
      [{ texts: [EN, EN] }, ['INVALID_VALUE input.texts.1.locale']],
      [{ texts: [EN, { ...DE, locale: 'DE' }] }, ['INVALID_VALUE input.texts.1.locale']],
      [{ texts: [{ ...EN, name: '' }] }, ['REQUIRED input.texts.0.name']],
      [{ texts: [{ ...EN, name: 'n'.repeat(201) }] }, ['INVALID_VALUE input.texts.0.name']],
      [
        { texts: [{ ...EN, description: 'd'.repeat(10_001) }] },
        ['INVALID_VALUE input.texts.0.description'],
      ],
      [{ texts: Array.from({ length: 51 }, () => EN) }, ['INVALID_VALUE input.texts']],
      [
        { handle: 'A', brand: '', texts: [{ ...EN, name: '' }] },
        ['INVALID_VALUE input.handle', 'REQUIRED input.brand', 'REQUIRED input.texts.0.name'],
      ],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      expect(await refused('productCreate', input(changes))).toEqual(expected);
    });

    it('takes what is just within the limits', async () => {
      await created({
        handle: 'm'.repeat(80),
        brand: '🄱'.repeat(80),
        texts: [{ locale: 'en', name: 'n'.repeat(200), description: 'd'.repeat(10_000) }],
      });
    });

    it('refuses a handle that is taken', async () => {
      const { handle } = await created();
      expect(await refused('productCreate', input({ handle, brand: '' }))).toEqual([
        'ALREADY_EXISTS input.handle',
        'REQUIRED input.brand',
      ]);
    });

    it('lets one of many have a handle, when all ask for it at once', async () => {
      const answers = await inParallel(8, () => create({ handle: 'wanted' }));
      const codes = answers.flatMap(({ userErrors }) =>
        userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path]),
      );
      expect(codes).toEqual(Array(7).fill(['ALREADY_EXISTS', ['input', 'handle']]));
    });
  });

  describe('productUpdate', () => {
    it('changes what is given and nothing else, and records just that', async () => {
      const { id, handle } = await created({ texts: [EN, DE] });
      const { product, userErrors } = await update(id, 1, {
        brand: 'Xiaomi',
        texts: [
          { locale: 'en', name: 'Mi Pad 4' },
          { locale: 'fr', name: 'Mi Pad', description: 'Une tablette' },
        ],
        removeTexts: ['de', 'it'],
      });
      expect(userErrors).toEqual([]);
      expect(product).toMatchObject({
        handle,
        category: 'TABLET',
        brand: 'Xiaomi',
        launchedOn: '2018-02-01',
        version: 2,
        texts: [
          { locale: 'en', name: 'Mi Pad 4', description: 'A tablet' },
          { locale: 'fr', name: 'Mi Pad', description: 'Une tablette' },
        ],
      });
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'UPDATE',
        version: 2,
        old: {
          brand: 'Mi',
          texts: {
            en: { name: 'Mi Pad', description: 'A tablet' },
            de: { name: 'Mi Tafel', description: 'Ein Tablet' },
            fr: null,
          },
        },
        new: {
          brand: 'Xiaomi',
          texts: {
            en: { name: 'Mi Pad 4', description: 'A tablet' },
            de: null,
            fr: { name: 'Mi Pad', description: 'Une tablette' },
          },
        },
      });
    });

    it('empties a description with null', async () => {
      const { id } = await created();
      const { product } = await update(id, 1, { texts: [{ ...EN, description: null }] });
      expect(product.texts).toEqual([{ ...EN, description: '' }]);
    });

    it('writes nothing when nothing changes', async () => {
      const { id, handle } = await created();
      const before = await revisions(portal);
      const { product, userErrors } = await update(id, 1, {
        handle,
        brand: ' Mi',
        texts: [{ locale: 'en', name: 'Mi Pad' }],
        removeTexts: ['de'],
      });
      expect([userErrors, product.version]).toEqual([[], 1]);
      expect(await recordsOf(portal, id)).toHaveLength(1);
      expect(await revisions(portal)).toEqual(before);
    });

    it.each([
      [{ handle: null }, ['REQUIRED input.handle']],
      [{ category: null }, ['REQUIRED input.category']],
      [{ brand: null }, ['REQUIRED input.brand']],
      [{ launchedOn: null }, ['REQUIRED input.launchedOn']],
      [{ handle: 'Mi Pad' }, ['INVALID_VALUE input.handle']],
      [{ removeTexts: ['en'] }, ['INVALID_VALUE input.removeTexts.0']],
      [{ texts: [EN], removeTexts: ['en'] }, ['INVALID_VALUE input.removeTexts.0']],
      [{ texts: [DE], removeTexts: ['fr', 'de'] }, ['INVALID_VALUE input.removeTexts.1']],
      [{ texts: [{ ...DE, name: ' ' }] }, ['REQUIRED input.texts.0.name']],
      [{ expectedVersion: 2 }, ['CONFLICT input.expectedVersion']],
      [
        { expectedVersion: 0, brand: '' },
        ['CONFLICT input.expectedVersion', 'REQUIRED input.brand'],
      ],
      [{ id: newId() }, ['NOT_FOUND input.id']],
      [{ id: 'none' }, ['INVALID_VALUE input.id']],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      const { id } = await created({ texts: [EN] });
      const value = { id, expectedVersion: 1, brand: 'Other', ...changes };
      expect(await refused('productUpdate', value)).toEqual(expected);
    });

    it('refuses the handle of another product', async () => {
      const { handle } = await created();
      const { id } = await created();
      const value = { id, expectedVersion: 1, handle };
      expect(await refused('productUpdate', value)).toEqual(['ALREADY_EXISTS input.handle']);
    });

    it('tells the version that it has by now', async () => {
      const { id } = await created();
      await update(id, 1, { brand: 'Two' });
      const { data } = await portal.ask(
        `mutation ($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id } userErrors { code version path } } }`,
        { input: { id, expectedVersion: 1, brand: 'Three' } },
        { token: keepers.manager.token },
      );
      expect(data.productUpdate).toEqual({
        product: null,
        userErrors: [{ code: 'CONFLICT', version: 2, path: ['input', 'expectedVersion'] }],
      });
    });

    it('lets one of two win who read the same version', async () => {
      const { id } = await created();
      const answers = await inParallel(6, (n) => update(id, 1, { brand: `Brand ${n}` }));
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
      expect(codes).toEqual([...Array(5).fill('CONFLICT'), 'DONE']);
      const winner = answers.find(({ product }) => product)?.product;
      const { data } = await portal.ask(`query ($id: ID) { product(id: $id) { brand version } }`, {
        id,
      });
      expect(data.product).toEqual({ brand: winner.brand, version: 2 });
      expect(await recordsOf(portal, id)).toHaveLength(2);
    });

    it('raises the revision of the markets in which it is listed, once', async () => {
      const { productId } = await addListedVariant(portal.db, {
        handle: 'listed',
        sku: 'LISTED',
        marketCodes: ['DE'],
      });
      await addVariant(portal.db, { productId, sku: 'UNLISTED' });
      const before = await revisions(portal);
      await update(productId, 1, { texts: [{ locale: 'en', name: 'Renamed' }] });
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
      const { data } = await portal.ask(
        `{ products(marketCode: "DE") { nodes { name } } product(handle: "listed") { name } }`,
      );
      expect(data).toEqual({
        products: { nodes: [{ name: 'Renamed' }] },
        product: { name: 'Renamed' },
      });
    });
  });

  describe('productDelete', () => {
    it('takes a product without parts away, and keeps what it was', async () => {
      const { id, handle } = await created();
      const { product, userErrors } = await change(
        keepers,
        'productDelete',
        { id, expectedVersion: 1 },
        { select: 'product { handle }' },
      );
      expect([product, userErrors]).toEqual([{ handle }, []]);
      const { errors } = await portal.ask(`query ($id: ID) { product(id: $id) { id } }`, { id });
      expect(errors[0].extensions.code).toBe('NOT_FOUND');
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'DELETE',
        version: 2,
        new: null,
        old: { handle, brand: 'Mi', texts: { en: { name: 'Mi Pad' } } },
      });
      expect(await refused('productDelete', { id, expectedVersion: 1 })).toEqual([
        'NOT_FOUND input.id',
      ]);
    });

    it('names what still belongs to it', async () => {
      const id = await addProduct(portal.db, { handle: 'kept' });
      await addVariant(portal.db, { productId: id, sku: 'KEPT-1' });
      await addVariant(portal.db, { productId: id, sku: 'KEPT-2' });
      await addCertificate(portal.db, { productId: id, marketCode: 'DE', scheme: 'CE' });
      expect(await refused('productDelete', { id, expectedVersion: 9 })).toEqual([
        'CONFLICT input.expectedVersion',
        'INVALID_VALUE input.id',
      ]);
      const { data } = await portal.ask(
        `mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { userErrors { code rule message } } }`,
        { input: { id, expectedVersion: 1 } },
        { token: keepers.manager.token },
      );
      expect(data.productDelete.userErrors).toEqual([
        {
          code: 'INVALID_VALUE',
          rule: 'IN_USE',
          message: 'Its parts have to go first: 2 variants, 1 certificate.',
        },
      ]);
    });
  });

  it('is not for staff while they speak for a reseller', async () => {
    const both = await addStaff(portal, 'CATALOG_MANAGER');
    const resellerId = await addReseller(portal.db);
    await addMembership(portal.db, { userId: both.userId, resellerId });
    const switched = await portal.ask(
      `mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }`,
      { input: { resellerId } },
      { token: both.token },
    );
    const token = switched.data.switchReseller.accessToken;
    const { errors } = await portal.ask(
      `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id } } }`,
      { input: input() },
      { token },
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
