import type { ApplicationState } from './application.machine.js';
import { IN_STAFF_SIGHT, STATE_NOW } from './application.sql.js';
import { CLAIMABLE_STATES } from './claim.rules.js';
import { OUR_TURN, OVERDUE_DAYS, type QueueCriteria } from './application-queue.rules.js';

/** The states stand in the text itself: only so does the planner know which index holds them all. */
const literals = (states: readonly ApplicationState[]): string =>
  states.map((state) => `'${state}'`).join(', ');

export const IS_OVERDUE = `a.state IN (${literals(OUR_TURN)}) AND a.state_since < now() - interval '${OVERDUE_DAYS} days'`;

/** Somebody still has something to do. */
export const IS_CLAIMABLE = inStates(CLAIMABLE_STATES);

/** Where an application stands in its queue, in microseconds: a Date would lose some of them. */
export const WAITING_SINCE = `(extract(epoch FROM a.state_since) * 1000000)::bigint::text`;

export interface QueueCondition {
  whereSql: string;
  values: unknown[];
}

/** $1: regions of the caller, null for all. $2: the caller. */
export function queueCondition(
  criteria: QueueCriteria,
  caller: { regionIds: readonly string[] | null; userId: string },
): QueueCondition {
  const values: unknown[] = [caller.regionIds, caller.userId];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const { states, marketCode, countryCode, assignedTo, overdue, search } = criteria;
  const parts = [IN_STAFF_SIGHT, '$2::uuid IS NOT NULL', inStates(states)];
  if (marketCode !== null) {
    parts.push(`EXISTS (SELECT FROM onboarding.application_market f
      WHERE f.application_id = a.id AND f.market_code = ${place(marketCode)})`);
  }
  if (countryCode !== null) parts.push(`a.country_code = ${place(countryCode)}`);
  if (assignedTo === 'ME') parts.push('a.assigned_to = $2');
  if (assignedTo === 'NOBODY') parts.push('a.assigned_to IS NULL');
  if (assignedTo === 'ANYBODY') parts.push('a.assigned_to IS NOT NULL');
  if (overdue !== null) parts.push(overdue ? `(${IS_OVERDUE})` : `NOT (${IS_OVERDUE})`);
  if (search !== null) parts.push(searched(place(search)));
  return { whereSql: parts.map((part) => `(${part})`).join(' AND '), values };
}

/** What ended by the clock is EXPIRED, whether the job that writes it has come or not. */
function inStates(states: readonly ApplicationState[]): string {
  if (states.length === 0) return 'false';
  const stored = `a.state IN (${literals(states)})`;
  return states.includes('EXPIRED')
    ? `${stored} OR ${STATE_NOW} = 'EXPIRED'`
    : `${stored} AND (a.expires_at IS NULL OR a.expires_at > now())`;
}

function searched(text: string): string {
  return `a.number = upper(${text}) OR a.partner_location_id = ${text} OR a.tax_id = upper(${text})
    OR (a.tax_key <> '' AND a.tax_key = reseller.tax_key(a.country_code, ${text}))
    OR (reseller.plain_name(${text}) <> '' AND a.plain_name LIKE '%' || reseller.plain_name(${text}) || '%')`;
}
