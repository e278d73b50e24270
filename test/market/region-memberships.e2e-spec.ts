import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion, planMembership } from '../support/world/market.world.js';
import { addStaff, openShop, submit, type Person, type Shop } from '../support/world/shop.world.js';
import {
  auditSince,
  change,
  dayInBerlin,
  lastAudit,
  refusal,
  revisionOf,
  staffOfReseller,
} from './market-mutations.js';

let portal: Portal;
let shop: Shop;
let emea: string;
let apac: string;
let latam: string;
let all: Person;
let ofEmea: Person;
let ofBoth: Person;
let today: string;
let soon: string;
let later: string;

beforeAll(async () => {
  portal = await startPortal('region_memberships');
  shop = await openShop(portal);
  emea = shop.regionId;
  apac = await addRegion(portal.db, { code: 'APAC' });
  latam = await addRegion(portal.db, { code: 'LATAM' });
  await addMarket(portal.db, { code: 'AT' });
  all = await addStaff(portal, 'CATALOG_MANAGER');
  ofEmea = await addStaff(portal, 'CATALOG_MANAGER', [emea]);
  ofBoth = await addStaff(portal, 'CATALOG_MANAGER', [emea, apac]);
  today = await dayInBerlin(portal, 0);
  soon = await dayInBerlin(portal, 10);
  later = await dayInBerlin(portal, 20);
}, 60_000);

afterAll(() => portal?.stop());

beforeEach(async () => {
  await portal.db.query(`DELETE FROM market.region_membership WHERE market_code = 'AT'`);
  await planMembership(portal.db, { marketCode: 'AT', regionId: emea, from: '2020-01-01' });
});

const schedule = (person: Person, regionId: string, from: string, marketCode = 'AT') =>
  change(portal, person.token, 'regionMembershipSchedule', { marketCode, regionId, from });

const cancel = (person: Person, membershipId: string) =>
  change(portal, person.token, 'regionMembershipCancel', { membershipId });

interface Period {
  id: string;
  region: { code: string };
  from: string;
  until: string | null;
}

async function periods(code = 'AT'): Promise<Period[]> {
  const { data } = await portal.ask(
    `query ($code: String!) { market(code: $code) { regionMemberships { id region { code } from until } } }`,
    { code },
    { token: all.token },
  );
  return data.market.regionMemberships;
}

async function plan(): Promise<[string, string, string | null][]> {
  return (await periods()).map(({ region, from, until }) => [region.code, from, until]);
}

async function expectRefused(
  work: Promise<{ market: unknown; userErrors: object[] }>,
  error: object,
): Promise<void> {
  const { market, userErrors } = await work;
  expect(market).toBeNull();
  expect(userErrors).toEqual([expect.objectContaining(error)]);
}

