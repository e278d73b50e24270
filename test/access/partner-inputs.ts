import { newId } from '../../src/kernel/index.js';
import { addRelationship, addReseller } from '../support/world/reseller.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

let locations = 900_000_000;

/** Inputs that agreements and relationships take. */
export const PARTNER_INPUTS: Record<string, Arguer> = {
  agreementPublish: () => ({
    idempotencyKey: newId(),
    regionCode: 'EMEA',
    // So far ahead that it keeps nobody from ordering.
    requiredFrom: '2099-01-01T00:00:00Z',
    texts: [
      { locale: 'en', title: 'Partner agreement', body: 'You sell, we deliver.' },
      { locale: 'de', title: 'Partnervertrag', body: 'Sie verkaufen, wir liefern.' },
    ],
  }),
  agreementAccept: ({ rivals }) => ({ agreementId: rivals.agreementId, locale: 'en' }),
  relationshipRequest: () => {
    locations += 1;
    return { partnerLocationId: String(locations), countryCode: 'DE' };
  },
  relationshipAccept: (world) => spareRelationship(world, 'REQUESTED'),
  relationshipDecline: (world) => spareRelationship(world, 'REQUESTED'),
  relationshipEnd: async (world) => ({
    ...(await spareRelationship(world, 'ACTIVE')),
    reason: 'The contract ran out',
  }),
};

const SPARE = 'Spare partner';

/** One with a partner that no order names, which asked for it: made where there is none. */
async function spareRelationship(
  { rivals, side }: InputWorld,
  state: 'REQUESTED' | 'ACTIVE',
): Promise<Arguments> {
  const { db } = rivals.portal;
  const find = (): Promise<Arguments[]> =>
    rivals.portal.rows<Arguments>(
      `SELECT p.id AS "relationshipId", p.version AS "expectedVersion"
       FROM reseller.partner_relationship p JOIN reseller.reseller r ON r.id = p.indirect_reseller_id
       WHERE p.distributor_id = $1 AND p.state = $2 AND r.legal_name = $3 LIMIT 1`,
      [side.reseller.id, state, SPARE],
    );
  if ((await find()).length === 0) {
    const partner = { legalName: SPARE, type: 'INDIRECT_RESELLER' } as const;
    const indirectResellerId = await addReseller(db, partner);
    await addRelationship(db, {
      distributorId: side.reseller.id,
      indirectResellerId,
      state,
      requestedBy: 'INDIRECT_RESELLER',
    });
  }
  const [found] = await find();
  return found ?? {};
}

/** After a change: something new for the next one to work on. */
export const PARTNER_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  // One that is in force at once would keep everybody from accepting the one of this world.
  agreementPublish: async ({ rivals }) => {
    await rivals.portal.db.query(
      `UPDATE reseller.agreement SET required_from = '2099-01-01' WHERE id <> ALL ($1)`,
      [[rivals.agreementId, rivals.farAgreementId]],
    );
  },
  agreementAccept: async ({ rivals, side }) => {
    await rivals.portal.db.query(
      'DELETE FROM reseller.agreement_acceptance WHERE reseller_id = $1',
      [side.reseller.id],
    );
  },
  relationshipAccept: makeSpares,
  relationshipDecline: makeSpares,
  relationshipEnd: makeSpares,
  relationshipRequest: async ({ rivals, side }) => {
    await rivals.portal.db.query(
      `DELETE FROM reseller.partner_relationship WHERE requested_by_id = $1 AND state = 'REQUESTED'`,
      [side.reseller.id],
    );
  },
};

async function makeSpares(world: InputWorld): Promise<void> {
  await spareRelationship(world, 'REQUESTED');
  await spareRelationship(world, 'ACTIVE');
}
