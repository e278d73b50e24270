import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExpireApplications } from '../../src/onboarding/expire-applications.js';
import {
  applicationMachine,
  ApplicationState,
  type ApplicationOperation,
} from '../../src/onboarding/application.machine.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import {
  addApplicant,
  checksOf,
  take,
  told,
  trailOf,
  type StepName,
} from './application-mutations.js';

const STEPS: Record<Exclude<StepName, 'Create'>, ApplicationOperation> = {
  Update: 'EDIT',
  Submit: 'SUBMIT',
  Resubmit: 'RESUBMIT',
  Withdraw: 'WITHDRAW',
  Appeal: 'APPEAL',
};
const EXTRA: Partial<Record<StepName, object>> = {
  Update: { website: 'https://www.example.com' },
  Appeal: { reason: 'The register has been corrected.' },
};
const EVENTS: Partial<Record<StepName, string>> = {
  Submit: 'application.submitted',
  Resubmit: 'application.resubmitted',
  Withdraw: 'application.withdrawn',
  Appeal: 'application.appealed',
};
const STATES = Object.keys(ApplicationState) as ApplicationState[];
const CASES = STATES.flatMap((state) =>
  (Object.keys(STEPS) as (keyof typeof STEPS)[]).map((step) => ({ state, step })),
);

let portal: Portal;
let reviewer: Person;

beforeAll(async () => {
  portal = await startPortal('application_steps');
  const regionId = await addRegion(portal.db, { code: 'EMEA' });
  await addMarket(portal.db, { code: 'DE', regionId });
  reviewer = await addStaff(portal, 'CHANNEL_MANAGER');
}, 60_000);

afterAll(() => portal?.stop());

interface Placed {
  by: Person;
  applicationId: string;
}

/** An application of somebody new. */
async function place(state: ApplicationState, daysInState = 0): Promise<Placed> {
  const by = await addApplicant(portal);
  const decided = state === 'APPROVED' || state === 'REJECTED';
  const applicationId = await addApplication(portal.db, {
    applicantUserId: by.userId,
    state,
    daysInState,
    ...(decided && { decidedBy: reviewer.userId }),
    ...(state === 'APPROVED' && { resellerId: await addReseller(portal.db) }),
  });
  return { by, applicationId };
}

const step = ({ by, applicationId }: Placed, name: keyof typeof STEPS, expectedVersion = 1) =>
  take(portal, by, name, { applicationId, expectedVersion, ...EXTRA[name] });

describe.each(CASES)('$step of an application that is $state', ({ state, step: name }) => {
  const operation = STEPS[name];
  const to = applicationMachine.next(state, operation);

  it(to === undefined ? 'is refused and changes nothing' : `leads to ${String(to)}`, async () => {
    const placed = await place(state);
    if (to === undefined) {
      const before = await contentOf(portal);
      const answer = await step(placed, name);
      expect(answer.application).toBeNull();
      expect(answer.userErrors).toMatchObject([
        { code: 'ILLEGAL_TRANSITION', path: ['input', 'applicationId'], state, operation },
      ]);
      expect(await contentOf(portal)).toEqual(before);
      return;
    }
    const answer = await step(placed, name);
    expect(answer).toMatchObject({ application: { state: to, version: 2 }, userErrors: [] });
    const edited = operation === 'EDIT';
    expect(await trailOf(portal, placed.applicationId)).toEqual([
      {
        operation: edited ? 'UPDATE' : operation,
        from: edited ? null : state,
        to: edited ? null : to,
        version: 2,
        event: EVENTS[name] ?? null,
      },
    ]);
  });
});

