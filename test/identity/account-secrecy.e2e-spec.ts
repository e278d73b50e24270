import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PasswordHasher } from '../../src/identity/password-hasher.js';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  addMembership,
  addToken,
  addUser,
  signInAs,
  WORLD_PASSWORD,
  type UserOptions,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const PASSWORD = 'a sentence of seven words or so';
const TRIES = 20;

let portal: Portal;
let count = 0;

beforeAll(async () => {
  portal = await startPortal('account-secrecy');
});

afterAll(() => portal?.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

const FLOWS = {
  accountCreate: {
    hashes: 1,
    letters: { known: 'identity.has_account', unknown: 'identity.verify_email' },
    send: (email: string) =>
      portal.ask(
        `mutation ($input: AccountCreateInput!) {
           accountCreate(input: $input) { __typename sentTo userErrors { code path message } }
         }`,
        { input: { email, name: 'Ada Example', password: PASSWORD, locale: 'de' } },
      ),
  },
  passwordResetRequest: {
    hashes: 0,
    letters: { known: 'identity.reset_password', unknown: 'identity.no_account' },
    send: (email: string) =>
      portal.ask(
        `mutation ($input: PasswordResetRequestInput!) {
           passwordResetRequest(input: $input) { __typename sentTo userErrors { code path message } }
         }`,
        { input: { email, locale: 'de' } },
      ),
  },
} as const;

type Flow = (typeof FLOWS)[keyof typeof FLOWS];

/** Of the same length, so that the answers have the same length too. */
function fresh(): string {
  count += 1;
  return `person-${String(count).padStart(6, '0')}@example.com`;
}

/** Every kind of address that somebody may ask about. */
async function addresses() {
  const add = async (options: UserOptions = {}): Promise<string> => {
    const email = fresh();
    await addUser(portal.db, { email, ...options });
    return email;
  };
  const found = {
    unknown: fresh(),
    known: await add({ locale: 'zh-Hans' }),
    unverified: await add({ emailVerified: false }),
    closed: await add({ state: 'DISABLED' }),
    staff: await add({ staffRoles: ['ANALYST'] }),
    locked: await add(),
    claimed: await add({ emailVerified: false }),
    pending: fresh(),
  };
  await portal.db.query('UPDATE identity.user_account SET password_hash = NULL WHERE email = $1', [
    found.claimed,
  ]);
  for (let i = 0; i < 6; i += 1) await signIn(found.locked, 'not the password');
  await addToken(portal.db, { registration: { email: found.pending } });
  return found;
}

function signIn(email: string, password: string): Promise<Answer> {
  return portal.ask('mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
    input: { email, password },
  });
}

/** How many rows each table has: what was written shows, and what it says does not matter. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = [
    'identity.one_time_token',
    'identity.user_account',
    'identity.session',
    'identity.invitation',
    'platform.idempotency',
    'platform.letter',
    'platform.audit_record',
    'platform.outbox',
    'graphile_worker._private_jobs',
  ];
  const found: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await portal.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    found[table] = row?.n ?? -1;
  }
  return found;
}

/** The answer as the asker sees it, without the address and what differs by chance. */
function seen(email: string, { status, headers, data, errors }: Answer) {
  const differing = ['x-request-id', 'date', 'etag'];
  const others = Object.entries(headers).filter(([name]) => !differing.includes(name));
  return {
    status,
    headers: Object.fromEntries(others),
    said: JSON.stringify([data, errors]).replaceAll(email, '<address>'),
  };
}

/** All of the work that can be seen from outside, if only by its time. */
async function workOf(flow: Pick<Flow, 'send'>, email: string) {
  const hash = jest.spyOn(portal.app.get(PasswordHasher), 'hash');
  const before = await rowCounts();
  let answer: Answer | undefined;
  const units = await portal.unitsOf(async () => {
    answer = await flow.send(email);
  });
  const hashes = hash.mock.calls.length;
  hash.mockRestore();
  const after = await rowCounts();
  const written = Object.keys(after).map((table) => [
    table,
    (after[table] ?? 0) - (before[table] ?? 0),
  ]);
  if (!answer) throw new Error('No answer');
  return {
    hashes,
    written: Object.fromEntries(written.filter(([, n]) => n !== 0)),
    units: units.map(({ kind, statements, outcome }) => ({ kind, statements, outcome })),
    answer: seen(email, answer),
  };
}

