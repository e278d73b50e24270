import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrderLetterJob } from '../../src/order/order-letter.job.js';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import type { ReadLetter } from '../support/read-letters.js';
import { addAgreement } from '../support/world/reseller.world.js';
import { addStaff, breaches, openShop, SUBMIT, type Shop } from '../support/world/shop.world.js';

const EMAIL = 'ada@nordlicht.example';
const PASSWORD = 'lanterns over quiet harbours';
/** As it is kept: without spaces, points and the prefix of the country. */
const TAX_ID = '136695976';
/** What a machine decides by itself for this applicant; the rest is for people. */
const BY_MACHINE = ['EMAIL_OWNERSHIP', 'PARTNER_LOCATION_ID', 'TAX_ID'];

let portal: Portal;
let shop: Shop;
let manager: string;
let agreementId: string;

beforeAll(async () => {
  portal = await startPortal('first_order', { JOBS: 'true' });
  shop = await openShop(portal);
  manager = (await addStaff(portal, 'CHANNEL_MANAGER')).token;
  agreementId = await addAgreement(portal.db, { regionId: shop.regionId, number: 1 });
}, 60_000);
afterAll(() => portal?.stop());

/** Does something and expects that nothing was refused. */
async function done(mutation: string, input: object, fields: string, token?: string) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await portal.ask(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} } }`,
    { input },
    { ...(token !== undefined && { token }) },
  );
  expect(errors).toEqual([]);
  return data[mutation];
}

/** Waits for it: what follows a commit is written in the background. */
async function letterOf(kind: string): Promise<ReadLetter> {
  const until = Date.now() + 20_000;
  for (;;) {
    const letters = (await portal.letters()).filter((letter) => letter.kind === kind);
    if (letters.length > 0 || Date.now() > until) {
      expect(letters.map(({ to }) => to)).toEqual([EMAIL]);
      return letters[0]!;
    }
    await sleep(50);
  }
}

async function signIn(): Promise<string> {
  const input = { email: EMAIL, password: PASSWORD };
  return (await done('signIn', input, 'accessToken')).accessToken;
}

const APPLICATION =
  'application { id state version missing { path } } userErrors { code path message }';

const STANDING = `query ($id: ID!) { resellerApplication(id: $id) {
  state version vettingChecks { kind state version attempts } } }`;

interface Check {
  kind: string;
  state: string;
  version: number;
  attempts: number | null;
}

async function standingOf(
  id: string,
): Promise<{ state: string; version: number; vettingChecks: Check[] }> {
  const { data, errors } = await portal.ask(STANDING, { id }, { token: manager });
  expect(errors).toEqual([]);
  return data.resellerApplication;
}

/** Waits for the machines, which look in the background. */
async function checksOf(id: string): Promise<Check[]> {
  const until = Date.now() + 20_000;
  for (;;) {
    const { vettingChecks: checks } = await standingOf(id);
    // Those that they pass, and the names that they leave to people when there is no list.
    const tried = checks.filter(({ attempts }) => attempts !== null);
    if (tried.length > BY_MACHINE.length || Date.now() > until) return checks;
    await sleep(50);
  }
}

describe('From signing up to a first confirmed order', () => {
  let token: string;
  let id: string;
  let version: number;

  it('makes an account, whose address a letter proves', async () => {
    const account = { email: EMAIL, name: 'Ada Nordlicht', password: PASSWORD, locale: 'de' };
    expect(await done('accountCreate', account, 'sentTo userErrors { code }')).toEqual({
      sentTo: EMAIL,
      userErrors: [],
    });
    const { text } = await letterOf('identity.verify_email');
    const secret = /#token=([\w-]+)/.exec(text)?.[1];
    expect(await done('emailVerify', { token: secret }, 'email userErrors { code }')).toEqual({
      email: EMAIL,
      userErrors: [],
    });
    token = await signIn();
  });

  it('writes and submits an application', async () => {
    const begun = await done(
      'resellerApplicationCreate',
      {
        idempotencyKey: newId(),
        legalName: 'Nordlicht Geräte GmbH',
        countryCode: 'DE',
        taxId: 'DE 136 695 976',
        website: 'https://nordlicht.example',
        partnerType: 'DIRECT_RESELLER',
        partnerLocationId: '9520777',
        marketCodes: ['DE'],
        expectedVolume: { amount: '250000.00', currencyCode: 'EUR' },
      },
      APPLICATION,
      token,
    );
    expect(begun.userErrors).toEqual([]);
    expect(begun.application.state).toBe('DRAFT');
    expect(begun.application.missing).not.toEqual([]);
    id = begun.application.id;
    const whole = await done(
      'resellerApplicationUpdate',
      {
        applicationId: id,
        expectedVersion: begun.application.version,
        address: { line1: 'Hafenstr. 1', city: 'Kiel', postalCode: '24103' },
        contacts: [{ name: 'Ada Nordlicht', role: 'Owner', email: EMAIL, phone: '+49 431 000001' }],
      },
      APPLICATION,
      token,
    );
    expect(whole).toMatchObject({ application: { missing: [] }, userErrors: [] });
    const submitted = await done(
      'resellerApplicationSubmit',
      { applicationId: id, expectedVersion: whole.application.version },
      APPLICATION,
      token,
    );
    expect(submitted).toMatchObject({ application: { state: 'SUBMITTED' }, userErrors: [] });
  });

  it('is vetted, by machines and by a channel manager', async () => {
    const claimed = await done(
      'resellerApplicationClaim',
      { applicationId: id },
      APPLICATION,
      manager,
    );
    expect(claimed).toMatchObject({ application: { state: 'IN_VETTING' }, userErrors: [] });
    const checks = await checksOf(id);
    const passed = checks.filter(({ state }) => state === 'PASSED').map(({ kind }) => kind);
    expect(passed).toEqual(expect.arrayContaining(BY_MACHINE));
    for (const { kind, state, version: expectedVersion } of checks) {
      if (state === 'PASSED') continue;
      const decision = {
        applicationId: id,
        kind,
        outcome: 'PASSED',
        note: 'Looked up',
        expectedVersion,
      };
      const decided = await done('vettingCheckDecide', decision, APPLICATION, manager);
      expect(decided.userErrors).toEqual([]);
    }
    const standing = await standingOf(id);
    expect(standing.state).toBe('PENDING_AGREEMENT');
    version = standing.version;
  });

  it('accepts the agreement, and is approved by somebody else', async () => {
    const accepted = await done(
      'resellerApplicationAgreementAccept',
      { applicationId: id, agreementId, expectedVersion: version },
      APPLICATION,
      token,
    );
    expect(accepted).toMatchObject({
      application: { state: 'READY_FOR_DECISION' },
      userErrors: [],
    });
    const approved = await done(
      'resellerApplicationApprove',
      {
        applicationId: id,
        idempotencyKey: newId(),
        expectedVersion: accepted.application.version,
        tier: 'PREMIER',
        creditLimits: [{ limit: { amount: '50000.00', currencyCode: 'EUR' }, terms: 'NET_30' }],
      },
      APPLICATION,
      manager,
    );
    expect(approved).toMatchObject({ application: { state: 'APPROVED' }, userErrors: [] });
    await letterOf('onboarding.application_approved');
  });

  it('places its first order, which is confirmed in a letter', async () => {
    token = await signIn();
    const { data } = await portal.ask(
      `{ viewer { emailVerified membership { role } reseller { legalName taxId state tier addresses { id city countryCode }
        marketAuthorizations { marketCode } creditAccounts { limit { amount } terms } } } }`,
      {},
      { token },
    );
    expect(data.viewer).toMatchObject({
      emailVerified: true,
      membership: { role: 'RESELLER_ADMIN' },
      reseller: {
        legalName: 'Nordlicht Geräte GmbH',
        taxId: TAX_ID,
        state: 'ACTIVE',
        tier: 'PREMIER',
        addresses: [{ city: 'Kiel', countryCode: 'DE' }],
        marketAuthorizations: [{ marketCode: 'DE' }],
        creditAccounts: [{ limit: { amount: '50000.00' }, terms: 'NET_30' }],
      },
    });
    const order = await portal.ask(
      SUBMIT,
      {
        input: {
          idempotencyKey: newId(),
          marketCode: 'DE',
          purchaseOrderNumber: 'FIRST-1',
          shipToAddressId: data.viewer.reseller.addresses[0].id,
          lines: [
            {
              sku: 'SKU-A',
              quantity: 12,
              expectedUnitPrice: { amount: '525.00', currencyCode: 'EUR' },
            },
            { sku: 'SKU-B', quantity: 12 },
          ],
        },
      },
      { token },
    );
    expect(order.data.orderSubmit).toMatchObject({
      order: { state: 'CONFIRMED', total: { amount: '9139.20', currencyCode: 'EUR' } },
      userErrors: [],
    });
    // The job comes once a minute; here it comes at once.
    await portal.app.get(OrderLetterJob, { strict: false }).run();
    const { subject, text } = await letterOf('order.confirmed');
    expect(subject).toContain(order.data.orderSubmit.order.number);
    expect(text).toContain('9.139,20');
    expect(await breaches(portal)).toEqual([]);
  });
});
