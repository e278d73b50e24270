import { createHash, randomBytes } from 'node:crypto';
import { type MicrosoftDouble, type TenantPerson } from './microsoft.js';
import type { Portal } from './portal.js';

type Json = ReturnType<typeof JSON.parse>;

const FINISH = `mutation ($input: MicrosoftSignInFinishInput!) {
  microsoftSignInFinish(input: $input) {
    accessToken refreshToken
    viewer {
      user { id email name } emailVerified staffRoles membership { resellerId role }
      microsoftAccount { tenantId objectId email lastSignInAt }
    }
  }
}`;

/** What a page that offers the sign-in keeps, and what it tells. */
export interface OfferingPage {
  verifier: string;
  challenge: string;
}

export function makePage(): OfferingPage {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A browser that goes from the portal to Microsoft and back, step by step. */
export class MicrosoftVisitor {
  constructor(
    readonly portal: Portal,
    readonly microsoft: MicrosoftDouble,
  ) {}

  /** Somebody whom Microsoft knows. */
  somebody(facts: Partial<TenantPerson> = {}): TenantPerson {
    return this.microsoft.add({
      oid: crypto.randomUUID(),
      email: `someone-${randomBytes(4).toString('hex')}@example.com`,
      name: 'Toni Example',
      ...facts,
    });
  }

  async begin(query: Record<string, string> = { challenge: makePage().challenge }) {
    const answer = await get(
      `${this.portal.url}/auth/microsoft/start?${new URLSearchParams(query).toString()}`,
    );
    const setCookie = answer.headers.get('set-cookie') ?? '';
    return {
      answer,
      setCookie,
      cookie: setCookie.split(';')[0] ?? '',
      location: answer.headers.get('location') ?? '',
    };
  }

  /** The browser comes back to where our server really listens. */
  comeBack(address: URL, cookie?: string): Promise<Response> {
    return get(this.portal.url + address.pathname + address.search, cookie);
  }

  /** To our answer to the browser that has come back. */
  async goAndComeBack(person: TenantPerson, page = makePage()): Promise<Response> {
    const { cookie, location } = await this.begin({ challenge: page.challenge });
    return this.comeBack(await this.microsoft.signIn(location, person), cookie);
  }

  /** The whole way, to the code in the fragment. */
  async codeFor(person: TenantPerson, page = makePage()) {
    const back = await this.goAndComeBack(person, page);
    const to = back.headers.get('location') ?? '';
    if (back.status !== 303) throw new Error(`${back.status}: ${await back.text()}`);
    return { code: to.split('#microsoft_code=')[1] ?? '', verifier: page.verifier };
  }

  finish(input: { code: string; verifier: string }) {
    return this.portal.ask(FINISH, { input });
  }

  async signIn(person: TenantPerson): Promise<Json> {
    const { data, errors } = await this.finish(await this.codeFor(person));
    if (errors.length > 0) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data.microsoftSignInFinish;
  }

  /** How much there is of everything that a sign-in could leave behind. */
  async counts(): Promise<Json> {
    const [row] = await this.portal.rows(
      `SELECT (SELECT count(*)::int FROM identity.user_account) AS users,
         (SELECT count(*)::int FROM identity.microsoft_identity) AS identities,
         (SELECT count(*)::int FROM identity.microsoft_proof) AS proofs,
         (SELECT count(*)::int FROM identity.session) AS sessions,
         (SELECT count(*)::int FROM platform.audit_record) AS records`,
    );
    return row;
  }
}

/** What a person sees whose sign-in did not succeed. */
export async function pageOf(answer: Response) {
  const text = await answer.text();
  return { status: answer.status, code: /<code>(.*?)<\/code>/.exec(text)?.[1] };
}

function get(address: URL | string, cookie?: string): Promise<Response> {
  return fetch(address, { redirect: 'manual', headers: cookie === undefined ? {} : { cookie } });
}
