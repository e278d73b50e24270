import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { signInAs } from '../support/world/identity.world.js';
import {
  changeMember,
  membersOf,
  memberWith,
  type MemberOperation,
} from '../support/world/member.world.js';
import { addKey } from '../support/world/rivals.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('members', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
}, 60_000);

afterAll(() => portal?.stop());

interface Firm {
  id: string;
  addressId: string;
  admin: Person;
  second: Person;
  buyer: Person;
}

async function addFirm(): Promise<Firm> {
  const { id, addressId } = await addShopReseller(portal);
  const person = (role: 'RESELLER_ADMIN' | 'BUYER') => addPerson(portal, { resellerId: id, role });
  return {
    id,
    addressId,
    admin: await person('RESELLER_ADMIN'),
    second: await person('RESELLER_ADMIN'),
    buyer: await person('BUYER'),
  };
}

async function change(
  by: Person,
  operation: MemberOperation,
  whom: Person,
  rest: object = {},
): Promise<Answer['data']> {
  const input = { id: whom.membershipId, expectedVersion: 1, ...rest };
  const { data, errors } = await changeMember(portal, by.token, operation, input);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[operation];
}

const SOME: Record<MemberOperation, object> = {
  memberUpdate: { role: 'APPROVER' },
  memberLimitsSet: { limits: [{ currencyCode: 'EUR', perOrder: '100' }] },
  memberRevoke: {},
};
const OPERATIONS = Object.keys(SOME) as MemberOperation[];

function trail(membershipId: string | null): Promise<object[]> {
  return portal.rows(
    `SELECT operation, from_state AS "from", to_state AS "to", entity_version AS version, old, new, actor_user_id AS by
     FROM platform.audit_record WHERE entity = 'MEMBERSHIP' AND entity_id = $1 ORDER BY entity_version`,
    [membershipId],
  );
}

/** What a token of somebody who works there can do, and one of somebody who does not cannot. */
async function statusOf(token: string): Promise<number> {
  return (await portal.ask('{ viewer { membership { id } } }', {}, { token })).status;
}

