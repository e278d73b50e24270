import { newId } from '../../src/kernel/index.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { EXEMPT_MARKET } from '../support/world/rivals.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

/** The side's application, with the version that it has now. */
async function application({ rivals, side }: InputWorld): Promise<Arguments> {
  const [row] = await rivals.portal.rows<{ version: number }>(
    'SELECT version FROM onboarding.application WHERE id = $1',
    [side.applicationId],
  );
  return { applicationId: side.applicationId, expectedVersion: row?.version ?? 1 };
}

const content: Arguments = {
  legalName: 'Nordlicht Devices GmbH',
  address: { line1: 'Street 1', line2: null, city: 'Berlin', region: null, postalCode: '10115' },
  countryCode: 'DE',
  taxId: 'DE 136 695 976',
  website: 'https://example.com',
  partnerType: 'DIRECT_RESELLER',
  partnerLocationId: '4012345',
  partnerGlobalId: '4098765',
  marketCodes: [EXEMPT_MARKET],
  expectedVolume: { amount: '250000.00', currencyCode: 'EUR' },
  contacts: [
    { name: 'Nora Lind', role: 'Buyer', email: 'nora@example.com', phone: '+49 30 1234567' },
  ],
};

export const APPLICATION_QUERIES: Record<string, Arguer> = {
  resellerApplication: ({ side }) => ({ id: side.applicationId }),
  myResellerApplications: () => ({}),
};

export const APPLICATION_INPUTS: Record<string, Arguer> = {
  resellerApplicationCreate: () => ({ idempotencyKey: newId(), ...content }),
  resellerApplicationUpdate: async (world) => ({ ...(await application(world)), ...content }),
  resellerApplicationSubmit: application,
  resellerApplicationResubmit: application,
  resellerApplicationWithdraw: application,
  resellerApplicationAgreementAccept: async (world) => ({
    ...(await application(world)),
    agreementId: world.rivals.agreementId,
    locale: 'en',
  }),
  resellerApplicationAppeal: async (world) => ({
    ...(await application(world)),
    reason: 'The register has been corrected.',
  }),
};

/** Ends what the side's applicant has begun. */
async function withdrawAll({ rivals, side }: InputWorld): Promise<void> {
  await rivals.portal.db.query(
    `UPDATE onboarding.application SET state = 'WITHDRAWN', expires_at = NULL WHERE applicant_user_id = $1`,
    [side.applicant.userId],
  );
}

/** A new one of the side's applicant, in place of those from before. */
export async function renewIn(world: InputWorld, state: string): Promise<void> {
  await withdrawAll(world);
  const { rivals, side } = world;
  side.applicationId = await addApplication(rivals.portal.db, {
    applicantUserId: side.applicant.userId,
    state,
    markets: [EXEMPT_MARKET],
    ...(state === 'REJECTED' && { decidedBy: rivals.shop.desk.userId }),
  });
}

export const APPLICATION_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  resellerApplicationCreate: withdrawAll,
  resellerApplicationUpdate: (world) => renewIn(world, 'DRAFT'),
  resellerApplicationSubmit: (world) => renewIn(world, 'DRAFT'),
  resellerApplicationResubmit: (world) => renewIn(world, 'ACTION_REQUIRED'),
  resellerApplicationWithdraw: (world) => renewIn(world, 'DRAFT'),
  resellerApplicationAppeal: (world) => renewIn(world, 'REJECTED'),
  resellerApplicationAgreementAccept: (world) => renewIn(world, 'PENDING_AGREEMENT'),
};
