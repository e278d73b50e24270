import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemandReauthorizations } from '../../src/reseller/demand-reauthorizations.js';
import type { ResellerState } from '../../src/reseller/reseller.machine.js';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import {
  changed,
  refusedChange,
  sendChange,
  targetOf,
  type ResellerMutation,
} from '../support/world/channel.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import {
  acceptAgreement,
  addAgreement,
  addAuthorization,
  addRelationship,
  addReseller,
  type ResellerOptions,
} from '../support/world/reseller.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

let portal: Portal;
let manager: Person;
let apacManager: Person;
let admin: Person;
let emea: string;

beforeAll(async () => {
  portal = await startPortal('reseller-lifecycle');
  emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'NZ', regionId: apac, timeZone: 'Pacific/Auckland' });
  await addMarket(portal.db, { code: 'WS', regionId: apac, timeZone: 'Pacific/Pago_Pago' });
  await addMarket(portal.db, { code: 'KI', regionId: apac, timeZone: 'Pacific/Kiritimati' });
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [emea]);
  apacManager = await addStaff(portal, 'CHANNEL_MANAGER', [apac]);
  admin = await addStaff(portal, 'ADMIN');
});
afterAll(() => portal.stop());

let partnerIds = 4_000_000;

/** One that could be reauthorised in any state. */
function addOne(options: ResellerOptions = {}): Promise<string> {
  partnerIds += 1;
  return addReseller(portal.db, {
    markets: ['DE'],
    tier: 'PREMIER',
    partnerLocationId: String(partnerIds),
    partnerGlobalId: '4711000',
    ...options,
  });
}

/** A case of the table: a state, or REAUTHORIZATION_DUE whose day has come while no job has run. */
type Case = ResellerState | 'OVERDUE';

function addIn(state: Case): Promise<string> {
  return state === 'OVERDUE'
    ? addOne({ state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: daysFromToday(-2) })
    : addOne({ state });
}

const EXTRAS: Partial<Record<ResellerMutation, object>> = {
  resellerSuspend: { reason: ' Invoices are overdue ' },
  resellerReauthorizationDemand: { dueOn: daysFromToday(60) },
  resellerTerminate: { reason: 'It has closed' },
  resellerTierChange: { tier: 'AUTHORIZED' },
  resellerUpdate: { legalName: 'Under another name' },
};

/** What each mutation is called in the machine and in the trail. */
const OPERATIONS: [ResellerMutation, string][] = [
  ['resellerSuspend', 'SUSPEND'],
  ['resellerResume', 'LIFT_SUSPENSION'],
  ['resellerReauthorizationDemand', 'DEMAND_REAUTHORIZATION'],
  ['resellerReauthorize', 'REAUTHORIZE'],
  ['resellerTerminate', 'TERMINATE'],
  ['resellerTierChange', 'CHANGE_TIER'],
  ['resellerUpdate', 'UPDATE'],
];

/** Where each leads, in the order above; '-' is refused. */
const TABLE: Record<Case, string[]> = {
  ACTIVE: ['SUSPENDED', '-', 'REAUTHORIZATION_DUE', '-', 'TERMINATED', 'ACTIVE', 'ACTIVE'],
  SUSPENDED: ['-', 'ACTIVE', '-', '-', 'TERMINATED', 'SUSPENDED', 'SUSPENDED'],
  REAUTHORIZATION_DUE: [
    'SUSPENDED',
    '-',
    '-',
    'ACTIVE',
    'TERMINATED',
    'REAUTHORIZATION_DUE',
    'REAUTHORIZATION_DUE',
  ],
  OVERDUE: ['-', '-', '-', '-', 'TERMINATED', 'REAUTHORIZATION_DUE', 'REAUTHORIZATION_DUE'],
  DEAUTHORIZED: ['-', '-', '-', '-', 'TERMINATED', 'DEAUTHORIZED', 'DEAUTHORIZED'],
  TERMINATED: ['-', '-', '-', '-', '-', '-', '-'],
};

interface Trail {
  operation: string;
  from: string | null;
  to: string | null;
  version: number;
  event: string | null;
}

