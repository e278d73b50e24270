import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addRegion } from '../support/world/market.world.js';
import { addRelationship, addReseller } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  openShop,
  submit,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

const FIELDS = `relationship { id state version requestedByDistributor partnerLocationId partnerCountryCode
  distributor { id legalName } indirectReseller { id legalName } activatedAt endedAt }
  userErrors { code path message }`;
const REQUEST = `mutation ($input: RelationshipRequestInput!) { answer: relationshipRequest(input: $input) { ${FIELDS} } }`;
const CHANGES = {
  accept: `mutation ($input: RelationshipAcceptInput!) { answer: relationshipAccept(input: $input) { ${FIELDS} } }`,
  decline: `mutation ($input: RelationshipDeclineInput!) { answer: relationshipDecline(input: $input) { ${FIELDS} } }`,
  end: `mutation ($input: RelationshipEndInput!) { answer: relationshipEnd(input: $input) { ${FIELDS} } }`,
};
const LIST = `query ($first: Int, $after: String, $filter: RelationshipFilter) {
  relationships(first: $first, after: $after, filter: $filter) { totalCount
    nodes { id state distributor { legalName } indirectReseller { legalName } partnerLocationId }
    pageInfo { endCursor hasNextPage } } }`;

type Change = keyof typeof CHANGES;
type Payload = ReturnType<typeof JSON.parse>;

let portal: Portal;
let shop: Shop;
let distributor: ShopReseller;
let partner: ShopReseller;
let distributorAdmin: Person;
let partnerAdmin: Person;
let manager: Person;

beforeAll(async () => {
  portal = await startPortal('relationships');
  shop = await openShop(portal);
  distributor = await addShopReseller(portal, {
    type: 'DISTRIBUTOR',
    legalName: 'Great Distribution',
    partnerLocationId: '4000001',
  });
  partner = await addShopReseller(portal, {
    type: 'INDIRECT_RESELLER',
    legalName: 'Corner Shop',
    partnerLocationId: '4000002',
  });
  const admin = (resellerId: string) => addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
  distributorAdmin = await admin(distributor.id);
  partnerAdmin = await admin(partner.id);
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
});
afterAll(() => portal.stop());

beforeEach(() => portal.db.query('DELETE FROM reseller.partner_relationship'));

async function request(by: Person, named: object): Promise<Payload> {
  const input = { countryCode: 'DE', ...named };
  const { data, errors } = await portal.ask(REQUEST, { input }, { token: by.token });
  expect(errors).toEqual([]);
  return data.answer;
}

async function change(by: Person, how: Change, input: object): Promise<Payload> {
  const { data, errors } = await portal.ask(CHANGES[how], { input }, { token: by.token });
  expect(errors).toEqual([]);
  return data.answer;
}

const codesOf = ({ userErrors }: Payload): string[] =>
  userErrors.map(({ code }: { code: string }) => code);

async function list(by: Person, variables: object = {}): Promise<Payload> {
  const { data, errors } = await portal.ask(LIST, variables, { token: by.token });
  expect(errors).toEqual([]);
  return data.relationships;
}

