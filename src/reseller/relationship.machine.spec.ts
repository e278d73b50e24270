import { describe, expect, it } from '@jest/globals';
import {
  relationshipMachine,
  RelationshipState,
  type RelationshipOperation,
} from './relationship.machine.js';

const OPERATIONS: RelationshipOperation[] = ['ACCEPT', 'DECLINE', 'END'];

/** Per state the outcome of ACCEPT, DECLINE and END; '-' is refused. */
const expected = {
  REQUESTED: ['ACTIVE', 'DECLINED', '-'],
  ACTIVE: ['-', '-', 'ENDED'],
  ENDED: ['-', '-', '-'],
  DECLINED: ['-', '-', '-'],
} as const;

describe('relationshipMachine', () => {
  it.each(
    Object.values(RelationshipState).flatMap((state) =>
      OPERATIONS.map((operation, i) => [state, operation, expected[state][i]] as const),
    ),
  )('%s –%s→ %s', (state, operation, target) => {
    expect(relationshipMachine.next(state, operation) ?? '-').toBe(target);
  });
});
