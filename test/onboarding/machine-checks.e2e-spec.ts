import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunCheck } from '../../src/onboarding/run-check.js';
import { VettingPortError, VettingPorts } from '../../src/onboarding/vetting-port.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addReseller } from '../support/world/reseller.world.js';
import { take, told } from './application-mutations.js';
import {
  decide,
  done,
  fileApplication,
  openReviewDesk,
  read,
  type Kind,
  type ReviewDesk,
} from './review-desk.js';

let portal: Portal;
let desk: ReviewDesk;

beforeAll(async () => {
  portal = await startPortal('machine_checks');
  desk = await openReviewDesk(portal);
});
afterAll(() => portal?.stop());

/** Does what the job does, and gives the check as reviewers see it afterwards. */
async function run(applicationId: string, kind: Kind) {
  await portal.app.get(RunCheck, { strict: false }).run({ applicationId, kind });
  return checkOf(applicationId, kind);
}

async function checkOf(applicationId: string, kind: Kind) {
  const { vettingChecks } = await read(desk, applicationId);
  return vettingChecks.find((check: { kind: string }) => check.kind === kind);
}

const fileSubmitted = (application: object = {}, who: object = {}) =>
  fileApplication(portal, { state: 'SUBMITTED', ...application }, who);

describe('A machine', () => {
  it.each([
    ['EMAIL_OWNERSHIP', {}, {}, true, 'The address was verified'],
    ['EMAIL_OWNERSHIP', {}, { emailVerified: false }, false, 'is not verified'],
    ['EMAIL_OWNERSHIP', {}, { email: 'ada@elsewhere.example' }, false, 'elsewhere.example'],
    ['TAX_ID', { taxId: '136695976' }, {}, true, 'right by the rules for tax ids of DE'],
    ['TAX_ID', { taxId: '136695977' }, {}, false, 'breaks the rules for tax ids of DE'],
    ['TAX_ID', { countryCode: 'SA', taxId: '3000000' }, {}, false, 'No rules for tax ids of SA'],
    ['PARTNER_LOCATION_ID', {}, {}, true, 'no reseller has the same one'],
    ['PARTNER_LOCATION_ID', { partnerLocationId: null }, {}, false, 'No partner location id'],
    ['SANCTIONS', {}, {}, false, 'No screening list is loaded'],
  ] as const)(
    'says of %s with %j of %j: passed %s',
    async (kind, application, who, passed, note) => {
      const { id } = await fileSubmitted(application, who);
      const before = await checkOf(id, kind);
      expect(before).toMatchObject({ state: 'PENDING', note: null, attempts: null });
      const after = await run(id, kind);
      expect(after).toMatchObject({
        state: passed ? 'PASSED' : 'PENDING',
        source: passed ? 'MACHINE' : null,
        reviewerId: null,
        note: expect.stringContaining(note),
        attempts: 1,
        lastError: null,
        version: before.version + 1,
      });
      expect((await read(desk, id)).state).toBe('SUBMITTED');
    },
  );

  it('sees another reseller at the same place, but not one that has ended', async () => {
    await addReseller(portal.db, { legalName: 'Place AG', partnerLocationId: '11112222' });
    const { id } = await fileSubmitted({ partnerLocationId: '11112222' });
    expect(await run(id, 'PARTNER_LOCATION_ID')).toMatchObject({
      state: 'PENDING',
      note: 'Another reseller has the same one: see the duplicates.',
    });
    await portal.db.query(
      `UPDATE reseller.reseller SET state = 'TERMINATED' WHERE legal_name = 'Place AG'`,
    );
    expect(await run(id, 'PARTNER_LOCATION_ID')).toMatchObject({ state: 'PASSED' });
  });

  it('changes nothing that a person has decided, also when it answers late', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    await decide(desk, id, ['TAX_ID', 'FAILED']);
    const decided = await checkOf(id, 'TAX_ID');
    expect(await run(id, 'TAX_ID')).toEqual(decided);
    // The person decides while the port thinks.
    const late = await fileApplication(portal, { state: 'IN_VETTING' });
    portal.app.get(VettingPorts, { strict: false }).register({
      kind: 'BUSINESS',
      judge: async () => {
        await decide(desk, late.id, ['BUSINESS', 'WAIVED']);
        return { passed: true, note: 'Found in the register.' };
      },
    });
    expect(await run(late.id, 'BUSINESS')).toMatchObject({
      state: 'WAIVED',
      source: 'REVIEWER',
      note: 'Looked at by hand.',
    });
  });

  it('finds out nothing for an attempt that is past', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    portal.app.get(VettingPorts, { strict: false }).register({
      kind: 'BUSINESS',
      judge: async () => {
        await portal.db.query(
          `UPDATE onboarding.vetting_check SET attempt = attempt + 1 WHERE application_id = $1 AND kind = 'BUSINESS'`,
          [id],
        );
        return { passed: true, note: 'Found in the register.' };
      },
    });
    expect(await run(id, 'BUSINESS')).toMatchObject({ state: 'PENDING', note: null });
  });

  it('finds out nothing about what the applicant has changed meanwhile', async () => {
    const { id, applicant } = await fileApplication(portal, {
      state: 'IN_VETTING',
      taxId: '136695976',
    });
    await decide(desk, id, ['EMPLOYMENT', 'FAILED']);
    const asked = await checkOf(id, 'BUSINESS');
    portal.app.get(VettingPorts, { strict: false }).register({
      kind: 'BUSINESS',
      judge: async () => {
        const legalName = 'Quite Another GmbH';
        const edit = { applicationId: id, expectedVersion: 2, legalName };
        expect(told(await take(portal, applicant, 'Update', edit))).toEqual([]);
        return { passed: true, note: 'Nordlicht Devices GmbH is in the register.' };
      },
    });
    const after = await run(id, 'BUSINESS');
    expect(after).toMatchObject({ state: 'PENDING', note: null });
    // Nor does a reviewer decide on what they have not read.
    expect(after.version).toBeGreaterThan(asked.version);
  });

  it('leads on what is handed in again with every check done', async () => {
    const { id, applicant } = await fileApplication(portal, {
      state: 'ACTION_REQUIRED',
      taxId: '136695976',
    });
    await portal.db.query(
      `UPDATE onboarding.vetting_check SET state = 'PASSED', source = 'MACHINE', decided_at = now()
       WHERE application_id = $1 AND kind = 'BUSINESS'`,
      [id],
    );
    const input = { applicationId: id, expectedVersion: 1 };
    expect((await take(portal, applicant, 'Resubmit', input)).application.state).toBe('IN_VETTING');
    await run(id, 'TAX_ID');
    expect((await read(desk, id)).state).toBe('PENDING_AGREEMENT');
  });

  it('is asked again about what was changed when a check is corrected', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'ACTION_REQUIRED' });
    await take(portal, applicant, 'Update', {
      applicationId: id,
      expectedVersion: 1,
      taxId: '136695976',
    });
    const corrected = await decide(desk, id, ['BUSINESS', 'PASSED']);
    expect(corrected.state).toBe('IN_VETTING');
    const jobs = await portal.rows<{ key: string }>(
      `SELECT key FROM graphile_worker.jobs WHERE key LIKE 'onboarding:' || $1 || ':%' ORDER BY key`,
      [id],
    );
    expect(jobs.map(({ key }) => key.split(':')[2])).toContain('TAX_ID');
  });

  it('shows why it could not, in its own words alone, and is tried again', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    let answer: Error | undefined = new VettingPortError('The register of companies is closed.');
    portal.app.get(VettingPorts, { strict: false }).register({
      kind: 'BUSINESS',
      judge: () =>
        answer ? Promise.reject(answer) : Promise.resolve({ passed: true, note: 'Found.' }),
    });
    await expect(run(id, 'BUSINESS')).rejects.toThrow('The register of companies is closed.');
    expect(await checkOf(id, 'BUSINESS')).toMatchObject({
      state: 'PENDING',
      attempts: 1,
      lastError: 'The register of companies is closed.',
    });
    answer = new Error('connect https://user:secret@register.example');
    await expect(run(id, 'BUSINESS')).rejects.toThrow('secret');
    expect(await checkOf(id, 'BUSINESS')).toMatchObject({
      attempts: 2,
      lastError: 'The check could not be done; the log of the server says why.',
    });
    answer = undefined;
    expect(await run(id, 'BUSINESS')).toMatchObject({
      state: 'PASSED',
      note: 'Found.',
      attempts: 3,
      lastError: null,
    });
  });

  it('leads on when it was the last to answer', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING', taxId: '136695976' });
    for (const kind of ['EMAIL_OWNERSHIP', 'EMPLOYMENT', 'BUSINESS', 'SANCTIONS'] as const) {
      await decide(desk, id, [kind, 'PASSED']);
    }
    await run(id, 'TAX_ID');
    expect((await read(desk, id)).state).toBe('IN_VETTING');
    await run(id, 'PARTNER_LOCATION_ID');
    expect((await read(desk, id)).state).toBe('PENDING_AGREEMENT');
    const actors = await portal.rows<{ operation: string; actor_kind: string }>(
      `SELECT operation, actor_kind FROM platform.audit_record WHERE entity_id = $1 AND actor_kind = 'SYSTEM'`,
      [id],
    );
    expect(actors.map(({ operation }) => operation).sort()).toEqual([
      'PASS_CHECK',
      'PASS_CHECK',
      'PASS_CHECKS',
    ]);
  });

  it('looks at nothing that is withdrawn, decided or not there', async () => {
    const { id } = await fileApplication(portal, { state: 'WITHDRAWN' });
    await portal.db.query(
      `UPDATE onboarding.vetting_check SET state = 'PENDING', decided_at = NULL, source = NULL WHERE application_id = $1`,
      [id],
    );
    expect(await run(id, 'TAX_ID')).toMatchObject({ state: 'PENDING', note: null, attempts: null });
  });
});

