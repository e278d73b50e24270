import { newId } from '../../src/kernel/index.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

/** The member whom nobody minds to lose, with the version that it has by now. */
async function spareMember({ rivals, side }: InputWorld): Promise<Arguments> {
  const [row] = await rivals.portal.rows<{ version: number }>(
    'SELECT version FROM identity.membership WHERE id = $1',
    [side.spareMemberId],
  );
  return { id: side.spareMemberId, expectedVersion: row?.version ?? 1 };
}

async function spareAddress({ rivals, side }: InputWorld): Promise<Arguments> {
  const [row] = await rivals.portal.rows<{ version: number }>(
    'SELECT version FROM reseller.address WHERE id = $1',
    [side.spareAddressId],
  );
  return { id: side.spareAddressId, expectedVersion: row?.version ?? 1 };
}

export const PEOPLE_INPUTS: Record<string, Arguer> = {
  memberUpdate: async (world) => ({ ...(await spareMember(world)), role: 'APPROVER' }),
  memberLimitsSet: async (world) => ({
    ...(await spareMember(world)),
    limits: [{ currencyCode: 'EUR', perOrder: '100.00', perMonth: '1000.00' }],
  }),
  memberRevoke: spareMember,
  addressCreate: () => ({
    label: `Dock ${newId()}`,
    recipient: 'Goods in',
    line1: 'Hafenstraße 1',
    line2: 'Gate 2',
    city: 'Hamburg',
    region: 'Hamburg',
    postalCode: '20359',
    countryCode: 'DE',
    phone: '+49 40 1234567',
  }),
  addressUpdate: async (world) => ({
    ...(await spareAddress(world)),
    label: 'Dock',
    recipient: 'Goods in',
    line1: 'Hafenstraße 2',
    line2: 'Gate 3',
    city: 'Bremen',
    region: 'Bremen',
    postalCode: '28195',
    countryCode: 'DE',
    phone: '+49 421 1234567',
  }),
  addressArchive: spareAddress,
};

async function renewMember({ rivals, side }: InputWorld): Promise<void> {
  await rivals.portal.db.query(
    `UPDATE identity.membership SET state = 'ACTIVE', role = 'BUYER' WHERE id = $1`,
    [side.spareMemberId],
  );
  await rivals.portal.db.query('DELETE FROM identity.buyer_limit WHERE membership_id = $1', [
    side.spareMemberId,
  ]);
}

async function renewAddress({ rivals, side }: InputWorld): Promise<void> {
  await rivals.portal.db.query(
    `UPDATE reseller.address SET state = 'ACTIVE', line1 = 'Street 1', city = 'City' WHERE id = $1`,
    [side.spareAddressId],
  );
}

export const PEOPLE_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  memberUpdate: renewMember,
  memberLimitsSet: renewMember,
  memberRevoke: renewMember,
  addressCreate: async ({ rivals, side }) => {
    await rivals.portal.db.query(
      `DELETE FROM reseller.address WHERE reseller_id = $1 AND label ~ '^Dock [0-9a-f-]{36}$'`,
      [side.reseller.id],
    );
  },
  addressUpdate: renewAddress,
  addressArchive: renewAddress,
};
