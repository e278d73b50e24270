import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addNearReseller,
  briefly,
  change,
  changeRaw,
  openPriceOffice,
  priceContent,
  recordsOf,
  revisionOf,
  type PriceOffice,
} from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addPerson, addStaff } from '../support/world/shop.world.js';

const DAY = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

let portal: Portal;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('price-lists');
  office = await openPriceOffice(portal);
}, 60_000);

afterAll(() => portal?.stop());

/** Runs a refused call: these are its refusals, and nothing was changed. */
async function refused(name: string, input: object, token?: string): Promise<string[]> {
  const before = await priceContent(portal);
  const facts = name === 'priceListCreate' ? 'rule' : 'rule version';
  const payload = await change(office, name, { input, facts }, token);
  expect(payload.priceList).toBeNull();
  expect(await priceContent(portal)).toEqual(before);
  return briefly(payload);
}

const LIST = { name: 'A list', marketCode: 'DE', audience: 'EVERYONE' };

describe('priceListCreate', () => {
  it('makes a list in the currency of its market, with record, event and revision', async () => {
    const [validFrom, validUntil] = [inDays(1), inDays(2)];
    const revision = await revisionOf(portal, 'KW');
    const { priceList, userErrors } = await change(office, 'priceListCreate', {
      input: {
        code: 'KW-PREMIER',
        name: '  Premier partners ',
        marketCode: 'KW',
        audience: 'TIER',
        tier: 'PREMIER',
        validFrom,
        validUntil,
        priority: 7,
      },
    });
    expect(userErrors).toEqual([]);
    expect(priceList).toEqual({
      id: expect.any(String),
      code: 'KW-PREMIER',
      name: 'Premier partners',
      marketCode: 'KW',
      currencyCode: 'KWD',
      audience: 'TIER',
      tier: 'PREMIER',
      resellerId: null,
      validFrom,
      validUntil,
      priority: 7,
      state: 'UPCOMING',
      version: 1,
    });
    expect(await recordsOf(portal, priceList.id)).toEqual([
      {
        operation: 'CREATE',
        entity_version: 1,
        old: null,
        new: {
          code: 'KW-PREMIER',
          name: 'Premier partners',
          marketCode: 'KW',
          currencyCode: 'KWD',
          audience: 'TIER',
          tier: 'PREMIER',
          validFrom,
          validUntil,
          priority: 7,
        },
        actor_user_id: office.manager.userId,
        market_code: 'KW',
        type: 'price_list.created',
      },
    ]);
    expect(await revisionOf(portal, 'KW')).toBe(revision + 1);
  });

  it('begins now when no beginning is given, and tells the reseller that it is for', async () => {
    const resellerId = await addNearReseller(portal);
    const { priceList } = await change(office, 'priceListCreate', {
      input: { ...LIST, code: 'DE-OWN', audience: 'RESELLER', resellerId },
    });
    expect(priceList).toMatchObject({ state: 'ACTIVE', resellerId, priority: 0, validUntil: null });
    const events = await portal.rows(
      `SELECT party_ids, payload FROM platform.outbox WHERE entity_id = $1`,
      [priceList.id],
    );
    expect(events).toEqual([
      { party_ids: [resellerId], payload: { code: 'DE-OWN', marketCode: 'DE' } },
    ]);
  });

  it('reports everything that is wrong at once and changes nothing', async () => {
    expect(
      await refused('priceListCreate', {
        code: 'de premier',
        name: ' ',
        marketCode: 'XX',
        audience: 'TIER',
        resellerId: newId(),
        validFrom: inDays(-1),
        validUntil: inDays(-2),
      }),
    ).toEqual([
      'INVALID_VALUE input.code FORMAT',
      'REQUIRED input.name',
      'UNKNOWN_MARKET input.marketCode',
      'REQUIRED input.tier',
      'INVALID_VALUE input.resellerId AUDIENCE',
      'NOT_FOUND input.resellerId',
      'INVALID_VALUE input.validFrom PAST',
      'INVALID_VALUE input.validUntil PERIOD',
    ]);
  });

  it.each([
    ['a code that is taken', { code: 'DE-PREMIER' }, ['ALREADY_EXISTS input.code']],
    ['NUL in a code', { code: 'A\0B' }, ['INVALID_VALUE input.code FORMAT']],
    ['NUL in a market', { marketCode: 'D\0' }, ['UNKNOWN_MARKET input.marketCode']],
    ['no id', { audience: 'RESELLER', resellerId: 'x' }, ['INVALID_VALUE input.resellerId UUID']],
    ['a reseller for everyone', { tier: 'PREMIER' }, ['INVALID_VALUE input.tier AUDIENCE']],
    ['a long name', { name: 'x'.repeat(201) }, ['INVALID_VALUE input.name LENGTH']],
  ])('refuses %s', async (_, changes, expected) => {
    expect(await refused('priceListCreate', { ...LIST, code: 'DE-NEW', ...changes })).toEqual(
      expected,
    );
  });

  it('gives a code to one of two who ask for it at the same moment', async () => {
    const payloads = await Promise.all(
      [1, 2, 3, 4].map(() =>
        change(office, 'priceListCreate', { input: { ...LIST, code: 'DE-RACE' } }),
      ),
    );
    expect(payloads.filter(({ priceList }) => priceList !== null)).toHaveLength(1);
    expect(payloads.flatMap(briefly)).toEqual(Array(3).fill('ALREADY_EXISTS input.code'));
  });
});

