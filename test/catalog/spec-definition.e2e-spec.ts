import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addProduct, addSpec, addVariant } from '../support/world/catalog.world.js';
import {
  change,
  openCatalog,
  recordsOf,
  refusalsOf,
  revisions,
  type Keepers,
} from '../support/world/keeper.world.js';

const FIELDS = 'id code name type unit isFacet enumValues position version';
const SPEC = `specDefinition { ${FIELDS} }`;

describe('keeping spec definitions', () => {
  let portal: Portal;
  let keepers: Keepers;
  let variantId: string;
  let codes = 0;

  beforeAll(async () => {
    portal = await startPortal('spec-definition');
    keepers = await openCatalog(portal);
    const productId = await addProduct(portal.db, { handle: 'mi-air' });
    variantId = await addVariant(portal.db, { productId, sku: 'MI-AIR' });
  });
  afterAll(() => portal?.stop());

  const input = (changes: object = {}) => {
    codes += 1;
    return { code: `SPEC_${codes}`, name: 'Memory', type: 'NUMBER', ...changes };
  };
  const create = (changes: object = {}) =>
    change(keepers, 'specDefinitionCreate', input(changes), { select: SPEC });
  const update = (id: string, expectedVersion: number, changes: object) =>
    change(keepers, 'specDefinitionUpdate', { id, expectedVersion, ...changes }, { select: SPEC });
  const refused = (name: string, value: object) => refusalsOf(keepers, name, value);

  async function created(changes: object = {}): Promise<{ id: string; code: string }> {
    const { specDefinition, userErrors } = await create(changes);
    expect(userErrors).toEqual([]);
    return specDefinition;
  }

  it('adds one, shows it to everybody in its order, and records it', async () => {
    const before = await revisions(portal);
    const { specDefinition } = await create({
      code: 'PORTS',
      name: ' Ports ',
      type: 'ENUM',
      isFacet: true,
      enumValues: ['USB-C', ' HDMI '],
      position: 5,
    });
    const expected = {
      id: expect.any(String),
      code: 'PORTS',
      name: 'Ports',
      type: 'ENUM',
      unit: null,
      isFacet: true,
      enumValues: ['USB-C', 'HDMI'],
      position: 5,
      version: 1,
    };
    expect(specDefinition).toEqual(expected);
    const first = await created({ code: 'ZOOM', unit: 'x' });
    const { data } = await portal.ask(`{ specDefinitions { ${FIELDS} } }`);
    expect(data.specDefinitions).toEqual([
      expect.objectContaining({ id: first.id, unit: 'x', isFacet: false, position: 1 }),
      expected,
    ]);
    const { version, ...facts } = expected;
    expect(await recordsOf(portal, specDefinition.id)).toEqual([
      {
        entity: 'SPEC_DEFINITION',
        operation: 'CREATE',
        version,
        old: null,
        new: { ...facts, id: undefined },
        marketCode: null,
        actorUserId: keepers.manager.userId,
      },
    ]);
    const after = await revisions(portal);
    expect(after).toEqual({ DE: (before['DE'] ?? 0) + 2, IN: (before['IN'] ?? 0) + 2 });
  });

  it.each([
    [{ code: '' }, ['REQUIRED input.code']],
    [{ code: 'memory' }, ['INVALID_VALUE input.code']],
    [{ code: 'M'.repeat(41) }, ['INVALID_VALUE input.code']],
    [{ name: ' ' }, ['REQUIRED input.name']],
    [{ name: 'n'.repeat(101) }, ['INVALID_VALUE input.name']],
    [{ unit: ' ' }, ['INVALID_VALUE input.unit']],
    [{ unit: 'u'.repeat(21) }, ['INVALID_VALUE input.unit']],
    [{ type: 'TEXT', unit: 'GB' }, ['INVALID_VALUE input.unit']],
    [{ enumValues: ['A'] }, ['INVALID_VALUE input.enumValues']],
    [{ type: 'ENUM' }, ['REQUIRED input.enumValues']],
    [{ type: 'ENUM', enumValues: [] }, ['REQUIRED input.enumValues']],
    [{ type: 'ENUM', enumValues: ['A', 'B', 'A '] }, ['INVALID_VALUE input.enumValues.2']],
    [{ type: 'ENUM', enumValues: ['A', ''] }, ['REQUIRED input.enumValues.1']],
    [{ type: 'ENUM', enumValues: ['a'.repeat(101)] }, ['INVALID_VALUE input.enumValues.0']],
    [
      { type: 'ENUM', enumValues: Array.from({ length: 201 }, (_, n) => `V${n}`) },
      ['INVALID_VALUE input.enumValues'],
    ],
    [{ position: -1 }, ['INVALID_VALUE input.position']],
    [{ code: '1', name: '' }, ['INVALID_VALUE input.code', 'REQUIRED input.name']],
  ])('refuses a new one that breaks a rule: case %#', async (changes, expected) => {
    expect(await refused('specDefinitionCreate', input(changes))).toEqual(expected);
  });

  it('refuses a code that is taken, also when many ask at once', async () => {
    const { code } = await created();
    expect(await refused('specDefinitionCreate', input({ code }))).toEqual([
      'ALREADY_EXISTS input.code',
    ]);
    const answers = await inParallel(6, () => create({ code: 'WANTED' }));
    const found = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
    expect(found).toEqual([...Array(5).fill('ALREADY_EXISTS'), 'DONE']);
  });

  it('changes what is given, and records just that', async () => {
    const { id, code } = await created({ unit: 'GB' });
    const { specDefinition, userErrors } = await update(id, 1, { name: 'RAM', isFacet: true });
    expect(userErrors).toEqual([]);
    expect(specDefinition).toMatchObject({
      code,
      name: 'RAM',
      unit: 'GB',
      isFacet: true,
      version: 2,
    });
    const [, record] = await recordsOf(portal, id);
    expect(record).toMatchObject({
      operation: 'UPDATE',
      version: 2,
      old: { name: 'Memory', isFacet: false },
      new: { name: 'RAM', isFacet: true },
    });
    const cleared = await update(id, 2, { unit: null });
    expect(cleared.specDefinition).toMatchObject({ unit: null, version: 3 });
  });

  it('writes nothing when nothing changes', async () => {
    const { id, code } = await created();
    const before = await revisions(portal);
    const { specDefinition } = await update(id, 1, { code, name: 'Memory ' });
    expect(specDefinition.version).toBe(1);
    expect(await recordsOf(portal, id)).toHaveLength(1);
    expect(await revisions(portal)).toEqual(before);
  });

  it('lets one of two win who read the same version', async () => {
    const { id } = await created();
    const answers = await inParallel(6, (n) => update(id, 1, { name: `Memory ${n}` }));
    const found = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
    expect(found).toEqual([...Array(5).fill('CONFLICT'), 'DONE']);
  });

  it.each([
    [{ code: null }, ['REQUIRED input.code']],
    [{ name: null }, ['REQUIRED input.name']],
    [{ type: null }, ['REQUIRED input.type']],
    [{ isFacet: null }, ['REQUIRED input.isFacet']],
    [{ position: null }, ['REQUIRED input.position']],
    [{ type: 'ENUM' }, ['REQUIRED input.enumValues']],
    [{ type: 'TEXT', unit: 'GB' }, ['INVALID_VALUE input.unit']],
    [{ expectedVersion: 2, name: '' }, ['CONFLICT input.expectedVersion', 'REQUIRED input.name']],
    [{ id: newId() }, ['NOT_FOUND input.id']],
    [{ id: 'none' }, ['INVALID_VALUE input.id']],
  ])('refuses a change that breaks a rule: case %#', async (changes, expected) => {
    const { id } = await created();
    const value = { id, expectedVersion: 1, ...changes };
    expect(await refused('specDefinitionUpdate', value)).toEqual(expected);
  });

  it('takes another type as long as nobody has a value; what belongs to the old one goes', async () => {
    const { id } = await created({ unit: 'GB' });
    const { specDefinition } = await update(id, 1, { type: 'BOOLEAN' });
    expect(specDefinition).toMatchObject({ type: 'BOOLEAN', unit: null, version: 2 });
  });

  describe('when variants have a value of it', () => {
    it('keeps code and type, and cannot be deleted', async () => {
      const { id, code } = await created();
      await addSpec(portal.db, variantId, id, 16);
      const value = { id, expectedVersion: 1, code: `${code}_NEW`, type: 'TEXT' };
      expect(await refused('specDefinitionUpdate', value)).toEqual([
        'INVALID_VALUE input.code',
        'INVALID_VALUE input.type',
      ]);
      expect(await refused('specDefinitionDelete', { id, expectedVersion: 1 })).toEqual([
        'INVALID_VALUE input.id',
      ]);
      const { specDefinition } = await update(id, 1, { name: 'RAM', unit: 'GiB' });
      expect(specDefinition).toMatchObject({ name: 'RAM', unit: 'GiB' });
    });

    it('keeps the values that they have, and names them', async () => {
      const { id } = await created({ type: 'ENUM', enumValues: ['US', 'DE', 'FR'] });
      await addSpec(portal.db, variantId, id, 'DE');
      const { userErrors } = await update(id, 1, { enumValues: ['US', 'GB'] });
      expect(userErrors).toMatchObject([
        {
          code: 'INVALID_VALUE',
          path: ['input', 'enumValues'],
          message: 'Variants have values that would go: DE (1).',
        },
      ]);
      const { specDefinition } = await update(id, 1, { enumValues: ['GB', 'DE'] });
      expect(specDefinition.enumValues).toEqual(['GB', 'DE']);
    });

    it('never leaves a variant with a value that was taken away at the same moment', async () => {
      const { id, code } = await created({ type: 'ENUM', enumValues: ['US', 'DE'] });
      for (let version = 1; version < 12; version += 2) {
        const [variant] = await portal.rows<{ version: number }>(
          'SELECT version FROM catalog.variant WHERE id = $1',
          [variantId],
        );
        const specs = [{ code, value: 'DE' }];
        const [removed, set] = await Promise.all([
          update(id, version, { enumValues: ['US'] }),
          change(keepers, 'variantUpdate', {
            id: variantId,
            expectedVersion: variant?.version,
            specs,
          }),
        ]);
        expect([removed.userErrors.length, set.userErrors.length].sort()).toEqual([0, 1]);
        await portal.db.query('DELETE FROM catalog.variant_spec WHERE definition_id = $1', [id]);
        await portal.db.query(
          `UPDATE catalog.spec_definition SET enum_values = '{US,DE}', version = $2 WHERE id = $1`,
          [id, version + 2],
        );
      }
    });
  });

  it('goes when nobody has a value, and its record keeps what it was', async () => {
    const { id, code } = await created();
    const { specDefinition, userErrors } = await change(
      keepers,
      'specDefinitionDelete',
      { id, expectedVersion: 1 },
      { select: SPEC },
    );
    expect([specDefinition.code, userErrors]).toEqual([code, []]);
    const { data } = await portal.ask('{ specDefinitions { code } }');
    expect(data.specDefinitions).not.toContainEqual({ code });
    const [, record] = await recordsOf(portal, id);
    expect(record).toMatchObject({ operation: 'DELETE', version: 2, old: { code }, new: null });
    expect(await refused('specDefinitionDelete', { id, expectedVersion: 1 })).toEqual([
      'NOT_FOUND input.id',
    ]);
  });
});
