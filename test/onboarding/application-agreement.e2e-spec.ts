import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { ApplicationMoves, type ApplicationStep } from '../../src/onboarding/application-moves.js';
import { ApplicationRepository } from '../../src/onboarding/application.repository.js';
import { systemContext } from '../../src/platform/access/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { acceptAgreement, addAgreement } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const ACCEPT = `mutation ($input: ResellerApplicationAgreementAcceptInput!) {
  resellerApplicationAgreementAccept(input: $input) {
    application { id state version agreements { agreement { id } accepted } }
    userErrors { code path version state } } }`;
const READ = `query ($id: ID!, $locale: String) { resellerApplication(id: $id) {
  agreements(locale: $locale) { agreement { regionCode number locale title } accepted acceptedAt } } }`;

let portal: Portal;
let shop: Shop;
let farRegionId: string;
let applicant: Person;

beforeAll(async () => {
  portal = await startPortal('application-agreement');
  shop = await openShop(portal);
  farRegionId = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'FR', name: 'France', regionId: shop.regionId });
  await addMarket(portal.db, { code: 'JP', name: 'Japan', regionId: farRegionId });
});
afterAll(() => portal.stop());

beforeEach(async () => {
  await portal.db.query(
    'TRUNCATE onboarding.agreement_acceptance, reseller.agreement_acceptance, reseller.agreement_text, reseller.agreement CASCADE',
  );
  applicant = await addApplicant();
});

async function addApplicant(): Promise<Person> {
  const { id: userId, email } = await addUser(portal.db);
  const { accessToken: token } = await signInAs(portal, email);
  return { userId, email, membershipId: null, token };
}

/** Of the applicant, where only the agreement is left. */
function pending(options: object = {}): Promise<string> {
  return addApplication(portal.db, {
    applicantUserId: applicant.userId,
    state: 'PENDING_AGREEMENT',
    ...options,
  });
}

async function accept(input: object, token = applicant.token): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(
    ACCEPT,
    { input: { expectedVersion: 1, ...input } },
    { token },
  );
  expect(errors).toEqual([]);
  return data.resellerApplicationAgreementAccept;
}

/** What the channel's reviewers and the jobs do: a step of the machine. */
async function step(applicationId: string, request: ApplicationStep): Promise<string> {
  const reason = 'a step of the test';
  return portal.app.get(UnitOfWork).runSystem(reason, async (tx) => {
    const sight = { kind: 'STAFF', regionIds: null } as const;
    const row = await portal.app.get(ApplicationRepository).lock(tx, sight, applicationId);
    if (!row) throw new Error('there is no such application');
    const after = await portal.app
      .get(ApplicationMoves)
      .move(systemContext(reason), tx, row, request);
    return after.state;
  });
}

describe('accepting the agreement of an application', () => {
  it('takes the last one to the decision, and keeps who, when, which words and from where', async () => {
    const agreementId = await addAgreement(portal.db, {
      regionId: shop.regionId,
      locales: ['de', 'en'],
    });
    const applicationId = await pending({ markets: ['DE', 'FR'] });
    const accepted = await accept({ applicationId, agreementId, locale: 'de' });
    expect(accepted).toEqual({
      application: {
        id: applicationId,
        state: 'READY_FOR_DECISION',
        version: 2,
        agreements: [{ agreement: { id: agreementId }, accepted: true }],
      },
      userErrors: [],
    });
    const rows = await portal.rows(
      `SELECT application_id, agreement_id, locale, accepted_by, ip IS NOT NULL AS ip FROM onboarding.agreement_acceptance`,
    );
    expect(rows).toEqual([
      {
        application_id: applicationId,
        agreement_id: agreementId,
        locale: 'de',
        accepted_by: applicant.userId,
        ip: true,
      },
    ]);
    const audits = await portal.rows(
      `SELECT entity, operation, from_state, to_state FROM platform.audit_record
       WHERE entity_id = ANY ($1) ORDER BY seq`,
      [[applicationId, agreementId]],
    );
    expect(audits).toEqual([
      { entity: 'AGREEMENT', operation: 'ACCEPT', from_state: null, to_state: null },
      {
        entity: 'RESELLER_APPLICATION',
        operation: 'ACCEPT_AGREEMENT',
        from_state: 'PENDING_AGREEMENT',
        to_state: 'READY_FOR_DECISION',
      },
    ]);
    const before = await contentOf(portal);
    const again = await accept({ applicationId, agreementId, locale: 'de' });
    expect(again.application.state).toBe('READY_FOR_DECISION');
    expect(await contentOf(portal)).toEqual(before);
  });

  it('needs the current version of every region of the markets, and stays until all are accepted', async () => {
    await addAgreement(portal.db, { regionId: shop.regionId, number: 1 });
    const near = await addAgreement(portal.db, { regionId: shop.regionId, number: 2 });
    const far = await addAgreement(portal.db, { regionId: farRegionId, locales: ['en', 'de'] });
    const ahead = await addAgreement(portal.db, {
      regionId: farRegionId,
      number: 2,
      requiredFrom: '2999-01-01',
    });
    const applicationId = await pending({ markets: ['JP', 'DE', 'FR'] });
    const read = await portal.ask(
      READ,
      { id: applicationId, locale: 'de-CH' },
      { token: applicant.token },
    );
    expect(read.data.resellerApplication.agreements).toEqual([
      {
        agreement: { regionCode: 'APAC', number: 1, locale: 'de', title: 'Partner agreement 1' },
        accepted: false,
        acceptedAt: null,
      },
      {
        agreement: { regionCode: 'EMEA', number: 2, locale: 'en', title: 'Partner agreement 2' },
        accepted: false,
        acceptedAt: null,
      },
    ]);
    const first = await accept({ applicationId, agreementId: ahead });
    expect(first.application).toMatchObject({
      state: 'PENDING_AGREEMENT',
      version: 1,
      agreements: [
        { agreement: { id: far }, accepted: true },
        { agreement: { id: near }, accepted: false },
      ],
    });
    const second = await accept({ applicationId, agreementId: near });
    expect(second.application.state).toBe('READY_FOR_DECISION');
  });

  it('happens once when it is sent many times at once', async () => {
    const agreementId = await addAgreement(portal.db, { regionId: shop.regionId });
    const applicationId = await pending();
    const answers = await inParallel(5, () => accept({ applicationId, agreementId }));
    const done = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(done.length).toBeGreaterThan(0);
    for (const { application } of done) expect(application.state).toBe('READY_FOR_DECISION');
    for (const { userErrors } of answers.filter((answer) => !done.includes(answer))) {
      expect(userErrors).toMatchObject([{ code: 'CONFLICT', version: 2 }]);
    }
    const [counts] = await portal.rows(
      `SELECT (SELECT count(*)::int FROM onboarding.agreement_acceptance) AS acceptances,
         (SELECT count(*)::int FROM platform.audit_record WHERE entity_id = $1) AS steps`,
      [applicationId],
    );
    expect(counts).toEqual({ acceptances: 1, steps: 1 });
  });

  it('is refused for what is old, not needed, not theirs or not their turn, and changes nothing', async () => {
    const old = await addAgreement(portal.db, { regionId: shop.regionId, number: 1 });
    const current = await addAgreement(portal.db, { regionId: shop.regionId, number: 2 });
    const far = await addAgreement(portal.db, { regionId: farRegionId });
    const applicationId = await pending();
    const stranger = await addApplicant();
    const draftId = await addApplication(portal.db, { applicantUserId: stranger.userId });
    const before = await contentOf(portal);
    expect((await accept({ applicationId, agreementId: old })).userErrors).toEqual([
      { code: 'CONFLICT', path: ['input', 'agreementId'], version: 2, state: null },
    ]);
    for (const agreementId of [far, newId(), 'nonsense']) {
      expect((await accept({ applicationId, agreementId })).userErrors).toMatchObject([
        { code: 'NOT_FOUND', path: ['input', 'agreementId'] },
      ]);
    }
    const other = await accept({ applicationId, agreementId: current, locale: 'fr' });
    expect(other.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'locale'] }]);
    const theirs = await accept({ applicationId, agreementId: current }, stranger.token);
    const nobodys = await accept({ applicationId: newId(), agreementId: current }, stranger.token);
    expect(theirs).toEqual(nobodys);
    expect(theirs.userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'applicationId'] },
    ]);
    const early = await accept({ applicationId: draftId, agreementId: current }, stranger.token);
    expect(early.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION', state: 'DRAFT' }]);
    const stale = await accept({ applicationId, agreementId: current, expectedVersion: 9 });
    expect(stale.userErrors).toMatchObject([{ code: 'CONFLICT', version: 1 }]);
    expect(await contentOf(portal)).toEqual(before);
    await portal.db.query(
      `UPDATE onboarding.application SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [applicationId],
    );
    const late = await accept({ applicationId, agreementId: current });
    expect(late.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION', state: 'EXPIRED' }]);
  });
});

