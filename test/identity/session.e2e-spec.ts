import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addMembership,
  addUser,
  signInAs,
  WORLD_PASSWORD,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const VIEWER = '{ viewer { user { email } membership { resellerId role } } }';
const REFRESH = `mutation ($input: TokenRefreshInput!) {
  tokenRefresh(input: $input) { accessToken refreshToken viewer { membership { resellerId } } }
}`;
const SWITCH = `mutation ($input: SwitchResellerInput!) {
  switchReseller(input: $input) {
    accessToken viewer { membership { resellerId } } userErrors { code path message }
  }
}`;
const CHANGE = `mutation ($input: PasswordChangeInput!) {
  passwordChange(input: $input) { sessionsEnded userErrors { code path message } }
}`;

let portal: Portal;
let first: string;
let second: string;

beforeAll(async () => {
  portal = await startPortal('session');
  first = await addReseller(portal.db, { legalName: 'First' });
  second = await addReseller(portal.db, { legalName: 'Second' });
});

afterAll(() => portal.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

async function person(role: 'BUYER' | 'RESELLER_ADMIN' = 'BUYER') {
  const user = await addUser(portal.db);
  const membershipId = await addMembership(portal.db, { userId: user.id, resellerId: first, role });
  return { ...user, membershipId, session: await signInAs(portal, user.email) };
}

async function statusOf(token: string): Promise<number> {
  return (await portal.ask(VIEWER, {}, { token })).status;
}

describe('a token', () => {
  it('that is wrong in any way gets the same 401 in JSON', async () => {
    const { session, id } = await person();
    const stranger = makeSigningKeys().keys[0];
    const claims = { sid: session.sessionId };
    const [, payload, signature] = session.accessToken.split('.');
    const forged = (alg: 'EdDSA' | 'HS256', aud: string, seconds: number) => {
      const key =
        alg === 'HS256'
          ? Buffer.from(stranger.x, 'base64url')
          : createPrivateKey({ key: { ...stranger }, format: 'jwk' });
      return new SignJWT(claims)
        .setProtectedHeader({ alg, kid: portal.signingKeyId, typ: 'at+jwt' })
        .setIssuer('channel-portal')
        .setAudience(aud)
        .setSubject(id)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(key);
    };
    const tokens = [
      await forged('EdDSA', 'channel-portal-api', 600),
      await forged('EdDSA', 'another-api', 600),
      await forged('EdDSA', 'channel-portal-api', -600),
      await forged('HS256', 'channel-portal-api', 600),
      new UnsecuredJWT(claims).setSubject(id).setExpirationTime('10m').encode(),
      `${session.accessToken.slice(0, -4)}AAAA`,
      `.${payload}.${signature}`,
      session.refreshToken,
      'garbage',
      'cpp_live_abcdefgh_short',
      `cpp_live_abcdefgh_${'x'.repeat(43)}`,
    ];
    const bodies = new Set<string>();
    for (const token of tokens) {
      const answer = await portal.ask(VIEWER, {}, { token });
      expect([answer.status, token]).toEqual([401, token]);
      expect(answer.headers['content-type']).toMatch(/json/);
      expect(answer.errors[0].extensions.code).toBe('UNAUTHENTICATED');
      bodies.add(answer.errors[0].message);
    }
    expect(bodies.size).toBe(1);
  });

  it('of 64 kB gets a 4xx in JSON', async () => {
    const answer = await portal.ask(VIEWER, {}, { token: 'x'.repeat(65_536) });
    expect([401, 431]).toContain(answer.status);
    const short = await portal.ask(VIEWER, {}, { token: 'x'.repeat(8_000) });
    expect(short.status).toBe(401);
    expect(short.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is refused on a public field too when it is wrong', async () => {
    expect((await portal.ask('{ markets { code } }', {}, { token: 'garbage' })).status).toBe(401);
  });

  it('stops at once when the user is disabled', async () => {
    const { session, id } = await person();
    expect(await statusOf(session.accessToken)).toBe(200);
    await portal.db.query(`UPDATE identity.user_account SET state = 'DISABLED' WHERE id = $1`, [
      id,
    ]);
    expect(await statusOf(session.accessToken)).toBe(401);
    const refreshed = await portal.ask(REFRESH, { input: { refreshToken: session.refreshToken } });
    expect(refreshed.status).toBe(401);
  });

  it('stops at once when the membership is revoked', async () => {
    const { session, membershipId } = await person();
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE id = $1`, [
      membershipId,
    ]);
    expect(await statusOf(session.accessToken)).toBe(401);
    const refreshed = await portal.ask(REFRESH, { input: { refreshToken: session.refreshToken } });
    expect(refreshed.status).toBe(401);
  });

  it('shows the role as it is now', async () => {
    const { session, membershipId } = await person();
    await portal.db.query(`UPDATE identity.membership SET role = 'APPROVER' WHERE id = $1`, [
      membershipId,
    ]);
    const answer = await portal.ask(VIEWER, {}, { token: session.accessToken });
    expect(answer.data.viewer.membership).toEqual({ resellerId: first, role: 'APPROVER' });
  });
});

describe('viewer', () => {
  it('asks for a sign-in', async () => {
    const answer = await portal.ask(VIEWER);
    expect(answer.status).toBe(401);
    expect(answer.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('shows the limits and what is left of them this month', async () => {
    const user = await addUser(portal.db);
    const membershipId = await addMembership(portal.db, {
      userId: user.id,
      resellerId: first,
      limits: [
        { currencyCode: 'EUR', perOrderMinor: 500_000, perMonthMinor: 1_000_000 },
        { currencyCode: 'JPY', perMonthMinor: 100 },
      ],
    });
    await portal.db.query('SELECT identity.raise_month($1, $2, 250050, false)', [
      membershipId,
      'EUR',
    ]);
    await portal.db.query('SELECT identity.raise_month($1, $2, 150, false)', [membershipId, 'JPY']);
    const { accessToken } = await signInAs(portal, user.email);
    const answer = await portal.ask(
      `{ viewer { limits { currencyCode perOrder { amount } perMonth { amount } spentThisMonth { amount }
        leftThisMonth { amount currencyCode } month } } }`,
      {},
      { token: accessToken },
    );
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    expect(answer.data.viewer.limits).toEqual([
      {
        currencyCode: 'EUR',
        perOrder: { amount: '5000.00' },
        perMonth: { amount: '10000.00' },
        spentThisMonth: { amount: '2500.50' },
        leftThisMonth: { amount: '7499.50', currencyCode: 'EUR' },
        month,
      },
      {
        currencyCode: 'JPY',
        perOrder: null,
        perMonth: { amount: '100' },
        spentThisMonth: { amount: '150' },
        leftThisMonth: { amount: '0', currencyCode: 'JPY' },
        month,
      },
    ]);
  });
});

describe('tokenRefresh', () => {
  const refresh = (refreshToken: string) => portal.ask(REFRESH, { input: { refreshToken } });

  it('gives the next tokens, bound to the same reseller', async () => {
    const { session } = await person();
    const answer = await refresh(session.refreshToken);
    expect(answer.status).toBe(200);
    const next = answer.data.tokenRefresh;
    expect(next.viewer.membership.resellerId).toBe(first);
    expect(next.refreshToken).not.toBe(session.refreshToken);
    expect(await statusOf(next.accessToken)).toBe(200);
    expect((await refresh(next.refreshToken)).status).toBe(200);
  });

  it('used twice ends the whole session, audited', async () => {
    const { session } = await person();
    const next = (await refresh(session.refreshToken)).data.tokenRefresh;
    const again = await refresh(session.refreshToken);
    expect(again.status).toBe(401);
    expect(again.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(await statusOf(next.accessToken)).toBe(401);
    expect(await statusOf(session.accessToken)).toBe(401);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    const records = await portal.rows(
      `SELECT operation, to_state FROM platform.audit_record
       WHERE entity = 'SESSION' AND entity_id = $1 AND operation <> 'SIGN_IN'`,
      [session.sessionId],
    );
    expect(records).toEqual([{ operation: 'REFRESH_TOKEN_REUSED', to_state: 'REVOKED' }]);
  });

  it('of one token in parallel is won by exactly one', async () => {
    const { session } = await person();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => refresh(session.refreshToken)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(11);
  });

  it('refuses what has expired or never was', async () => {
    const { session } = await person();
    await portal.db.query(
      `UPDATE identity.refresh_token SET expires_at = now() WHERE session_id = $1`,
      [session.sessionId],
    );
    for (const token of [
      session.refreshToken,
      `cpr_${'x'.repeat(43)}`,
      '',
      'x\0',
      session.accessToken,
    ]) {
      const answer = await refresh(token);
      expect(answer.status).toBe(401);
      expect(answer.errors[0].message).toBe(
        'This refresh token has been used, has expired or is not known. Sign in again.',
      );
    }
  });
});

describe('signOut', () => {
  it('ends the session and leaves others alone', async () => {
    const { session, email } = await person();
    const other = await signInAs(portal, email);
    const answer = await portal.ask(
      'mutation { signOut { signedOut } }',
      {},
      { token: session.accessToken },
    );
    expect(answer.data).toEqual({ signOut: { signedOut: true } });
    expect(await statusOf(session.accessToken)).toBe(401);
    expect(
      (await portal.ask(REFRESH, { input: { refreshToken: session.refreshToken } })).status,
    ).toBe(401);
    expect(await statusOf(other.accessToken)).toBe(200);
  });
});

describe('switchReseller', () => {
  it('gives a token for the other reseller; the old one keeps its own', async () => {
    const user = await addUser(portal.db);
    for (const resellerId of [first, second]) {
      await addMembership(portal.db, { userId: user.id, resellerId });
    }
    const session = await signInAs(portal, user.email);
    const answer = await portal.ask(
      SWITCH,
      { input: { resellerId: second } },
      { token: session.accessToken },
    );
    expect(answer.data.switchReseller.userErrors).toEqual([]);
    const switched = answer.data.switchReseller;
    expect(switched.viewer.membership.resellerId).toBe(second);
    const old = await portal.ask(VIEWER, {}, { token: session.accessToken });
    expect(old.data.viewer.membership.resellerId).toBe(first);
    const now = await portal.ask(VIEWER, {}, { token: switched.accessToken });
    expect(now.data.viewer.membership.resellerId).toBe(second);
    const next = await signInAs(portal, user.email);
    const last = await portal.ask(VIEWER, {}, { token: next.accessToken });
    expect(last.data.viewer.membership.resellerId).toBe(second);
  });

  it('refuses a reseller that is not theirs, or is none', async () => {
    const { session } = await person();
    for (const resellerId of [second, '00000000-0000-0000-0000-000000000000', 'nonsense']) {
      const answer = await portal.ask(
        SWITCH,
        { input: { resellerId } },
        { token: session.accessToken },
      );
      expect(answer.data.switchReseller).toEqual({
        accessToken: null,
        viewer: null,
        userErrors: [
          {
            code: 'NOT_FOUND',
            path: ['input', 'resellerId'],
            message:
              'You have no membership with this reseller. viewer.memberships lists those you have.',
          },
        ],
      });
    }
  });
});

describe('passwordChange', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    portal.ask(CHANGE, { input: { currentPassword, newPassword } }, { token });

  it('changes the password and ends the other sessions', async () => {
    const { session, email, id } = await person();
    const other = await signInAs(portal, email);
    const answer = await change(session.accessToken, WORLD_PASSWORD, 'another fine pass phrase');
    expect(answer.data.passwordChange).toEqual({ sessionsEnded: 1, userErrors: [] });
    expect(await statusOf(session.accessToken)).toBe(200);
    expect(await statusOf(other.accessToken)).toBe(401);
    await signInAs(portal, email, 'another fine pass phrase');
    await expect(signInAs(portal, email)).rejects.toThrow('401');
    const records = await portal.rows(
      `SELECT operation, new FROM platform.audit_record WHERE entity = 'USER' AND entity_id = $1`,
      [id],
    );
    expect(records).toEqual([{ operation: 'CHANGE_PASSWORD', new: { sessionsEnded: 1 } }]);
  });

  it('asks for the current password, and counts guesses at it', async () => {
    const { session } = await person();
    for (let i = 0; i < 5; i += 1) {
      const answer = await change(
        session.accessToken,
        'not the current one',
        'another fine pass phrase',
      );
      expect(answer.data.passwordChange).toEqual({
        sessionsEnded: null,
        userErrors: [
          {
            code: 'INVALID_VALUE',
            path: ['input', 'currentPassword'],
            message: 'This is not the current password.',
          },
        ],
      });
    }
    const sixth = await change(session.accessToken, WORLD_PASSWORD, 'another fine pass phrase');
    expect(sixth.errors[0].extensions.code).toBe('RATE_LIMITED');
  });

  it('refuses a weak password and keeps the old one', async () => {
    const { session, email } = await person();
    const answer = await change(session.accessToken, WORLD_PASSWORD, 'short');
    expect(answer.data.passwordChange.userErrors).toEqual([
      {
        code: 'INVALID_VALUE',
        path: ['input', 'newPassword'],
        message: 'A password has 12 to 128 characters.',
      },
    ]);
    await signInAs(portal, email);
  });
});
