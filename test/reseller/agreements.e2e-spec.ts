import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import {
  acceptAgreement,
  addAgreement,
  addAuthorization,
} from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const PUBLISH = `mutation ($input: AgreementPublishInput!) { agreementPublish(input: $input) {
  replayed agreement { id regionCode number locale locales title body requiredFrom publishedAt }
  userErrors { code path rule } } }`;
const ACCEPT = `mutation ($input: AgreementAcceptInput!) { agreementAccept(input: $input) {
  resellerAgreement { agreement { id number } accepted acceptedAt dueFrom toAccept { id number }
    acceptance { agreementId number locale acceptedBy acceptedAt } }
  userErrors { code path version agreementId state } } }`;
const MINE = `{ viewer { reseller { agreements { agreement { regionCode number } accepted dueFrom
  toAccept { number } acceptance { number acceptedBy } } } } }`;
const PRICES = `query ($input: PriceAndAvailabilityInput!) { priceAndAvailability(input: $input) {
  userErrors { code path agreementId } } }`;

const english = { locale: 'en', title: 'Partner agreement', body: '# You sell\n\nWe deliver. ' };

let portal: Portal;
let shop: Shop;
let manager: Person;

beforeAll(async () => {
  portal = await startPortal('agreements');
  shop = await openShop(portal);
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
});
afterAll(() => portal.stop());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

function publishRaw(changes: object = {}, token = manager.token): Promise<Answer> {
  const input = { idempotencyKey: newId(), regionCode: 'EMEA', texts: [english], ...changes };
  return portal.ask(PUBLISH, { input }, { token });
}

async function publish(changes: object = {}, token = manager.token): Promise<Answer['data']> {
  const { data, errors } = await publishRaw(changes, token);
  expect(errors).toEqual([]);
  return data.agreementPublish;
}

async function accept(input: object, token = shop.admin.token): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(ACCEPT, { input }, { token });
  expect(errors).toEqual([]);
  return data.agreementAccept;
}

const forget = (): Promise<unknown> =>
  portal.db.query(
    'TRUNCATE reseller.agreement_acceptance, reseller.agreement_text, reseller.agreement CASCADE',
  );