describe('asking for a relationship', () => {
  it('goes from a distributor to an indirect reseller, who learns who asks and accepts', async () => {
    const { relationship, userErrors } = await request(distributorAdmin, {
      partnerLocationId: ' 4000002 ',
    });
    expect(userErrors).toEqual([]);
    expect(relationship).toMatchObject({
      state: 'REQUESTED',
      version: 1,
      requestedByDistributor: true,
      partnerLocationId: '4000002',
      partnerCountryCode: 'DE',
      distributor: { id: distributor.id, legalName: 'Great Distribution' },
      indirectReseller: null,
    });
    const [seen] = (await list(partnerAdmin)).nodes;
    expect(seen).toMatchObject({
      id: relationship.id,
      distributor: { legalName: 'Great Distribution' },
      indirectReseller: { legalName: 'Corner Shop' },
    });
    const accepted = await change(partnerAdmin, 'accept', {
      relationshipId: relationship.id,
      expectedVersion: 1,
    });
    expect(accepted).toMatchObject({
      userErrors: [],
      relationship: { state: 'ACTIVE', version: 2, endedAt: null },
    });
    const [known] = (await list(distributorAdmin)).nodes;
    expect(known.indirectReseller).toEqual({ legalName: 'Corner Shop' });
    const audit = await portal.rows(
      `SELECT a.operation, a.from_state, a.to_state, a.entity_version, cardinality(a.party_ids) AS parties, o.type
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id
       WHERE a.entity_id = $1 ORDER BY a.seq`,
      [relationship.id],
    );
    const by = { parties: 2 };
    expect(audit).toEqual([
      {
        ...by,
        operation: 'REQUEST',
        from_state: null,
        to_state: 'REQUESTED',
        entity_version: 1,
        type: 'relationship.requested',
      },
      {
        ...by,
        operation: 'ACCEPT',
        from_state: 'REQUESTED',
        to_state: 'ACTIVE',
        entity_version: 2,
        type: 'relationship.accepted',
      },
    ]);
  });

  it('goes from an indirect reseller to a distributor too', async () => {
    const { relationship } = await request(partnerAdmin, { partnerLocationId: '4000001' });
    expect(relationship).toMatchObject({
      requestedByDistributor: false,
      distributor: null,
      indirectReseller: { legalName: 'Corner Shop' },
    });
    const id = { relationshipId: relationship.id, expectedVersion: 1 };
    expect((await change(distributorAdmin, 'accept', id)).relationship.state).toBe('ACTIVE');
  });

  it('is answered alike whoever is asked, so that nobody learns who is a reseller', async () => {
    const { db } = portal;
    const indirect = { type: 'INDIRECT_RESELLER' } as const;
    await addReseller(db, { ...indirect, partnerLocationId: '5000001', state: 'TERMINATED' });
    await addReseller(db, { ...indirect, partnerLocationId: '5000002', state: 'DEAUTHORIZED' });
    await addReseller(db, { ...indirect, partnerLocationId: '5000003', state: 'SUSPENDED' });
    await addReseller(db, { type: 'DISTRIBUTOR', partnerLocationId: '5000004' });
    await addReseller(db, { type: 'DIRECT_RESELLER', partnerLocationId: '5000005' });
    await addReseller(db, { ...indirect, partnerLocationId: '5000006', countryCode: 'FR' });
    const asked = ['4000002', ...[1, 2, 3, 4, 5, 6, 7].map((n) => `500000${n}`)];
    const answers = new Map<string, string>();
    const read = `query { viewer { reseller { relationships {
      id state distributor { legalName } indirectReseller { id } partnerLocationId version } } } }`;
    for (const partnerLocationId of asked) {
      const first = await request(distributorAdmin, { partnerLocationId });
      const again = await request(distributorAdmin, { partnerLocationId });
      const own = await portal.ask(read, {}, { token: distributorAdmin.token });
      const listed = (await list(distributorAdmin)).nodes[0];
      const byParty = await list(distributorAdmin, { filter: { resellerId: partner.id } });
      const tried = await change(distributorAdmin, 'accept', {
        relationshipId: first.relationship.id,
        expectedVersion: 1,
      });
      const back = await change(distributorAdmin, 'decline', {
        relationshipId: first.relationship.id,
        expectedVersion: 1,
      });
      const relationship = own.data.viewer.reseller.relationships[0];
      const all = [first, again, relationship, listed, byParty.nodes, tried, back];
      answers.set(
        partnerLocationId,
        JSON.stringify(all)
          .replaceAll(partnerLocationId, 'PLA')
          .replaceAll(first.relationship.id, 'ID')
          .replaceAll(/"endedAt":"[^"]*"/g, ''),
      );
    }
    expect(new Set(answers.values()).size).toBe(1);
    expect([...answers.values()][0]).not.toContain('Corner');
    // Only those who can become partners were reached.
    const reached = await portal.rows(
      `SELECT partner_location_id AS pla FROM reseller.partner_relationship
       WHERE indirect_reseller_id IS NOT NULL ORDER BY 1`,
    );
    expect(reached).toEqual([{ pla: '4000002' }, { pla: '5000003' }]);
  });

  it('is refused twice for one partner, in either direction and at once', async () => {
    const parallel = await inParallel(6, () =>
      request(distributorAdmin, { partnerLocationId: '4000002' }),
    );
    expect(tally(parallel.map((answer) => codesOf(answer).join() || 'done'))).toEqual({
      done: 1,
      ALREADY_EXISTS: 5,
    });
    const before = await contentOf(portal);
    const back = await request(partnerAdmin, { partnerLocationId: '4000001' });
    expect(back).toMatchObject({
      relationship: null,
      userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'partnerLocationId'] }],
    });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is for distributors and indirect resellers that may order', async () => {
    const before = await contentOf(portal);
    expect(await request(shop.admin, { partnerLocationId: '4000002' })).toMatchObject({
      userErrors: [{ code: 'RESELLER_NOT_ACTIVE', path: ['input'] }],
    });
    expect(await request(distributorAdmin, { partnerLocationId: '4000001' })).toMatchObject({
      userErrors: [{ code: 'INVALID_VALUE', path: ['input', 'partnerLocationId'] }],
    });
    const wrong = await request(distributorAdmin, { partnerLocationId: '12', countryCode: 'de' });
    expect(codesOf(wrong)).toEqual(['INVALID_VALUE', 'INVALID_VALUE']);
    for (const by of [shop.buyer, manager]) {
      const { errors } = await portal.ask(
        REQUEST,
        { input: { partnerLocationId: '4000002', countryCode: 'DE' } },
        { token: by.token },
      );
      expect(errors[0].extensions.code).toBe('FORBIDDEN');
    }
    expect(await contentOf(portal)).toEqual(before);
    for (const [state, codes] of [
      ['SUSPENDED', ['RESELLER_NOT_ACTIVE']],
      ['DEAUTHORIZED', ['RESELLER_NOT_ACTIVE']],
      ['TERMINATED', ['RESELLER_NOT_ACTIVE']],
      ['REAUTHORIZATION_DUE', []],
    ] as const) {
      const { id: resellerId } = await addShopReseller(portal, { type: 'DISTRIBUTOR', state });
      const by = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
      expect(codesOf(await request(by, { partnerLocationId: '4000002' }))).toEqual(codes);
    }
  });
});

