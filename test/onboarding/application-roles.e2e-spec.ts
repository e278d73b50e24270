import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isInputObjectType } from 'graphql';
import {
  APPLICATION_OPERATIONS,
  applicationMachine,
  type ApplicationState,
} from '../../src/onboarding/application.machine.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, addStaff } from '../support/world/shop.world.js';
import {
  answer,
  freshTaxId,
  STEP_NAMES,
  STEPS,
  type Step,
  type StepName,
} from './application-step-table.js';
import { staffOfReseller } from '../market/market-mutations.js';
import { addApplicant, openReviewDesk, type Applicant, type ReviewDesk } from './review-desk.js';

const DECIDING = ['claim', 'release', 'pass', 'waive', 'reject', 'withdraw'] as const;

/** What each state lets happen; the rest is refused. A new state has to be put here. */
const ALLOWED: Readonly<Record<ApplicationState, readonly StepName[]>> = {
  DRAFT: ['update', 'submit', 'withdraw'],
  SUBMITTED: ['claim', 'release', 'withdraw'],
  IN_VETTING: [...DECIDING, 'fail'],
  ACTION_REQUIRED: [...DECIDING, 'fail', 'update', 'resubmit'],
  PENDING_AGREEMENT: [...DECIDING, 'accept'],
  READY_FOR_DECISION: [...DECIDING, 'approve'],
  APPROVED: ['release'],
  REJECTED: ['release', 'appeal'],
  WITHDRAWN: ['release'],
  EXPIRED: ['release'],
};

/** What the clock has ended counts as ended, whatever is written. */
const OVER = { DRAFT: 90, ACTION_REQUIRED: 30, PENDING_AGREEMENT: 30 } as const;

interface Place {
  name: string;
  written: ApplicationState;
  state: ApplicationState;
  daysInState: number;
}

const PLACES: Place[] = [
  ...(Object.keys(ALLOWED) as ApplicationState[]).map((state) => ({
    name: state,
    written: state,
    state,
    daysInState: 0,
  })),
  ...(Object.keys(OVER) as (keyof typeof OVER)[]).map((state) => ({
    name: `${state}, but over`,
    written: state,
    state: 'EXPIRED' as const,
    daysInState: OVER[state],
  })),
];

let portal: Portal;
let desk: ReviewDesk;
let agreementId: string;
/** Callers who have nothing to do with the application. */
let others: Record<string, string>;
let contact: string;
let colleague: string;
let regional: string;
let applicant: Applicant;
let deauthorized: string;