describe('a list of another region', () => {
  it('does not exist for whoever looks after other regions', async () => {
    const { token } = office.farManager;
    const resellerId = await addNearReseller(portal);
    const wanted = { ...LIST, code: 'FAR-1', audience: 'RESELLER', resellerId };
    expect(await refused('priceListCreate', wanted, token)).toEqual([
      'UNKNOWN_MARKET input.marketCode',
      'NOT_FOUND input.resellerId',
    ]);
    for (const name of ['priceListUpdate', 'priceListEnd', 'priceListDelete']) {
      const input = { code: 'DE-PREMIER', expectedVersion: 1 };
      expect(await refused(name, input, token)).toEqual(['NOT_FOUND input.code']);
    }
    const seen = await portal.ask('{ priceLists { nodes { code } totalCount } }', {}, { token });
    expect(seen.data.priceLists).toEqual({ nodes: [], totalCount: 0 });
    const one = await portal.ask('{ priceList(code: "DE-PREMIER") { id } }', {}, { token });
    expect(one.errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('is made and seen in the own region', async () => {
    const { token } = office.farManager;
    const input = { ...LIST, code: 'JP-ALL', marketCode: 'JP' };
    const { priceList } = await change(office, 'priceListCreate', { input }, token);
    expect(priceList).toMatchObject({ code: 'JP-ALL', currencyCode: 'JPY' });
    const seen = await portal.ask('{ priceLists { nodes { code } totalCount } }', {}, { token });
    expect(seen.data.priceLists).toEqual({ nodes: [{ code: 'JP-ALL' }], totalCount: 1 });
    const history = `{ auditRecords(filter: { entity: "PRICE_LIST" }) { nodes { entityId } } }`;
    const records = await portal.ask(history, {}, { token });
    expect(records.data.auditRecords.nodes).toEqual([{ entityId: priceList.id }]);
  });
});

describe('priceListUpdate', () => {
  it('changes what is given, keeps the rest, and records no more than what changed', async () => {
    const id = await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-UPD' });
    const revision = await revisionOf(portal, 'DE');
    const validUntil = inDays(3);
    const input = { code: 'DE-UPD', expectedVersion: 1, name: 'New', priority: 0, validUntil };
    const { priceList, userErrors } = await change(office, 'priceListUpdate', { input });
    expect(userErrors).toEqual([]);
    expect(priceList).toMatchObject({ name: 'New', priority: 0, validUntil, version: 2 });
    expect(await recordsOf(portal, id)).toMatchObject([
      {
        operation: 'UPDATE',
        entity_version: 2,
        old: { name: 'DE-UPD', validUntil: null },
        new: { name: 'New', validUntil },
        type: 'price_list.updated',
      },
    ]);
    expect(await revisionOf(portal, 'DE')).toBe(revision + 1);
    const cleared = { code: 'DE-UPD', expectedVersion: 2, validUntil: null };
    const second = await change(office, 'priceListUpdate', { input: cleared });
    expect(second.priceList).toMatchObject({ validUntil: null, version: 3 });
  });

  it('writes nothing when nothing differs', async () => {
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-SAME', priority: 3 });
    const before = await priceContent(portal);
    const input = { code: 'DE-SAME', expectedVersion: 1, name: 'DE-SAME', priority: 3 };
    const { priceList, userErrors } = await change(office, 'priceListUpdate', { input });
    expect([priceList.version, userErrors]).toEqual([1, []]);
    expect(await priceContent(portal)).toEqual(before);
  });

  it('keeps a beginning that has come', async () => {
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-BEGUN' });
    const input = { code: 'DE-BEGUN', expectedVersion: 1 };
    const other = { ...input, validFrom: inDays(1), validUntil: inDays(-1), name: '' };
    expect(await refused('priceListUpdate', other)).toEqual([
      'REQUIRED input.name',
      'INVALID_VALUE input.validFrom PERIOD_BEGUN',
      'INVALID_VALUE input.validUntil PAST',
    ]);
    expect(await refused('priceListUpdate', { ...input, validFrom: null })).toEqual([
      'REQUIRED input.validFrom',
    ]);
  });

  it('moves the period of a list that is to come, as long as it stays one', async () => {
    const validFrom = inDays(5);
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-COMING', validFrom });
    const input = { code: 'DE-COMING', expectedVersion: 1 };
    expect(await refused('priceListUpdate', { ...input, validUntil: inDays(4) })).toEqual([
      'INVALID_VALUE input.validUntil PERIOD',
    ]);
    expect(await refused('priceListUpdate', { ...input, validFrom: inDays(-4) })).toEqual([
      'INVALID_VALUE input.validFrom PAST',
    ]);
    const moved = { ...input, validFrom: inDays(2), validUntil: inDays(4) };
    const { priceList } = await change(office, 'priceListUpdate', { input: moved });
    expect(priceList).toMatchObject({
      validFrom: moved.validFrom,
      validUntil: moved.validUntil,
      version: 2,
    });
  });

  it('lets a list that has ended have another name and nothing else', async () => {
    const validUntil = inDays(-1);
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-OVER', validUntil });
    const input = { code: 'DE-OVER', expectedVersion: 1 };
    expect(
      await refused('priceListUpdate', { ...input, priority: 5, validUntil: inDays(1) }),
    ).toEqual([
      'INVALID_VALUE input.priority PERIOD_OVER',
      'INVALID_VALUE input.validUntil PERIOD_OVER',
    ]);
    const { priceList } = await change(office, 'priceListUpdate', {
      input: { ...input, name: 'Last year' },
    });
    expect(priceList).toMatchObject({ name: 'Last year', state: 'ENDED', validUntil });
  });

  it('refuses a stale version with the one that the list has', async () => {
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-STALE' });
    const before = await priceContent(portal);
    const payload = await change(office, 'priceListUpdate', {
      input: { code: 'DE-STALE', expectedVersion: 4, name: 'Late' },
      facts: 'version',
    });
    expect(payload).toMatchObject({
      priceList: null,
      userErrors: [{ code: 'CONFLICT', path: ['input', 'expectedVersion'], version: 1 }],
    });
    expect(await priceContent(portal)).toEqual(before);
  });

  it('takes one of several edits that were made at the same moment', async () => {
    const id = await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-PARALLEL' });
    const payloads = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        change(office, 'priceListUpdate', {
          input: { code: 'DE-PARALLEL', expectedVersion: 1, name: `Edit ${n}` },
        }),
      ),
    );
    const done = payloads.filter(({ priceList }) => priceList !== null);
    expect(done).toHaveLength(1);
    expect(payloads.flatMap(briefly)).toEqual(Array(4).fill('CONFLICT input.expectedVersion'));
    expect(await recordsOf(portal, id)).toMatchObject([{ new: { name: done[0].priceList.name } }]);
  });
});

describe('priceListEnd', () => {
  it('ends a list now, so that it no longer gives prices', async () => {
    const id = await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-NOW' });
    const input = { code: 'DE-NOW', expectedVersion: 1 };
    const { priceList } = await change(office, 'priceListEnd', { input });
    expect(priceList).toMatchObject({ state: 'ENDED', version: 2 });
    expect(await recordsOf(portal, id)).toMatchObject([
      {
        operation: 'END',
        old: { validUntil: null },
        new: { validUntil: priceList.validUntil },
        type: 'price_list.ended',
      },
    ]);
    expect(await refused('priceListEnd', { ...input, expectedVersion: 2 })).toEqual([
      'INVALID_VALUE input.code PERIOD_OVER',
    ]);
  });

  it('brings an end nearer, and never moves it away or before the beginning', async () => {
    const validUntil = inDays(10);
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-NEAR', validUntil });
    const input = { code: 'DE-NEAR', expectedVersion: 1 };
    expect(await refused('priceListEnd', { ...input, at: inDays(11) })).toEqual([
      'INVALID_VALUE input.at PERIOD',
    ]);
    expect(await refused('priceListEnd', { ...input, at: inDays(-1) })).toEqual([
      'INVALID_VALUE input.at PAST',
    ]);
    const at = inDays(9);
    const { priceList } = await change(office, 'priceListEnd', { input: { ...input, at } });
    expect(priceList).toMatchObject({ validUntil: at, state: 'ACTIVE', version: 2 });
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-LATER', validFrom: inDays(3) });
    expect(
      await refused('priceListEnd', { code: 'DE-LATER', expectedVersion: 1, at: inDays(2) }),
    ).toEqual(['INVALID_VALUE input.at PERIOD']);
  });
});

describe('priceListDelete', () => {
  it('takes a list that never was valid away, with its prices', async () => {
    const id = await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-NEVER',
      validFrom: inDays(3),
      entries: { [office.shop.a]: 1 },
    });
    const input = { code: 'DE-NEVER', expectedVersion: 1 };
    const { priceList, userErrors } = await change(office, 'priceListDelete', { input });
    expect([priceList.code, userErrors]).toEqual(['DE-NEVER', []]);
    expect(await portal.rows('SELECT FROM pricing.price_list WHERE id = $1', [id])).toEqual([]);
    expect(
      await portal.rows('SELECT FROM pricing.price_entry WHERE price_list_id = $1', [id]),
    ).toEqual([]);
    expect(await recordsOf(portal, id)).toMatchObject([
      { operation: 'DELETE', old: { code: 'DE-NEVER' }, new: null, type: 'price_list.deleted' },
    ]);
  });

  it('refuses one that has been valid', async () => {
    const input = { code: 'DE-PREMIER', expectedVersion: 1 };
    expect(await refused('priceListDelete', input)).toEqual(['INVALID_VALUE input.code IN_USE']);
  });
});

