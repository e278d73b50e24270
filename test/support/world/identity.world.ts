import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { decodeJwt } from 'jose';
import { newId } from '../../../src/kernel/index.js';
import type { ResellerRole, StaffRole } from '../../../src/platform/access/index.js';
import type { Portal } from '../portal.js';
import type { WorldDatabase } from './world-database.js';

/** Everybody's password unless the options say otherwise: hashing one for each user would take most of a test's time. */
export const WORLD_PASSWORD = 'a world of good passwords';
let worldHash: Promise<string> | undefined;

export interface UserOptions {
  email?: string;
  name?: string;
  password?: string;
  state?: 'ACTIVE' | 'DISABLED';
  /** Whether the e-mail is proven: yes unless it says otherwise. */
  emailVerified?: boolean;
  locale?: 'en' | 'de' | 'zh-Hans';
  staffRoles?: readonly StaffRole[];
  /** None: all regions. */
  regionIds?: readonly string[];
}

export interface MembershipOptions {
  userId: string;
  resellerId: string;
  role?: ResellerRole;
  limits?: readonly LimitOptions[];
}

export interface LimitOptions {
  currencyCode: string;
  /** Minor units of the currency; absent: no limit. */
  perOrderMinor?: number;
  perMonthMinor?: number;
}

export interface WorldUser {
  id: string;
  email: string;
  password: string;
}

/** Adds a user who can sign in. */
export async function addUser(db: WorldDatabase, options: UserOptions = {}): Promise<WorldUser> {
  const id = newId();
  const { email = `user-${id}@example.com`, password = WORLD_PASSWORD } = options;
  await db.query(
    `INSERT INTO identity.user_account (id, email, name, password_hash, state, email_verified_at, locale)
     VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END, $7)`,
    [
      id,
      email,
      options.name ?? 'Some Body',
      await hashOf(password),
      options.state ?? 'ACTIVE',
      options.emailVerified ?? true,
      options.locale ?? 'en',
    ],
  );
  for (const role of options.staffRoles ?? []) {
    await db.query('INSERT INTO identity.staff_role (user_id, role) VALUES ($1, $2)', [id, role]);
  }
  for (const regionId of options.regionIds ?? []) {
    await db.query('INSERT INTO identity.staff_scope (user_id, region_id) VALUES ($1, $2)', [
      id,
      regionId,
    ]);
  }
  return { id, email, password };
}

/** Makes a user work for a reseller, as a buyer unless the options say otherwise, and gives the membership's id. */
export async function addMembership(
  db: WorldDatabase,
  options: MembershipOptions,
): Promise<string> {
  const id = newId();
  await db.query(
    'INSERT INTO identity.membership (id, user_id, reseller_id, role) VALUES ($1, $2, $3, $4)',
    [id, options.userId, options.resellerId, options.role ?? 'BUYER'],
  );
  for (const limit of options.limits ?? []) {
    await db.query(
      `INSERT INTO identity.buyer_limit
         (membership_id, reseller_id, currency_code, per_order_minor, per_month_minor)
       VALUES ($1, $2, $3, $4, $5)`,
      [
        id,
        options.resellerId,
        limit.currencyCode,
        limit.perOrderMinor ?? null,
        limit.perMonthMinor ?? null,
      ],
    );
  }
  return id;
}

export interface TokenOptions {
  /** The text of the token; a new one when absent. A token that is there already stays as it is. */
  token?: string;
  /** Of a registration: whose account emailVerify will make, with the password of everybody. */
  registration?: { email: string; name?: string };
  /** Or the user whose password may be reset. */
  resetOf?: string;
  /** Or the invitation that can be accepted. */
  invitationId?: string;
}

/** Adds what a letter would hold, and gives its text. */
export async function addToken(db: WorldDatabase, options: TokenOptions): Promise<string> {
  const { token = `cpt_${randomBytes(32).toString('base64url')}`, registration } = options;
  const purpose = registration ? 'EMAIL_VERIFICATION' : 'PASSWORD_RESET';
  await db.query(
    `INSERT INTO identity.one_time_token
       (hash, purpose, user_id, email, name, locale, password_hash, invitation_id, expires_at)
     VALUES (sha256($1::bytea), $2, $3, $4, $5, $6, $7, $8, now() + interval '1 hour')
     ON CONFLICT (hash) DO NOTHING`,
    [
      token,
      options.invitationId === undefined ? purpose : 'INVITATION',
      options.resetOf ?? null,
      registration?.email ?? null,
      registration && (registration.name ?? 'Some Body'),
      registration && 'en',
      registration && (await hashOf(WORLD_PASSWORD)),
      options.invitationId ?? null,
    ],
  );
  return token;
}

export interface InvitationOptions {
  resellerId: string;
  invitedById: string;
  email?: string;
  role?: ResellerRole;
  limits?: readonly LimitOptions[];
}

/** Asks somebody to work for a reseller, without a letter, and gives the invitation's id. */
export async function addInvitation(
  db: WorldDatabase,
  options: InvitationOptions,
): Promise<string> {
  const id = newId();
  const { resellerId, invitedById, email = `invited-${id}@example.com`, role = 'BUYER' } = options;
  await db.query(
    `INSERT INTO identity.invitation (id, reseller_id, email, role, invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + interval '14 days')`,
    [id, resellerId, email, role, invitedById],
  );
  for (const limit of options.limits ?? []) {
    await db.query(
      `INSERT INTO identity.invitation_limit
         (invitation_id, reseller_id, currency_code, per_order_minor, per_month_minor)
       VALUES ($1, $2, $3, $4, $5)`,
      [
        id,
        resellerId,
        limit.currencyCode,
        limit.perOrderMinor ?? null,
        limit.perMonthMinor ?? null,
      ],
    );
  }
  return id;
}

export interface WorldSession {
  accessToken: string;
  refreshToken: string;
  sessionId: string;
}

/** Signs a user in over HTTP. A refusal is thrown with its status. */
export async function signInAs(
  portal: Portal,
  email: string,
  password = WORLD_PASSWORD,
): Promise<WorldSession> {
  const answer = await portal.ask(
    `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }`,
    { input: { email, password } },
  );
  if (answer.status !== 200 || answer.errors.length > 0) {
    throw new Error(`signIn as ${email}: ${answer.status} ${JSON.stringify(answer.errors)}`);
  }
  const { accessToken, refreshToken } = answer.data.signIn;
  return { accessToken, refreshToken, sessionId: String(decodeJwt(accessToken)['sid']) };
}

function hashOf(password: string): Promise<string> {
  if (password !== WORLD_PASSWORD) return hash(password);
  worldHash ??= hash(password);
  return worldHash;
}
