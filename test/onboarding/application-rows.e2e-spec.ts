import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { openAppSession, outcomeOf, type AppSession } from '../support/app-session.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addDocumentRow } from '../support/world/document.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import type { Person } from '../support/world/shop.world.js';
import { addApplicant } from './application-mutations.js';

/** SQLSTATE of "not permitted", be it for want of a right or by a policy. */
const REFUSED = '42501';
const TABLES = ['application', 'application_market', 'vetting_check', 'document'];

let portal: Portal;
let session: AppSession;
let me: Person;
let other: Person;
let mine: string;
let theirs: string;

beforeAll(async () => {
  portal = await startPortal('application_rows');
  await addMarket(portal.db, { code: 'DE' });
  me = await addApplicant(portal);
  other = await addApplicant(portal);
  const place = ({ userId }: Person) =>
    addApplication(portal.db, { applicantUserId: userId, state: 'ACTION_REQUIRED' });
  mine = await place(me);
  theirs = await place(other);
  for (const id of [mine, theirs]) await addDocumentRow(portal.db, id);
  session = await openAppSession(portal);
}, 60_000);

afterAll(async () => {
  await session?.end();
  await portal?.stop();
});

/** What a statement of the server's login comes to when it acts for an applicant. */
function asMe(statement: string, values: unknown[] = []): Promise<string | number> {
  return session.within(null, async (client) => {
    await client.query(
      `SELECT set_config('app.scope', 'none', true), set_config('app.reseller', '', true),
         set_config('app.user', $1, true)`,
      [me.userId],
    );
    return outcomeOf(client, statement, values);
  });
}

describe("as one applicant, the server's login", () => {
  it.each(TABLES)('sees in %s what is theirs and nothing of anybody else', async (table) => {
    const key = table === 'application' ? 'id' : 'application_id';
    const count = `SELECT FROM onboarding.${table} WHERE ${key} = $1`;
    expect(await asMe(count, [mine])).toBeGreaterThan(0);
    expect(await asMe(count, [theirs])).toBe(0);
  });

  it.each([
    ['UPDATE onboarding.application SET website = NULL WHERE id = $1'],
    [
      `UPDATE onboarding.vetting_check SET state = 'PENDING', decided_at = NULL, source = NULL WHERE application_id = $1`,
    ],
    ['DELETE FROM onboarding.application_market WHERE application_id = $1'],
    ['DELETE FROM onboarding.document WHERE application_id = $1'],
  ])('changes nothing of anybody else: %s', async (statement) => {
    expect(await asMe(statement, [theirs])).toBe(0);
    expect(await asMe(statement, [mine])).toBeGreaterThan(0);
  });

  it('makes none in the name of somebody else, none that is submitted, and none for a reseller', async () => {
    const insert = `INSERT INTO onboarding.application (id, applicant_user_id, reseller_id, state, submitted_at, expires_at)
      VALUES ($1, $2, $3, $4, now(), CASE WHEN $4 = 'DRAFT' THEN now() END)`;
    const values = (userId: string, resellerId: string | null, state: string) =>
      asMe(insert, [newId(), userId, resellerId, state]);
    expect(await values(other.userId, null, 'DRAFT')).toBe(REFUSED);
    expect(await values(me.userId, null, 'READY_FOR_DECISION')).toBe(REFUSED);
    expect(await values(me.userId, await addReseller(portal.db), 'DRAFT')).toBe(REFUSED);
  });

  it('does not take the steps that are not theirs, nor hand it to somebody else', async () => {
    const update = (changes: string, values: unknown[] = []) =>
      asMe(`UPDATE onboarding.application SET ${changes} WHERE id = $1`, [mine, ...values]);
    const resellerId = await addReseller(portal.db);
    expect(await update(`state = 'PENDING_AGREEMENT'`)).toBe(REFUSED);
    expect(
      await update(
        `state = 'APPROVED', expires_at = NULL, decided_at = now(), decided_by = $2, reseller_id = $3`,
        [other.userId, resellerId],
      ),
    ).toBe(REFUSED);
    expect(await update('reseller_id = $2', [resellerId])).toBe(REFUSED);
    expect(await update('applicant_user_id = $2', [other.userId])).toBe(REFUSED);
  });

  it('sends no document for somebody else, nor in the name of somebody else, and changes none', async () => {
    const insert = (applicationId: string, by: string) =>
      asMe(
        `INSERT INTO onboarding.document (id, application_id, kind, name, content_type, bytes, sha256, uploaded_by, uploaded_by_name)
         VALUES ($1, $2, 'OTHER', 'a.pdf', 'application/pdf', 1, repeat('0', 64), $3, 'Some Body')`,
        [newId(), applicationId, by],
      );
    expect(await insert(theirs, me.userId)).toBe(REFUSED);
    expect(await insert(mine, other.userId)).toBe(REFUSED);
    expect(await insert(mine, me.userId)).toBe(1);
    const update = `UPDATE onboarding.document SET name = 'b.pdf' WHERE application_id = $1`;
    expect(await asMe(update, [mine])).toBe(REFUSED);
  });

  it('decides no check', async () => {
    const statement = `UPDATE onboarding.vetting_check SET state = 'WAIVED', source = 'REVIEWER', reviewer_id = $2, decided_at = now()
      WHERE application_id = $1`;
    expect(await asMe(statement, [mine, other.userId])).toBe(REFUSED);
  });

  it('learns of no duplicate', async () => {
    expect(
      await asMe('SELECT FROM onboarding.duplicates_of(ARRAY[$1, $2]::uuid[], NULL)', [
        mine,
        theirs,
      ]),
    ).toBe(0);
    const staff = await session.within(null, async (client) => {
      await client.query(`SELECT set_config('app.scope', 'all', true)`);
      return outcomeOf(client, 'SELECT FROM onboarding.duplicates_of(ARRAY[$1]::uuid[], NULL)', [
        mine,
      ]);
    });
    expect(staff).toBe(1);
  });
});

describe('nobody', () => {
  it('decides on their own application, whoever writes it', async () => {
    await expect(
      portal.db.query(
        `UPDATE onboarding.application SET state = 'REJECTED', expires_at = NULL, decided_at = now(), decided_by = $2 WHERE id = $1`,
        [mine, me.userId],
      ),
    ).rejects.toThrow('application_decided_by_check');
  });
});
