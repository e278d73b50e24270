import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { resellerMachine, type ResellerState } from '../../src/reseller/reseller.machine.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addCallers, refusalOf, type Caller } from '../support/world/callers.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addAgreement, addReseller } from '../support/world/reseller.world.js';
import { addPerson } from '../support/world/shop.world.js';

let portal: Portal;
let nearRegionId: string;
let callers: Caller[];
let agreementId: string;

beforeAll(async () => {
  portal = await startPortal('agreement-roles');
  nearRegionId = await addRegion(portal.db, { code: 'EMEA' });
  const farRegionId = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: nearRegionId });
  await addMarket(portal.db, { code: 'NZ', regionId: farRegionId });
  const resellerId = await addReseller(portal.db, { markets: ['DE'] });
  callers = await addCallers(portal, { resellerId, nearRegionId, farRegionId });
  // One who sells in the other region alone.
  const thirdId = await addReseller(portal.db, { markets: ['NZ'] });
  const { token } = await addPerson(portal, { resellerId: thirdId, role: 'RESELLER_ADMIN' });
  callers.push({ name: 'third RESELLER_ADMIN', side: 'nobody', role: 'RESELLER_ADMIN', token });
  agreementId = await addAgreement(portal.db, { regionId: nearRegionId });
});
afterAll(() => portal.stop());

function publisherOutcome({ name, side, role }: Caller): string | null {
  if (name === 'anonymous') return 'UNAUTHENTICATED';
  if (side === 'both' || (role !== 'CHANNEL_MANAGER' && role !== 'ADMIN')) return 'FORBIDDEN';
  return side === 'far' ? 'NOT_FOUND' : null;
}

function acceptorOutcome({ name, side, role }: Caller): string | null {
  if (name === 'anonymous') return 'UNAUTHENTICATED';
  // The administrator of a reseller who is staff besides speaks for the reseller.
  if (role !== 'RESELLER_ADMIN' && side !== 'both') return 'FORBIDDEN';
  return name.startsWith('third') ? 'NOT_FOUND' : null;
}

async function recordsOf(operation: string): Promise<number> {
  const [row] = await portal.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM platform.audit_record r JOIN platform.outbox o ON o.audit_id = r.id
     WHERE r.entity = 'AGREEMENT' AND r.operation = $1`,
    [operation],
  );
  return row?.count ?? 0;
}

describe('each role', () => {
  it('publishes, or changes nothing', async () => {
    for (const caller of callers) {
      const input = {
        idempotencyKey: newId(),
        regionCode: 'EMEA',
        requiredFrom: '2099-01-01T00:00:00Z',
        texts: [{ locale: 'en', title: 'Agreement', body: 'We agree.' }],
      };
      const [content, records] = [await contentOf(portal), await recordsOf('PUBLISH')];
      const refusal = await refusalOf(portal, caller, { mutation: 'agreementPublish', input });
      expect([caller.name, refusal]).toEqual([caller.name, publisherOutcome(caller)]);
      if (refusal === null) expect(await recordsOf('PUBLISH')).toBe(records + 1);
      else expect(await contentOf(portal)).toEqual(content);
    }
    expect(await recordsOf('PUBLISH')).toBe(2);
  });

  it('accepts, or changes nothing; the second one of a reseller finds it accepted', async () => {
    const input = { agreementId };
    for (const caller of callers) {
      const content = await contentOf(portal);
      const refusal = await refusalOf(portal, caller, { mutation: 'agreementAccept', input });
      expect([caller.name, refusal]).toEqual([caller.name, acceptorOutcome(caller)]);
      if (refusal !== null) expect(await contentOf(portal)).toEqual(content);
    }
    expect(await recordsOf('ACCEPT')).toBe(1);
  });
});

describe('the administrator of a reseller', () => {
  const MAY_ACCEPT: Record<ResellerState, boolean> = {
    ACTIVE: true,
    SUSPENDED: true,
    REAUTHORIZATION_DUE: true,
    // Whoever applies anew accepts with the application, or before.
    DEAUTHORIZED: true,
    TERMINATED: false,
  };

  it.each(resellerMachine.states)('of one that is %s', async (state) => {
    const resellerId = await addReseller(portal.db, { state, markets: ['DE'] });
    const { token } = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    const before = await contentOf(portal);
    const caller: Caller = { name: 'admin', side: 'own', role: 'RESELLER_ADMIN', token };
    const accept = { mutation: 'agreementAccept', input: { agreementId } };
    const refusal = await refusalOf(portal, caller, accept);
    expect(refusal).toBe(MAY_ACCEPT[state] ? null : 'RESELLER_NOT_ACTIVE');
    if (refusal !== null) expect(await contentOf(portal)).toEqual(before);
  });
});
