import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  addListedVariant,
  addProduct,
  daysFromToday,
} from '../support/world/catalog.world.js';
import {
  change,
  openCatalog,
  recordsOf,
  refusalsOf,
  revisions,
  tokenForReseller,
  type Keepers,
} from '../support/world/keeper.world.js';
import { addStaff } from '../support/world/shop.world.js';

const CERTIFICATE =
  'certificate { id productId marketCode scheme number validFrom validUntil version }';
const DEMAND = 'requiredCertificates { marketCode category schemes }';

describe('keeping certificates', () => {
  let portal: Portal;
  let keepers: Keepers;
  let productId: string;
  let numbers = 0;

  beforeAll(async () => {
    portal = await startPortal('certificate-write');
    keepers = await openCatalog(portal);
    const listed = { handle: 'tablet', category: 'TABLET', sku: 'TABLET-1' } as const;
    ({ productId } = await addListedVariant(portal.db, { ...listed, marketCodes: ['DE', 'IN'] }));
  });
  afterAll(() => portal?.stop());

  const input = (changes: object = {}) => {
    numbers += 1;
    const number = `N-${numbers}`;
    return {
      productId,
      marketCode: 'DE',
      scheme: 'CE',
      number,
      validFrom: '2020-01-01',
      ...changes,
    };
  };
  const send = (name: string, value: object, by = keepers.manager) =>
    change(keepers, name, value, {
      select: name === 'requiredCertificateSet' ? DEMAND : CERTIFICATE,
      by,
    });
  const refused = (name: string, value: object) => refusalsOf(keepers, name, value);

  async function certificate(changes: object = {}): Promise<{ id: string; number: string }> {
    const { certificate: made, userErrors } = await send('certificateCreate', input(changes));
    expect(userErrors).toEqual([]);
    return made;
  }

  describe('certificateCreate', () => {
    it('notes one, shows it on the product, and records who did it', async () => {
      const before = await revisions(portal);
      const value = input({ scheme: ' bis_crs ', number: ' R-41 ', marketCode: 'IN' });
      const { certificate: made, userErrors } = await send('certificateCreate', value);
      expect(userErrors).toEqual([]);
      const content = {
        productId,
        marketCode: 'IN',
        scheme: 'BIS_CRS',
        number: 'R-41',
        validFrom: '2020-01-01',
        validUntil: null,
      };
      expect(made).toEqual({ id: expect.any(String), ...content, version: 1 });
      expect(await recordsOf(portal, made.id)).toEqual([
        {
          entity: 'CERTIFICATE',
          operation: 'CREATE',
          version: 1,
          old: null,
          new: content,
          marketCode: 'IN',
          actorUserId: keepers.manager.userId,
        },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, IN: (before['IN'] ?? 0) + 1 });
      const { data } = await portal.ask(
        `{ product(handle: "tablet", marketCode: "IN") { ${CERTIFICATE.replace('certificate', 'certificates')} } }`,
      );
      expect(data.product.certificates).toEqual([{ id: made.id, ...content, version: 1 }]);
    });

    it('takes a renewal that overlaps the one before', async () => {
      await certificate({ scheme: 'OVER', validFrom: '2020-01-01', validUntil: '2022-01-01' });
      await certificate({ scheme: 'OVER', validFrom: '2021-06-01', validUntil: '2024-01-01' });
    });

    it.each([
      [{ productId: 'x' }, ['INVALID_VALUE input.productId']],
      [{ productId: newId() }, ['NOT_FOUND input.productId']],
      [{ marketCode: 'QQ' }, ['UNKNOWN_MARKET input.marketCode']],
      [{ scheme: '' }, ['REQUIRED input.scheme']],
      [{ scheme: 'C' }, ['INVALID_VALUE input.scheme']],
      [{ scheme: 'CE MARK' }, ['INVALID_VALUE input.scheme']],
      [{ scheme: '1CE' }, ['INVALID_VALUE input.scheme']],
      [{ scheme: 'C'.repeat(31) }, ['INVALID_VALUE input.scheme']],
      [{ number: ' ' }, ['REQUIRED input.number']],
      [{ number: 'n'.repeat(101) }, ['INVALID_VALUE input.number']],
      [{ number: 'nul\u0000' }, ['INVALID_VALUE input.number']],
      [{ validFrom: '1989-12-31' }, ['INVALID_VALUE input.validFrom']],
      [{ validUntil: '2200-01-01' }, ['INVALID_VALUE input.validUntil']],
      [{ validUntil: '2020-01-01' }, ['INVALID_VALUE input.validUntil']],
      [
        { productId: newId(), marketCode: 'QQ', scheme: '', number: '', validUntil: '2019-01-01' },
        [
          'INVALID_VALUE input.validUntil',
          'NOT_FOUND input.productId',
          'REQUIRED input.number',
          'REQUIRED input.scheme',
          'UNKNOWN_MARKET input.marketCode',
        ],
      ],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      expect(await refused('certificateCreate', input(changes))).toEqual(expected);
    });

    it('refuses a number that there is, also when many note it at once', async () => {
      const { number } = await certificate();
      expect(await refused('certificateCreate', input({ number }))).toEqual([
        'ALREADY_EXISTS input.number',
      ]);
      await certificate({ number, scheme: 'WEEE' });
      const answers = await inParallel(6, () =>
        send('certificateCreate', input({ number: 'ONE' })),
      );
      const codes = answers.flatMap(({ userErrors }) =>
        userErrors.map(({ code }: { code: string }) => code),
      );
      expect(codes).toEqual(Array(5).fill('ALREADY_EXISTS'));
    });

    it('is refused for a market outside the own regions', async () => {
      const { userErrors } = await send('certificateCreate', input(), keepers.asian);
      expect(userErrors).toMatchObject([{ code: 'UNKNOWN_MARKET', path: ['input', 'marketCode'] }]);
    });
  });

  describe('certificateUpdate', () => {
    it('corrects what is given, and records just that', async () => {
      const { id } = await certificate({ validUntil: '2030-01-01' });
      const before = await revisions(portal);
      const value = { id, expectedVersion: 1, number: ' M-1 ', validUntil: null };
      const { certificate: now, userErrors } = await send('certificateUpdate', value);
      expect(userErrors).toEqual([]);
      expect(now).toMatchObject({ number: 'M-1', validUntil: null, version: 2 });
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'UPDATE',
        version: 2,
        old: { number: expect.stringMatching(/^N-/), validUntil: '2030-01-01' },
        new: { number: 'M-1', validUntil: null },
        marketCode: 'DE',
      });
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
      const same = await send('certificateUpdate', { ...value, expectedVersion: 2 });
      expect(same).toMatchObject({ certificate: { version: 2 }, userErrors: [] });
      expect(await recordsOf(portal, id)).toHaveLength(2);
    });

    it.each([
      [{ number: null }, ['REQUIRED input.number']],
      [{ number: '' }, ['REQUIRED input.number']],
      [{ validFrom: null }, ['REQUIRED input.validFrom']],
      [{ validFrom: '2030-01-01' }, ['INVALID_VALUE input.validFrom']],
      [{ validUntil: '2020-01-01' }, ['INVALID_VALUE input.validUntil']],
    ])('judges what it would become: %j', async (changes, expected) => {
      const { id } = await certificate({ validUntil: '2030-01-01' });
      const value = { id, expectedVersion: 1, ...changes };
      expect(await refused('certificateUpdate', value)).toEqual(expected);
    });

    it('refuses the number of another', async () => {
      const { number } = await certificate();
      const { id } = await certificate();
      expect(await refused('certificateUpdate', { id, expectedVersion: 1, number })).toEqual([
        'ALREADY_EXISTS input.number',
      ]);
    });
  });

  describe('certificateDelete', () => {
    it('takes it out, and keeps its history', async () => {
      const { id, number } = await certificate();
      const before = await revisions(portal);
      const gone = await send('certificateDelete', { id, expectedVersion: 1 });
      expect(gone).toMatchObject({ certificate: { id, number }, userErrors: [] });
      const left = await portal.rows('SELECT id FROM catalog.certificate WHERE id = $1', [id]);
      expect(left).toEqual([]);
      const [, record] = await recordsOf(portal, id);
      expect(record).toMatchObject({
        operation: 'DELETE',
        old: { productId, marketCode: 'DE', scheme: 'CE', number },
        new: null,
      });
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
    });
  });

  describe.each(['certificateUpdate', 'certificateDelete'])('%s', (name) => {
    it('refuses a version that is not the present one', async () => {
      const { id } = await certificate();
      expect(await refused(name, { id, expectedVersion: 7 })).toEqual([
        'CONFLICT input.expectedVersion',
      ]);
      expect(await refused(name, { id: 'x', expectedVersion: 1 })).toEqual([
        'INVALID_VALUE input.id',
      ]);
      expect(await refused(name, { id: newId(), expectedVersion: 1 })).toEqual([
        'NOT_FOUND input.id',
      ]);
    });

    it('knows none of a market outside the own regions', async () => {
      const { id } = await certificate();
      const { userErrors } = await send(name, { id, expectedVersion: 1 }, keepers.asian);
      expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'id'] }]);
      const near = await certificate({ marketCode: 'IN' });
      const done = await send(name, { id: near.id, expectedVersion: 1 }, keepers.asian);
      expect(done.userErrors).toEqual([]);
    });
  });

  describe('requiredCertificateSet', () => {
    const set = (changes: object, by = keepers.manager) =>
      send('requiredCertificateSet', { marketCode: 'DE', category: 'LAPTOP', ...changes }, by);

    it('adds and removes schemes, with a record of each, and shows what is asked for', async () => {
      const before = await revisions(portal);
      const first = await set({ add: ['weee', 'CE'] });
      expect(first).toEqual({
        requiredCertificates: { marketCode: 'DE', category: 'LAPTOP', schemes: ['CE', 'WEEE'] },
        userErrors: [],
      });
      const second = await set({ add: ['CE', 'ROHS'], remove: ['WEEE', 'NONE'] });
      expect(second.requiredCertificates.schemes).toEqual(['CE', 'ROHS']);
      const records = await portal.rows(
        `SELECT operation, old, new, market_code FROM platform.audit_record
         WHERE entity = 'REQUIRED_CERTIFICATE' ORDER BY seq`,
      );
      const demand = (scheme: string) => ({ marketCode: 'DE', category: 'LAPTOP', scheme });
      expect(records).toEqual([
        { operation: 'ADD', old: null, new: demand('CE'), market_code: 'DE' },
        { operation: 'ADD', old: null, new: demand('WEEE'), market_code: 'DE' },
        { operation: 'ADD', old: null, new: demand('ROHS'), market_code: 'DE' },
        { operation: 'REMOVE', old: demand('WEEE'), new: null, market_code: 'DE' },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 2 });
      const market = await portal.rows<{ id: string }>(
        `SELECT id FROM market.market WHERE code = 'DE'`,
      );
      const history = await portal.ask(
        `{ catalogHistory(entity: MARKET, id: "${market[0]?.id}") { nodes { entity operation } } }`,
        {},
        { token: keepers.manager.token },
      );
      const told = (operation: string) => ({ entity: 'REQUIRED_CERTIFICATE', operation });
      expect(history.data.catalogHistory.nodes).toEqual(['REMOVE', 'ADD', 'ADD', 'ADD'].map(told));
      await set({ add: ['CE'], remove: ['WEEE'] });
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 2 });
      const { data } = await portal.ask(
        '{ requiredCertificates(marketCode: "DE") { marketCode category schemes } }',
        {},
        { token: keepers.manager.token },
      );
      expect(data.requiredCertificates).toEqual([second.requiredCertificates]);
      const far = await portal.ask(
        '{ requiredCertificates { marketCode } }',
        {},
        { token: keepers.asian.token },
      );
      expect(far.data.requiredCertificates).toEqual([]);
    });

    it('stops what has no such certificate, and lets it go on when it is waived', async () => {
      const state = async () =>
        (
          await portal.ask(
            '{ variant(sku: "TABLET-1", marketCode: "IN") { listing { orderable obstacles { code } } } }',
          )
        ).data.variant.listing;
      const tablets = { marketCode: 'IN', category: 'TABLET' };
      await set({ ...tablets, add: ['WPC_ETA'] });
      expect(await state()).toEqual({
        orderable: false,
        obstacles: [{ code: 'CERTIFICATE_MISSING' }],
      });
      await certificate({ marketCode: 'IN', scheme: 'WPC_ETA', validUntil: daysFromToday(-2) });
      expect((await state()).obstacles).toEqual([{ code: 'CERTIFICATE_EXPIRED' }]);
      await certificate({ marketCode: 'IN', scheme: 'WPC_ETA', validUntil: daysFromToday(2) });
      expect(await state()).toEqual({ orderable: true, obstacles: [] });
      await set({ ...tablets, remove: ['WPC_ETA'] });
    });

    it.each([
      [{ marketCode: 'QQ' }, ['UNKNOWN_MARKET input.marketCode']],
      [{ add: [''] }, ['REQUIRED input.add.0']],
      [{ add: ['CE', 'C E'] }, ['INVALID_VALUE input.add.1']],
      [{ remove: ['?'] }, ['INVALID_VALUE input.remove.0']],
      [{ add: ['FCC'], remove: ['CE', 'fcc'] }, ['INVALID_VALUE input.remove.1']],
      [{ add: Array(31).fill('FCC') }, ['INVALID_VALUE input.add']],
    ])('refuses what breaks a rule: case %#', async (changes, expected) => {
      const value = { marketCode: 'DE', category: 'LAPTOP', ...changes };
      expect(await refused('requiredCertificateSet', value)).toEqual(expected);
    });

    it('is refused for a market outside the own regions', async () => {
      const { userErrors } = await set({ add: ['FCC'] }, keepers.asian);
      expect(userErrors).toMatchObject([{ code: 'UNKNOWN_MARKET' }]);
    });
  });

  it.each([
    ['certificateCreate', () => input()],
    ['certificateUpdate', () => ({ id: newId(), expectedVersion: 1 })],
    ['certificateDelete', () => ({ id: newId(), expectedVersion: 1 })],
    ['requiredCertificateSet', () => ({ marketCode: 'DE', category: 'TABLET', add: ['FCC'] })],
  ])('%s is not for other staff, nor while speaking for a reseller', async (name, value) => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const channel = await addStaff(portal, 'CHANNEL_MANAGER');
    for (const token of [channel.token, await tokenForReseller(portal)]) {
      const { errors } = await portal.ask(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { userErrors { message } } }`,
        { input: value() },
        { token },
      );
      expect(errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
    }
  });

  describe('certificatesExpiring', () => {
    const NODES = `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { certificate { number marketCode } productHandle endsOn daysLeft required listings }`;

    async function expiring(args: string, by = keepers.manager) {
      const { data, errors } = await portal.ask(
        `{ certificatesExpiring(${args}) { ${NODES} } }`,
        {},
        { token: by.token },
      );
      expect(errors).toEqual([]);
      return data.certificatesExpiring;
    }

    const numbersOf = ({ nodes }: { nodes: { certificate: { number: string } }[] }) =>
      nodes.map((node) => node.certificate.number);

    beforeAll(async () => {
      await portal.db.query('DELETE FROM catalog.certificate');
      await portal.db.query('DELETE FROM catalog.required_certificate');
      const other = await addProduct(portal.db, { handle: 'pen', category: 'ACCESSORY' });
      const put = (number: string, days: number | null, more: object = {}) =>
        addCertificate(portal.db, {
          productId,
          marketCode: 'DE',
          scheme: number,
          number,
          validUntil: days === null ? null : daysFromToday(days),
          ...more,
        });
      await put('ENDED', -30);
      await put('SOON', 10);
      await put('LATER', 60);
      await put('NEVER', null);
      await put('INDIA', 20, { marketCode: 'IN' });
      await put('PEN', 30, { productId: other });
      await put('OLD', 5, { scheme: 'RENEWED' });
      await put('NEW', 400, { scheme: 'RENEWED' });
      await portal.db.query(
        `INSERT INTO catalog.required_certificate (market_code, category, scheme) VALUES ('DE', 'TABLET', 'SOON')`,
      );
    });

    it('lists what ends within the days or has ended, unless it is renewed', async () => {
      const page = await expiring('withinDays: 40');
      expect(numbersOf(page)).toEqual(['ENDED', 'SOON', 'INDIA', 'PEN']);
      expect(page.totalCount).toBe(4);
      expect(page.nodes[1]).toEqual({
        certificate: { number: 'SOON', marketCode: 'DE' },
        productHandle: 'tablet',
        endsOn: daysFromToday(10),
        daysLeft: expect.any(Number),
        required: true,
        listings: 1,
      });
      expect(Math.abs(page.nodes[1].daysLeft - 10)).toBeLessThanOrEqual(1);
      expect(page.nodes[0]).toMatchObject({ required: false });
      expect(page.nodes[0].daysLeft).toBeLessThan(-28);
      expect(page.nodes[3]).toMatchObject({ productHandle: 'pen', listings: 0 });
      expect(numbersOf(await expiring('withinDays: 0'))).toEqual(['ENDED']);
      expect(numbersOf(await expiring('withinDays: 500'))).toEqual([
        'ENDED',
        'SOON',
        'INDIA',
        'PEN',
        'LATER',
        'NEW',
      ]);
    });

    it('of one market, or of the own regions', async () => {
      expect(numbersOf(await expiring('withinDays: 40, marketCode: "IN"'))).toEqual(['INDIA']);
      expect(numbersOf(await expiring('withinDays: 500', keepers.asian))).toEqual(['INDIA']);
      expect(numbersOf(await expiring('marketCode: "DE"', keepers.asian))).toEqual([]);
    });

    it('pages both ways', async () => {
      const all = numbersOf(await expiring('withinDays: 500'));
      const forward: string[] = [];
      let after = '';
      for (;;) {
        const page = await expiring(`withinDays: 500, first: 4${after}`);
        forward.push(...numbersOf(page));
        if (!page.pageInfo.hasNextPage) break;
        after = `, after: "${page.pageInfo.endCursor}"`;
      }
      expect(forward).toEqual(all);
      const last = await expiring('withinDays: 500, last: 2');
      expect(numbersOf(last)).toEqual(all.slice(-2));
      const before = await expiring(
        `withinDays: 500, last: 2, before: "${last.pageInfo.startCursor}"`,
      );
      expect(numbersOf(before)).toEqual(all.slice(-4, -2));
    });

    it.each(['withinDays: -1', 'withinDays: 3651', 'marketCode: "DEU"', 'after: "x"'])(
      'refuses %s',
      async (args) => {
        const { errors } = await portal.ask(
          `{ certificatesExpiring(${args}) { nodes { endsOn } } }`,
          {},
          { token: keepers.manager.token },
        );
        expect(errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
      },
    );
  });
});
