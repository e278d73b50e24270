import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addMembership,
  addToken,
  addUser,
  signInAs,
  WORLD_PASSWORD,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { CleanUpJob } from '../../src/identity/clean-up.job.js';

const CREATE = `mutation ($input: AccountCreateInput!) {
  accountCreate(input: $input) { sentTo userErrors { code rule path message } }
}`;
const VERIFY = `mutation ($input: EmailVerifyInput!) {
  emailVerify(input: $input) { email userErrors { code rule path message } }
}`;
const ASK_RESET = `mutation ($input: PasswordResetRequestInput!) {
  passwordResetRequest(input: $input) { sentTo userErrors { code rule path } }
}`;
const RESET = `mutation ($input: PasswordResetInput!) {
  passwordReset(input: $input) { email sessionsEnded userErrors { code rule path } }
}`;
const SEND = `mutation ($input: EmailVerificationSendInput) {
  emailVerificationSend(input: $input) { sentTo userErrors { code rule path } }
}`;
const UPDATE = `mutation ($input: AccountUpdateInput!) {
  accountUpdate(input: $input) { viewer { user { name } locale emailVerified } userErrors { code rule path } }
}`;
const VIEWER = '{ viewer { user { email name } emailVerified locale membership { role } } }';

const PASSWORD = 'a sentence of seven words or so';
const BAD_TOKEN = {
  code: 'INVALID_VALUE',
  rule: 'TOKEN',
  path: ['input', 'token'],
};

let portal: Portal;
let count = 0;

beforeAll(async () => {
  portal = await startPortal('account');
});

afterAll(() => portal?.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

const fresh = (): string => `Person.${(count += 1)}@example.com`;

interface Queued {
  kind: string;
  locale: string;
  token: string;
}

/** What was written to an address and not yet sent, the newest last. */
function lettersTo(email: string): Promise<Queued[]> {
  return portal.rows<Queued & Record<string, string>>(
    `SELECT kind, locale, params ->> 'token' AS token FROM platform.letter
     WHERE lower(recipient) = lower($1) ORDER BY queued_at`,
    [email],
  );
}

async function lastLetterTo(email: string): Promise<Queued> {
  const letter = (await lettersTo(email)).at(-1);
  if (!letter) throw new Error(`No letter to ${email}`);
  return letter;
}

async function register(email: string, more: object = {}) {
  const input = { email, name: 'Ada Example', password: PASSWORD, locale: 'de', ...more };
  return (await portal.ask(CREATE, { input })).data.accountCreate;
}

async function verify(token: string) {
  return (await portal.ask(VERIFY, { input: { token } })).data.emailVerify;
}

async function reset(token: string, newPassword = 'another sentence of words') {
  return (await portal.ask(RESET, { input: { token, newPassword } })).data.passwordReset;
}

async function signsIn(email: string, password: string): Promise<boolean> {
  const answer = await portal.ask(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { email, password } },
  );
  return answer.status === 200;
}

