import { newId } from '../../../src/kernel/index.js';
import { makeApiKey } from '../../../src/identity/secret.js';
import type { Portal } from '../portal.js';
import { addShopReseller } from './shop.world.js';

/** A program of a reseller that may order, and the address to ship to. */
export interface KeyedBuyer {
  token: string;
  resellerId: string;
  addressId: string;
}

/**
 * Many buyers at once, each a user with a membership of its own. They come with API keys, because a thousand sign-ins
 * would take longer than what a test does with them.
 */
export async function addBuyers(
  portal: Portal,
  { resellers, each }: { resellers: number; each: number },
): Promise<KeyedBuyer[]> {
  const buyers: KeyedBuyer[] = [];
  for (let n = 0; n < resellers; n += 1) {
    const { id: resellerId, addressId } = await addShopReseller(portal);
    const tokens = await addKeys(portal, resellerId, each);
    buyers.push(...tokens.map((token) => ({ token, resellerId, addressId })));
  }
  return buyers;
}

async function addKeys(portal: Portal, resellerId: string, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => ({
    userId: newId(),
    membershipId: newId(),
    key: makeApiKey(),
  }));
  const userIds = people.map(({ userId }) => userId);
  const membershipIds = people.map(({ membershipId }) => membershipId);
  await portal.db.query(
    `INSERT INTO identity.user_account (id, email, name)
     SELECT u, u || '@example.com', 'A buyer' FROM unnest($1::uuid[]) AS u`,
    [userIds],
  );
  await portal.db.query(
    `INSERT INTO identity.membership (id, user_id, reseller_id, role)
     SELECT m, u, $3, 'BUYER' FROM unnest($1::uuid[], $2::uuid[]) AS p (m, u)`,
    [membershipIds, userIds, resellerId],
  );
  await portal.db.query(
    `INSERT INTO identity.api_key (id, public_id, hash, reseller_id, membership_id, created_by, name, scopes, expires_at)
     SELECT gen_random_uuid(), p.public_id, p.hash, $5, p.m, p.u, 'A program', ARRAY['ORDERS_WRITE', 'ORDERS_READ'],
       now() + interval '30 days'
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::uuid[]) AS p (public_id, hash, m, u)`,
    [
      people.map(({ key }) => key.publicId),
      people.map(({ key }) => key.hash),
      membershipIds,
      userIds,
      resellerId,
    ],
  );
  return people.map(({ key }) => key.text);
}