describe('the checks', () => {
  it('that had failed begin anew when it is handed in again; the others stay', async () => {
    const placed = await place('ACTION_REQUIRED');
    await step(placed, 'Resubmit');
    expect(await checksOf(portal, placed.applicationId)).toEqual([
      'BUSINESS PENDING 2',
      'EMAIL_OWNERSHIP PASSED 1',
      'EMPLOYMENT PASSED 1',
      'PARTNER_LOCATION_ID PASSED 1',
      'SANCTIONS PASSED 1',
      'TAX_ID PASSED 1',
    ]);
  });

  it('that were passed on something else than what stands there now begin anew with the edit', async () => {
    const placed = await place('ACTION_REQUIRED');
    const { by, applicationId } = placed;
    const edited = await take(portal, by, 'Update', {
      applicationId,
      expectedVersion: 1,
      taxId: '111111125',
    });
    expect(edited).toMatchObject({ application: { state: 'ACTION_REQUIRED' }, userErrors: [] });
    expect(await checksOf(portal, applicationId)).toEqual([
      'BUSINESS FAILED 1',
      'EMAIL_OWNERSHIP PASSED 1',
      'EMPLOYMENT PASSED 1',
      'PARTNER_LOCATION_ID PASSED 1',
      'SANCTIONS PASSED 1',
      'TAX_ID PENDING 2',
    ]);
  });

  it('of the mailbox begins anew with another website, since the two were compared', async () => {
    const { by, applicationId } = await place('ACTION_REQUIRED');
    await take(portal, by, 'Update', {
      applicationId,
      expectedVersion: 1,
      website: 'https://elsewhere.example',
    });
    expect(await checksOf(portal, applicationId)).toEqual([
      'BUSINESS PENDING 2',
      'EMAIL_OWNERSHIP PENDING 2',
      'EMPLOYMENT PENDING 2',
      'PARTNER_LOCATION_ID PASSED 1',
      'SANCTIONS PASSED 1',
      'TAX_ID PASSED 1',
    ]);
  });

  it('all begin anew with an appeal, but for the mailbox', async () => {
    const placed = await place('REJECTED');
    const { application } = await step(placed, 'Appeal');
    expect(application).toMatchObject({
      state: 'IN_VETTING',
      appealReason: 'The register has been corrected.',
      decisionReason: 'As decided',
    });
    expect(application.appealedAt).not.toBeNull();
    expect(await checksOf(portal, placed.applicationId)).toEqual([
      'BUSINESS PENDING 2',
      'EMAIL_OWNERSHIP PASSED 1',
      'EMPLOYMENT PENDING 2',
      'PARTNER_LOCATION_ID PENDING 2',
      'SANCTIONS PENDING 2',
      'TAX_ID PENDING 2',
    ]);
  });
});

