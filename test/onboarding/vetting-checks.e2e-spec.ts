import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { RunCheck } from '../../src/onboarding/run-check.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff } from '../support/world/shop.world.js';
import {
  act,
  decide,
  done,
  fileApplication,
  KINDS,
  openReviewDesk,
  read,
  readRaw,
  refused,
  versionOf,
  type ReviewDesk,
} from './review-desk.js';

let portal: Portal;
let desk: ReviewDesk;

beforeAll(async () => {
  portal = await startPortal('vetting_checks');
  desk = await openReviewDesk(portal);
});
afterAll(() => portal?.stop());

const stateOf = async (id: string) => (await read(desk, id)).state;

const auditOf = (id: string) =>
  portal.rows<{ operation: string; actor: string }>(
    `SELECT operation, actor_user_id AS actor FROM platform.audit_record
     WHERE entity = 'RESELLER_APPLICATION' AND entity_id = $1 ORDER BY seq`,
    [id],
  );

const outboxOf = async (id: string) =>
  (
    await portal.rows<{ type: string }>(
      'SELECT type FROM platform.outbox WHERE entity_id = $1 ORDER BY id',
      [id],
    )
  ).map(({ type }) => type);

describe('Claiming an application', () => {
  it('begins its vetting, and is told apart from having it', async () => {
    const { id } = await fileApplication(portal, { state: 'SUBMITTED' });
    const claimed = await done(desk, 'resellerApplicationClaim', { applicationId: id });
    expect(claimed.state).toBe('IN_VETTING');
    const again = await done(desk, 'resellerApplicationClaim', { applicationId: id });
    expect(again.version).toBe(claimed.version);
    expect((await auditOf(id)).map(({ operation }) => operation)).toEqual(['CLAIM', 'START']);
    expect(await outboxOf(id)).toEqual(['application.vetting_started']);
  });

  it('is refused to others, who are told who has it, but not to administrators who say so', async () => {
    const { id: applicationId } = await fileApplication(portal, { state: 'SUBMITTED' });
    await done(desk, 'resellerApplicationClaim', { applicationId });
    const held = 'Some Body has claimed this application.';
    const input = { applicationId };
    const { other, admin, manager } = desk;
    expect(await refused(desk, 'resellerApplicationClaim', input, other.token)).toEqual([
      `INVALID_VALUE input.applicationId: ${held}`,
    ]);
    expect(await refused(desk, 'resellerApplicationRelease', input, other.token)).toEqual([
      `INVALID_VALUE input.applicationId: ${held}`,
    ]);
    expect(await refused(desk, 'resellerApplicationClaim', input, admin.token)).toEqual([
      `INVALID_VALUE input.applicationId: ${held} As an administrator you may take it over.`,
    ]);
    const takeOver = { ...input, takeOver: true };
    expect(await refused(desk, 'resellerApplicationClaim', takeOver, other.token)).toEqual([
      'INVALID_VALUE input.takeOver: Only administrators take over what somebody else has claimed.',
    ]);
    await done(desk, 'resellerApplicationClaim', takeOver, admin.token);
    expect(await refused(desk, 'resellerApplicationRelease', input, manager.token)).toHaveLength(1);
    await done(desk, 'resellerApplicationRelease', input, admin.token);
    await done(desk, 'resellerApplicationClaim', input, other.token);
  });

  it('is given to one of many who ask at once', async () => {
    const { id: applicationId } = await fileApplication(portal, { state: 'SUBMITTED' });
    const tokens = [desk.manager.token, desk.other.token];
    const answers = await inParallel(8, (n) =>
      act(desk, 'resellerApplicationClaim', { applicationId }, tokens[n % 2]),
    );
    const winners = new Set(
      answers.flatMap(({ userErrors }, n) => (userErrors.length === 0 ? [n % 2] : [])),
    );
    expect(winners.size).toBe(1);
    expect((await auditOf(applicationId)).map(({ operation }) => operation)).toEqual([
      'CLAIM',
      'START',
    ]);
  });

  it.each(['APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED'])(
    'is not for one that is %s',
    async (state) => {
      const { id: applicationId } = await fileApplication(portal, {
        state: state === 'APPROVED' ? 'WITHDRAWN' : state,
        decidedBy: desk.other.userId,
      });
      const [problem] = await refused(desk, 'resellerApplicationClaim', { applicationId });
      expect(problem).toMatch(/^ILLEGAL_TRANSITION input.applicationId: An application that is/);
    },
  );
});

