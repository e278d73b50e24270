import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { MicrosoftDouble, PUBLIC_URL, type TenantPerson } from '../support/microsoft.js';
import { makePage, MicrosoftVisitor, pageOf } from '../support/microsoft-visitor.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addMembership,
  addToken,
  addUser,
  signInAs,
  WORLD_PASSWORD,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const LINK = `mutation ($input: MicrosoftLinkInput!) {
  microsoftLink(input: $input) {
    microsoftAccount { tenantId objectId email lastSignInAt } userErrors { code path rule message }
  }
}`;
const UNLINK = 'mutation { microsoftUnlink { sessionsEnded userErrors { code path message } } }';
const VIEWER = '{ viewer { user { id email } microsoftAccount { objectId } } }';

let microsoft: MicrosoftDouble;
let portal: Portal;
let visitor: MicrosoftVisitor;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('microsoft_sign_in', microsoft.settings());
  visitor = new MicrosoftVisitor(portal, microsoft);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await microsoft?.stop();
});

beforeEach(async () => {
  await portal.db.query('DELETE FROM platform.rate_limit');
});

const somebody = (facts?: Partial<TenantPerson>) => visitor.somebody(facts);
const begin = (query?: Record<string, string>) => visitor.begin(query);
const comeBack = (address: URL, cookie?: string) => visitor.comeBack(address, cookie);
const codeFor = (person: TenantPerson) => visitor.codeFor(person);
const finish = (input: { code: string; verifier: string }) => visitor.finish(input);
const signIn = (person: TenantPerson) => visitor.signIn(person);
const counts = () => visitor.counts();

