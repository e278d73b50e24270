import { describe, expect, it } from '@jest/globals';
import {
  APPLICATION_OPERATIONS,
  applicationMachine,
  ApplicationState,
  DAYS_TO_EXPIRE,
  moveApplication,
  OPEN_STATES,
  operationsOf,
} from './application.machine.js';

const STATES = Object.values(ApplicationState);

/** Per state where each operation leads; what is not named is refused. */
const expected: Record<ApplicationState, Partial<Record<string, ApplicationState>>> = {
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
  REJECTED: { APPEAL: 'IN_VETTING' },
  WITHDRAWN: {},
  EXPIRED: {},
};

const CASES = STATES.flatMap((state) =>
  APPLICATION_OPERATIONS.map((operation) => ({ state, operation, to: expected[state][operation] })),
);

describe('applicationMachine', () => {
  it('knows every state', () => {
    expect([...applicationMachine.states].sort()).toEqual([...STATES].sort());
  });

  it.each(CASES)('$state –$operation→ $to', ({ state, operation, to }) => {
    const moved = moveApplication({ state, appealed: false }, operation);
    if (to !== undefined) {
      expect(moved).toBe(to);
    } else {
      expect(moved).toMatchObject({
        code: 'ILLEGAL_TRANSITION',
        path: ['input', 'applicationId'],
        facts: { state, operation, allowed: Object.keys(expected[state]) },
      });
    }
  });

  it('allows one appeal, after which a rejection is final', () => {
    expect(moveApplication({ state: 'REJECTED', appealed: true }, 'APPEAL')).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      facts: { state: 'REJECTED', operation: 'APPEAL', allowed: [] },
    });
    expect(operationsOf({ state: 'REJECTED', appealed: true })).toEqual([]);
    expect(operationsOf({ state: 'REJECTED', appealed: false })).toEqual(['APPEAL']);
  });

  it('lets an applicant withdraw from every open state and from no other', () => {
    const withdrawable = STATES.filter((state) => applicationMachine.allows(state, 'WITHDRAW'));
    expect(withdrawable).toEqual(OPEN_STATES);
  });

  it('expires exactly where the clock runs', () => {
    const expiring = STATES.filter((state) => applicationMachine.allows(state, 'EXPIRE'));
    expect(expiring).toEqual(Object.keys(DAYS_TO_EXPIRE));
    expect(DAYS_TO_EXPIRE).toEqual({ DRAFT: 90, ACTION_REQUIRED: 30, PENDING_AGREEMENT: 30 });
  });
});
