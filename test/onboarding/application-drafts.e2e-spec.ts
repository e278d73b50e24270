import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser, signInAs } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, type Person } from '../support/world/shop.world.js';
import { addApplicant, checksOf, COMPLETE, take, told, trailOf } from './application-mutations.js';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('application_drafts');
  const { db } = portal;
  const regionId = await addRegion(db, { code: 'EMEA' });
  await addMarket(db, { code: 'DE', regionId });
  await addMarket(db, { code: 'FR', regionId, state: 'PAUSED' });
  await addMarket(db, { code: 'ES', regionId, state: 'WIND_DOWN' });
  await addMarket(db, { code: 'AT', regionId, state: 'PREPARING' });
}, 60_000);

afterAll(() => portal?.stop());

const create = (by: Person, content: object, idempotencyKey: string = newId()) =>
  take(portal, by, 'Create', { idempotencyKey, ...content });

/** Changes nothing but what is expected: refused work leaves no trace. */
async function unchanged(work: () => Promise<unknown>): Promise<void> {
  const before = await contentOf(portal);
  await work();
  expect(await contentOf(portal)).toEqual(before);
}

describe('a draft', () => {
  it('may be empty, says what is missing, and has a number and an end', async () => {
    const { application, userErrors } = await create(await addApplicant(portal), {});
    expect(userErrors).toEqual([]);
    expect(application).toMatchObject({ state: 'DRAFT', version: 1, submittedAt: null });
    expect(application.number).toMatch(/^RA-20\d\d-\d{6}$/);
    expect(application.missing.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      'legalName',
      'address.line1',
      'address.city',
      'countryCode',
      'taxId',
      'partnerType',
      'partnerLocationId',
      'expectedVolume',
      'marketCodes',
      'contacts',
    ]);
    const [row] = await portal.rows(
      `SELECT expires_at = created_at + interval '90 days' AS right FROM onboarding.application WHERE id = $1`,
      [application.id],
    );
    expect(row).toEqual({ right: true });
  });

  it('keeps what is given, with the tax id in its compact form', async () => {
    const { application } = await create(await addApplicant(portal), COMPLETE);
    expect(application).toMatchObject({
      ...COMPLETE,
      address: { ...COMPLETE.address, line2: null, region: null },
      taxId: '136695976',
      taxIdChecked: true,
      expectedVolume: { amount: '250000.00', currencyCode: 'EUR' },
      missing: [],
    });
    expect(await trailOf(portal, application.id)).toEqual([
      { operation: 'CREATE', from: null, to: 'DRAFT', version: 1, event: null },
    ]);
  });

  it('is changed field by field: what is left out stays, null clears', async () => {
    const by = await addApplicant(portal);
    const { application } = await create(by, COMPLETE);
    const edit = { applicationId: application.id, expectedVersion: 1 };
    const changed = await take(portal, by, 'Update', {
      ...edit,
      legalName: 'Nordlicht Handel GmbH',
      website: null,
      marketCodes: ['FR', 'DE'],
    });
    expect(changed.application).toMatchObject({
      version: 2,
      legalName: 'Nordlicht Handel GmbH',
      website: null,
      marketCodes: ['DE', 'FR'],
      taxId: '136695976',
    });
    const [record] = await portal.rows(
      `SELECT old, new FROM platform.audit_record WHERE entity_id = $1 AND operation = 'UPDATE'`,
      [application.id],
    );
    expect(record).toEqual({
      old: {
        legalName: 'Nordlicht Devices GmbH',
        website: 'https://example.com',
        marketCodes: ['DE'],
      },
      new: { legalName: 'Nordlicht Handel GmbH', website: null, marketCodes: ['DE', 'FR'] },
    });
    const stale = await take(portal, by, 'Update', { ...edit, legalName: 'Another GmbH' });
    expect(stale.userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['input', 'expectedVersion'], version: 2 },
    ]);
  });

  it('is not written anew when nothing changes', async () => {
    const by = await addApplicant(portal);
    const { application } = await create(by, COMPLETE);
    await unchanged(async () => {
      const same = await take(portal, by, 'Update', {
        applicationId: application.id,
        expectedVersion: 1,
        ...COMPLETE,
      });
      expect(same).toMatchObject({ application: { version: 1 }, userErrors: [] });
    });
  });

  it('is refused with everything that is wrong, and nothing is written', async () => {
    const by = await addApplicant(portal);
    await unchanged(async () => {
      const refused = await create(by, {
        ...COMPLETE,
        countryCode: 'DE',
        taxId: '136695977',
        marketCodes: ['DE', 'AT', 'ES', 'XX', 'nonsense'],
      });
      expect(refused.application).toBeNull();
      expect(told(refused)).toEqual([
        'TAX_ID_CHECK_DIGIT input.taxId',
        'UNKNOWN_MARKET input.marketCodes.1',
        'MARKET_CLOSING input.marketCodes.2',
        'UNKNOWN_MARKET input.marketCodes.3',
        'UNKNOWN_MARKET input.marketCodes.4',
      ]);
    });
  });
});