describe('a membership', () => {
  it('ends the present one on its first day, with one record', async () => {
    const [seq, revision] = [await lastAudit(portal), await revisionOf(portal, 'AT')];
    const { market, userErrors } = await schedule(all, apac, soon);
    expect([market.region, userErrors]).toEqual([{ code: 'EMEA' }, []]);
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', soon],
      ['APAC', soon, null],
    ]);
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'REGION',
        operation: 'SCHEDULE_MEMBERSHIP',
        from: null,
        to: null,
        version: null,
        old: { regionId: emea },
        new: { regionId: apac, marketCode: 'AT', from: soon },
        marketCode: 'AT',
        actor: all.email,
      },
    ]);
    expect(await revisionOf(portal, 'AT')).toBe(revision + 1);
  });

  it('that is sent again changes nothing, also when it is not the first of its period', async () => {
    await schedule(all, apac, soon);
    const before = await contentOf(portal);
    for (const [region, from] of [
      [apac, soon],
      [apac, later],
      [emea, today],
      [emea, '2020-01-01'],
    ] as const) {
      expect((await schedule(all, region, from)).userErrors).toEqual([]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('goes before, between and after others that are planned', async () => {
    await schedule(all, apac, soon);
    await schedule(all, latam, later);
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', soon],
      ['APAC', soon, later],
      ['LATAM', later, null],
    ]);
    const between = await dayInBerlin(portal, 15);
    await schedule(all, emea, between);
    const last = await dayInBerlin(portal, 30);
    await schedule(all, apac, last);
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', soon],
      ['APAC', soon, between],
      ['EMEA', between, later],
      ['LATAM', later, last],
      ['APAC', last, null],
    ]);
  });

  it('is one period with the one of the same region that follows', async () => {
    await schedule(all, apac, later);
    await schedule(all, apac, soon);
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', soon],
      ['APAC', soon, null],
    ]);
  });

  it('can begin today where nothing was sold today', async () => {
    const { market } = await schedule(all, apac, today);
    expect(market.region).toEqual({ code: 'APAC' });
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', today],
      ['APAC', today, null],
    ]);
    const before = await contentOf(portal);
    await expectRefused(schedule(all, latam, today), {
      code: 'ALREADY_EXISTS',
      path: ['input', 'from'],
    });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is refused for days that have passed, have sales, or belong to another plan', async () => {
    await schedule(all, apac, soon);
    expect((await submit(shop)).order.state).toBe('CONFIRMED');
    const before = await contentOf(portal);
    const path = ['input', 'from'];
    const yesterday = await dayInBerlin(portal, -1);
    for (const past of [yesterday, '2020-01-01', '2019-06-01']) {
      await expectRefused(schedule(all, apac, past), {
        code: 'INVALID_VALUE',
        rule: 'PAST_DAY',
        path,
      });
    }
    await expectRefused(schedule(all, latam, soon), { code: 'ALREADY_EXISTS', path });
    await expectRefused(schedule(all, apac, today, 'DE'), {
      code: 'INVALID_VALUE',
      rule: 'BOOKED',
      path,
    });
    for (const far of ['1999-12-31', '2200-01-01', '9999-12-31']) {
      await expectRefused(schedule(all, apac, far), { rule: 'RANGE', path });
    }
    const { userErrors } = await schedule(all, newId(), soon, 'LU');
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual([
      'UNKNOWN_MARKET',
      'NOT_FOUND',
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('of one day goes to one of several who ask at once', async () => {
    const answers = await Promise.all([
      ...[apac, latam].flatMap((region) => [
        schedule(all, region, soon),
        schedule(all, region, soon),
      ]),
    ]);
    const [winner] = (await plan()).filter(([, from]) => from === soon);
    expect(await plan()).toHaveLength(2);
    const refused = answers.filter(({ market }) => market === null);
    expect(refused).toHaveLength(2);
    for (const { userErrors } of refused) expect(userErrors[0].code).toBe('ALREADY_EXISTS');
    expect(['APAC', 'LATAM']).toContain(winner?.[0]);
  });
});

describe('a membership that is taken back', () => {
  it('leaves its days to the one before it', async () => {
    await schedule(all, apac, soon);
    await schedule(all, latam, later);
    const [, planned] = await periods();
    const [seq, revision] = [await lastAudit(portal), await revisionOf(portal, 'AT')];
    expect((await cancel(all, planned?.id ?? '')).userErrors).toEqual([]);
    expect(await plan()).toEqual([
      ['EMEA', '2020-01-01', later],
      ['LATAM', later, null],
    ]);
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'REGION',
        operation: 'CANCEL_MEMBERSHIP',
        from: null,
        to: null,
        version: null,
        old: { regionId: apac, marketCode: 'AT', from: soon },
        new: { regionId: emea },
        marketCode: 'AT',
        actor: all.email,
      },
    ]);
    expect(await revisionOf(portal, 'AT')).toBe(revision + 1);
    const before = await contentOf(portal);
    await expectRefused(cancel(all, planned?.id ?? ''), { code: 'NOT_FOUND' });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('has not begun', async () => {
    const [present] = await periods();
    const before = await contentOf(portal);
    const path = ['input', 'membershipId'];
    await expectRefused(cancel(all, present?.id ?? ''), {
      code: 'INVALID_VALUE',
      rule: 'PAST_DAY',
      path,
    });
    await expectRefused(cancel(all, newId()), { code: 'NOT_FOUND', path });
    await expectRefused(cancel(all, 'x'), { code: 'NOT_FOUND', path });
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is taken back once by several at once', async () => {
    await schedule(all, apac, soon);
    const [, planned] = await periods();
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => cancel(all, planned?.id ?? '')),
    );
    expect(answers.filter(({ market }) => market !== null)).toHaveLength(1);
    expect(await plan()).toEqual([['EMEA', '2020-01-01', null]]);
  });
});

