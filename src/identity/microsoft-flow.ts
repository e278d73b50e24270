import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type * as openid from 'openid-client';
import type { RequestContext } from '../platform/access/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PublicAddress } from '../platform/letter/index.js';
import { MicrosoftCookie, type BegunSignIn } from './microsoft-cookie.js';
import { MicrosoftProvider } from './microsoft-provider.js';
import { MicrosoftRepository } from './microsoft.repository.js';
import { isChallenge, mayAnswer, returnPathOf, type MicrosoftPerson } from './microsoft.rules.js';
import { MicrosoftTokens } from './microsoft-tokens.js';
import { makeMicrosoftCode } from './secret.js';

export const CALLBACK_PATH = '/auth/microsoft/callback';

const SCOPE = 'openid profile email';
const TIMEOUT_SECONDS = 10;
/** The page fetches its tokens at once. */
const CODE_SECONDS = 120;

type OpenIdClient = typeof openid;
type Query = Readonly<Record<string, unknown>>;

/** Why a sign-in ended, for the page that the person sees. */
export class MicrosoftSignInError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'MicrosoftSignInError';
  }
}

/**
 * The way to Microsoft and back: authorization code with PKCE, state and nonce. It ends with a code of ours in the
 * fragment of an address, which only the page that began can turn into tokens.
 */
@Injectable()
export class MicrosoftFlow {
  private readonly logger = new Logger(MicrosoftFlow.name);