describe.each(Object.entries(FLOWS))('%s', (_name, flow) => {
  it('answers alike and does the same work, whether or not there is an account', async () => {
    const { unknown: nobody, ...others } = await addresses();
    const unknown = await workOf(flow, nobody);
    expect(unknown.hashes).toBe(flow.hashes);
    expect(unknown.written).toEqual({
      'identity.one_time_token': 1,
      'platform.letter': 1,
      'graphile_worker._private_jobs': 1,
    });
    expect(unknown.answer.status).toBe(200);
    for (const [name, email] of Object.entries(others)) {
      expect({ name, ...(await workOf(flow, email)) }).toEqual({ name, ...unknown });
    }
  });

  it(`takes the same number of statements in each of ${TRIES} tries`, async () => {
    const statements: Record<string, Set<number>> = { known: new Set(), unknown: new Set() };
    for (let i = 0; i < TRIES; i += 1) {
      await portal.db.query('DELETE FROM platform.rate_limit');
      const known = fresh();
      await addUser(portal.db, { email: known });
      for (const [name, email] of [
        ['known', known],
        ['unknown', fresh()],
      ] as const) {
        const units = await portal.unitsOf(() => flow.send(email));
        statements[name]?.add(units.reduce((sum, unit) => sum + unit.statements, 0));
      }
    }
    expect(statements['known']).toEqual(statements['unknown']);
    expect(statements['known']?.size).toBe(1);
  });

  it('tells the owner of the address alone, by letter', async () => {
    const found = await addresses();
    for (const name of ['known', 'unknown'] as const) {
      await flow.send(found[name]);
      const letters = await portal.rows('SELECT kind FROM platform.letter WHERE recipient = $1', [
        found[name],
      ]);
      expect(letters).toEqual([{ kind: flow.letters[name] }]);
    }
  });

  it('is limited alike: five letters in an hour to an address from one place', async () => {
    const found = await addresses();
    for (const name of ['known', 'unknown'] as const) {
      const email = found[name];
      const answers: Answer[] = [];
      for (let i = 0; i < 6; i += 1) answers.push(await flow.send(` ${email.toUpperCase()}`));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
      const [error] = answers[5]?.errors ?? [];
      expect(error.extensions.code).toBe('RATE_LIMITED');
      expect(error.extensions.retryAfterSeconds).toBeGreaterThan(3500);
      expect(error.extensions.retryAfterSeconds).toBeLessThanOrEqual(3600);
      expect(answers[5]?.headers['retry-after']).toBe(String(error.extensions.retryAfterSeconds));
      const letters = await portal.rows(
        'SELECT id FROM platform.letter WHERE lower(recipient) = lower($1)',
        [email],
      );
      expect(letters).toHaveLength(5);
    }
  });

  it('is limited alike: twenty letters in an hour to an address, from wherever', async () => {
    const found = await addresses();
    for (const name of ['known', 'unknown'] as const) {
      const statuses: number[] = [];
      for (let i = 0; i < 22; i += 1) {
        // As if each came from another place.
        await portal.db.query(`DELETE FROM platform.rate_limit WHERE key ~ '-(pair|address):'`);
        statuses.push((await flow.send(found[name])).status);
      }
      expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
    }
  });

  it('is limited to fifty letters in an hour from one place, whatever the addresses', async () => {
    const answers = await Promise.all(Array.from({ length: 52 }, () => flow.send(fresh())));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
  }, 60_000);
});

