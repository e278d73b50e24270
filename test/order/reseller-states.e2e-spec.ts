import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { resellerMachine } from '../../src/reseller/reseller.machine.js';
import { dryRun, footprint } from '../support/order-probe.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { WORLD_PASSWORD } from '../support/world/identity.world.js';
import {
  change,
  placed,
  refusals,
  type OrderMutation,
} from '../support/world/order-command.world.js';
import { addKey } from '../support/world/rivals.world.js';
import { addAgreement } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
let agreementId: string;

beforeAll(async () => {
  portal = await startPortal('reseller-states');
  shop = await openShop(portal);
  // Nobody has to accept it yet, so that no order is refused for it.
  agreementId = await addAgreement(portal.db, {
    regionId: shop.regionId,
    requiredFrom: '2999-01-01',
  });
});
afterAll(() => portal.stop());
afterEach(async () => {
  expect(await breaches(portal)).toEqual([]);
});

/** A reseller with everything on which somebody of its could act. */
interface Company {
  id: string;
  addressId: string;
  buyer: Person;
  approver: Person;
  admin: Person;
  key: string;
  pendingId: string;
  secondPendingId: string;
  draftId: string;
  confirmedId: string;
  heldId: string;
}

async function addCompany(): Promise<Company> {
  const { id, addressId } = await addShopReseller(portal, { creditLimits: { EUR: '6000.00' } });
  const person = async (role: 'BUYER' | 'APPROVER' | 'RESELLER_ADMIN'): Promise<Person> =>
    addPerson(portal, { resellerId: id, role });
  const [buyer, approver, admin] = [
    await person('BUYER'),
    await person('APPROVER'),
    await person('RESELLER_ADMIN'),
  ];
  const limited = await addPerson(portal, {
    resellerId: id,
    role: 'BUYER',
    limits: [{ currencyCode: 'EUR', perOrderMinor: 0 }],
  });
  const ship = { shipToAddressId: addressId };
  const orderOf = async (by: Person, changes: object = {}): Promise<string> =>
    (await placed(shop, { ...ship, ...changes }, by.token)).id;
  const draft = { marketCode: MARKET, lines: [{ sku: 'SKU-A', quantity: 1 }], ...ship };
  const saved = await change(
    portal,
    'orderDraftSave',
    { ...draft, purchaseOrderNumber: 'D-1' },
    buyer.token,
  );
  const confirmedId = await orderOf(buyer);
  return {
    id,
    addressId,
    buyer,
    approver,
    admin,
    key: (await addKey(portal, admin, { name: 'Orders', scope: 'ORDERS_WRITE' })).secret,
    pendingId: await orderOf(limited),
    secondPendingId: await orderOf(limited),
    draftId: saved.order.id,
    confirmedId,
    heldId: await orderOf(buyer, { lines: [{ sku: 'SKU-A', quantity: 10 }] }),
  };
}

const STATES = {
  ACTIVE: `state = 'ACTIVE'`,
  'REAUTHORIZATION_DUE before the day': `state = 'REAUTHORIZATION_DUE', reauthorization_due_on = '${daysFromToday(2)}'`,
  'REAUTHORIZATION_DUE from the day on': `state = 'REAUTHORIZATION_DUE', reauthorization_due_on = '${daysFromToday(-1)}'`,
  SUSPENDED: `state = 'SUSPENDED', state_before_suspension = 'ACTIVE'`,
  DEAUTHORIZED: `state = 'DEAUTHORIZED'`,
  TERMINATED: `state = 'TERMINATED'`,
} as const;

const cases = Object.entries(STATES).map(([name, assignment]) => {
  const [state = ''] = name.split(' ');
  return { name, assignment, state, may: name === 'ACTIVE' || name.endsWith('before the day') };
});

it('tries every state that there is', () => {
  expect([...new Set(cases.map(({ state }) => state))].sort()).toEqual(
    [...resellerMachine.states].sort(),
  );
});

