import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser, type UserOptions } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addCreditAccount, addReseller } from '../support/world/reseller.world.js';

const ACCOUNTS = `query ($resellerId: ID, $first: Int, $after: String) {
  creditAccounts(resellerId: $resellerId, first: $first, after: $after) {
    nodes {
      reseller { legalName } currencyCode terms
      limit { amount currencyCode } exposure { amount } available { amount }
    }
    totalCount pageInfo { hasNextPage endCursor }
  }
}`;
const RECORD = `mutation ($input: CreditPaymentRecordInput!) {
  creditPaymentRecord(input: $input) {
    creditAccount { exposure { amount currencyCode } available { amount } recentPayments { reference amount { amount } receivedOn } }
    replayed userErrors { code path message rule accounts }
  }
}`;
const CHANGE = `mutation ($input: CreditLimitChangeInput!) {
  creditLimitChange(input: $input) {
    creditAccount { limit { amount } available { amount } version } userErrors { code path accounts rule version }
  }
}`;

let portal: Portal;
let emea: string;
let apac: string;
let shop: string;
let tokyo: string;
let buyer: string;
let desk: string;
let apacDesk: string;
let manager: string;
let deskUserId: string;

beforeAll(async () => {
  portal = await startPortal('credit');
  const { db } = portal;
  emea = await addRegion(db, { code: 'EMEA' });
  apac = await addRegion(db, { code: 'APAC' });
  await addMarket(db, { code: 'DE', regionId: emea });
  await addMarket(db, { code: 'JP', regionId: apac, currencyCode: 'JPY' });
  tokyo = await addReseller(db, {
    legalName: 'Tokyo Devices',
    markets: ['JP'],
    creditLimits: { JPY: '500000' },
  });
  const deskUser = await addUser(db, { staffRoles: ['ORDER_DESK'], regionIds: [emea] });
  deskUserId = deskUser.id;
  desk = await portal.signIn(deskUser);
  apacDesk = await staff({ staffRoles: ['ORDER_DESK'], regionIds: [apac] });
  manager = await staff({ staffRoles: ['CHANNEL_MANAGER'], regionIds: [emea] });
});

afterAll(() => portal.stop());

beforeEach(async () => {
  const { db } = portal;
  shop = await addReseller(db, { legalName: 'Shop', markets: ['DE'] });
  await addCreditAccount(db, {
    resellerId: shop,
    currencyCode: 'EUR',
    limit: '10000.00',
    exposure: '9139.20',
  });
  await addCreditAccount(db, {
    resellerId: shop,
    currencyCode: 'KWD',
    limit: '100.000',
    exposure: '0.005',
    terms: 'NET_60',
  });
  const user = await addUser(db);
  await addMembership(db, { userId: user.id, resellerId: shop });
  buyer = await portal.signIn(user);
});

async function staff(options: UserOptions): Promise<string> {
  return portal.signIn(await addUser(portal.db, options));
}

const SHOP_EUR = {
  reseller: { legalName: 'Shop' },
  currencyCode: 'EUR',
  terms: 'NET_30',
  limit: { amount: '10000.00', currencyCode: 'EUR' },
  exposure: { amount: '9139.20' },
  available: { amount: '860.80' },
};
const SHOP_KWD = {
  reseller: { legalName: 'Shop' },
  currencyCode: 'KWD',
  terms: 'NET_60',
  limit: { amount: '100.000', currencyCode: 'KWD' },
  exposure: { amount: '0.005' },
  available: { amount: '99.995' },
};