function trailOf(resellerId: string): Promise<Trail[]> {
  return portal.rows<{
    operation: string;
    from: string | null;
    to: string | null;
    version: number;
    event: string | null;
  }>(
    `SELECT r.operation, r.from_state AS "from", r.to_state AS "to", r.entity_version AS version,
       (SELECT o.type FROM platform.outbox o WHERE o.audit_id = r.id) AS event
     FROM platform.audit_record r WHERE r.entity = 'RESELLER' AND r.entity_id = $1 ORDER BY r.seq`,
    [resellerId],
  );
}

describe('each state and operation', () => {
  const cases = Object.entries(TABLE).flatMap(([state, targets]) =>
    OPERATIONS.map(([name, operation], i) => ({
      state: state as Case,
      name,
      operation,
      target: targets[i] ?? '',
    })),
  );

  it.each(cases.filter(({ target }) => target !== '-'))(
    '$state – $name → $target',
    async ({ state, name, operation, target }) => {
      const id = await addIn(state);
      const input = { ...(await targetOf(portal, id)), ...EXTRAS[name] };
      const reseller = await changed(portal, name, { input, token: manager.token });
      expect(reseller).toMatchObject({ id, state: target, version: 2 });
      const isStep = !['CHANGE_TIER', 'UPDATE'].includes(operation);
      const stored = state === 'OVERDUE' ? 'REAUTHORIZATION_DUE' : state;
      expect(await trailOf(id)).toEqual([
        {
          operation,
          from: isStep ? stored : null,
          to: isStep ? target : null,
          version: 2,
          event: isStep
            ? 'reseller.state_changed'
            : operation === 'UPDATE'
              ? 'reseller.updated'
              : 'reseller.tier_changed',
        },
      ]);
    },
  );

  it.each(cases.filter(({ target }) => target === '-'))(
    '$state refuses $name',
    async ({ state, name, operation }) => {
      const id = await addIn(state);
      const input = { ...(await targetOf(portal, id)), ...EXTRAS[name] };
      expect(await refusedChange(portal, name, { input, token: manager.token })).toEqual([
        {
          code: 'ILLEGAL_TRANSITION',
          path: 'input.resellerId',
          // Who is overdue is DEAUTHORIZED by the clock.
          state: state === 'OVERDUE' ? 'DEAUTHORIZED' : state,
          operation,
        },
      ]);
    },
  );
});

describe('every change', () => {
  const names = OPERATIONS.map(([name]) => name);

  it.each(names)('%s is refused at another version than the latest', async (name) => {
    const id = await addOne();
    const input = { resellerId: id, expectedVersion: 7, ...EXTRAS[name] };
    expect(await refusedChange(portal, name, { input, token: manager.token })).toEqual([
      { code: 'CONFLICT', path: 'input.expectedVersion', version: 1 },
    ]);
  });

  it.each(names)(
    '%s does not find a reseller of other regions, nor one that is none',
    async (name) => {
      const far = await addOne({ markets: ['NZ'] });
      for (const resellerId of [far, newId()]) {
        const input = { resellerId, expectedVersion: 1, ...EXTRAS[name] };
        expect(await refusedChange(portal, name, { input, token: manager.token })).toEqual([
          { code: 'NOT_FOUND', path: 'input.resellerId' },
        ]);
      }
    },
  );

  it.each(names)('%s is refused to who speaks for a reseller, also as staff', async (name) => {
    const id = await addOne();
    const { token, userId } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER')`,
      [userId],
    );
    const input = { ...(await targetOf(portal, id)), ...EXTRAS[name] };
    const { errors } = await sendChange(portal, name, { input, token });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(await trailOf(id)).toEqual([]);
  });

  it.each(names)('%s is done once when many do it at once', async (name) => {
    const before = { resellerResume: 'SUSPENDED', resellerReauthorize: 'REAUTHORIZATION_DUE' };
    const id = await addIn((before[name as keyof typeof before] as Case) ?? 'ACTIVE');
    const input = { ...(await targetOf(portal, id)), ...EXTRAS[name] };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sendChange(portal, name, { input, token: manager.token })),
    );
    const codes = answers.map(({ data }) => data[name].userErrors[0]?.code ?? 'DONE');
    expect(codes.filter((code) => code === 'DONE')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['DONE', 'CONFLICT']));
    expect(await trailOf(id)).toHaveLength(1);
  });
});

