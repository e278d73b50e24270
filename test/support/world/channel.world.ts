import { expect } from '@jest/globals';
import type { Answer, Portal } from '../portal.js';
import { brief, footprint, type BriefProblem } from '../order-probe.js';

/** The changes of a reseller and of what belongs to it, that answer with the reseller. */
export type ResellerMutation =
  | 'resellerSuspend'
  | 'resellerResume'
  | 'resellerReauthorizationDemand'
  | 'resellerReauthorize'
  | 'resellerTerminate'
  | 'resellerTierChange'
  | 'resellerUpdate'
  | 'marketAuthorizationGrant'
  | 'marketAuthorizationEnd'
  | 'taxExemptionGrant'
  | 'taxExemptionEnd';

const RESELLER = `id legalName tier state stateReason reauthorizationDueOn partnerLocationId partnerGlobalId version
  marketAuthorizations { id marketCode validFrom validUntil }
  taxExemptions { id marketCode certificateNumber validFrom validUntil }
  relationships { id state }`;

/** Sends a change as somebody. */
export function sendChange(
  portal: Portal,
  name: ResellerMutation,
  { input, token }: { input: object; token: string },
): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const mutation = `mutation ($input: ${type}!) {
    ${name}(input: $input) { reseller { ${RESELLER} } userErrors { code message path rule version state operation } }
  }`;
  return portal.ask(mutation, { input }, { token });
}

/** The reseller after a change that must be done. */
export async function changed(
  portal: Portal,
  name: ResellerMutation,
  request: { input: object; token: string },
): Promise<Answer['data']> {
  const { data, errors } = await sendChange(portal, name, request);
  expect(errors).toEqual([]);
  expect(data[name].userErrors).toEqual([]);
  return data[name].reseller;
}

/** The problems of a change that must be refused; nothing was changed by it. */
export async function refusedChange(
  portal: Portal,
  name: ResellerMutation,
  request: { input: object; token: string },
): Promise<BriefProblem[]> {
  const before = await footprint(portal);
  const { data, errors } = await sendChange(portal, name, request);
  expect(errors).toEqual([]);
  expect(data[name].reseller).toBeNull();
  expect(data[name].userErrors).not.toEqual([]);
  expect(await footprint(portal)).toEqual(before);
  return data[name].userErrors.map(brief);
}

/** What a change of a reseller names. */
export async function targetOf(
  portal: Portal,
  resellerId: string,
): Promise<{ resellerId: string; expectedVersion: number }> {
  const [row] = await portal.rows<{ version: number }>(
    'SELECT version FROM reseller.reseller WHERE id = $1',
    [resellerId],
  );
  return { resellerId, expectedVersion: row?.version ?? 0 };
}
