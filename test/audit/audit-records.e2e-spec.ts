import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { openChannel, place, placeInJapan, type Channel } from '../support/world/order.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';

const RECORDS = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditRecordFilter) {
  auditRecords(first: $first, after: $after, last: $last, before: $before, filter: $filter) { totalCount
    nodes { id at entity entityId operation fromState toState entityVersion changes { field old new }
      actorKind actorUserId actorKeyId actorLabel requestId ip }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const codesOf = ({ errors }: Answer) => errors.map((error) => error.extensions.code);

describe('the audit trail over HTTP', () => {
  let portal: Portal;
  let channel: Channel;
  let admin: Person;
  let german: { id: string };
  let japanese: { id: string };

  beforeAll(async () => {
    portal = await startPortal('audit-records');
    channel = await openChannel(portal);
    admin = await addStaff(portal, 'ADMIN');
    german = await place(channel.shop);
    japanese = await placeInJapan(channel);
    for (const [sku, quantity] of [
      ['SKU-A', 3],
      ['SKU-B', 4],
    ]) {
      const answer = await portal.ask(
        `mutation ($input: StockReceiveInput!) { stockReceive(input: $input) { userErrors { code } } }`,
        { input: { idempotencyKey: newId(), locationCode: 'RTM', sku, quantity } },
        { token: channel.shop.desk.token },
      );
      expect(answer.data.stockReceive.userErrors).toEqual([]);
    }
  });
  afterAll(() => portal.stop());

  const ask = (variables: object, token?: string) => portal.ask(RECORDS, variables, { token });

  async function list(variables: object, { token }: Person = admin): Promise<Answer['data']> {
    const answer = await ask(variables, token);
    expect(answer.errors).toEqual([]);
    return answer.data.auditRecords;
  }

  const entitiesSeenBy = async (person: Person) => {
    const { nodes } = await list({ first: 100 }, person);
    const entities = nodes.map(({ entity }: { entity: string }) => entity);
    return [...new Set(entities)].sort();
  };

  it('tells administrators who did what, through what', async () => {
    const { nodes, totalCount } = await list({ filter: { entity: 'ORDER', entityId: german.id } });
    expect(totalCount).toBe(1);
    const { buyer } = channel.shop;
    expect(nodes).toMatchObject([
      {
        entity: 'ORDER',
        entityId: german.id,
        operation: 'SUBMIT',
        fromState: null,
        toState: 'CONFIRMED',
        entityVersion: 1,
        actorKind: 'USER',
        actorUserId: buyer.userId,
        actorKeyId: null,
        actorLabel: buyer.email,
      },
    ]);
    expect(nodes[0].ip).toMatch(/127\.0\.0\.1/);
    expect(nodes[0].requestId).not.toBeNull();
    expect(nodes[0].changes).toContainEqual({ field: 'totalMinor', old: null, new: '64260' });
  });

  it('tells old and new values by name', async () => {
    const { nodes } = await list({ filter: { entity: 'STOCK_LEVEL' }, last: 1 });
    expect(nodes[0]).toMatchObject({ operation: 'RECEIVE' });
    const changes = Object.fromEntries(
      nodes[0].changes.map(({ field, ...values }: { field: string }) => [field, values]),
    );
    expect(changes['onHand']).toEqual({ old: '1000', new: '1003' });
  });

  it('shows each role the history of what it looks after, and no more', async () => {
    const roles = {
      CATALOG_MANAGER: [],
      CHANNEL_MANAGER: [],
      ORDER_DESK: ['ORDER', 'STOCK_LEVEL'],
      ADMIN: ['ORDER', 'SESSION', 'STOCK_LEVEL'],
    } as const;
    for (const [role, entities] of Object.entries(roles)) {
      const person = await addStaff(portal, role as keyof typeof roles);
      expect([role, await entitiesSeenBy(person)]).toEqual([role, entities]);
    }
    const { desk } = channel.shop;
    expect((await list({ filter: { entity: 'SESSION' } }, desk)).totalCount).toBe(0);
    const { nodes } = await list({ filter: { entity: 'ORDER' } }, desk);
    expect(nodes.map(({ ip }: { ip: string | null }) => ip)).toEqual([null, null]);
    const paid = await portal.ask(
      `mutation ($input: CreditPaymentRecordInput!) { creditPaymentRecord(input: $input) { userErrors { code } } }`,
      {
        input: {
          idempotencyKey: newId(),
          resellerId: channel.shop.reseller.id,
          amount: { amount: '10.00', currencyCode: 'EUR' },
          reference: 'transfer',
          receivedOn: '2026-01-02',
        },
      },
      { token: desk.token },
    );
    expect(paid.data.creditPaymentRecord.userErrors).toEqual([]);
    expect(await entitiesSeenBy(desk)).toEqual(['CREDIT_ACCOUNT', 'ORDER', 'STOCK_LEVEL']);
    expect(await entitiesSeenBy(await addStaff(portal, 'CHANNEL_MANAGER'))).toEqual([
      'CREDIT_ACCOUNT',
    ]);
  });

  it('shows staff of a region the orders of its markets and the resellers of the region', async () => {
    const { deskOfApac, deskOfEmea } = channel;
    const orders = async (person: Person) => {
      const { nodes } = await list({ filter: { entity: 'ORDER' } }, person);
      return nodes.map(({ entityId }: { entityId: string }) => entityId);
    };
    expect(await orders(deskOfEmea)).toEqual([german.id]);
    expect(await orders(deskOfApac)).toEqual([japanese.id]);
    expect(await entitiesSeenBy(deskOfEmea)).toContain('CREDIT_ACCOUNT');
    expect(await entitiesSeenBy(deskOfApac)).toEqual(['ORDER', 'STOCK_LEVEL']);
  });

  it('is filtered by person, operation and time', async () => {
    const { buyer, desk } = channel.shop;
    const count = async (filter: object) => (await list({ filter })).totalCount;
    expect(await count({ actorUserId: buyer.userId, entity: 'ORDER' })).toBe(1);
    expect(await count({ actorUserId: desk.userId, operation: 'RECEIVE' })).toBe(2);
    expect(await count({ operation: 'NOTHING' })).toBe(0);
    expect(await count({ from: '2000-01-01T00:00:00Z', entity: 'ORDER' })).toBe(2);
    expect(await count({ until: '2000-01-01T00:00:00Z' })).toBe(0);
    expect(await count({ entityId: newId() })).toBe(0);
    const { nodes } = await list({ filter: { entity: 'ORDER' } });
    const [newest, oldest] = nodes;
    expect(await count({ entity: 'ORDER', until: newest.at, from: oldest.at })).toBe(1);
  });

  it('pages both ways without a gap or a repeat, newest first', async () => {
    const idsOf = ({ nodes }: Answer['data']) => nodes.map(({ id }: { id: string }) => id);
    const whole = await list({ first: 100 });
    const times = whole.nodes.map(({ at }: { at: string }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(whole.totalCount).toBe(whole.nodes.length);
    const forward: string[] = [];
    for (let after: string | null = null; ;) {
      const page: Answer['data'] = await list({ first: 3, after });
      forward.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(forward).toEqual(idsOf(whole));
    const backward: string[] = [];
    for (let before: string | null = null; ;) {
      const page: Answer['data'] = await list({ last: 4, before });
      backward.unshift(...idsOf(page));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(backward).toEqual(idsOf(whole));
  });

  it('is for staff alone', async () => {
    expect(codesOf(await ask({}))).toEqual(['UNAUTHENTICATED']);
    const analyst = await addStaff(portal, 'ANALYST');
    for (const { token } of [channel.shop.admin, channel.shop.buyer, analyst]) {
      expect(codesOf(await ask({}, token))).toEqual(['FORBIDDEN']);
    }
  });

  it.each([
    { first: 0 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
    { after: Buffer.from('[1,"x"]').toString('base64url') },
    { filter: { entity: 'a\u0000' } },
    { filter: { operation: 'x'.repeat(101) } },
    { filter: { entityId: 'nobody' } },
    { filter: { actorUserId: '1' } },
    { filter: { from: 'yesterday' } },
  ])('refuses what makes no sense: %j', async (variables) => {
    expect(codesOf(await ask(variables, admin.token))).toEqual(['BAD_USER_INPUT']);
  });
});
