import { defineMachine, type Problem } from '../kernel/index.js';

export const ApplicationState = {
  DRAFT: 'DRAFT',
  SUBMITTED: 'SUBMITTED',
  IN_VETTING: 'IN_VETTING',
  ACTION_REQUIRED: 'ACTION_REQUIRED',
  PENDING_AGREEMENT: 'PENDING_AGREEMENT',
  READY_FOR_DECISION: 'READY_FOR_DECISION',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
  WITHDRAWN: 'WITHDRAWN',
  EXPIRED: 'EXPIRED',
} as const;
export type ApplicationState = keyof typeof ApplicationState;

export const APPLICATION_OPERATIONS = [
  'EDIT',
  'SUBMIT',
  'START',
  'FAIL_CHECK',
  'CORRECT_CHECK',
  'RESUBMIT',
  'PASS_CHECKS',
  'ACCEPT_AGREEMENT',
  'APPROVE',
  'REJECT',
  'APPEAL',
  'WITHDRAW',
  'EXPIRE',
] as const;
export type ApplicationOperation = (typeof APPLICATION_OPERATIONS)[number];

export const applicationMachine = defineMachine<ApplicationState, ApplicationOperation>({
  DRAFT: { EDIT: 'DRAFT', SUBMIT: 'SUBMITTED', WITHDRAW: 'WITHDRAWN', EXPIRE: 'EXPIRED' },
  SUBMITTED: { START: 'IN_VETTING', WITHDRAW: 'WITHDRAWN' },
  IN_VETTING: {
    FAIL_CHECK: 'ACTION_REQUIRED',
    PASS_CHECKS: 'PENDING_AGREEMENT',
    REJECT: 'REJECTED',
    WITHDRAW: 'WITHDRAWN',
  },
  ACTION_REQUIRED: {
    EDIT: 'ACTION_REQUIRED',
    CORRECT_CHECK: 'IN_VETTING',
    RESUBMIT: 'IN_VETTING',
    REJECT: 'REJECTED',
    WITHDRAW: 'WITHDRAWN',
    EXPIRE: 'EXPIRED',
  },
  PENDING_AGREEMENT: {
    ACCEPT_AGREEMENT: 'READY_FOR_DECISION',
    REJECT: 'REJECTED',
    WITHDRAW: 'WITHDRAWN',
    EXPIRE: 'EXPIRED',
  },
  READY_FOR_DECISION: { APPROVE: 'APPROVED', REJECT: 'REJECTED', WITHDRAW: 'WITHDRAWN' },
  APPROVED: {},
  // Guarded: once.
  REJECTED: { APPEAL: 'IN_VETTING' },
  WITHDRAWN: {},
  EXPIRED: {},
});

/** How many days an application may stay in a state; what is not named has no such end. */
export const DAYS_TO_EXPIRE: Readonly<Partial<Record<ApplicationState, number>>> = {
  DRAFT: 90,
  ACTION_REQUIRED: 30,
  PENDING_AGREEMENT: 30,
};

/** The states in which something may still become of an application; an applicant has at most one in them. */
export const OPEN_STATES: readonly ApplicationState[] = [
  'DRAFT',
  'SUBMITTED',
  'IN_VETTING',
  'ACTION_REQUIRED',
  'PENDING_AGREEMENT',
  'READY_FOR_DECISION',
];

export interface ApplicationStanding {
  /** By the clock: EXPIRED also where the job that writes it has not come yet. */
  state: ApplicationState;
  appealed: boolean;
}

/** Where the operation leads, or why it is not allowed. */
export function moveApplication(
  { state, appealed }: ApplicationStanding,
  operation: ApplicationOperation,
): ApplicationState | Problem<'ILLEGAL_TRANSITION'> {
  const isSpent = operation === 'APPEAL' && appealed;
  const next = applicationMachine.next(state, operation);
  if (typeof next === 'string' && !isSpent) return next;
  return {
    code: 'ILLEGAL_TRANSITION',
    message:
      state === 'REJECTED' && isSpent
        ? 'One appeal was made already; the second rejection is final.'
        : `An application that is ${state} does not allow ${operation}.`,
    path: ['input', 'applicationId'],
    facts: { state, operation, allowed: operationsOf({ state, appealed }) },
  };
}

/** What the application allows now, in the order of the machine's table. */
export function operationsOf({ state, appealed }: ApplicationStanding): ApplicationOperation[] {
  return applicationMachine
    .operations(state)
    .filter((operation) => !(operation === 'APPEAL' && appealed));
}
