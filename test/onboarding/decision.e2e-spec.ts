import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff } from '../support/world/shop.world.js';
import {
  act,
  actRaw,
  decide,
  done,
  fileApplication,
  openReviewDesk,
  refused,
  type ReviewDesk,
} from './review-desk.js';

let portal: Portal;
let desk: ReviewDesk;

beforeAll(async () => {
  portal = await startPortal('decision');
  desk = await openReviewDesk(portal);
});
afterAll(() => portal?.stop());

const approval = (applicationId: string, more: object = {}) => ({
  applicationId,
  idempotencyKey: newId(),
  expectedVersion: 1,
  tier: 'AUTHORIZED',
  creditLimits: [
    { limit: { amount: '50000.00', currencyCode: 'EUR' }, terms: 'NET_30' },
    { limit: { amount: '900000', currencyCode: 'JPY' }, terms: 'PREPAID' },
  ],
  ...more,
});

describe('Approving', () => {
  it('makes the reseller with all that belongs to it, and tells the applicant', async () => {
    const { id, applicant } = await fileApplication(
      portal,
      { state: 'READY_FOR_DECISION', markets: ['DE', 'JP'], taxId: 'DE136695976' },
      { locale: 'de', name: 'Ada Quill' },
    );
    const approved = await done(desk, 'resellerApplicationApprove', approval(id));
    expect(approved).toMatchObject({ state: 'APPROVED', version: 2 });
    const { resellerId } = approved;
    const [reseller] = await portal.rows(
      `SELECT legal_name, tax_id, country_code, type, tier, state FROM reseller.reseller WHERE id = $1`,
      [resellerId],
    );
    expect(reseller).toEqual({
      legal_name: 'Nordlicht Devices GmbH',
      tax_id: 'DE136695976',
      country_code: 'DE',
      type: 'DIRECT_RESELLER',
      tier: 'AUTHORIZED',
      state: 'ACTIVE',
    });
    expect(
      await portal.rows(
        `SELECT market_code FROM reseller.market_authorization WHERE reseller_id = $1 ORDER BY 1`,
        [resellerId],
      ),
    ).toEqual([{ market_code: 'DE' }, { market_code: 'JP' }]);
    expect(
      await portal.rows(
        `SELECT currency_code, limit_minor::int AS minor, terms FROM reseller.credit_account WHERE reseller_id = $1 ORDER BY 1`,
        [resellerId],
      ),
    ).toEqual([
      { currency_code: 'EUR', minor: 5_000_000, terms: 'NET_30' },
      { currency_code: 'JPY', minor: 900_000, terms: 'PREPAID' },
    ]);
    expect(
      await portal.rows(
        'SELECT user_id, role, state FROM identity.membership WHERE reseller_id = $1',
        [resellerId],
      ),
    ).toEqual([{ user_id: applicant.userId, role: 'RESELLER_ADMIN', state: 'ACTIVE' }]);
    expect(
      await portal.rows('SELECT line1, country_code FROM reseller.address WHERE reseller_id = $1', [
        resellerId,
      ]),
    ).toEqual([{ line1: 'Street 1', country_code: 'DE' }]);
    const [letter] = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect([letter?.kind, letter?.subject]).toEqual([
      'onboarding.application_approved',
      expect.stringMatching(/^Ihr Antrag RA-\d{4}-\d{6} ist genehmigt$/),
    ]);
    const [decided] = await portal.rows(
      `SELECT decided_by, decided_at IS NOT NULL AS decided FROM onboarding.application WHERE id = $1`,
      [id],
    );
    expect(decided).toEqual({ decided_by: desk.manager.userId, decided: true });
    // Whoever applied signs in anew, and works for the reseller.
    const token = await portal.signIn({
      email: applicant.email,
      password: 'a world of good passwords',
    });
    const { data } = await portal.ask('{ viewer { reseller { id } } }', {}, { token });
    expect(data.viewer.reseller.id).toBe(resellerId);
  });

  it('takes markets and type from the application unless they are given', async () => {
    const { id } = await fileApplication(portal, {
      state: 'READY_FOR_DECISION',
      markets: ['DE', 'JP'],
    });
    const input = approval(id, { marketCodes: ['JP'], type: 'DISTRIBUTOR', creditLimits: null });
    const { resellerId } = await done(desk, 'resellerApplicationApprove', input, desk.asian.token);
    expect(
      await portal.rows(
        `SELECT r.type, (SELECT string_agg(market_code, ',') FROM reseller.market_authorization WHERE reseller_id = r.id) AS markets,
           (SELECT count(*)::int FROM reseller.credit_account WHERE reseller_id = r.id) AS accounts
         FROM reseller.reseller r WHERE id = $1`,
        [resellerId],
      ),
    ).toEqual([{ type: 'DISTRIBUTOR', markets: 'JP', accounts: 0 }]);
  });

  it('is done once, however many ask at once', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    const tokens = [desk.manager.token, desk.other.token, desk.admin.token];
    const answers = await inParallel(6, (n) =>
      act(desk, 'resellerApplicationApprove', approval(id), tokens[n % 3]),
    );
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'APPROVED').sort();
    expect(codes).toEqual(['APPROVED', ...Array(5).fill('CONFLICT')]);
    const [made] = await portal.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM identity.membership WHERE user_id = $1',
      [applicant.userId],
    );
    expect(made?.count).toBe(1);
  });

  it('is answered again for the same key, and refused for another input', async () => {
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    const input = approval(id);
    const answers = await inParallel(4, () => act(desk, 'resellerApplicationApprove', input));
    expect(answers.map(({ userErrors }) => userErrors)).toEqual([[], [], [], []]);
    const resellers = new Set(answers.map(({ application }) => application.resellerId));
    expect(resellers.size).toBe(1);
    const other = { ...input, tier: 'PREMIER' };
    const [problem] = await refused(desk, 'resellerApplicationApprove', other);
    expect(problem).toMatch(/^IDEMPOTENCY_KEY_REUSED input.idempotencyKey/);
  });

  it('and withdrawing at once: one of them happens', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id, applicant } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
      const withdraw = { applicationId: id, expectedVersion: 1 };
      const [approved, withdrawn] = await Promise.all([
        act(desk, 'resellerApplicationApprove', approval(id)),
        act(desk, 'resellerApplicationWithdraw', withdraw, applicant.token),
      ]);
      const outcomes = [approved, withdrawn].map(({ userErrors }) => userErrors.length);
      expect(outcomes.sort()).toEqual([0, 1]);
      const [{ state, members } = { state: '', members: 0 }] = await portal.rows<{
        state: string;
        members: number;
      }>(
        `SELECT state, (SELECT count(*)::int FROM identity.membership WHERE user_id = a.applicant_user_id) AS members
         FROM onboarding.application a WHERE id = $1`,
        [id],
      );
      expect([state, members]).toEqual(
        approved.userErrors.length === 0 ? ['APPROVED', 1] : ['WITHDRAWN', 0],
      );
    }
  });

  it.each([
    'SUBMITTED',
    'IN_VETTING',
    'ACTION_REQUIRED',
    'PENDING_AGREEMENT',
    'REJECTED',
    'WITHDRAWN',
    'EXPIRED',
  ])('is refused while it is %s', async (state) => {
    const { id } = await fileApplication(portal, { state, decidedBy: desk.other.userId });
    expect(await refused(desk, 'resellerApplicationApprove', approval(id))).toEqual([
      `ILLEGAL_TRANSITION input.applicationId: An application that is ${state} does not allow APPROVE.`,
    ]);
  });

  it('is refused with everything that is wrong', async () => {
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    const limit = (amount: string) => ({ limit: { amount, currencyCode: 'EUR' }, terms: 'NET_30' });
    const bad = approval(id, {
      marketCodes: [],
      creditLimits: [limit('-1.00'), limit('1.001'), limit('99999999999999999.00')],
    });
    expect(await refused(desk, 'resellerApplicationApprove', bad)).toEqual([
      'INVALID_VALUE input.marketCodes: Give at least 1 of marketCodes.',
      ...[0, 1, 2].map(
        (n) =>
          `INVALID_VALUE input.creditLimits.${n}.limit.amount: Give a limit between 0 and 10000000000000.00 with at most 2 decimal places, as EUR has them.`,
      ),
    ]);
    const noTier = approval(id, { tier: null });
    expect(await refused(desk, 'resellerApplicationApprove', noTier)).toEqual([
      'REQUIRED input.tier: Say which tier it gets.',
    ]);
    const unknown = approval(id, {
      marketCodes: ['DE', 'ZZ', 'A\0'],
      creditLimits: [limit('1'), limit('2')],
    });
    expect(await refused(desk, 'resellerApplicationApprove', unknown)).toEqual([
      'INVALID_VALUE input.creditLimits.1: There is a limit in EUR above: give one per currency.',
      expect.stringMatching(/^UNKNOWN_MARKET input.marketCodes.1/),
      expect.stringMatching(/^UNKNOWN_MARKET input.marketCodes.2/),
    ]);
    const stale = approval(id, { expectedVersion: 7 });
    const [problem] = await refused(desk, 'resellerApplicationApprove', stale);
    expect(problem).toMatch(/^CONFLICT input.expectedVersion/);
  });

  it('is refused while a check is open, whatever the state says', async () => {
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    await portal.db.query(
      `UPDATE onboarding.vetting_check SET state = 'PENDING', decided_at = NULL WHERE application_id = $1 AND kind = 'SANCTIONS'`,
      [id],
    );
    expect(await refused(desk, 'resellerApplicationApprove', approval(id))).toEqual([
      'INVALID_VALUE input.applicationId: These checks are not done: SANCTIONS.',
    ]);
  });

  it('says which reseller is the same company', async () => {
    const resellerId = await addReseller(portal.db, {
      legalName: 'Twin Devices AG',
      taxId: 'DE 555-666',
    });
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION', taxId: '555666' });
    expect(await refused(desk, 'resellerApplicationApprove', approval(id))).toEqual([
      `ALREADY_EXISTS input.applicationId: The reseller Twin Devices AG (${resellerId}) has the same tax id.`,
    ]);
    const other = await addReseller(portal.db, {
      legalName: 'Place Devices AG',
      partnerLocationId: '77777777',
    });
    const placed = await fileApplication(portal, {
      state: 'READY_FOR_DECISION',
      partnerLocationId: '77777777',
    });
    expect(await refused(desk, 'resellerApplicationApprove', approval(placed.id))).toEqual([
      `ALREADY_EXISTS input.applicationId: The reseller Place Devices AG (${other}) has the same partner location id.`,
    ]);
  });

  it('does not name the reseller to whom does not look after it', async () => {
    await addReseller(portal.db, {
      legalName: 'Far Devices AG',
      taxId: '777888',
      markets: ['JP'],
    });
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION', taxId: '777888' });
    const near = await addStaff(portal, 'CHANNEL_MANAGER', [desk.emea]);
    expect(await refused(desk, 'resellerApplicationApprove', approval(id), near.token)).toEqual([
      'ALREADY_EXISTS input.applicationId: A reseller outside your regions has the same tax id.',
    ]);
  });

  it('is answered as if it were not there when the region of who asks again has changed', async () => {
    const { id } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    const input = approval(id);
    const near = await addStaff(portal, 'CHANNEL_MANAGER', [desk.emea]);
    await done(desk, 'resellerApplicationApprove', input, near.token);
    await portal.db.query('UPDATE identity.staff_scope SET region_id = $2 WHERE user_id = $1', [
      near.userId,
      desk.apac,
    ]);
    expect(await refused(desk, 'resellerApplicationApprove', input, near.token)).toEqual([
      'NOT_FOUND input.applicationId: There is no such application.',
    ]);
  });

  it('of two applications of one company makes one reseller, also at once', async () => {
    const [one, two] = [
      await fileApplication(portal, { state: 'READY_FOR_DECISION', taxId: '424242' }),
      await fileApplication(portal, { state: 'READY_FOR_DECISION', taxId: '424242' }),
    ];
    const answers = await Promise.all([
      act(desk, 'resellerApplicationApprove', approval(one.id)),
      act(desk, 'resellerApplicationApprove', approval(two.id), desk.other.token),
    ]);
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'APPROVED');
    expect(codes.sort()).toEqual(['ALREADY_EXISTS', 'APPROVED']);
  });

  it('of two applications with one tax id, however it is written, makes one reseller, also at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const state = 'READY_FOR_DECISION';
      const one = await fileApplication(portal, { state, taxId: `DE53535${round}` });
      const two = await fileApplication(portal, { state, taxId: `53535${round}` });
      const answers = await Promise.all([
        act(desk, 'resellerApplicationApprove', approval(one.id)),
        act(desk, 'resellerApplicationApprove', approval(two.id), desk.other.token),
      ]);
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'APPROVED');
      expect(codes.sort()).toEqual(['ALREADY_EXISTS', 'APPROVED']);
    }
  });

  it('makes nobody an administrator whose account is closed or staff by now', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'ANALYST')`,
      [applicant.userId],
    );
    const [problem] = await refused(desk, 'resellerApplicationApprove', approval(id));
    expect(problem).toMatch(/^INVALID_VALUE input.applicationId: The account of the applicant/);
  });
});

describe('Approving for a deauthorised reseller', () => {
  const file = async (state: 'DEAUTHORIZED' | 'TERMINATED') => {
    const resellerId = await addReseller(portal.db, { state, markets: ['DE'] });
    const filed = await fileApplication(portal, { state: 'READY_FOR_DECISION', resellerId });
    await addMembership(portal.db, {
      userId: filed.applicant.userId,
      resellerId,
      role: 'RESELLER_ADMIN',
    });
    return { ...filed, resellerId };
  };

  it('makes it active again, and nothing new', async () => {
    const { id, resellerId, applicant } = await file('DEAUTHORIZED');
    const count = () =>
      portal.rows(
        `SELECT (SELECT count(*)::int FROM reseller.reseller) AS resellers,
          (SELECT count(*)::int FROM reseller.market_authorization) AS markets,
          (SELECT count(*)::int FROM reseller.address) AS addresses,
          (SELECT count(*)::int FROM identity.membership) AS members`,
      );
    const before = await count();
    const input = { applicationId: id, idempotencyKey: newId(), expectedVersion: 1 };
    const approved = await done(desk, 'resellerApplicationApprove', input);
    expect(approved).toMatchObject({ state: 'APPROVED', resellerId });
    expect(await count()).toEqual(before);
    expect(
      await portal.rows('SELECT state FROM reseller.reseller WHERE id = $1', [resellerId]),
    ).toEqual([{ state: 'ACTIVE' }]);
    const [letter] = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect(letter?.text).toContain('Welcome back');
  });

  it('takes no terms, and only one that is deauthorised', async () => {
    const { id } = await file('DEAUTHORIZED');
    const problems = await refused(desk, 'resellerApplicationApprove', approval(id));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'INVALID_VALUE input.tier',
      'INVALID_VALUE input.creditLimits',
    ]);
    const ended = await file('TERMINATED');
    const input = { applicationId: ended.id, idempotencyKey: newId(), expectedVersion: 1 };
    const [problem] = await refused(desk, 'resellerApplicationApprove', input);
    expect(problem).toMatch(/^ILLEGAL_TRANSITION/);
  });
});

describe('Rejecting', () => {
  const rejection = (applicationId: string, reason = 'We have enough partners there.') => ({
    applicationId,
    expectedVersion: 1,
    reason,
  });

  it.each(['IN_VETTING', 'ACTION_REQUIRED', 'PENDING_AGREEMENT', 'READY_FOR_DECISION'])(
    'is possible while it is %s, with a reason that the applicant reads',
    async (state) => {
      const { id, applicant } = await fileApplication(portal, { state }, { locale: 'zh-Hans' });
      const rejected = await done(desk, 'resellerApplicationReject', rejection(id));
      expect(rejected).toMatchObject({
        state: 'REJECTED',
        decisionReason: 'We have enough partners there.',
      });
      const [letter] = (await portal.letters()).filter(({ to }) => to === applicant.email);
      expect(letter?.kind).toBe('onboarding.application_rejected');
      expect(letter?.text).toContain('We have enough partners there.');
      expect(letter?.text).toContain('可以申诉一次');
    },
  );

  it.each(['SUBMITTED', 'REJECTED', 'WITHDRAWN', 'EXPIRED'])(
    'is refused while it is %s',
    async (state) => {
      const { id } = await fileApplication(portal, { state, decidedBy: desk.other.userId });
      expect(await refused(desk, 'resellerApplicationReject', rejection(id))).toEqual([
        `ILLEGAL_TRANSITION input.applicationId: An application that is ${state} does not allow REJECT.`,
      ]);
    },
  );

  it('needs a reason, and the version that was read', async () => {
    const { id } = await fileApplication(portal, { state: 'IN_VETTING' });
    expect(await refused(desk, 'resellerApplicationReject', rejection(id, ' '))).toEqual([
      'REQUIRED input.reason: Give a reason.',
    ]);
    const stale = { ...rejection(id), expectedVersion: 3 };
    const [problem] = await refused(desk, 'resellerApplicationReject', stale);
    expect(problem).toMatch(/^CONFLICT input.expectedVersion/);
  });

  it('lets the applicant appeal once; then it is final', async () => {
    const { id, applicant } = await fileApplication(portal, { state: 'IN_VETTING' });
    await decide(desk, id, ['EMAIL_OWNERSHIP', 'PASSED']);
    await done(desk, 'resellerApplicationReject', rejection(id));
    const appeal = { applicationId: id, expectedVersion: 2, reason: 'Look again.' };
    const appealed = await done(desk, 'resellerApplicationAppeal', appeal, applicant.token);
    expect(appealed.state).toBe('IN_VETTING');
    await done(desk, 'resellerApplicationReject', { ...rejection(id), expectedVersion: 3 });
    const letters = (await portal.letters()).filter(({ to }) => to === applicant.email);
    expect(letters.at(-1)?.text).toContain('This answers your appeal, and is final.');
    const again = { ...appeal, expectedVersion: 4 };
    const [problem] = await refused(desk, 'resellerApplicationAppeal', again, applicant.token);
    expect(problem).toMatch(/^ILLEGAL_TRANSITION/);
  });
});

it('is for nobody who speaks for a reseller, also when they are staff besides', async () => {
  const { id, applicant } = await fileApplication(portal, { state: 'READY_FOR_DECISION' });
  const resellerId = await addReseller(portal.db, { markets: ['DE'] });
  const both = await fileApplication(portal, { state: 'DRAFT' });
  await addMembership(portal.db, { userId: both.applicant.userId, resellerId });
  await portal.db.query(
    `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER')`,
    [both.applicant.userId],
  );
  const { data } = await portal.ask(
    'mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }',
    { input: { resellerId } },
    { token: both.applicant.token },
  );
  const token = data.switchReseller.accessToken;
  for (const caller of [token, applicant.token]) {
    const { errors } = await actRaw(desk, 'resellerApplicationApprove', approval(id), caller);
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  }
});
