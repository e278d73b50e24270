import type { Problem } from '../kernel/index.js';
import type { VettingCheckKind, VettingCheckState } from './application.enum.js';
import {
  applicationMachine,
  type ApplicationOperation,
  type ApplicationState,
} from './application.machine.js';

export interface CheckStanding {
  kind: VettingCheckKind;
  state: VettingCheckState;
}

/** What a reviewer makes of a check. */
export const VettingOutcome = { PASSED: 'PASSED', FAILED: 'FAILED', WAIVED: 'WAIVED' } as const;
export type VettingOutcome = keyof typeof VettingOutcome;

export const NOTE_MAX = 2000;

/** The states in which a machine may still find something out. */
export const RUNNING_STATES: readonly ApplicationState[] = [
  'SUBMITTED',
  'IN_VETTING',
  'ACTION_REQUIRED',
];

/** The states in which a reviewer decides on checks, and corrects what was decided. */
const DECIDABLE_STATES: readonly ApplicationState[] = [
  'IN_VETTING',
  'ACTION_REQUIRED',
  'PENDING_AGREEMENT',
  'READY_FOR_DECISION',
];

/** The steps that follow from the checks as they are, in their order; none when the state says it already. */
export function stepsToSettle(
  state: ApplicationState,
  checks: readonly CheckStanding[],
): ApplicationOperation[] {
  const failed = checks.some((check) => check.state === 'FAILED');
  const done = checks.length > 0 && checks.every((check) => isDone(check.state));
  if (state === 'IN_VETTING') return failed ? ['FAIL_CHECK'] : done ? ['PASS_CHECKS'] : [];
  if (state !== 'ACTION_REQUIRED' || failed) return [];
  return done ? ['CORRECT_CHECK', 'PASS_CHECKS'] : ['CORRECT_CHECK'];
}

/** Before a decision every check is passed or waived, whatever led to the state. */
export function openChecks(checks: readonly CheckStanding[]): VettingCheckKind[] {
  return checks.filter(({ state }) => !isDone(state)).map(({ kind }) => kind);
}

/**
 * Whether the application lets a check be decided so. Once all checks are done a failed one has nowhere to lead: then the
 * application is rejected.
 */
export function checkDecidable(state: ApplicationState, outcome: VettingOutcome): Problem[] {
  const decidable = DECIDABLE_STATES.includes(state);
  const leads = outcome !== 'FAILED' || state === 'IN_VETTING' || state === 'ACTION_REQUIRED';
  if (decidable && leads) return [];
  const operation = outcome === 'FAILED' ? 'FAIL_CHECK' : 'DECIDE_CHECK';
  return [
    {
      code: 'ILLEGAL_TRANSITION',
      message: decidable
        ? `All checks are done, and the application is ${state}: reject it when one turns out to be wrong.`
        : state === 'SUBMITTED'
          ? 'Nobody has taken the application yet: claim it, and its vetting begins.'
          : `The checks of an application that is ${state} are decided no more.`,
      path: ['input', 'applicationId'],
      facts: { state, operation, allowed: applicationMachine.operations(state) },
    },
  ];
}

/** What fails or is waived needs a sentence: the applicant is told to act, or somebody will ask why. */
export function checkNote(outcome: VettingOutcome, note: string | null): Problem[] {
  if (outcome === 'PASSED' || note !== null) return [];
  return [
    {
      code: 'REQUIRED',
      message: `Say why the check is ${outcome}.`,
      path: ['input', 'note'],
    },
  ];
}

function isDone(state: VettingCheckState): boolean {
  return state === 'PASSED' || state === 'WAIVED';
}
