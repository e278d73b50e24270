import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addListing, addListedVariant, daysFromToday } from '../support/world/catalog.world.js';
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

const LISTING = `listing { id sku productId marketCode version stage preorderFrom onSaleFrom lastTimeBuyFrom
  endOfSaleOn endOfServiceOn orderableFrom pausedReason minimumQuantity maximumQuantity quantityIncrement orderable
  obstacles { code } }`;

const FREE = {
  preorderFrom: null,
  lastTimeBuyFrom: null,
  endOfSaleOn: null,
  endOfServiceOn: null,
  minimumQuantity: 1,
  maximumQuantity: null,
  quantityIncrement: 1,
};

const EDITS = ['listingUpdate', 'listingPause', 'listingResume', 'listingDelete'] as const;

describe('keeping listings', () => {
  let portal: Portal;
  let keepers: Keepers;
  let skus = 0;

  beforeAll(async () => {
    portal = await startPortal('listing-write');
    keepers = await openCatalog(portal);
  });
  afterAll(() => portal?.stop());

  /** A variant that is listed where it is said. */
  async function variant(...marketCodes: string[]) {
    skus += 1;
    const sku = `SKU-${skus}`;
    const ids = await addListedVariant(portal.db, { handle: sku.toLowerCase(), sku, marketCodes });
    return { sku, ...ids };
  }

  async function listing(marketCode = 'DE', terms: object = {}) {
    const { sku, variantId, productId } = await variant();
    const id = await addListing(portal.db, { variantId, marketCode, ...terms });
    return { id, sku, productId, expectedVersion: 1 };
  }

  const send = (name: string, input: object, by = keepers.manager) =>
    change(keepers, name, input, { select: LISTING, by });
  const refused = (name: string, input: object) => refusalsOf(keepers, name, input);

  async function messageOf(name: string, input: object): Promise<string> {
    return (await send(name, input)).userErrors[0].message;
  }

  describe('listingCreate', () => {
    it('offers a variant from a day on, free in quantity unless it says more', async () => {
      const { sku, productId } = await variant();
      const before = await revisions(portal);
      const { listing: made, userErrors } = await send('listingCreate', {
        sku: ` ${sku.toLowerCase()} `,
        marketCode: 'DE',
        onSaleFrom: '2020-03-01',
      });
      expect(userErrors).toEqual([]);
      expect(made).toEqual({
        id: expect.any(String),
        sku,
        productId,
        marketCode: 'DE',
        version: 1,
        stage: 'ON_SALE',
        ...FREE,
        onSaleFrom: '2020-03-01',
        orderableFrom: null,
        pausedReason: null,
        orderable: true,
        obstacles: [],
      });
      expect(await recordsOf(portal, made.id)).toEqual([
        {
          entity: 'LISTING',
          operation: 'CREATE',
          version: 1,
          old: null,
          new: { sku, marketCode: 'DE', ...FREE, onSaleFrom: '2020-03-01', pausedReason: null },
          marketCode: 'DE',
          actorUserId: keepers.manager.userId,
        },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
      const { data } = await portal.ask(
        `{ variant(sku: "${sku}", marketCode: "DE") { listing { id version orderable } } }`,
      );
      expect(data.variant.listing).toEqual({ id: made.id, version: 1, orderable: true });
    });

    it.each([
      [{ onSaleFrom: daysFromToday(20) }, 'PLANNED'],
      [{ onSaleFrom: daysFromToday(20), preorderFrom: daysFromToday(-2) }, 'PREORDER'],
      [{ onSaleFrom: daysFromToday(-2), preorderFrom: daysFromToday(-3) }, 'ON_SALE'],
      [{ onSaleFrom: '2020-01-01', lastTimeBuyFrom: daysFromToday(-2) }, 'LAST_TIME_BUY'],
      [{ onSaleFrom: '2020-01-01', endOfSaleOn: daysFromToday(-2) }, 'END_OF_SALE'],
      [
        { onSaleFrom: '2020-01-01', endOfSaleOn: '2021-01-01', endOfServiceOn: '2021-01-01' },
        'END_OF_SERVICE',
      ],
    ])('takes the stage from the dates: %j is %s', async (dates, stage) => {
      const { sku } = await variant();
      const { listing: made } = await send('listingCreate', { sku, marketCode: 'DE', ...dates });
      expect(made).toMatchObject({ stage, ...dates });
    });

    it('takes a quantity rule', async () => {
      const { sku } = await variant();
      const rule = { minimumQuantity: 5, maximumQuantity: 1_000_000, quantityIncrement: 5 };
      const input = { sku, marketCode: 'DE', onSaleFrom: '2020-01-01', ...rule };
      expect((await send('listingCreate', input)).listing).toMatchObject(rule);
    });

    it.each([
      [{ sku: ' ' }, ['REQUIRED input.sku']],
      [{ sku: 'SKU-NONE' }, ['UNKNOWN_SKU input.sku']],
      [{ sku: 'S'.repeat(41) }, ['INVALID_VALUE input.sku']],
      [{ sku: 'nul\u0000' }, ['INVALID_VALUE input.sku']],
      [{ marketCode: 'QQ' }, ['UNKNOWN_MARKET input.marketCode']],
      [{ marketCode: '' }, ['UNKNOWN_MARKET input.marketCode']],
      [{ preorderFrom: '2020-01-01' }, ['INVALID_VALUE input.preorderFrom']],
      [{ lastTimeBuyFrom: '2020-01-01' }, ['INVALID_VALUE input.lastTimeBuyFrom']],
      [{ endOfSaleOn: '2020-01-01' }, ['INVALID_VALUE input.endOfSaleOn']],
      [
        { lastTimeBuyFrom: '2021-01-01', endOfSaleOn: '2021-01-01' },
        ['INVALID_VALUE input.endOfSaleOn'],
      ],
      [{ endOfServiceOn: '2021-01-01' }, ['REQUIRED input.endOfSaleOn']],
      [
        { endOfSaleOn: '2021-01-02', endOfServiceOn: '2021-01-01' },
        ['INVALID_VALUE input.endOfServiceOn'],
      ],
      [{ onSaleFrom: '1989-12-31' }, ['INVALID_VALUE input.onSaleFrom']],
      [{ endOfSaleOn: '2200-01-01' }, ['INVALID_VALUE input.endOfSaleOn']],
      [{ minimumQuantity: 0 }, ['INVALID_VALUE input.minimumQuantity']],
      [{ maximumQuantity: 1_000_001 }, ['INVALID_VALUE input.maximumQuantity']],
      [{ quantityIncrement: -1 }, ['INVALID_VALUE input.quantityIncrement']],
      [{ minimumQuantity: 5, maximumQuantity: 4 }, ['INVALID_VALUE input.maximumQuantity']],
      [
        { minimumQuantity: 8, maximumQuantity: 13, quantityIncrement: 7 },
        ['INVALID_VALUE input.quantityIncrement'],
      ],
      [
        { sku: 'SKU-NONE', marketCode: 'QQ', preorderFrom: '2030-01-01', minimumQuantity: 0 },
        [
          'INVALID_VALUE input.minimumQuantity',
          'INVALID_VALUE input.preorderFrom',
          'UNKNOWN_MARKET input.marketCode',
          'UNKNOWN_SKU input.sku',
        ],
      ],
    ])('refuses %j', async (changes, problems) => {
      const { sku } = await variant();
      const input = { sku, marketCode: 'DE', onSaleFrom: '2020-01-01', ...changes };
      if ('minimumQuantity' in changes && changes.minimumQuantity === 8) {
        expect(await messageOf('listingCreate', input)).toBe(
          'Nothing could be ordered: no multiple of 7 lies between 8 and 13.',
        );
      }
      expect(await refused('listingCreate', input)).toEqual(problems);
    });

    it('says which date contradicts which', async () => {
      const { sku } = await variant();
      const input = { sku, marketCode: 'DE', onSaleFrom: '2020-01-01', preorderFrom: '2020-02-01' };
      expect(await messageOf('listingCreate', input)).toBe(
        'onSaleFrom (2020-01-01) must be later than preorderFrom (2020-02-01).',
      );
    });

    it('refuses what is listed there already, also when many ask at once', async () => {
      const { sku } = await variant('DE');
      const input = { sku, marketCode: 'DE', onSaleFrom: '2020-01-01' };
      expect(await refused('listingCreate', input)).toEqual(['ALREADY_EXISTS input.sku']);
      const answers = await inParallel(6, () =>
        send('listingCreate', { ...input, marketCode: 'IN' }),
      );
      const codes = answers.flatMap(({ userErrors }) =>
        userErrors.map(({ code }: { code: string }) => code),
      );
      expect(codes).toEqual(Array(5).fill('ALREADY_EXISTS'));
    });
  });

  describe('listingUpdate', () => {
    it('changes what is given, clears what is null, and records just that', async () => {
      const { id } = await listing('DE', { preorderFrom: '2019-01-01', maximumQuantity: 10 });
      const before = await revisions(portal);
      const { listing: changed, userErrors } = await send('listingUpdate', {
        id,
        expectedVersion: 1,
        preorderFrom: null,
        lastTimeBuyFrom: '2090-01-01',
        minimumQuantity: 2,
        maximumQuantity: null,
      });
      expect(userErrors).toEqual([]);
      expect(changed).toMatchObject({
        id,
        version: 2,
        preorderFrom: null,
        onSaleFrom: '2020-01-01',
        lastTimeBuyFrom: '2090-01-01',
        minimumQuantity: 2,
        maximumQuantity: null,
      });
      expect(await recordsOf(portal, id)).toMatchObject([
        {
          operation: 'UPDATE',
          version: 2,
          old: {
            preorderFrom: '2019-01-01',
            lastTimeBuyFrom: null,
            minimumQuantity: 1,
            maximumQuantity: 10,
          },
          new: {
            preorderFrom: null,
            lastTimeBuyFrom: '2090-01-01',
            minimumQuantity: 2,
            maximumQuantity: null,
          },
        },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
    });

    it('moves dates that have passed', async () => {
      const { id } = await listing();
      const input = { id, expectedVersion: 1, onSaleFrom: daysFromToday(10) };
      expect((await send('listingUpdate', input)).listing).toMatchObject({
        stage: 'PLANNED',
        orderableFrom: daysFromToday(10),
        orderable: false,
      });
    });

    it('writes nothing when nothing changes', async () => {
      const { id } = await listing();
      const before = await revisions(portal);
      const { listing: same, userErrors } = await send('listingUpdate', {
        id,
        expectedVersion: 1,
        onSaleFrom: '2020-01-01',
        minimumQuantity: 1,
      });
      expect(userErrors).toEqual([]);
      expect(same.version).toBe(1);
      expect(await recordsOf(portal, id)).toEqual([]);
      expect(await revisions(portal)).toEqual(before);
    });

    it.each([
      [{ onSaleFrom: null }, ['REQUIRED input.onSaleFrom']],
      [{ minimumQuantity: null }, ['REQUIRED input.minimumQuantity']],
      [{ quantityIncrement: null }, ['REQUIRED input.quantityIncrement']],
      [{ endOfServiceOn: '2031-01-01' }, []],
      [{ endOfSaleOn: null, endOfServiceOn: '2031-01-01' }, ['REQUIRED input.endOfSaleOn']],
      [{ onSaleFrom: '2030-01-01' }, ['INVALID_VALUE input.onSaleFrom']],
      [{ onSaleFrom: '2019-01-01' }, ['INVALID_VALUE input.onSaleFrom']],
      [{ endOfSaleOn: '2020-01-01' }, ['INVALID_VALUE input.endOfSaleOn']],
      [{ maximumQuantity: 1 }, ['INVALID_VALUE input.maximumQuantity']],
      [{ minimumQuantity: 11 }, ['INVALID_VALUE input.minimumQuantity']],
      [{ quantityIncrement: 11 }, ['INVALID_VALUE input.quantityIncrement']],
      [
        { preorderFrom: '2040-01-01', minimumQuantity: 0 },
        ['INVALID_VALUE input.minimumQuantity', 'INVALID_VALUE input.preorderFrom'],
      ],
    ])('judges what it would become: %j', async (changes, problems) => {
      const { id } = await listing('DE', {
        preorderFrom: '2019-01-01',
        endOfSaleOn: '2030-01-01',
        minimumQuantity: 2,
        maximumQuantity: 10,
      });
      const input = { id, expectedVersion: 1, ...changes };
      if (problems.length > 0) expect(await refused('listingUpdate', input)).toEqual(problems);
      else expect((await send('listingUpdate', input)).userErrors).toEqual([]);
    });

    it('lets one of many change it, when all have read the same version', async () => {
      const { id } = await listing();
      const answers = await inParallel(6, (n) =>
        send('listingUpdate', { id, expectedVersion: 1, minimumQuantity: n + 2 }),
      );
      const codes = answers.flatMap(({ userErrors }) =>
        userErrors.map(({ code }: { code: string }) => code),
      );
      expect(codes).toEqual(Array(5).fill('CONFLICT'));
      expect(await recordsOf(portal, id)).toHaveLength(1);
    });
  });

  describe('listingPause and listingResume', () => {
    it('stop and start its orders, with the reason and the records', async () => {
      const { id, sku } = await listing();
      const before = await revisions(portal);
      const paused = await send('listingPause', { id, expectedVersion: 1, reason: ' A check ' });
      expect(paused.userErrors).toEqual([]);
      expect(paused.listing).toMatchObject({
        version: 2,
        stage: 'ON_SALE',
        pausedReason: 'A check',
        orderable: false,
        obstacles: [{ code: 'LISTING_NOT_ORDERABLE' }],
      });
      const again = await send('listingPause', { id, expectedVersion: 2, reason: 'Longer' });
      expect(again.listing).toMatchObject({ version: 3, pausedReason: 'Longer' });
      const resumed = await send('listingResume', { id, expectedVersion: 3 });
      expect(resumed.listing).toMatchObject({ version: 4, pausedReason: null, orderable: true });
      const same = await send('listingResume', { id, expectedVersion: 4 });
      expect(same).toMatchObject({ listing: { version: 4 }, userErrors: [] });
      expect(await recordsOf(portal, id)).toMatchObject([
        {
          operation: 'PAUSE',
          version: 2,
          old: { pausedReason: null },
          new: { pausedReason: 'A check' },
        },
        {
          operation: 'PAUSE',
          version: 3,
          old: { pausedReason: 'A check' },
          new: { pausedReason: 'Longer' },
        },
        {
          operation: 'RESUME',
          version: 4,
          old: { pausedReason: 'Longer' },
          new: { pausedReason: null },
        },
      ]);
      const events = await portal.rows(
        'SELECT type, payload FROM platform.outbox WHERE entity_id = $1 ORDER BY at',
        [id],
      );
      const payload = { listingId: id, sku, marketCode: 'DE' };
      expect(events).toEqual([
        { type: 'listing.paused', payload },
        { type: 'listing.paused', payload },
        { type: 'listing.resumed', payload },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 3 });
    });

    it.each([
      ['', ['REQUIRED input.reason']],
      ['r'.repeat(501), ['INVALID_VALUE input.reason']],
      ['nul\u0000', ['INVALID_VALUE input.reason']],
    ])('needs a reason that can be kept: case %#', async (reason, problems) => {
      const { id } = await listing();
      expect(await refused('listingPause', { id, expectedVersion: 1, reason })).toEqual(problems);
    });
  });

  describe('listingDelete', () => {
    it('takes back what was never ordered', async () => {
      const { id, sku } = await listing('DE', { pausedReason: 'A mistake' });
      const before = await revisions(portal);
      const { listing: gone, userErrors } = await send('listingDelete', { id, expectedVersion: 1 });
      expect(userErrors).toEqual([]);
      expect(gone).toMatchObject({ id, sku, pausedReason: 'A mistake' });
      expect(await portal.rows('SELECT id FROM catalog.listing WHERE id = $1', [id])).toEqual([]);
      expect(await recordsOf(portal, id)).toMatchObject([
        {
          operation: 'DELETE',
          version: null,
          old: { sku, marketCode: 'DE', ...FREE, pausedReason: 'A mistake' },
          new: null,
          marketCode: 'DE',
        },
      ]);
      expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
    });
  });

  describe.each(EDITS)('%s', (name) => {
    const more = name === 'listingPause' ? { reason: 'A check' } : {};

    it('refuses a version that is not the present one, and says which is', async () => {
      const { id } = await listing();
      const input = { id, expectedVersion: 2, ...more };
      expect(await refused(name, input)).toEqual(['CONFLICT input.expectedVersion']);
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const { data } = await portal.ask(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { userErrors { version } } }`,
        { input },
        { token: keepers.manager.token },
      );
      expect(data[name].userErrors).toEqual([{ version: 1 }]);
    });

    it('knows no listing of a market outside the own regions, nor one that nobody has', async () => {
      const { id } = await listing('DE');
      const missing = [{ code: 'NOT_FOUND', path: ['input', 'id'] }];
      for (const target of [id, newId()]) {
        const input = { id: target, expectedVersion: 1, ...more };
        const { userErrors } = await send(name, input, keepers.asian);
        expect(userErrors).toMatchObject(missing);
      }
      expect(await recordsOf(portal, id)).toEqual([]);
      const near = await listing('IN');
      const input = { id: near.id, expectedVersion: 1, ...more };
      expect((await send(name, input, keepers.asian)).userErrors).toEqual([]);
      expect(await refused(name, { ...input, id: 'x' })).toEqual(['INVALID_VALUE input.id']);
    });

    it('is not for the other staff, nor for staff who speak for a reseller', async () => {
      const { id } = await listing();
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const channel = await addStaff(portal, 'CHANNEL_MANAGER');
      const token = await tokenForReseller(portal);
      const ask = (by: string) =>
        portal.ask(
          `mutation ($input: ${type}Input!) { ${name}(input: $input) { listing { id } } }`,
          { input: { id, expectedVersion: 1, ...more } },
          { token: by },
        );
      for (const by of [channel.token, token]) {
        const { errors } = await ask(by);
        expect(errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
      }
      expect(await recordsOf(portal, id)).toEqual([]);
    });
  });

  it('shows the records of a listing to those who look after its market', async () => {
    const { id } = await listing('DE');
    await send('listingPause', { id, expectedVersion: 1, reason: 'A check' });
    const records = async (token: string) =>
      (
        await portal.ask(
          `{ auditRecords(filter: { entityId: "${id}" }) { nodes { entity operation } } }`,
          {},
          { token },
        )
      ).data.auditRecords.nodes;
    expect(await records(keepers.manager.token)).toEqual([
      { entity: 'LISTING', operation: 'PAUSE' },
    ]);
    expect(await records(keepers.asian.token)).toEqual([]);
  });
});
