import type { Problem } from '../kernel/index.js';
import { applicationMachine, type ApplicationState } from './application.machine.js';

/** The states in which somebody of the staff has something to do with an application. */
export const CLAIMABLE_STATES: readonly ApplicationState[] = [
  'SUBMITTED',
  'IN_VETTING',
  'ACTION_REQUIRED',
  'PENDING_AGREEMENT',
  'READY_FOR_DECISION',
];

export interface Holding {
  assignedToId: string | null;
  /** Null when nobody has it. */
  holderName: string | null;
}

export interface Claimant {
  userId: string;
  isAdmin: boolean;
}

export function checkClaim(
  { assignedToId, holderName }: Holding,
  claimant: Claimant,
  takeOver: boolean,
): Problem[] {
  if (takeOver && !claimant.isAdmin) {
    return [
      {
        code: 'INVALID_VALUE',
        message: 'Only administrators take over what somebody else has claimed.',
        path: ['input', 'takeOver'],
        facts: { rule: 'ADMIN_ONLY' },
      },
    ];
  }
  if (assignedToId === null || assignedToId === claimant.userId || takeOver) return [];
  return [
    claimedBy(holderName, claimant.isAdmin ? ' As an administrator you may take it over.' : ''),
  ];
}

export function checkRelease({ assignedToId, holderName }: Holding, claimant: Claimant): Problem[] {
  const isTheirs = assignedToId === null || assignedToId === claimant.userId;
  return isTheirs || claimant.isAdmin ? [] : [claimedBy(holderName, '')];
}

/** Somebody takes what still needs somebody. */
export function claimable(state: ApplicationState): Problem[] {
  if (CLAIMABLE_STATES.includes(state)) return [];
  return [
    {
      code: 'ILLEGAL_TRANSITION',
      message: `An application that is ${state} needs nobody any more.`,
      path: ['input', 'applicationId'],
      facts: { state, operation: 'CLAIM', allowed: applicationMachine.operations(state) },
    },
  ];
}

function claimedBy(holderName: string | null, hint: string): Problem {
  return {
    code: 'INVALID_VALUE',
    message: `${holderName ?? 'Somebody else'} has claimed this application.${hint}`,
    path: ['input', 'applicationId'],
    facts: { rule: 'CLAIMED', holder: holderName },
  };
}
