import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kernel/index.js';
import { TellOfAgreements } from '../../src/reseller/tell-of-agreements.js';
import { contentOf } from '../support/database-content.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import type { ReadLetter } from '../support/read-letters.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { acceptAgreement, addReseller } from '../support/world/reseller.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';

const PUBLISH = `mutation ($input: AgreementPublishInput!) { agreementPublish(input: $input) {
  replayed agreement { id number } userErrors { code path } } }`;
const DAY = 86_400_000;

let portal: Portal;
let manager: Person;
/** How many letters there were before the test. */
let before = 0;

beforeAll(async () => {
  portal = await startPortal('agreement-letters');
  const regionId = await addRegion(portal.db, { code: 'EMEA' });
  await addMarket(portal.db, { code: 'DE', regionId });
  await addMarket(portal.db, { code: 'FR', regionId });
  const farId = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'JP', regionId: farId });
  manager = await addStaff(portal, 'CHANNEL_MANAGER');
});
afterAll(() => portal?.stop());

beforeEach(async () => {
  await forget();
  await portal.db.query(
    `UPDATE reseller.reseller SET state = 'TERMINATED', state_before_suspension = NULL`,
  );
  before = (await portal.letters()).length;
});

const forget = (): Promise<unknown> =>
  portal.db.query(
    'TRUNCATE reseller.agreement_acceptance, reseller.agreement_text, reseller.agreement CASCADE',
  );

const tell = (): Promise<number> => portal.app.get(TellOfAgreements).run();

/** The letters of this test. */
async function letters(): Promise<ReadLetter[]> {
  return (await portal.letters()).slice(before);
}

/** The kinds of the letters of this test, by reader. */
async function kinds(): Promise<string[]> {
  return (await letters()).map(({ to, kind }) => `${to} ${kind}`).sort();
}

/** Publishes a version, and does what the job does afterwards. */
async function publish(changes: object = {}): Promise<{ id: string; number: number }> {
  const agreement = await publishAt(portal, manager, changes);
  await tell();
  return agreement;
}

async function publishAt(
  { ask }: Portal,
  { token }: Person,
  changes: object,
): Promise<{ id: string; number: number }> {
  const texts = [
    { locale: 'en', title: 'Partner agreement', body: 'You sell.' },
    { locale: 'de', title: 'Partnervertrag', body: 'Sie verkaufen.' },
  ];
  const input = { idempotencyKey: newId(), regionCode: 'EMEA', texts, ...changes };
  const { data } = await ask(PUBLISH, { input }, { token });
  expect(data.agreementPublish.userErrors).toEqual([]);
  return data.agreementPublish.agreement;
}

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

interface Company {
  id: string;
  admin: { id: string; email: string };
}

let companies = 0;

async function addCompany(
  options: Parameters<typeof addReseller>[1] = {},
  person: Parameters<typeof addUser>[1] = {},
): Promise<Company> {
  companies += 1;
  const id = await addReseller(portal.db, {
    legalName: `Company ${companies}`,
    markets: ['DE', 'FR'],
    ...options,
  });
  const admin = await addUser(portal.db, person);
  await addMembership(portal.db, { userId: admin.id, resellerId: id, role: 'RESELLER_ADMIN' });
  return { id, admin };
}

/** As if so many days had gone by since everything that is known of agreements. */
async function wait(days: number): Promise<void> {
  const by = `make_interval(hours => ${days * 24})`;
  await portal.db.query('ALTER TABLE reseller.agreement DISABLE TRIGGER USER');
  await portal.db.query(
    `UPDATE reseller.agreement SET published_at = published_at - ${by}, required_from = required_from - ${by}`,
  );
  await portal.db.query('ALTER TABLE reseller.agreement ENABLE TRIGGER USER');
  await portal.db.query(`UPDATE reseller.agreement_notice SET noted_at = noted_at - ${by}`);
}

