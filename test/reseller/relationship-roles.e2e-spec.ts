import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  relationshipMachine,
  type RelationshipOperation,
  type RelationshipState,
} from '../../src/reseller/relationship.machine.js';
import { resellerMachine, type ResellerState } from '../../src/reseller/reseller.machine.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { addCallers, peopleOf, refusalOf, type Caller } from '../support/world/callers.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addRelationship, addReseller } from '../support/world/reseller.world.js';
import { addPerson } from '../support/world/shop.world.js';

const MUTATIONS: Record<RelationshipOperation, string> = {
  ACCEPT: 'relationshipAccept',
  DECLINE: 'relationshipDecline',
  END: 'relationshipEnd',
};
const OPERATIONS = Object.keys(MUTATIONS) as RelationshipOperation[];

let portal: Portal;
let distributorId: string;
let indirectResellerId: string;
let distributorSide: Caller[];
let partnerSide: Caller[];
let others: Caller[];

beforeAll(async () => {
  portal = await startPortal('relationship-roles');
  const nearRegionId = await addRegion(portal.db, { code: 'EMEA' });
  const farRegionId = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: nearRegionId });
  distributorId = await addReseller(portal.db, { type: 'DISTRIBUTOR', markets: ['DE'] });
  indirectResellerId = await addReseller(portal.db, { type: 'INDIRECT_RESELLER' });
  const everybody = await addCallers(portal, {
    resellerId: distributorId,
    nearRegionId,
    farRegionId,
  });
  distributorSide = everybody.filter(({ side }) => side === 'own');
  partnerSide = await peopleOf(portal, indirectResellerId);
  const thirdId = await addReseller(portal.db, { type: 'DISTRIBUTOR', markets: ['DE'] });
  const { token } = await addPerson(portal, { resellerId: thirdId, role: 'RESELLER_ADMIN' });
  others = [
    ...everybody.filter(({ side }) => ['near', 'far', 'nobody'].includes(side)),
    { name: 'third RESELLER_ADMIN', side: 'nobody', role: 'RESELLER_ADMIN', token },
  ];
});
afterAll(() => portal.stop());

beforeEach(() => portal.db.query('DELETE FROM reseller.partner_relationship'));

type Asker = 'DISTRIBUTOR' | 'INDIRECT_RESELLER';

/** Whom a case tries, and whether they belong to the side that asked. */
interface Attempt {
  caller: Caller;
  side: 'asker' | 'asked' | 'other';
}

function attemptsFor(asker: Asker): Attempt[] {
  const [asking, asked] =
    asker === 'DISTRIBUTOR' ? [distributorSide, partnerSide] : [partnerSide, distributorSide];
  return [
    ...asking.map((caller) => ({ caller, side: 'asker' as const })),
    ...asked.map((caller) => ({ caller, side: 'asked' as const })),
    ...others.map((caller) => ({ caller, side: 'other' as const })),
  ];
}

/** The code of the refusal, or the state that it leads to. */
function expectedFor(
  { caller, side }: Attempt,
  state: RelationshipState,
  operation: RelationshipOperation,
): string {
  const { name, role } = caller;
  const byMachine = relationshipMachine.next(state, operation) ?? 'ILLEGAL_TRANSITION';
  if (name === 'anonymous') return 'UNAUTHENTICATED';
  if (role === 'RESELLER_ADMIN') {
    if (side === 'other') return 'NOT_FOUND';
    return side === 'asker' && operation === 'ACCEPT' ? 'ILLEGAL_TRANSITION' : String(byMachine);
  }
  const decides = role === 'CHANNEL_MANAGER' || role === 'ADMIN';
  if (!decides || operation !== 'END') return 'FORBIDDEN';
  return caller.side === 'far' ? 'NOT_FOUND' : String(byMachine);
}

