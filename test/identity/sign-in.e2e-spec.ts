import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addReseller } from '../support/world/reseller.world.js';
import {
  addMembership,
  addUser,
  WORLD_PASSWORD,
  type WorldUser,
} from '../support/world/identity.world.js';
import { startPortal, type Portal } from '../support/portal.js';

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) {
    accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
    viewer { user { id email name } staffRoles membership { resellerId role } memberships { resellerId } }
  }
}`;
const WRONG = {
  message: 'The e-mail or the password is wrong, or the account is closed.',
  code: 'UNAUTHENTICATED',
};

let portal: Portal;
let reseller: string;
let ann: WorldUser;

beforeAll(async () => {
  portal = await startPortal('sign-in');
  reseller = await addReseller(portal.db, { legalName: 'Ann and Partners' });
  ann = await addUser(portal.db, { email: 'Ann@example.com', name: 'Ann' });
  await addMembership(portal.db, { userId: ann.id, resellerId: reseller, role: 'APPROVER' });
});

afterAll(() => portal.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

function signIn(email: string, password: string) {
  return portal.ask(SIGN_IN, { input: { email, password } });
}

describe('signIn', () => {
  it('gives tokens and says who signed in, whatever the case of the e-mail', async () => {
    const answer = await signIn('  ANN@EXAMPLE.COM ', WORLD_PASSWORD);
    expect(answer.status).toBe(200);
    const { viewer, ...tokens } = answer.data.signIn;
    expect(viewer).toEqual({
      user: { id: ann.id, email: 'Ann@example.com', name: 'Ann' },
      staffRoles: [],
      membership: { resellerId: reseller, role: 'APPROVER' },
      memberships: [{ resellerId: reseller }],
    });
    expect(tokens.accessToken).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(tokens.refreshToken).toMatch(/^cpr_[\w-]{43}$/);
    const minutes = (Date.parse(tokens.accessTokenExpiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(9);
    expect(minutes).toBeLessThanOrEqual(10.1);
    const days = (Date.parse(tokens.refreshTokenExpiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(13.9);
    expect(days).toBeLessThanOrEqual(14.1);
  });

  it('is audited', async () => {
    await signIn(ann.email, WORLD_PASSWORD);
    const [record] = await portal.rows(
      `SELECT actor_label, operation, to_state, party_ids FROM platform.audit_record
       WHERE entity = 'SESSION' ORDER BY at DESC LIMIT 1`,
    );
    expect(record).toEqual({
      actor_label: 'Ann@example.com',
      operation: 'SIGN_IN',
      to_state: 'OPEN',
      party_ids: [reseller],
    });
  });

  it('binds no reseller for staff and for people without one', async () => {
    const desk = await addUser(portal.db, { staffRoles: ['ORDER_DESK'] });
    const nobody = await addUser(portal.db);
    const staff = (await signIn(desk.email, WORLD_PASSWORD)).data.signIn.viewer;
    expect(staff.staffRoles).toEqual(['ORDER_DESK']);
    expect(staff.membership).toBeNull();
    const applicant = (await signIn(nobody.email, WORLD_PASSWORD)).data.signIn.viewer;
    expect(applicant.staffRoles).toEqual([]);
    expect(applicant.membership).toBeNull();
  });

  it('answers alike for a wrong password, an unknown e-mail, a closed account and nonsense', async () => {
    const closed = await addUser(portal.db, { state: 'DISABLED' });
    const tries: [string, string][] = [
      [ann.email, 'not her password'],
      ['nobody@example.com', WORLD_PASSWORD],
      [closed.email, WORLD_PASSWORD],
      ['', ''],
      ['nul\0@example.com', WORLD_PASSWORD],
      [`${'x'.repeat(10_000)}@example.com`, WORLD_PASSWORD],
      [ann.email, 'x'.repeat(100_000)],
    ];
    for (const [email, password] of tries) {
      const answer = await signIn(email, password);
      expect(answer.status).toBe(401);
      expect(answer.data?.signIn ?? null).toBeNull();
      expect(answer.errors).toEqual([
        expect.objectContaining({
          message: WRONG.message,
          extensions: expect.objectContaining({ code: WRONG.code }),
        }),
      ]);
    }
  });

  it('takes as long for an unknown account as for a known one', async () => {
    const time = async (email: string) => {
      await portal.db.query('DELETE FROM platform.rate_limit');
      const started = performance.now();
      await signIn(email, 'not the password');
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      known.push(await time(ann.email));
      unknown.push(await time('nobody@example.com'));
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[7] ?? 0;
    // Without the decoy an unknown account would answer in a fraction of the time that a hash takes.
    expect(median(unknown) / median(known)).toBeGreaterThan(0.35);
    expect(median(unknown) / median(known)).toBeLessThan(3);
  });
});

describe('an address that is written otherwise', () => {
  it('has no attempts of its own: what is the same account is counted as one', async () => {
    await addUser(portal.db, { email: 'kim.pi@example.com' });
    // The second is the sign of a Kelvin, which has the small k, too.
    const spellings = [
      'KIM.PI@example.com',
      '\u212aim.Pi@example.com',
      '\u00a0kim.pi@EXAMPLE.com\t',
    ];
    for (const email of spellings) {
      expect((await signIn(email, 'wrong password')).status).toBe(401);
    }
    const rows = await portal.rows(
      `SELECT points FROM platform.rate_limit WHERE key LIKE 'sign-in:%'`,
    );
    expect(rows).toEqual([{ points: 3 }]);
    for (const email of spellings) {
      await portal.db.query('DELETE FROM platform.rate_limit');
      expect((await signIn(email, WORLD_PASSWORD)).status).toBe(200);
    }
  });

  it.each(['K\u0130M.pi@example.com', 'k\u0131m.pi@example.com', 'kim.pi@example\uff0ecom'])(
    'as %s is nobody',
    async (email) => {
      expect((await signIn(email, WORLD_PASSWORD)).status).toBe(401);
    },
  );
});

describe('guessing', () => {
  const guess = (email = ann.email) => signIn(email, 'a guess at a password');

  it('is refused after 5 failures, with the time to wait, also with the right password', async () => {
    for (let i = 0; i < 5; i += 1) expect((await guess()).status).toBe(401);
    const sixth = await guess();
    expect(sixth.status).toBe(429);
    expect(sixth.errors[0].extensions.code).toBe('RATE_LIMITED');
    const wait = Number(sixth.headers['retry-after']);
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
    expect(sixth.errors[0].extensions.retryAfterSeconds).toBe(wait);
    expect((await signIn(ann.email, WORLD_PASSWORD)).status).toBe(429);
    expect((await guess('another@example.com')).status).toBe(401);
  });

  it('is forgotten after the right password', async () => {
    for (let i = 0; i < 4; i += 1) await guess();
    expect((await signIn(ann.email, WORLD_PASSWORD)).status).toBe(200);
    for (let i = 0; i < 5; i += 1) expect((await guess()).status).toBe(401);
  });

  it('is counted exactly when it comes in parallel', async () => {
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => guess()))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('waits longer each time, but never for good', async () => {
    const expire = () =>
      portal.db.query(`UPDATE platform.rate_limit SET expire = 1 WHERE key LIKE 'sign-in:%'`);
    const waits: number[] = [];
    for (let lock = 0; lock < 4; lock += 1) {
      for (let i = 0; i < 5; i += 1) await guess();
      waits.push(Math.round(Number((await guess()).headers['retry-after']) / 60));
      await expire();
      await portal.db.query(`DELETE FROM platform.rate_limit WHERE key LIKE 'sign-in-address:%'`);
    }
    expect(waits).toEqual([15, 30, 60, 60]);
  });

  it('of many accounts from one address ends after 50 failures', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 52; i += 1) statuses.push((await guess(`person-${i}@example.com`)).status);
    expect(statuses.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 401));
    expect(statuses.slice(50)).toEqual([429, 429]);
    expect((await signIn(ann.email, WORLD_PASSWORD)).status).toBe(429);
  });
});
