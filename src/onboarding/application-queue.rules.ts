import type { ApplicationState } from './application.machine.js';
import { CLAIMABLE_STATES } from './claim.rules.js';

/** In these it is the staff's turn; in the others somebody waits for the applicant, or nobody does. */
export const OUR_TURN: readonly ApplicationState[] = [
  'SUBMITTED',
  'IN_VETTING',
  'READY_FOR_DECISION',
];

/** After so many days in one of them an application is overdue. */
export const OVERDUE_DAYS = 5;

export const ApplicationSort = { OLDEST: 'OLDEST', NEWEST: 'NEWEST' } as const;
export type ApplicationSort = keyof typeof ApplicationSort;

export const ApplicationHolder = { ME: 'ME', NOBODY: 'NOBODY', ANYBODY: 'ANYBODY' } as const;
export type ApplicationHolder = keyof typeof ApplicationHolder;

export interface QueueFilter {
  state?: ApplicationState[] | null;
  marketCode?: string | null;
  countryCode?: string | null;
  assignedTo?: ApplicationHolder | null;
  overdue?: boolean | null;
  search?: string | null;
}

export interface QueueCriteria {
  states: readonly ApplicationState[];
  marketCode: string | null;
  countryCode: string | null;
  assignedTo: ApplicationHolder | null;
  overdue: boolean | null;
  search: string | null;
  sort: ApplicationSort;
}

export const SEARCH_MAX = 200;

/** Without a state: what still needs somebody. */
export function queueCriteria(filter: QueueFilter, sort: ApplicationSort): QueueCriteria {
  return {
    sort,
    states: filter.state ?? CLAIMABLE_STATES,
    marketCode: filter.marketCode?.trim() ?? null,
    countryCode: filter.countryCode?.trim() ?? null,
    assignedTo: filter.assignedTo ?? null,
    overdue: filter.overdue ?? null,
    search: filter.search?.trim() || null,
  };
}