describe('each state and operation', () => {
  const expected = {
    REQUESTED: { accept: 'ACTIVE', decline: 'DECLINED', end: null },
    ACTIVE: { accept: null, decline: null, end: 'ENDED' },
    ENDED: { accept: null, decline: null, end: null },
    DECLINED: { accept: null, decline: null, end: null },
  } as const;
  const cases = (Object.keys(expected) as (keyof typeof expected)[]).flatMap((state) =>
    (['accept', 'decline', 'end'] as const).map((how) => [state, how] as const),
  );

  it.each(cases)('%s, %s by the side that was asked', async (state, how) => {
    const relationshipId = await addRelationship(portal.db, {
      distributorId: distributor.id,
      indirectResellerId: partner.id,
      state,
    });
    const before = await contentOf(portal);
    const answer = await change(partnerAdmin, how, { relationshipId, expectedVersion: 1 });
    const target = expected[state][how];
    if (target) {
      expect(answer).toMatchObject({ userErrors: [], relationship: { state: target, version: 2 } });
      return;
    }
    expect(codesOf(answer)).toEqual(['ILLEGAL_TRANSITION']);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('lets the one who asked take the request back, but not accept it', async () => {
    const relationshipId = await addRelationship(portal.db, {
      distributorId: distributor.id,
      indirectResellerId: partner.id,
      state: 'REQUESTED',
    });
    const change1 = { relationshipId, expectedVersion: 1 };
    expect(codesOf(await change(distributorAdmin, 'accept', change1))).toEqual([
      'ILLEGAL_TRANSITION',
    ]);
    const back = await change(distributorAdmin, 'decline', change1);
    expect(back.relationship).toMatchObject({ state: 'DECLINED', indirectReseller: null });
  });

  it('is refused to a side that may not order when it would begin, and open to it when it ends', async () => {
    const suspended = await addShopReseller(portal, {
      type: 'INDIRECT_RESELLER',
      state: 'SUSPENDED',
    });
    const by = await addPerson(portal, { resellerId: suspended.id, role: 'RESELLER_ADMIN' });
    const parties = { distributorId: distributor.id, indirectResellerId: suspended.id };
    const asked = await addRelationship(portal.db, { ...parties, state: 'REQUESTED' });
    const version = { expectedVersion: 1 };
    const accepted = await change(by, 'accept', { relationshipId: asked, ...version });
    expect(codesOf(accepted)).toEqual(['RESELLER_NOT_ACTIVE']);
    const declined = await change(by, 'decline', { relationshipId: asked, ...version });
    expect(declined.relationship.state).toBe('DECLINED');
    const active = await addRelationship(portal.db, parties);
    const ended = await change(by, 'end', { relationshipId: active, ...version });
    expect(ended.relationship.state).toBe('ENDED');
  });

  it('answers a stranger, staff of elsewhere and a stale version', async () => {
    const relationshipId = await addRelationship(portal.db, {
      distributorId: distributor.id,
      indirectResellerId: partner.id,
    });
    const stranger = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
    const strange = await addPerson(portal, { resellerId: stranger.id, role: 'RESELLER_ADMIN' });
    const farRegionId = await addRegion(portal.db, { code: `R${newId().slice(-6).toUpperCase()}` });
    const far = await addStaff(portal, 'CHANNEL_MANAGER', [farRegionId]);
    const before = await contentOf(portal);
    for (const by of [strange, far]) {
      const unknown = await change(by, 'end', { relationshipId: newId(), expectedVersion: 1 });
      const foreign = await change(by, 'end', { relationshipId, expectedVersion: 1 });
      expect(foreign).toEqual(unknown);
      expect(codesOf(foreign)).toEqual(['NOT_FOUND']);
      expect((await list(by)).nodes).toEqual([]);
    }
    const stale = await change(partnerAdmin, 'end', { relationshipId, expectedVersion: 7 });
    expect(stale.userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['input', 'expectedVersion'] },
    ]);
    expect(await contentOf(portal)).toEqual(before);
    const reason = 'They no longer work together';
    const ended = await change(manager, 'end', { relationshipId, expectedVersion: 1, reason });
    expect(ended.relationship).toMatchObject({
      state: 'ENDED',
      indirectReseller: { legalName: 'Corner Shop' },
    });
    const [audit] = await portal.rows(
      `SELECT new, actor_user_id FROM platform.audit_record WHERE entity_id = $1`,
      [relationshipId],
    );
    expect(audit).toEqual({ new: { reason }, actor_user_id: manager.userId });
  });

  it('has one winner when both sides and staff act at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const relationshipId = await addRelationship(portal.db, {
        distributorId: distributor.id,
        indirectResellerId: partner.id,
        state: 'REQUESTED',
      });
      const input = { relationshipId, expectedVersion: 1 };
      const answers = await Promise.all([
        change(partnerAdmin, 'accept', input),
        change(partnerAdmin, 'decline', input),
        change(distributorAdmin, 'decline', input),
        change(partnerAdmin, 'accept', input),
      ]);
      const outcomes = tally(answers.map((answer) => codesOf(answer).join() || 'done'));
      expect(outcomes).toEqual({ done: 1, CONFLICT: 3 });
      const [row] = await portal.rows(
        `SELECT p.state, p.version, count(a.id)::int AS audits FROM reseller.partner_relationship p
         LEFT JOIN platform.audit_record a ON a.entity_id = p.id WHERE p.id = $1 GROUP BY p.id`,
        [relationshipId],
      );
      const winner = answers.find(({ userErrors }) => userErrors.length === 0);
      expect(row).toEqual({ state: winner.relationship.state, version: 2, audits: 1 });
      await portal.db.query('DELETE FROM reseller.partner_relationship');
    }
  });
});

