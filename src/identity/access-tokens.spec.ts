import { createPrivateKey } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { newId } from '../kernel/index.js';
import { makeSigningKeys, type Config, type SigningKeySet } from '../platform/config/index.js';
import { AccessTokens, TOKEN_AUDIENCE, TOKEN_ISSUER } from './access-tokens.js';

const current = makeSigningKeys();
const previous = makeSigningKeys();
const stranger = makeSigningKeys();
const claims = { userId: newId(), sessionId: newId() };

function tokensOf(...sets: [SigningKeySet, ...SigningKeySet[]]): AccessTokens {
  const [first, ...rest] = sets.map((set) => set.keys[0]);
  return new AccessTokens({
    signingKeys: { keys: [first!, ...rest] },
    accessTokenMinutes: 10,
  } as Config);
}

const tokens = tokensOf(current, previous);

interface Forgery {
  set?: SigningKeySet;
  header?: Record<string, unknown>;
  payload?: JWTPayload;
  expiresIn?: number;
}

/** A token like ours but for what the test changes. */
function forge({ set = current, header = {}, payload = {}, expiresIn = 600 }: Forgery) {
  const [key] = set.keys;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: TOKEN_ISSUER,
    aud: TOKEN_AUDIENCE,
    sub: claims.userId,
    sid: claims.sessionId,
    iat: now - 60,
    exp: now + expiresIn,
    ...payload,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt', ...header })
    .sign(createPrivateKey({ key: { ...key }, format: 'jwk' }));
}

describe('an access token', () => {
  it('names user and session, and says when it ends', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { text, expiresAt } = await tokens.issue(claims);
    expect(await tokens.verify(text)).toEqual(claims);
    expect(expiresAt.getTime() - before).toBeGreaterThanOrEqual(600_000);
    expect(expiresAt.getTime() - before).toBeLessThanOrEqual(602_000);
    expect(text.length).toBeLessThan(600);
  });

  it('is good under the current and the previous key, and no other', async () => {
    expect(await tokens.verify(await forge({ set: current }))).toEqual(claims);
    expect(await tokens.verify(await forge({ set: previous }))).toEqual(claims);
    expect(await tokens.verify(await forge({ set: stranger }))).toBeUndefined();
    const [ours] = current.keys;
    const stolenName = await forge({ set: stranger, header: { kid: ours.kid } });
    expect(await tokens.verify(stolenName)).toBeUndefined();
    expect(await tokens.verify(await forge({ header: { kid: undefined } }))).toBeUndefined();
  });

  it('may be 30 seconds late, for clocks that differ, and no more', async () => {
    expect(await tokens.verify(await forge({ expiresIn: -20 }))).toEqual(claims);
    expect(await tokens.verify(await forge({ expiresIn: -40 }))).toBeUndefined();
  });

  it.each<[string, Forgery]>([
    ['of another issuer', { payload: { iss: 'elsewhere' } }],
    ['for another audience', { payload: { aud: 'another-api' } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['without a session', { payload: { sid: undefined } }],
    ['with a session that is no id', { payload: { sid: "'; drop table" } }],
    ['with a user that is no id', { payload: { sub: 'root' } }],
    ['that never ends', { payload: { exp: undefined } }],
    ['from the future', { payload: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
  ])('%s is refused', async (_, forgery) => {
    expect(await tokens.verify(await forge(forgery))).toBeUndefined();
  });

  it('without a signature is refused', async () => {
    const none = new UnsecuredJWT({ sid: claims.sessionId })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setSubject(claims.userId)
      .setIssuedAt()
      .setExpirationTime('10m')
      .encode();
    expect(await tokens.verify(none)).toBeUndefined();
  });

  it('signed with our public key as a shared secret is refused', async () => {
    const [key] = current.keys;
    const confused = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: 'HS256', kid: key.kid, typ: 'at+jwt' })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setSubject(claims.userId)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(Buffer.from(key.x, 'base64url'));
    expect(await tokens.verify(confused)).toBeUndefined();
  });

  it.each(['', '.', '..', 'a.b.c', 'eyJhbGciOiJFZERTQSJ9..', 'x'.repeat(65_536)])(
    'is not %j',
    async (text) => {
      expect(await tokens.verify(text)).toBeUndefined();
    },
  );

  it('is checked once and then remembered, but never beyond its end', async () => {
    const fresh = tokensOf(current);
    const text = await forge({ expiresIn: 5 });
    expect(await fresh.verify(text)).toEqual(claims);
    const changed = `${text.slice(0, -2)}${text.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await fresh.verify(changed)).toBeUndefined();
    jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: ['nextTick', 'setImmediate'] });
    try {
      expect(await fresh.verify(text)).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
