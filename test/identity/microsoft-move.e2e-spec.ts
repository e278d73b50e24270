import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MicrosoftDouble, type TenantPerson } from '../support/microsoft.js';
import { MicrosoftVisitor } from '../support/microsoft-visitor.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addMembership,
  addUser,
  signInAs,
  WORLD_PASSWORD,
} from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const LINK = `mutation ($input: MicrosoftLinkInput!) {
  microsoftLink(input: $input) { microsoftAccount { objectId lastSignInAt } userErrors { code path } }
}`;
const VIEWER = '{ viewer { user { id } } }';
const APPLY = `mutation ($input: ResellerApplicationCreateInput!) {
  resellerApplicationCreate(input: $input) { userErrors { code } }
}`;
const TAKEN = {
  microsoftAccount: null,
  userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'code'] }],
};

let microsoft: MicrosoftDouble;
let portal: Portal;
let visitor: MicrosoftVisitor;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('microsoft_move', microsoft.settings());
  visitor = new MicrosoftVisitor(portal, microsoft);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await microsoft?.stop();
});

beforeEach(async () => {
  await portal.db.query('DELETE FROM platform.rate_limit');
});

/** Somebody of the world who is signed in with a password. */
async function owner() {
  const user = await addUser(portal.db);
  const { accessToken } = await signInAs(portal, user.email);
  return { ...user, accessToken };
}

async function link(token: string, person: TenantPerson) {
  const input = { ...(await visitor.codeFor(person)), currentPassword: WORLD_PASSWORD };
  const { data } = await portal.ask(LINK, { input }, { token });
  return data.microsoftLink;
}

const stateOf = async (id: string) => {
  const [row] = await portal.rows<{ state: string; version: number }>(
    'SELECT state, version FROM identity.user_account WHERE id = $1',
    [id],
  );
  return row;
};

describe('a Microsoft account that opened an account of its own', () => {
  it('moves to the account of the person who links it, and the empty one is closed', async () => {
    const person = visitor.somebody();
    const first = await visitor.signIn(person);
    const empty = first.viewer.user.id;
    const user = await owner();
    expect(await link(user.accessToken, person)).toEqual({
      microsoftAccount: { objectId: person.oid, lastSignInAt: null },
      userErrors: [],
    });
    expect(await stateOf(empty)).toEqual({ state: 'DISABLED', version: 2 });
    const { errors } = await portal.ask(VIEWER, {}, { token: first.accessToken });
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const refreshed = await portal.ask(
      'mutation ($input: TokenRefreshInput!) { tokenRefresh(input: $input) { accessToken } }',
      { input: { refreshToken: first.refreshToken } },
    );
    expect(refreshed.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await visitor.signIn(person)).viewer.user.id).toBe(user.id);
    const records = await portal.rows(
      `SELECT entity_id, operation, from_state, to_state, actor_user_id FROM platform.audit_record
       WHERE operation IN ('CLOSE_UNUSED', 'LINK_MICROSOFT') AND entity_id = ANY($1) ORDER BY operation`,
      [[empty, user.id]],
    );
    expect(records).toEqual([
      {
        entity_id: empty,
        operation: 'CLOSE_UNUSED',
        from_state: 'ACTIVE',
        to_state: 'DISABLED',
        actor_user_id: user.id,
      },
      {
        entity_id: user.id,
        operation: 'LINK_MICROSOFT',
        from_state: null,
        to_state: null,
        actor_user_id: user.id,
      },
    ]);
  });

  const set = (column: string) => (id: string) =>
    portal.db.query(`UPDATE identity.user_account SET ${column} WHERE id = $1`, [id]);

  it.each<[string, (id: string, token: string) => Promise<unknown>]>([
    [
      'an application that has been begun',
      async (_id, token) => {
        const input = { idempotencyKey: crypto.randomUUID() };
        const { data } = await portal.ask(APPLY, { input }, { token });
        expect(data.resellerApplicationCreate.userErrors).toEqual([]);
      },
    ],
    [
      'a membership that has ended',
      async (userId) => {
        const resellerId = await addReseller(portal.db, { legalName: `Of ${userId}` });
        await addMembership(portal.db, { userId, resellerId, role: 'BUYER' });
        await portal.db.query(
          `UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`,
          [userId],
        );
      },
    ],
    [
      'a role of the staff',
      (id) =>
        portal.db.query(`INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'ANALYST')`, [
          id,
        ]),
    ],
    ['an address that is proven', set('email_verified_at = now()')],
    ['been closed', set(`state = 'DISABLED'`)],
  ])('stays with an account that has %s', async (_what, use) => {
    const person = visitor.somebody();
    const { accessToken, viewer } = await visitor.signIn(person);
    const held: string = viewer.user.id;
    await use(held, accessToken);
    const state = await stateOf(held);
    const user = await owner();
    const before = await visitor.counts();
    expect(await link(user.accessToken, person)).toEqual(TAKEN);
    expect(await stateOf(held)).toEqual(state);
    const [kept] = await portal.rows(
      'SELECT user_id FROM identity.microsoft_identity WHERE object_id = $1',
      [person.oid],
    );
    expect(kept).toEqual({ user_id: held });
    // What the refusal rolled back is the use of the code too.
    expect(await visitor.counts()).toEqual({ ...before, proofs: before.proofs + 1 });
  });

  it('goes to one of two who link it at the same moment', async () => {
    const person = visitor.somebody();
    await visitor.signIn(person);
    const owners = [await owner(), await owner()];
    const outcomes = await Promise.all(owners.map(({ accessToken }) => link(accessToken, person)));
    const won = outcomes.filter(({ userErrors }) => userErrors.length === 0);
    expect(won).toHaveLength(1);
    expect(outcomes).toContainEqual(TAKEN);
    const [row] = await portal.rows(
      'SELECT user_id FROM identity.microsoft_identity WHERE object_id = $1',
      [person.oid],
    );
    expect(row?.user_id).toBe(owners[outcomes.indexOf(won[0])]?.id);
  });

  it('of two that one person links at the same moment one stays', async () => {
    const people = [visitor.somebody(), visitor.somebody()];
    const accounts = [];
    for (const person of people) accounts.push((await visitor.signIn(person)).viewer.user.id);
    const { accessToken } = await owner();
    const outcomes = await Promise.all(people.map((person) => link(accessToken, person)));
    expect(outcomes.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(outcomes).toContainEqual(TAKEN);
    const states = await Promise.all(accounts.map(stateOf));
    expect(states.map((row) => row?.state).sort()).toEqual(['ACTIVE', 'DISABLED']);
  });

  it('opens one account or the other while it is signed in with and linked at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = visitor.somebody();
      const user = await owner();
      const code = await visitor.codeFor(person);
      const [signedIn, linked] = await Promise.all([
        visitor.finish(code),
        link(user.accessToken, person),
      ]);
      expect(linked.userErrors).toEqual([]);
      const ids = (await visitor.signIn(person)).viewer.user.id;
      expect(ids).toBe(user.id);
      // Either it came first and its account is closed, or it came second and is the same person.
      const token = signedIn.data?.microsoftSignInFinish?.accessToken;
      if (token === undefined) continue;
      const { data } = await portal.ask(VIEWER, {}, { token });
      expect([undefined, user.id]).toContain(data?.viewer?.user.id);
    }
  });
});