describe('creditAccounts', () => {
  async function seen(token: string, variables: object = {}) {
    const { data, errors } = await portal.ask(ACCOUNTS, variables, { token });
    expect(errors).toEqual([]);
    return data.creditAccounts;
  }

  it('shows a reseller its own, whichever it asks for', async () => {
    const own = await seen(buyer);
    expect(own.nodes).toEqual([SHOP_EUR, SHOP_KWD]);
    expect(own.totalCount).toBe(2);
    expect((await seen(buyer, { resellerId: shop })).nodes).toEqual([SHOP_EUR, SHOP_KWD]);
    for (const resellerId of [tokyo, newId(), 'R-1']) {
      expect(await seen(buyer, { resellerId })).toEqual({
        nodes: [],
        totalCount: 0,
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    }
  });

  it('shows the order desk and channel managers those of their regions', async () => {
    for (const token of [desk, manager]) {
      expect((await seen(token, { resellerId: shop })).nodes).toEqual([SHOP_EUR, SHOP_KWD]);
      expect((await seen(token, { resellerId: tokyo })).nodes).toEqual([]);
    }
    const [only, ...more] = (await seen(apacDesk)).nodes;
    expect(only).toMatchObject({ currencyCode: 'JPY', available: { amount: '500000' } });
    expect(more).toEqual([]);
  });

  it('pages', async () => {
    const first = await seen(buyer, { first: 1 });
    expect(first.nodes).toEqual([SHOP_EUR]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await seen(buyer, { first: 1, after: first.pageInfo.endCursor });
    expect(second.nodes).toEqual([SHOP_KWD]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('is closed to analysts and strangers', async () => {
    const analyst = await portal.ask(
      ACCOUNTS,
      {},
      { token: await staff({ staffRoles: ['ANALYST'] }) },
    );
    expect([analyst.status, analyst.errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    const anonymous = await portal.ask(ACCOUNTS);
    expect([anonymous.status, anonymous.errors[0].extensions.code]).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });
});

describe('creditPaymentRecord', () => {
  const payment = (over: object = {}) => ({
    idempotencyKey: newId(),
    resellerId: shop,
    amount: { amount: '9639.20', currencyCode: 'EUR' },
    reference: 'RF18 5390 0754 7034',
    receivedOn: '2026-03-10',
    ...over,
  });
  async function record(input: object, token = desk) {
    const { data, errors } = await portal.ask(RECORD, { input }, { token });
    expect(errors).toEqual([]);
    return data.creditPaymentRecord;
  }
  const exposureOf = async (resellerId: string) => {
    const rows = await portal.rows<{ exposure_minor: string }>(
      `SELECT exposure_minor FROM reseller.credit_account WHERE reseller_id = $1 AND currency_code = 'EUR'`,
      [resellerId],
    );
    return rows.map((row) => row.exposure_minor);
  };
  const tracesOf = async (resellerId: string) => {
    const [row] = await portal.rows<{ payments: number; audits: number; events: number }>(
      `SELECT (SELECT count(*)::int FROM reseller.credit_payment WHERE reseller_id = $1) AS payments,
         (SELECT count(*)::int FROM platform.audit_record
          WHERE entity = 'CREDIT_ACCOUNT' AND $1 = ANY (party_ids)) AS audits,
         (SELECT count(*)::int FROM platform.outbox WHERE $1 = ANY (party_ids)) AS events`,
      [resellerId],
    );
    return row;
  };

  it('lowers the exposure, below zero when it was paid ahead, and leaves its traces', async () => {
    expect(await record(payment())).toEqual({
      creditAccount: {
        exposure: { amount: '-500.00', currencyCode: 'EUR' },
        available: { amount: '10500.00' },
        recentPayments: [
          {
            reference: 'RF18 5390 0754 7034',
            amount: { amount: '9639.20' },
            receivedOn: '2026-03-10',
          },
        ],
      },
      replayed: false,
      userErrors: [],
    });
    expect(await tracesOf(shop)).toEqual({ payments: 1, audits: 1, events: 1 });
    const [audit] = await portal.rows(
      `SELECT actor_user_id, entity, operation, old, new FROM platform.audit_record
       WHERE entity = 'CREDIT_ACCOUNT' AND $1 = ANY (party_ids)`,
      [shop],
    );
    expect(audit).toMatchObject({
      actor_user_id: deskUserId,
      entity: 'CREDIT_ACCOUNT',
      operation: 'RECORD_PAYMENT',
      old: { exposure: { amount: '9139.20', currencyCode: 'EUR' } },
      new: {
        exposure: { amount: '-500.00', currencyCode: 'EUR' },
        payment: { amount: { amount: '9639.20' }, reference: 'RF18 5390 0754 7034' },
      },
    });
  });

  it('stands in the history of the reseller, as changes of the limit do', async () => {
    await record(payment());
    const limit = { amount: '500.00', currencyCode: 'EUR' };
    const input = { resellerId: shop, limit, expectedVersion: 1 };
    await portal.ask(CHANGE, { input }, { token: manager });
    const records = await portal.rows(
      'SELECT operation FROM platform.audit_record WHERE parent_id = $1 ORDER BY seq',
      [shop],
    );
    expect(records).toEqual([{ operation: 'RECORD_PAYMENT' }, { operation: 'CHANGE_LIMIT' }]);
  });

  it('records one payment, however often and however parallel its key is sent', async () => {
    const input = payment({ amount: { amount: '100', currencyCode: 'EUR' } });
    const answers = await Promise.all(Array.from({ length: 64 }, () => record(input)));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const { creditAccount, userErrors } of answers) {
      expect(userErrors).toEqual([]);
      expect(creditAccount.exposure.amount).toBe('9039.20');
    }
    expect(await tracesOf(shop)).toEqual({ payments: 1, audits: 1, events: 1 });
  });

  it('takes the same amount in other digits for the same input, and anything else for a reuse', async () => {
    const input = payment({ amount: { amount: '100', currencyCode: 'EUR' } });
    await record(input);
    const same = {
      ...input,
      amount: { amount: '100.00', currencyCode: 'EUR' },
      reference: ` ${input.reference} `,
    };
    expect((await record(same)).replayed).toBe(true);
    const other = await record({ ...input, amount: { amount: '100.01', currencyCode: 'EUR' } });
    expect(other).toMatchObject({
      creditAccount: null,
      replayed: false,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] }],
    });
    expect(await exposureOf(shop)).toEqual(['903920']);
  });

  it('adds up parallel payments of different keys exactly', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        record(payment({ amount: { amount: '1.01', currencyCode: 'EUR' } })),
      ),
    );
    expect(answers.every(({ replayed }) => replayed === false)).toBe(true);
    expect(await exposureOf(shop)).toEqual([String(913_920 - 16 * 101)]);
    expect(await tracesOf(shop)).toEqual({ payments: 16, audits: 16, events: 16 });
  });

  it('reports every mistake at once, and changes nothing', async () => {
    const answer = await record(
      payment({
        idempotencyKey: '',
        amount: { amount: '-1', currencyCode: 'EUR' },
        reference: 'a\u0000',
      }),
    );
    expect(
      answer.userErrors.map(
        ({ code, path, rule }: { code: string; path: string[]; rule: string }) =>
          [code, path.join('.'), rule].join(' '),
      ),
    ).toEqual([
      'REQUIRED input.idempotencyKey ',
      'INVALID_VALUE input.amount.amount RANGE',
      'INVALID_VALUE input.reference CHARACTERS',
    ]);
    expect(answer.creditAccount).toBeNull();
    expect(await exposureOf(shop)).toEqual(['913920']);
  });

  it.each([
    ['0', 'EUR', 'RANGE'],
    ['0.001', 'EUR', 'DECIMAL_PLACES'],
    ['1.5', 'JPY', 'DECIMAL_PLACES'],
    ['99999999999999999', 'EUR', 'RANGE'],
  ])('refuses the amount %s %s', async (amount, currencyCode, rule) => {
    const { userErrors } = await record(payment({ amount: { amount, currencyCode } }));
    expect(userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'amount', 'amount'], rule },
    ]);
  });

  it('refuses a currency without an account, and keeps the key free', async () => {
    const input = payment({ amount: { amount: '100', currencyCode: 'JPY' } });
    expect((await record(input)).userErrors).toMatchObject([
      {
        code: 'CURRENCY_MISMATCH',
        path: ['input', 'amount', 'currencyCode'],
        accounts: ['EUR', 'KWD'],
      },
    ]);
    const corrected = await record({ ...input, amount: { amount: '100', currencyCode: 'EUR' } });
    expect(corrected).toMatchObject({ replayed: false, userErrors: [] });
    expect(await exposureOf(shop)).toEqual(['903920']);
  });

  it('refuses a day in the future', async () => {
    const receivedOn = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    expect((await record(payment({ receivedOn }))).userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'receivedOn'], rule: 'NOT_IN_FUTURE' },
    ]);
    expect(await tracesOf(shop)).toEqual({ payments: 0, audits: 0, events: 0 });
  });

  it('answers the same for a reseller out of region and one that there is not', async () => {
    const far = await record(payment(), apacDesk);
    const none = await record(payment({ resellerId: newId() }));
    expect(far).toEqual(none);
    expect(far.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'resellerId'] }]);
    expect(await exposureOf(shop)).toEqual(['913920']);
  });

  it('is closed to everybody but the order desk and administrators', async () => {
    for (const token of [buyer, manager]) {
      const { status, errors } = await portal.ask(RECORD, { input: payment() }, { token });
      expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    }
    const admin = await staff({ staffRoles: ['ADMIN'] });
    expect(await record(payment(), admin)).toMatchObject({ replayed: false, userErrors: [] });
  });

  it('takes a bounded number of statements', async () => {
    const units = await portal.unitsOf(() => record(payment()));
    expect(units.find(({ kind }) => kind === 'run')?.statements).toBe(7);
  });
});

