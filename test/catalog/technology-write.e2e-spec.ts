import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addListedVariant } from '../support/world/catalog.world.js';
import {
  change,
  openCatalog,
  recordsOf,
  refusalsOf,
  revisions,
  tokenForReseller,
  type Keepers,
} from '../support/world/keeper.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addStaff } from '../support/world/shop.world.js';

const TECHNOLOGY = 'technology { id code name description source version }';
const AVAILABILITY = 'availability { code name productHandle marketCode status note source }';

describe('keeping technologies', () => {
  let portal: Portal;
  let keepers: Keepers;
  let productId: string;
  let codes = 0;

  beforeAll(async () => {
    portal = await startPortal('technology-write');
    keepers = await openCatalog(portal);
    await addMarket(portal.db, { code: 'BR', state: 'PLANNED', regionId: keepers.emea });
    const speaker = { handle: 'speaker', category: 'SMART_SPEAKER', sku: 'SPEAKER-1' } as const;
    ({ productId } = await addListedVariant(portal.db, { ...speaker, marketCodes: ['DE', 'IN'] }));
  });
  afterAll(() => portal?.stop());

  const send = (name: string, input: object, by = keepers.manager) => {
    const select = name.startsWith('technologyAvailability') ? AVAILABILITY : TECHNOLOGY;
    return change(keepers, name, input, { select, by });
  };
  const refused = (name: string, input: object) => refusalsOf(keepers, name, input);

  async function technology(changes: object = {}) {
    codes += 1;
    const input = { code: `TECH_${codes}`, name: `Technology ${codes}`, ...changes };
    const { technology: made, userErrors } = await send('technologyCreate', input);
    expect(userErrors).toEqual([]);
    return made;
  }

  describe('technologyCreate', () => {
    it('names one, with what is known of it and where from', async () => {
      const before = await revisions(portal);
      const content = {
        name: 'SwiftKey',
        description: 'A keyboard that learns.',
        source: 'windowscentral.com, 2018-02-23',
      };
      const made = await technology({ code: ' SWIFTKEY ', ...content });
      expect(made).toEqual({ id: expect.any(String), code: 'SWIFTKEY', ...content, version: 1 });
      expect(await recordsOf(portal, made.id)).toEqual([
        {
          entity: 'TECHNOLOGY',
          operation: 'CREATE',
          version: 1,
          old: null,
          new: { code: 'SWIFTKEY', ...content },
          marketCode: null,
          actorUserId: keepers.manager.userId,
        },
      ]);
      expect(await revisions(portal)).toEqual(before);
    });

    it.each([
      [{ code: '' }, ['REQUIRED input.code']],
      [{ code: 'skype' }, ['INVALID_VALUE input.code']],
      [{ code: 'S' }, ['INVALID_VALUE input.code']],
      [{ code: 'S'.repeat(31) }, ['INVALID_VALUE input.code']],
      [{ name: ' ' }, ['REQUIRED input.name']],
      [{ name: 'n'.repeat(101) }, ['INVALID_VALUE input.name']],
      [{ description: 'd'.repeat(2001) }, ['INVALID_VALUE input.description']],
      [{ source: 's'.repeat(501) }, ['INVALID_VALUE input.source']],
      [
        { code: '?', name: '', source: 'nul\u0000' },
        ['INVALID_VALUE input.code', 'INVALID_VALUE input.source', 'REQUIRED input.name'],
      ],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      const input = { code: 'SKYPE', name: 'Skype', ...changes };
      expect(await refused('technologyCreate', input)).toEqual(expected);
    });

    it('refuses a code that is taken, also when many ask at once', async () => {
      const { code } = await technology();
      expect(await refused('technologyCreate', { code, name: 'Another' })).toEqual([
        'ALREADY_EXISTS input.code',
      ]);
      const input = { code: 'WANTED', name: 'Wanted' };
      const answers = await inParallel(5, () => send('technologyCreate', input));
      const found = answers.flatMap(({ userErrors }) =>
        userErrors.map((error: { code: string }) => error.code),
      );
      expect(found).toEqual(Array(4).fill('ALREADY_EXISTS'));
    });
  });

  describe('technologyUpdate', () => {
    it('changes what is given, clears what is null, and shows on every page', async () => {
      const { id, code } = await technology({ description: 'Old', source: 'A page' });
      const before = await revisions(portal);
      const input = { code, expectedVersion: 1, name: 'New', description: null };
      const { technology: now, userErrors } = await send('technologyUpdate', input);
      expect(userErrors).toEqual([]);
      expect(now).toMatchObject({ name: 'New', description: '', source: 'A page', version: 2 });
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'UPDATE',
        version: 2,
        old: { name: expect.stringMatching(/^Technology/), description: 'Old' },
        new: { name: 'New', description: '' },
      });
      const raised = Object.fromEntries(Object.entries(before).map(([each, n]) => [each, n + 1]));
      expect(await revisions(portal)).toEqual(raised);
      const same = await send('technologyUpdate', { ...input, expectedVersion: 2 });
      expect(same).toMatchObject({ technology: { version: 2 }, userErrors: [] });
      expect(await revisions(portal)).toEqual(raised);
      expect(await recordsOf(portal, id)).toHaveLength(2);
    });

    it('refuses what is stale, unknown or breaks a rule', async () => {
      const { code } = await technology();
      const cases: [object, string[]][] = [
        [{ expectedVersion: 2 }, ['CONFLICT input.expectedVersion']],
        [{ code: 'NOBODYS' }, ['NOT_FOUND input.code']],
        [{ code: '?' }, ['INVALID_VALUE input.code']],
        [{ name: null }, ['REQUIRED input.name']],
        [{ name: '' }, ['REQUIRED input.name']],
        [
          { expectedVersion: 9, source: 's'.repeat(501) },
          ['CONFLICT input.expectedVersion', 'INVALID_VALUE input.source'],
        ],
      ];
      for (const [changes, expected] of cases) {
        const input = { code, expectedVersion: 1, ...changes };
        expect(await refused('technologyUpdate', input)).toEqual(expected);
      }
    });
  });

  describe('technologyAvailabilitySet and technologyAvailabilityRemove', () => {
    const place = (technologyCode: string, marketCode = 'DE') => ({
      productId,
      marketCode,
      technologyCode,
    });

    it('say what works where, replace it as a whole, and take it back', async () => {
      const { code, name } = await technology();
      const before = await revisions(portal);
      const known = { code, name, productHandle: 'speaker', marketCode: 'DE' };
      const first = { status: 'LIMITED', note: ' In English ', source: ' A page ' };
      const set = { ...place(code), ...first };
      expect(await send('technologyAvailabilitySet', set)).toEqual({
        availability: { ...known, status: 'LIMITED', note: 'In English', source: 'A page' },
        userErrors: [],
      });
      await send('technologyAvailabilitySet', set);
      const second = { ...place(code), status: 'AVAILABLE', source: 'Another page' };
      expect((await send('technologyAvailabilitySet', second)).availability).toEqual({
        ...known,
        status: 'AVAILABLE',
        note: null,
        source: 'Another page',
      });
      const card = `{ product(handle: "speaker", marketCode: "DE") {
        technologies { code productHandle status note source } } }`;
      const { data } = await portal.ask(card);
      expect(data.product.technologies).toEqual([
        { code, productHandle: 'speaker', status: 'AVAILABLE', note: null, source: 'Another page' },
      ]);
      const gone = await send('technologyAvailabilityRemove', place(code));
      expect(gone.availability).toMatchObject({ ...known, status: 'AVAILABLE' });
      expect((await portal.ask(card)).data.product.technologies).toEqual([]);
      expect(await refused('technologyAvailabilityRemove', place(code))).toEqual([
        'NOT_FOUND input.technologyCode',
      ]);
      expect(await recordsOf(portal, productId)).toMatchObject([
        {
          entity: 'PRODUCT',
          operation: 'SET_TECHNOLOGY',
          old: null,
          new: { technologyCode: code, status: 'LIMITED', note: 'In English', source: 'A page' },
          marketCode: 'DE',
        },
        {
          operation: 'SET_TECHNOLOGY',
          old: { status: 'LIMITED', note: 'In English', source: 'A page' },
          new: { technologyCode: code, status: 'AVAILABLE', note: null, source: 'Another page' },
        },
        {
          operation: 'REMOVE_TECHNOLOGY',
          old: { technologyCode: code, status: 'AVAILABLE', note: null, source: 'Another page' },
          new: null,
        },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 3 });
    });

    it('are said once, when many say the same at once', async () => {
      const { code } = await technology();
      const records = (await recordsOf(portal, productId)).length;
      const set = { ...place(code), status: 'AVAILABLE', source: 'A page' };
      const answers = await inParallel(5, () => send('technologyAvailabilitySet', set));
      for (const { userErrors } of answers) expect(userErrors).toEqual([]);
      expect(await recordsOf(portal, productId)).toHaveLength(records + 1);
    });

    it.each([
      [{ productId: 'x' }, ['INVALID_VALUE input.productId']],
      [{ productId: newId() }, ['NOT_FOUND input.productId']],
      [{ marketCode: 'QQ' }, ['UNKNOWN_MARKET input.marketCode']],
      [{ technologyCode: 'NOBODYS' }, ['NOT_FOUND input.technologyCode']],
      [{ technologyCode: '?' }, ['INVALID_VALUE input.technologyCode']],
      [{ technologyCode: ' ' }, ['REQUIRED input.technologyCode']],
      [{ source: ' ' }, ['REQUIRED input.source']],
      [{ status: 'LIMITED' }, ['REQUIRED input.note']],
      [{ note: 'n'.repeat(501) }, ['INVALID_VALUE input.note']],
      [
        { productId: newId(), marketCode: 'QQ', technologyCode: 'NOBODYS', status: 'LIMITED' },
        [
          'NOT_FOUND input.productId',
          'NOT_FOUND input.technologyCode',
          'REQUIRED input.note',
          'UNKNOWN_MARKET input.marketCode',
        ],
      ],
    ])('refuse what breaks a rule: %j', async (changes, expected) => {
      const { code } = await technology();
      const set = { ...place(code), status: 'AVAILABLE', source: 'A page', ...changes };
      expect(await refused('technologyAvailabilitySet', set)).toEqual(expected);
    });

    it('are refused for a market outside the own regions', async () => {
      const { code } = await technology();
      const set = { ...place(code), status: 'AVAILABLE', source: 'A page' };
      for (const [name, input] of [
        ['technologyAvailabilitySet', set],
        ['technologyAvailabilityRemove', place(code)],
      ] as const) {
        const { userErrors } = await send(name, input, keepers.asian);
        expect(userErrors).toMatchObject([{ code: 'UNKNOWN_MARKET' }]);
      }
      const near = await send(
        'technologyAvailabilitySet',
        { ...set, marketCode: 'IN' },
        keepers.asian,
      );
      expect(near.userErrors).toEqual([]);
    });
  });

  it.each([
    ['technologyCreate', { code: 'BARRED', name: 'Barred' }],
    ['technologyUpdate', { code: 'SWIFTKEY', expectedVersion: 1, name: 'Barred' }],
    ['technologyAvailabilityRemove', { productId: newId(), marketCode: 'DE', technologyCode: 'X' }],
  ])('%s is not for other staff, nor while speaking for a reseller', async (name, input) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const desk = await addStaff(portal, 'ORDER_DESK');
    for (const token of [desk.token, await tokenForReseller(portal)]) {
      const { errors } = await portal.ask(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { userErrors { message } } }`,
        { input },
        { token },
      );
      expect(errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    }
  });

  describe('technologies', () => {
    const LIST = (args: string, fields = 'nodes { productHandle marketCode status }') =>
      `{ technologies { code availability${args} { ${fields} } } }`;

    async function availability(args: string, token?: string, fields?: string) {
      const answer = await portal.ask(LIST(args, fields), {}, token === undefined ? {} : { token });
      expect(answer.errors).toEqual([]);
      const all: { code: string; availability: { nodes: object[] } }[] = answer.data.technologies;
      return Object.fromEntries(all.map((each) => [each.code, each.availability]));
    }

    beforeAll(async () => {
      await portal.db.query('DELETE FROM catalog.technology_availability');
      await portal.db.query('DELETE FROM catalog.technology');
      await technology({ code: 'CORTANA', name: 'Cortana' });
      await technology({ code: 'BING', name: 'Bing' });
      for (const [marketCode, status] of [
        ['DE', 'AVAILABLE'],
        ['IN', 'NOT_AVAILABLE'],
        ['BR', 'AVAILABLE'],
      ]) {
        for (const technologyCode of ['CORTANA', 'BING']) {
          if (technologyCode === 'BING' && marketCode === 'IN') continue;
          const { userErrors } = await send('technologyAvailabilitySet', {
            ...{ productId, marketCode, technologyCode, status },
            source: 'A page',
          });
          expect(userErrors).toEqual([]);
        }
      }
    });

    const at = (marketCode: string, status: string) => ({
      productHandle: 'speaker',
      marketCode,
      status,
    });

    it('tells everybody what works where, but nothing of markets that are not public', async () => {
      expect(await availability('')).toEqual({
        BING: { nodes: [at('DE', 'AVAILABLE')] },
        CORTANA: { nodes: [at('DE', 'AVAILABLE'), at('IN', 'NOT_AVAILABLE')] },
      });
      const { CORTANA } = await availability('', keepers.manager.token);
      expect(CORTANA?.nodes).toHaveLength(3);
      expect((await availability('(marketCode: "BR")'))['CORTANA']?.nodes).toEqual([]);
    });

    it('narrows down, counts and pages both ways', async () => {
      const of = async (args: string) => (await availability(args))['CORTANA']?.nodes;
      expect(await of('(marketCode: "IN")')).toEqual([at('IN', 'NOT_AVAILABLE')]);
      expect(await of('(status: AVAILABLE)')).toEqual([at('DE', 'AVAILABLE')]);
      expect(await of('(productHandle: "nobody")')).toEqual([]);
      const fields =
        'totalCount pageInfo { hasNextPage endCursor startCursor } nodes { marketCode }';
      const first = await portal.ask(LIST('(first: 1)', fields));
      const { totalCount, pageInfo, nodes } = first.data.technologies[1].availability;
      expect([totalCount, pageInfo.hasNextPage, nodes]).toEqual([2, true, [{ marketCode: 'DE' }]]);
      expect(await of(`(after: "${pageInfo.endCursor}")`)).toEqual([at('IN', 'NOT_AVAILABLE')]);
      const last = await portal.ask(LIST('(last: 1)', fields));
      const end = last.data.technologies[1].availability;
      expect(end.nodes).toEqual([{ marketCode: 'IN' }]);
      expect(await of(`(last: 5, before: "${end.pageInfo.startCursor}")`)).toEqual([
        at('DE', 'AVAILABLE'),
      ]);
    });

    it('takes the same statements however many technologies there are', async () => {
      const statements = async () =>
        (await portal.unitsOf(() => portal.ask(LIST('')))).reduce(
          (sum, unit) => sum + unit.statements,
          0,
        );
      const few = await statements();
      for (let n = 0; n < 5; n += 1) await technology();
      expect(await statements()).toBe(few);
    });
  });
});