describe('a new version of an agreement', () => {
  it('is told of to every administrator, in their language, soon after it was published', async () => {
    const { admin, id } = await addCompany(
      { legalName: 'Nordlicht <script>alert(1)</script> GmbH' },
      { name: 'Ada\u202e Berg', locale: 'de' },
    );
    const second = await addUser(portal.db, { locale: 'en' });
    await addMembership(portal.db, { userId: second.id, resellerId: id, role: 'RESELLER_ADMIN' });
    const buyer = await addUser(portal.db);
    await addMembership(portal.db, { userId: buyer.id, resellerId: id, role: 'BUYER' });
    await publish({ requiredFrom: '2098-12-01T08:30:00+01:00' });
    expect(await kinds()).toEqual(
      [admin, second].map(({ email }) => `${email} reseller.agreement_due`).sort(),
    );
    const german = (await letters()).find(({ to }) => to === admin.email);
    expect(german).toMatchObject({ subject: 'Ein neuer Vertrag ist anzunehmen' });
    const said = german?.text.replace(/\s+/g, ' ') ?? '';
    expect(said).toContain('Guten Tag Ada Berg,');
    expect(said).toContain('nach dem Nordlicht <script>alert(1)</script> GmbH verkauft.');
    expect(said).toContain('Bis 1. Dezember 2098, 07:30 UTC bestellen Sie wie bisher.');
    expect(said).toContain('Vertrag: Partnervertrag');
    expect(said).toContain('Fassung: 1');
    expect(german?.html).not.toContain('<script');
    const english = (await letters()).find(({ to }) => to === second.email);
    expect(english?.text.replace(/\s+/g, ' ')).toContain('Agreement: Partner agreement');
    expect(english?.text.replace(/\s+/g, ' ')).toContain(
      'You order as before until 1 December 2098, 07:30 UTC.',
    );
  });

  it('that is asked for at once says that orders wait for it', async () => {
    await addCompany();
    await publish();
    const [letter, ...others] = await letters();
    expect(others).toEqual([]);
    const said = letter?.text.replace(/\s+/g, ' ') ?? '';
    expect(said).toContain('New orders wait for it: until it is accepted, none can be placed.');
    expect(said).not.toContain('Accept before');
  });

  it('is told of once, however often the job runs and wherever', async () => {
    await addCompany();
    await publishAt(portal, manager, { requiredFrom: inDays(60) });
    const written = await inParallel(8, tell);
    expect(written.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await tell()).toBe(0);
    expect(await letters()).toHaveLength(1);
  });

  it('is told of to nobody else', async () => {
    const own = await addCompany();
    await addCompany({ markets: ['JP'] });
    await addCompany({ state: 'DEAUTHORIZED' });
    await addCompany({ state: 'TERMINATED' });
    await addCompany({}, { state: 'DISABLED' });
    const past = await addCompany();
    await portal.db.query(
      `UPDATE reseller.market_authorization SET valid_from = '2020-01-01', valid_until = '2021-01-01' WHERE reseller_id = $1`,
      [past.id],
    );
    const revoked = await addCompany();
    await portal.db.query(
      `UPDATE identity.membership SET state = 'REVOKED' WHERE reseller_id = $1`,
      [revoked.id],
    );
    const { id: suspended, admin } = await addCompany({ state: 'SUSPENDED' });
    await publish({ requiredFrom: inDays(60) });
    expect(await kinds()).toEqual(
      [own.admin, admin].map(({ email }) => `${email} reseller.agreement_due`).sort(),
    );
    expect(
      await portal.rows('SELECT kind FROM reseller.agreement_notice WHERE reseller_id = $1', [
        suspended,
      ]),
    ).toEqual([{ kind: 'PUBLISHED' }]);
  });

  it('is not told of to who has accepted it, or a newer one', async () => {
    const { id, admin } = await addCompany();
    const first = await publish({ requiredFrom: inDays(60) });
    await letters();
    await acceptAgreement(portal.db, { agreementId: first.id, resellerId: id, userId: admin.id });
    await portal.db.query('DELETE FROM reseller.agreement_notice');
    expect(await tell()).toBe(0);
    await publish({ requiredFrom: inDays(90) });
    expect(await kinds()).toEqual(Array(2).fill(`${admin.email} reseller.agreement_due`));
  });

  it('is no news after a month, unless its date is still to come', async () => {
    await publish();
    await wait(31);
    const late = await addCompany();
    expect(await tell()).toBe(0);
    await forget();
    await publish({ requiredFrom: inDays(100) });
    await wait(31);
    const { admin } = await addCompany();
    expect(await tell()).toBe(1);
    expect(await kinds()).toEqual(
      [late.admin, admin].map(({ email }) => `${email} reseller.agreement_due`).sort(),
    );
  });

  it('names the date of the older one when that comes first', async () => {
    await addCompany();
    await publish({ requiredFrom: '2098-01-01T00:00:00Z' });
    await publish({ requiredFrom: '2099-01-01T00:00:00Z' });
    const last = (await letters()).at(-1);
    expect(last?.text.replace(/\s+/g, ' ')).toContain(
      'Version: 2 Accept before: 1 January 2098, 00:00 UTC',
    );
  });

  it('reaches nobody when its publication is refused, and only once when it is repeated', async () => {
    await addCompany();
    const content = await contentOf(portal);
    const input = { idempotencyKey: newId(), regionCode: 'NOWHERE', texts: [] };
    await portal.ask(PUBLISH, { input }, { token: manager.token });
    expect(await contentOf(portal)).toEqual(content);
    const repeated = { idempotencyKey: newId(), requiredFrom: '2098-01-01T00:00:00Z' };
    await publish(repeated);
    await publish(repeated);
    expect(await letters()).toHaveLength(1);
  });
});