it('does its checks by itself after an application was submitted', async () => {
  const busy = await startPortal('machine_checks_jobs', { JOBS: 'true' });
  try {
    const there = await openReviewDesk(busy);
    const { id, applicant } = await fileApplication(busy, { state: 'DRAFT', taxId: '136695976' });
    const input = { applicationId: id, expectedVersion: 1 };
    await done(there, 'resellerApplicationSubmit', input, applicant.token);
    let checks: { kind: string; state: string; attempts: number | null }[] = [];
    for (let i = 0; i < 100 && checks.filter(({ attempts }) => attempts).length < 4; i += 1) {
      await sleep(100);
      ({ vettingChecks: checks } = await read(there, id));
    }
    expect(checks.map(({ kind, state, attempts }) => [kind, state, attempts])).toEqual([
      ['EMAIL_OWNERSHIP', 'PASSED', 1],
      ['EMPLOYMENT', 'PENDING', null],
      ['BUSINESS', 'PENDING', null],
      ['TAX_ID', 'PASSED', 1],
      ['PARTNER_LOCATION_ID', 'PASSED', 1],
      ['SANCTIONS', 'PENDING', 1],
    ]);
    const letters = (await busy.letters()).filter(({ to }) => to === applicant.email);
    expect(letters.map(({ kind }) => kind)).toEqual(['onboarding.application_received']);
  } finally {
    await busy.stop();
  }
}, 60_000);
