import { newId } from '../../src/kernel/index.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { EXEMPT_MARKET } from '../support/world/rivals.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

/** Somebody of neither side, and their application, on which reviews are tried. */
const APPLICANT = '018f4e9e-7b1a-7c3d-8e2f-0000000f0001';
const REVIEWED = '018f4e9e-7b1a-7c3d-8e2f-0000000f0002';
const PARTNER_LOCATION_ID = '990099';

const REMOVE = ['screening_hit', 'vetting_run', 'vetting_check', 'application_market'].map(
  (table) => `DELETE FROM onboarding.${table} WHERE application_id = $1`,
);

/** The same after each call, whatever was made of it. */
async function filed(
  { rivals }: InputWorld,
  state: string,
  more: Arguments = {},
): Promise<Arguments> {
  const { db } = rivals.portal;
  await db.query(
    `INSERT INTO identity.user_account (id, email, name, created_at, email_verified_at)
     VALUES ($1, 'reviewed@example.com', 'Reviewed', '2026-01-01', '2026-01-01') ON CONFLICT DO NOTHING`,
    [APPLICANT],
  );
  for (const text of [...REMOVE, 'DELETE FROM onboarding.application WHERE id = $1']) {
    await db.query(text, [REVIEWED]);
  }
  // What an approval has made stays, but it is in nobody's way.
  await db.query(
    `UPDATE reseller.reseller SET state = 'TERMINATED', partner_location_id = NULL WHERE partner_location_id = $1`,
    [PARTNER_LOCATION_ID],
  );
  await addApplication(db, {
    id: REVIEWED,
    applicantUserId: APPLICANT,
    state,
    markets: [EXEMPT_MARKET],
    taxId: 'REVIEWED',
    partnerLocationId: PARTNER_LOCATION_ID,
  });
  await db.query(
    `UPDATE onboarding.application SET number = 'RA-2026-999999', state_since = '2026-01-01', submitted_at = '2026-01-01',
       created_at = '2026-01-01', updated_at = '2026-01-01' WHERE id = $1`,
    [REVIEWED],
  );
  await db.query(
    `UPDATE onboarding.vetting_check SET decided_at = '2026-01-01' WHERE application_id = $1 AND state <> 'PENDING'`,
    [REVIEWED],
  );
  await db.query('UPDATE onboarding.vetting_check SET version = 1 WHERE application_id = $1', [
    REVIEWED,
  ]);
  const [check] = await rivals.portal.rows<{ version: number }>(
    'SELECT max(version) AS version FROM onboarding.vetting_check WHERE application_id = $1',
    [REVIEWED],
  );
  const versions = 'kind' in more ? { expectedVersion: check?.version } : {};
  return { applicationId: REVIEWED, ...more, ...versions };
}

export const REVIEW_QUERIES: Record<string, Arguer> = {
  resellerApplications: () => ({}),
  resellerApplicationCounts: () => ({}),
};

/** Inputs that the steps of reviewers accept. */
export const REVIEW_INPUTS: Record<string, Arguer> = {
  resellerApplicationClaim: (world) => filed(world, 'SUBMITTED'),
  resellerApplicationRelease: (world) => filed(world, 'IN_VETTING'),
  vettingCheckDecide: (world) =>
    filed(world, 'IN_VETTING', {
      kind: 'BUSINESS',
      outcome: 'WAIVED',
      note: 'Known for years.',
      expectedVersion: 1,
    }),
  resellerApplicationApprove: (world) =>
    filed(world, 'READY_FOR_DECISION', {
      idempotencyKey: newId(),
      expectedVersion: 1,
      tier: 'REGISTERED',
      type: 'DIRECT_RESELLER',
      marketCodes: [EXEMPT_MARKET],
      creditLimits: [{ limit: { amount: '1000.00', currencyCode: 'EUR' }, terms: 'NET_30' }],
    }),
  resellerApplicationReject: (world) =>
    filed(world, 'IN_VETTING', { expectedVersion: 1, reason: 'We have enough partners there.' }),
};
