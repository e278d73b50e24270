import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CleanUpJob } from '../../src/identity/clean-up.job.js';
import { newId } from '../../src/kernel/index.js';
import type { ResellerRole } from '../../src/platform/access/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addInvitation,
  addMembership,
  addToken,
  addUser,
  signInAs,
  type WorldUser,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const ERRORS = 'userErrors { code path message }';
const CREATE = `mutation ($input: InvitationCreateInput!) {
  invitationCreate(input: $input) {
    invitation {
      id email role state endedAt invitedBy { email }
      limits { currencyCode perOrder { amount currencyCode } perMonth { amount } }
    }
    replayed userErrors { code rule path message }
  }
}`;
const WITHDRAW = `mutation ($input: InvitationWithdrawInput!) {
  invitationWithdraw(input: $input) { invitation { id state } userErrors { code state operation path } }
}`;
const ACCEPT = `mutation ($input: InvitationAcceptInput!) {
  invitationAccept(input: $input) {
    membership { id resellerId resellerName role } email accountCreated userErrors { code rule path }
  }
}`;
const LIST = '{ invitations { id email state } }';
const TOKEN_REFUSED = { code: 'INVALID_VALUE', rule: 'TOKEN', path: ['input', 'token'] };
const PASSWORD = 'a sentence of seven words or so';

let portal: Portal;
let reseller: string;
let admin: WorldUser & { token: string };
let count = 0;

beforeAll(async () => {
  portal = await startPortal('invitation');
  reseller = await addReseller(portal.db, { legalName: 'Ann and Partners' });
  admin = await member(reseller, 'RESELLER_ADMIN');
});