describe('the end of a reseller', () => {
  it('ends its relationships and declines its requests, also those that reached nobody', async () => {
    const { id: resellerId } = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
    const by = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    const active = await addRelationship(portal.db, {
      distributorId: resellerId,
      indirectResellerId: partner.id,
    });
    const { relationship } = await request(by, { partnerLocationId: '6000001' });
    const { data } = await portal.ask(
      `mutation ($input: ResellerTerminateInput!) { resellerTerminate(input: $input) { userErrors { code } } }`,
      { input: { resellerId, expectedVersion: 1, reason: 'Out of business' } },
      { token: manager.token },
    );
    expect(data.resellerTerminate.userErrors).toEqual([]);
    const rows = await portal.rows(
      `SELECT p.id, p.state, p.version, cardinality(a.party_ids) AS parties FROM reseller.partner_relationship p
       JOIN platform.audit_record a ON a.entity_id = p.id AND a.to_state IN ('ENDED', 'DECLINED') ORDER BY p.state`,
    );
    expect(rows).toEqual([
      { id: relationship.id, state: 'DECLINED', version: 2, parties: 1 },
      { id: active, state: 'ENDED', version: 2, parties: 2 },
    ]);
  });
});

describe('the list', () => {
  it('shows each their own, filters, and pages without a gap', async () => {
    const names: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const indirectResellerId = await addReseller(portal.db, {
        type: 'INDIRECT_RESELLER',
        legalName: `Partner ${n}`,
      });
      names.unshift(`Partner ${n}`);
      const state = n === 0 ? 'ENDED' : 'ACTIVE';
      await addRelationship(portal.db, {
        distributorId: distributor.id,
        indirectResellerId,
        state,
      });
    }
    const other = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
    await addRelationship(portal.db, { distributorId: other.id, indirectResellerId: partner.id });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Payload = await list(distributorAdmin, { first: 2, after });
      expect(page.totalCount).toBe(5);
      seen.push(...page.nodes.map((node: Payload) => String(node.indirectReseller.legalName)));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(names);
    const ended = await list(distributorAdmin, { filter: { state: ['ENDED'] } });
    expect(ended.nodes).toMatchObject([{ indirectReseller: { legalName: 'Partner 0' } }]);
    expect((await list(manager)).totalCount).toBe(6);
    const ofOne = await list(manager, { filter: { resellerId: partner.id } });
    expect(ofOne.nodes).toMatchObject([{ indirectReseller: { legalName: 'Corner Shop' } }]);
  });
});