describe('a suspension', () => {
  it.each([
    ['', 'REQUIRED', undefined],
    ['x'.repeat(501), 'INVALID_VALUE', 'LENGTH'],
  ])('needs a reason: %#', async (reason, code, rule) => {
    const input = { ...(await targetOf(portal, await addOne())), reason };
    expect(await refusedChange(portal, 'resellerSuspend', { input, token: manager.token })).toEqual(
      [{ code, path: 'input.reason', ...(rule && { rule }) }],
    );
  });

  it('tells its reason to staff and to administrators of the reseller, and to nobody else', async () => {
    const id = await addOne();
    const input = { ...(await targetOf(portal, id)), ...EXTRAS.resellerSuspend };
    await changed(portal, 'resellerSuspend', { input, token: manager.token });
    const own = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    const buyer = await addPerson(portal, { resellerId: id, role: 'BUYER' });
    const approver = await addPerson(portal, { resellerId: id, role: 'APPROVER' });
    const desk = await addStaff(portal, 'ORDER_DESK');
    const reasonFor = async ({ token }: Person): Promise<unknown> => {
      const query = 'query ($id: ID!) { reseller(id: $id) { state stateReason stateSince } }';
      const { data } = await portal.ask(query, { id }, { token });
      expect(data.reseller.state).toBe('SUSPENDED');
      expect(Date.now() - Date.parse(data.reseller.stateSince)).toBeLessThan(60_000);
      return data.reseller.stateReason;
    };
    for (const person of [manager, desk, own]) {
      expect(await reasonFor(person)).toBe('Invoices are overdue');
    }
    for (const person of [buyer, approver]) expect(await reasonFor(person)).toBeNull();
    const resumed = await changed(portal, 'resellerResume', {
      input: await targetOf(portal, id),
      token: manager.token,
    });
    expect(resumed).toMatchObject({ state: 'ACTIVE', stateReason: null });
  });

  it('of one whose reauthorisation is due leads back there, with the same day', async () => {
    const dueOn = daysFromToday(30);
    const id = await addOne({ state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: dueOn });
    const input = { ...(await targetOf(portal, id)), ...EXTRAS.resellerSuspend };
    await changed(portal, 'resellerSuspend', { input, token: manager.token });
    const resumed = await changed(portal, 'resellerResume', {
      input: await targetOf(portal, id),
      token: manager.token,
    });
    expect(resumed).toMatchObject({ state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: dueOn });
  });
});

describe('a demand to be reauthorised', () => {
  it.each([daysFromToday(-2), '2020-01-01', daysFromToday(400)])(
    'is refused for %s',
    async (dueOn) => {
      const input = { ...(await targetOf(portal, await addOne())), dueOn };
      expect(
        await refusedChange(portal, 'resellerReauthorizationDemand', {
          input,
          token: manager.token,
        }),
      ).toEqual([{ code: 'INVALID_VALUE', path: 'input.dueOn', rule: 'RANGE' }]);
    },
  );

  it('is refused for a day that has come in one of its markets', async () => {
    const [day] = await portal.rows<{ today: string; ahead: string }>(
      `SELECT today::text, (today + 1)::text AS ahead FROM market.market_v WHERE code = 'KI'`,
    );
    const target = await targetOf(portal, await addOne({ markets: ['KI', 'WS'] }));
    const token = admin.token;
    const name = 'resellerReauthorizationDemand';
    expect(
      await refusedChange(portal, name, { input: { ...target, dueOn: day?.today }, token }),
    ).toMatchObject([{ code: 'INVALID_VALUE', rule: 'RANGE' }]);
    const input = { ...target, dueOn: day?.ahead };
    expect(await changed(portal, name, { input, token })).toMatchObject({
      state: 'REAUTHORIZATION_DUE',
      reauthorizationDueOn: day?.ahead,
    });
  });
});