describe('what stands in letters and on parcels', () => {
  it('is one line each, whatever was typed', async () => {
    const by = await addApplicant(portal);
    await unchanged(async () => {
      const breaks = 'A\r\nBcc: b@example.com';
      const refused = await create(by, {
        ...COMPLETE,
        legalName: breaks,
        address: { line1: breaks, city: 'Berlin\u2028X' },
        contacts: [{ name: breaks, role: 'a\u0007b', email: 'nora@example.com' }],
      });
      expect(refused.application).toBeNull();
      expect(told(refused)).toEqual([
        'CHARACTERS input.legalName',
        'CHARACTERS input.address.line1',
        'CHARACTERS input.address.city',
        'CHARACTERS input.contacts.0.name',
        'CHARACTERS input.contacts.0.role',
      ]);
    });
  });
});

describe('one application at a time', () => {
  it('is what a person has, also when they ask for two at once', async () => {
    const by = await addApplicant(portal);
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(by, COMPLETE)));
    expect(answers.map((answer) => told(answer).join()).sort()).toEqual([
      '',
      ...Array.from({ length: 5 }, () => 'ALREADY_EXISTS input'),
    ]);
    const rows = await portal.rows(
      'SELECT FROM onboarding.application WHERE applicant_user_id = $1',
      [by.userId],
    );
    expect(rows).toHaveLength(1);
  });

  it('and another one when the first is over', async () => {
    const by = await addApplicant(portal);
    const { application } = await create(by, {});
    await take(portal, by, 'Withdraw', { applicationId: application.id, expectedVersion: 1 });
    expect((await create(by, {})).userErrors).toEqual([]);
  });

  it('and another one when the clock has ended the first, whether the job has come or not', async () => {
    const by = await addApplicant(portal);
    const old = await addApplication(portal.db, {
      applicantUserId: by.userId,
      daysInState: 90,
    });
    expect((await create(by, {})).userErrors).toEqual([]);
    expect(await trailOf(portal, old)).toEqual([
      {
        operation: 'EXPIRE',
        from: 'DRAFT',
        to: 'EXPIRED',
        version: 2,
        event: 'application.expired',
      },
    ]);
  });

  it('is made once per key; another input under the key is refused', async () => {
    const by = await addApplicant(portal);
    const key = newId();
    const answers = await Promise.all([1, 2, 3].map(() => create(by, COMPLETE, key)));
    expect(answers.map(told)).toEqual([[], [], []]);
    expect(new Set(answers.map(({ application }) => application.id)).size).toBe(1);
    const other = await create(by, { ...COMPLETE, legalName: 'Another GmbH' }, key);
    expect(told(other)).toEqual(['IDEMPOTENCY_KEY_REUSED input.idempotencyKey']);
  });
});

describe('a submission', () => {
  it('reports everything that is missing at once, and changes nothing', async () => {
    const by = await addApplicant(portal, { emailVerified: false });
    const { application } = await create(by, {
      legalName: 'Nordlicht Devices GmbH',
      contacts: [{ name: 'Nora Lind' }],
    });
    await unchanged(async () => {
      const refused = await take(portal, by, 'Submit', {
        applicationId: application.id,
        expectedVersion: 1,
      });
      expect(told(refused)).toEqual([
        'REQUIRED input.applicationId.address.line1',
        'REQUIRED input.applicationId.address.city',
        'REQUIRED input.applicationId.countryCode',
        'REQUIRED input.applicationId.taxId',
        'REQUIRED input.applicationId.partnerType',
        'REQUIRED input.applicationId.partnerLocationId',
        'REQUIRED input.applicationId.expectedVolume',
        'REQUIRED input.applicationId.marketCodes',
        'REQUIRED input.applicationId.contacts.0.role',
        'REQUIRED input.applicationId.contacts.0.email',
        'EMAIL_NOT_VERIFIED input.applicationId',
      ]);
    });
  });

  it('asks again whether the markets take resellers', async () => {
    const by = await addApplicant(portal);
    const applicationId = await addApplication(portal.db, {
      applicantUserId: by.userId,
      markets: ['DE', 'ES'],
    });
    const refused = await take(portal, by, 'Submit', { applicationId, expectedVersion: 1 });
    expect(told(refused)).toEqual(['MARKET_CLOSING input.applicationId.marketCodes.1']);
  });

  it('begins the checks and tells of itself', async () => {
    const by = await addApplicant(portal);
    const { application } = await create(by, COMPLETE);
    const { id } = application;
    const submitted = await take(portal, by, 'Submit', { applicationId: id, expectedVersion: 1 });
    expect(submitted).toMatchObject({
      application: { state: 'SUBMITTED', version: 2, expiresAt: null },
      userErrors: [],
    });
    expect(await trailOf(portal, id)).toEqual([
      { operation: 'CREATE', from: null, to: 'DRAFT', version: 1, event: null },
      {
        operation: 'SUBMIT',
        from: 'DRAFT',
        to: 'SUBMITTED',
        version: 2,
        event: 'application.submitted',
      },
    ]);
    expect(await checksOf(portal, id)).toEqual([
      'BUSINESS PENDING 1',
      'EMAIL_OWNERSHIP PENDING 1',
      'EMPLOYMENT PENDING 1',
      'PARTNER_LOCATION_ID PENDING 1',
      'SANCTIONS PENDING 1',
      'TAX_ID PENDING 1',
    ]);
  });

  it('happens once, however often it is asked for at once', async () => {
    const by = await addApplicant(portal);
    const { application } = await create(by, COMPLETE);
    const edit = { applicationId: application.id, expectedVersion: 1 };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => take(portal, by, 'Submit', edit)),
    );
    expect(answers.map((answer) => told(answer).join()).sort()).toEqual([
      '',
      ...Array.from({ length: 5 }, () => 'CONFLICT input.expectedVersion'),
    ]);
    expect(await trailOf(portal, application.id)).toHaveLength(2);
  });

  it('tells an applicant nothing of others with the same tax id, partner id or name', async () => {
    await addReseller(portal.db, {
      legalName: 'Nordlicht Devices GmbH',
      taxId: 'DE136695976',
      partnerLocationId: '4012345',
    });
    for (const by of [await addApplicant(portal), await addApplicant(portal)]) {
      const { application } = await create(by, COMPLETE);
      const { id: applicationId } = application;
      const submitted = await take(portal, by, 'Submit', { applicationId, expectedVersion: 1 });
      expect(submitted.userErrors).toEqual([]);
      const { data } = await portal.ask(
        'query ($id: ID!) { resellerApplication(id: $id) { id duplicates { id } } }',
        { id: applicationId },
        by,
      );
      expect(data.resellerApplication).toEqual({ id: applicationId, duplicates: null });
    }
  });
});