beforeAll(async () => {
  portal = await startPortal('application_roles');
  desk = await openReviewDesk(portal);
  const [agreement] = await portal.rows<{ id: string }>(
    'SELECT id FROM reseller.agreement WHERE region_id = $1',
    [desk.emea],
  );
  agreementId = agreement?.id ?? '';
  const resellerId = await addReseller(portal.db, { markets: ['DE'] });
  deauthorized = await addReseller(portal.db, { state: 'DEAUTHORIZED', markets: ['DE'] });
  others = {
    nobody: '',
    'another applicant': (await addApplicant(portal)).token,
    BUYER: (await addPerson(portal, { resellerId, role: 'BUYER' })).token,
    APPROVER: (await addPerson(portal, { resellerId, role: 'APPROVER' })).token,
    RESELLER_ADMIN: (await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' })).token,
    CATALOG_MANAGER: (await addStaff(portal, 'CATALOG_MANAGER')).token,
    ORDER_DESK: (await addStaff(portal, 'ORDER_DESK')).token,
    ANALYST: (await addStaff(portal, 'ANALYST')).token,
    'CHANNEL_MANAGER of another region': desk.asian.token,
    'ADMIN who speaks for a reseller': await staffOfReseller(portal, resellerId),
  };
  const named = await addUser(portal.db, {
    email: 'nora@example.com',
    staffRoles: ['CHANNEL_MANAGER'],
  });
  contact = await portal.signIn(named);
  regional = (await addStaff(portal, 'CHANNEL_MANAGER', [desk.emea])).token;
  applicant = await addApplicant(portal);
  const member = await addUser(portal.db, { staffRoles: ['ADMIN'] });
  // Before they worked for it.
  colleague = await portal.signIn(member);
  await addMembership(portal.db, { userId: member.id, resellerId: deauthorized });
}, 120_000);

afterAll(() => portal?.stop());

/** An application of the one applicant, who has one at a time. */
async function place(
  { written, daysInState }: Place,
  resellerId: string | null = null,
): Promise<string> {
  await portal.db.query(
    `UPDATE onboarding.application SET state = 'WITHDRAWN', expires_at = NULL
     WHERE applicant_user_id = $1 AND state NOT IN ('APPROVED', 'REJECTED')`,
    [applicant.userId],
  );
  const decided = written === 'APPROVED' || written === 'REJECTED';
  const taxId = freshTaxId();
  return addApplication(portal.db, {
    applicantUserId: applicant.userId,
    state: written,
    daysInState,
    taxId,
    partnerLocationId: taxId,
    ...(resellerId !== null && { resellerId }),
    ...(written === 'APPROVED' && { resellerId: resellerId ?? (await addReseller(portal.db)) }),
    ...(decided && { decidedBy: desk.other.userId }),
  });
}

/** Everything that a step may leave behind. */
async function traceOf(id: string): Promise<unknown> {
  const [trace] = await portal.rows(
    `SELECT to_jsonb(a) AS application,
       (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.kind) FROM onboarding.vetting_check c WHERE c.application_id = a.id) AS checks,
       (SELECT count(*) FROM onboarding.agreement_acceptance WHERE application_id = a.id) AS acceptances,
       (SELECT count(*) FROM platform.audit_record) AS records, (SELECT count(*) FROM platform.outbox) AS events,
       (SELECT count(*) FROM platform.letter) AS letters, (SELECT count(*) FROM reseller.reseller) AS resellers,
       (SELECT count(*) FROM graphile_worker.jobs) AS jobs
     FROM onboarding.application a WHERE a.id = $1`,
    [id],
  );
  return trace;
}

const NO_SUCH = 'NOT_FOUND input.applicationId';
const OWN = 'INVALID_VALUE input.applicationId';
const ILLEGAL = 'ILLEGAL_TRANSITION input.applicationId';

/** What those are answered who have nothing to do with it. */
function answerToOthers(who: string, by: Step['by']): string {
  if (who === 'nobody') return 'UNAUTHENTICATED';
  const may =
    by === 'APPLICANT'
      ? ['another applicant', 'RESELLER_ADMIN']
      : ['CHANNEL_MANAGER of another region'];
  return may.includes(who) ? NO_SUCH : 'FORBIDDEN';
}

const APPLICANT_IS_STAFF = `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER'), ($1, 'ADMIN')`;
const APPLICANT_IS_NONE = 'DELETE FROM identity.staff_role WHERE user_id = $1';

const CASES = PLACES.flatMap((where) => STEP_NAMES.map((name) => ({ ...where, step: name })));

describe.each(CASES)('$step of an application that is $name', ({ step: name, ...where }) => {
  const { by } = STEPS[name];
  // A draft is its applicant's alone.
  const seen = by === 'APPLICANT' || where.written !== 'DRAFT';
  const allowed = seen && ALLOWED[where.state].includes(name);
  const own = by === 'APPLICANT' ? 'FORBIDDEN' : seen ? OWN : NO_SUCH;

  it('is refused to everybody whom it is not for, and changes nothing', async () => {
    const id = await place(where);
    const before = await traceOf(id);
    const answers = await Promise.all(
      Object.entries(others).map(async ([who, token]) => [
        who,
        await answer(portal, name, token, { id, agreementId }),
      ]),
    );
    expect(answers).toEqual(Object.keys(others).map((who) => [who, answerToOthers(who, by)]));
    expect(await answer(portal, name, contact, { id, agreementId })).toBe(own);
    expect(
      await answer(portal, name, by === 'STAFF' ? applicant.token : desk.admin.token, {
        id,
        agreementId,
      }),
    ).toBe('FORBIDDEN');
    await portal.db.query(APPLICANT_IS_STAFF, [applicant.userId]);
    expect(await answer(portal, name, applicant.token, { id, agreementId })).toBe(own);
    await portal.db.query(APPLICANT_IS_NONE, [applicant.userId]);
    expect(await traceOf(id)).toEqual(before);
  });

  it('is refused to staff who work for the reseller that asks to be readmitted', async () => {
    const id = await place(where, deauthorized);
    const before = await traceOf(id);
    expect(await answer(portal, name, colleague, { id, agreementId })).toBe(own);
    expect(await traceOf(id)).toEqual(before);
  });

  it(allowed ? 'happens when it is asked for by whom it is for' : 'happens to nobody', async () => {
    const callers =
      by === 'APPLICANT' ? [applicant.token] : [desk.manager.token, desk.admin.token, regional];
    for (const caller of callers) {
      const id = await place(where);
      const before = await traceOf(id);
      expect(await answer(portal, name, caller, { id, agreementId })).toBe(
        allowed ? 'done' : seen ? ILLEGAL : NO_SUCH,
      );
      // What nobody has is given back already.
      const changes = allowed && name !== 'release';
      const after = await traceOf(id);
      if (changes) expect(after).not.toEqual(before);
      else expect(after).toEqual(before);
    }
  });
});

describe('the table', () => {
  it('has every mutation on an application that the schema has', () => {
    const schema = buildSchema(readFileSync('schema.gql', 'utf8'));
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
      ({ args }) =>
        args.some(({ type }) => {
          const named = getNamedType(type);
          return isInputObjectType(named) && 'applicationId' in named.getFields();
        }),
    );
    const steps = new Set(Object.values(STEPS).map(({ mutation }) => mutation));
    expect(mutations.map(({ name }) => name).sort()).toEqual([...steps].sort());
  });

  it('has every operation of the machine but the one of the clock', () => {
    const reached = new Set<string>(Object.values(STEPS).flatMap(({ operations }) => operations));
    expect([...reached].sort()).toEqual(
      APPLICATION_OPERATIONS.filter((operation) => operation !== 'EXPIRE').sort(),
    );
  });

  it.each(Object.keys(ALLOWED) as ApplicationState[])(
    'says of %s what the machine says',
    (state) => {
      for (const [name, { operations }] of Object.entries(STEPS)) {
        const leads = operations.some((operation) => applicationMachine.next(state, operation));
        // Claiming goes on where its vetting has begun, and what is done may be corrected to another way of being done.
        if (['claim', 'release', 'pass', 'waive', 'fail'].includes(name) && !leads) continue;
        expect([name, ALLOWED[state].includes(name as StepName)]).toEqual([name, leads]);
      }
    },
  );
});