describe.each(cases)('a reseller that is $name', ({ assignment, state, may }) => {
  let company: Company;

  beforeAll(async () => {
    company = await addCompany();
    await portal.db.query(`UPDATE reseller.reseller SET ${assignment} WHERE id = $1`, [company.id]);
  });

  const order = (changes: object = {}): object => ({
    shipToAddressId: company.addressId,
    ...changes,
  });
  const notActive = (path: string): object => ({ code: 'RESELLER_NOT_ACTIVE', path, state });

  /** Whether something was done, or exactly why not; then nothing was changed. */
  async function outcome(
    mutation: OrderMutation,
    input: object,
    { token }: Person,
  ): Promise<unknown> {
    const before = await footprint(portal);
    const payload = await change(portal, mutation, input, token);
    if (payload.userErrors.length === 0) return payload.order.state;
    expect(await footprint(portal)).toEqual(before);
    return payload.userErrors.map(
      ({ code, path, state: found }: { code: string; path: string[]; state: string }) => ({
        code,
        path: path.join('.'),
        state: found,
      }),
    );
  }

  it('submits new orders only while it may order, by people and by keys', async () => {
    for (const token of [company.buyer.token, company.admin.token, company.key]) {
      const before = await footprint(portal);
      const { order: made, userErrors } = await submit(shop, order(), token);
      if (may) {
        expect([userErrors, made?.state ?? 'unread']).toEqual([
          [],
          token === company.key ? expect.any(String) : expect.stringMatching(/CONFIRMED|ON_HOLD/),
        ]);
      } else {
        expect(userErrors).toMatchObject([{ code: 'RESELLER_NOT_ACTIVE', path: ['input'], state }]);
        expect(await footprint(portal)).toEqual(before);
      }
    }
  });

  it('is told so by a dry run, with its prices all the same', async () => {
    const { userErrors, lines } = await dryRun(
      shop,
      { marketCode: MARKET, lines: [{ sku: 'SKU-A', quantity: 1 }] },
      company.buyer.token,
    );
    expect(userErrors).toMatchObject(
      may ? [] : [{ code: 'RESELLER_NOT_ACTIVE', path: ['input'], state }],
    );
    expect(lines[0].price.unitPrice).toEqual({ amount: '540.00', currencyCode: 'EUR' });
  });

  it('keeps its drafts, and submits them only while it may order', async () => {
    const { draftId: orderId, buyer } = company;
    const saved = { orderId, marketCode: MARKET, lines: [{ sku: 'SKU-A', quantity: 2 }] };
    const more = { shipToAddressId: company.addressId, purchaseOrderNumber: 'D-2' };
    expect(await outcome('orderDraftSave', { ...saved, ...more }, buyer)).toBe('DRAFT');
    const input = { draftId: orderId, idempotencyKey: newId() };
    expect(await outcome('orderSubmit', input, buyer)).toEqual(
      may ? expect.stringMatching(/CONFIRMED|ON_HOLD/) : [notActive('input')],
    );
  });

  it('has requests approved only while it may order, and rejects and withdraws them always', async () => {
    const { approver, pendingId, secondPendingId } = company;
    expect(await outcome('orderApprove', { orderId: pendingId }, approver)).toEqual(
      may ? expect.stringMatching(/CONFIRMED|ON_HOLD/) : [notActive('order')],
    );
    if (!may)
      expect(await outcome('orderReject', { orderId: pendingId, reason: 'No' }, approver)).toBe(
        'REJECTED',
      );
    expect(await outcome('orderWithdraw', { orderId: secondPendingId }, company.admin)).toBe(
      'CANCELLED',
    );
  });

  it('has its held order released when the credit is there, since it was placed before', async () => {
    await portal.db.query(
      'UPDATE reseller.credit_account SET limit_minor = 100000000 WHERE reseller_id = $1',
      [company.id],
    );
    const input = { orderId: company.heldId, reason: 'CREDIT' };
    expect(await outcome('orderHoldRelease', input, shop.desk)).toBe('CONFIRMED');
  });

  it('reads its orders and cancels them', async () => {
    const { confirmedId, buyer } = company;
    const query = 'query ($id: ID!) { order(id: $id) { state } orders(first: 50) { totalCount } }';
    const { data, errors } = await portal.ask(query, { id: confirmedId }, { token: buyer.token });
    expect(errors).toEqual([]);
    expect(data.order.state).toBe('CONFIRMED');
    expect(data.orders.totalCount).toBeGreaterThanOrEqual(5);
    const input = { orderId: confirmedId, reason: 'Not needed' };
    expect(await outcome('orderCancel', input, buyer)).toBe('CANCELLED');
  });

  it('lets its people sign in, and its administrators invite people, make keys and accept agreements', async () => {
    const token = await portal.signIn({ email: company.admin.email, password: WORLD_PASSWORD });
    const done = async (name: string, input: object): Promise<Answer['data']> => {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const mutation = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code path } } }`;
      const { data, errors } = await portal.ask(mutation, { input }, { token });
      expect(errors).toEqual([]);
      return data[name].userErrors;
    };
    const viewer = await portal.ask('{ viewer { reseller { state } } }', {}, { token });
    expect(viewer.data.viewer.reseller.state).toBe(state);
    const email = `${newId()}@example.com`;
    const invitation = { idempotencyKey: newId(), email, role: 'BUYER', limits: [] };
    // Nothing new begins with one whose relation has ended; programs may still be let read.
    const newThings =
      state === 'TERMINATED' ? [{ code: 'RESELLER_NOT_ACTIVE', path: ['input'] }] : [];
    expect(await done('invitationCreate', invitation)).toEqual(newThings);
    expect(await done('agreementAccept', { agreementId })).toEqual(newThings);
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const key = { idempotencyKey: newId(), name: 'Another', scopes: ['ORDERS_READ'], expiresAt };
    expect(await done('apiKeyCreate', key)).toEqual([]);
  });
});

describe('a change of tier', () => {
  it('gives the new prices from the next order on, and leaves what was placed alone', async () => {
    const company = await addCompany();
    const before = await placed(shop, { shipToAddressId: company.addressId }, company.buyer.token);
    await portal.db.query(`UPDATE reseller.reseller SET tier = 'REGISTERED' WHERE id = $1`, [
      company.id,
    ]);
    const lines = [{ sku: 'SKU-A', quantity: 1 }];
    const { lines: priced } = await dryRun(
      shop,
      { marketCode: MARKET, lines },
      company.buyer.token,
    );
    expect(priced[0].price.unitPrice.amount).toBe('600.00');
    const expectedUnitPrice = { amount: '540.00', currencyCode: 'EUR' };
    const ship = { shipToAddressId: company.addressId };
    const refused = await submit(
      shop,
      { ...ship, lines: [{ sku: 'SKU-A', quantity: 1, expectedUnitPrice }] },
      company.buyer.token,
    );
    expect(refusals(refused)).toEqual([['PRICE_CHANGED', 'expectedUnitPrice']]);
    const after = await placed(shop, ship, company.buyer.token);
    expect(after.net.amount).toBe('600.00');
    const { data } = await portal.ask(
      'query ($id: ID!) { order(id: $id) { net { amount } lines { unitPrice { amount } } } }',
      { id: before.id },
      { token: company.buyer.token },
    );
    expect(data.order).toEqual({
      net: { amount: '540.00' },
      lines: [{ unitPrice: { amount: '540.00' } }],
    });
    // A request expects the prices that it was made with.
    const approval = { orderId: company.pendingId };
    const approved = await change(portal, 'orderApprove', approval, company.approver.token);
    expect(refusals(approved)).toEqual([['PRICE_CHANGED', 'expectedUnitPrice']]);
  });
});
