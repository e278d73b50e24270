import { defineMachine, type Problem } from '../kernel/index.js';

export const ResellerState = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  REAUTHORIZATION_DUE: 'REAUTHORIZATION_DUE',
  DEAUTHORIZED: 'DEAUTHORIZED',
  TERMINATED: 'TERMINATED',
} as const;
export type ResellerState = keyof typeof ResellerState;

export type ResellerOperation =
  | 'SUSPEND'
  | 'LIFT_SUSPENSION'
  | 'DEMAND_REAUTHORIZATION'
  | 'REAUTHORIZE'
  | 'DEAUTHORIZE'
  | 'READMIT'
  | 'TERMINATE';

/** The states that a suspension can begin in, and that lifting it leads back to. */
export type SuspendableState = 'ACTIVE' | 'REAUTHORIZATION_DUE';

export const resellerMachine = defineMachine<ResellerState, ResellerOperation>({
  ACTIVE: {
    SUSPEND: 'SUSPENDED',
    DEMAND_REAUTHORIZATION: 'REAUTHORIZATION_DUE',
    TERMINATE: 'TERMINATED',
  },
  REAUTHORIZATION_DUE: {
    SUSPEND: 'SUSPENDED',
    REAUTHORIZE: 'ACTIVE',
    DEAUTHORIZE: 'DEAUTHORIZED',
    TERMINATE: 'TERMINATED',
  },
  SUSPENDED: {
    LIFT_SUSPENSION: ['ACTIVE', 'REAUTHORIZATION_DUE'],
    TERMINATE: 'TERMINATED',
  },
  // Approving a new application of a deauthorised reseller readmits it; nothing else brings it back.
  DEAUTHORIZED: { READMIT: 'ACTIVE', TERMINATE: 'TERMINATED' },
  TERMINATED: {},
});

export interface ResellerStanding {
  state: ResellerState;
  /** Set exactly while SUSPENDED. */
  stateBeforeSuspension: SuspendableState | null;
}

/** Where the operation leads, with what a later lifting of the suspension needs to know. */
export function moveReseller(
  from: ResellerStanding,
  operation: ResellerOperation,
): ResellerStanding | Problem<'ILLEGAL_TRANSITION'> {
  const next = resellerMachine.next(from.state, operation);
  if (next === undefined) {
    return {
      code: 'ILLEGAL_TRANSITION',
      message: `A reseller that is ${from.state} does not allow ${operation}.`,
      path: ['input', 'resellerId'],
      facts: { state: from.state, operation, allowed: resellerMachine.operations(from.state) },
    };
  }
  if (typeof next !== 'string') {
    return { state: from.stateBeforeSuspension ?? 'ACTIVE', stateBeforeSuspension: null };
  }
  return {
    state: next,
    stateBeforeSuspension: next === 'SUSPENDED' ? suspended(from.state) : null,
  };
}

function suspended(state: ResellerState): SuspendableState {
  return state === 'REAUTHORIZATION_DUE' ? 'REAUTHORIZATION_DUE' : 'ACTIVE';
}