describe('an appeal', () => {
  it('is made once: a second rejection is final', async () => {
    const placed = await place('REJECTED');
    await portal.db.query(
      `UPDATE onboarding.application SET appealed_at = now(), appeal_reason = 'Once' WHERE id = $1`,
      [placed.applicationId],
    );
    const before = await contentOf(portal);
    expect((await step(placed, 'Appeal')).userErrors).toMatchObject([
      { code: 'ILLEGAL_TRANSITION', state: 'REJECTED', operation: 'APPEAL' },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('needs a reason', async () => {
    const { by, applicationId } = await place('REJECTED');
    const ask = (reason: string) =>
      take(portal, by, 'Appeal', { applicationId, expectedVersion: 1, reason });
    expect(told(await ask('  '))).toEqual(['REQUIRED input.reason']);
    expect(told(await ask('x'.repeat(2001)))).toEqual(['LENGTH input.reason']);
  });

  it('is not made beside another application that is open', async () => {
    const placed = await place('REJECTED');
    await addApplication(portal.db, { applicantUserId: placed.by.userId });
    const before = await contentOf(portal);
    expect(told(await step(placed, 'Appeal'))).toEqual(['ALREADY_EXISTS input']);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is made beside another application that the clock has ended, whether the job has come or not', async () => {
    const placed = await place('REJECTED');
    const applicantUserId = placed.by.userId;
    const over = await addApplication(portal.db, { applicantUserId, daysInState: 90 });
    expect((await step(placed, 'Appeal')).application).toMatchObject({ state: 'IN_VETTING' });
    expect(await trailOf(portal, over)).toMatchObject([{ operation: 'EXPIRE', to: 'EXPIRED' }]);
  });
});

describe('after the submission', () => {
  it('country, partner type and markets stay', async () => {
    const { by, applicationId } = await place('ACTION_REQUIRED');
    const before = await contentOf(portal);
    const refused = await take(portal, by, 'Update', {
      applicationId,
      expectedVersion: 1,
      countryCode: 'AE',
      partnerType: 'DISTRIBUTOR',
      marketCodes: [],
    });
    expect(told(refused)).toEqual([
      'FIXED input.countryCode',
      'FIXED input.partnerType',
      'FIXED input.marketCodes',
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('what was submitted', () => {
  it('stays complete: nothing that is needed is cleared any more', async () => {
    const { by, applicationId } = await place('ACTION_REQUIRED');
    const before = await contentOf(portal);
    const refused = await take(portal, by, 'Update', {
      applicationId,
      expectedVersion: 1,
      legalName: null,
      taxId: ' ',
      address: { line2: 'Left wing' },
      expectedVolume: null,
      contacts: [{ name: 'Nora Lind', role: 'Buyer', email: null, phone: null }],
    });
    expect(told(refused)).toEqual([
      'REQUIRED input.legalName',
      'REQUIRED input.address.line1',
      'REQUIRED input.address.city',
      'REQUIRED input.taxId',
      'REQUIRED input.expectedVolume',
      'REQUIRED input.contacts.0.email',
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('steps that are asked for at once', () => {
  it('lead on by one of them: an applicant who submits and withdraws gets one of the two', async () => {
    for (let i = 0; i < 5; i++) {
      const placed = await place('DRAFT');
      const answers = await Promise.all(
        (['Submit', 'Withdraw', 'Update', 'Submit', 'Withdraw'] as const).map((name) =>
          step(placed, name),
        ),
      );
      const done = answers.filter(({ userErrors }) => userErrors.length === 0);
      expect(done).toHaveLength(1);
      expect(
        answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)),
      ).toEqual(Array.from({ length: 4 }, () => 'CONFLICT'));
      expect(await trailOf(portal, placed.applicationId)).toHaveLength(1);
    }
  });
});

const LASTING = [
  ['DRAFT', 90],
  ['ACTION_REQUIRED', 30],
  ['PENDING_AGREEMENT', 30],
] as const;

describe.each(LASTING)('an application that is %s', (state, days) => {
  it(`is over after ${days} days by the clock, before the job has come`, async () => {
    const placed = await place(state, days);
    const before = await contentOf(portal);
    for (const name of Object.keys(STEPS) as (keyof typeof STEPS)[]) {
      expect((await step(placed, name)).userErrors).toMatchObject([
        { code: 'ILLEGAL_TRANSITION', state: 'EXPIRED', operation: STEPS[name] },
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
    const { data } = await portal.ask(
      'query ($id: ID!) { resellerApplication(id: $id) { state } }',
      { id: placed.applicationId },
      placed.by,
    );
    expect(data.resellerApplication).toEqual({ state: 'EXPIRED' });
  });

  it(`is not over on day ${days - 1}`, async () => {
    const placed = await place(state, days - 1);
    await portal.app.get(ExpireApplications).run();
    expect((await step(placed, 'Withdraw')).application).toMatchObject({ state: 'WITHDRAWN' });
  });
});

describe('the job', () => {
  it('writes down what is over, each once, though several run at once; the rest stays', async () => {
    const job = portal.app.get(ExpireApplications);
    await job.run();
    const over = await Promise.all(LASTING.map(([state, days]) => place(state, days)));
    const open = await place('IN_VETTING', 400);
    const ended = await Promise.all([job.run(), job.run(), job.run()]);
    expect(ended.reduce((sum, n) => sum + n, 0)).toBe(over.length);
    for (const [i, { applicationId }] of over.entries()) {
      expect(await trailOf(portal, applicationId)).toEqual([
        {
          operation: 'EXPIRE',
          from: LASTING[i]?.[0],
          to: 'EXPIRED',
          version: 2,
          event: 'application.expired',
        },
      ]);
    }
    expect(await trailOf(portal, open.applicationId)).toEqual([]);
  });
});