describe('an order with a partner of record', () => {
  it('goes on when the relationship ends; a new one is refused until they are partners again', async () => {
    const buyer = await addPerson(portal, { resellerId: distributor.id, role: 'BUYER' });
    const order = { partnerOfRecordId: partner.id, shipToAddressId: distributor.addressId };
    const tryOne = async (): Promise<unknown> => {
      const answer = await submit(shop, order, buyer.token);
      return answer.order?.state ?? answer.userErrors.map(({ code }: { code: string }) => code);
    };
    const invalid = ['PARTNER_OF_RECORD_INVALID'];
    expect(await tryOne()).toEqual(invalid);
    const { relationship } = await request(distributorAdmin, { partnerLocationId: '4000002' });
    const { id: relationshipId } = relationship;
    expect(await tryOne()).toEqual(invalid);
    await change(partnerAdmin, 'accept', { relationshipId, expectedVersion: 1 });
    const placed = await submit(shop, order, buyer.token);
    expect(placed.order.state).toBe('CONFIRMED');
    await change(distributorAdmin, 'end', { relationshipId, expectedVersion: 2 });
    expect(await tryOne()).toEqual(invalid);
    const READ = `query ($id: ID!) { order(id: $id) { state number partnerOfRecord { id } lines { quantity } total { amount } } }`;
    const seen = await portal.ask(READ, { id: placed.order.id }, { token: partnerAdmin.token });
    expect(seen.data.order).toEqual({
      state: 'CONFIRMED',
      number: placed.order.number,
      partnerOfRecord: { id: partner.id },
      lines: [{ quantity: 1 }],
      total: null,
    });
    const cancel = await portal.ask(
      `mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { state } userErrors { code } } }`,
      { input: { orderId: placed.order.id, reason: 'No longer needed' } },
      { token: buyer.token },
    );
    expect(cancel.data.orderCancel).toEqual({ order: { state: 'CANCELLED' }, userErrors: [] });
    const again = await request(distributorAdmin, { partnerLocationId: '4000002' });
    await change(partnerAdmin, 'accept', {
      relationshipId: again.relationship.id,
      expectedVersion: 1,
    });
    expect(await tryOne()).toBe('CONFIRMED');
  });
});