describe('what somebody asks who is signed in', () => {
  const FLOWS_OF_PEOPLE = {
    emailVerificationSend: {
      written: {
        'identity.one_time_token': 1,
        'platform.letter': 1,
        'graphile_worker._private_jobs': 1,
      },
      who: async () => {
        const { email } = await addUser(portal.db, { emailVerified: false });
        return (await signInAs(portal, email)).accessToken;
      },
      send: (email: string, token: string) =>
        portal.ask(
          `mutation ($input: EmailVerificationSendInput) {
             emailVerificationSend(input: $input) { sentTo userErrors { code path message } }
           }`,
          { input: { email } },
          { token },
        ),
    },
    invitationCreate: {
      written: {
        'identity.invitation': 1,
        'identity.one_time_token': 1,
        'platform.letter': 1,
        'platform.audit_record': 1,
        'platform.outbox': 1,
        'platform.idempotency': 1,
        'graphile_worker._private_jobs': 1,
      },
      who: async () => {
        const resellerId = await addReseller(portal.db, { legalName: `Inviting ${fresh()}` });
        const { id: userId, email } = await addUser(portal.db);
        await addMembership(portal.db, { userId, resellerId, role: 'RESELLER_ADMIN' });
        return (await signInAs(portal, email)).accessToken;
      },
      send: (email: string, token: string) =>
        portal.ask(
          `mutation ($input: InvitationCreateInput!) {
             invitationCreate(input: $input) {
               invitation { email role state limits { currencyCode } endedAt }
               replayed userErrors { code path message }
             }
           }`,
          { input: { idempotencyKey: newId(), email, role: 'BUYER' } },
          { token },
        ),
    },
  };

  it.each(Object.entries(FLOWS_OF_PEOPLE))(
    '%s is answered alike by the same work, whose ever the address is',
    async (_name, { who, send, written }) => {
      const token = await who();
      const flow = { send: (email: string) => send(email, token) };
      const { unknown: nobody, ...others } = await addresses();
      const unknown = await workOf(flow, nobody);
      expect(unknown).toMatchObject({ hashes: 0, written, answer: { status: 200 } });
      expect(unknown.answer.said).toContain('<address>');
      for (const [name, email] of Object.entries(others)) {
        expect({ name, ...(await workOf(flow, email)) }).toEqual({ name, ...unknown });
      }
    },
  );
});

describe('signIn', () => {
  it('does not tell either: what was asked for opens nothing before the letter is answered', async () => {
    const found = await addresses();
    const answers: unknown[] = [];
    for (const name of ['known', 'unknown'] as const) {
      const email = found[name];
      await FLOWS.accountCreate.send(email);
      const answer = await signIn(email, PASSWORD);
      answers.push([answer.status, answer.errors[0]?.message]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual([401, expect.stringContaining('is wrong')]);
    // Nor does anything happen to the account that was there.
    await signInAs(portal, found.known, WORLD_PASSWORD);
  });
});

describe('what is kept', () => {
  it('holds no token, password or hash outside of the letter that waits and the row that needs it', async () => {
    const email = fresh();
    await FLOWS.accountCreate.send(email);
    const [letter] = await portal.rows<{ token: string }>(
      `SELECT params ->> 'token' AS token FROM platform.letter WHERE recipient = $1`,
      [email],
    );
    const token = letter?.token ?? '';
    await portal.ask(
      'mutation ($input: EmailVerifyInput!) { emailVerify(input: $input) { email } }',
      { input: { token } },
    );
    const tables = await portal.rows<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname !~ '^pg_|^information_schema$'`,
    );
    const telling: string[] = [];
    for (const { name } of tables) {
      const rows = await portal.rows(
        `SELECT 1 FROM ${name} t WHERE strpos(to_jsonb(t)::text, $1) > 0 OR strpos(to_jsonb(t)::text, $2) > 0`,
        [token, PASSWORD],
      );
      if (rows.length > 0) telling.push(name);
    }
    expect(telling).toEqual(['platform.letter']);
    const hashes = await portal.rows(
      `SELECT 1 FROM platform.audit_record a WHERE to_jsonb(a)::text LIKE '%argon2%'
       UNION ALL SELECT 1 FROM platform.outbox o WHERE to_jsonb(o)::text LIKE '%argon2%'
       UNION ALL SELECT 1 FROM identity.one_time_token t WHERE t.used_at IS NOT NULL AND t.password_hash IS NOT NULL`,
    );
    expect(hashes).toEqual([]);
  });
});