describe('a reauthorisation', () => {
  it('asks for both partner ids and for every agreement that is required, all at once', async () => {
    const agreementId = await addAgreement(portal.db, { regionId: emea });
    const id = await addOne({ state: 'REAUTHORIZATION_DUE' });
    await portal.db.query(
      'UPDATE reseller.reseller SET partner_location_id = NULL, partner_global_id = NULL WHERE id = $1',
      [id],
    );
    const input = await targetOf(portal, id);
    const request = { input, token: manager.token };
    expect(await refusedChange(portal, 'resellerReauthorize', request)).toEqual([
      { code: 'REQUIRED', path: 'reseller.partnerLocationId' },
      { code: 'REQUIRED', path: 'reseller.partnerGlobalId' },
      { code: 'AGREEMENT_NOT_ACCEPTED', path: 'reseller.agreements' },
    ]);
    const { userId } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    await acceptAgreement(portal.db, { agreementId, resellerId: id, userId });
    const ids = { partnerLocationId: ' 5550001 ', partnerGlobalId: '5550000' };
    await changed(portal, 'resellerUpdate', { input: { ...input, ...ids }, token: manager.token });
    const reseller = await changed(portal, 'resellerReauthorize', {
      input: { ...input, expectedVersion: 2 },
      token: manager.token,
    });
    expect(reseller).toMatchObject({
      state: 'ACTIVE',
      partnerLocationId: '5550001',
      reauthorizationDueOn: null,
      version: 3,
    });
    await portal.db.query('DELETE FROM reseller.agreement_acceptance');
    await portal.db.query('DELETE FROM reseller.agreement_text');
    await portal.db.query('DELETE FROM reseller.agreement');
  });
});

describe('a reauthorisation of one that has left a region', () => {
  it('asks for the agreements of the regions alone in which it still sells, or will', async () => {
    const id = await addOne({ state: 'REAUTHORIZATION_DUE' });
    const [apac] = await portal.rows<{ id: string }>(
      `SELECT id FROM market.region WHERE code = 'APAC'`,
    );
    const agreementId = await addAgreement(portal.db, { regionId: apac?.id ?? '' });
    const periodIn = (validFrom: string, validUntil: string | null): Promise<unknown> =>
      addAuthorization(portal.db, { resellerId: id, marketCode: 'NZ', validFrom, validUntil });
    await periodIn('2020-01-01', '2021-01-01');
    // Called off before it began.
    await periodIn('2090-01-01', '2090-01-01');
    const input = await targetOf(portal, id);
    expect(
      await changed(portal, 'resellerReauthorize', { input, token: manager.token }),
    ).toMatchObject({ state: 'ACTIVE' });
    await portal.db.query(
      `UPDATE reseller.reseller SET state = 'REAUTHORIZATION_DUE', reauthorization_due_on = '2999-01-01' WHERE id = $1`,
      [id],
    );
    await periodIn('2095-01-01', null);
    const again = { input: await targetOf(portal, id), token: manager.token };
    expect(await refusedChange(portal, 'resellerReauthorize', again)).toEqual([
      { code: 'AGREEMENT_NOT_ACCEPTED', path: 'reseller.agreements' },
    ]);
    await portal.db.query('DELETE FROM reseller.agreement_text WHERE agreement_id = $1', [
      agreementId,
    ]);
    await portal.db.query('DELETE FROM reseller.agreement WHERE id = $1', [agreementId]);
  });
});

describe('an update', () => {
  it('writes nothing when it changes nothing', async () => {
    const id = await addOne({ legalName: 'As it was' });
    const input = { ...(await targetOf(portal, id)), legalName: ' As it was ' };
    expect(await changed(portal, 'resellerUpdate', { input, token: manager.token })).toMatchObject({
      version: 1,
    });
    const tier = { ...(await targetOf(portal, id)), tier: 'PREMIER' };
    await changed(portal, 'resellerTierChange', { input: tier, token: manager.token });
    expect(await trailOf(id)).toEqual([]);
  });

  it('refuses what is no name and no partner id, and a partner location id of another', async () => {
    const id = await addOne();
    await addOne({ partnerLocationId: '6660001' });
    const target = await targetOf(portal, id);
    const token = manager.token;
    const wrong = { legalName: ' ', partnerLocationId: '12', partnerGlobalId: '12345x' };
    expect(
      await refusedChange(portal, 'resellerUpdate', { input: { ...target, ...wrong }, token }),
    ).toEqual([
      { code: 'REQUIRED', path: 'input.legalName' },
      { code: 'INVALID_VALUE', path: 'input.partnerLocationId', rule: 'PARTNER_ID' },
      { code: 'INVALID_VALUE', path: 'input.partnerGlobalId', rule: 'PARTNER_ID' },
    ]);
    const taken = { ...target, partnerLocationId: '6660001' };
    expect(await refusedChange(portal, 'resellerUpdate', { input: taken, token })).toEqual([
      { code: 'ALREADY_EXISTS', path: 'input.partnerLocationId' },
    ]);
    const cleared = { ...target, partnerLocationId: null };
    expect(await changed(portal, 'resellerUpdate', { input: cleared, token })).toMatchObject({
      partnerLocationId: null,
      partnerGlobalId: '4711000',
    });
  });
});

