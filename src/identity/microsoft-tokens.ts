import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { CONFIG, type Config, type MicrosoftConfig } from '../platform/config/index.js';
import { MicrosoftProvider } from './microsoft-provider.js';
import {
  acceptedIssuer,
  isGuid,
  mayKeySign,
  personOf,
  refusalOfAccessToken,
  refusalOfIdToken,
  type MicrosoftPerson,
  type TokenRefusal,
} from './microsoft.rules.js';

/** The one with which Microsoft signs. What a token says of itself chooses nothing. */
const ALGORITHM = 'RS256';
const TOLERANCE_SECONDS = 60;
const TOKEN_LENGTH_MAX = 16_384;

export type ReadToken = { person: MicrosoftPerson; issuer: string } | { refused: TokenRefusal };

type Checked = { claims: JWTPayload; issuer: string } | { refused: TokenRefusal };

/** Checks what Microsoft has signed. Every doubt is a refusal; what cannot be checked at the moment throws UNAVAILABLE. */
@Injectable()
export class MicrosoftTokens {
  private readonly settings: MicrosoftConfig;

  constructor(
    private readonly provider: MicrosoftProvider,
    @Inject(CONFIG) config: Config,
  ) {
    this.settings = config.microsoft;
  }

  /** Whether bearer tokens of Microsoft's are taken at all. */
  get areOn(): boolean {
    return this.settings.api !== undefined;
  }

  /** Who has signed in, from the ID token that came for a code. */
  async readIdToken(token: string, nonce: string): Promise<ReadToken> {
    const clientId = this.settings.signIn?.clientId;
    if (clientId === undefined) return { refused: 'AUDIENCE' };
    const checked = await this.check(token, [clientId]);
    if ('refused' in checked) return checked;
    return read(checked, refusalOfIdToken(checked.claims, { clientId, nonce }));
  }

  /** For whom a bearer token speaks. */
  async readAccessToken(token: string): Promise<ReadToken> {
    const { api } = this.settings;
    if (api === undefined) return { refused: 'AUDIENCE' };
    const checked = await this.check(token, api.audiences);
    if ('refused' in checked) return checked;
    return read(checked, refusalOfAccessToken(checked.claims, api.scope));
  }

  private async check(token: string, audiences: readonly string[]): Promise<Checked> {
    try {
      if (token.length > TOKEN_LENGTH_MAX) return { refused: 'MALFORMED' };
      const { tid } = decodeJwt(token);
      if (!isGuid(tid)) return { refused: 'TENANT' };
      const issuer = acceptedIssuer(this.settings, tid);
      if (issuer === undefined) return { refused: 'TENANT' };
      let keyIssuer: unknown;
      const { payload } = await jwtVerify(
        token,
        async (header) => {
          const { key, issuer: bound } = await this.provider.keyFor(header);
          keyIssuer = bound;
          return key;
        },
        {
          algorithms: [ALGORITHM],
          issuer,
          audience: [...audiences],
          clockTolerance: TOLERANCE_SECONDS,
          requiredClaims: ['iat', 'exp'],
        },
      );
      if (!mayKeySign(keyIssuer, issuer, tid.toLowerCase())) return { refused: 'ISSUER' };
      return { claims: payload, issuer };
    } catch (error) {
      if (error instanceof errors.JOSEError) return { refused: refusalOf(error) };
      throw error;
    }
  }
}

function read(
  { claims, issuer }: { claims: JWTPayload; issuer: string },
  refused: TokenRefusal | undefined,
): ReadToken {
  if (refused !== undefined) return { refused };
  const person = personOf(claims);
  return person === undefined ? { refused: 'CLAIMS' } : { person, issuer };
}

function refusalOf(error: errors.JOSEError): TokenRefusal {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'ALGORITHM';
  if (error instanceof errors.JOSENotSupported) return 'ALGORITHM';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'SIGNATURE';
  if (error instanceof errors.JWKSNoMatchingKey) return 'UNKNOWN_KEY';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'UNKNOWN_KEY';
  if (error instanceof errors.JWTExpired) return 'EXPIRED';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const ofClaim: Record<string, TokenRefusal> = {
      iss: 'ISSUER',
      aud: 'AUDIENCE',
      nbf: 'NOT_YET_VALID',
    };
    return ofClaim[error.claim] ?? 'CLAIMS';
  }
  return 'MALFORMED';
}
