import type { Answer, Portal } from '../support/portal.js';
import { addMembership, addUser, signInAs } from '../support/world/identity.world.js';

const MARKET = 'market { code name state version pausedReason taxRate region { code } }';

/** The facts that the errors of an operation have beside code, message and path. */
const FACTS: Record<string, string> = {
  marketCreate: 'rule',
  marketUpdate: 'rule version',
  marketPrepare: 'state operation version',
  marketMarkReady: 'state operation version rule',
  marketOpen: 'state operation version',
  marketPause: 'state operation version rule',
  marketResume: 'state operation version',
  marketWindDown: 'state operation version',
  marketClose: 'state operation version',
  regionCreate: 'rule',
  regionUpdate: 'rule version',
  regionMembershipSchedule: 'rule',
  regionMembershipCancel: 'rule',
  taxRateSchedule: 'rule version',
  taxRateCancel: 'rule version',
};

function operation(name: string): string {
  const value = name.startsWith('region') && !name.includes('Membership') ? REGION : MARKET;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) {
    ${name}(input: $input) { ${value} userErrors { code path message ${FACTS[name]} } }
  }`;
}

const REGION = 'region { id code name version }';

/** Sends one and gives its payload; a refusal of the whole is thrown. */
export async function change(
  portal: Portal,
  token: string,
  name: string,
  input: object,
): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(operation(name), { input }, { token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[name];
}

/** Sends one and gives the codes of the errors of the whole. */
export async function refusal(
  portal: Portal,
  token: string | undefined,
  name: string,
  input: object,
): Promise<string[]> {
  const { errors } = await portal.ask(operation(name), { input }, token ? { token } : {});
  return errors.map((error) => error.extensions.code);
}

/** What the trail has about markets, regions and rates since the number, in the order of writing. */
export function auditSince(portal: Portal, seq: string): Promise<object[]> {
  return portal.rows(
    `SELECT entity, operation, from_state AS "from", to_state AS "to", entity_version AS version, old, new,
       market_code AS "marketCode", actor_label AS actor
     FROM platform.audit_record WHERE seq > $1 ORDER BY seq`,
    [seq],
  );
}

export async function lastAudit(portal: Portal): Promise<string> {
  const [row] = await portal.rows<{ seq: string }>(
    'SELECT coalesce(max(seq), 0)::text AS seq FROM platform.audit_record',
  );
  return row?.seq ?? '0';
}

export async function revisionOf(portal: Portal, code: string): Promise<number> {
  const [row] = await portal.rows<{ revision: string }>(
    'SELECT catalog_revision AS revision FROM market.market WHERE code = $1',
    [code],
  );
  return Number(row?.revision);
}

/** A day so many days from today in Berlin, as YYYY-MM-DD. */
export async function dayInBerlin(portal: Portal, days: number): Promise<string> {
  const [row] = await portal.rows<{ day: string }>(
    `SELECT ((now() AT TIME ZONE 'Europe/Berlin')::date + $1::int)::text AS day`,
    [days],
  );
  return row?.day ?? '';
}

/** The token of an administrator who speaks for a reseller at the moment. */
export async function staffOfReseller(portal: Portal, resellerId: string): Promise<string> {
  const user = await addUser(portal.db, { staffRoles: ['ADMIN'] });
  await addMembership(portal.db, { userId: user.id, resellerId });
  const { accessToken } = await signInAs(portal, user.email);
  const { data } = await portal.ask(
    'mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }',
    { input: { resellerId } },
    { token: accessToken },
  );
  return data.switchReseller.accessToken;
}