describe('staff of some regions', () => {
  it('moves markets only between regions of its own, and then sees them where it may', async () => {
    await expectRefused(schedule(ofEmea, apac, soon), {
      code: 'NOT_FOUND',
      path: ['input', 'regionId'],
    });
    expect((await schedule(ofBoth, apac, soon)).userErrors).toEqual([]);
    // From that day on it is a market of a region that is not theirs.
    const path = ['input', 'from'];
    await expectRefused(schedule(ofEmea, emea, later), { rule: 'REGION_SCOPE', path });
    const [, planned] = await periods();
    await expectRefused(cancel(ofEmea, planned?.id ?? ''), {
      rule: 'REGION_SCOPE',
      path: ['input', 'membershipId'],
    });
    expect((await cancel(ofBoth, planned?.id ?? '')).userErrors).toEqual([]);
  });

  it('no longer sees a market in preparation, nor acts on it, once it has moved away', async () => {
    await portal.db.query(`UPDATE market.market SET state = 'PREPARING' WHERE code = 'AT'`);
    const sees = async ({ token }: Person) =>
      (await portal.ask('{ market(code: "AT") { code } }', {}, { token })).data.market !== null;
    expect([await sees(ofEmea), await sees(ofBoth)]).toEqual([true, true]);
    await schedule(ofBoth, apac, today);
    expect([await sees(ofEmea), await sees(ofBoth)]).toEqual([false, true]);
    await expectRefused(schedule(ofEmea, emea, soon), { code: 'UNKNOWN_MARKET' });
    const rate = { marketCode: 'AT', from: soon, rate: '1' };
    await expectRefused(change(portal, ofEmea.token, 'taxRateSchedule', rate), {
      code: 'UNKNOWN_MARKET',
    });
    await portal.db.query(`UPDATE market.market SET state = 'OPEN' WHERE code = 'AT'`);
  });

  it('is not somebody who speaks for a reseller, sells, or manages the channel', async () => {
    const channel = await addStaff(portal, 'CHANNEL_MANAGER');
    const asReseller = await staffOfReseller(portal, shop.reseller.id);
    const before = await contentOf(portal);
    const inputs = {
      regionMembershipSchedule: { marketCode: 'AT', regionId: apac, from: soon },
      regionMembershipCancel: { membershipId: newId() },
      taxRateSchedule: { marketCode: 'AT', from: soon, rate: '1' },
      taxRateCancel: { marketCode: 'AT', from: soon, expectedVersion: 1 },
    };
    for (const [name, input] of Object.entries(inputs)) {
      for (const token of [channel.token, asReseller, shop.admin.token, shop.desk.token]) {
        expect(await refusal(portal, token, name, input)).toEqual(['FORBIDDEN']);
      }
    }
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('sales and the region of their day', () => {
  it('agree, whatever happens at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      await portal.db.query(`DELETE FROM market.region_membership WHERE market_code = 'DE'`);
      await planMembership(portal.db, { marketCode: 'DE', regionId: emea, from: '2020-01-01' });
      // The day begins anew: nothing was sold in it yet.
      await portal.db.query(`TRUNCATE sales.pending, sales.event`);
      const [move, ...orders] = await Promise.all([
        schedule(all, apac, today, 'DE'),
        ...Array.from({ length: 6 }, () => submit(shop)),
      ]);
      expect(orders.map(({ order }) => order?.state)).toEqual(Array(6).fill('CONFIRMED'));
      const codes = move.userErrors.map(({ rule }: { rule: string }) => rule);
      expect([[], ['BOOKED']]).toContainEqual(codes);
      const wrong = await portal.rows(
        `SELECT id FROM sales.event WHERE region_id IS DISTINCT FROM market.region_on(market_code, day)`,
      );
      expect(wrong).toEqual([]);
    }
  });
});