describe('when all checks are passed', () => {
  const passed = (): Promise<string> =>
    addApplication(portal.db, { applicantUserId: applicant.userId, state: 'IN_VETTING' });

  it('the applicant gets a letter with what is to accept', async () => {
    await addAgreement(portal.db, { regionId: shop.regionId, title: 'The deal of EMEA' });
    await portal.db.query(`UPDATE identity.user_account SET locale = 'de' WHERE id = $1`, [
      applicant.userId,
    ]);
    expect(await step(await passed(), { operation: 'PASS_CHECKS' })).toBe('PENDING_AGREEMENT');
    const letters = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect(letters.map(({ kind }) => kind)).toEqual(['onboarding.agreement_asked']);
    expect(letters[0]?.text).toContain('The deal of EMEA');
    expect(letters[0]?.subject).toContain('Bitte nehmen Sie den Vertrag an');
  });

  it('the application is ready at once where nothing is to accept, or was accepted before an appeal', async () => {
    expect(await step(await passed(), { operation: 'PASS_CHECKS' })).toBe('READY_FOR_DECISION');
    applicant = await addApplicant();
    const agreementId = await addAgreement(portal.db, { regionId: shop.regionId });
    const applicationId = await pending();
    await accept({ applicationId, agreementId });
    await portal.db.query(
      `UPDATE onboarding.application SET state = 'IN_VETTING', expires_at = NULL WHERE id = $1`,
      [applicationId],
    );
    expect(await step(applicationId, { operation: 'PASS_CHECKS' })).toBe('READY_FOR_DECISION');
    expect((await portal.letters()).filter(({ to }) => to === applicant.email)).toEqual([]);
  });

  it('what a deauthorised reseller has accepted counts for its application', async () => {
    const agreementId = await addAgreement(portal.db, { regionId: shop.regionId });
    const { id: resellerId } = await addShopReseller(portal, { state: 'DEAUTHORIZED' });
    const admin = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    await acceptAgreement(portal.db, { agreementId, resellerId, userId: admin.userId });
    const id = await addApplication(portal.db, {
      applicantUserId: admin.userId,
      resellerId,
      state: 'IN_VETTING',
    });
    expect(await step(id, { operation: 'PASS_CHECKS' })).toBe('READY_FOR_DECISION');
  });
});

describe('the approval', () => {
  it('makes the acceptances those of the reseller, with all their evidence', async () => {
    const agreementId = await addAgreement(portal.db, { regionId: shop.regionId });
    const applicationId = await pending();
    await accept({ applicationId, agreementId });
    const { id: resellerId } = await addShopReseller(portal);
    await step(applicationId, {
      operation: 'APPROVE',
      resellerId,
      decidedById: shop.desk.userId,
    });
    const [carried] = await portal.rows(
      `SELECT r.reseller_id, r.accepted_by, (r.locale, r.accepted_at, r.ip) = (o.locale, o.accepted_at, o.ip) AS same
       FROM reseller.agreement_acceptance r JOIN onboarding.agreement_acceptance o USING (agreement_id)`,
    );
    expect(carried).toEqual({
      reseller_id: resellerId,
      accepted_by: applicant.userId,
      same: true,
    });
  });
});