describe('Deciding a check', () => {
  const input = async (applicationId: string, more: object = {}) => ({
    applicationId,
    kind: 'BUSINESS',
    outcome: 'PASSED',
    expectedVersion: await versionOf(desk, applicationId, 'BUSINESS'),
    ...more,
  });

  it('fails the application with the first, and brings it back when that is corrected', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    await portal.letters();
    const failed = await decide(desk, id, ['BUSINESS', 'FAILED']);
    expect(failed.state).toBe('ACTION_REQUIRED');
    const letters = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect(letters.map(({ kind }) => kind)).toEqual(['onboarding.action_required']);
    expect(letters[0]?.text).toMatch(/send a current extract from the\s+register of companies/);
    const corrected = await decide(desk, id, ['BUSINESS', 'PASSED']);
    expect(corrected.state).toBe('IN_VETTING');
    expect((await auditOf(id)).map(({ operation }) => operation)).toEqual([
      'DECIDE_CHECK',
      'FAIL_CHECK',
      'CORRECT_DECIDED_CHECK',
      'CORRECT_CHECK',
    ]);
  });

  it('stays with the applicant while another check has failed, and says so in another letter', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    await decide(desk, id, ['BUSINESS', 'FAILED']);
    await decide(desk, id, ['SANCTIONS', 'FAILED']);
    expect((await decide(desk, id, ['BUSINESS', 'WAIVED'])).state).toBe('ACTION_REQUIRED');
    const letters = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect(letters).toHaveLength(2);
    expect(letters[1]?.text).toMatch(/our channel team needs\s+more\s+from you/);
    expect(letters.map(({ text }) => text).join()).not.toMatch(/sanction|screening|list/i);
    expect((await decide(desk, id, ['SANCTIONS', 'PASSED'])).state).toBe('IN_VETTING');
  });

  it('leads on when all are passed or waived, once, however many decide at once', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    const tokens = [desk.manager.token, desk.other.token, desk.admin.token];
    const answers = await inParallel(KINDS.length, (n) =>
      decide(desk, id, [KINDS[n] ?? 'BUSINESS', n % 2 ? 'WAIVED' : 'PASSED'], tokens[n % 3]),
    );
    expect(answers.filter(({ state }) => state !== 'IN_VETTING')).toHaveLength(1);
    expect(await stateOf(id)).toBe('PENDING_AGREEMENT');
    expect(
      (await outboxOf(id)).filter((type) => type === 'application.checks_passed'),
    ).toHaveLength(1);
  });

  it('fails once when two checks fail at once', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    await inParallel(2, (n) =>
      decide(
        desk,
        id,
        [n ? 'TAX_ID' : 'BUSINESS', 'FAILED'],
        n ? desk.other.token : desk.manager.token,
      ),
    );
    expect(await outboxOf(id)).toEqual(['application.action_required']);
  });

  it('is done by one of two who look at the same check', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    const given = await input(id);
    const answers = await inParallel(2, (n) =>
      act(
        desk,
        'vettingCheckDecide',
        { ...given, outcome: n ? 'WAIVED' : 'PASSED', note: `By ${n}` },
        n ? desk.other.token : desk.manager.token,
      ),
    );
    const codes = answers.flatMap(({ userErrors }) =>
      userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]),
    );
    expect(codes).toEqual([['CONFLICT', 'input.expectedVersion']]);
  });

  it('needs a note for FAILED and WAIVED, and writes nothing when nothing changes', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    for (const outcome of ['FAILED', 'WAIVED']) {
      const given = await input(id, { outcome, note: '  ' });
      expect(await refused(desk, 'vettingCheckDecide', given)).toEqual([
        `REQUIRED input.note: Say why the check is ${outcome}.`,
      ]);
    }
    const long = await input(id, { note: 'x'.repeat(2001) });
    expect(await refused(desk, 'vettingCheckDecide', long)).toEqual([
      'INVALID_VALUE input.note: The note may have at most 2000 characters.',
    ]);
    await done(desk, 'vettingCheckDecide', await input(id));
    const version = await versionOf(desk, id, 'BUSINESS');
    await done(desk, 'vettingCheckDecide', await input(id));
    expect(await versionOf(desk, id, 'BUSINESS')).toBe(version);
    expect((await auditOf(id)).map(({ operation }) => operation)).toEqual(['DECIDE_CHECK']);
  });

  it('is allowed in the states that it belongs to', async () => {
    const allowed: Record<string, string[]> = {
      IN_VETTING: ['PASSED', 'FAILED', 'WAIVED'],
      ACTION_REQUIRED: ['PASSED', 'FAILED', 'WAIVED'],
      PENDING_AGREEMENT: ['PASSED', 'WAIVED'],
      READY_FOR_DECISION: ['PASSED', 'WAIVED'],
    };
    for (const state of [
      'SUBMITTED',
      'IN_VETTING',
      'ACTION_REQUIRED',
      'PENDING_AGREEMENT',
      'READY_FOR_DECISION',
      'REJECTED',
      'WITHDRAWN',
      'EXPIRED',
    ]) {
      for (const outcome of ['PASSED', 'FAILED', 'WAIVED']) {
        const { id } = await fileApplication(portal, { state, decidedBy: desk.other.userId });
        const given = await input(id, { kind: 'TAX_ID', outcome, note: 'Looked at.' });
        given.expectedVersion = await versionOf(desk, id, 'TAX_ID');
        if (allowed[state]?.includes(outcome)) {
          await done(desk, 'vettingCheckDecide', given);
          expect((await read(desk, id)).vettingChecks[3]).toMatchObject({ state: outcome });
        } else {
          const [problem] = await refused(desk, 'vettingCheckDecide', given);
          expect([state, outcome, problem]).toEqual([
            state,
            outcome,
            expect.stringMatching(/^ILLEGAL_TRANSITION input.applicationId: /),
          ]);
        }
      }
    }
  });

  it('judges by the clock, not by the state that a job has not written yet', async () => {
    const { id } = await fileApplication(portal, { state: 'ACTION_REQUIRED', daysInState: 31 });
    expect(await stateOf(id)).toBe('EXPIRED');
    const [problem] = await refused(desk, 'vettingCheckDecide', await input(id));
    expect(problem).toContain('ILLEGAL_TRANSITION');
  });
});

