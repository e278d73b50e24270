import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser, signInAs } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const CREATE = `mutation ($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) {
    apiKey { id name prefix scopes state createdBy { email } expiresAt revokedAt lastUsedAt }
    secret replayed userErrors { code path message }
  }
}`;
const REVOKE = `mutation ($input: ApiKeyRevokeInput!) {
  apiKeyRevoke(input: $input) { apiKey { id state } userErrors { code path message } }
}`;
const LIST = '{ apiKeys { id name state lastUsedAt } }';
/** A field that a key may read when it works at all. */
const PROBE = '{ markets { code } }';

let portal: Portal;
let resellerId: string;
let otherId: string;

beforeAll(async () => {
  portal = await startPortal('api-key');
  resellerId = await addReseller(portal.db, { legalName: 'Keyed' });
  otherId = await addReseller(portal.db, { legalName: 'Other' });
});

afterAll(() => portal.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

async function administrator(of = resellerId) {
  const user = await addUser(portal.db);
  const membershipId = await addMembership(portal.db, {
    userId: user.id,
    resellerId: of,
    role: 'RESELLER_ADMIN',
  });
  const { accessToken } = await signInAs(portal, user.email);
  return { ...user, membershipId, token: accessToken };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

let keys = 0;
function wish(change: Record<string, unknown> = {}) {
  keys += 1;
  return {
    idempotencyKey: `key-${keys}`,
    name: 'ERP',
    scopes: ['ORDERS_READ', 'CATALOG_READ'],
    expiresAt: inDays(30),
    ...change,
  };
}

async function create(token: string, input = wish()) {
  const answer = await portal.ask(CREATE, { input }, { token });
  return answer.data.apiKeyCreate;
}

async function statusOf(token: string): Promise<number> {
  return (await portal.ask(PROBE, {}, { token })).status;
}

describe('apiKeyCreate', () => {
  it('shows the key once, and keeps its hash', async () => {
    const admin = await administrator();
    const input = wish();
    const made = await create(admin.token, input);
    expect(made).toEqual({
      apiKey: {
        id: expect.any(String),
        name: 'ERP',
        prefix: expect.stringMatching(/^cpp_live_[A-Za-z0-9]{8}$/),
        scopes: ['CATALOG_READ', 'ORDERS_READ'],
        state: 'ACTIVE',
        createdBy: { email: admin.email },
        expiresAt: input.expiresAt,
        revokedAt: null,
        lastUsedAt: null,
      },
      secret: expect.stringMatching(/^cpp_live_[A-Za-z0-9]{8}_[\w-]{43}$/),
      replayed: false,
      userErrors: [],
    });
    expect(made.secret.startsWith(`${made.apiKey.prefix}_`)).toBe(true);
    const [row] = await portal.rows(
      `SELECT hash = sha256(convert_to($2, 'UTF8')) AS hashed, api_key::text LIKE '%' || $2 || '%' AS kept
       FROM identity.api_key WHERE id = $1`,
      [made.apiKey.id, made.secret],
    );
    expect(row).toEqual({ hashed: true, kept: false });
    const replay = await create(admin.token, input);
    expect(replay).toEqual({ apiKey: made.apiKey, secret: null, replayed: true, userErrors: [] });
    const records = await portal.rows(
      `SELECT operation, to_state, new FROM platform.audit_record WHERE entity_id = $1`,
      [made.apiKey.id],
    );
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain(made.secret);
  });

  it('is asked for by one key in parallel and made once', async () => {
    const admin = await administrator();
    const input = wish();
    const made = await Promise.all(Array.from({ length: 8 }, () => create(admin.token, input)));
    expect(new Set(made.map(({ apiKey }) => apiKey.id)).size).toBe(1);
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1);
  });

  it('refuses an idempotency key with another input', async () => {
    const admin = await administrator();
    const input = wish();
    await create(admin.token, input);
    const { userErrors } = await create(admin.token, { ...input, name: 'Another' });
    expect(userErrors).toEqual([
      {
        code: 'IDEMPOTENCY_KEY_REUSED',
        path: ['input', 'idempotencyKey'],
        message:
          'This key was used with another input. Send the first input again, or take a new key.',
      },
    ]);
  });

  it('reports all mistakes at once and makes nothing', async () => {
    const admin = await administrator(otherId);
    const bad = wish({ name: ' ', scopes: [], expiresAt: inDays(366) });
    const refused = await create(admin.token, bad);
    expect(refused.apiKey).toBeNull();
    expect(
      refused.userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path[1]]),
    ).toEqual([
      ['REQUIRED', 'name'],
      ['REQUIRED', 'scopes'],
      ['INVALID_VALUE', 'expiresAt'],
    ]);
    const list = await portal.ask(LIST, {}, { token: admin.token });
    expect(list.data.apiKeys).toEqual([]);
    const again = await create(admin.token, {
      ...bad,
      name: 'ERP',
      scopes: ['SALES_READ'],
      expiresAt: inDays(1),
    });
    expect(again.userErrors).toEqual([]);
  });

  it('makes fifty for a reseller and no more, also when two administrators ask at the same moment', async () => {
    const firm = await addReseller(portal.db, { legalName: 'Many keys' });
    const [one, other] = [await administrator(firm), await administrator(firm)];
    for (let n = 0; n < 47; n += 1) expect((await create(one.token)).userErrors).toEqual([]);
    const outcomes = await inParallel(12, async (n) => {
      const { userErrors } = await create(n % 2 === 0 ? one.token : other.token);
      return userErrors[0]?.code ?? 'MADE';
    });
    expect(tally(outcomes)).toEqual({ MADE: 3, LIMIT_EXCEEDED: 9 });
    const { data } = await portal.ask(LIST, {}, { token: one.token });
    expect(data.apiKeys).toHaveLength(50);
  }, 60_000);

  it('leaves no key that works to who is revoked at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const firm = await addReseller(portal.db, { legalName: `Leaving ${round}` });
      const [leaving, staying] = [await administrator(firm), await administrator(firm)];
      const [made, revoked] = await Promise.all([
        portal.ask(CREATE, { input: wish() }, { token: leaving.token }),
        portal.ask(
          'mutation ($input: MemberRevokeInput!) { memberRevoke(input: $input) { member { state } } }',
          { input: { id: leaving.membershipId, expectedVersion: 1 } },
          { token: staying.token },
        ),
      ]);
      expect(revoked.data.memberRevoke.member.state).toBe('REVOKED');
      const live = await portal.rows(
        'SELECT id FROM identity.api_key WHERE reseller_id = $1 AND revoked_at IS NULL',
        [firm],
      );
      expect(live).toEqual([]);
      if (made.errors.length > 0) {
        expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(made.errors[0].extensions.code);
      }
    }
  }, 60_000);

  it('is for administrators of a reseller: not for buyers, staff, or keys', async () => {
    const buyer = await addUser(portal.db);
    await addMembership(portal.db, { userId: buyer.id, resellerId, role: 'APPROVER' });
    const staff = await addUser(portal.db, { staffRoles: ['ADMIN'] });
    const admin = await administrator();
    const { secret } = await create(admin.token);
    const tokens = [
      (await signInAs(portal, buyer.email)).accessToken,
      (await signInAs(portal, staff.email)).accessToken,
      secret,
    ];
    for (const token of tokens) {
      const answer = await portal.ask(CREATE, { input: wish() }, { token });
      expect(answer.status).toBe(403);
      expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
    }
    expect((await portal.ask(CREATE, { input: wish() })).status).toBe(401);
  });
});