describe('the job', () => {
  it('runs as soon as a version is published', async () => {
    const busy = await startPortal('agreement-letters-job', { JOBS: 'true' });
    try {
      const regionId = await addRegion(busy.db, { code: 'EMEA' });
      await addMarket(busy.db, { code: 'DE', regionId });
      const resellerId = await addReseller(busy.db, { markets: ['DE'] });
      const { id, email } = await addUser(busy.db);
      await addMembership(busy.db, { userId: id, resellerId, role: 'RESELLER_ADMIN' });
      const staff = await addStaff(busy, 'CHANNEL_MANAGER');
      await publishAt(busy, staff, { requiredFrom: inDays(60) });
      const told = () =>
        busy.rows('SELECT recipient FROM platform.letter WHERE kind = $1', [
          'reseller.agreement_due',
        ]);
      const until = Date.now() + 10_000;
      while ((await told()).length === 0 && Date.now() < until) await sleep(50);
      expect(await told()).toEqual([{ recipient: email }]);
    } finally {
      await busy.stop();
    }
  });
});

describe('the reminder', () => {
  it('comes a week before the date, once', async () => {
    const { admin } = await addCompany();
    const until = inDays(60);
    await publish({ requiredFrom: until });
    await letters();
    await wait(52);
    expect(await tell()).toBe(0);
    await wait(1.5);
    expect(await tell()).toBe(1);
    expect(await tell()).toBe(0);
    expect(await kinds()).toEqual([
      `${admin.email} reseller.agreement_due`,
      `${admin.email} reseller.agreement_reminder`,
    ]);
    const last = (await letters()).at(-1);
    expect(last?.subject).toMatch(
      /^Please accept the agreement before \d+ \w+ \d{4}, \d\d:\d\d UTC$/,
    );
    const [letter] = await portal.rows<{ left: number }>(
      `SELECT round(extract(epoch FROM expires_at - queued_at) / 8640)::int AS left FROM platform.letter
       WHERE kind = 'reseller.agreement_reminder' AND recipient = $1`,
      [admin.email],
    );
    expect(letter?.left).toBe(65);
  });

  it('comes at half of a short time, but not the day after the news', async () => {
    await addCompany();
    await publish({ requiredFrom: inDays(6) });
    await letters();
    await wait(2);
    expect(await tell()).toBe(0);
    await wait(1.25);
    const { admin } = await addCompany();
    expect(await tell()).toBe(2);
    await portal.letters();
    expect(await tell()).toBe(0);
    expect((await kinds()).filter((kind) => kind.startsWith(admin.email))).toEqual([
      `${admin.email} reseller.agreement_due`,
    ]);
  });

  it('does not come to who has accepted, nor after the date', async () => {
    const { id, admin } = await addCompany();
    await addCompany();
    const { id: agreementId } = await publish({ requiredFrom: inDays(20) });
    await letters();
    await acceptAgreement(portal.db, { agreementId, resellerId: id, userId: admin.id });
    await wait(14);
    expect(await tell()).toBe(1);
    await portal.db.query(`DELETE FROM reseller.agreement_notice WHERE kind = 'REMINDER'`);
    await wait(7);
    expect(await tell()).toBe(0);
  });
});
