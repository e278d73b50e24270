import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  changed,
  refusedChange,
  sendChange,
  targetOf,
  type ResellerMutation,
} from '../support/world/channel.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

let portal: Portal;
let manager: Person;
let apacManager: Person;
let resellerId: string;

/** Days of the market DE, of which the tests speak as 0 (today), 1 (tomorrow), … */
let day: (n: number) => string;

beforeAll(async () => {
  portal = await startPortal('market-periods');
  const emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'FR', regionId: emea });
  await addMarket(portal.db, { code: 'KI', regionId: apac, timeZone: 'Pacific/Kiritimati' });
  await addMarket(portal.db, { code: 'WS', regionId: apac, timeZone: 'Pacific/Pago_Pago' });
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [emea]);
  apacManager = await addStaff(portal, 'CHANNEL_MANAGER', [apac]);
  const today = await todayIn('DE');
  day = (n) =>
    new Date(Date.parse(`${today}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
});
afterAll(() => portal.stop());

beforeEach(async () => {
  resellerId = await addReseller(portal.db, { markets: ['FR'] });
});

async function todayIn(marketCode: string): Promise<string> {
  const [row] = await portal.rows<{ today: string }>(
    'SELECT today::text FROM market.market_v WHERE code = $1',
    [marketCode],
  );
  return row?.today ?? '';
}

interface Kind {
  grant: ResellerMutation;
  end: ResellerMutation;
  /** The field of an end that names the period. */
  idField: string;
  field: 'marketAuthorizations' | 'taxExemptions';
  entity: string;
  table: string;
  more: object;
}

const KINDS: Kind[] = [
  {
    grant: 'marketAuthorizationGrant',
    end: 'marketAuthorizationEnd',
    idField: 'authorizationId',
    field: 'marketAuthorizations',
    entity: 'MARKET_AUTHORIZATION',
    table: 'reseller.market_authorization',
    more: {},
  },
  {
    grant: 'taxExemptionGrant',
    end: 'taxExemptionEnd',
    idField: 'exemptionId',
    field: 'taxExemptions',
    entity: 'TAX_EXEMPTION',
    table: 'reseller.tax_exemption',
    more: { certificateNumber: 'EX-2026-1' },
  },
];

interface PeriodNode {
  id: string;
  marketCode: string;
  validFrom: string;
  validUntil: string | null;
}

describe.each(KINDS)('$entity', ({ grant, end, idField, field, entity, table, more }) => {
  const grantInput = async (changes: object = {}): Promise<object> => ({
    ...(await targetOf(portal, resellerId)),
    marketCode: 'DE',
    ...more,
    ...changes,
  });
  const granted = async (changes: object = {}): Promise<PeriodNode> => {
    const request = { input: await grantInput(changes), token: manager.token };
    const reseller = await changed(portal, grant, request);
    const nodes: PeriodNode[] = reseller[field];
    const newest = nodes.filter(({ marketCode }) => marketCode === 'DE').at(-1);
    if (!newest) throw new Error('nothing was granted');
    return newest;
  };
  const endInput = async (id: string, changes: object = {}): Promise<object> => ({
    [idField]: id,
    expectedVersion: (await targetOf(portal, resellerId)).expectedVersion,
    ...changes,
  });
  const refusedGrant = async (changes: object): Promise<object[]> =>
    refusedChange(portal, grant, { input: await grantInput(changes), token: manager.token });
  const refusedEnd = async (id: string, changes: object): Promise<object[]> =>
    refusedChange(portal, end, { input: await endInput(id, changes), token: manager.token });
  const insert = async (validFrom: string, validUntil: string | null): Promise<string> => {
    const id = newId();
    const columns = entity === 'TAX_EXEMPTION' ? ', certificate_number' : '';
    await portal.db.query(
      `INSERT INTO ${table} (id, reseller_id, market_code, valid_from, valid_until${columns})
       VALUES ($1, $2, 'DE', $3, $4${columns && `, 'EX-0'`})`,
      [id, resellerId, validFrom, validUntil],
    );
    return id;
  };

  it('begins today in the zone of its market and stays open, when nothing else is said', async () => {
    expect(await granted()).toMatchObject({ validFrom: day(0), validUntil: null, ...more });
    const own = await addReseller(portal.db, { markets: ['KI', 'WS'] });
    // Only what was granted on another day than its market's would overlap with what follows.
    await portal.db.query('DELETE FROM reseller.market_authorization WHERE reseller_id = $1', [
      own,
    ]);
    const admin = await addStaff(portal, 'ADMIN');
    for (const marketCode of ['KI', 'WS']) {
      const input = { ...(await targetOf(portal, own)), marketCode, ...more };
      const reseller = await changed(portal, grant, { input, token: admin.token });
      const nodes: PeriodNode[] = reseller[field];
      expect(nodes.find((node) => node.marketCode === marketCode)?.validFrom).toBe(
        await todayIn(marketCode),
      );
    }
  });

  it('is told of in the trail of its market and of its reseller, and raises the version', async () => {
    const period = await granted({ validFrom: day(3), validUntil: day(9) });
    const trail = await portal.rows<object>(
      `SELECT r.operation, r.market_code, r.parent_id = $2 AS "ofReseller", r.party_ids = ARRAY[$2::uuid] AS "forReseller",
         o.type, o.payload ->> 'validFrom' AS "validFrom"
       FROM platform.audit_record r JOIN platform.outbox o ON o.audit_id = r.id WHERE r.entity = $3 AND r.entity_id = $1`,
      [period.id, resellerId, entity],
    );
    const type =
      entity === 'TAX_EXEMPTION' ? 'reseller.tax_exemption_granted' : 'reseller.market_authorized';
    expect(trail).toEqual([
      {
        operation: 'GRANT',
        market_code: 'DE',
        ofReseller: true,
        forReseller: true,
        type,
        validFrom: day(3),
      },
    ]);
    expect(await targetOf(portal, resellerId)).toMatchObject({ expectedVersion: 2 });
    const query = `query ($id: ID!, $entity: String) {
      auditRecords(filter: { entityId: $id, entity: $entity }) { nodes { operation } } }`;
    for (const [{ token }, nodes] of [
      [manager, [{ operation: 'GRANT' }]],
      [apacManager, []],
    ] as const) {
      const { data } = await portal.ask(query, { id: period.id, entity }, { token });
      expect(data.auditRecords.nodes).toEqual(nodes);
    }
  });

  it.each([
    ['in the past', -1, null, 'validFrom', 'PAST_DAY'],
    ['an empty one', 5, 5, 'validUntil', 'PERIOD'],
    ['one that ends before it begins', 5, 4, 'validUntil', 'PERIOD'],
    ['one of the far future', 100_000, null, 'validFrom', 'RANGE'],
  ] as const)('is refused as a period %s', async (_, from, until, at, rule) => {
    const period = { validFrom: day(from), validUntil: until === null ? null : day(until) };
    expect(await refusedGrant(period)).toEqual([
      { code: 'INVALID_VALUE', path: `input.${at}`, rule },
    ]);
  });

  it('does not overlap with another in the market, and may follow it at once', async () => {
    await granted({ validFrom: day(5), validUntil: day(10) });
    const exists = [{ code: 'ALREADY_EXISTS', path: 'input' }];
    expect(await refusedGrant({ validFrom: day(9) })).toEqual(exists);
    expect(await refusedGrant({ validFrom: day(0) })).toEqual(exists);
    expect(await refusedGrant({ validFrom: day(5), validUntil: day(10) })).toEqual(exists);
    await granted({ validFrom: day(10) });
    await granted({ validFrom: day(0), validUntil: day(5) });
  });

  it('is granted once when many grant it at once', async () => {
    const input = await grantInput();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => sendChange(portal, grant, { input, token: manager.token })),
    );
    const codes = answers.map(({ data }) => data[grant].userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'DONE']);
    expect(
      await portal.rows(`SELECT 1 FROM ${table} WHERE reseller_id = $1 AND market_code = 'DE'`, [
        resellerId,
      ]),
    ).toHaveLength(1);
  });

  it.each(['XX', 'KI', 'de', '🛒', 'D\0'])('knows no market %j there', async (marketCode) => {
    expect(await refusedGrant({ marketCode })).toEqual([
      { code: 'UNKNOWN_MARKET', path: 'input.marketCode' },
    ]);
  });

  it('is not granted and not ended once the reseller is TERMINATED', async () => {
    const { id } = await granted();
    await portal.db.query(`UPDATE reseller.reseller SET state = 'TERMINATED' WHERE id = $1`, [
      resellerId,
    ]);
    const state = 'TERMINATED';
    const problem = { code: 'ILLEGAL_TRANSITION', path: 'input.resellerId', state };
    expect(await refusedGrant({ marketCode: 'FR', validFrom: day(1), validUntil: day(2) })).toEqual(
      [{ ...problem, operation: `GRANT_${entity}` }],
    );
    expect(await refusedEnd(id, {})).toEqual([{ ...problem, operation: `END_${entity}` }]);
  });

  it('ends today, or on a day to come, and an end moves as long as it has not come', async () => {
    const { id } = await granted({ validFrom: day(0) });
    const endOn = async (validUntil?: string): Promise<string | null | undefined> => {
      const input = await endInput(id, { validUntil });
      const reseller = await changed(portal, end, { input, token: manager.token });
      return (reseller[field] as PeriodNode[]).find((node) => node.id === id)?.validUntil;
    };
    expect(await endOn(day(20))).toBe(day(20));
    expect(await endOn(day(30))).toBe(day(30));
    const { expectedVersion } = await targetOf(portal, resellerId);
    expect(await endOn(day(30))).toBe(day(30));
    expect(await targetOf(portal, resellerId)).toMatchObject({ expectedVersion });
    expect(await endOn()).toBe(day(0));
    expect(await refusedEnd(id, { validUntil: day(3) })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.validUntil', rule: 'PAST_DAY' },
    ]);
  });

  it('of the past does not change', async () => {
    const id = await insert('2020-01-01', '2021-01-01');
    expect(await refusedEnd(id, { validUntil: day(1) })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.validUntil', rule: 'PAST_DAY' },
    ]);
    const open = await insert('2022-01-01', null);
    expect(await refusedEnd(open, { validUntil: day(-1) })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.validUntil', rule: 'PAST_DAY' },
    ]);
  });

  it('that has not begun is called off by its first day, and another takes its place', async () => {
    const { id } = await granted({ validFrom: day(7) });
    expect(await refusedEnd(id, { validUntil: day(6) })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.validUntil', rule: 'PERIOD' },
    ]);
    const input = await endInput(id);
    const reseller = await changed(portal, end, { input, token: manager.token });
    expect((reseller[field] as PeriodNode[]).find((node) => node.id === id)).toMatchObject({
      validFrom: day(7),
      validUntil: day(7),
    });
    await granted({ validFrom: day(7) });
  });

  it('is not moved into the next one', async () => {
    const { id } = await granted({ validFrom: day(0), validUntil: day(5) });
    await granted({ validFrom: day(8) });
    expect(await refusedEnd(id, { validUntil: day(9) })).toEqual([
      { code: 'ALREADY_EXISTS', path: 'input' },
    ]);
  });

  it('is not found by staff of other regions, and a stale version is refused', async () => {
    const { id } = await granted();
    const input = await endInput(id);
    const notFound = [{ code: 'NOT_FOUND', path: `input.${idField}` }];
    expect(await refusedChange(portal, end, { input, token: apacManager.token })).toEqual(notFound);
    expect(await refusedEnd(newId(), {})).toEqual(notFound);
    expect(await refusedEnd('nonsense', {})).toMatchObject([{ code: 'INVALID_VALUE' }]);
    expect(await refusedEnd(id, { expectedVersion: 1 })).toEqual([
      { code: 'CONFLICT', path: 'input.expectedVersion', version: 2 },
    ]);
  });

  it('is refused to who speaks for the reseller', async () => {
    const { token } = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    const { errors } = await sendChange(portal, grant, { input: await grantInput(), token });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});

describe('a tax exemption', () => {
  it.each([
    [' ', 'REQUIRED', undefined],
    ['x'.repeat(81), 'INVALID_VALUE', 'LENGTH'],
  ])('needs the number of a certificate: %#', async (certificateNumber, code, rule) => {
    const input = { ...(await targetOf(portal, resellerId)), marketCode: 'DE', certificateNumber };
    expect(
      await refusedChange(portal, 'taxExemptionGrant', { input, token: manager.token }),
    ).toEqual([{ code, path: 'input.certificateNumber', ...(rule && { rule }) }]);
  });
});

describe('a region', () => {
  it('looks after a reseller that was authorised there, not after one whose authorisation was called off', async () => {
    const own = await addReseller(portal.db, { markets: ['FR'] });
    const admin = await addStaff(portal, 'ADMIN');
    const input = { ...(await targetOf(portal, own)), marketCode: 'KI', validFrom: '2098-01-01' };
    const query = 'query ($id: ID!) { reseller(id: $id) { id } }';
    const isSeen = async (): Promise<boolean> =>
      (await portal.ask(query, { id: own }, { token: apacManager.token })).errors.length === 0;
    expect(await isSeen()).toBe(false);
    const request = { input, token: admin.token };
    const reseller = await changed(portal, 'marketAuthorizationGrant', request);
    expect(await isSeen()).toBe(true);
    const nodes: PeriodNode[] = reseller.marketAuthorizations;
    const authorizationId = nodes.find(({ marketCode }) => marketCode === 'KI')?.id;
    await changed(portal, 'marketAuthorizationEnd', {
      input: { authorizationId, expectedVersion: 2 },
      token: admin.token,
    });
    expect(await isSeen()).toBe(false);
  });
});

describe('several changes in one request', () => {
  it('each answer with the reseller as it is by then, and all that belongs to it', async () => {
    const grant = (version: number, from: number, until: number): string =>
      `taxExemptionGrant(input: { resellerId: "${resellerId}", expectedVersion: ${version}, marketCode: "FR",
         certificateNumber: "C", validFrom: "${day(from)}", validUntil: "${day(until)}" }) {
         reseller { version taxExemptions { validFrom } } }`;
    const open = (currency: string): string =>
      `creditAccountOpen(input: { resellerId: "${resellerId}", terms: NET_30,
         limit: { amount: "1", currencyCode: ${currency} } }) {
         creditAccount { reseller { state creditAccounts { currencyCode } } } }`;
    const suspend = `resellerSuspend(input: { resellerId: "${resellerId}", expectedVersion: 3, reason: "So" }) {
      reseller { state } }`;
    const { data, errors } = await portal.ask(
      `mutation { a: ${grant(1, 1, 2)} b: ${grant(2, 2, 3)} c: ${open('EUR')} d: ${suspend} e: ${open('KWD')} }`,
      {},
      { token: manager.token },
    );
    expect(errors).toEqual([]);
    const [one, two] = [{ validFrom: day(1) }, { validFrom: day(2) }];
    const [eur, kwd] = [{ currencyCode: 'EUR' }, { currencyCode: 'KWD' }];
    expect(data).toEqual({
      a: { reseller: { version: 2, taxExemptions: [one] } },
      b: { reseller: { version: 3, taxExemptions: [one, two] } },
      c: { creditAccount: { reseller: { state: 'ACTIVE', creditAccounts: [eur] } } },
      d: { reseller: { state: 'SUSPENDED' } },
      e: { creditAccount: { reseller: { state: 'SUSPENDED', creditAccounts: [eur, kwd] } } },
    });
  });
});
