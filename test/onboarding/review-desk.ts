import { randomInt } from 'node:crypto';
import type { Answer, Portal } from '../support/portal.js';
import { contentOf } from '../support/database-content.js';
import { addUser, signInAs, type UserOptions } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addApplication, type AddedApplication } from '../support/world/onboarding.world.js';
import { addAgreement } from '../support/world/reseller.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';

/** Markets of two regions and those who look at applications. */
export interface ReviewDesk {
  portal: Portal;
  emea: string;
  apac: string;
  manager: Person;
  other: Person;
  /** Looks after APAC only. */
  asian: Person;
  admin: Person;
}

export async function openReviewDesk(portal: Portal): Promise<ReviewDesk> {
  const emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'JP', regionId: apac });
  // Without an agreement there is nothing to accept, and the decision comes at once.
  await addAgreement(portal.db, { regionId: emea });
  await addAgreement(portal.db, { regionId: apac });
  return {
    portal,
    emea,
    apac,
    manager: await addStaff(portal, 'CHANNEL_MANAGER'),
    other: await addStaff(portal, 'CHANNEL_MANAGER'),
    asian: await addStaff(portal, 'CHANNEL_MANAGER', [apac]),
    admin: await addStaff(portal, 'ADMIN'),
  };
}

export interface Applicant {
  userId: string;
  email: string;
  token: string;
}

export async function addApplicant(portal: Portal, options: UserOptions = {}): Promise<Applicant> {
  const { id, email } = await addUser(portal.db, options);
  const { accessToken: token } = await signInAs(portal, email);
  return { userId: id, email, token };
}

export interface Filed {
  id: string;
  applicant: Applicant;
}

/** An application of somebody new, with numbers of its own. */
export async function fileApplication(
  portal: Portal,
  application: Partial<AddedApplication> = {},
  who: UserOptions = {},
): Promise<Filed> {
  const applicant = await addApplicant(portal, who);
  const number = String(randomInt(10_000_000, 99_999_999));
  const id = await addApplication(portal.db, {
    applicantUserId: applicant.userId,
    taxId: `X${number}`,
    partnerLocationId: number,
    ...application,
  });
  return { id, applicant };
}

export const APPLICATION = `id number state version resellerId decisionReason
  vettingChecks { kind state note source reviewerId version attempts lastError
    hits { subject subjectName list reference name alias score } }`;

export function readRaw({ portal }: ReviewDesk, id: string, token: string): Promise<Answer> {
  return portal.ask(
    `query ($id: ID!) { resellerApplication(id: $id) { ${APPLICATION} } }`,
    { id },
    { token },
  );
}

export async function read(
  desk: ReviewDesk,
  id: string,
  token = desk.manager.token,
): Promise<Answer['data']> {
  const { data, errors } = await readRaw(desk, id, token);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.resellerApplication;
}

export function actRaw(
  { portal, manager }: ReviewDesk,
  name: string,
  input: object,
  token = manager.token,
): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return portal.ask(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { application { ${APPLICATION} }
      userErrors { message path ... on ${type}UserError { code } } } }`,
    { input },
    { token },
  );
}

/** Sends a mutation and gives its payload; an answer with top-level errors is thrown. */
export async function act(
  desk: ReviewDesk,
  name: string,
  input: object,
  token = desk.manager.token,
): Promise<Answer['data']> {
  const { data, errors } = await actRaw(desk, name, input, token);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[name];
}

/** The same, when it must succeed: gives the application. */
export async function done(
  desk: ReviewDesk,
  name: string,
  input: object,
  token = desk.manager.token,
): Promise<Answer['data']> {
  const { application, userErrors } = await act(desk, name, input, token);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return application;
}

/** The same, when it must be refused: gives `CODE path: message` for each problem, after looking that nothing was written. */
export async function refused(
  desk: ReviewDesk,
  name: string,
  input: object,
  token = desk.manager.token,
): Promise<string[]> {
  const before = await contentOf(desk.portal);
  const { application, userErrors } = await act(desk, name, input, token);
  const after = await contentOf(desk.portal);
  if (application !== null) throw new Error('It was not refused.');
  const written = Object.keys(after).filter((table) => before[table] !== after[table]);
  if (written.length > 0) throw new Error(`Something was written to ${written.join(', ')}.`);
  return userErrors.map(
    ({ code, path, message }: { code: string; path: string[]; message: string }) =>
      `${code} ${path.join('.')}: ${message}`,
  );
}

export const KINDS = [
  'EMAIL_OWNERSHIP',
  'EMPLOYMENT',
  'BUSINESS',
  'TAX_ID',
  'PARTNER_LOCATION_ID',
  'SANCTIONS',
] as const;
export type Kind = (typeof KINDS)[number];

/** Decides a check as it is now. */
export async function decide(
  desk: ReviewDesk,
  applicationId: string,
  [kind, outcome]: readonly [Kind, 'PASSED' | 'FAILED' | 'WAIVED'],
  token = desk.manager.token,
): Promise<Answer['data']> {
  const expectedVersion = await versionOf(desk, applicationId, kind);
  const note = outcome === 'PASSED' ? null : 'Looked at by hand.';
  return done(
    desk,
    'vettingCheckDecide',
    { applicationId, kind, outcome, note, expectedVersion },
    token,
  );
}

export async function versionOf(
  { portal }: ReviewDesk,
  applicationId: string,
  kind: Kind,
): Promise<number> {
  const [row] = await portal.rows<{ version: number }>(
    'SELECT version FROM onboarding.vetting_check WHERE application_id = $1 AND kind = $2',
    [applicationId, kind],
  );
  return row?.version ?? 0;
}