describe('creditLimitChange', () => {
  async function change(over: object, token = manager) {
    const input = {
      resellerId: shop,
      limit: { amount: '500.00', currencyCode: 'EUR' },
      expectedVersion: 1,
      ...over,
    };
    const { data, errors } = await portal.ask(CHANGE, { input }, { token });
    expect(errors).toEqual([]);
    return data.creditLimitChange;
  }

  it('may go below the exposure, is audited, and notices a change in between', async () => {
    expect(await change({})).toEqual({
      creditAccount: { limit: { amount: '500.00' }, available: { amount: '-8639.20' }, version: 2 },
      userErrors: [],
    });
    expect((await change({})).userErrors).toEqual([
      {
        code: 'CONFLICT',
        path: ['input', 'expectedVersion'],
        accounts: null,
        rule: null,
        version: 2,
      },
    ]);
    const [audit] = await portal.rows(
      `SELECT entity_version, old, new FROM platform.audit_record
       WHERE entity = 'CREDIT_ACCOUNT' AND $1 = ANY (party_ids)`,
      [shop],
    );
    expect(audit).toMatchObject({
      entity_version: 2,
      old: { limit: { amount: '10000.00' } },
      new: { limit: { amount: '500.00' } },
    });
  });

  it('writes nothing when the limit is what it was', async () => {
    const limit = { amount: '10000', currencyCode: 'EUR' };
    expect(await change({ limit })).toMatchObject({
      creditAccount: { limit: { amount: '10000.00' }, version: 1 },
      userErrors: [],
    });
    expect(
      await portal.rows('SELECT operation FROM platform.audit_record WHERE parent_id = $1', [shop]),
    ).toEqual([]);
  });

  it('lets exactly one of parallel changes through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        change({ limit: { amount: String(i), currencyCode: 'EUR' } }),
      ),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });

  it.each([
    [{ limit: { amount: '-1', currencyCode: 'EUR' } }, 'INVALID_VALUE'],
    [{ limit: { amount: '1', currencyCode: 'USD' } }, 'CURRENCY_MISMATCH'],
    [{ resellerId: '01890a5d-ac96-774b-bcce-b302099a8057' }, 'NOT_FOUND'],
    [{ resellerId: 'R-1' }, 'INVALID_VALUE'],
    [{ expectedVersion: 7 }, 'CONFLICT'],
  ])('refuses %j with %s', async (over, code) => {
    const { creditAccount, userErrors } = await change(over);
    expect(creditAccount).toBeNull();
    expect(userErrors).toMatchObject([{ code }]);
  });

  it('is closed to the order desk, and out of region the reseller is unknown', async () => {
    const input = {
      resellerId: shop,
      limit: { amount: '1', currencyCode: 'EUR' },
      expectedVersion: 1,
    };
    const { status, errors } = await portal.ask(CHANGE, { input }, { token: desk });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    const far = await staff({ staffRoles: ['CHANNEL_MANAGER'], regionIds: [apac] });
    expect((await change({}, far)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});