describe('who may not', () => {
  const CALLS: [string, object][] = [
    ['priceListCreate', { ...LIST, code: 'DE-NOT' }],
    ['priceListUpdate', { code: 'DE-PREMIER', expectedVersion: 1, name: 'x' }],
    ['priceListEnd', { code: 'DE-PREMIER', expectedVersion: 1 }],
    ['priceListDelete', { code: 'DE-PREMIER', expectedVersion: 1 }],
  ];

  it.each(CALLS)('changes nothing by %s', async (name, input) => {
    const { shop } = office;
    const desk = await addStaff(portal, 'CHANNEL_MANAGER');
    const before = await priceContent(portal);
    for (const { token } of [shop.buyer, shop.admin, shop.desk, desk]) {
      const answer = await changeRaw(portal, name, { input }, token);
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await priceContent(portal)).toEqual(before);
  });

  it('is also a catalog manager who speaks for a reseller', async () => {
    const person = await addPerson(portal, {
      resellerId: office.shop.reseller.id,
      role: 'RESELLER_ADMIN',
    });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CATALOG_MANAGER')`,
      [person.userId],
    );
    const before = await priceContent(portal);
    for (const [name, input] of CALLS) {
      const { errors } = await changeRaw(portal, name, { input }, person.token);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const lists = await portal.ask('{ priceLists { nodes { code } } }', {}, person);
    expect(lists.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(await priceContent(portal)).toEqual(before);
  });
});
