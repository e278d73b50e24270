import { contentOf } from '../database-content.js';
import type { Answer, Portal } from '../portal.js';
import { addMembership } from './identity.world.js';
import { addMarket, addRegion } from './market.world.js';
import { addReseller } from './reseller.world.js';
import { addStaff, type Person } from './shop.world.js';

/** Two markets of two regions, and the people who keep the catalog. */
export interface Keepers {
  portal: Portal;
  emea: string;
  apac: string;
  manager: Person;
  /** Looks after APAC only. */
  asian: Person;
  admin: Person;
}

export async function openCatalog(portal: Portal): Promise<Keepers> {
  const emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'IN', regionId: apac });
  return {
    portal,
    emea,
    apac,
    manager: await addStaff(portal, 'CATALOG_MANAGER'),
    asian: await addStaff(portal, 'CATALOG_MANAGER', [apac]),
    admin: await addStaff(portal, 'ADMIN'),
  };
}

interface Sent {
  /** What to read of the payload besides the errors. */
  select?: string;
  by?: Person;
}

/** Sends a mutation that takes one input and gives its payload; an answer with top-level errors is thrown. */
export async function change(
  { portal, manager }: Keepers,
  name: string,
  input: object,
  { select = '', by = manager }: Sent = {},
): Promise<Answer['data']> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const answer = await portal.ask(
    `mutation ($input: ${type}Input!) {
      ${name}(input: $input) { ${select} userErrors { __typename message path ... on ${type}UserError { code } } }
    }`,
    { input },
    { token: by.token },
  );
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data[name];
}

/** Sends what must be refused: gives `CODE path` for each problem, sorted, after looking that nothing was written. */
export async function refusalsOf(keepers: Keepers, name: string, input: object): Promise<string[]> {
  const before = await contentOf(keepers.portal);
  const { userErrors } = await change(keepers, name, input);
  const after = await contentOf(keepers.portal);
  const written = Object.keys(after).filter((table) => after[table] !== before[table]);
  if (written.length > 0) throw new Error(`refused, but wrote ${written.join(', ')}`);
  return userErrors
    .map(({ code, path }: { code: string; path: string[] }) => `${code} ${path.join('.')}`)
    .sort();
}

/** The audit records of a thing, oldest first. */
export function recordsOf(portal: Portal, entityId: string): Promise<object[]> {
  return portal.rows(
    `SELECT entity, operation, entity_version AS version, old, new, market_code AS "marketCode", actor_user_id AS "actorUserId"
     FROM platform.audit_record WHERE entity_id = $1 ORDER BY seq`,
    [entityId],
  );
}

/** The catalog revision of each market. */
export async function revisions(portal: Portal): Promise<Record<string, number>> {
  const rows = await portal.rows<{ code: string; revision: string }>(
    'SELECT code, catalog_revision AS revision FROM market.market',
  );
  return Object.fromEntries(rows.map(({ code, revision }) => [code, Number(revision)]));
}

/** The token of a catalog manager who speaks for a reseller at the moment. */
export async function tokenForReseller(portal: Portal): Promise<string> {
  const both = await addStaff(portal, 'CATALOG_MANAGER');
  const resellerId = await addReseller(portal.db);
  await addMembership(portal.db, { userId: both.userId, resellerId });
  const { data } = await portal.ask(
    `mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }`,
    { input: { resellerId } },
    { token: both.token },
  );
  return data.switchReseller.accessToken;
}
