import { describe, expect, it } from '@jest/globals';
import {
  invitationMachine,
  InvitationState,
  type InvitationOperation,
} from './invitation.machine.js';

const OPERATIONS: InvitationOperation[] = ['ACCEPT', 'WITHDRAW', 'EXPIRE'];

/** Per state the outcome of ACCEPT, WITHDRAW and EXPIRE; '-' is refused. */
const expected = {
  PENDING: ['ACCEPTED', 'WITHDRAWN', 'EXPIRED'],
  ACCEPTED: ['-', '-', '-'],
  WITHDRAWN: ['-', '-', '-'],
  EXPIRED: ['-', '-', '-'],
} as const;

describe('invitationMachine', () => {
  it.each(
    Object.values(InvitationState).flatMap((state) =>
      OPERATIONS.map((operation, i) => [state, operation, expected[state][i]] as const),
    ),
  )('%s –%s→ %s', (state, operation, target) => {
    expect(invitationMachine.next(state, operation) ?? '-').toBe(target);
  });
});
