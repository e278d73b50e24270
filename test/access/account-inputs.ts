import { newId } from '../../src/kernel/index.js';
import { addInvitation, addToken, addUser } from '../support/world/identity.world.js';
import type { Arguer, InputWorld } from './input-world.js';

/** One token per operation, so that an operation that was refused finds it again. */
const VERIFICATION = `cpt_${'v'.repeat(43)}`;
const RESET = `cpt_${'r'.repeat(43)}`;
const INVITATION = `cpt_${'i'.repeat(43)}`;

async function verification({ rivals }: InputWorld): Promise<{ token: string }> {
  const registration = { email: `new-${newId()}@example.com`, name: 'New Person' };
  await addToken(rivals.portal.db, { token: VERIFICATION, registration });
  return { token: VERIFICATION };
}

async function reset({ rivals }: InputWorld): Promise<{ token: string }> {
  const { db } = rivals.portal;
  const [kept] = await rivals.portal.rows(
    `SELECT 1 FROM identity.one_time_token WHERE hash = sha256($1::bytea)`,
    [RESET],
  );
  if (!kept) await addToken(db, { token: RESET, resetOf: (await addUser(db)).id });
  return { token: RESET };
}

/** The partner asks the administrator, who is signed in as the one who is asked. */
async function invitation({ rivals, side }: InputWorld): Promise<{ token: string }> {
  const { db } = rivals.portal;
  const [kept] = await rivals.portal.rows(
    `SELECT 1 FROM identity.one_time_token WHERE hash = sha256($1::bytea)`,
    [INVITATION],
  );
  if (kept) return { token: INVITATION };
  const invitationId = await addInvitation(db, {
    resellerId: side.partner.id,
    invitedById: side.partnerAdmin.userId,
    email: side.admin.email,
  });
  await addToken(db, { token: INVITATION, invitationId });
  return { token: INVITATION };
}

async function renewInvitation(world: InputWorld): Promise<void> {
  const { rivals, side } = world;
  await forget(world, INVITATION);
  await rivals.portal.db.query(
    'DELETE FROM identity.membership WHERE user_id = $1 AND reseller_id = $2',
    [side.admin.userId, side.partner.id],
  );
  await withdrawAll(world, side.partner.id);
  await invitation(world);
}

/** There are only so many at a time, and one for an address. */
const withdrawAll = ({ rivals }: InputWorld, resellerId: string) =>
  rivals.portal.db.query(
    `UPDATE identity.invitation SET state = 'WITHDRAWN', ended_at = now() WHERE reseller_id = $1 AND state = 'PENDING'`,
    [resellerId],
  );

async function renewPending(world: InputWorld): Promise<void> {
  const { rivals, side } = world;
  await withdrawAll(world, side.reseller.id);
  side.invitationId = await addInvitation(rivals.portal.db, {
    resellerId: side.reseller.id,
    invitedById: side.admin.userId,
  });
}

const forget = ({ rivals }: InputWorld, token: string) =>
  rivals.portal.db.query('DELETE FROM identity.one_time_token WHERE hash = sha256($1::bytea)', [
    token,
  ]);

export const ACCOUNT_INPUTS: Record<string, Arguer> = {
  accountCreate: () => ({
    email: `new-${newId()}@example.com`,
    name: 'New Person',
    password: 'words for a new year',
    locale: 'de',
  }),
  emailVerify: verification,
  emailVerificationSend: () => ({ email: `own-${newId()}@example.com` }),
  passwordResetRequest: () => ({ email: `nobody-${newId()}@example.com`, locale: 'zh-Hans' }),
  passwordReset: async (world) => ({
    ...(await reset(world)),
    newPassword: 'words for a new year',
  }),
  invitationCreate: () => ({
    idempotencyKey: newId(),
    email: `invited-${newId()}@example.com`,
    role: 'APPROVER',
    limits: [{ currencyCode: 'EUR', perOrder: '100.00', perMonth: '1000.00' }],
  }),
  invitationWithdraw: ({ side }) => ({ id: side.invitationId }),
  invitationAccept: async (world) => ({
    ...(await invitation(world)),
    name: 'New Person',
    password: 'words for a new year',
    locale: 'de',
  }),
  accountUpdate: () => ({ name: 'Some Body', locale: 'de' }),
};

export const ACCOUNT_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  invitationCreate: renewPending,
  invitationWithdraw: renewPending,
  invitationAccept: renewInvitation,
  emailVerify: async (world) => {
    await forget(world, VERIFICATION);
    await verification(world);
  },
  passwordReset: async (world) => {
    await forget(world, RESET);
    await reset(world);
  },
};
