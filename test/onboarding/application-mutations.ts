import type { Answer, Portal } from '../support/portal.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import type { Person } from '../support/world/shop.world.js';

const APPLICATION = `application {
  id number state version expiresAt legalName address { line1 line2 city region postalCode } countryCode taxId taxIdChecked
  website partnerType partnerLocationId partnerGlobalId marketCodes expectedVolume { amount currencyCode }
  contacts { name role email phone } submittedAt appealedAt appealReason decisionReason resellerId
  missing { code path message }
}`;

/** The facts that the errors of an operation have beside code, message and path. */
const FACTS: Record<string, string> = {
  Create: 'rule state operation',
  Update: 'rule version state operation',
  Submit: 'rule version state operation',
  Resubmit: 'rule version state operation',
  Withdraw: 'version state operation',
  Appeal: 'rule version state operation',
};

export type StepName = 'Create' | 'Update' | 'Submit' | 'Resubmit' | 'Withdraw' | 'Appeal';

/** Everything that is needed, for a company in Germany that wants to sell there. */
export const COMPLETE = {
  legalName: 'Nordlicht Devices GmbH',
  address: { line1: 'Street 1', city: 'Berlin', postalCode: '10115' },
  countryCode: 'DE',
  taxId: 'DE 136 695 976',
  website: 'https://example.com',
  partnerType: 'DIRECT_RESELLER',
  partnerLocationId: '4012345',
  marketCodes: ['DE'],
  expectedVolume: { amount: '250000', currencyCode: 'EUR' },
  contacts: [{ name: 'Nora Lind', role: 'Buyer', email: 'nora@example.com', phone: null }],
};

/** Takes a step and gives the payload; a refusal of the whole is thrown. */
export async function take(
  portal: Portal,
  { token }: { token: string },
  step: StepName,
  input: object,
): Promise<Answer['data']> {
  const name = `resellerApplication${step}`;
  const { data, errors } = await portal.ask(
    `mutation ($input: ResellerApplication${step}Input!) {
       ${name}(input: $input) { ${APPLICATION} userErrors { code path message ${FACTS[step]} } }
     }`,
    { input },
    { token },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[name];
}

/** Code and rule with the way, such as "REQUIRED input.applicationId.taxId". */
export function told({ userErrors }: Answer['data']): string[] {
  return userErrors.map((error: { code: string; rule?: string | null; path: string[] }) =>
    [error.rule ?? error.code, error.path.join('.')].join(' '),
  );
}

/** Somebody who is signed in and belongs to nobody. */
export async function addApplicant(
  portal: Portal,
  { emailVerified = true }: { emailVerified?: boolean } = {},
): Promise<Person> {
  const user = await addUser(portal.db, { emailVerified });
  const { accessToken: token } = await signInAs(portal, user.email);
  return { userId: user.id, email: user.email, membershipId: null, token };
}

/** The audit records of an application, with the type of the event that each has sent. */
export function trailOf(portal: Portal, id: string): Promise<object[]> {
  return portal.rows(
    `SELECT r.operation, r.from_state AS "from", r.to_state AS "to", r.entity_version AS version, o.type AS event
     FROM platform.audit_record r LEFT JOIN platform.outbox o ON o.audit_id = r.id
     WHERE r.entity = 'RESELLER_APPLICATION' AND r.entity_id = $1 ORDER BY r.seq`,
    [id],
  );
}

/** The checks, such as "TAX_ID PENDING 1" with the number of the attempt. */
export async function checksOf(portal: Portal, id: string): Promise<string[]> {
  const rows = await portal.rows<{ said: string }>(
    `SELECT kind || ' ' || state || ' ' || attempt AS said FROM onboarding.vetting_check
     WHERE application_id = $1 ORDER BY kind`,
    [id],
  );
  return rows.map(({ said }) => said);
}
