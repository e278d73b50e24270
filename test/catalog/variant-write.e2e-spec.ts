import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addSpecDefinition,
  nextGtin,
} from '../support/world/catalog.world.js';
import {
  change,
  openCatalog,
  recordsOf,
  refusalsOf,
  revisions,
  type Keepers,
} from '../support/world/keeper.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';

const VARIANT = `variant { id sku mpn gtin position version product { id handle }
  specs { code type unit numberValue textValue booleanValue } }`;

let skus = 0;
const nextSku = () => {
  skus += 1;
  return `MI-${skus}`;
};

describe('keeping variants', () => {
  let portal: Portal;
  let keepers: Keepers;
  let productId: string;

  beforeAll(async () => {
    portal = await startPortal('variant-write');
    keepers = await openCatalog(portal);
    const { db } = portal;
    productId = await addProduct(db, { handle: 'mi-air' });
    await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB', position: 1 });
    await addSpecDefinition(db, {
      code: 'KEYBOARD',
      type: 'ENUM',
      enumValues: ['US', 'DE'],
      position: 2,
    });
    await addSpecDefinition(db, { code: 'TOUCH', type: 'BOOLEAN', position: 3 });
    await addSpecDefinition(db, { code: 'COLOUR', type: 'TEXT', position: 4 });
  });
  afterAll(() => portal?.stop());

  const input = (changes: object = {}) => ({
    productId,
    sku: nextSku(),
    mpn: 'XMA1301',
    gtin: nextGtin(),
    ...changes,
  });
  const create = (changes: object = {}) =>
    change(keepers, 'variantCreate', input(changes), { select: VARIANT });
  const update = (id: string, expectedVersion: number, changes: object) =>
    change(keepers, 'variantUpdate', { id, expectedVersion, ...changes }, { select: VARIANT });
  const refused = (name: string, value: object) => refusalsOf(keepers, name, value);

  async function created(changes: object = {}): Promise<{ id: string; sku: string; gtin: string }> {
    const { variant, userErrors } = await create(changes);
    expect(userErrors).toEqual([]);
    return variant;
  }

  async function messagesOf(name: string, value: object): Promise<object[]> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const { data } = await portal.ask(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) { userErrors { message ... on ${type}UserError { rule } } } }`,
      { input: value },
      { token: keepers.manager.token },
    );
    return data[name].userErrors;
  }

  const SPECS = [
    { code: 'MEMORY', value: ' 016.50 ' },
    { code: 'KEYBOARD', value: 'DE' },
    { code: 'TOUCH', value: 'false' },
    { code: 'COLOUR', value: ' Space grey ' },
  ];

  describe('variantCreate', () => {
    it('adds a variant with typed specs, and records it under its product too', async () => {
      const gtin = nextGtin();
      const { variant, userErrors } = await create({
        sku: 'MI-AIR-13',
        gtin,
        position: 7,
        specs: SPECS,
      });
      expect(userErrors).toEqual([]);
      expect(variant).toEqual({
        id: expect.any(String),
        sku: 'MI-AIR-13',
        mpn: 'XMA1301',
        gtin,
        position: 7,
        version: 1,
        product: { id: productId, handle: 'mi-air' },
        specs: [
          {
            code: 'MEMORY',
            type: 'NUMBER',
            unit: 'GB',
            numberValue: '16.5',
            textValue: null,
            booleanValue: null,
          },
          {
            code: 'KEYBOARD',
            type: 'ENUM',
            unit: null,
            numberValue: null,
            textValue: 'DE',
            booleanValue: null,
          },
          {
            code: 'TOUCH',
            type: 'BOOLEAN',
            unit: null,
            numberValue: null,
            textValue: null,
            booleanValue: false,
          },
          {
            code: 'COLOUR',
            type: 'TEXT',
            unit: null,
            numberValue: null,
            textValue: 'Space grey',
            booleanValue: null,
          },
        ],
      });
      expect(await recordsOf(portal, variant.id)).toEqual([
        {
          entity: 'VARIANT',
          operation: 'CREATE',
          version: 1,
          old: null,
          new: {
            productId,
            sku: 'MI-AIR-13',
            mpn: 'XMA1301',
            gtin,
            position: 7,
            specs: { MEMORY: '16.5', KEYBOARD: 'DE', TOUCH: 'false', COLOUR: 'Space grey' },
          },
          marketCode: null,
          actorUserId: keepers.manager.userId,
        },
      ]);
    });

    it.each([
      [{ sku: '' }, ['REQUIRED input.sku']],
      [{ sku: 'mi' }, ['INVALID_VALUE input.sku']],
      [{ sku: 'M'.repeat(41) }, ['INVALID_VALUE input.sku']],
      [{ mpn: ' ' }, ['REQUIRED input.mpn']],
      [{ mpn: 'm'.repeat(61) }, ['INVALID_VALUE input.mpn']],
      [{ gtin: '' }, ['REQUIRED input.gtin']],
      [{ gtin: '123' }, ['INVALID_VALUE input.gtin']],
      [{ gtin: '4006381333932' }, ['INVALID_VALUE input.gtin']],
      [{ position: 0 }, ['INVALID_VALUE input.position']],
      [{ position: 1_000_001 }, ['INVALID_VALUE input.position']],
      [{ productId: newId() }, ['NOT_FOUND input.productId']],
      [{ productId: 'none' }, ['INVALID_VALUE input.productId']],
      [{ specs: [{ code: 'NONE', value: '1' }] }, ['NOT_FOUND input.specs.0.code']],
      [{ specs: [{ code: 'n\u0000ne', value: '1' }] }, ['NOT_FOUND input.specs.0.code']],
      [{ specs: [{ code: 'MEMORY', value: '16 GB' }] }, ['INVALID_VALUE input.specs.0.value']],
      [{ specs: [{ code: 'MEMORY', value: '1e3' }] }, ['INVALID_VALUE input.specs.0.value']],
      [{ specs: [{ code: 'MEMORY', value: '1,5' }] }, ['INVALID_VALUE input.specs.0.value']],
      [{ specs: [{ code: 'MEMORY', value: '' }] }, ['INVALID_VALUE input.specs.0.value']],
      [
        { specs: [SPECS[0], { code: 'TOUCH', value: 'yes' }] },
        ['INVALID_VALUE input.specs.1.value'],
      ],
      [{ specs: [{ code: 'KEYBOARD', value: 'FR' }] }, ['INVALID_VALUE input.specs.0.value']],
      [{ specs: [{ code: 'COLOUR', value: ' ' }] }, ['INVALID_VALUE input.specs.0.value']],
      [
        { specs: [{ code: 'COLOUR', value: 'c'.repeat(501) }] },
        ['INVALID_VALUE input.specs.0.value'],
      ],
      [{ specs: [SPECS[0], SPECS[0]] }, ['INVALID_VALUE input.specs.1.code']],
      [{ specs: Array.from({ length: 101 }, () => SPECS[0]) }, ['INVALID_VALUE input.specs']],
      [
        { sku: 'x', gtin: '1', specs: [{ code: 'TOUCH', value: '1' }] },
        [
          'INVALID_VALUE input.gtin',
          'INVALID_VALUE input.sku',
          'INVALID_VALUE input.specs.0.value',
        ],
      ],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      expect(await refused('variantCreate', input(changes))).toEqual(expected);
    });

    it('names the right check digit, and the values that an ENUM can have', async () => {
      expect(await messagesOf('variantCreate', input({ gtin: '4006381333932' }))).toEqual([
        {
          rule: 'GTIN_CHECK_DIGIT',
          message:
            'The check digit is wrong: after 400638133393 comes 1. Look whether a digit was mistyped.',
        },
      ]);
      const specs = [{ code: 'KEYBOARD', value: 'FR' }];
      expect(await messagesOf('variantCreate', input({ specs }))).toEqual([
        { rule: 'ENUM', message: 'KEYBOARD is one of US, DE.' },
      ]);
    });

    it('refuses an SKU and a GTIN that are taken, the GTIN with leading zeros too', async () => {
      const { sku, gtin } = await created();
      expect(await refused('variantCreate', input({ sku, gtin: `0${gtin}` }))).toEqual([
        'ALREADY_EXISTS input.gtin',
        'ALREADY_EXISTS input.sku',
      ]);
      const [error] = await messagesOf('variantCreate', input({ gtin }));
      expect(error).toMatchObject({ message: expect.stringContaining(sku) });
    });

    it('lets one of many have a GTIN, when all ask for it at once', async () => {
      const gtin = nextGtin();
      const answers = await inParallel(6, () => create({ gtin }));
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
      expect(codes).toEqual([...Array(5).fill('ALREADY_EXISTS'), 'DONE']);
    });
  });

  describe('variantUpdate', () => {
    it('changes what is given and nothing else, and records just that', async () => {
      const { id, sku, gtin } = await created({ specs: SPECS });
      const { variant, userErrors } = await update(id, 1, {
        mpn: 'XMA1302',
        specs: [
          { code: 'MEMORY', value: '16.500' },
          { code: 'KEYBOARD', value: 'US' },
          { code: 'TOUCH', value: null },
        ],
      });
      expect(userErrors).toEqual([]);
      expect(variant).toMatchObject({ sku, gtin, mpn: 'XMA1302', position: 1, version: 2 });
      const shown = variant.specs.map(
        ({ code, textValue, numberValue }: Record<string, string>) => [
          code,
          textValue ?? numberValue,
        ],
      );
      expect(shown).toEqual([
        ['MEMORY', '16.5'],
        ['KEYBOARD', 'US'],
        ['COLOUR', 'Space grey'],
      ]);
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'UPDATE',
        version: 2,
        old: { mpn: 'XMA1301', specs: { KEYBOARD: 'DE', TOUCH: 'false' } },
        new: { mpn: 'XMA1302', specs: { KEYBOARD: 'US', TOUCH: null } },
      });
    });

    it('writes nothing when nothing changes', async () => {
      const { id, sku, gtin } = await created({ specs: SPECS });
      const { variant, userErrors } = await update(id, 1, {
        sku,
        gtin,
        specs: [{ code: 'MEMORY', value: '16.5' }],
      });
      expect([userErrors, variant.version]).toEqual([[], 1]);
      expect(await recordsOf(portal, id)).toHaveLength(1);
    });

    it('writes the same GTIN with a leading zero', async () => {
      const { id, gtin } = await created();
      const { variant } = await update(id, 1, { gtin: `0${gtin}` });
      expect(variant).toMatchObject({ gtin: `0${gtin}`, version: 2 });
    });

    it.each([
      [{ sku: null }, ['REQUIRED input.sku']],
      [{ mpn: null }, ['REQUIRED input.mpn']],
      [{ gtin: null }, ['REQUIRED input.gtin']],
      [{ position: null }, ['REQUIRED input.position']],
      [{ gtin: '4006381333932' }, ['INVALID_VALUE input.gtin']],
      [{ specs: [{ code: 'KEYBOARD', value: 'FR' }] }, ['INVALID_VALUE input.specs.0.value']],
      [{ expectedVersion: 3, mpn: '' }, ['CONFLICT input.expectedVersion', 'REQUIRED input.mpn']],
      [{ id: newId() }, ['NOT_FOUND input.id']],
      [{ id: 'none' }, ['INVALID_VALUE input.id']],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      const { id } = await created();
      const value = { id, expectedVersion: 1, ...changes };
      expect(await refused('variantUpdate', value)).toEqual(expected);
    });

    it('lets one of two win who read the same version', async () => {
      const { id } = await created();
      const answers = await inParallel(6, (n) => update(id, 1, { mpn: `MPN-${n}` }));
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
      expect(codes).toEqual([...Array(5).fill('CONFLICT'), 'DONE']);
      expect(await recordsOf(portal, id)).toHaveLength(2);
    });

    it('renames an SKU that nobody has ordered, listed or not, and raises the revision there', async () => {
      const { id } = await created();
      await addListing(portal.db, { variantId: id, marketCode: 'IN' });
      const before = await revisions(portal);
      const sku = nextSku();
      const { variant } = await update(id, 1, { sku });
      expect(variant).toMatchObject({ sku, version: 2 });
      expect(await revisions(portal)).toEqual({ ...before, IN: (before['IN'] ?? 0) + 1 });
    });
  });

  describe('variantDelete', () => {
    it('takes a variant that nothing names away, and keeps what it was', async () => {
      const { id, sku } = await created({ specs: SPECS });
      const deleted = await change(
        keepers,
        'variantDelete',
        { id, expectedVersion: 1 },
        { select: VARIANT },
      );
      expect(deleted).toMatchObject({ userErrors: [], variant: { sku, version: 1 } });
      const { errors } = await portal.ask(`query ($sku: String!) { variant(sku: $sku) { id } }`, {
        sku,
      });
      expect(errors[0].extensions.code).toBe('NOT_FOUND');
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'DELETE',
        version: 2,
        old: { productId, sku, specs: { KEYBOARD: 'DE' } },
        new: null,
      });
    });

    it('names all that names it', async () => {
      const { id } = await created();
      await addListing(portal.db, { variantId: id, marketCode: 'DE' });
      await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-ALL', entries: { [id]: 100 } });
      const locationId = await addLocation(portal.db, { code: 'RTM', markets: { DE: {} } });
      await putStock(portal.db, id, locationId, 1);
      expect(await refused('variantDelete', { id, expectedVersion: 2 })).toEqual([
        'CONFLICT input.expectedVersion',
        'INVALID_VALUE input.id',
      ]);
      expect(await messagesOf('variantDelete', { id, expectedVersion: 1 })).toEqual([
        {
          rule: 'IN_USE',
          message: 'Something names the variant: 1 listing, 1 price list, 1 stock level.',
        },
      ]);
    });

    it('does not leave a listing behind that is made at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await created();
        const [deleted, listed] = await Promise.allSettled([
          change(keepers, 'variantDelete', { id, expectedVersion: 1 }),
          addListing(portal.db, { variantId: id, marketCode: 'DE' }),
        ]);
        const gone = deleted.status === 'fulfilled' && deleted.value.userErrors.length === 0;
        expect(listed.status).toBe(gone ? 'rejected' : 'fulfilled');
      }
    });

    it('is not left without its product, when that goes at the moment in which it comes', async () => {
      for (let round = 0; round < 6; round += 1) {
        const id = await addProduct(portal.db, { handle: `fleeting-${round}` });
        const [deleted, added] = await Promise.all([
          change(keepers, 'productDelete', { id, expectedVersion: 1 }),
          change(keepers, 'variantCreate', input({ productId: id })),
        ]);
        const problems = [deleted, added].flatMap(({ userErrors }) => userErrors);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatchObject(
          deleted.userErrors.length > 0
            ? { code: 'INVALID_VALUE', path: ['input', 'id'] }
            : { code: 'NOT_FOUND', path: ['input', 'productId'] },
        );
      }
    });
  });
});
