import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { DuplicateLoader } from '../../src/onboarding/duplicate.loader.js';
import { systemContext } from '../../src/platform/access/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addApplication, type AddedApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { staffOfReseller } from '../market/market-mutations.js';
import { addApplicant } from './application-mutations.js';

let portal: Portal;
let near: Person;
let far: Person;
let everywhere: Person;

beforeAll(async () => {
  portal = await startPortal('application_reviewers');
  const { db } = portal;
  const emea = await addRegion(db, { code: 'EMEA' });
  const apac = await addRegion(db, { code: 'APAC' });
  await addMarket(db, { code: 'DE', regionId: emea });
  await addMarket(db, { code: 'JP', currencyCode: 'JPY', regionId: apac });
  near = await addStaff(portal, 'CHANNEL_MANAGER', [emea]);
  far = await addStaff(portal, 'CHANNEL_MANAGER', [apac]);
  everywhere = await addStaff(portal, 'ADMIN');
}, 60_000);

afterAll(() => portal?.stop());

async function place(given: Omit<AddedApplication, 'applicantUserId'>): Promise<string> {
  const { userId } = await addApplicant(portal);
  return addApplication(portal.db, { state: 'IN_VETTING', ...given, applicantUserId: userId });
}

async function idSeenBy({ token }: Person, id: string): Promise<string | null> {
  const { data } = await portal.ask(
    'query ($id: ID!) { resellerApplication(id: $id) { id } }',
    { id },
    { token },
  );
  return data.resellerApplication?.id ?? null;
}

const DUPLICATES = `query ($id: ID!) { resellerApplication(id: $id) { duplicates {
  kind id legalName countryCode state sameTaxId samePartnerLocationId nameLikeness
} } }`;

async function duplicatesFor({ token }: Person, id: string): Promise<object[]> {
  const { data, errors } = await portal.ask(DUPLICATES, { id }, { token });
  expect(errors).toEqual([]);
  return data.resellerApplication.duplicates;
}

describe('staff', () => {
  it('see what was submitted for a market of their regions, and nothing else', async () => {
    const german = await place({ taxId: '111111125', legalName: 'Elbhandel AG' });
    const both = await place({ markets: ['DE', 'JP'], taxId: '1', legalName: 'Zwei Welten AG' });
    expect(await idSeenBy(near, german)).toBe(german);
    expect(await idSeenBy(far, german)).toBeNull();
    expect(await idSeenBy(far, both)).toBe(both);
    expect(await idSeenBy(everywhere, german)).toBe(german);
  });

  it('see no draft, nor one that was never submitted', async () => {
    const draft = await place({ state: 'DRAFT' });
    expect(await idSeenBy(everywhere, draft)).toBeNull();
    await portal.db.query(
      `UPDATE onboarding.application SET state = 'WITHDRAWN', expires_at = NULL WHERE id = $1`,
      [draft],
    );
    expect(await idSeenBy(everywhere, draft)).toBeNull();
  });
});

describe('one of staff who speaks for a reseller', () => {
  it('sees no application of others', async () => {
    const german = await place({ taxId: '111111125', legalName: 'Spreehandel AG' });
    const resellerId = await addReseller(portal.db);
    const token = await staffOfReseller(portal, resellerId);
    const { data, errors } = await portal.ask(
      'query ($id: ID!) { resellerApplication(id: $id) { id } }',
      { id: german },
      { token },
    );
    expect([data, errors]).toEqual([{ resellerApplication: null }, []]);
  });
});

