import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { brief, footprint } from '../support/order-probe.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

const ACCOUNT = 'creditAccount { currencyCode limit { amount } exposure { amount } terms version }';
const OPEN = `mutation ($input: CreditAccountOpenInput!) {
  creditAccountOpen(input: $input) { ${ACCOUNT} userErrors { code message path rule state operation } }
}`;
const CHANGE = `mutation ($input: CreditTermsChangeInput!) {
  creditTermsChange(input: $input) { ${ACCOUNT} userErrors { code message path rule version } }
}`;

let portal: Portal;
let manager: Person;
let apacManager: Person;
let resellerId: string;

beforeAll(async () => {
  portal = await startPortal('credit-terms');
  const emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'JP', regionId: apac, currencyCode: 'JPY' });
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [emea]);
  apacManager = await addStaff(portal, 'CHANNEL_MANAGER', [apac]);
});
afterAll(() => portal.stop());

beforeEach(async () => {
  resellerId = await addReseller(portal.db, {
    markets: ['DE'],
    creditLimits: { EUR: '1000.00' },
  });
});

async function done(query: string, input: object): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(query, { input }, { token: manager.token });
  expect(errors).toEqual([]);
  const [payload] = Object.values<Answer['data']>(data);
  expect(payload.userErrors).toEqual([]);
  return payload.creditAccount;
}

async function refused(
  query: string,
  input: object,
  { token }: { token: string } = manager,
): Promise<object[]> {
  const before = await footprint(portal);
  const { data, errors } = await portal.ask(query, { input }, { token });
  expect(errors).toEqual([]);
  const [payload] = Object.values<Answer['data']>(data);
  expect(payload.creditAccount).toBeNull();
  expect(await footprint(portal)).toEqual(before);
  return payload.userErrors.map(brief);
}

function trail(): Promise<object[]> {
  return portal.rows(
    `SELECT r.operation, r.entity_version AS version, r.old, r.new, o.type
     FROM platform.audit_record r JOIN platform.outbox o ON o.audit_id = r.id
     WHERE r.entity = 'CREDIT_ACCOUNT' AND r.party_ids = ARRAY[$1::uuid] ORDER BY r.seq`,
    [resellerId],
  );
}

describe('creditAccountOpen', () => {
  const limit = { amount: '250000', currencyCode: 'JPY' };

  it('gives credit in one more currency', async () => {
    expect(await done(OPEN, { resellerId, limit, terms: 'NET_45' })).toEqual({
      currencyCode: 'JPY',
      limit: { amount: '250000' },
      exposure: { amount: '0' },
      terms: 'NET_45',
      version: 1,
    });
    expect(await trail()).toEqual([
      {
        operation: 'OPEN',
        version: 1,
        old: null,
        new: { limit, terms: 'NET_45' },
        type: 'credit.account_opened',
      },
    ]);
  });

  it('is refused in a currency in which there is an account, also when many open it at once', async () => {
    const taken = { amount: '1', currencyCode: 'EUR' };
    const exists = { code: 'ALREADY_EXISTS', path: 'input.limit.currencyCode' };
    expect(await refused(OPEN, { resellerId, limit: taken, terms: 'PREPAID' })).toEqual([exists]);
    const input = { resellerId, limit, terms: 'PREPAID' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => portal.ask(OPEN, { input }, { token: manager.token })),
    );
    const codes = answers.map(({ data }) => data.creditAccountOpen.userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual([...Array<string>(4).fill('ALREADY_EXISTS'), 'DONE']);
  });

  it.each([
    [{ amount: '-1', currencyCode: 'JPY' }, 'amount', 'RANGE'],
    [{ amount: '0.5', currencyCode: 'JPY' }, 'amount', 'DECIMAL_PLACES'],
  ])('is refused for %j', async (wrong, field, rule) => {
    expect(await refused(OPEN, { resellerId, limit: wrong, terms: 'NET_30' })).toEqual([
      { code: 'INVALID_VALUE', path: `input.limit.${field}`, rule },
    ]);
  });

  it('finds no reseller of other regions, and none that is none', async () => {
    const notFound = [{ code: 'NOT_FOUND', path: 'input.resellerId' }];
    const input = { resellerId, limit, terms: 'NET_30' };
    expect(await refused(OPEN, input, apacManager)).toEqual(notFound);
    expect(await refused(OPEN, { ...input, resellerId: newId() })).toEqual(notFound);
  });

  it('is refused once the reseller is TERMINATED', async () => {
    await portal.db.query(`UPDATE reseller.reseller SET state = 'TERMINATED' WHERE id = $1`, [
      resellerId,
    ]);
    expect(await refused(OPEN, { resellerId, limit, terms: 'NET_30' })).toEqual([
      {
        code: 'ILLEGAL_TRANSITION',
        path: 'input.resellerId',
        state: 'TERMINATED',
        operation: 'OPEN_CREDIT_ACCOUNT',
      },
    ]);
  });
});

describe('creditTermsChange', () => {
  const change = (changes: object = {}): object => ({
    resellerId,
    currencyCode: 'EUR',
    terms: 'NET_60',
    expectedVersion: 1,
    ...changes,
  });

  it('changes the terms, and nothing when they are the same', async () => {
    expect(await done(CHANGE, change())).toMatchObject({ terms: 'NET_60', version: 2 });
    expect(await done(CHANGE, change({ expectedVersion: 2 }))).toMatchObject({ version: 2 });
    expect(await trail()).toEqual([
      {
        operation: 'CHANGE_TERMS',
        version: 2,
        old: { terms: 'NET_30' },
        new: { terms: 'NET_60' },
        type: 'credit.terms_changed',
      },
    ]);
  });

  it('is refused with another version, in another currency and elsewhere', async () => {
    expect(await refused(CHANGE, change({ expectedVersion: 3 }))).toEqual([
      { code: 'CONFLICT', path: 'input.expectedVersion', version: 1 },
    ]);
    expect(await refused(CHANGE, change({ currencyCode: 'JPY' }))).toEqual([
      { code: 'CURRENCY_MISMATCH', path: 'input.currencyCode' },
    ]);
    expect(await refused(CHANGE, change(), apacManager)).toEqual([
      { code: 'NOT_FOUND', path: 'input.resellerId' },
    ]);
  });

  it('is refused to who speaks for the reseller', async () => {
    const { token } = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    const { errors } = await portal.ask(CHANGE, { input: change() }, { token });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