describe('publishing an agreement', () => {
  it('gives the next number, keeps every text as it is, and tells audit and others', async () => {
    const german = { locale: 'DE', title: ' Partnervertrag ', body: ' Sie verkaufen.\n' };
    const { agreement, replayed, userErrors } = await publish({
      texts: [german, english],
      requiredFrom: '2098-01-01T00:00:00Z',
    });
    expect([replayed, userErrors]).toEqual([false, []]);
    expect(agreement).toMatchObject({
      regionCode: 'EMEA',
      number: 1,
      ...english,
      locales: ['de', 'en'],
      requiredFrom: '2098-01-01T00:00:00.000Z',
    });
    expect((await publish({ requiredFrom: '2098-02-01T00:00:00Z' })).agreement.number).toBe(2);
    const read = await portal.ask(
      'query ($id: ID!) { agreement(id: $id, locale: "de-AT") { locale title body } }',
      { id: agreement.id },
      { token: shop.buyer.token },
    );
    expect(read.data.agreement).toEqual({
      locale: 'de',
      title: 'Partnervertrag',
      body: ' Sie verkaufen.\n',
    });
    const [audit] = await portal.rows(
      `SELECT a.entity, a.operation, a.actor_user_id, a.new ->> 'number' AS number, o.type
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id WHERE a.entity_id = $1`,
      [agreement.id],
    );
    expect(audit).toEqual({
      entity: 'AGREEMENT',
      operation: 'PUBLISH',
      actor_user_id: manager.userId,
      number: '1',
      type: 'agreement.published',
    });
  });

  it('happens once per key, and gives parallel publications numbers without a gap', async () => {
    await forget();
    const keyed = { idempotencyKey: newId(), requiredFrom: '2098-01-01T00:00:00Z' };
    const same = await inParallel(6, () => publish(keyed));
    expect(new Set(same.map(({ agreement }) => agreement.id)).size).toBe(1);
    expect(same.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const different = await inParallel(6, () => publish({ requiredFrom: keyed.requiredFrom }));
    expect(different.map(({ agreement }) => agreement.number).sort()).toEqual([2, 3, 4, 5, 6, 7]);
    const other = await publish({ ...keyed, texts: [{ ...english, title: 'Other' }] });
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(other.agreement).toBeNull();
  });

  it('is refused with everything that is wrong, and changes nothing', async () => {
    const before = await contentOf(portal);
    const wrong = await publish({
      regionCode: ' ',
      texts: [
        { locale: 'de', title: '', body: 'B' },
        { locale: 'de', title: 'T', body: ' ' },
      ],
    });
    expect(wrong.userErrors).toEqual([
      { code: 'REQUIRED', path: ['input', 'regionCode'], rule: null },
      { code: 'REQUIRED', path: ['input', 'texts', '0', 'title'], rule: null },
      { code: 'REQUIRED', path: ['input', 'texts', '1', 'body'], rule: null },
      { code: 'INVALID_VALUE', path: ['input', 'texts', '1', 'locale'], rule: 'UNIQUE' },
      { code: 'REQUIRED', path: ['input', 'texts'], rule: null },
    ]);
    expect((await publish({ requiredFrom: inDays(-1) })).userErrors).toEqual([
      { code: 'INVALID_VALUE', path: ['input', 'requiredFrom'], rule: 'NOT_IN_PAST' },
    ]);
    await expect(publish({ regionCode: 'NOWHERE' })).resolves.toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['input', 'regionCode'] }],
    });
    const far = await addStaff(portal, 'CHANNEL_MANAGER', [
      await addRegion(portal.db, { code: 'APAC' }),
    ]);
    const between = await contentOf(portal);
    expect((await publish({}, far.token)).userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'regionCode'], rule: null },
    ]);
    expect(await contentOf(portal)).toEqual(between);
    expect(before['reseller.agreement']).toBe(between['reseller.agreement']);
    const { errors } = await publishRaw({}, shop.admin.token);
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });
});

