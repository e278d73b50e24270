import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import type { Configuration, Provider } from 'oidc-provider';

export const CLIENT_ID = '3f1c1c5e-5f0e-4d0c-9b1a-0a6f3c1d2e4b';
const CLIENT_SECRET = 'the secret of the application in the tests';
export const AUDIENCE = 'api://portal.example';
/** Where browsers are sent back to: the tests follow such an address to wherever the server really listens. */
export const PUBLIC_URL = 'https://portal.example';
const TENANT = 'c1f0a6f2-8a55-4f0e-8f3c-2f2a7f1f0b11';

/** Somebody in the tenant. */
export interface TenantPerson {
  oid: string;
  email?: string;
  name?: string;
  /** Another tenant than the provider's own. */
  tid?: string;
}

export interface SigningKey {
  kid: string;
  jwk: JWK;
}

export interface TokenWish {
  claims?: JWTPayload;
  header?: Record<string, unknown>;
  without?: string[];
}

/**
 * A provider of accounts in the place of Microsoft's: oidc-provider with the claims of Microsoft Entra ID, on addresses
 * such as theirs.
 */
export class MicrosoftDouble {
  readonly tenant = TENANT;
  /** How often its keys were fetched. */
  keysFetched = 0;
  /** How often somebody brought it a code. */
  codesAsked = 0;
  /** While it is set, every connection to it breaks. */
  isDown = false;
  /** While it is set, it takes what comes and never answers. */
  isStuck = false;
  /** How many connections broke. */
  connectionsRefused = 0;
  /** While it is set, it has no keys to show. */
  isWithoutKeys = false;
  /** How often it was asked what it is. */
  metadataFetched = 0;
  /** Changes the ID token that a code is given for. */
  tamper: ((idToken: string) => string | Promise<string>) | undefined;
  /** Changes what it says of itself. */
  changeMetadata: ((document: object) => object) | undefined;
  /** Members that the published keys get beside their own. */
  keyMembers: Record<string, unknown> = {};
  private readonly people = new Map<string, TenantPerson>();
  private home = PUBLIC_URL;
  private server: Server;
  private provider: Provider;
  private key: SigningKey;