describe('Who reviews', () => {
  it('looks after a region of the application; else it is not there', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING', markets: ['DE'] });
    const given = {
      vettingCheckDecide: {
        applicationId: id,
        kind: 'BUSINESS',
        outcome: 'PASSED',
        expectedVersion: 1,
      },
      resellerApplicationClaim: { applicationId: id },
      resellerApplicationRelease: { applicationId: id },
      resellerApplicationReject: { applicationId: id, reason: 'No.', expectedVersion: 1 },
      resellerApplicationApprove: {
        applicationId: id,
        tier: 'REGISTERED',
        expectedVersion: 1,
        idempotencyKey: newId(),
      },
    };
    for (const [name, input] of Object.entries(given)) {
      const gone = 'NOT_FOUND input.applicationId: There is no such application.';
      expect(await refused(desk, name, input, desk.asian.token)).toEqual([gone]);
      expect(await refused(desk, name, { ...input, applicationId: newId() })).toEqual([gone]);
      expect(await refused(desk, name, { ...input, applicationId: 'nobody' })).toEqual([gone]);
    }
    await done(desk, 'resellerApplicationClaim', { applicationId: id });
  });

  it('is never who filed it, also when they have become staff since', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER'), ($1, 'ADMIN')`,
      [applicant.userId],
    );
    const own =
      'INVALID_VALUE input.applicationId: This is your own application: somebody else has to look at it.';
    const check = { applicationId: id, kind: 'BUSINESS', outcome: 'PASSED', expectedVersion: 1 };
    const { token } = applicant;
    expect(await refused(desk, 'vettingCheckDecide', check, token)).toEqual([own]);
    expect(await refused(desk, 'resellerApplicationClaim', { applicationId: id }, token)).toEqual([
      own,
    ]);
    const no = { applicationId: id, reason: 'No.', expectedVersion: 1 };
    expect(await refused(desk, 'resellerApplicationReject', no, token)).toEqual([own]);
    // Nor do they read what reviewers write about them.
    await decide(desk, id, ['BUSINESS', 'WAIVED']);
    const { vettingChecks } = await read(desk, id, token);
    expect(vettingChecks.map(({ kind }: { kind: string }) => kind)).not.toContain('SANCTIONS');
    expect(vettingChecks[2]).toMatchObject({ kind: 'BUSINESS', state: 'WAIVED', note: null });
  });

  it('is nobody whom it names as a contact', async () => {
    const user = await addUser(portal.db, { email: 'Nora+channel@example.com' });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER')`,
      [user.id],
    );
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    const token = await portal.signIn(user);
    expect(await refused(desk, 'resellerApplicationClaim', { applicationId: id }, token)).toEqual([
      'INVALID_VALUE input.applicationId: The application names you as a contact: somebody else has to look at it.',
    ]);
  });

  it('is nobody who works or has worked for the reseller that asks to be readmitted', async () => {
    const resellerId = await addReseller(portal.db, { state: 'DEAUTHORIZED', markets: ['DE'] });
    const colleague = await addStaff(portal, 'CHANNEL_MANAGER');
    await addMembership(portal.db, { userId: colleague.userId, resellerId });
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION', resellerId });
    const own =
      'INVALID_VALUE input.applicationId: You work or have worked for this reseller: somebody else has to look at it.';
    const { token } = colleague;
    const steps = {
      resellerApplicationClaim: {},
      vettingCheckDecide: { kind: 'BUSINESS', outcome: 'PASSED', expectedVersion: 1 },
      resellerApplicationApprove: { idempotencyKey: newId(), expectedVersion: 1 },
      resellerApplicationReject: { reason: 'No.', expectedVersion: 1 },
    };
    for (const [name, input] of Object.entries(steps)) {
      expect(await refused(desk, name, { applicationId: id, ...input }, token)).toEqual([own]);
    }
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`, [
      colleague.userId,
    ]);
    const reject = { applicationId: id, reason: 'No.', expectedVersion: 1 };
    expect(await refused(desk, 'resellerApplicationReject', reject, token)).toEqual([own]);
  });

  it('cannot be the applicant in the database either', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    const write = (sql: string) =>
      portal.db.query(sql, [id, applicant.userId]).then(
        () => 'written',
        (error: unknown) => (error as { constraint?: string }).constraint,
      );
    expect(
      await write(
        `UPDATE onboarding.vetting_check SET state = 'PASSED', source = 'REVIEWER', decided_at = now(), reviewer_id = $2
         WHERE application_id = $1 AND kind = 'BUSINESS'`,
      ),
    ).toBe('vetting_check_reviewer_other_check');
    expect(
      await write(
        'UPDATE onboarding.application SET assigned_to = $2, assigned_at = now() WHERE id = $1',
      ),
    ).toBe('application_assigned_to_check');
    expect(
      await write(
        `UPDATE onboarding.application SET state = 'REJECTED', decided_by = $2, decided_at = now() WHERE id = $1`,
      ),
    ).toBe('application_decided_by_check');
  });

  it('is a channel manager or an administrator, and nobody else', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    const orderDesk = await addStaff(portal, 'ORDER_DESK');
    for (const token of [applicant.token, orderDesk.token]) {
      const answer = await portal.ask(
        `mutation ($input: VettingCheckDecideInput!) { vettingCheckDecide(input: $input) { application { id } } }`,
        { input: { applicationId: id, kind: 'TAX_ID', outcome: 'PASSED', expectedVersion: 1 } },
        { token },
      );
      expect(answer.errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await versionOf(desk, id, 'TAX_ID')).toBe(1);
  });
});

it('shows applicants what their application waits for, and nothing that reviewers write', async () => {
  const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
  await decide(desk, id, ['EMPLOYMENT', 'WAIVED']);
  await decide(desk, id, ['BUSINESS', 'FAILED']);
  const { data } = await readRaw(desk, id, applicant.token);
  const hidden = {
    note: null,
    source: null,
    reviewerId: null,
    attempts: null,
    lastError: null,
    hits: [],
    version: null,
  };
  expect(data.resellerApplication.vettingChecks).toEqual([
    { kind: 'EMAIL_OWNERSHIP', state: 'PENDING', ...hidden },
    { kind: 'EMPLOYMENT', state: 'WAIVED', ...hidden },
    { kind: 'BUSINESS', state: 'FAILED', ...hidden },
    { kind: 'TAX_ID', state: 'PENDING', ...hidden },
    { kind: 'PARTNER_LOCATION_ID', state: 'PENDING', ...hidden },
  ]);
});

it('does not let applicants find out which partner location ids resellers have', async () => {
  await addReseller(portal.db, { partnerLocationId: '55556666' });
  const seen = async (partnerLocationId: string, state?: string) => {
    const { id, applicant } = await fileApplication(portal, {
      state: 'SUBMITTED',
      partnerLocationId,
    });
    await portal.app
      .get(RunCheck, { strict: false })
      .run({ applicationId: id, kind: 'PARTNER_LOCATION_ID' });
    if (state) {
      await portal.db.query('UPDATE onboarding.application SET state = $2 WHERE id = $1', [
        id,
        state,
      ]);
    }
    const { data } = await readRaw(desk, id, applicant.token);
    return data.resellerApplication.vettingChecks[4];
  };
  for (const state of [undefined, 'IN_VETTING', 'WITHDRAWN']) {
    expect(await seen('55556666', state)).toEqual(await seen('55556667', state));
  }
  expect(await seen('55556668', 'READY_FOR_DECISION')).toMatchObject({ state: 'PASSED' });
});