describe('an administrator of a reseller', () => {
  async function adminOf(state: 'ACTIVE' | 'DEAUTHORIZED'): Promise<Person & { id: string }> {
    const id = await addReseller(portal.db, { state });
    const user = await addUser(portal.db);
    const membershipId = await addMembership(portal.db, {
      userId: user.id,
      resellerId: id,
      role: 'RESELLER_ADMIN',
    });
    const { accessToken: token } = await signInAs(portal, user.email);
    return { id, userId: user.id, email: user.email, membershipId, token };
  }

  it('files one for it when it is deauthorised; it names the reseller', async () => {
    const admin = await adminOf('DEAUTHORIZED');
    const { application, userErrors } = await create(admin, COMPLETE);
    expect(userErrors).toEqual([]);
    expect(application.resellerId).toBe(admin.id);
    const submitted = await take(portal, admin, 'Submit', {
      applicationId: application.id,
      expectedVersion: 1,
    });
    expect(submitted).toMatchObject({ application: { state: 'SUBMITTED' }, userErrors: [] });
  });

  it('files one for it at a time, also when two of them do so at once', async () => {
    const admin = await adminOf('DEAUTHORIZED');
    const role = 'RESELLER_ADMIN';
    const colleague = await addPerson(portal, { resellerId: admin.id, role });
    const answers = await Promise.all([admin, colleague].map((who) => create(who, COMPLETE)));
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      {
        code: 'ALREADY_EXISTS',
        message: expect.stringMatching(/^Your reseller has an application/),
      },
    ]);
  });

  it('goes on with it only while speaking for that reseller', async () => {
    const admin = await adminOf('DEAUTHORIZED');
    const { application } = await create(admin, COMPLETE);
    const elsewhere = await addReseller(portal.db);
    await addMembership(portal.db, {
      userId: admin.userId,
      resellerId: elsewhere,
      role: 'RESELLER_ADMIN',
    });
    const { data } = await portal.ask(
      'mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }',
      { input: { resellerId: elsewhere } },
      admin,
    );
    const asOther = { token: data.switchReseller.accessToken };
    await unchanged(async () => {
      const edit = { applicationId: application.id, expectedVersion: 1 };
      expect(told(await take(portal, asOther, 'Submit', edit))).toEqual([
        'NOT_FOUND input.applicationId',
      ]);
    });
  });

  it('files none while it is active', async () => {
    const admin = await adminOf('ACTIVE');
    await unchanged(async () => {
      expect((await create(admin, COMPLETE)).userErrors).toMatchObject([
        { code: 'ILLEGAL_TRANSITION', path: ['input'], state: 'ACTIVE', operation: 'APPLY' },
      ]);
    });
  });
});

describe('the list of one’s own', () => {
  it('has what the person made, newest first, and of nobody else', async () => {
    const by = await addApplicant(portal);
    const first = await create(by, {});
    await take(portal, by, 'Withdraw', {
      applicationId: first.application.id,
      expectedVersion: 1,
    });
    const second = await create(by, {});
    const { data } = await portal.ask('{ myResellerApplications { id state } }', {}, by);
    expect(data.myResellerApplications).toEqual([
      { id: second.application.id, state: 'DRAFT' },
      { id: first.application.id, state: 'WITHDRAWN' },
    ]);
  });
});