describe('accountCreate and emailVerify', () => {
  it('make an account from the answer to a letter, and not before', async () => {
    const email = fresh();
    expect(await register(` ${email} `)).toEqual({ sentTo: email, userErrors: [] });
    const letter = await lastLetterTo(email);
    expect(letter).toMatchObject({ kind: 'identity.verify_email', locale: 'de' });
    expect(letter.token).toMatch(/^cpt_[\w-]{43}$/);
    expect(await signsIn(email, PASSWORD)).toBe(false);
    expect(await verify(letter.token)).toEqual({ email, userErrors: [] });
    const { accessToken } = await signInAs(portal, email, PASSWORD);
    const { data } = await portal.ask(VIEWER, {}, { token: accessToken });
    expect(data.viewer).toEqual({
      user: { email, name: 'Ada Example' },
      emailVerified: true,
      locale: 'de',
      membership: null,
    });
  });

  it('send the token in the link of a letter, behind the # that reaches no server', async () => {
    const email = fresh();
    await register(email);
    const letter = (await portal.letters()).find(({ to }) => to === email);
    expect(letter).toMatchObject({
      kind: 'identity.verify_email',
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    });
    const [link = ''] = /\S+\/account\/verify\S+/.exec(letter?.text ?? '') ?? [];
    expect(link).toMatch(/^https?:\/\/[^/]+\/account\/verify\?lang=de#token=cpt_[\w-]{43}$/);
    expect(letter?.html).toContain(link.replace('&', '&amp;'));
    expect((await verify(link.split('#token=')[1] ?? '')).userErrors).toEqual([]);
    // What was sent keeps no secret behind.
    expect(await lettersTo(email)).toEqual([
      { kind: 'identity.verify_email', locale: 'de', token: null },
    ]);
  });

  it('audit the account when it is made, with neither password nor token', async () => {
    const email = fresh();
    await register(email);
    const { token } = await lastLetterTo(email);
    await verify(token);
    const records = await portal.rows(
      `SELECT operation, to_state, old, new FROM platform.audit_record
       WHERE entity = 'USER' AND new ->> 'email' = $1`,
      [email],
    );
    expect(records).toEqual([
      {
        operation: 'CREATE',
        to_state: 'ACTIVE',
        old: null,
        new: { email, name: 'Ada Example' },
      },
    ]);
  });

  it('use a token once, also when twenty come at the same moment', async () => {
    const email = fresh();
    await register(email);
    const { token } = await lastLetterTo(email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    expect(answers.filter((answer) => answer.email === email)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.email === null);
    expect(refused).toHaveLength(19);
    for (const { userErrors } of refused) expect(userErrors).toMatchObject([BAD_TOKEN]);
    const users = await portal.rows(
      'SELECT id FROM identity.user_account WHERE email_key = lower($1)',
      [email],
    );
    expect(users).toHaveLength(1);
  });

  it('end with the clock of the database', async () => {
    const email = fresh();
    await register(email);
    const { token } = await lastLetterTo(email);
    const [times] = await portal.rows(
      `SELECT extract(epoch FROM expires_at - issued_at)::int / 3600 AS hours
       FROM identity.one_time_token WHERE hash = sha256($1::bytea)`,
      [token],
    );
    expect(times).toEqual({ hours: 72 });
    await portal.db.query(
      `UPDATE identity.one_time_token SET issued_at = now() - interval '73 hours', expires_at = now()
       WHERE hash = sha256($1::bytea)`,
      [token],
    );
    expect((await verify(token)).userErrors).toMatchObject([BAD_TOKEN]);
    await portal.db.query(
      `UPDATE identity.one_time_token SET expires_at = now() + interval '2 seconds' WHERE hash = sha256($1::bytea)`,
      [token],
    );
    expect((await verify(token)).userErrors).toEqual([]);
  });

  it('give the account the password of the letter that was answered', async () => {
    const email = fresh();
    await register(email, { password: 'what a stranger would choose', name: 'Stranger' });
    const strangers = await lastLetterTo(email);
    await register(email);
    const own = await lastLetterTo(email);
    expect((await verify(own.token)).userErrors).toEqual([]);
    expect((await verify(strangers.token)).userErrors).toMatchObject([BAD_TOKEN]);
    expect(await signsIn(email, 'what a stranger would choose')).toBe(false);
    expect(await signsIn(email, PASSWORD)).toBe(true);
  });

  it('take the address from an account that only claimed it', async () => {
    const email = fresh();
    const claimant = await addUser(portal.db, { email, emailVerified: false });
    await portal.db.query('UPDATE identity.user_account SET password_hash = NULL WHERE id = $1', [
      claimant.id,
    ]);
    await register(email);
    expect(await verify((await lastLetterTo(email)).token)).toEqual({ email, userErrors: [] });
    expect(await signsIn(email, PASSWORD)).toBe(true);
    const [freed] = await portal.rows('SELECT email FROM identity.user_account WHERE id = $1', [
      claimant.id,
    ]);
    expect(freed).toEqual({ email: `${claimant.id}@unverified.invalid` });
    const [record] = await portal.rows(
      'SELECT operation, old FROM platform.audit_record WHERE entity_id = $1',
      [claimant.id],
    );
    expect(record).toEqual({ operation: 'LOSE_UNPROVEN_EMAIL', old: { email } });
  });

  it('know an address by whatever case it is written in', async () => {
    const email = fresh();
    const user = await addUser(portal.db, { email, locale: 'en' });
    for (const spelling of [email.toUpperCase(), email.toLowerCase(), `\t${email}\u00a0`]) {
      expect(await register(spelling)).toEqual({ sentTo: spelling.trim(), userErrors: [] });
      expect((await lastLetterTo(spelling.trim())).kind).toBe('identity.has_account');
    }
    // Two registrations of one address become one account: the first that is answered.
    const other = fresh();
    const tokens: string[] = [];
    for (const spelling of [other, other.toUpperCase()]) {
      await register(spelling);
      const [letter] = await portal.rows<{ token: string }>(
        `SELECT params ->> 'token' AS token FROM platform.letter WHERE recipient = $1`,
        [spelling],
      );
      tokens.push(letter?.token ?? '');
    }
    expect((await verify(tokens[1] ?? '')).email).toBe(other.toUpperCase());
    expect((await verify(tokens[0] ?? '')).userErrors).toMatchObject([BAD_TOKEN]);
    expect(
      await portal.rows(
        'SELECT id FROM identity.user_account WHERE email_key IN (lower($1), lower($2))',
        [email, other],
      ),
    ).toHaveLength(2);
    expect(await signsIn(user.email, WORLD_PASSWORD)).toBe(true);
  });

  it('refuse every mistake at once, and change nothing', async () => {
    const before = await contentOf(portal);
    const { userErrors } = await register('no address', {
      name: ' ',
      password: 'short',
      locale: 'fr',
    });
    expect(userErrors).toMatchObject([
      { code: 'INVALID_VALUE', rule: 'EMAIL', path: ['input', 'email'] },
      { code: 'REQUIRED', path: ['input', 'name'] },
      { code: 'INVALID_VALUE', rule: 'LENGTH', path: ['input', 'password'] },
      { code: 'INVALID_VALUE', rule: 'LOCALE', path: ['input', 'locale'] },
    ]);
    expect((await verify('cpt_nothing')).userErrors).toMatchObject([BAD_TOKEN]);
    expect((await verify(`cpt_${'A'.repeat(43)}`)).userErrors).toMatchObject([BAD_TOKEN]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each([
    'a@b',
    'a b@example.com',
    'a@example.com, b@example.com',
    'A <a@example.com>',
    'a@example.com\r\nBcc: b@example.com',
    '"a"@example.com',
    'ä@example.com',
    '@example.com',
    'a@-example.com',
    `${'a'.repeat(65)}@example.com`,
  ])('take %j for no address', async (email) => {
    expect((await register(email)).userErrors).toMatchObject([
      { code: 'INVALID_VALUE', rule: 'EMAIL', path: ['input', 'email'] },
    ]);
  });

  it('forget a registration that nobody confirmed, and keep what can still be used', async () => {
    const [old, recent] = [fresh(), fresh()];
    await register(old);
    await register(recent);
    await portal.db.query(
      `UPDATE identity.one_time_token SET issued_at = now() - interval '11 days', expires_at = now() - interval '8 days'
       WHERE lower(email) = lower($1)`,
      [old],
    );
    expect(await portal.app.get(CleanUpJob).removeTokens()).toBe(1);
    expect(
      await portal.rows(
        'SELECT email FROM identity.one_time_token WHERE lower(email) IN ($1, $2)',
        [old.toLowerCase(), recent.toLowerCase()],
      ),
    ).toEqual([{ email: recent }]);
  });
});

describe('passwordReset', () => {
  it('sets the password, ends every session, tells the owner, and leaves API keys alone', async () => {
    const reseller = await addReseller(portal.db, { legalName: `Keyed ${count}` });
    const user = await addUser(portal.db, { locale: 'zh-Hans' });
    const membershipId = await addMembership(portal.db, {
      userId: user.id,
      resellerId: reseller,
      role: 'RESELLER_ADMIN',
    });
    await portal.db.query(
      `INSERT INTO identity.api_key (id, public_id, hash, reseller_id, membership_id, created_by, name, scopes, expires_at)
       VALUES (gen_random_uuid(), 'Resetkey', sha256('x'), $1, $2, $3, 'Kept', '{ORDERS_READ}', now() + interval '1 day')`,
      [reseller, membershipId, user.id],
    );
    const sessions = [await signInAs(portal, user.email), await signInAs(portal, user.email)];
    const { data } = await portal.ask(ASK_RESET, { input: { email: user.email.toUpperCase() } });
    expect(data.passwordResetRequest.userErrors).toEqual([]);
    const letter = await lastLetterTo(user.email);
    expect(letter).toMatchObject({ kind: 'identity.reset_password', locale: 'zh-Hans' });
    expect(await reset(letter.token)).toEqual({
      email: user.email,
      sessionsEnded: 2,
      userErrors: [],
    });
    for (const { accessToken, refreshToken } of sessions) {
      expect((await portal.ask(VIEWER, {}, { token: accessToken })).status).toBe(401);
      const refreshed = await portal.ask(
        'mutation ($input: TokenRefreshInput!) { tokenRefresh(input: $input) { accessToken } }',
        { input: { refreshToken } },
      );
      expect([refreshed.status, refreshed.errors[0]?.extensions.code]).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
    }
    expect(await signsIn(user.email, WORLD_PASSWORD)).toBe(false);
    expect(await signsIn(user.email, 'another sentence of words')).toBe(true);
    expect((await lastLetterTo(user.email)).kind).toBe('identity.password_changed');
    expect(
      await portal.rows(`SELECT revoked_at FROM identity.api_key WHERE public_id = 'Resetkey'`),
    ).toEqual([{ revoked_at: null }]);
    expect(
      await portal.rows(
        `SELECT operation, new FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1`,
        [user.id],
      ),
    ).toEqual([{ operation: 'RESET_PASSWORD', new: { sessionsEnded: 2 } }]);
  });

  it('keeps the token when the password breaks a rule, and ends the other tokens when it does not', async () => {
    const user = await addUser(portal.db);
    const [token, other] = [
      await addToken(portal.db, { resetOf: user.id }),
      await addToken(portal.db, { resetOf: user.id }),
    ];
    expect((await reset(token, 'short')).userErrors).toEqual([
      { code: 'INVALID_VALUE', rule: 'LENGTH', path: ['input', 'newPassword'] },
    ]);
    expect((await reset(token, `x ${user.email} of mine`)).userErrors).toEqual([
      { code: 'INVALID_VALUE', rule: 'EMAIL', path: ['input', 'newPassword'] },
    ]);
    expect((await reset(token)).userErrors).toEqual([]);
    for (const spent of [token, other]) {
      expect((await reset(spent)).userErrors).toEqual([BAD_TOKEN]);
    }
  });

  it('happens once, also when twenty ask at the same moment', async () => {
    const user = await addUser(portal.db);
    const token = await addToken(portal.db, { resetOf: user.id });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => reset(token, `sentence number ${i} of twenty`)),
    );
    expect(answers.filter(({ email }) => email !== null)).toHaveLength(1);
    const letters = await lettersTo(user.email);
    expect(letters.map(({ kind }) => kind)).toEqual(['identity.password_changed']);
  });

  it('proves the address', async () => {
    const user = await addUser(portal.db, { emailVerified: false });
    const { accessToken } = await signInAs(portal, user.email);
    const { data } = await portal.ask(VIEWER, {}, { token: accessToken });
    expect(data.viewer.emailVerified).toBe(false);
    await reset(await addToken(portal.db, { resetOf: user.id }));
    const { accessToken: next } = await signInAs(portal, user.email, 'another sentence of words');
    expect((await portal.ask(VIEWER, {}, { token: next })).data.viewer.emailVerified).toBe(true);
  });

  it('is refused for a closed account, whose letter opens nothing', async () => {
    const closed = await addUser(portal.db, { state: 'DISABLED' });
    const token = await addToken(portal.db, { resetOf: closed.id });
    expect((await reset(token)).userErrors).toEqual([BAD_TOKEN]);
    await portal.ask(ASK_RESET, { input: { email: closed.email } });
    expect((await lastLetterTo(closed.email)).kind).toBe('identity.no_account');
  });
});

describe('a token for another purpose', () => {
  it('is refused, and can still be used for its own', async () => {
    const user = await addUser(portal.db);
    const forReset = await addToken(portal.db, { resetOf: user.id });
    const email = fresh();
    const forEmail = await addToken(portal.db, { registration: { email } });
    const before = await contentOf(portal);
    expect((await verify(forReset)).userErrors).toMatchObject([BAD_TOKEN]);
    expect((await reset(forEmail)).userErrors).toEqual([BAD_TOKEN]);
    expect(await contentOf(portal)).toEqual(before);
    expect((await verify(forEmail)).userErrors).toEqual([]);
    expect((await reset(forReset)).userErrors).toEqual([]);
  });
});

describe('emailVerificationSend', () => {
  const send = async (token: string, input?: { email?: string }) =>
    (await portal.ask(SEND, { input }, { token })).data.emailVerificationSend;

  /** As somebody who signs in by another way: without password and without an address of their own. */
  async function newcomer() {
    const user = await addUser(portal.db, { emailVerified: false });
    const { accessToken: token } = await signInAs(portal, user.email);
    await portal.db.query(
      `UPDATE identity.user_account SET password_hash = NULL, email = id || '@unverified.invalid' WHERE id = $1`,
      [user.id],
    );
    return { id: user.id, token };
  }

  it('lets somebody who signs in prove the address that they have', async () => {
    const user = await addUser(portal.db, { emailVerified: false });
    const { accessToken: token } = await signInAs(portal, user.email);
    expect(await send(token)).toEqual({ sentTo: user.email, userErrors: [] });
    const letter = await lastLetterTo(user.email);
    expect(letter.kind).toBe('identity.verify_email');
    expect(await verify(letter.token)).toEqual({ email: user.email, userErrors: [] });
    expect((await portal.ask(VIEWER, {}, { token })).data.viewer.emailVerified).toBe(true);
    // From then on the address is the one with which the person signs in, and no stolen token changes it.
    expect(await send(token, { email: fresh() })).toEqual({ sentTo: null, userErrors: [] });
    expect(await lettersTo(user.email)).toHaveLength(1);
  });

  it('gives an account without an address the one that it proves, and audits it', async () => {
    const { id, token } = await newcomer();
    expect((await send(token)).userErrors).toEqual([
      { code: 'REQUIRED', rule: null, path: ['input', 'email'] },
    ]);
    const [email, other] = [fresh(), fresh()];
    await send(token, { email: other });
    expect(await send(token, { email })).toEqual({ sentTo: email, userErrors: [] });
    expect(await verify((await lastLetterTo(email)).token)).toEqual({ email, userErrors: [] });
    const { data } = await portal.ask(VIEWER, {}, { token });
    expect(data.viewer).toMatchObject({ user: { email }, emailVerified: true });
    expect((await verify((await lastLetterTo(other)).token)).userErrors).toMatchObject([BAD_TOKEN]);
    expect(
      await portal.rows(
        `SELECT operation, old, new FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1`,
        [id],
      ),
    ).toEqual([
      {
        operation: 'VERIFY_EMAIL',
        old: { email: `${id}@unverified.invalid` },
        new: { email },
      },
    ]);
  });

  it('answers alike and does the same work when somebody else has the address, who learns of it', async () => {
    const { token } = await newcomer();
    const holder = await addUser(portal.db, { email: fresh() });
    const found: unknown[] = [];
    for (const email of [holder.email, fresh()]) {
      let said = '';
      const units = await portal.unitsOf(async () => {
        said = JSON.stringify(await send(token, { email })).replace(email, '');
      });
      found.push([said, units.map(({ statements, outcome }) => [statements, outcome])]);
    }
    expect(found[0]).toEqual(found[1]);
    const letter = await lastLetterTo(holder.email);
    expect(letter.kind).toBe('identity.has_account');
    expect((await verify(letter.token)).userErrors).toMatchObject([BAD_TOKEN]);
    expect((await reset(letter.token)).email).toBe(holder.email);
  });

  it('leaves an address to who proved it first', async () => {
    const { id, token } = await newcomer();
    const email = fresh();
    await send(token, { email });
    const late = await lastLetterTo(email);
    await addUser(portal.db, { email });
    expect((await verify(late.token)).userErrors).toMatchObject([
      { code: 'ALREADY_EXISTS', path: ['input', 'token'] },
    ]);
    const [row] = await portal.rows('SELECT email FROM identity.user_account WHERE id = $1', [id]);
    expect(row).toEqual({ email: `${id}@unverified.invalid` });
  });
});

describe('accountUpdate', () => {
  it('changes what is given, and writes nothing when nothing changes', async () => {
    const user = await addUser(portal.db, { name: 'Old Name' });
    const { accessToken: token } = await signInAs(portal, user.email);
    const update = async (input: object) =>
      (await portal.ask(UPDATE, { input }, { token })).data.accountUpdate;
    expect(await update({ name: ' New Name ', locale: 'de' })).toEqual({
      viewer: { user: { name: 'New Name' }, locale: 'de', emailVerified: true },
      userErrors: [],
    });
    const records = await portal.rows(
      `SELECT operation, entity_version, old, new FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1`,
      [user.id],
    );
    expect(records).toEqual([
      {
        operation: 'UPDATE',
        entity_version: 2,
        old: { name: 'Old Name', locale: 'en' },
        new: { name: 'New Name', locale: 'de' },
      },
    ]);
    const before = await contentOf(portal);
    expect((await update({ name: 'New Name', locale: null })).userErrors).toEqual([]);
    expect((await update({ name: 'x\ny', locale: 'DE' })).userErrors).toEqual([
      { code: 'INVALID_VALUE', rule: 'CHARACTERS', path: ['input', 'name'] },
      { code: 'INVALID_VALUE', rule: 'LOCALE', path: ['input', 'locale'] },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });
});