  static async start(): Promise<MicrosoftDouble> {
    const double = new MicrosoftDouble();
    double.server = createServer((request, response) => {
      double.listen(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    await double.rotate();
    return double;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The settings of a portal that takes this for Microsoft. */
  settings(tenants: string = this.tenant): Record<string, string> {
    return {
      PUBLIC_URL,
      MICROSOFT_ISSUER: `${this.url}/{tenantid}/v2.0`,
      MICROSOFT_TENANTS: tenants,
      MICROSOFT_CLIENT_ID: CLIENT_ID,
      MICROSOFT_CLIENT_SECRET: CLIENT_SECRET,
      MICROSOFT_API_AUDIENCE: AUDIENCE,
    };
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  issuer(tenant: string = this.tenant): string {
    return `${this.url}/${tenant}/v2.0`;
  }

  /** The one with which it signs at the moment. */
  get signingKey(): SigningKey {
    return this.key;
  }

  /** The key as everybody may know it. */
  get publicJwk(): JWK {
    const { kty, n, e, kid } = this.key.jwk;
    return { kty, n, e, kid };
  }

  /** Sends browsers back to this address from now on. */
  async returnTo(address: string): Promise<void> {
    this.home = address;
    this.provider = await this.makeProvider();
  }

  /** Signs with another key from now on, and publishes only that one. */
  async rotate(): Promise<void> {
    this.key = await makeKey();
    this.provider = await this.makeProvider();
  }

  /** Who signs in when the browser next comes by. */
  add(person: TenantPerson): TenantPerson {
    this.people.set(person.oid, person);
    return person;
  }

  /** Something signed with its key, for our API unless the wish says otherwise. */
  async sign(
    { claims = {}, header = {}, without = [] }: TokenWish,
    key?: SigningKey,
  ): Promise<string> {
    const now = Math.floor(new Date().getTime() / 1000);
    const tid = typeof claims['tid'] === 'string' ? claims['tid'] : this.tenant;
    const payload: JWTPayload = {
      iss: this.issuer(tid),
      aud: AUDIENCE,
      sub: 'pairwise subject',
      tid,
      iat: now - 10,
      nbf: now - 10,
      exp: now + 3600,
      scp: 'openid access_as_user',
      ...claims,
    };
    const kept = Object.fromEntries(
      Object.entries(payload).filter(
        ([name, value]) => value !== undefined && !without.includes(name),
      ),
    );
    const { kid, jwk } = key ?? this.key;
    return new SignJWT(kept)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header })
      .sign(jwk, { crit: { x: false } });
  }

  /** Takes the browser from the provider's address to ours, signed in as the person. */
  async signIn(location: string, person: TenantPerson): Promise<URL> {
    const cookies = new Map<string, string>();
    let address = new URL(location);
    for (let step = 0; step < 10; step += 1) {
      if (address.origin === PUBLIC_URL) return this.ofTenant(address, person);
      const response = await fetch(address, {
        redirect: 'manual',
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          'x-person': person.oid,
        },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name = '', value = ''] = cookie.split(';')[0]?.split(/=(.*)/) ?? [];
        cookies.set(name, value);
      }
      const next = response.headers.get('location');
      if (next === null) throw new Error(`${address.href}: ${await response.text()}`);
      address = new URL(next, address);
    }
    throw new Error('The provider never sent the browser back');
  }

  private ofTenant(address: URL, { tid }: TenantPerson): URL {
    if (tid !== undefined) address.searchParams.set('iss', this.issuer(tid));
    return address;
  }

  private async listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.url ?? '/';
    if (this.isDown) {
      this.connectionsRefused += 1;
      request.socket.destroy();
      return;
    }
    if (this.isStuck) return;
    if (address.endsWith('/.well-known/openid-configuration')) this.metadataFetched += 1;
    if (address === '/organizations/v2.0/.well-known/openid-configuration') {
      await this.tellOrganizations(response);
      return;
    }
    const prefix = `/${this.tenant}/v2.0`;
    if (!address.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    Object.assign(request, { originalUrl: address });
    request.url = address.slice(prefix.length) || '/';
    if (request.url.startsWith('/interaction/')) {
      const accountId = request.headers['x-person'] ?? /person=([\w-]+)/.exec(request.url)?.[1];
      if (typeof accountId !== 'string') {
        this.askWho(response);
        return;
      }
      await this.provider.interactionFinished(request, response, {
        login: { accountId },
        select_account: {},
      });
      return;
    }
    await this.provider.callback()(request, response);
  }

  /** The page on which a person in a browser picks an account, or goes back without one. */
  private askWho(response: ServerResponse): void {
    const links = [...this.people.values()].map(
      ({ oid, name }) => `<p><a href="?person=${oid}">${name}</a></p>`,
    );
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><h1>Pick an account</h1>${links.join('')}`,
    );
  }

  /** As Microsoft answers for all tenants together: the issuer is a pattern. */
  private async tellOrganizations(response: ServerResponse): Promise<void> {
    const own = await fetch(`${this.issuer()}/.well-known/openid-configuration`);
    this.metadataFetched -= 1;
    const metadata: unknown = await own.json();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...Object(metadata), issuer: `${this.url}/{tenantid}/v2.0` }));
  }

  /** People of another tenant get a token of that tenant's issuer, as at Microsoft. */
  private idTokenOf(genuine: string): string | Promise<string> {
    const claims = decodeJwt(genuine);
    const tid = String(claims['tid']);
    if (tid === this.tenant) return genuine;
    return this.sign({ claims: { scp: undefined, ...claims, iss: this.issuer(tid) } });
  }

  private async makeProvider(): Promise<Provider> {
    const { interactionPolicy, Provider } = await quietly(() => import('oidc-provider'));
    const policy = interactionPolicy.base();
    policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
    const configuration: Configuration = {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${this.home}/auth/microsoft/callback`],
          token_endpoint_auth_method: 'client_secret_post',
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks: { keys: [this.key.jwk] },
      cookies: { keys: ['for the cookies of the tests'] },
      claims: {
        openid: ['sub', 'tid', 'oid'],
        email: ['email'],
        profile: ['name', 'preferred_username'],
      },
      conformIdTokenClaims: false,
      ttl: { AccessToken: 60, Grant: 600, IdToken: 3600, Interaction: 600, Session: 600 },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { policy, url: (_ctx, { uid }) => `${this.issuer()}/interaction/${uid}` },
      findAccount: (_ctx, id) => {
        const { oid, tid = this.tenant, email, name } = this.people.get(id) ?? { oid: id };
        return {
          accountId: id,
          claims: () => ({
            sub: `of ${id}`.slice(3),
            tid,
            oid,
            email,
            name,
            preferred_username: email,
          }),
        };
      },
      loadExistingGrant: async (ctx) => {
        const grant = new provider.Grant({
          clientId: ctx.oidc.client?.clientId,
          accountId: ctx.oidc.session?.accountId,
        });
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    };
    const provider: Provider = await quietly(() => new Provider(this.issuer(), configuration));
    provider.use(async (ctx, next) => {
      await next();
      if (ctx.path === '/token') this.codesAsked += 1;
      if (ctx.path === '/jwks') {
        this.keysFetched += 1;
        ctx.body = { keys: [{ ...this.publicJwk, use: 'sig', ...this.keyMembers }] };
        if (this.isWithoutKeys) ctx.status = 500;
      }
      if (this.changeMetadata && ctx.path === '/.well-known/openid-configuration') {
        ctx.body = this.changeMetadata(Object(ctx.body));
      }
      const body: unknown = ctx.body;
      if (ctx.path === '/token' && hasIdToken(body)) {
        const own = await this.idTokenOf(body.id_token);
        ctx.body = { ...body, id_token: this.tamper ? await this.tamper(own) : own };
      }
    });
    return provider;
  }
}

export async function makeKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = crypto.randomUUID();
  return { kid, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** It warns of the version of Node.js, and of what it keeps in memory, which is just what a test wants. */
async function quietly<T>(work: () => T | Promise<T>): Promise<T> {
  const { console } = globalThis;
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}

function hasIdToken(body: unknown): body is { id_token: string } {
  return typeof body === 'object' && body !== null && 'id_token' in body;
}
