import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MembershipService, PeopleService } from '../../src/identity/index.js';
import { newId } from '../../src/kernel/index.js';
import { ANONYMOUS, systemContext, type RequestContext } from '../../src/platform/access/index.js';
import { UnitOfWork, type Tx } from '../../src/platform/database/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

let portal: Portal;
let work: UnitOfWork;
let people: PeopleService;
let memberships: MembershipService;

const nobody: RequestContext = {
  requestId: newId(),
  caller: ANONYMOUS,
  ip: null,
  userAgent: null,
};

beforeAll(async () => {
  portal = await startPortal('people');
  work = portal.app.get(UnitOfWork);
  people = portal.app.get(PeopleService, { strict: false });
  memberships = portal.app.get(MembershipService, { strict: false });
});

afterAll(() => portal?.stop());

const asNobody = <T>(question: (tx: Tx) => Promise<T>): Promise<T> => work.read(nobody, question);

/** As staff who decide on an application, in their own unit of work. */
function makeFirstAdmin(userId: string, resellerId: string): Promise<string | null> {
  const ctx = systemContext('a test decides');
  return work.run(ctx, (tx) => memberships.makeFirstAdmin(ctx, tx, { userId, resellerId }));
}

describe('the contact of a person', () => {
  it('is found in every scope, unless the account is closed', async () => {
    const user = await addUser(portal.db, { name: 'Ada', locale: 'de' });
    const claimed = await addUser(portal.db, { emailVerified: false });
    const closed = await addUser(portal.db, { state: 'DISABLED' });
    expect(await asNobody((tx) => people.contact(tx, user.id))).toEqual({
      userId: user.id,
      email: user.email,
      name: 'Ada',
      locale: 'de',
      emailVerified: true,
    });
    expect((await asNobody((tx) => people.contact(tx, claimed.id)))?.emailVerified).toBe(false);
    expect(await asNobody((tx) => people.contact(tx, closed.id))).toBeUndefined();
  });

  it('of a reseller are its administrators, as they are now', async () => {
    const resellerId = await addReseller(portal.db, { legalName: 'Contacts' });
    const admin = await addUser(portal.db);
    const others = [await addUser(portal.db), await addUser(portal.db, { state: 'DISABLED' })];
    await addMembership(portal.db, { userId: admin.id, resellerId, role: 'RESELLER_ADMIN' });
    await addMembership(portal.db, { userId: others[0]?.id ?? '', resellerId, role: 'APPROVER' });
    await addMembership(portal.db, {
      userId: others[1]?.id ?? '',
      resellerId,
      role: 'RESELLER_ADMIN',
    });
    const found = await asNobody((tx) => people.adminsOf(tx, resellerId));
    expect(found.map(({ email }) => email)).toEqual([admin.email]);
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`, [
      admin.id,
    ]);
    expect(await asNobody((tx) => people.adminsOf(tx, resellerId))).toEqual([]);
  });
});

describe('the first administrator of a reseller', () => {
  it('is made once, audited, and told of', async () => {
    const resellerId = await addReseller(portal.db, { legalName: 'First' });
    const user = await addUser(portal.db);
    const id = await makeFirstAdmin(user.id, resellerId);
    expect(await makeFirstAdmin(user.id, resellerId)).toBe(id);
    expect(
      await portal.rows('SELECT id, role, state FROM identity.membership WHERE user_id = $1', [
        user.id,
      ]),
    ).toEqual([{ id, role: 'RESELLER_ADMIN', state: 'ACTIVE' }]);
    const [record] = await portal.rows(
      `SELECT a.entity, a.operation, a.to_state, a.party_ids, o.type, o.payload
       FROM platform.audit_record a JOIN platform.outbox o ON o.audit_id = a.id WHERE a.entity_id = $1 LIMIT 1`,
      [id],
    );
    expect(record).toEqual({
      entity: 'MEMBERSHIP',
      operation: 'MAKE_FIRST_ADMIN',
      to_state: 'ACTIVE',
      party_ids: [resellerId],
      type: 'membership.granted',
      payload: { resellerId, userId: user.id, role: 'RESELLER_ADMIN' },
    });
  });

  it('may be somebody whose membership was revoked', async () => {
    const resellerId = await addReseller(portal.db, { legalName: 'Again' });
    const user = await addUser(portal.db);
    const id = await addMembership(portal.db, { userId: user.id, resellerId, role: 'BUYER' });
    await portal.db.query(`UPDATE identity.membership SET state = 'REVOKED' WHERE id = $1`, [id]);
    expect(await makeFirstAdmin(user.id, resellerId)).toBe(id);
    expect(
      await portal.rows('SELECT role, state FROM identity.membership WHERE id = $1', [id]),
    ).toEqual([{ role: 'RESELLER_ADMIN', state: 'ACTIVE' }]);
  });

  it('is nobody whose account is closed, and none of the staff', async () => {
    const resellerId = await addReseller(portal.db, { legalName: 'Nobody' });
    const closed = await addUser(portal.db, { state: 'DISABLED' });
    const staff = await addUser(portal.db, { staffRoles: ['ANALYST'] });
    expect(await makeFirstAdmin(closed.id, resellerId)).toBeNull();
    expect(await makeFirstAdmin(staff.id, resellerId)).toBeNull();
    expect(
      await portal.rows('SELECT 1 FROM identity.membership WHERE reseller_id = $1', [resellerId]),
    ).toEqual([]);
  });

  it('is made by nobody who speaks for a reseller or for themselves', async () => {
    const resellerId = await addReseller(portal.db, { legalName: 'Self made' });
    const user = await addUser(portal.db);
    await expect(
      work.run(nobody, (tx) =>
        memberships.makeFirstAdmin(nobody, tx, { userId: user.id, resellerId }),
      ),
    ).rejects.toThrow('only staff and the system itself may');
  });
});