async function tryOne(
  attempt: Attempt,
  { asker, state, operation }: { asker: Asker; state: RelationshipState; operation: string },
): Promise<string> {
  const relationshipId = await addRelationship(portal.db, {
    distributorId,
    indirectResellerId,
    state,
    requestedBy: asker,
  });
  const mutation = MUTATIONS[operation as RelationshipOperation];
  const input = { relationshipId, expectedVersion: 1 };
  const refusal = await refusalOf(portal, attempt.caller, { mutation, input });
  const [row] = await portal.rows<{ state: string; version: number; audits: number }>(
    `SELECT p.state, p.version, (SELECT count(*)::int FROM platform.audit_record a JOIN platform.outbox o
       ON o.audit_id = a.id WHERE a.entity_id = p.id) AS audits
     FROM reseller.partner_relationship p WHERE p.id = $1`,
    [relationshipId],
  );
  expect(row).toMatchObject(refusal === null ? { version: 2, audits: 1 } : { state, version: 1 });
  if (refusal !== null) expect(row?.audits).toBe(0);
  await portal.db.query('DELETE FROM reseller.partner_relationship');
  return refusal ?? row?.state ?? '';
}

const cases = (['DISTRIBUTOR', 'INDIRECT_RESELLER'] as const).flatMap((asker) =>
  relationshipMachine.states.flatMap((state) =>
    OPERATIONS.map((operation) => ({ asker, state, operation })),
  ),
);

describe('each state, operation and role', () => {
  it('knows every operation of the machine', () => {
    const known = new Set(relationshipMachine.states.flatMap(relationshipMachine.operations));
    expect([...known].sort()).toEqual([...OPERATIONS].sort());
  });

  it.each(cases)('$state, asked for by the $asker, $operation', async (each) => {
    const attempts = attemptsFor(each.asker);
    const found: string[] = [];
    for (const attempt of attempts) {
      found.push(
        `${attempt.side} ${attempt.caller.name}: ${await tryOne(attempt, { ...each, state: each.state })}`,
      );
    }
    expect(found).toEqual(
      attempts.map(
        (attempt) =>
          `${attempt.side} ${attempt.caller.name}: ${expectedFor(attempt, each.state, each.operation)}`,
      ),
    );
  });
});

describe('the state of the reseller that acts', () => {
  const MAY_BEGIN: Record<ResellerState | 'OVERDUE', boolean> = {
    ACTIVE: true,
    REAUTHORIZATION_DUE: true,
    SUSPENDED: false,
    DEAUTHORIZED: false,
    TERMINATED: false,
    // No job has said so yet, but the clock does.
    OVERDUE: false,
  };
  const states = [...resellerMachine.states, 'OVERDUE' as const];

  async function addAdmin(state: ResellerState | 'OVERDUE'): Promise<[string, Caller]> {
    const id = await addReseller(portal.db, {
      type: 'INDIRECT_RESELLER',
      markets: ['DE'],
      ...(state === 'OVERDUE'
        ? { state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: daysFromToday(-2) }
        : { state }),
    });
    const { token } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    return [id, { name: 'admin', side: 'own', role: 'RESELLER_ADMIN', token }];
  }

  it.each(states)('%s: begins relationships only while it may order', async (state) => {
    const [id, caller] = await addAdmin(state);
    const expected = MAY_BEGIN[state] ? null : 'RESELLER_NOT_ACTIVE';
    const before = await contentOf(portal);
    const named = { partnerLocationId: '4000009', countryCode: 'DE' };
    const request = { mutation: 'relationshipRequest', input: named };
    expect(await refusalOf(portal, caller, request)).toBe(expected);
    if (expected !== null) expect(await contentOf(portal)).toEqual(before);
    const relationshipId = await addRelationship(portal.db, {
      distributorId,
      indirectResellerId: id,
      state: 'REQUESTED',
    });
    const between = await contentOf(portal);
    const accept = {
      mutation: 'relationshipAccept',
      input: { relationshipId, expectedVersion: 1 },
    };
    expect(await refusalOf(portal, caller, accept)).toBe(expected);
    if (expected !== null) expect(await contentOf(portal)).toEqual(between);
  });

  it.each(states)('%s: declines and ends what there is in any state', async (state) => {
    const [id, caller] = await addAdmin(state);
    for (const [from, mutation] of [
      ['REQUESTED', 'relationshipDecline'],
      ['ACTIVE', 'relationshipEnd'],
    ] as const) {
      const relationshipId = await addRelationship(portal.db, {
        distributorId,
        indirectResellerId: id,
        state: from,
      });
      const input = { relationshipId, expectedVersion: 1 };
      expect(await refusalOf(portal, caller, { mutation, input })).toBeNull();
    }
  });
});
