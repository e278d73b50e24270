import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { refusalOf, type Caller } from '../support/world/callers.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addRelationship, addReseller } from '../support/world/reseller.world.js';
import { addPerson, addStaff } from '../support/world/shop.world.js';

const SLOW = 120_000;
const ROUNDS = 8;

let portal: Portal;
let manager: Caller;

beforeAll(async () => {
  portal = await startPortal('partner-races', { DATABASE_POOL_SIZE: '16' });
  const regionId = await addRegion(portal.db, { code: 'EMEA' });
  await addMarket(portal.db, { code: 'DE', regionId });
  await addMarket(portal.db, { code: 'FR', regionId });
  const { token } = await addStaff(portal, 'CHANNEL_MANAGER');
  manager = { name: 'manager', side: 'near', role: 'CHANNEL_MANAGER', token };
});
afterAll(() => portal.stop());

/** Whatever has come first: nothing of one that has ended goes on, and each step was told once. */
afterEach(async () => {
  expect(
    await portal.rows(
      `SELECT p.id FROM reseller.partner_relationship p
       JOIN reseller.reseller r ON r.id IN (p.distributor_id, p.indirect_reseller_id)
       WHERE r.state = 'TERMINATED' AND p.state IN ('REQUESTED', 'ACTIVE')`,
    ),
  ).toEqual([]);
  expect(
    await portal.rows(
      `SELECT a.id FROM reseller.market_authorization a
       JOIN reseller.reseller r ON r.id = a.reseller_id JOIN market.market_v m ON m.code = a.market_code
       WHERE r.state = 'TERMINATED' AND (a.valid_until IS NULL OR a.valid_until > greatest(m.today, a.valid_from))`,
    ),
  ).toEqual([]);
  expect(
    await portal.rows(
      `SELECT entity_id, entity_version FROM platform.audit_record WHERE entity IN ('PARTNER_RELATIONSHIP', 'RESELLER')
       GROUP BY entity_id, entity_version HAVING count(*) > 1`,
    ),
  ).toEqual([]);
  expect(await portal.rows('SELECT * FROM platform.invariants()')).toEqual([]);
});

interface Party {
  id: string;
  admin: Caller;
  partnerLocationId: string;
}

let partnerIds = 8_000_000;

async function addParty(type: 'DISTRIBUTOR' | 'INDIRECT_RESELLER'): Promise<Party> {
  partnerIds += 1;
  const partnerLocationId = String(partnerIds);
  const id = await addReseller(portal.db, { type, markets: ['DE'], partnerLocationId });
  const { token } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
  const admin: Caller = { name: 'admin', side: 'own', role: 'RESELLER_ADMIN', token };
  return { id, admin, partnerLocationId };
}

const ask = ({ admin }: Party, { partnerLocationId }: Party): Promise<string | null> =>
  refusalOf(portal, admin, {
    mutation: 'relationshipRequest',
    input: { partnerLocationId, countryCode: 'DE' },
  });

const terminate = ({ id }: Party): Promise<string | null> =>
  refusalOf(portal, manager, {
    mutation: 'resellerTerminate',
    input: { resellerId: id, expectedVersion: 1, reason: 'It has closed' },
  });

/** The outcomes of all at once, in their order. */
const atOnce = (...work: (() => Promise<string | null>)[]): Promise<(string | null)[]> =>
  inParallel(work.length, (n) => work[n]?.() ?? Promise.resolve(null));

describe('two that ask each other at once', () => {
  it(
    'have one request',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [distributor, partner] = [
          await addParty('DISTRIBUTOR'),
          await addParty('INDIRECT_RESELLER'),
        ];
        const outcomes = await atOnce(
          () => ask(distributor, partner),
          () => ask(partner, distributor),
          () => ask(distributor, partner),
        );
        expect([...outcomes].sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', null]);
      }
    },
    SLOW,
  );
});

describe('the end of a reseller', () => {
  it(
    'leaves no request behind, however it races with those who ask it and whom it asks',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [distributor, partner] = [
          await addParty('DISTRIBUTOR'),
          await addParty('INDIRECT_RESELLER'),
        ];
        const ending = round % 2 === 0 ? distributor : partner;
        const [first, second] = await atOnce(
          () => ask(distributor, partner),
          () => terminate(ending),
        );
        expect(second).toBeNull();
        expect([null, 'RESELLER_NOT_ACTIVE']).toContain(first);
      }
    },
    SLOW,
  );

  it(
    'of both sides at once, while it is accepted, ends the relationship once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [distributor, partner] = [
          await addParty('DISTRIBUTOR'),
          await addParty('INDIRECT_RESELLER'),
        ];
        const relationshipId = await addRelationship(portal.db, {
          distributorId: distributor.id,
          indirectResellerId: partner.id,
          state: 'REQUESTED',
        });
        const input = { relationshipId, expectedVersion: 1 };
        const [accepted, ...ended] = await atOnce(
          () => refusalOf(portal, partner.admin, { mutation: 'relationshipAccept', input }),
          () => terminate(distributor),
          () => terminate(partner),
        );
        expect(ended).toEqual([null, null]);
        expect([null, 'CONFLICT', 'ILLEGAL_TRANSITION', 'RESELLER_NOT_ACTIVE']).toContain(accepted);
        const [row] = await portal.rows<{ state: string; version: number }>(
          'SELECT state, version FROM reseller.partner_relationship WHERE id = $1',
          [relationshipId],
        );
        expect(row).toEqual(
          accepted === null ? { state: 'ENDED', version: 3 } : { state: 'DECLINED', version: 2 },
        );
      }
    },
    SLOW,
  );

  it(
    'and a new authorisation, an edit and a suspension: one of them is done',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const party = await addParty('DISTRIBUTOR');
        const target = { resellerId: party.id, expectedVersion: 1 };
        const by = (mutation: string, more: object) => (): Promise<string | null> =>
          refusalOf(portal, manager, { mutation, input: { ...target, ...more } });
        const outcomes = await atOnce(
          by('marketAuthorizationGrant', { marketCode: 'FR' }),
          by('resellerUpdate', { legalName: 'Another name' }),
          by('resellerSuspend', { reason: 'So' }),
          () => terminate(party),
        );
        expect([...outcomes].sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', null]);
      }
    },
    SLOW,
  );
});
