import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose';
import { isId, newId } from '../kernel/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { BoundedCache } from './bounded-cache.js';

export const TOKEN_ISSUER = 'channel-portal';
export const TOKEN_AUDIENCE = 'channel-portal-api';
const TOKEN_TYPE = 'at+jwt';
const ALGORITHM = 'EdDSA';
const TOLERANCE_SECONDS = 30;
/** Ours have about 400 characters; a longer text is refused before any work is done on it. */
const TOKEN_LENGTH_MAX = 2048;
const VERIFIED_MAX = 10_000;

export interface AccessClaims {
  userId: string;
  sessionId: string;
}

export interface AccessToken {
  text: string;
  expiresAt: Date;
}

/**
 * Signs and checks access tokens. A token only names user and session: what these may do is read from the database
 * on every request. Checking a signature costs more than a look-up, so what passed once is remembered until it expires.
 */
@Injectable()
export class AccessTokens {
  private readonly signingKey: KeyObject;
  private readonly signingKeyId: string;
  private readonly publicKeys: ReadonlyMap<string, KeyObject>;
  private readonly lifeSeconds: number;
  private readonly verified = new BoundedCache<AccessClaims>(VERIFIED_MAX);

  constructor(@Inject(CONFIG) config: Config) {
    const [current] = config.signingKeys.keys;
    this.signingKey = createPrivateKey({ key: { ...current }, format: 'jwk' });
    this.signingKeyId = current.kid;
    this.publicKeys = new Map(
      config.signingKeys.keys.map((key) => [
        key.kid,
        createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' }),
      ]),
    );
    this.lifeSeconds = config.accessTokenMinutes * 60;
  }

  async issue(claims: AccessClaims): Promise<AccessToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + this.lifeSeconds;
    const text = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.signingKeyId, typ: TOKEN_TYPE })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setSubject(claims.userId)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.signingKey);
    return { text, expiresAt: new Date(expiresAt * 1000) };
  }

  /** Undefined for whatever is not a token of ours that is good now. */
  async verify(token: string): Promise<AccessClaims | undefined> {
    if (token.length > TOKEN_LENGTH_MAX) return undefined;
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.verified.get(key, Date.now());
    if (known !== undefined) return known;
    const read = await this.read(token);
    if (read === undefined) return undefined;
    this.verified.set(key, read.claims, read.endsAt);
    return read.claims;
  }

  private async read(token: string): Promise<{ claims: AccessClaims; endsAt: number } | undefined> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyFor(header), {
        algorithms: [ALGORITHM],
        typ: TOKEN_TYPE,
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        clockTolerance: TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
      });
      const { sub, sid, exp } = payload;
      if (sub === undefined || exp === undefined || typeof sid !== 'string') return undefined;
      if (!isId(sub) || !isId(sid)) return undefined;
      return { claims: { userId: sub, sessionId: sid }, endsAt: exp * 1000 };
    } catch {
      // Whatever a text from outside makes the library throw, it is no token of ours.
      return undefined;
    }
  }

  private keyFor(header: JWTHeaderParameters): KeyObject {
    const key = header.kid === undefined ? undefined : this.publicKeys.get(header.kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