describe('the end of a reseller', () => {
  it('ends its authorisations and relationships, and keeps what it owes and who reads', async () => {
    const id = await addOne({
      type: 'DISTRIBUTOR',
      markets: ['DE'],
      creditLimits: { EUR: '1000.00' },
    });
    const partner = await addOne({ type: 'INDIRECT_RESELLER' });
    const asked = await addOne({ type: 'INDIRECT_RESELLER' });
    await addRelationship(portal.db, { distributorId: id, indirectResellerId: partner });
    await addRelationship(portal.db, {
      distributorId: id,
      indirectResellerId: asked,
      state: 'REQUESTED',
    });
    const own = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    await portal.db.query(
      `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from, valid_until)
       VALUES (gen_random_uuid(), $1, 'NZ', '2020-01-01', '2021-01-01'), (gen_random_uuid(), $1, 'NZ', '2098-01-01', NULL)`,
      [id],
    );
    const input = { ...(await targetOf(portal, id)), ...EXTRAS.resellerTerminate };
    const reseller = await changed(portal, 'resellerTerminate', { input, token: admin.token });
    const [today] = await portal.rows<{ day: string }>(
      `SELECT today::text AS day FROM market.market_v WHERE code = 'DE'`,
    );
    expect(reseller).toMatchObject({ state: 'TERMINATED', stateReason: 'It has closed' });
    expect(reseller.marketAuthorizations).toEqual([
      { id: expect.any(String), marketCode: 'DE', validFrom: '2020-01-01', validUntil: today?.day },
      {
        id: expect.any(String),
        marketCode: 'NZ',
        validFrom: '2020-01-01',
        validUntil: '2021-01-01',
      },
      {
        id: expect.any(String),
        marketCode: 'NZ',
        validFrom: '2098-01-01',
        validUntil: '2098-01-01',
      },
    ]);
    const states = reseller.relationships.map(({ state }: { state: string }) => state);
    expect(states.sort()).toEqual(['DECLINED', 'ENDED']);
    const records = await portal.rows<{ entity: string; operation: string; market: string | null }>(
      `SELECT entity, operation, market_code AS market FROM platform.audit_record
       WHERE $1 = ANY (party_ids) AND entity <> 'SESSION' ORDER BY seq`,
      [id],
    );
    expect(
      records
        .map((record) => [record.entity, record.operation, record.market].join(' ').trim())
        .sort(),
    ).toEqual([
      'MARKET_AUTHORIZATION END DE',
      'MARKET_AUTHORIZATION END NZ',
      'PARTNER_RELATIONSHIP DECLINE',
      'PARTNER_RELATIONSHIP END',
      'RESELLER TERMINATE',
    ]);
    const { data } = await portal.ask(
      'query ($id: ID!) { reseller(id: $id) { state creditAccounts { limit { amount } } } }',
      { id },
      { token: own.token },
    );
    expect(data.reseller).toEqual({
      state: 'TERMINATED',
      creditAccounts: [{ limit: { amount: '1000.00' } }],
    });
  });
});