describe('accepting an agreement', () => {
  it('records who, when, which words and from where, once', async () => {
    await forget();
    const german = { locale: 'de', title: 'Vertrag', body: 'Sie verkaufen.' };
    const { agreement } = await publish({ texts: [english, german] });
    const answers = await inParallel(6, () => accept({ agreementId: agreement.id, locale: 'de' }));
    for (const { resellerAgreement, userErrors } of answers) {
      expect(userErrors).toEqual([]);
      expect(resellerAgreement).toMatchObject({
        agreement: { id: agreement.id, number: 1 },
        accepted: true,
        dueFrom: null,
        toAccept: null,
        acceptance: { agreementId: agreement.id, number: 1, locale: 'de', acceptedBy: 'Some Body' },
      });
    }
    const rows = await portal.rows(
      `SELECT reseller_id, accepted_by, locale, ip IS NOT NULL AS ip, user_agent
       FROM reseller.agreement_acceptance`,
    );
    expect(rows).toEqual([
      {
        reseller_id: shop.reseller.id,
        accepted_by: shop.admin.userId,
        locale: 'de',
        ip: true,
        user_agent: null,
      },
    ]);
    const audit = await portal.rows(
      `SELECT party_ids FROM platform.audit_record WHERE entity_id = $1 AND operation = 'ACCEPT'`,
      [agreement.id],
    );
    expect(audit).toEqual([{ party_ids: [shop.reseller.id] }]);
  });

  it('is refused for an older version than the region asks for, with the one to take', async () => {
    await forget();
    const old = (await publish()).agreement;
    const current = (await publish()).agreement;
    const next = (await publish({ requiredFrom: inDays(30) })).agreement;
    const before = await contentOf(portal);
    const refused = await accept({ agreementId: old.id });
    expect(refused).toEqual({
      resellerAgreement: null,
      userErrors: [
        {
          code: 'CONFLICT',
          path: ['input', 'agreementId'],
          version: 2,
          agreementId: current.id,
          state: null,
        },
      ],
    });
    expect((await accept({ agreementId: current.id, locale: 'fr' })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'locale'] },
    ]);
    expect((await accept({ agreementId: newId() })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'agreementId'] },
    ]);
    expect(await contentOf(portal)).toEqual(before);
    const taken = await accept({ agreementId: current.id });
    expect(taken.resellerAgreement).toMatchObject({
      accepted: true,
      dueFrom: next.requiredFrom,
      toAccept: { number: 3 },
    });
  });

  it('is for administrators of a reseller whose business goes on', async () => {
    await forget();
    const { agreement } = await publish();
    for (const token of [shop.buyer.token, shop.approver.token, manager.token]) {
      const { errors } = await portal.ask(
        ACCEPT,
        { input: { agreementId: agreement.id } },
        { token },
      );
      expect(errors[0].extensions.code).toBe('FORBIDDEN');
    }
    for (const [state, codes] of [
      ['SUSPENDED', []],
      ['REAUTHORIZATION_DUE', []],
      ['DEAUTHORIZED', []],
      ['TERMINATED', ['RESELLER_NOT_ACTIVE']],
    ] as const) {
      const { id: resellerId } = await addShopReseller(portal, { state });
      const { token } = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
      const { userErrors } = await accept({ agreementId: agreement.id }, token);
      expect(userErrors.map(({ code }: { code: string }) => code)).toEqual(codes);
    }
  });
});

describe('the gate of an order', () => {
  const moveDate = (id: string, sqlTime: string): Promise<unknown> =>
    portal.db.query(
      `UPDATE reseller.agreement SET published_at = '2020-01-01', required_from = now() + $2::interval WHERE id = $1`,
      [id, sqlTime],
    );

  async function gate(): Promise<unknown[]> {
    const { userErrors, order } = await submit(shop);
    const dry = await portal.ask(
      PRICES,
      { input: { marketCode: 'DE', lines: [{ sku: 'SKU-A', quantity: 1 }] } },
      { token: shop.buyer.token },
    );
    const found = userErrors.map(({ code, agreementId }: Record<string, string>) => [
      code,
      agreementId,
    ]);
    const tried = dry.data.priceAndAvailability.userErrors.map(
      ({ code, agreementId }: Record<string, string>) => [code, agreementId],
    );
    expect(tried).toEqual(found);
    expect(order === null).toBe(found.length > 0);
    return found;
  }

  it('asks for a version from its date on, and takes a newer one for it', async () => {
    await forget();
    const first = (await publish({ requiredFrom: inDays(10) })).agreement;
    const second = (await publish({ requiredFrom: inDays(20) })).agreement;
    expect(await gate()).toEqual([]);
    await moveDate(first.id, '-1 second');
    expect(await gate()).toEqual([['AGREEMENT_NOT_ACCEPTED', first.id]]);
    // The region asks for the first by now; the second, accepted ahead, counts for it.
    expect((await accept({ agreementId: second.id })).userErrors).toEqual([]);
    expect(await gate()).toEqual([]);
    await moveDate(second.id, '-1 second');
    expect(await gate()).toEqual([]);
    const third = (await publish({ requiredFrom: inDays(30) })).agreement;
    expect(await gate()).toEqual([]);
    await moveDate(third.id, '-1 second');
    expect(await gate()).toEqual([['AGREEMENT_NOT_ACCEPTED', third.id]]);
    expect((await accept({ agreementId: second.id })).userErrors).toMatchObject([
      { code: 'CONFLICT', version: 3, agreementId: third.id },
    ]);
    expect((await accept({ agreementId: third.id })).userErrors).toEqual([]);
    expect(await gate()).toEqual([]);
  });

  it('asks for the agreement of the market’s region alone', async () => {
    await forget();
    const farRegionId = await addRegion(portal.db, { code: 'AMERICAS' });
    await addMarket(portal.db, { code: 'MX', name: 'Mexico', regionId: farRegionId });
    await addAuthorization(portal.db, { resellerId: shop.reseller.id, marketCode: 'MX' });
    const far = await addAgreement(portal.db, { regionId: farRegionId, number: 4 });
    expect(await gate()).toEqual([]);
    const near = (await publish({ requiredFrom: inDays(3) })).agreement;
    const { data } = await portal.ask(MINE, {}, { token: shop.buyer.token });
    expect(data.viewer.reseller.agreements).toEqual([
      {
        agreement: { regionCode: 'AMERICAS', number: 4 },
        accepted: false,
        dueFrom: '2020-01-01T00:00:00.000Z',
        toAccept: { number: 4 },
        acceptance: null,
      },
      {
        agreement: { regionCode: 'EMEA', number: 1 },
        accepted: false,
        dueFrom: near.requiredFrom,
        toAccept: { number: 1 },
        acceptance: null,
      },
    ]);
    await moveDate(near.id, '0 seconds');
    expect(await gate()).toEqual([['AGREEMENT_NOT_ACCEPTED', near.id]]);
    await acceptAgreement(portal.db, {
      agreementId: far,
      resellerId: shop.reseller.id,
      userId: shop.admin.userId,
    });
    expect(await gate()).toEqual([['AGREEMENT_NOT_ACCEPTED', near.id]]);
  });
});