  constructor(
    private readonly provider: MicrosoftProvider,
    private readonly tokens: MicrosoftTokens,
    private readonly cookie: MicrosoftCookie,
    private readonly address: PublicAddress,
    private readonly work: UnitOfWork,
    private readonly accounts: MicrosoftRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isOn(): boolean {
    return this.config.microsoft.signIn !== undefined;
  }

  /** Where the browser goes, and the cookie that it brings back. */
  async begin(query: Query): Promise<{ location: string; cookie: string }> {
    const { challenge } = query;
    const returnPath = returnPathOf(query['return']);
    if (!isChallenge(challenge)) {
      throw new MicrosoftSignInError(
        'CHALLENGE',
        'The address lacks challenge=…, the SHA-256 in base64url of a text that only the page knows. Begin on the page that offers the sign-in.',
      );
    }
    if (returnPath === undefined) {
      throw new MicrosoftSignInError('RETURN', 'return=… must be a path on this server.');
    }
    const client = await import('openid-client');
    const configuration = await this.configure(client);
    const pkceVerifier = client.randomPKCECodeVerifier();
    const begun: BegunSignIn = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      pkceVerifier,
      challenge,
      returnPath,
    };
    const location = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackAddress(),
      scope: SCOPE,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceVerifier),
      code_challenge_method: 'S256',
      prompt: 'select_account',
    });
    return { location: location.href, cookie: await this.cookie.seal(begun) };
  }

  /** Where the browser goes when Microsoft has named somebody. */
  async finish(
    ctx: RequestContext,
    query: URLSearchParams,
    cookie: string | undefined,
  ): Promise<string> {
    const begun = cookie === undefined ? undefined : await this.cookie.open(cookie);
    if (begun === undefined || query.get('state') !== begun.state) {
      throw new MicrosoftSignInError(
        'NOT_BEGUN',
        'This sign-in was not begun in this browser, has been used, or took too long. Begin again.',
      );
    }
    await this.requireIssuer(query.get('iss'));
    if (query.has('error')) throw refusedThere(query.get('error') ?? '');
    const person = await this.fetchPerson(query, begun);
    const code = makeMicrosoftCode();
    await this.work.run(ctx, (tx) =>
      this.accounts.keepProof(tx, {
        hash: code.hash,
        challenge: Buffer.from(begun.challenge, 'base64url'),
        person,
        seconds: CODE_SECONDS,
      }),
    );
    return `${begun.returnPath}#microsoft_code=${code.text}`;
  }

  /** An answer of somebody else must not even learn of a code (RFC 9207). */
  private async requireIssuer(named: string | null): Promise<void> {
    const { authorization_response_iss_parameter_supported: mustBeNamed } =
      await this.provider.metadata();
    const fits = named === null ? !mustBeNamed : mayAnswer(this.config.microsoft, named);
    if (!fits) throw refusedToken('ISSUER');
  }

  private async fetchPerson(query: URLSearchParams, begun: BegunSignIn): Promise<MicrosoftPerson> {
    const idToken = await this.exchange(query, begun);
    const read = await this.tokens.readIdToken(idToken, begun.nonce);
    if ('refused' in read) {
      this.logger.warn(`An ID token of Microsoft's was refused: ${read.refused}`);
      throw refusedToken(read.refused);
    }
    // An answer that names another tenant than the token was mixed up on its way.
    const named = query.get('iss');
    if (named !== null && named !== read.issuer) throw refusedToken('ISSUER');
    return read.person;
  }

  /**
   * Gives the code for an ID token. The token is taken out before the library looks at it: which issuers an application
   * for many tenants may hear from, it knows for one cloud alone, and signatures it does not check here. Our own check
   * does both.
   */
  private async exchange(query: URLSearchParams, begun: BegunSignIn): Promise<string> {
    const client = await import('openid-client');
    const configuration = await this.configure(client);
    let idToken: unknown;
    configuration[client.customFetch] = async (address, options) => {
      const response = await fetch(address, { ...options, redirect: 'error' });
      if (response.status !== 200) return response;
      const { id_token, ...rest } = bodySchema(await response.json());
      idToken = id_token;
      return Response.json(rest);
    };
    const address = new URL(this.callbackAddress());
    for (const [name, value] of query) {
      if (name !== 'iss') address.searchParams.append(name, value);
    }
    try {
      await client.authorizationCodeGrant(configuration, address, {
        expectedState: begun.state,
        pkceCodeVerifier: begun.pkceVerifier,
      });
    } catch (error) {
      throw this.failure(client, error);
    }
    if (typeof idToken !== 'string') throw refusedToken('MALFORMED');
    return idToken;
  }

  private failure(client: OpenIdClient, error: unknown): Error {
    if (error instanceof client.ResponseBodyError && error.status < 500) {
      this.logger.warn(`Microsoft did not take a code: ${error.error}`);
      if (error.error === 'invalid_grant') {
        return new MicrosoftSignInError(
          'CODE_REFUSED',
          'Microsoft did not take the code of this sign-in: it has been used, or is too old. Begin again.',
        );
      }
    } else {
      this.logger.warn(`A code could not be given to Microsoft: ${String(error)}`);
    }
    return new ApiError(
      'UNAVAILABLE',
      'Microsoft could not say who you are. Try again soon, or sign in with a password.',
      { retryAfterSeconds: 5 },
    );
  }

  private async configure(client: OpenIdClient): Promise<openid.Configuration> {
    const { signIn } = this.config.microsoft;
    if (signIn === undefined) throw new Error('Sign-in with Microsoft is not set up');
    const { issuer, authorization_endpoint, token_endpoint } = await this.provider.metadata();
    const configuration = new client.Configuration(
      { issuer, authorization_endpoint, token_endpoint },
      signIn.clientId,
      signIn.clientSecret,
    );
    configuration.timeout = TIMEOUT_SECONDS;
    // Only a provider on this machine has such an address: the settings allow no other.
    if (this.config.microsoft.issuer.startsWith('http:'))
      client.allowInsecureRequests(configuration);
    return configuration;
  }

  private callbackAddress(): string {
    return this.address.url + CALLBACK_PATH;
  }
}

export function challengeOf(verifier: string): Buffer {
  return createHash('sha256').update(verifier).digest();
}

function bodySchema(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function refusedThere(error: string): MicrosoftSignInError {
  const reason = /^[a-z_]{1,60}$/.test(error) ? error : 'an error';
  return new MicrosoftSignInError(
    'REFUSED_THERE',
    `Microsoft did not sign you in, and says: ${reason}.`,
  );
}

function refusedToken(reason: string): MicrosoftSignInError {
  return reason === 'TENANT'
    ? new MicrosoftSignInError(
        reason,
        'Accounts of your organization cannot sign in here. Use an account of an organization that this portal knows.',
        403,
      )
    : new MicrosoftSignInError(
        reason,
        'What Microsoft sent does not show who you are. Begin again.',
      );
}
