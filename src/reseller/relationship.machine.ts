import { defineMachine } from '../kernel/index.js';

export const RelationshipState = {
  REQUESTED: 'REQUESTED',
  ACTIVE: 'ACTIVE',
  ENDED: 'ENDED',
  DECLINED: 'DECLINED',
} as const;
export type RelationshipState = keyof typeof RelationshipState;

export type RelationshipOperation = 'ACCEPT' | 'DECLINE' | 'END';

/** ENDED and DECLINED are final: the same two partners begin anew with a new request. */
export const relationshipMachine = defineMachine<RelationshipState, RelationshipOperation>({
  REQUESTED: { ACCEPT: 'ACTIVE', DECLINE: 'DECLINED' },
  ACTIVE: { END: 'ENDED' },
  ENDED: {},
  DECLINED: {},
});
