import { describe, expect, it } from '@jest/globals';
import {
  moveReseller,
  resellerMachine,
  ResellerState,
  type ResellerOperation,
} from './reseller.machine.js';

const OPERATIONS: ResellerOperation[] = [
  'SUSPEND',
  'LIFT_SUSPENSION',
  'DEMAND_REAUTHORIZATION',
  'REAUTHORIZE',
  'DEAUTHORIZE',
  'READMIT',
  'TERMINATE',
];
const STATES = Object.values(ResellerState);

/** Per state the outcome of every operation, in the order above; '-' is refused. */
const expected = {
  ACTIVE: ['SUSPENDED', '-', 'REAUTHORIZATION_DUE', '-', '-', '-', 'TERMINATED'],
  SUSPENDED: ['-', 'ACTIVE|REAUTHORIZATION_DUE', '-', '-', '-', '-', 'TERMINATED'],
  REAUTHORIZATION_DUE: ['SUSPENDED', '-', '-', 'ACTIVE', 'DEAUTHORIZED', '-', 'TERMINATED'],
  DEAUTHORIZED: ['-', '-', '-', '-', '-', 'ACTIVE', 'TERMINATED'],
  TERMINATED: ['-', '-', '-', '-', '-', '-', '-'],
} as const;

describe('resellerMachine', () => {
  it('knows every state', () => {
    expect([...resellerMachine.states].sort()).toEqual([...STATES].sort());
  });

  it.each(
    STATES.flatMap((state) =>
      OPERATIONS.map((operation, i) => [state, operation, expected[state][i]] as const),
    ),
  )('%s –%s→ %s', (state, operation, target) => {
    const next = resellerMachine.next(state, operation);
    expect(next === undefined ? '-' : [next].flat().join('|')).toBe(target);
  });
});

describe('moveReseller', () => {
  it.each(['ACTIVE', 'REAUTHORIZATION_DUE'] as const)(
    'brings a reseller suspended while %s back to it',
    (state) => {
      const suspension = moveReseller({ state, stateBeforeSuspension: null }, 'SUSPEND');
      expect(suspension).toEqual({ state: 'SUSPENDED', stateBeforeSuspension: state });
      expect(
        moveReseller({ state: 'SUSPENDED', stateBeforeSuspension: state }, 'LIFT_SUSPENSION'),
      ).toEqual({ state, stateBeforeSuspension: null });
    },
  );

  it('forgets the state before the suspension when a suspended reseller is terminated', () => {
    expect(
      moveReseller({ state: 'SUSPENDED', stateBeforeSuspension: 'ACTIVE' }, 'TERMINATE'),
    ).toEqual({ state: 'TERMINATED', stateBeforeSuspension: null });
  });

  it('says what is allowed when it refuses', () => {
    expect(
      moveReseller({ state: 'DEAUTHORIZED', stateBeforeSuspension: null }, 'REAUTHORIZE'),
    ).toEqual({
      code: 'ILLEGAL_TRANSITION',
      message: 'A reseller that is DEAUTHORIZED does not allow REAUTHORIZE.',
      path: ['input', 'resellerId'],
      facts: { state: 'DEAUTHORIZED', operation: 'REAUTHORIZE', allowed: ['READMIT', 'TERMINATE'] },
    });
  });
});
