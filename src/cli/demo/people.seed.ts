import { newId } from '../../kernel/index.js';
import type { DemoSeed } from './demo-seed.js';
import { DEMO_INVITATION, DEMO_PEOPLE } from './people.data.js';
import { money } from './price-plan.js';

/** Users and what staff may do; `hashes` are those of the passwords, in the order of the data. */
export async function seedPeople(seed: DemoSeed, hashes: readonly string[]): Promise<void> {
  await seed.insert(
    'identity.user_account',
    DEMO_PEOPLE.map(({ email, name }, index) => ({
      id: seed.id('user', email),
      email,
      name,
      password_hash: hashes[index],
      state: 'ACTIVE',
      created_at: seed.instant(-610),
      email_verified_at: seed.instant(-610),
    })),
  );
  const staff = DEMO_PEOPLE.filter((person) => 'regions' in person);
  await seed.insert(
    'identity.staff_role',
    staff.map(({ email, role }) => ({ user_id: seed.id('user', email), role })),
  );
  await seed.insert(
    'identity.staff_scope',
    staff.flatMap(({ email, regions }) =>
      regions.map((region) => ({
        user_id: seed.id('user', email),
        region_id: seed.id('region', region),
      })),
    ),
  );
}

/** Who works for which reseller. */
export async function seedMemberships(seed: DemoSeed): Promise<void> {
  const members = DEMO_PEOPLE.filter((person) => 'reseller' in person);
  await seed.insert(
    'identity.membership',
    members.map(({ email, reseller, role }) => ({
      id: seed.id('membership', email),
      user_id: seed.id('user', email),
      reseller_id: seed.id('reseller', reseller),
      role,
      state: 'ACTIVE',
      created_at: seed.instant(-600),
    })),
  );
  await seed.insert(
    'identity.buyer_limit',
    members.flatMap(({ email, reseller, limits }) =>
      limits.map(({ currencyCode, perOrder, perMonth }) => ({
        membership_id: seed.id('membership', email),
        reseller_id: seed.id('reseller', reseller),
        currency_code: currencyCode,
        per_order_minor: money(perOrder, currencyCode).minor,
        per_month_minor: money(perMonth, currencyCode).minor,
      })),
    ),
  );
}

/** Somebody whom an administrator has asked to join; the letter with its link was never sent. */
export async function seedInvitation(seed: DemoSeed): Promise<void> {
  const { reseller, email, invitedBy, role, createdOn, days, limit } = DEMO_INVITATION;
  const id = newId();
  const resellerId = seed.id('reseller', reseller);
  await seed.insert('identity.invitation', [
    {
      id,
      reseller_id: resellerId,
      email,
      role,
      state: 'PENDING',
      invited_by: seed.id('user', invitedBy),
      created_at: seed.instant(createdOn),
      expires_at: seed.instant(Number(createdOn) + days),
    },
  ]);
  await seed.insert('identity.invitation_limit', [
    {
      invitation_id: id,
      reseller_id: resellerId,
      currency_code: limit.currencyCode,
      per_order_minor: money(limit.perOrder, limit.currencyCode).minor,
      per_month_minor: money(limit.perMonth, limit.currencyCode).minor,
    },
  ]);
}
