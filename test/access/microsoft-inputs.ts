import { createHash } from 'node:crypto';
import { WORLD_PASSWORD } from '../support/world/identity.world.js';
import type { Arguer, InputWorld } from './input-world.js';

/** A portal that takes Microsoft accounts; finishing a sign-in asks nobody there. */
export const MICROSOFT_ON = {
  MICROSOFT_TENANTS: 'organizations',
  MICROSOFT_CLIENT_ID: 'the application',
  MICROSOFT_CLIENT_SECRET: 'its secret',
};

const VERIFIER = 'v'.repeat(43);
const SIGN_IN = { code: `cpm_${'s'.repeat(43)}`, objectId: '00000000-0000-4000-8000-000000000001' };
const LINK = { code: `cpm_${'l'.repeat(43)}`, objectId: '00000000-0000-4000-8000-000000000002' };
const TENANT = '00000000-0000-4000-8000-000000000000';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Whoever has the code and the verifier has shown Microsoft who they are; made where it is not there yet. */
async function shown({ rivals }: InputWorld, { code, objectId }: typeof SIGN_IN) {
  await rivals.portal.db.query(
    `INSERT INTO identity.microsoft_proof (hash, challenge, tenant_id, object_id, name, expires_at)
     VALUES ($1, $2, $3, $4, 'Some Body', now() + interval '1 day') ON CONFLICT DO NOTHING`,
    [hash(code), hash(VERIFIER), TENANT, objectId],
  );
  return { code, verifier: VERIFIER };
}

const unlink = ({ rivals }: InputWorld, { objectId }: typeof SIGN_IN) =>
  rivals.portal.db.query('DELETE FROM identity.microsoft_identity WHERE object_id = $1', [
    objectId,
  ]);

export const MICROSOFT_INPUTS: Record<string, Arguer> = {
  microsoftSignInFinish: (world) => shown(world, SIGN_IN),
  microsoftLink: async (world) => ({
    ...(await shown(world, LINK)),
    currentPassword: WORLD_PASSWORD,
  }),
};

export const MICROSOFT_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  microsoftSignInFinish: async (world) => {
    await shown(world, SIGN_IN);
  },
  microsoftLink: async (world) => {
    await unlink(world, LINK);
    await shown(world, LINK);
  },
  microsoftUnlink: async (world) => {
    await unlink(world, LINK);
    await world.rivals.portal.db.query(
      `INSERT INTO identity.microsoft_identity (tenant_id, object_id, user_id)
       SELECT $1, $2, id FROM identity.user_account WHERE email = $3`,
      [TENANT, LINK.objectId, world.side.admin.email],
    );
  },
};
