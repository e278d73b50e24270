import { defineMachine } from '../kernel/index.js';

export const InvitationState = {
  PENDING: 'PENDING',
  ACCEPTED: 'ACCEPTED',
  WITHDRAWN: 'WITHDRAWN',
  EXPIRED: 'EXPIRED',
} as const;
export type InvitationState = keyof typeof InvitationState;

export type InvitationOperation = 'ACCEPT' | 'WITHDRAW' | 'EXPIRE';

/** Whoever is to be asked again gets a new invitation. */
export const invitationMachine = defineMachine<InvitationState, InvitationOperation>({
  PENDING: { ACCEPT: 'ACCEPTED', WITHDRAW: 'WITHDRAWN', EXPIRE: 'EXPIRED' },
  ACCEPTED: {},
  WITHDRAWN: {},
  EXPIRED: {},
});
