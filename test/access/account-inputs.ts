import { newId } from '../../src/kernel/index.js';
import { addToken, addUser } from '../support/world/identity.world.js';
import type { Arguer, InputWorld } from './input-world.js';

/** One token per operation, so that an operation that was refused finds it again. */
const VERIFICATION = `cpt_${'v'.repeat(43)}`;
const RESET = `cpt_${'r'.repeat(43)}`;

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
  passwordResetRequest: () => ({ email: `nobody-${newId()}@example.com`, locale: 'zh-Hans' }),
  passwordReset: async (world) => ({
    ...(await reset(world)),
    newPassword: 'words for a new year',
  }),
  accountUpdate: () => ({ name: 'Some Body', locale: 'de' }),
};

export const ACCOUNT_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  emailVerify: async (world) => {
    await forget(world, VERIFICATION);
    await verification(world);
  },
  passwordReset: async (world) => {
    await forget(world, RESET);
    await reset(world);
  },
};