describe('what may be the same company', () => {
  it('is found by tax id, partner location id and a name like it, the surest first', async () => {
    const bySameTaxId = await addReseller(portal.db, {
      legalName: 'Alpengeräte Vertrieb GmbH',
      taxId: 'DE 813 495 425',
      markets: ['DE'],
    });
    const byLocation = await addReseller(portal.db, {
      legalName: 'Ganz Anders Ltd',
      partnerLocationId: '7654321',
      markets: ['DE'],
      state: 'TERMINATED',
    });
    const byName = await place({
      legalName: 'BAYERWALD  Systemhaus',
      taxId: '999',
      partnerLocationId: '9999',
      state: 'READY_FOR_DECISION',
    });
    await place({ state: 'DRAFT', legalName: 'Bayerwald Systemhaus AG', taxId: '813495425' });
    const id = await place({
      legalName: 'Bayerwald Systemhaus GmbH & Co. KG',
      taxId: '813495425',
      partnerLocationId: '7654321',
    });
    const other = {
      sameTaxId: false,
      samePartnerLocationId: false,
      nameLikeness: null,
      countryCode: 'DE',
    };
    expect(await duplicatesFor(near, id)).toEqual([
      {
        ...other,
        kind: 'RESELLER',
        id: bySameTaxId,
        legalName: 'Alpengeräte Vertrieb GmbH',
        state: 'ACTIVE',
        sameTaxId: true,
      },
      {
        ...other,
        kind: 'RESELLER',
        id: byLocation,
        legalName: 'Ganz Anders Ltd',
        state: 'TERMINATED',
        samePartnerLocationId: true,
      },
      {
        ...other,
        kind: 'APPLICATION',
        id: byName,
        legalName: 'BAYERWALD  Systemhaus',
        state: 'READY_FOR_DECISION',
        nameLikeness: 100,
      },
    ]);
  });

  it('has no name where it lies outside the regions of the reviewer', async () => {
    await addReseller(portal.db, {
      legalName: 'Sakura Denki KK',
      taxId: '129273398',
      markets: ['JP'],
    });
    const id = await place({
      legalName: 'Kirschbaum Elektro GmbH',
      taxId: 'DE129273398',
      partnerLocationId: null,
    });
    const [hidden] = await duplicatesFor(near, id);
    expect(hidden).toEqual({
      kind: 'RESELLER',
      id: null,
      legalName: null,
      countryCode: null,
      state: null,
      sameTaxId: true,
      samePartnerLocationId: false,
      nameLikeness: null,
    });
    expect(await duplicatesFor(everywhere, id)).toMatchObject([{ legalName: 'Sakura Denki KK' }]);
  });

  it('is told of fifty at most, the surest ones', async () => {
    await portal.db.query(
      `INSERT INTO reseller.reseller (id, legal_name, tax_id, country_code, type, tier)
       SELECT gen_random_uuid(), 'Massenware Nord GmbH', 'MASS' || n, 'DE', 'DIRECT_RESELLER', 'REGISTERED'
       FROM generate_series(1, 60) n`,
    );
    const id = await place({
      legalName: 'Massenware Nord',
      taxId: 'MASS60',
      partnerLocationId: null,
    });
    const found = await duplicatesFor(everywhere, id);
    expect(found).toHaveLength(50);
    expect(found[0]).toMatchObject({ sameTaxId: true, nameLikeness: 100 });
    expect(found[1]).toMatchObject({ sameTaxId: false, nameLikeness: 100 });
  });

  it('is not the deauthorised reseller for which it was filed', async () => {
    const resellerId = await addReseller(portal.db, {
      legalName: 'Fördehandel GmbH',
      taxId: '118509725',
      state: 'DEAUTHORIZED',
      markets: ['DE'],
    });
    const id = await place({
      legalName: 'Fördehandel GmbH',
      taxId: '118509725',
      resellerId,
      partnerLocationId: null,
    });
    expect(await duplicatesFor(near, id)).toEqual([]);
  });

  it.each([
    ['Müller & Söhne GmbH', 'MUELLER Soehne', 50],
    ['深圳市星河科技有限公司', '深圳市星河科技股份有限公司', 100],
    ['PT Nusantara Jaya Tbk', 'Nusantara Jaya', 100],
    ['S.A.R.L. Lumière', 'Lumiere S.A.R.L', 60],
  ])('of %s may be %s', async (one, another, least) => {
    const id = await place({ legalName: one, taxId: `A${one.length}`, partnerLocationId: null });
    const twin = await place({
      legalName: another,
      taxId: `B${one.length}`,
      partnerLocationId: null,
    });
    const found = await duplicatesFor(everywhere, id);
    expect(found).toContainEqual(expect.objectContaining({ id: twin }));
    const [{ nameLikeness }] = found as [{ nameLikeness: number }];
    expect(nameLikeness).toBeGreaterThanOrEqual(least);
  });

  it('is told to nobody of their own application, also when they have become staff since', async () => {
    const twin = { legalName: 'Gleich und Gleich GmbH', partnerLocationId: '76543210' };
    await place(twin);
    const by = await addApplicant(portal);
    const id = await addApplication(portal.db, {
      ...twin,
      state: 'IN_VETTING',
      applicantUserId: by.userId,
    });
    await portal.db.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, 'CHANNEL_MANAGER')`,
      [by.userId],
    );
    expect(await duplicatesFor(everywhere, id)).toHaveLength(1);
    expect(await duplicatesFor(by, id)).toBeNull();
  });

  it('is asked for a whole page by one statement', async () => {
    const ids = [await place({ legalName: 'Eins GmbH' }), await place({ legalName: 'Zwei GmbH' })];
    const ctx = systemContext('a test');
    const loader = portal.app.get(DuplicateLoader);
    const units = await portal.unitsOf(() =>
      Promise.all(ids.map((id) => loader.of(ctx, { id, applicantUserId: newId() }))),
    );
    expect(units.map(({ statements }) => statements)).toEqual([1]);
  });
});
