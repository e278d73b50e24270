import { untilClosed } from './browser-storage.js';
import { type ExampleRole } from './example.js';
import type { MicrosoftReturn } from './microsoft.js';
import { send, type Answer, type Operation, type Reply } from './portal-client.js';

/** Who is signed in. */
export interface Person {
  name: string;
  email: string;
  role: ExampleRole;
  /** The reseller, or who else the person works for. */
  employer: string;
}

export interface SessionState {
  person: Person | null;
  /** Why nobody is signed in any more; null when there is nothing to say. */
  notice: string | null;
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** By this computer's clock: when to ask for the next ones. */
  renewAt: number;
  person: Person;
}

interface Viewer {
  user: { name: string; email: string };
  staffRoles: ExampleRole[];
  membership: { role: ExampleRole; resellerName: string } | null;
  reseller: { type: string } | null;
}

interface TokenPayload {
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  viewer: Viewer;
}

const TOKENS = `{
  accessToken accessTokenExpiresAt refreshToken
  viewer {
    user { name email } staffRoles membership { role resellerName } reseller { type }
  }
}`;
const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) ${TOKENS} }`;
const FINISH = `mutation SignInWithMicrosoft($input: MicrosoftSignInFinishInput!) { microsoftSignInFinish(input: $input) ${TOKENS} }`;
const REFRESH = `mutation Refresh($input: TokenRefreshInput!) { tokenRefresh(input: $input) ${TOKENS} }`;
const SIGN_OUT = 'mutation SignOut { signOut { done: __typename } }';

const KEPT = 'portal-explorer-session';
const SPARE_MS = 60_000;
const RETRY_MS = 10_000;

/**
 * Who is signed in on this page. The tokens are in memory; session storage holds them only while the page is being
 * reloaded. A copy of the tab then has none: two users of one refresh token would end the session.
 */
export class Session {
  private tokens: Tokens | null = null;
  private state: SessionState = { person: null, notice: null };
  private renewing: Promise<void> | null = null;
  private timer = 0;
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.restore();
    addEventListener('pagehide', () => {
      if (this.tokens) untilClosed.setItem(KEPT, JSON.stringify(this.tokens));
    });
    addEventListener('pageshow', () => {
      untilClosed.removeItem(KEPT);
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): SessionState => this.state;

  /** Sends an operation as whoever is signed in, with a token that is still good. */
  async send(operation: Operation, headers: Record<string, string> = {}): Promise<Answer> {
    if (this.tokens && Date.now() >= this.tokens.renewAt) await this.renew();
    const own = new Map<string, string>();
    if (this.tokens) own.set('authorization', `Bearer ${this.tokens.accessToken}`);
    for (const [name, value] of Object.entries(headers)) own.set(name.toLowerCase(), value);
    return (await send(operation, Object.fromEntries(own))).answer;
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    const before = this.tokens;
    const reply = await send({ query: SIGN_IN, variables: { input: { email, password } } });
    this.take(reply, 'signIn');
    if (before) void this.end(before);
  }

  /** Nobody has pressed anything, so what goes wrong is said in the notice; who was signed in before stays so. */
  async signInWithMicrosoft({ code, verifier }: MicrosoftReturn): Promise<void> {
    const before = this.tokens;
    try {
      if (verifier === null) throw new RefusedError('It was not begun in this tab. Begin again.');
      const reply = await send({ query: FINISH, variables: { input: { code, verifier } } });
      this.take(reply, 'microsoftSignInFinish');
      if (before) void this.end(before);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.set(this.tokens, `The sign-in with Microsoft did not succeed. ${why}`);
    }
  }

  async signOut(): Promise<void> {
    const { tokens } = this;
    this.set(null, null);
    if (tokens) await this.end(tokens);
  }

  private async end({ accessToken }: Tokens): Promise<void> {
    // The token may be over already, or the portal out of reach: here it is forgotten in any case.
    await send({ query: SIGN_OUT }, { authorization: `Bearer ${accessToken}` }).catch(
      () => undefined,
    );
  }

  private renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async renewOnce(): Promise<void> {
    const { tokens } = this;
    if (!tokens) return;
    try {
      const input = { refreshToken: tokens.refreshToken };
      const reply = await send({ query: REFRESH, variables: { input } });
      // Somebody may have signed in or out meanwhile.
      if (this.tokens === tokens) this.take(reply, 'tokenRefresh');
    } catch (error) {
      if (this.tokens !== tokens) return;
      if (error instanceof RefusedError) {
        this.set(null, 'Your sign-in has ended. Please sign in again.');
      } else {
        this.wait(RETRY_MS);
      }
    }
  }

  private take(
    { answer, serverTime }: Reply,
    field: 'signIn' | 'tokenRefresh' | 'microsoftSignInFinish',
  ): void {
    const payload = (answer.data as Record<string, TokenPayload | null> | null | undefined)?.[
      field
    ];
    if (!payload) throw new RefusedError(answer.errors?.[0]?.message ?? 'The portal refused it.');
    const lifetime = Date.parse(payload.accessTokenExpiresAt) - serverTime;
    const { accessToken, refreshToken } = payload;
    const renewAt = Date.now() + Math.max(lifetime - SPARE_MS, lifetime / 2);
    this.set({ accessToken, refreshToken, renewAt, person: personOf(payload.viewer) }, null);
  }

  private set(tokens: Tokens | null, notice: string | null): void {
    this.tokens = tokens;
    const person = tokens?.person ?? null;
    // A renewal must not look like another person to whoever listens.
    const same = person !== null && person.email === this.state.person?.email;
    this.state = { person: same ? this.state.person : person, notice };
    clearTimeout(this.timer);
    if (tokens) this.wait(tokens.renewAt - Date.now());
    for (const listener of this.listeners) listener();
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), Math.max(milliseconds, 0));
  }

  private restore(): void {
    const kept = untilClosed.getItem(KEPT);
    untilClosed.removeItem(KEPT);
    if (kept === null) return;
    try {
      this.set(JSON.parse(kept) as Tokens, null);
    } catch {
      // Not ours: nobody is signed in.
    }
  }
}

/** The portal said no, in words for people. */
class RefusedError extends Error {}

function personOf({ user, staffRoles, membership, reseller }: Viewer): Person {
  const role = membership
    ? exampleRoleOf(membership.role, reseller?.type ?? null)
    : staffRoles.includes('ADMIN')
      ? 'ADMIN'
      : staffRoles[0];
  return {
    name: user.name,
    email: user.email,
    role: role ?? 'APPLICANT',
    employer:
      membership?.resellerName ?? (staffRoles.length > 0 ? 'Device maker' : 'No reseller yet'),
  };
}

/** Distributors order for partners, and indirect resellers do not order at all: they have tabs of their own. */
function exampleRoleOf(role: ExampleRole, type: string | null): ExampleRole {
  if (type === 'DISTRIBUTOR' && role === 'BUYER') return 'DISTRIBUTOR';
  if (type === 'DISTRIBUTOR' && role === 'RESELLER_ADMIN') return 'DISTRIBUTOR_ADMIN';
  if (type === 'INDIRECT_RESELLER' && role === 'RESELLER_ADMIN') return 'INDIRECT_RESELLER';
  return role;
}
