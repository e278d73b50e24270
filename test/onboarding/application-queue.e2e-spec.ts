import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLAIMABLE_STATES } from '../../src/onboarding/claim.rules.js';
import { ApplicationState } from '../../src/onboarding/application.machine.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { done, fileApplication, openReviewDesk, type ReviewDesk } from './review-desk.js';

let portal: Portal;
let desk: ReviewDesk;
let european: Person;

/** An application as the queue should know it. */
interface Queued {
  id: string;
  /** By the clock. */
  state: string;
  days: number;
  countryCode: string;
  markets: string[];
  assignedTo: string | null;
}

const queued: Queued[] = [];

const DAYS_LEFT: Record<string, number> = { ACTION_REQUIRED: 30, PENDING_AGREEMENT: 30 };

beforeAll(async () => {
  portal = await startPortal('application_queue');
  desk = await openReviewDesk(portal);
  european = await addStaff(portal, 'CHANNEL_MANAGER', [desk.emea]);
  const states = Object.keys(ApplicationState).filter((state) => state !== 'DRAFT');
  const markets = [['DE'], ['JP'], ['DE', 'JP']];
  const holders = [null, desk.manager.userId, desk.other.userId];
  const days = [0, 4, 6, 31];
  for (let n = 0; n < 60; n += 1) {
    const state = states[n % states.length] ?? 'SUBMITTED';
    const one = {
      days: days[n % days.length] ?? 0,
      countryCode: n % 5 === 0 ? 'FR' : 'DE',
      markets: markets[n % 3] ?? [],
      assignedTo: holders[Math.floor(n / 3) % 3] ?? null,
    };
    const { id } = await fileApplication(portal, {
      state,
      daysInState: one.days,
      countryCode: one.countryCode,
      markets: one.markets,
      legalName: `Nordlicht ${n} GmbH`,
      ...(['APPROVED', 'REJECTED'].includes(state) && { decidedBy: desk.other.userId }),
      ...(state === 'APPROVED' && { resellerId: await addReseller(portal.db) }),
    });
    await portal.db.query(
      `UPDATE onboarding.application SET assigned_to = $2, assigned_at = CASE WHEN $2::uuid IS NOT NULL THEN now() END,
         state_since = date_trunc('day', state_since) WHERE id = $1`,
      [id, one.assignedTo],
    );
    queued.push({ ...one, id, state: (DAYS_LEFT[state] ?? 99) < one.days ? 'EXPIRED' : state });
  }
  // What was never submitted is nobody's but the applicant's.
  await fileApplication(portal, { state: 'DRAFT' });
}, 120_000);

afterAll(() => portal?.stop());

interface Filter {
  state?: string[];
  marketCode?: string;
  countryCode?: string;
  assignedTo?: 'ME' | 'NOBODY' | 'ANYBODY';
  overdue?: boolean;
  search?: string;
}

const LIST = `query ($filter: ResellerApplicationFilter, $orderBy: ResellerApplicationSort, $first: Int, $after: String,
    $last: Int, $before: String) {
  resellerApplications(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id state } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }`;

async function list(variables: object, { token } = desk.manager): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(LIST, variables, { token });
  expect(errors).toEqual([]);
  return data.resellerApplications;
}

const idsOf = ({ nodes }: Answer['data']): string[] => nodes.map(({ id }: Queued) => id);

const WAITING = ['SUBMITTED', 'IN_VETTING', 'READY_FOR_DECISION'];

const isOverdue = ({ state, days }: Queued) => WAITING.includes(state) && days > 5;

