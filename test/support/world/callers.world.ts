import {
  API_KEY_SCOPES,
  RESELLER_ROLES,
  STAFF_ROLES,
  type ResellerRole,
  type StaffRole,
} from '../../../src/platform/access/index.js';
import type { Portal } from '../portal.js';
import { addUser } from './identity.world.js';
import { addKey } from './rivals.world.js';
import { addPerson, addStaff } from './shop.world.js';

/**
 * Somebody who calls, seen from one reseller: `own` are its people and programs, `near` is staff of a region in which it
 * sells, `far` is staff of another region, and `both` speaks for it and is staff besides.
 */
export interface Caller {
  name: string;
  side: 'own' | 'near' | 'far' | 'both' | 'nobody';
  /** Undefined for programs and for those who have none. */
  role?: ResellerRole | StaffRole;
  token?: string;
}

export interface CallersOf {
  resellerId: string;
  nearRegionId: string;
  farRegionId: string;
}

/** Every kind of caller that there is: each role on each side, each kind of key, an applicant and who is not signed in. */
export async function addCallers(
  portal: Portal,
  { resellerId, nearRegionId, farRegionId }: CallersOf,
): Promise<Caller[]> {
  const callers = await peopleOf(portal, resellerId);
  for (const role of STAFF_ROLES) {
    const [near, far] = [
      await addStaff(portal, role, [nearRegionId]),
      await addStaff(portal, role, [farRegionId]),
    ];
    callers.push({ name: `near ${role}`, side: 'near', role, token: near.token });
    callers.push({ name: `far ${role}`, side: 'far', role, token: far.token });
    const both = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
    await portal.db.query('INSERT INTO identity.staff_role (user_id, role) VALUES ($1, $2)', [
      both.userId,
      role,
    ]);
    callers.push({ name: `${role} who speaks for it`, side: 'both', role, token: both.token });
  }
  const applicant = await portal.signIn(await addUser(portal.db));
  return [
    ...callers,
    { name: 'applicant', side: 'nobody', token: applicant },
    { name: 'anonymous', side: 'nobody' },
  ];
}

/** The people of a reseller, one per role, and its keys, one per scope. */
export async function peopleOf(portal: Portal, resellerId: string): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (const role of RESELLER_ROLES) {
    const { token } = await addPerson(portal, { resellerId, role });
    callers.push({ name: `own ${role}`, side: 'own', role, token });
  }
  const admin = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
  for (const scope of API_KEY_SCOPES) {
    const { secret } = await addKey(portal, admin, { name: scope, scope });
    callers.push({ name: `key ${scope}`, side: 'own', token: secret });
  }
  return callers;
}

/** The answer to a mutation in one word: the code of an error or of the first problem, or null when it was done. */
export async function refusalOf(
  portal: Portal,
  { token }: Caller,
  { mutation, input }: { mutation: string; input: object },
): Promise<string | null> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await portal.ask(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
    { input },
    token === undefined ? {} : { token },
  );
  const [error] = errors;
  if (error) return String(error.extensions.code);
  const [problem] = data[mutation].userErrors;
  return problem?.code ?? null;
}