describe('the list of agreements', () => {
  const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $regionCode: String) {
    agreements(first: $first, after: $after, last: $last, before: $before, regionCode: $regionCode) {
      totalCount nodes { regionCode number } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const list = async (variables: object, token: string) => {
    const { data, errors } = await portal.ask(LIST, variables, { token });
    expect(errors).toEqual([]);
    const { nodes, ...rest } = data.agreements;
    const named = nodes.map(
      ({ regionCode, number }: { regionCode: string; number: number }) => `${regionCode}/${number}`,
    );
    return { ...rest, names: named };
  };

  it('shows those of one’s regions by region, the newest first, and pages both ways', async () => {
    await forget();
    const [apac] = await portal.rows<{ id: string }>(
      `SELECT id FROM market.region WHERE code = 'APAC'`,
    );
    const apacId = apac?.id ?? '';
    await addAgreement(portal.db, { regionId: apacId, number: 1 });
    for (const number of [1, 2, 3]) {
      await addAgreement(portal.db, { regionId: shop.regionId, number });
    }
    const all = await addStaff(portal, 'ADMIN');
    const everything = ['APAC/1', 'EMEA/3', 'EMEA/2', 'EMEA/1'];
    expect(await list({}, all.token)).toMatchObject({ names: everything, totalCount: 4 });
    const near = ['EMEA/3', 'EMEA/2', 'EMEA/1'];
    expect((await list({}, manager.token)).names).toEqual(near);
    expect(await list({}, shop.buyer.token)).toMatchObject({ names: near, totalCount: 3 });
    expect((await list({ regionCode: 'APAC' }, shop.buyer.token)).names).toEqual([]);
    expect((await list({ regionCode: 'APAC' }, all.token)).names).toEqual(['APAC/1']);
    const one = await list({ first: 2 }, all.token);
    const two = await list({ first: 2, after: one.pageInfo.endCursor }, all.token);
    expect([...one.names, ...two.names]).toEqual(everything);
    const back = await list({ last: 2, before: two.pageInfo.endCursor }, all.token);
    expect(back.names).toEqual(['EMEA/3', 'EMEA/2']);
  });
});