describe('members', () => {
  it('lists who works there and who did, with roles, limits and what is left of them', async () => {
    const { admin, second, buyer, addressId } = await addFirm();
    await change(admin, 'memberLimitsSet', buyer, {
      limits: [{ currencyCode: 'EUR', perMonth: '1000' }],
    });
    await submit(shop, { shipToAddressId: addressId }, buyer.token);
    await submit(shop, { shipToAddressId: addressId }, second.token);
    await change(admin, 'memberRevoke', second);
    const seen = await membersOf(portal, admin.token);
    expect(seen.map(({ id, role, state, version }) => [id, role, state, version])).toEqual([
      ...[
        [admin.membershipId, 'RESELLER_ADMIN', 'ACTIVE', 1],
        [buyer.membershipId, 'BUYER', 'ACTIVE', 2],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      [second.membershipId, 'RESELLER_ADMIN', 'REVOKED', 2],
    ]);
    const of = (whom: Person) => seen.find(({ id }) => id === whom.membershipId);
    expect(of(buyer)).toMatchObject({
      user: { id: buyer.userId, name: 'Some Body', email: buyer.email },
      limits: [
        {
          currencyCode: 'EUR',
          perOrder: null,
          perMonth: { amount: '1000.00' },
          spentThisMonth: { amount: '642.60' },
          leftThisMonth: { amount: '357.40' },
        },
      ],
    });
    expect([of(second).limits, of(admin).limits]).toEqual([[], []]);
  });
});

describe('memberUpdate', () => {
  it('gives another role, which counts at once for a token that is out already', async () => {
    const { admin, buyer } = await addFirm();
    expect((await portal.ask('{ members { id } }', {}, { token: buyer.token })).status).toBe(403);
    const { member, userErrors } = await change(admin, 'memberUpdate', buyer, {
      role: 'RESELLER_ADMIN',
    });
    expect([member.role, member.version, userErrors]).toEqual(['RESELLER_ADMIN', 2, []]);
    expect(await membersOf(portal, buyer.token)).toHaveLength(3);
    expect(await trail(buyer.membershipId)).toEqual([
      {
        operation: 'UPDATE',
        from: null,
        to: null,
        version: 2,
        old: { role: 'BUYER' },
        new: { role: 'RESELLER_ADMIN' },
        by: admin.userId,
      },
    ]);
  });

  it('writes nothing when the role is the same', async () => {
    const { admin, buyer } = await addFirm();
    const before = await contentOf(portal);
    const { member } = await change(admin, 'memberUpdate', buyer, { role: 'BUYER' });
    expect(member.version).toBe(1);
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('every change of a member', () => {
  it.each(OPERATIONS)('%s is refused of oneself, and nothing changes', async (operation) => {
    const { admin } = await addFirm();
    const before = await contentOf(portal);
    const { member, userErrors } = await change(admin, operation, admin, SOME[operation]);
    expect(member).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'id'], rule: 'OWN_MEMBERSHIP' },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each(OPERATIONS)(
    '%s answers a stale version, a revoked member, and strangers',
    async (operation) => {
      const { admin, buyer } = await addFirm();
      const { buyer: stranger } = await addFirm();
      const some = SOME[operation];
      await change(admin, 'memberRevoke', buyer);
      const before = await contentOf(portal);
      expect((await change(admin, operation, buyer, some)).userErrors).toMatchObject([
        { code: 'CONFLICT', path: ['input', 'expectedVersion'], version: 2 },
      ]);
      expect(
        (await change(admin, operation, buyer, { ...some, expectedVersion: 2 })).userErrors,
      ).toMatchObject([{ code: 'ILLEGAL_TRANSITION', path: ['input', 'id'], state: 'REVOKED' }]);
      const notFound = [{ code: 'NOT_FOUND', path: ['input', 'id'] }];
      for (const id of [stranger.membershipId, newId(), 'nonsense']) {
        expect((await change(admin, operation, admin, { ...some, id })).userErrors).toMatchObject(
          notFound,
        );
      }
      expect(await contentOf(portal)).toEqual(before);
    },
  );

  it.each(OPERATIONS)('%s by two at once is done by one', async (operation) => {
    const { admin, second, buyer } = await addFirm();
    const codes = await inParallel(8, async (n) => {
      const { userErrors } = await change(
        n % 2 === 0 ? admin : second,
        operation,
        buyer,
        SOME[operation],
      );
      return userErrors[0]?.code ?? 'DONE';
    });
    expect(tally(codes)).toEqual({ DONE: 1, CONFLICT: 7 });
    expect(await trail(buyer.membershipId)).toHaveLength(1);
  });
});

describe('the last administrator', () => {
  it('stays, when two take each other away at the same moment, again and again', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { id, admin, second } = await addFirm();
      const operation = round % 2 === 0 ? 'memberRevoke' : 'memberUpdate';
      const rest = operation === 'memberUpdate' ? { role: 'BUYER' } : {};
      const send = (by: Person, whom: Person) =>
        changeMember(portal, by.token, operation, {
          id: whom.membershipId,
          expectedVersion: 1,
          ...rest,
        });
      const answers = await Promise.all([send(admin, second), send(second, admin)]);
      const done = answers.filter(({ data }) => data?.[operation]?.member);
      const refused = answers.filter(({ errors }) => errors.length > 0);
      expect([done.length, refused.length]).toEqual([1, 1]);
      expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(refused[0]?.errors[0].extensions.code);
      const left = await portal.rows(
        `SELECT id FROM identity.membership
         WHERE reseller_id = $1 AND role = 'RESELLER_ADMIN' AND state = 'ACTIVE'`,
        [id],
      );
      expect(left).toHaveLength(1);
    }
  }, 60_000);
});

describe('memberRevoke', () => {
  it('stops sessions and API keys at once, for good, and leaves the orders', async () => {
    const { id, addressId, admin, second } = await addFirm();
    const { order } = await submit(shop, { shipToAddressId: addressId }, second.token);
    const { secret } = await addKey(portal, second, { name: 'ERP', scope: 'ORDERS_READ' });
    const { secret: staying } = await addKey(portal, admin, { name: 'BI', scope: 'ORDERS_READ' });
    const session = await signInAs(portal, second.email);
    const readOrders = async (token: string) =>
      (await portal.ask('{ orders(first: 1) { nodes { id } } }', {}, { token })).status;
    expect([await statusOf(second.token), await readOrders(secret)]).toEqual([200, 200]);

    const { member } = await change(admin, 'memberRevoke', second);
    expect([member.state, member.version]).toEqual(['REVOKED', 2]);
    expect([
      await statusOf(second.token),
      await statusOf(session.accessToken),
      await readOrders(secret),
      await readOrders(staying),
      await statusOf(admin.token),
    ]).toEqual([401, 401, 401, 200, 200]);
    const refresh = await portal.ask(
      'mutation ($input: TokenRefreshInput!) { tokenRefresh(input: $input) { accessToken } }',
      { input: { refreshToken: session.refreshToken } },
    );
    expect(refresh.errors[0].extensions.code).toBe('UNAUTHENTICATED');

    const { data } = await portal.ask(
      'query ($id: ID!) { order(id: $id) { state } }',
      { id: order.id },
      { token: admin.token },
    );
    expect(data.order.state).toBe('CONFIRMED');

    // Somebody who is invited again begins anew.
    await portal.db.query(
      `UPDATE identity.membership SET state = 'ACTIVE' WHERE reseller_id = $1 AND user_id = $2`,
      [id, second.userId],
    );
    expect([
      await statusOf(second.token),
      await statusOf(session.accessToken),
      await readOrders(secret),
    ]).toEqual([401, 401, 401]);
    expect(await statusOf((await signInAs(portal, second.email)).accessToken)).toBe(200);

    expect(
      await portal.rows(
        `SELECT entity, from_state AS "from", to_state AS "to" FROM platform.audit_record
         WHERE operation = 'REVOKE' AND $1 = ANY (party_ids) ORDER BY entity`,
        [id],
      ),
    ).toEqual([
      { entity: 'API_KEY', from: 'ACTIVE', to: 'REVOKED' },
      { entity: 'MEMBERSHIP', from: 'ACTIVE', to: 'REVOKED' },
    ]);
  });

  it('leaves the sessions that the same person has for another reseller', async () => {
    const { admin, buyer } = await addFirm();
    const other = await addFirm();
    await portal.db.query(
      `INSERT INTO identity.membership (id, user_id, reseller_id, role) VALUES ($1, $2, $3, 'BUYER')`,
      [newId(), buyer.userId, other.id],
    );
    const { data } = await portal.ask(
      'mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }',
      { input: { resellerId: other.id } },
      { token: buyer.token },
    );
    await change(admin, 'memberRevoke', buyer);
    expect([await statusOf(buyer.token), await statusOf(data.switchReseller.accessToken)]).toEqual([
      401, 200,
    ]);
  });
});

describe('memberLimitsSet', () => {
  const EUR = (perOrder: string | null, perMonth: string | null) => ({
    limits: [{ currencyCode: 'EUR', perOrder, perMonth }],
  });

  it('replaces all limits, and writes nothing when they are the same', async () => {
    const { admin, buyer } = await addFirm();
    const limits = [
      { currencyCode: 'JPY', perOrder: '5000' },
      { currencyCode: 'EUR', perOrder: '100', perMonth: '1000.5' },
      { currencyCode: 'USD' },
    ];
    const { member } = await change(admin, 'memberLimitsSet', buyer, { limits });
    expect(member.limits).toMatchObject([
      { currencyCode: 'EUR', perOrder: { amount: '100.00' }, perMonth: { amount: '1000.50' } },
      { currencyCode: 'JPY', perOrder: { amount: '5000' }, perMonth: null },
    ]);
    const before = await contentOf(portal);
    const again = { expectedVersion: 2, limits: [...limits].reverse() };
    expect((await change(admin, 'memberLimitsSet', buyer, again)).member.version).toBe(2);
    expect(await contentOf(portal)).toEqual(before);

    const fewer = { expectedVersion: 2, limits: [{ currencyCode: 'EUR', perMonth: '7' }] };
    expect((await change(admin, 'memberLimitsSet', buyer, fewer)).member.limits).toMatchObject([
      { currencyCode: 'EUR', perOrder: null, perMonth: { amount: '7.00' } },
    ]);
    const none = { expectedVersion: 3, limits: [] };
    expect((await change(admin, 'memberLimitsSet', buyer, none)).member.limits).toEqual([]);
    expect(await trail(buyer.membershipId)).toMatchObject([
      {
        operation: 'SET_LIMITS',
        version: 2,
        old: { limits: [] },
        new: {
          limits: [
            { currencyCode: 'EUR', perOrder: '100.00', perMonth: '1000.50' },
            { currencyCode: 'JPY', perOrder: '5000', perMonth: null },
          ],
        },
      },
      { operation: 'SET_LIMITS', version: 3 },
      { operation: 'SET_LIMITS', version: 4, new: { limits: [] } },
    ]);
  });

  it('says everything that is wrong, and changes nothing', async () => {
    const { admin, buyer } = await addFirm();
    const before = await contentOf(portal);
    const limits = [
      { currencyCode: 'EUR', perOrder: '-1', perMonth: '0.001' },
      { currencyCode: 'EUR' },
    ];
    expect((await change(admin, 'memberLimitsSet', buyer, { limits })).userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'limits', '0', 'perOrder'], rule: 'RANGE' },
      { code: 'INVALID_VALUE', path: ['input', 'limits', '0', 'perMonth'], rule: 'DECIMAL_PLACES' },
      { code: 'INVALID_VALUE', path: ['input', 'limits', '1', 'currencyCode'], rule: 'UNIQUE' },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('holds from the next order on, and counts what was ordered since there was one', async () => {
    const { admin, buyer, addressId } = await addFirm();
    const order = async () =>
      (await submit(shop, { shipToAddressId: addressId }, buyer.token)).order.state;
    expect(await order()).toBe('CONFIRMED');
    await change(admin, 'memberLimitsSet', buyer, EUR('642.59', null));
    expect(await order()).toBe('PENDING_APPROVAL');
    await change(admin, 'memberLimitsSet', buyer, { ...EUR('642.60', null), expectedVersion: 2 });
    expect(await order()).toBe('CONFIRMED');
    await change(admin, 'memberLimitsSet', buyer, { ...EUR(null, '1285.19'), expectedVersion: 3 });
    expect(await order()).toBe('PENDING_APPROVAL');
    await change(admin, 'memberLimitsSet', buyer, { ...EUR(null, '1285.20'), expectedVersion: 4 });
    expect(await order()).toBe('CONFIRMED');
    await change(admin, 'memberLimitsSet', buyer, { limits: [], expectedVersion: 5 });
    expect(await order()).toBe('CONFIRMED');
  });

  it('holds for a month under forty orders at once', async () => {
    const { admin, buyer, addressId } = await addFirm();
    await change(admin, 'memberLimitsSet', buyer, EUR(null, '6426.00'));
    const states = await inParallel(40, async () => {
      const { order } = await submit(shop, { shipToAddressId: addressId }, buyer.token);
      return order.state;
    });
    expect(tally(states)).toEqual({ CONFIRMED: 10, PENDING_APPROVAL: 30 });
    const { limits } = await memberWith(portal, admin.token, buyer.membershipId);
    expect(limits[0]).toMatchObject({
      spentThisMonth: { amount: '6426.00' },
      leftThisMonth: { amount: '0.00' },
    });
    expect(await breaches(portal)).toEqual([]);
  }, 60_000);

  it('holds for a person and their key together, also where the approvals for what is above it come meanwhile', async () => {
    const { admin, second, addressId } = await addFirm();
    await change(admin, 'memberLimitsSet', second, EUR(null, '3213.00'));
    const { secret } = await addKey(portal, second, { name: 'ERP', scope: 'ORDERS_WRITE' });
    const approve = (orderId: string, by: Person) =>
      portal.ask(
        `mutation ($input: OrderApproveInput!) {
           orderApprove(input: $input) { order { state } userErrors { code rule } }
         }`,
        { input: { orderId } },
        { token: by.token },
      );
    const states = await inParallel(24, async (n) => {
      const token = n % 2 === 0 ? second.token : secret;
      const { order } = await submit(shop, { shipToAddressId: addressId }, token);
      if (order.state !== 'PENDING_APPROVAL' || n < 20) return order.state;
      // Whoever placed it, in person or by a key, is told so; the other one may.
      const own = await approve(order.id, second);
      expect(own.data.orderApprove.userErrors).toEqual([
        { code: 'INVALID_VALUE', rule: 'NOT_OWN_ORDER' },
      ]);
      const [one, other] = await Promise.all([approve(order.id, admin), approve(order.id, admin)]);
      const approved = [one, other].filter(({ data }) => data.orderApprove.order !== null);
      expect(approved.map(({ data }) => data.orderApprove.order.state)).toEqual(['CONFIRMED']);
      return 'APPROVED';
    });
    const { CONFIRMED, APPROVED = 0 } = tally(states);
    // What was approved counts too, so that it may leave less for the others, but never more.
    expect(CONFIRMED).toBeLessThanOrEqual(5);
    const { limits } = await memberWith(portal, admin.token, second.membershipId);
    expect(limits[0].spentThisMonth.amount).toBe(
      (642.6 * (Number(CONFIRMED) + APPROVED)).toFixed(2),
    );
    expect(Number(CONFIRMED) + APPROVED).toBeGreaterThanOrEqual(5);
    const after = await submit(shop, { shipToAddressId: addressId }, secret);
    expect(after.order.state).toBe('PENDING_APPROVAL');
    expect(await breaches(portal)).toEqual([]);
  }, 60_000);

  it('never lets more pass than the highest limit that was ever set, while it is changed', async () => {
    const { admin, buyer, addressId } = await addFirm();
    await change(admin, 'memberLimitsSet', buyer, EUR(null, '1285.20'));
    const raise = async () => {
      for (let version = 2; version < 8; version += 1) {
        const perMonth = (642.6 * version).toFixed(2);
        await change(admin, 'memberLimitsSet', buyer, {
          ...EUR(null, perMonth),
          expectedVersion: version,
        });
      }
    };
    const [states] = await Promise.all([
      inParallel(40, async () => {
        const { order } = await submit(shop, { shipToAddressId: addressId }, buyer.token);
        return order.state;
      }),
      raise(),
    ]);
    const confirmed = tally(states)['CONFIRMED'] ?? 0;
    expect(confirmed).toBeGreaterThanOrEqual(2);
    expect(confirmed).toBeLessThanOrEqual(7);
    const { limits } = await memberWith(portal, admin.token, buyer.membershipId);
    expect(limits[0].spentThisMonth.amount).toBe((642.6 * confirmed).toFixed(2));
  }, 60_000);

  it('binds approvers and administrators too, and nobody approves their own', async () => {
    const { admin, second, addressId } = await addFirm();
    await change(admin, 'memberLimitsSet', second, EUR('0', null));
    const { order } = await submit(shop, { shipToAddressId: addressId }, second.token);
    expect(order.state).toBe('PENDING_APPROVAL');
    const approve = async (by: Person) => {
      const { data } = await portal.ask(
        `mutation ($input: OrderApproveInput!) {
           orderApprove(input: $input) { order { state } userErrors { code rule } }
         }`,
        { input: { orderId: order.id } },
        { token: by.token },
      );
      return data.orderApprove;
    };
    expect((await approve(second)).userErrors).toEqual([
      { code: 'INVALID_VALUE', rule: 'NOT_OWN_ORDER' },
    ]);
    expect((await approve(admin)).order.state).toBe('CONFIRMED');
  });
});