describe('an API key', () => {
  it('works until it is revoked, and not a moment longer', async () => {
    const admin = await administrator();
    const { apiKey, secret } = await create(admin.token);
    expect(await statusOf(secret)).toBe(200);
    const revoked = await portal.ask(REVOKE, { input: { id: apiKey.id } }, { token: admin.token });
    expect(revoked.data.apiKeyRevoke).toEqual({
      apiKey: { id: apiKey.id, state: 'REVOKED' },
      userErrors: [],
    });
    expect(await statusOf(secret)).toBe(401);
    const again = await portal.ask(REVOKE, { input: { id: apiKey.id } }, { token: admin.token });
    expect(again.data.apiKeyRevoke.userErrors).toEqual([]);
    const records = await portal.rows(
      `SELECT operation FROM platform.audit_record WHERE entity_id = $1 ORDER BY at`,
      [apiKey.id],
    );
    expect(records).toEqual([{ operation: 'CREATE' }, { operation: 'REVOKE' }]);
  });

  it('stops at once with its maker, with the membership and with its time', async () => {
    const ends: [string, string][] = [
      [`UPDATE identity.user_account SET state = 'DISABLED' WHERE id = $1`, 'id'],
      [`UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`, 'id'],
      [
        `UPDATE identity.api_key SET created_at = now() - interval '2 days', expires_at = now() WHERE created_by = $1`,
        'id',
      ],
    ];
    for (const [sql] of ends) {
      const admin = await administrator();
      const { secret } = await create(admin.token);
      expect(await statusOf(secret)).toBe(200);
      await portal.db.query(sql, [admin.id]);
      expect(await statusOf(secret)).toBe(401);
    }
  });

  it('needs every character of its secret', async () => {
    const admin = await administrator();
    const { secret } = await create(admin.token);
    const last = secret.endsWith('A') ? 'B' : 'A';
    expect(await statusOf(`${secret.slice(0, -1)}${last}`)).toBe(401);
    expect(await statusOf(secret.slice(0, -1))).toBe(401);
    expect(await statusOf(secret)).toBe(200);
  });

  it('shows when it was used last, written at most once a minute', async () => {
    const admin = await administrator();
    const { apiKey, secret } = await create(admin.token);
    const lastUsed = async () => {
      const [row] = await portal.rows<{ last_used_at: Date | null }>(
        'SELECT last_used_at FROM identity.api_key WHERE id = $1',
        [apiKey.id],
      );
      return row?.last_used_at?.getTime() ?? null;
    };
    await statusOf(secret);
    const first = await eventually(lastUsed);
    expect(Date.now() - first).toBeLessThan(30_000);
    await statusOf(secret);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await lastUsed()).toBe(first);
  });
});

describe('apiKeyRevoke', () => {
  it("does not tell another reseller's key from none", async () => {
    const mine = await administrator();
    const theirs = await administrator(otherId);
    const { apiKey, secret } = await create(mine.token);
    for (const id of [apiKey.id, '00000000-0000-0000-0000-000000000000', 'nonsense']) {
      const answer = await portal.ask(REVOKE, { input: { id } }, { token: theirs.token });
      expect(answer.data.apiKeyRevoke).toEqual({
        apiKey: null,
        userErrors: [
          {
            code: 'NOT_FOUND',
            path: ['input', 'id'],
            message: 'Your reseller has no API key with this id.',
          },
        ],
      });
    }
    expect(await statusOf(secret)).toBe(200);
  });
});

async function eventually(read: () => Promise<number | null>): Promise<number> {
  for (let i = 0; i < 50; i += 1) {
    const value = await read();
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it never came');
}