describe('the way there and back', () => {
  it('goes with code, PKCE, state and nonce, and keeps them in a cookie that no page reads', async () => {
    const { answer, location, setCookie } = await begin();
    expect(answer.status).toBe(303);
    const asked = new URL(location);
    expect(asked.origin + asked.pathname).toBe(`${microsoft.issuer()}/auth`);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${PUBLIC_URL}/auth/microsoft/callback`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(setCookie).toMatch(
      /^portal_microsoft=[\w.-]+; Max-Age=600; Path=\/auth\/microsoft; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(setCookie).not.toContain(asked.searchParams.get('state'));
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('ends in a session of ours, and an account of their own for who is new', async () => {
    const person = somebody();
    const { accessToken, refreshToken, viewer } = await signIn(person);
    expect(viewer).toEqual({
      user: {
        id: viewer.user.id,
        email: `${viewer.user.id}@unverified.invalid`,
        name: 'Toni Example',
      },
      emailVerified: false,
      staffRoles: [],
      membership: null,
      microsoftAccount: {
        tenantId: microsoft.tenant,
        objectId: person.oid,
        email: person.email,
        lastSignInAt: expect.any(String),
      },
    });
    expect(refreshToken).toMatch(/^cpr_/);
    const { data } = await portal.ask(VIEWER, {}, { token: accessToken });
    expect(data.viewer.user.id).toBe(viewer.user.id);
    const records = await portal.rows(
      `SELECT entity, operation FROM platform.audit_record
       WHERE entity_id = $1 OR actor_user_id = $1 ORDER BY at, entity DESC`,
      [viewer.user.id],
    );
    expect(records).toEqual([
      { entity: 'USER', operation: 'CREATE' },
      { entity: 'SESSION', operation: 'SIGN_IN_WITH_MICROSOFT' },
    ]);
  });

  it('finds the same account again, also when name and e-mail have changed', async () => {
    const person = somebody();
    const first = await signIn(person);
    const second = await signIn(somebody({ oid: person.oid, email: 'other@example.com' }));
    expect(second.viewer.user.id).toBe(first.viewer.user.id);
    expect(second.viewer.microsoftAccount.email).toBe('other@example.com');
  });

  it('makes one account for two first sign-ins at the same moment', async () => {
    const person = somebody();
    const codes = await Promise.all([codeFor(person), codeFor(person), codeFor(person)]);
    const answers = await Promise.all(codes.map(finish));
    const ids = answers.map(({ data }) => data.microsoftSignInFinish.viewer.user.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('never leads to an account by its e-mail, whatever the tenant claims', async () => {
    const owner = await addUser(portal.db, { staffRoles: ['ADMIN'] });
    const { viewer } = await signIn(somebody({ email: owner.email }));
    expect(viewer.user.id).not.toBe(owner.id);
    expect(viewer.staffRoles).toEqual([]);
    // Whether the address is taken does not show: one that is free is treated alike.
    expect(viewer.user.email).toBe(`${viewer.user.id}@unverified.invalid`);
  });

  it('speaks for the reseller last worked for, by our own memberships', async () => {
    const person = somebody();
    const { viewer } = await signIn(person);
    const reseller = await addReseller(portal.db, { legalName: 'Of Toni' });
    await addMembership(portal.db, {
      userId: viewer.user.id,
      resellerId: reseller,
      role: 'APPROVER',
    });
    const again = await signIn(person);
    expect(again.viewer.membership).toEqual({ resellerId: reseller, role: 'APPROVER' });
  });

  it('refuses a closed account with the same words as a bad code', async () => {
    const person = somebody();
    const { accessToken, viewer } = await signIn(person);
    await portal.db.query(`UPDATE identity.user_account SET state = 'DISABLED' WHERE id = $1`, [
      viewer.user.id,
    ]);
    const { errors: stopped } = await portal.ask(VIEWER, {}, { token: accessToken });
    expect(stopped[0].extensions.code).toBe('UNAUTHENTICATED');
    const input = await codeFor(person);
    const before = await counts();
    const closed = await finish(input);
    const bad = await finish({ ...input, code: `cpm_${'x'.repeat(43)}` });
    expect(closed.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(closed.errors[0].message).toBe(bad.errors[0].message);
    expect(await counts()).toEqual(before);
  });
});

describe('what is refused on the way', () => {
  it.each([
    ['https://evil.example/'],
    ['//evil.example/'],
    ['/\\evil.example'],
    ['/%2f/evil.example'],
    ['/graphql?next=//evil.example'],
    ['/graphql#x'],
    ['javascript:alert(1)'],
    ['graphql'],
    ['/..//evil.example'],
    ['/graphql\r\nset-cookie: a=b'],
    [''],
    [`/${'a'.repeat(300)}`],
  ])('a return to %j', async (place) => {
    const { answer, setCookie } = await begin({ challenge: makePage().challenge, return: place });
    expect(await pageOf(answer)).toEqual({ status: 400, code: 'RETURN' });
    expect(setCookie).toBe('');
  });

  it('takes a return to a path of ours', async () => {
    const page = makePage();
    const { cookie, location } = await begin({ challenge: page.challenge, return: '/explorer/' });
    const back = await comeBack(await microsoft.signIn(location, somebody()), cookie);
    expect(back.headers.get('location')).toMatch(/^\/explorer\/#microsoft_code=cpm_[\w-]{43}$/);
  });

  it.each([[{}], [{ challenge: 'short' }], [{ challenge: `${'c'.repeat(42)}=` }]])(
    'a start with %j, without what only the page can answer',
    async (query) => {
      const { answer } = await begin(query);
      expect(await pageOf(answer)).toEqual({ status: 400, code: 'CHALLENGE' });
    },
  );

  it('an answer without the cookie, with another state, with a cookie of another sign-in, or sent again', async () => {
    const before = await counts();
    const mine = await begin();
    const other = await begin();
    const back = await microsoft.signIn(mine.location, somebody());
    const wrongState = new URL(back);
    wrongState.searchParams.set('state', 'A'.repeat(43));
    const noState = new URL(back);
    noState.searchParams.delete('state');
    for (const answer of [
      await comeBack(back),
      await comeBack(wrongState, mine.cookie),
      await comeBack(noState, mine.cookie),
      // Somebody else's answer in my browser: I would be signed in as them.
      await comeBack(back, other.cookie),
      await comeBack(back, `${mine.cookie.slice(0, -3)}AAA`),
      await comeBack(back, 'portal_microsoft=nonsense'),
    ]) {
      expect(await pageOf(answer)).toEqual({ status: 400, code: 'NOT_BEGUN' });
    }
    expect(await counts()).toEqual(before);
    const good = await comeBack(back, mine.cookie);
    expect(good.status).toBe(303);
    expect(good.headers.get('set-cookie')).toMatch(
      /^portal_microsoft=; Path=\/auth\/microsoft; Expires=Thu, 01 Jan 1970/,
    );
    // The browser has lost its cookie; who kept a copy meets a code that has been used.
    expect(await pageOf(await comeBack(back))).toEqual({ status: 400, code: 'NOT_BEGUN' });
    expect(await pageOf(await comeBack(back, mine.cookie))).toEqual({
      status: 400,
      code: 'CODE_REFUSED',
    });
  });

  it('a code with the verifier of another sign-in there', async () => {
    const mine = await begin();
    const other = await begin();
    const back = await microsoft.signIn(mine.location, somebody());
    // A thief of the code has a state and a cookie of their own, but not what the code is bound to.
    back.searchParams.set('state', new URL(other.location).searchParams.get('state') ?? '');
    expect(await pageOf(await comeBack(back, other.cookie))).toEqual({
      status: 400,
      code: 'CODE_REFUSED',
    });
  });

  it('what Microsoft refused, in words that cannot be injected', async () => {
    const mine = await begin();
    const state = new URL(mine.location).searchParams.get('state') ?? '';
    const back = new URL('/auth/microsoft/callback', PUBLIC_URL);
    for (const error of ['access_denied', '<script>alert(1)</script>']) {
      back.search = new URLSearchParams({
        state,
        error,
        error_description: '<b>hm</b>',
        iss: microsoft.issuer(),
      }).toString();
      const answer = await comeBack(back, mine.cookie);
      const text = await answer.text();
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).toContain('REFUSED_THERE');
      expect(text).not.toMatch(/<script|<b>/);
    }
  });

  it('an answer of another provider than the one that was asked, before a code of it is used', async () => {
    const before = await counts();
    const person = somebody();
    const { cookie, location } = await begin();
    const back = await microsoft.signIn(location, person);
    const given = back.searchParams.get('iss');
    expect(given).toBe(microsoft.issuer());
    const asked = microsoft.codesAsked;
    for (const named of [
      'https://evil.example',
      `${microsoft.url}/not-a-tenant/v2.0`,
      `${microsoft.issuer()}/`,
      `${microsoft.issuer()}#`,
      microsoft.issuer().replace('http:', 'https:'),
      undefined,
    ]) {
      if (named === undefined) back.searchParams.delete('iss');
      else back.searchParams.set('iss', named);
      const answer = await comeBack(back, cookie);
      expect([named, await pageOf(answer)]).toEqual([named, { status: 400, code: 'ISSUER' }]);
    }
    // A refusal of somebody else's is none of Microsoft's either.
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    expect(await pageOf(await comeBack(back, cookie))).toEqual({ status: 400, code: 'ISSUER' });
    expect(microsoft.codesAsked).toBe(asked);
    // Of another tenant of the same provider the token does not tell.
    const { cookie: second, location: again } = await begin();
    const other = await microsoft.signIn(again, person);
    other.searchParams.set('iss', microsoft.issuer(crypto.randomUUID()));
    expect(await pageOf(await comeBack(other, second))).toEqual({ status: 400, code: 'ISSUER' });
    expect(microsoft.codesAsked).toBe(asked + 1);
    expect(await counts()).toEqual(before);
  });

  it('our code used twice, without its verifier, with another, or too late', async () => {
    const used = await codeFor(somebody());
    expect((await finish(used)).errors).toEqual([]);
    const stolen = await codeFor(somebody());
    const late = await codeFor(somebody());
    await portal.db.query(
      `UPDATE identity.microsoft_proof SET issued_at = now() - interval '1 hour', expires_at = now() - interval '1 second'
       WHERE hash = sha256($1::bytea)`,
      [late.code],
    );
    const before = await counts();
    for (const input of [
      used,
      { ...stolen, verifier: makePage().verifier },
      { ...stolen, verifier: '' },
      late,
    ]) {
      const { status, errors } = await finish(input);
      expect([status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await counts()).toEqual(before);
    expect((await finish(stolen)).errors).toEqual([]);
  });

  it('of one code used ten times at the same moment all but one', async () => {
    const input = await codeFor(somebody());
    const answers = await Promise.all(Array.from({ length: 10 }, () => finish(input)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });
});

describe('a link to an account that is there', () => {
  const link = async (
    token: string,
    input: { code: string; verifier: string },
    currentPassword = WORLD_PASSWORD,
  ) => portal.ask(LINK, { input: { ...input, currentPassword } }, { token });

  it('opens that account from then on, and is taken away again', async () => {
    const person = somebody();
    const user = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, user.email);
    const { data } = await link(accessToken, await codeFor(person));
    expect(data.microsoftLink).toEqual({
      microsoftAccount: {
        tenantId: microsoft.tenant,
        objectId: person.oid,
        email: person.email,
        lastSignInAt: null,
      },
      userErrors: [],
    });
    const opened = await signIn(person);
    expect(opened.viewer.user.id).toBe(user.id);
    const { data: gone } = await portal.ask(UNLINK, {}, { token: accessToken });
    expect(gone.microsoftUnlink).toEqual({ sessionsEnded: 1, userErrors: [] });
    const { errors } = await portal.ask(VIEWER, {}, { token: opened.accessToken });
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const { data: still } = await portal.ask(VIEWER, {}, { token: accessToken });
    expect(still.viewer.microsoftAccount).toBeNull();
    expect((await signIn(person)).viewer.user.id).not.toBe(user.id);
    const records = await portal.rows(
      `SELECT operation FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1 ORDER BY at`,
      [user.id],
    );
    expect(records.map(({ operation }) => operation)).toEqual([
      'LINK_MICROSOFT',
      'UNLINK_MICROSOFT',
    ]);
  });

  it('is told to its owner by letter, and gone when a new password is set', async () => {
    const person = somebody();
    const user = await addUser(portal.db, { name: 'Ada <b>', locale: 'de' });
    const { accessToken } = await signInAs(portal, user.email);
    await link(accessToken, await codeFor(person));
    const letter = (await portal.letters()).find(({ to }) => to === user.email);
    expect(letter).toMatchObject({
      kind: 'identity.microsoft_linked',
      subject: 'Ein Microsoft-Konto meldet Sie jetzt an',
    });
    expect(letter?.text).toContain(`Microsoft-Konto: ${person.email}`);
    expect(letter?.html).not.toContain('<b>');
    const late = await codeFor(person);
    const { data } = await portal.ask(
      'mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { sessionsEnded userErrors { code } } }',
      {
        input: {
          token: await addToken(portal.db, { resetOf: user.id }),
          newPassword: 'another sentence of words',
        },
      },
    );
    expect(data.passwordReset).toEqual({ sessionsEnded: 1, userErrors: [] });
    const records = await portal.rows(
      `SELECT operation, old FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1 ORDER BY operation`,
      [user.id],
    );
    const was = { tenantId: microsoft.tenant, objectId: person.oid };
    expect(records).toEqual([
      { operation: 'LINK_MICROSOFT', old: null },
      { operation: 'RESET_PASSWORD', old: null },
      { operation: 'UNLINK_MICROSOFT', old: was },
    ]);
    // Neither what was begun before nor what begins now leads to the account.
    const { data: finished } = await finish(late);
    expect(finished.microsoftSignInFinish.viewer.user.id).not.toBe(user.id);
    expect((await signIn(person)).viewer.user.id).not.toBe(user.id);
  });

  it('is refused with a password that is being replaced at that moment', async () => {
    const person = somebody();
    const user = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, user.email);
    const input = await codeFor(person);
    const token = await addToken(portal.db, { resetOf: user.id });
    const other = await addUser(portal.db);
    let linking: ReturnType<typeof link> | undefined;
    await portal.app.get(UnitOfWork).runSystem('a password is reset', async (tx) => {
      await tx.query(
        `SELECT identity.reset_password(sha256($1), u.password_hash || 'x') FROM identity.user_account u WHERE u.id = $2`,
        [Buffer.from(token), other.id],
      );
      linking = link(accessToken, input);
      for (let waiting: unknown[] = []; waiting.length === 0; await sleep(20)) {
        waiting = await portal.rows(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'link_microsoft' AND datname = current_database()`,
        );
      }
    });
    const answer = await linking;
    expect(answer?.data.microsoftLink.userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'currentPassword'], rule: 'CURRENT_PASSWORD' },
    ]);
    expect((await signIn(person)).viewer.user.id).not.toBe(user.id);
  });

  it('takes the password and a code of the same page', async () => {
    const { email } = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, email);
    const input = await codeFor(somebody());
    const before = await counts();
    const wrong = await link(accessToken, input, 'not the password');
    expect(wrong.data.microsoftLink.userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'currentPassword'], rule: 'CURRENT_PASSWORD' },
    ]);
    // An attacker's code in the victim's browser, and the other way round.
    const foreign = await link(accessToken, { ...input, verifier: makePage().verifier });
    expect(foreign.data.microsoftLink.userErrors).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'code'], rule: 'CODE' },
    ]);
    expect(await counts()).toEqual(before);
  });

  it('is refused where either has another already, and nothing changes', async () => {
    const taken = somebody();
    const { accessToken: own, viewer } = await signIn(taken);
    const reseller = await addReseller(portal.db, { legalName: 'Of the taken' });
    const member = { userId: viewer.user.id, resellerId: reseller, role: 'BUYER' } as const;
    await addMembership(portal.db, member);
    const { email } = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, email);
    const asked = await codeFor(taken);
    const before = await counts();
    const { data } = await link(accessToken, asked);
    expect(data.microsoftLink).toMatchObject({
      microsoftAccount: null,
      userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'code'] }],
    });
    expect(await counts()).toEqual(before);
    await link(accessToken, await codeFor(somebody()));
    const { data: second } = await link(accessToken, await codeFor(somebody()));
    expect(second.microsoftLink.userErrors).toMatchObject([
      {
        code: 'ALREADY_EXISTS',
        message: 'Your account has another Microsoft account: unlink that first.',
      },
    ]);
    const { data: stays } = await portal.ask(UNLINK, {}, { token: own });
    expect(stays.microsoftUnlink).toMatchObject({
      sessionsEnded: null,
      userErrors: [{ code: 'REQUIRED', path: [] }],
    });
    expect((await signIn(taken)).viewer.microsoftAccount.objectId).toBe(taken.oid);
  });

  it('cannot be taken away where there is none', async () => {
    const { email } = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, email);
    const { data } = await portal.ask(UNLINK, {}, { token: accessToken });
    expect(data.microsoftUnlink.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: [] }]);
  });
});
