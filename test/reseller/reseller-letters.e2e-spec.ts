import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DemandReauthorizations } from '../../src/reseller/demand-reauthorizations.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { changed, refusedChange, targetOf } from '../support/world/channel.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

let portal: Portal;
let manager: Person;
let resellerId: string;
/** Reads English, and German. */
let admin: Person;
let otherAdmin: Person;

beforeAll(async () => {
  portal = await startPortal('reseller-letters');
  const regionId = await addRegion(portal.db, { code: 'EMEA' });
  await addMarket(portal.db, { code: 'DE', regionId });
  manager = await addStaff(portal, 'CHANNEL_MANAGER');
});
afterAll(() => portal.stop());

beforeEach(async () => {
  resellerId = await addReseller(portal.db, {
    legalName: 'Nordlicht <Handel> GmbH',
    markets: ['DE'],
    partnerLocationId: String(Date.now()).slice(-9),
    partnerGlobalId: '4711000',
  });
  admin = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
  otherAdmin = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
  await addPerson(portal, { resellerId, role: 'BUYER' });
  await addPerson(portal, { resellerId, role: 'APPROVER' });
  await portal.db.query(`UPDATE identity.user_account SET locale = 'de' WHERE id = $1`, [
    otherAdmin.userId,
  ]);
});

/** The letters about the reseller of the test, in the order in which they were written. */
async function letters(): Promise<{ to: string; kind: string; subject: string; text: string }[]> {
  const own = [admin.email, otherAdmin.email];
  const sent = await portal.letters();
  return sent
    .filter(({ to }) => own.includes(to))
    .map(({ to, kind, subject, text }) => ({ to, kind, subject, text }));
}

const target = (): Promise<object> => targetOf(portal, resellerId);

describe('a suspension', () => {
  it('is told to the administrators alone, each in their language, with its reason', async () => {
    const input = { ...(await target()), reason: 'Invoice 77 is overdue' };
    await changed(portal, 'resellerSuspend', { input, token: manager.token });
    const written = await letters();
    expect(written.map(({ to, kind, subject }) => [to, kind, subject]).sort()).toEqual(
      [
        [admin.email, 'reseller.suspended', 'Your company is suspended from ordering'],
        [otherAdmin.email, 'reseller.suspended', 'Ihr Unternehmen ist für Bestellungen gesperrt'],
      ].sort(),
    );
    for (const { text } of written) {
      expect(text).toContain('Nordlicht <Handel> GmbH');
      expect(text).toContain('Invoice 77 is overdue');
    }
    const others = await portal.rows('SELECT 1 FROM platform.letter WHERE recipient <> ALL ($1)', [
      [admin.email, otherAdmin.email],
    ]);
    expect(others).toEqual([]);
  });

  it('that is refused is told to nobody', async () => {
    const input = { resellerId, expectedVersion: 9, reason: 'Never' };
    await refusedChange(portal, 'resellerSuspend', { input, token: manager.token });
    const resume = { input: await target(), token: manager.token };
    await refusedChange(portal, 'resellerResume', resume);
    expect(await letters()).toEqual([]);
  });

  it('and its end are told one after the other', async () => {
    const input = { ...(await target()), reason: 'For a day' };
    await changed(portal, 'resellerSuspend', { input, token: manager.token });
    expect(await letters()).toHaveLength(2);
    await changed(portal, 'resellerResume', { input: await target(), token: manager.token });
    const kinds = (await letters()).map(({ kind }) => kind).sort();
    expect(kinds).toEqual([
      'reseller.resumed',
      'reseller.resumed',
      'reseller.suspended',
      'reseller.suspended',
    ]);
  });
});

describe('a reauthorisation', () => {
  it('is demanded with its day, and its success is told', async () => {
    const dueOn = daysFromToday(60);
    const input = { ...(await target()), dueOn };
    await changed(portal, 'resellerReauthorizationDemand', { input, token: manager.token });
    const [letter] = (await letters()).filter(({ to }) => to === admin.email);
    expect(letter).toMatchObject({
      kind: 'reseller.reauthorization_due',
      subject: 'Your company has to be reauthorised',
    });
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${dueOn}T00:00:00Z`),
    );
    expect(letter?.text).toContain(day);
    await changed(portal, 'resellerReauthorize', { input: await target(), token: manager.token });
    expect((await letters()).map(({ kind }) => kind)).toContain('reseller.reauthorized');
  });

  it('that does not come is told when the day has come', async () => {
    await portal.db.query(
      `UPDATE reseller.reseller SET state = 'REAUTHORIZATION_DUE', reauthorization_due_on = '2026-01-01' WHERE id = $1`,
      [resellerId],
    );
    await portal.app.get(DemandReauthorizations).run();
    expect((await letters()).map(({ kind }) => kind)).toEqual([
      'reseller.deauthorized',
      'reseller.deauthorized',
    ]);
  });

  it('whose day comes during a suspension is not followed by the news that orders may come again', async () => {
    await portal.db.query(
      `UPDATE reseller.reseller SET state = 'SUSPENDED', state_before_suspension = 'REAUTHORIZATION_DUE',
         reauthorization_due_on = '2026-01-01' WHERE id = $1`,
      [resellerId],
    );
    await changed(portal, 'resellerResume', { input: await target(), token: manager.token });
    await portal.app.get(DemandReauthorizations).run();
    expect(new Set((await letters()).map(({ kind }) => kind))).toEqual(
      new Set(['reseller.deauthorized']),
    );
  });
});

describe('the end of a reseller', () => {
  it('is told with its reason', async () => {
    const input = { ...(await target()), reason: 'At your own wish' };
    await changed(portal, 'resellerTerminate', { input, token: manager.token });
    const written = await letters();
    expect(written.map(({ kind }) => kind)).toEqual(['reseller.terminated', 'reseller.terminated']);
    for (const { text } of written) expect(text).toContain('At your own wish');
  });
});
