import type { Answer, Portal } from '../portal.js';

const FIELDS = `id user { id name email } role state version createdAt
  limits { currencyCode perOrder { amount } perMonth { amount } spentThisMonth { amount } leftThisMonth { amount } }`;
const ERRORS = 'userErrors { code message path rule version state operation }';

export const MEMBERS = `{ members { ${FIELDS} } }`;

/** What a test reads of a member. */
export type SeenMember = Answer['data'];

export type MemberOperation = 'memberUpdate' | 'memberLimitsSet' | 'memberRevoke';

/** Changes a member as a client does. */
export function changeMember(
  portal: Portal,
  token: string,
  operation: MemberOperation,
  input: object,
): Promise<Answer> {
  const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
  return portal.ask(
    `mutation ($input: ${type}!) { ${operation}(input: $input) { member { ${FIELDS} } ${ERRORS} } }`,
    { input },
    { token },
  );
}

export async function membersOf(portal: Portal, token: string): Promise<SeenMember[]> {
  const { data, errors } = await portal.ask(MEMBERS, {}, { token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.members;
}

export async function memberWith(
  portal: Portal,
  token: string,
  membershipId: string | null,
): Promise<SeenMember> {
  const found = (await membersOf(portal, token)).find(({ id }) => id === membershipId);
  if (found === undefined) throw new Error(`There is no member ${String(membershipId)}.`);
  return found;
}