/** What the filter should leave for somebody who looks after these markets, oldest first. */
function expected(filter: Filter, userId: string, markets = ['DE', 'JP']): string[] {
  const states = filter.state ?? CLAIMABLE_STATES;
  return queued
    .filter((one) => one.markets.some((code) => markets.includes(code)))
    .filter(({ state }) => states.includes(state as never))
    .filter((one) => filter.marketCode === undefined || one.markets.includes(filter.marketCode))
    .filter((one) => [undefined, one.countryCode].includes(filter.countryCode))
    .filter((one) => filter.overdue === undefined || isOverdue(one) === filter.overdue)
    .filter(({ assignedTo }) => {
      if (filter.assignedTo === 'ME') return assignedTo === userId;
      if (filter.assignedTo === 'NOBODY') return assignedTo === null;
      return filter.assignedTo === undefined || assignedTo !== null;
    })
    .sort((a, b) => b.days - a.days || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

const FILTERS: Filter[] = [
  {},
  { state: [] },
  ...Object.keys(ApplicationState).map((state) => ({ state: [state] })),
  { state: ['EXPIRED', 'ACTION_REQUIRED'] },
  { marketCode: 'JP' },
  { marketCode: 'ZZ' },
  { countryCode: 'FR' },
  { assignedTo: 'ME' },
  { assignedTo: 'NOBODY' },
  { assignedTo: 'ANYBODY' },
  { overdue: true },
  { overdue: false },
  { state: ['SUBMITTED', 'APPROVED'], marketCode: 'DE', assignedTo: 'ANYBODY', overdue: true },
];

describe('The queue', () => {
  it.each(FILTERS)('of %j has what it should, in its order, and counts it', async (filter) => {
    const lookers = [
      { person: desk.manager, markets: ['DE', 'JP'] },
      { person: european, markets: ['DE'] },
      { person: desk.asian, markets: ['JP'] },
    ];
    for (const { person, markets } of lookers) {
      const ids = expected(filter, person.userId, markets);
      const oldest = await list({ filter, first: 100 }, person);
      expect(idsOf(oldest)).toEqual(ids);
      expect(oldest.totalCount).toBe(ids.length);
      const newest = await list({ filter, first: 100, orderBy: 'NEWEST' }, person);
      expect(idsOf(newest)).toEqual([...ids].reverse());
    }
  });

  it.each(['OLDEST', 'NEWEST'])(
    'is the same page by page, forward and backward, %s first',
    async (orderBy) => {
      const ids = idsOf(await list({ orderBy, first: 100 }));
      const forward: string[] = [];
      const backward: string[] = [];
      let after: string | null = null;
      let before: string | null = null;
      for (let n = 0; n < ids.length; n += 4) {
        const next: Answer['data'] = await list({ orderBy, first: 4, after });
        forward.push(...idsOf(next));
        after = next.pageInfo.endCursor;
        expect(next.pageInfo.hasNextPage).toBe(forward.length < ids.length);
        const previous: Answer['data'] = await list({ orderBy, last: 4, before });
        backward.unshift(...idsOf(previous));
        before = previous.pageInfo.startCursor;
        expect(previous.pageInfo.hasPreviousPage).toBe(backward.length < ids.length);
      }
      expect(forward).toEqual(ids);
      expect(backward).toEqual(ids);
    },
  );

  it('is found by words of the name, the whole number, tax id or partner location id', async () => {
    const { id } = await fileApplication(portal, {
      state: 'WITHDRAWN',
      legalName: 'Bücher & Söhne 100% A_B GmbH',
      taxId: '136695976',
      partnerLocationId: '31415926',
    });
    const [row] = await portal.rows<{ number: string }>(
      'SELECT number FROM onboarding.application WHERE id = $1',
      [id],
    );
    const found = async (search: string) =>
      idsOf(await list({ filter: { search, state: ['WITHDRAWN'] } }));
    for (const search of [
      'buecher',
      'SÖHNE',
      ' 100 ',
      row?.number.toLowerCase() ?? '',
      '31415926',
    ]) {
      expect([search, await found(search)]).toEqual([search, [id]]);
    }
    for (const search of ['DE 136 695 976', '136695976']) {
      expect(await found(search)).toEqual([id]);
    }
    for (const search of ['%', '_', '\\', '1314159', '3141592', 'GmbH Bücher']) {
      expect([search, await found(search)]).toEqual([search, []]);
    }
  });

  it.each([
    { filter: { search: 'a\u0000b' } },
    { filter: { search: 'x'.repeat(201) } },
    { filter: { marketCode: 'D\u0000' } },
    { filter: { countryCode: 'x'.repeat(11) } },
    { first: 0 },
    { first: 101 },
    { first: 1, last: 1 },
    { after: 'x' },
  ])('is refused what makes no sense: %j', async (variables) => {
    const { errors } = await portal.ask(LIST, variables, desk.manager);
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('begins or ends at a cursor that lies beyond all times', async () => {
    const { edges } = await list({ first: 1 });
    const [version, , id] = JSON.parse(
      Buffer.from(edges[0].cursor, 'base64url').toString(),
    ) as unknown[];
    const at = (since: string) =>
      Buffer.from(JSON.stringify([version, since, id])).toString('base64url');
    const all = idsOf(await list({ first: 100 }));
    expect(idsOf(await list({ first: 100, after: at('-999999999999999999') }))).toEqual(all);
    expect(idsOf(await list({ first: 100, after: at('999999999999999999') }))).toEqual([]);
  });

  it('takes as many statements for one application as for all', async () => {
    const WHOLE = `query ($first: Int) { resellerApplications(first: $first) { totalCount nodes {
      id missing { path } applicant { id name email } assignedTo { name } decidedBy { name } assignedAt
      duplicates { id } vettingChecks { kind state hits { name } } documents { id } agreements { accepted agreement { id } }
    } } }`;
    const statements = async (first: number) => {
      const units = await portal.unitsOf(async () => {
        const { errors } = await portal.ask(WHOLE, { first }, desk.manager);
        expect(errors).toEqual([]);
      });
      return units.map((unit) => unit.statements).sort();
    };
    expect(await statements(50)).toEqual(await statements(1));
  });

  it('is for nobody but the channel', async () => {
    const orderDesk = await addStaff(portal, 'ORDER_DESK');
    const { applicant } = await fileApplication(portal, { state: 'SUBMITTED', markets: [] });
    for (const { token } of [orderDesk, applicant]) {
      for (const query of [LIST, '{ resellerApplicationCounts { state } }']) {
        const { errors } = await portal.ask(query, {}, { token });
        expect(errors[0].extensions.code).toBe('FORBIDDEN');
      }
    }
  });
});

describe('The counts', () => {
  it('are those of the lists, state by state', async () => {
    const COUNTS = '{ resellerApplicationCounts { state total overdue unassigned mine } }';
    for (const person of [desk.manager, european, desk.asian, desk.other]) {
      const { data } = await portal.ask(COUNTS, {}, person);
      const counted = async (filter: Filter) =>
        (await list({ filter, first: 1 }, person)).totalCount;
      const lists = await Promise.all(
        CLAIMABLE_STATES.map(async (state) => ({
          state,
          total: await counted({ state: [state] }),
          overdue: await counted({ state: [state], overdue: true }),
          unassigned: await counted({ state: [state], assignedTo: 'NOBODY' }),
          mine: await counted({ state: [state], assignedTo: 'ME' }),
        })),
      );
      expect(data.resellerApplicationCounts).toEqual(lists);
    }
  });
});

describe('Who has an application', () => {
  const PEOPLE = `query ($id: ID!) { resellerApplication(id: $id) {
    applicant { id email name } assignedTo { id } assignedAt decidedBy { id } } }`;

  it('is told to the staff, with who made and who decided it, and to no applicant', async () => {
    const { id, applicant } = await fileApplication(
      portal,
      { state: 'IN_VETTING' },
      { name: 'Ada Quill' },
    );
    const read = async (token: string) =>
      (await portal.ask(PEOPLE, { id }, { token })).data.resellerApplication;
    const { userId, email, token } = applicant;
    const made = { id: userId, email, name: 'Ada Quill' };
    const nobody = { assignedTo: null, assignedAt: null, decidedBy: null };
    expect(await read(desk.manager.token)).toEqual({ applicant: made, ...nobody });
    await done(desk, 'resellerApplicationClaim', { applicationId: id });
    const reason = 'We have enough partners there.';
    const no = { applicationId: id, expectedVersion: 1, reason };
    await done(desk, 'resellerApplicationReject', no, desk.other.token);
    expect(await read(desk.manager.token)).toEqual({
      applicant: made,
      assignedTo: { id: desk.manager.userId },
      assignedAt: expect.any(String),
      decidedBy: { id: desk.other.userId },
    });
    expect(await read(token)).toEqual({ applicant: null, ...nobody });
  });
});