describe('the clock', () => {
  const run = (): Promise<number> => portal.app.get(DemandReauthorizations).run();
  const stateOf = (id: string): Promise<object[]> =>
    portal.rows(
      `SELECT state, reauthorization_due_on - (now() AT TIME ZONE 'Europe/Berlin')::date AS days FROM reseller.reseller WHERE id = $1`,
      [id],
    );
  const authorizedAgo = (id: string, ago: string): Promise<unknown> =>
    portal.db.query(
      'UPDATE reseller.reseller SET authorized_at = now() - $2::interval WHERE id = $1',
      [id, ago],
    );

  it('demands a reauthorisation a year after the last one, due 60 days later', async () => {
    const [old, young, suspended] = [await addOne(), await addOne(), await addIn('SUSPENDED')];
    await authorizedAgo(old, '1 year');
    await authorizedAgo(young, '364 days');
    await authorizedAgo(suspended, '2 years');
    expect(await run()).toBeGreaterThanOrEqual(1);
    expect(await stateOf(old)).toEqual([{ state: 'REAUTHORIZATION_DUE', days: 60 }]);
    expect(await stateOf(young)).toEqual([{ state: 'ACTIVE', days: null }]);
    expect(await stateOf(suspended)).toEqual([{ state: 'SUSPENDED', days: null }]);
    expect(await trailOf(old)).toMatchObject([{ operation: 'DEMAND_REAUTHORIZATION', version: 2 }]);
    expect(await run()).toBe(0);
    const input = await targetOf(portal, old);
    await changed(portal, 'resellerReauthorize', { input, token: manager.token });
    expect(await run()).toBe(0);
  });

  it('takes the authorisation away when the day has come in the last of its markets', async () => {
    const [day] = await portal.rows<{ east: string; west: string }>(
      `SELECT (SELECT today::text FROM market.market_v WHERE code = 'KI') AS east,
         (SELECT today::text FROM market.market_v WHERE code = 'WS') AS west`,
    );
    const state = 'REAUTHORIZATION_DUE' as const;
    const markets = ['KI', 'WS'];
    const later = await addOne({ state, reauthorizationDueOn: day?.east ?? '', markets });
    const now = await addOne({ state, reauthorizationDueOn: day?.west ?? '', markets });
    await run();
    expect(await stateOf(later)).toMatchObject([{ state }]);
    expect(await stateOf(now)).toMatchObject([{ state: 'DEAUTHORIZED' }]);
    expect(await trailOf(now)).toEqual([
      {
        operation: 'DEAUTHORIZE',
        from: state,
        to: 'DEAUTHORIZED',
        version: 2,
        event: 'reseller.state_changed',
      },
    ]);
  });

  it('moves each once when two servers look at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => addIn('OVERDUE')));
    const moved = await Promise.all([run(), run(), run()]);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(5);
    for (const id of ids) expect(await trailOf(id)).toHaveLength(1);
  });
});

describe('the list of resellers', () => {
  it('finds those whose reauthorisation is due before a day, suspended ones too', async () => {
    const state = 'REAUTHORIZATION_DUE' as const;
    const due = { reauthorizationDueOn: '2990-05-01', markets: ['NZ'] };
    const early = await addOne({ legalName: 'Early in New Zealand', state, ...due });
    const held = await addOne({
      legalName: 'Held in New Zealand',
      state: 'SUSPENDED',
      stateBeforeSuspension: state,
      ...due,
    });
    await addOne({
      legalName: 'Late in New Zealand',
      state,
      ...due,
      reauthorizationDueOn: '2990-05-02',
    });
    await addOne({ legalName: 'Active in New Zealand', ...due });
    const { data } = await portal.ask(
      `{ resellers(filter: { search: "in New Zealand", reauthorizationDueBefore: "2990-05-02" }) { nodes { id } totalCount } }`,
      {},
      { token: apacManager.token },
    );
    expect(data.resellers).toEqual({ nodes: [{ id: early }, { id: held }], totalCount: 2 });
  });
});

describe('the history of a reseller', () => {
  it('is read by the staff of its regions, with what was said', async () => {
    const id = await addOne();
    const input = { ...(await targetOf(portal, id)), ...EXTRAS.resellerSuspend };
    await changed(portal, 'resellerSuspend', { input, token: manager.token });
    const query = `query ($id: ID!) { auditRecords(filter: { entity: "RESELLER", entityId: $id }) {
      nodes { operation fromState toState actorLabel changes { field old new } } } }`;
    const { data } = await portal.ask(query, { id }, { token: manager.token });
    expect(data.auditRecords.nodes).toEqual([
      {
        operation: 'SUSPEND',
        fromState: 'ACTIVE',
        toState: 'SUSPENDED',
        actorLabel: manager.email,
        changes: [{ field: 'reason', old: null, new: 'Invoices are overdue' }],
      },
    ]);
    const far = await portal.ask(query, { id }, { token: apacManager.token });
    expect(far.data.auditRecords.nodes).toEqual([]);
  });
});