afterAll(() => portal?.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

async function member(resellerId: string, role: ResellerRole) {
  const user = await addUser(portal.db, { locale: 'de' });
  await addMembership(portal.db, { userId: user.id, resellerId, role });
  return { ...user, token: (await signInAs(portal, user.email)).accessToken };
}

const fresh = (): string => `Guest.${(count += 1)}@example.com`;

async function invite(email: string, more: object = {}, token = admin.token) {
  const input = { idempotencyKey: newId(), email, role: 'BUYER', ...more };
  const { data, errors } = await portal.ask(CREATE, { input }, { token });
  if (data === null) throw new Error(JSON.stringify(errors));
  return data.invitationCreate;
}

async function accept(token: string, more: object = {}, as?: string) {
  const options = as === undefined ? {} : { token: as };
  return (await portal.ask(ACCEPT, { input: { token, ...more } }, options)).data.invitationAccept;
}

async function withdraw(id: string, token = admin.token) {
  return (await portal.ask(WITHDRAW, { input: { id } }, { token })).data.invitationWithdraw;
}

async function lastLetter(email: string) {
  const letters = await portal.rows<{ kind: string; locale: string; params: { token: string } }>(
    'SELECT kind, locale, params FROM platform.letter WHERE recipient = $1 ORDER BY queued_at',
    [email],
  );
  const letter = letters.at(-1);
  if (!letter) throw new Error(`No letter to ${email}`);
  return { ...letter, token: letter.params.token };
}

/** An invitation with its token, as an administrator would make it. */
async function asked(email: string, more: { role?: ResellerRole } = {}) {
  const id = await addInvitation(portal.db, {
    resellerId: reseller,
    invitedById: admin.id,
    email,
    ...more,
  });
  return { id, token: await addToken(portal.db, { invitationId: id }) };
}

const newPerson = { name: 'New Person', password: PASSWORD, locale: 'zh-Hans' };

describe('invitationCreate', () => {
  it('sends a letter, audits it, and tells of it through the outbox', async () => {
    const email = fresh();
    const limits = [{ currencyCode: 'EUR', perOrder: '100.50', perMonth: '1000' }];
    const { invitation, ...others } = await invite(` ${email} `, { role: 'APPROVER', limits });
    expect(others).toEqual({ replayed: false, userErrors: [] });
    expect(invitation).toEqual({
      id: expect.any(String),
      email,
      role: 'APPROVER',
      state: 'PENDING',
      endedAt: null,
      invitedBy: { email: admin.email },
      limits: [
        {
          currencyCode: 'EUR',
          perOrder: { amount: '100.50', currencyCode: 'EUR' },
          perMonth: { amount: '1000.00' },
        },
      ],
    });
    expect(await lastLetter(email)).toMatchObject({
      kind: 'identity.invitation',
      locale: 'de',
      params: { company: 'Ann and Partners', inviter: 'Some Body', role: 'APPROVER', days: 14 },
    });
    const [record] = await portal.rows(
      `SELECT a.actor_label, a.operation, a.to_state, a.party_ids, a.new - 'expiresAt' AS new, o.type, o.payload
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id WHERE a.entity_id = $1`,
      [invitation.id],
    );
    expect(record).toEqual({
      actor_label: admin.email,
      operation: 'CREATE',
      to_state: 'PENDING',
      party_ids: [reseller],
      new: {
        email,
        role: 'APPROVER',
        limits: [{ currencyCode: 'EUR', perOrder: '100.50', perMonth: '1000.00' }],
      },
      type: 'invitation.created',
      payload: { resellerId: reseller, role: 'APPROVER' },
    });
  });

  it('answers alike and does the same work, whether or not the address has an account', async () => {
    const known = await addUser(portal.db, { email: fresh(), locale: 'zh-Hans' });
    const found: unknown[] = [];
    for (const email of [known.email, fresh()]) {
      let answer: unknown;
      const units = await portal.unitsOf(async () => {
        const { invitation, ...others } = await invite(email);
        answer = { ...others, ...invitation, id: '', email: '' };
      });
      const { kind, locale } = await lastLetter(email);
      const work = units.map(({ statements, outcome }) => ({ statements, outcome }));
      found.push({ answer, kind, locale, work });
    }
    expect(found[0]).toEqual(found[1]);
  });

  it('does once what comes twice with a key, and sends one letter', async () => {
    const email = fresh();
    const idempotencyKey = newId();
    const first = await invite(email, { idempotencyKey });
    const second = await invite(email, { idempotencyKey });
    expect(second).toEqual({ ...first, replayed: true });
    const [letters] = await portal.rows(
      'SELECT count(*)::int AS n FROM platform.letter WHERE recipient = $1',
      [email],
    );
    expect(letters).toEqual({ n: 1 });
    expect((await invite(fresh(), { idempotencyKey })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] },
    ]);
  });

  it('refuses every mistake, and changes nothing', async () => {
    const pending = fresh();
    await invite(pending);
    const colleague = await member(reseller, 'BUYER');
    const before = await contentOf(portal);
    const wrong = await invite('nobody', {
      limits: [
        { currencyCode: 'EUR', perOrder: '1.001' },
        { currencyCode: 'EUR', perMonth: '-1' },
      ],
    });
    expect(wrong.userErrors).toMatchObject([
      { code: 'INVALID_VALUE', rule: 'EMAIL', path: ['input', 'email'] },
      { code: 'INVALID_VALUE', path: ['input', 'limits', '0', 'perOrder'] },
      { code: 'INVALID_VALUE', path: ['input', 'limits', '1', 'currencyCode'] },
      { code: 'INVALID_VALUE', path: ['input', 'limits', '1', 'perMonth'] },
    ]);
    for (const email of [pending.toUpperCase(), colleague.email]) {
      expect((await invite(email)).userErrors).toMatchObject([
        { code: 'ALREADY_EXISTS', path: ['input', 'email'] },
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each(['ACTIVE', 'REAUTHORIZATION_DUE', 'SUSPENDED', 'DEAUTHORIZED', 'TERMINATED'] as const)(
    'while the reseller is %s asks people, unless nobody can begin to work for it',
    async (state) => {
      const resellerId = await addReseller(portal.db, { legalName: `Is ${state}`, state });
      const { token } = await member(resellerId, 'RESELLER_ADMIN');
      const email = fresh();
      const before = await contentOf(portal);
      const { invitation, userErrors } = await invite(email, {}, token);
      if (state !== 'TERMINATED') {
        expect([invitation.email, userErrors]).toEqual([email, []]);
        return;
      }
      expect([invitation, userErrors]).toMatchObject([
        null,
        [{ code: 'RESELLER_NOT_ACTIVE', path: ['input'] }],
      ]);
      expect(await contentOf(portal)).toEqual(before);
    },
  );

  it('makes one invitation for an address, also when five ask at the same moment', async () => {
    const email = fresh();
    await portal.db.query('DELETE FROM platform.rate_limit');
    const answers = await Promise.all(Array.from({ length: 5 }, () => invite(email)));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    for (const { userErrors } of answers.filter(({ invitation }) => invitation === null)) {
      expect(userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'email'] }]);
    }
  });

  it('is limited to five letters in an hour to an address from one place', async () => {
    const email = fresh();
    for (let i = 0; i < 5; i += 1) {
      const { invitation } = await invite(email);
      await withdraw(invitation.id);
    }
    const input = { idempotencyKey: newId(), email, role: 'BUYER' };
    const { status, errors } = await portal.ask(CREATE, { input }, { token: admin.token });
    expect([status, errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
  });
});

describe('invitationAccept', () => {
  it('makes an account of name and password, whose e-mail is proven, with role and limits', async () => {
    const email = fresh();
    const limits = [{ currencyCode: 'EUR', perOrder: '100.50', perMonth: null }];
    const { invitation } = await invite(email, { role: 'APPROVER', limits });
    const { token } = await lastLetter(email);
    const accepted = await accept(token, newPerson);
    expect(accepted).toEqual({
      membership: {
        id: expect.any(String),
        resellerId: reseller,
        resellerName: 'Ann and Partners',
        role: 'APPROVER',
      },
      email,
      accountCreated: true,
      userErrors: [],
    });
    const { accessToken } = await signInAs(portal, email, PASSWORD);
    const { data } = await portal.ask(
      `{ viewer { user { name } emailVerified locale membership { id role }
         limits { currencyCode perOrder { amount } perMonth { amount } } } }`,
      {},
      { token: accessToken },
    );
    expect(data.viewer).toEqual({
      user: { name: 'New Person' },
      emailVerified: true,
      locale: 'zh-Hans',
      membership: { id: accepted.membership.id, role: 'APPROVER' },
      limits: [{ currencyCode: 'EUR', perOrder: { amount: '100.50' }, perMonth: null }],
    });
    const records = await portal.rows(
      `SELECT entity, operation, from_state, to_state, actor_kind, party_ids FROM platform.audit_record
       WHERE entity_id = ANY ($1) AND operation IN ('ACCEPT', 'CREATE') AND to_state IN ('ACCEPTED', 'ACTIVE') ORDER BY seq`,
      [[invitation.id, accepted.membership.id]],
    );
    const anonymous = { actor_kind: 'ANONYMOUS', party_ids: [reseller] };
    expect(records).toEqual([
      {
        entity: 'INVITATION',
        operation: 'ACCEPT',
        from_state: 'PENDING',
        to_state: 'ACCEPTED',
        ...anonymous,
      },
      {
        entity: 'MEMBERSHIP',
        operation: 'CREATE',
        from_state: null,
        to_state: 'ACTIVE',
        ...anonymous,
      },
    ]);
  });

  it('asks for name and password where there is no account, without using the token up', async () => {
    const { token } = await asked(fresh());
    const before = await contentOf(portal);
    expect((await accept(token)).userErrors).toEqual([
      { code: 'REQUIRED', rule: null, path: ['input', 'name'] },
      { code: 'REQUIRED', rule: null, path: ['input', 'password'] },
    ]);
    expect(await contentOf(portal)).toEqual(before);
    expect((await accept(token, newPerson)).userErrors).toEqual([]);
  });

  it.each(['signed in', 'not signed in'])('joins an account that is there: %s', async (how) => {
    const user = await addUser(portal.db, { email: fresh() });
    const { token } = await asked(user.email.toUpperCase());
    const session = await signInAs(portal, user.email);
    const as = how === 'signed in' ? session.accessToken : undefined;
    const accepted = await accept(token, { name: 'Not looked at', password: PASSWORD }, as);
    expect(accepted).toMatchObject({ accountCreated: false, email: user.email, userErrors: [] });
    const { data } = await portal.ask(
      '{ viewer { user { name } memberships { resellerId role } } }',
      {},
      { token: (await signInAs(portal, user.email)).accessToken },
    );
    expect(data.viewer).toEqual({
      user: { name: 'Some Body' },
      memberships: [{ resellerId: reseller, role: 'BUYER' }],
    });
  });

  it('refuses who is signed in as somebody else, and staff, and changes nothing', async () => {
    const invited = await addUser(portal.db, { email: fresh() });
    const other = await addUser(portal.db);
    const staff = await addUser(portal.db, { email: fresh(), staffRoles: ['ANALYST'] });
    const forInvited = await asked(invited.email);
    const forStaff = await asked(staff.email);
    const otherToken = (await signInAs(portal, other.email)).accessToken;
    const staffToken = (await signInAs(portal, staff.email)).accessToken;
    const before = await contentOf(portal);
    const path = ['input', 'token'];
    const code = 'INVALID_VALUE';
    const stranger = [{ code, rule: 'OTHER_ACCOUNT', path }];
    expect((await accept(forInvited.token, newPerson, otherToken)).userErrors).toEqual(stranger);
    expect((await accept(forStaff.token, newPerson, otherToken)).userErrors).toEqual(stranger);
    const staffs = [{ code, rule: 'STAFF', path }];
    expect((await accept(forStaff.token, newPerson, staffToken)).userErrors).toEqual(staffs);
    expect((await accept(forStaff.token, newPerson)).userErrors).toEqual(staffs);
    expect(await contentOf(portal)).toEqual(before);
    expect((await accept(forInvited.token)).userErrors).toEqual([]);
  });

  it('makes a revoked member active again, in the role and with the limits of the invitation', async () => {
    const user = await addUser(portal.db, { email: fresh() });
    const membershipId = await addMembership(portal.db, {
      userId: user.id,
      resellerId: reseller,
      role: 'RESELLER_ADMIN',
      limits: [{ currencyCode: 'USD', perOrderMinor: 5 }],
    });
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE id = $1`, [
      membershipId,
    ]);
    const { token } = await asked(user.email);
    expect((await accept(token)).membership).toMatchObject({ id: membershipId, role: 'BUYER' });
    const [row] = await portal.rows(
      `SELECT m.state, m.version, a.operation, a.from_state,
         (SELECT count(*)::int FROM identity.buyer_limit l WHERE l.membership_id = m.id) AS limits
       FROM identity.membership m JOIN platform.audit_record a ON a.entity_id = m.id WHERE m.id = $1`,
      [membershipId],
    );
    expect(row).toEqual({
      state: 'ACTIVE',
      version: 2,
      operation: 'REINSTATE',
      from_state: 'REVOKED',
      limits: 0,
    });
  });

  it('refuses who works there already', async () => {
    const colleague = await member(reseller, 'BUYER');
    const { token } = await asked(colleague.email, { role: 'RESELLER_ADMIN' });
    const before = await contentOf(portal);
    expect((await accept(token)).userErrors).toEqual([
      { code: 'ALREADY_EXISTS', rule: null, path: ['input', 'token'] },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('happens once, also when twenty accept at the same moment', async () => {
    const email = fresh();
    const { token } = await asked(email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, newPerson)));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const [made] = await portal.rows(
      `SELECT count(*)::int AS users, (SELECT count(*)::int FROM identity.membership m
         WHERE m.user_id = ANY (array_agg(u.id))) AS memberships
       FROM identity.user_account u WHERE u.email_key = lower($1)`,
      [email],
    );
    expect(made).toEqual({ users: 1, memberships: 1 });
  });

  it('is refused for a token that is used, withdrawn, expired, of a terminated reseller, or for another purpose', async () => {
    const used = await asked(fresh());
    await accept(used.token, newPerson);
    const withdrawn = await asked(fresh());
    await withdraw(withdrawn.id);
    const expired = await asked(fresh());
    await portal.db.query(
      `UPDATE identity.invitation SET created_at = now() - interval '15 days', expires_at = now() WHERE id = $1`,
      [expired.id],
    );
    const gone = await addReseller(portal.db, { legalName: 'Gone', state: 'TERMINATED' });
    const goneId = await addInvitation(portal.db, { resellerId: gone, invitedById: admin.id });
    const tokens = [
      used.token,
      withdrawn.token,
      expired.token,
      await addToken(portal.db, { invitationId: goneId }),
      await addToken(portal.db, { resetOf: admin.id }),
      await addToken(portal.db, { registration: { email: fresh() } }),
      'cpt_nothing',
    ];
    const before = await contentOf(portal);
    for (const token of tokens) {
      expect((await accept(token, newPerson)).userErrors).toEqual([TOKEN_REFUSED]);
    }
    const { data } = await portal.ask(
      `mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { ${ERRORS} } }`,
      { input: { token: (await asked(fresh())).token, newPassword: PASSWORD } },
    );
    expect(data.passwordReset.userErrors).toMatchObject([{ code: 'INVALID_VALUE' }]);
    const after = await contentOf(portal);
    expect(after['identity.user_account']).toEqual(before['identity.user_account']);
    expect(after['identity.membership']).toEqual(before['identity.membership']);
  });
});

describe('invitationWithdraw', () => {
  it('is allowed while the invitation is pending, and in no other state', async () => {
    const pending = await asked(fresh());
    expect(await withdraw(pending.id)).toEqual({
      invitation: { id: pending.id, state: 'WITHDRAWN' },
      userErrors: [],
    });
    const accepted = await asked(fresh());
    await accept(accepted.token, newPerson);
    const expired = await asked(fresh());
    await portal.db.query(
      `UPDATE identity.invitation SET created_at = now() - interval '15 days', expires_at = now() WHERE id = $1`,
      [expired.id],
    );
    const before = await contentOf(portal);
    for (const [state, id] of [
      ['WITHDRAWN', pending.id],
      ['ACCEPTED', accepted.id],
      ['EXPIRED', expired.id],
    ] as const) {
      expect((await withdraw(id)).userErrors).toEqual([
        { code: 'ILLEGAL_TRANSITION', state, operation: 'WITHDRAW', path: ['input', 'id'] },
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('finds no invitation of another reseller', async () => {
    const other = await addReseller(portal.db, { legalName: 'Other' });
    const stranger = await member(other, 'RESELLER_ADMIN');
    const { id } = await asked(fresh());
    for (const unknown of [id, newId(), 'x']) {
      expect((await withdraw(unknown, stranger.token)).userErrors).toMatchObject([
        { code: 'NOT_FOUND', path: ['input', 'id'] },
      ]);
    }
    const { data } = await portal.ask(LIST, {}, { token: stranger.token });
    expect(data.invitations).toEqual([]);
  });
});

describe('an invitation that has run out', () => {
  it('shows as EXPIRED at once, is written down by the job, and leaves room for another', async () => {
    const [first, second] = [fresh(), fresh()];
    const ids = [(await asked(first)).id, (await asked(second)).id];
    await portal.db.query(
      `UPDATE identity.invitation SET created_at = now() - interval '15 days', expires_at = now() - interval '1 day' WHERE id = ANY ($1)`,
      [ids],
    );
    const { data } = await portal.ask(LIST, {}, { token: admin.token });
    const states = data.invitations.filter(({ id }: { id: string }) => ids.includes(id));
    expect(states.map(({ state }: { state: string }) => state)).toEqual(['EXPIRED', 'EXPIRED']);
    expect((await invite(first)).userErrors).toEqual([]);
    expect(await portal.app.get(CleanUpJob).expireInvitations()).toBeGreaterThanOrEqual(1);
    expect(await portal.app.get(CleanUpJob).expireInvitations()).toBe(0);
    const records = await portal.rows(
      `SELECT entity_id, from_state, to_state FROM platform.audit_record WHERE entity_id = ANY ($1) ORDER BY seq`,
      [ids],
    );
    expect(records).toEqual(
      ids.map((id) => ({ entity_id: id, from_state: 'PENDING', to_state: 'EXPIRED' })),
    );
  });
});
