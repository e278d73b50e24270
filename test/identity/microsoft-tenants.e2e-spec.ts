import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { MicrosoftDouble, type TenantPerson } from '../support/microsoft.js';
import { MicrosoftVisitor, pageOf } from '../support/microsoft-visitor.js';
import { openPortal, startPortal, type Portal } from '../support/portal.js';
import { createTestDatabase } from '../support/test-database.js';

const FIRST = '44444444-4444-4444-8444-444444444444';
const SECOND = '55555555-5555-4555-8555-555555555555';
const THIRD = '66666666-6666-4666-8666-666666666666';
/** Of the accounts that everybody can make. */
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

let microsoft: MicrosoftDouble;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
});

afterAll(() => microsoft?.stop());

afterEach(() => {
  microsoft.tamper = undefined;
  microsoft.keyMembers = {};
});

const ask = (portal: Portal, token: string) =>
  portal.ask('{ viewer { user { id } } }', {}, { token });

describe.each([
  ['organizations', 'organizations'],
  ['two tenants', `${FIRST.toUpperCase()}, ${SECOND}`],
])('a portal for %s', (_name, tenants) => {
  let portal: Portal;
  let visitor: MicrosoftVisitor;

  beforeAll(async () => {
    portal = await startPortal('microsoft_tenants', microsoft.settings(tenants));
    visitor = new MicrosoftVisitor(portal, microsoft);
  }, 60_000);

  afterAll(() => portal?.stop());

  beforeEach(async () => {
    await portal.db.query('DELETE FROM platform.rate_limit');
  });

  const tokenOf = ({ oid, tid }: TenantPerson, issuer = microsoft.issuer(tid)) =>
    microsoft.sign({ claims: { oid, tid, iss: issuer } });

  it('makes two people of one e-mail in two tenants, and neither gets to the other', async () => {
    const email = 'same@example.com';
    const first = visitor.somebody({ tid: FIRST, email });
    const second = visitor.somebody({ tid: SECOND, email });
    const [one, two] = [await visitor.signIn(first), await visitor.signIn(second)];
    expect(two.viewer.user.id).not.toBe(one.viewer.user.id);
    expect([one, two].map(({ viewer }) => viewer.microsoftAccount)).toMatchObject([
      { tenantId: FIRST, objectId: first.oid, email },
      { tenantId: SECOND, objectId: second.oid, email },
    ]);
    expect((await visitor.signIn(first)).viewer.user.id).toBe(one.viewer.user.id);
    expect((await ask(portal, await tokenOf(second))).data.viewer.user.id).toBe(two.viewer.user.id);
  });

  it('makes two people of one object id in two tenants: a tenant says of its own alone', async () => {
    const first = visitor.somebody({ tid: FIRST });
    const one = await visitor.signIn(first);
    const claimed = await tokenOf({ ...first, tid: SECOND });
    expect((await ask(portal, claimed)).status).toBe(401);
    const two = await visitor.signIn(visitor.somebody({ oid: first.oid, tid: SECOND }));
    expect(two.viewer.user.id).not.toBe(one.viewer.user.id);
    expect((await ask(portal, await tokenOf(first))).data.viewer.user.id).toBe(one.viewer.user.id);
    expect((await ask(portal, claimed)).data.viewer.user.id).toBe(two.viewer.user.id);
  });

  it('takes a guest for a person of the tenant that invited them, not of the one they come from', async () => {
    const email = 'guest@example.com';
    const home = visitor.somebody({ tid: FIRST, email });
    const atHome = await visitor.signIn(home);
    const guest = visitor.somebody({ tid: SECOND, email });
    microsoft.tamper = (genuine) =>
      microsoft.sign({
        claims: { scp: undefined, ...decodeJwt(genuine), idp: microsoft.issuer(FIRST), acct: 1 },
      });
    const asGuest = await visitor.signIn(guest);
    expect(asGuest.viewer.user.id).not.toBe(atHome.viewer.user.id);
    expect(asGuest.viewer.microsoftAccount).toMatchObject({
      tenantId: SECOND,
      objectId: guest.oid,
    });
  });

  it('refuses an issuer of one tenant with the id of another', async () => {
    const person = visitor.somebody({ tid: FIRST });
    await visitor.signIn(person);
    const before = await visitor.counts();
    microsoft.tamper = (genuine) =>
      microsoft.sign({
        claims: { scp: undefined, ...decodeJwt(genuine), iss: microsoft.issuer(SECOND) },
      });
    expect(await pageOf(await visitor.goAndComeBack(person))).toEqual({
      status: 400,
      code: 'ISSUER',
    });
    const mixed = await tokenOf(person, microsoft.issuer(SECOND));
    expect((await ask(portal, mixed)).status).toBe(401);
    // The pattern itself is nobody's issuer.
    const pattern = await tokenOf(person, `${microsoft.url}/{tenantid}/v2.0`);
    expect((await ask(portal, pattern)).status).toBe(401);
    expect(await visitor.counts()).toEqual(before);
  });

  it.each([
    ['of personal accounts', PERSONAL],
    ...(tenants === 'organizations' ? [] : [['that nobody named', THIRD] as const]),
  ])('refuses the tenant %s', async (_what, tid) => {
    const before = await visitor.counts();
    const person = visitor.somebody({ tid });
    const answer = await visitor.goAndComeBack(person);
    const told = await answer.clone().text();
    expect(await pageOf(answer)).toEqual({ status: 403, code: 'TENANT' });
    expect(told).toContain('Accounts of your organization cannot sign in here.');
    expect((await ask(portal, await tokenOf(person))).status).toBe(401);
    expect(await visitor.counts()).toEqual(before);
  });
});

it('a tenant that is taken from the list comes in no more; the sessions that it has opened go on', async () => {
  const database = await createTestDatabase('microsoft_tenant_gone');
  let portal = await openPortal(database, microsoft.settings(`${FIRST},${SECOND}`));
  try {
    const visitor = new MicrosoftVisitor(portal, microsoft);
    const person = visitor.somebody({ tid: SECOND });
    const { accessToken, viewer } = await visitor.signIn(person);
    const token = await microsoft.sign({ claims: { oid: person.oid, tid: SECOND } });
    expect((await ask(portal, token)).data.viewer.user.id).toBe(viewer.user.id);
    await portal.stop();

    portal = await openPortal(database, microsoft.settings(`${FIRST},${THIRD}`));
    const after = new MicrosoftVisitor(portal, microsoft);
    expect(await pageOf(await after.goAndComeBack(person))).toEqual({
      status: 403,
      code: 'TENANT',
    });
    expect((await ask(portal, token)).status).toBe(401);
    expect((await ask(portal, accessToken)).data.viewer.user.id).toBe(viewer.user.id);
  } finally {
    await portal.stop();
    await database.drop();
  }
});
