import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MicrosoftTokens } from '../../src/identity/microsoft-tokens.js';
import {
  CLIENT_ID,
  MicrosoftDouble,
  type TenantPerson,
  type TokenWish,
} from '../support/microsoft.js';
import { MicrosoftVisitor } from '../support/microsoft-visitor.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addMembership,
  addUser,
  signInAs,
  WORLD_PASSWORD,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const VIEWER = `{ viewer {
  user { id } staffRoles membership { resellerId role } microsoftAccount { objectId }
} }`;
const WORDS = 'The token is not valid, or has ended. Sign in again, or use another API key.';

let microsoft: MicrosoftDouble;
let portal: Portal;
let visitor: MicrosoftVisitor;
let known: TenantPerson;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('microsoft_bearer', microsoft.settings());
  visitor = new MicrosoftVisitor(portal, microsoft);
  known = visitor.somebody();
  await visitor.signIn(known);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await microsoft?.stop();
});

beforeEach(async () => {
  await portal.db.query('DELETE FROM platform.rate_limit');
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** A token for our API, of somebody. */
function tokenOf({ oid }: TenantPerson, wish: TokenWish = {}): Promise<string> {
  return microsoft.sign({ ...wish, claims: { oid, ...wish.claims } });
}

const ask = (token: string, query = VIEWER) => portal.ask(query, {}, { token });

describe('a bearer token of Microsoft’s', () => {
  it('speaks for whom it names, with roles and reseller of our own tables, as they are now', async () => {
    const person = visitor.somebody();
    const { viewer } = await visitor.signIn(person);
    const token = await tokenOf(person, { claims: { roles: ['ADMIN'], groups: ['ADMIN'] } });
    const before = await visitor.counts();
    const asked = await ask(token);
    expect(asked.data.viewer).toEqual({
      user: { id: viewer.user.id },
      staffRoles: [],
      membership: null,
      microsoftAccount: { objectId: person.oid },
    });
    expect(await visitor.counts()).toEqual(before);
    const reseller = await addReseller(portal.db, { legalName: 'Of the bearer' });
    const member = { userId: viewer.user.id, resellerId: reseller, role: 'BUYER' } as const;
    await addMembership(portal.db, member);
    expect((await ask(token)).data.viewer.membership).toEqual({
      resellerId: reseller,
      role: 'BUYER',
    });
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`, [
      viewer.user.id,
    ]);
    expect((await ask(token)).data.viewer.membership).toBeNull();
  });

  it('ends with the link and with the account, at once', async () => {
    const person = visitor.somebody();
    const owner = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, owner.email);
    const input = { ...(await visitor.codeFor(person)), currentPassword: WORLD_PASSWORD };
    const linked = await portal.ask(
      'mutation ($input: MicrosoftLinkInput!) { microsoftLink(input: $input) { userErrors { code } } }',
      { input },
      { token: accessToken },
    );
    expect(linked.data.microsoftLink.userErrors).toEqual([]);
    const token = await tokenOf(person);
    expect((await ask(token)).data.viewer.user.id).toBe(owner.id);
    const setState = (state: string) =>
      portal.db.query('UPDATE identity.user_account SET state = $2 WHERE id = $1', [
        owner.id,
        state,
      ]);
    await setState('DISABLED');
    expect((await ask(token)).errors[0].message).toBe(WORDS);
    await setState('ACTIVE');
    expect((await ask(token)).errors).toEqual([]);
    await ask(accessToken, 'mutation { microsoftUnlink { sessionsEnded } }');
    expect((await ask(token)).errors[0].message).toBe(WORDS);
  });

  it('makes no account for somebody who never signed in', async () => {
    const before = await visitor.counts();
    const { status, errors } = await ask(await tokenOf(visitor.somebody()));
    expect([status, errors[0].extensions.code, errors[0].message]).toEqual([
      401,
      'UNAUTHENTICATED',
      WORDS,
    ]);
    expect(await visitor.counts()).toEqual(before);
  });

  it('finds nobody by an e-mail, nor by an object of another tenant', async () => {
    const owner = await addUser(portal.db, { staffRoles: ['ADMIN'] });
    const { email } = owner;
    for (const claims of [
      { oid: crypto.randomUUID(), email, preferred_username: email, upn: email },
      { oid: owner.id },
    ]) {
      expect((await ask(await microsoft.sign({ claims }))).status).toBe(401);
    }
  });

  it('has no session to end or to change', async () => {
    const token = await tokenOf(known);
    for (const operation of [
      'mutation { signOut { __typename } }',
      'mutation { microsoftUnlink { sessionsEnded } }',
    ]) {
      const { errors } = await ask(token, operation);
      expect([operation, errors[0]?.extensions.code]).toEqual([operation, 'FORBIDDEN']);
    }
    expect((await visitor.signIn(known)).viewer.microsoftAccount.objectId).toBe(known.oid);
  });

  it.each<[string, TokenWish]>([
    ['as it comes', {}],
    ['with the scope among others', { claims: { scp: 'a access_as_user b' } }],
    ['for a user by idtyp', { claims: { idtyp: 'user' } }],
    ['ended less than a minute ago', { claims: { exp: seconds(-30) } }],
  ])('is taken %s', async (_what, wish) => {
    expect((await ask(await tokenOf(known, wish))).errors).toEqual([]);
  });
});

const OTHER_TENANT = '33333333-3333-4333-8333-333333333333';

describe('a bearer token is refused in the same words', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, string, () => Promise<string>]>([
    [
      'alg none',
      'ALGORITHM',
      async () => `${base64({ alg: 'none' })}.${(await tokenOf(known)).split('.')[1]}.`,
    ],
    [
      'HS256 with the public key',
      'ALGORITHM',
      async () => {
        const kid = microsoft.publicJwk.kid;
        const text = `${base64({ alg: 'HS256', kid })}.${(await tokenOf(known)).split('.')[1]}`;
        const secret = JSON.stringify(microsoft.publicJwk);
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      },
    ],
    ['another iss', 'ISSUER', () => tokenOf(known, { claims: { iss: 'https://evil.example' } })],
    [
      'iss of version 1',
      'ISSUER',
      () => tokenOf(known, { claims: { iss: `https://sts.windows.net/${microsoft.tenant}/` } }),
    ],
    ['another aud', 'AUDIENCE', () => tokenOf(known, { claims: { aud: 'api://other.example' } })],
    ['aud of the ID tokens', 'AUDIENCE', () => tokenOf(known, { claims: { aud: CLIENT_ID } })],
    ['another tenant', 'TENANT', () => tokenOf(known, { claims: { tid: OTHER_TENANT } })],
    ['expired', 'EXPIRED', () => tokenOf(known, { claims: { exp: seconds(-61) } })],
    ['nbf ahead', 'NOT_YET_VALID', () => tokenOf(known, { claims: { nbf: seconds(63) } })],
    ['unknown kid', 'UNKNOWN_KEY', () => tokenOf(known, { header: { kid: 'unknown' } })],
    ['bad signature', 'SIGNATURE', async () => `${(await tokenOf(known)).slice(0, -8)}AAAAAAAA`],
    ['sub missing', 'CLAIMS', () => tokenOf(known, { without: ['sub'] })],
    ['oid missing', 'CLAIMS', () => tokenOf(known, { without: ['oid'] })],
    ['exp missing', 'CLAIMS', () => tokenOf(known, { without: ['exp'] })],
    ['no scope', 'SCOPE', () => tokenOf(known, { without: ['scp'] })],
    ['another scope', 'SCOPE', () => tokenOf(known, { claims: { scp: 'access_as_user2 openid' } })],
    ['scope as a list', 'SCOPE', () => tokenOf(known, { claims: { scp: ['access_as_user'] } })],
    [
      'of a program',
      'SCOPE',
      () => tokenOf(known, { claims: { idtyp: 'app', roles: ['access_as_user'] } }),
    ],
  ])('%s: %s', async (_what, refused, make) => {
    const token = await make();
    expect(await portal.app.get(MicrosoftTokens, { strict: false }).readAccessToken(token)).toEqual(
      { refused },
    );
    const before = await visitor.counts();
    const { status, data, errors } = await ask(token);
    expect([status, data ?? null, errors.length]).toEqual([401, null, 1]);
    expect(errors[0]).toMatchObject({ message: WORDS, extensions: { code: 'UNAUTHENTICATED' } });
    expect(await visitor.counts()).toEqual(before);
  });
});

it('where bearer tokens of Microsoft’s are not turned on, none is taken, and sign-in works', async () => {
  const settings = { ...microsoft.settings(), MICROSOFT_API_AUDIENCE: '' };
  const other = await startPortal('microsoft_no_bearer', settings);
  try {
    const there = new MicrosoftVisitor(other, microsoft);
    await there.signIn(known);
    const { status } = await other.ask(VIEWER, {}, { token: await tokenOf(known) });
    expect(status).toBe(401);
  } finally {
    await other.stop();
  }
});
