import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  resellerMachine,
  type ResellerOperation,
  type ResellerState,
} from '../../src/reseller/reseller.machine.js';
import { footprint } from '../support/order-probe.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { addCallers, refusalOf, type Caller } from '../support/world/callers.world.js';
import type { ResellerMutation } from '../support/world/channel.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addAuthorization, addReseller, addTaxExemption } from '../support/world/reseller.world.js';

let portal: Portal;
let nearRegionId: string;
let farRegionId: string;
/** On which everybody tries everything. */
let target: Target;
let everybody: Caller[];

beforeAll(async () => {
  portal = await startPortal('reseller-roles');
  nearRegionId = await addRegion(portal.db, { code: 'EMEA' });
  farRegionId = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: nearRegionId });
  await addMarket(portal.db, { code: 'FR', regionId: nearRegionId });
  target = await addTarget('ACTIVE');
  const { resellerId } = target;
  everybody = await addCallers(portal, { resellerId, nearRegionId, farRegionId });
});
afterAll(() => portal.stop());

/** Whom a mutation moves along the machine; null where the clock or the approval of an application does. */
const STEPS: Record<ResellerOperation, ResellerMutation | null> = {
  SUSPEND: 'resellerSuspend',
  LIFT_SUSPENSION: 'resellerResume',
  DEMAND_REAUTHORIZATION: 'resellerReauthorizationDemand',
  REAUTHORIZE: 'resellerReauthorize',
  TERMINATE: 'resellerTerminate',
  DEAUTHORIZE: null,
  READMIT: null,
};
/** What a mutation does besides, in each state but TERMINATED; null: it is a step of the machine. */
const CHANGES: Record<ResellerMutation, 'CHANGE' | null> = {
  resellerSuspend: null,
  resellerResume: null,
  resellerReauthorizationDemand: null,
  resellerReauthorize: null,
  resellerTerminate: null,
  resellerTierChange: 'CHANGE',
  resellerUpdate: 'CHANGE',
  marketAuthorizationGrant: 'CHANGE',
  marketAuthorizationEnd: 'CHANGE',
  taxExemptionGrant: 'CHANGE',
  taxExemptionEnd: 'CHANGE',
};

let partnerIds = 7_000_000;

interface Target {
  resellerId: string;
  authorizationId: string;
  exemptionId: string;
}

async function addTarget(state: ResellerState): Promise<Target> {
  partnerIds += 1;
  const resellerId = await addReseller(portal.db, {
    state,
    partnerLocationId: String(partnerIds),
    partnerGlobalId: '4711000',
  });
  const inGermany = { resellerId, marketCode: 'DE' };
  return {
    resellerId,
    authorizationId: await addAuthorization(portal.db, inGermany),
    exemptionId: await addTaxExemption(portal.db, inGermany),
  };
}

function inputOf(mutation: ResellerMutation, target: Target): object {
  const { resellerId, authorizationId, exemptionId } = target;
  const change = { resellerId, expectedVersion: 1 };
  switch (mutation) {
    case 'resellerResume':
    case 'resellerReauthorize':
      return change;
    case 'resellerSuspend':
    case 'resellerTerminate':
      return { ...change, reason: 'It is so' };
    case 'resellerReauthorizationDemand':
      return { ...change, dueOn: daysFromToday(60) };
    case 'resellerTierChange':
      return { ...change, tier: 'PREMIER' };
    case 'resellerUpdate':
      return { ...change, legalName: 'Another name' };
    case 'marketAuthorizationGrant':
      return { ...change, marketCode: 'FR' };
    case 'taxExemptionGrant':
      return { ...change, marketCode: 'FR', certificateNumber: 'C-1' };
    case 'marketAuthorizationEnd':
      return { authorizationId, expectedVersion: 1 };
    case 'taxExemptionEnd':
      return { exemptionId, expectedVersion: 1 };
  }
}

/** What the machine says to those who may ask it. */
function verdictOf(mutation: ResellerMutation, state: ResellerState): string | null {
  const [step] = Object.entries(STEPS).find(([, each]) => each === mutation) ?? [];
  const allowed = step
    ? resellerMachine.allows(state, step as ResellerOperation)
    : state !== 'TERMINATED';
  return allowed ? null : 'ILLEGAL_TRANSITION';
}

const decides = ({ role }: Caller): boolean => role === 'CHANNEL_MANAGER' || role === 'ADMIN';

function expectedFor(caller: Caller, verdict: string | null): string | null {
  if (caller.name === 'anonymous') return 'UNAUTHENTICATED';
  if (!decides(caller) || caller.side === 'both') return 'FORBIDDEN';
  return caller.side === 'far' ? 'NOT_FOUND' : verdict;
}

const mutations = Object.keys(CHANGES) as ResellerMutation[];

it('each step of the machine has its mutation, and each mutation is a step or a change', () => {
  const steps = Object.values(STEPS).filter((step) => step !== null);
  expect([...steps].sort()).toEqual(mutations.filter((each) => CHANGES[each] === null).sort());
});

describe.each(resellerMachine.states)('a reseller that is %s', (state) => {
  beforeAll(() =>
    portal.db.query(
      `UPDATE reseller.reseller SET state = $2,
         state_before_suspension = CASE $2 WHEN 'SUSPENDED' THEN 'ACTIVE' END,
         reauthorization_due_on = CASE $2 WHEN 'REAUTHORIZATION_DUE' THEN date '2999-01-01' END
       WHERE id = $1`,
      [target.resellerId, state],
    ),
  );

  it.each(mutations)('%s: refused to each that may not, who change nothing', async (mutation) => {
    const verdict = verdictOf(mutation, state);
    const refused = everybody.filter((caller) => expectedFor(caller, verdict) !== null);
    const before = await footprint(portal);
    const answers = await inParallel(
      refused.length,
      async (n) => {
        const caller = refused[n] as Caller;
        const found = await refusalOf(portal, caller, {
          mutation,
          input: inputOf(mutation, target),
        });
        return [caller.name, found];
      },
      4,
    );
    expect(answers).toEqual(refused.map((caller) => [caller.name, expectedFor(caller, verdict)]));
    expect(await footprint(portal)).toEqual(before);
  });
});

const open = resellerMachine.states.flatMap((state) =>
  mutations
    .filter((mutation) => verdictOf(mutation, state) === null)
    .map((mutation) => [mutation, state] as const),
);

it.each(open)('%s of one that is %s: done once by each that may', async (mutation, state) => {
  const allowed = everybody.filter((caller) => expectedFor(caller, null) === null);
  expect(allowed.map(({ name }) => name)).toEqual(['near CHANNEL_MANAGER', 'near ADMIN']);
  for (const caller of allowed) {
    const fresh = await addTarget(state);
    const input = inputOf(mutation, fresh);
    expect(await refusalOf(portal, caller, { mutation, input })).toBeNull();
    expect(await refusalOf(portal, caller, { mutation, input })).toBe('CONFLICT');
    const [told] = await portal.rows<{ audits: number; events: number }>(
      `SELECT count(*)::int AS audits, count(o.id)::int AS events FROM platform.audit_record a
       LEFT JOIN platform.outbox o ON o.audit_id = a.id
       WHERE a.party_ids = ARRAY[$1::uuid] AND NOT (a.entity = 'MARKET_AUTHORIZATION' AND $2)`,
      [fresh.resellerId, mutation === 'resellerTerminate'],
    );
    expect(told).toEqual({ audits: 1, events: 1 });
  }
});
