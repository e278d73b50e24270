import type { Problem } from '../kernel/index.js';
import { checkPersonName, checkLocale } from './account.rules.js';
import type { InvitationOperation, InvitationState } from './invitation.machine.js';
import { checkNewPassword } from './password.rules.js';

export const INVITATION_DAYS = 14;
/** More are a mistake, or somebody who uses the portal to write to strangers. */
export const INVITATIONS_PENDING_MAX = 100;

/** Who accepts, as far as that decides whether they may. */
export interface Acceptance {
  /** The account of the invited address; null when there is none. */
  invitedUserId: string | null;
  /** Who is signed in: a user, or a program that can accept nothing. */
  caller:
    | { kind: 'NOBODY' }
    | { kind: 'USER'; userId: string; email: string; staff: boolean }
    | { kind: 'PROGRAM' };
  email: string;
  name: string | null;
  password: string | null;
  locale: string;
}

/** Whose account it will be: one that is there, or a new one. */
export type Joining =
  { kind: 'EXISTING'; userId: string } | { kind: 'NEW'; name: string; password: string };

/** The token came to the invited address, so whoever has it is the invited person, unless they are signed in as another. */
export function judgeAcceptance(wish: Acceptance): {
  joining: Joining | null;
  problems: Problem[];
} {
  const { caller, email, name, password } = wish;
  if (caller.kind !== 'NOBODY') {
    const same = caller.kind === 'USER' && isSame(caller, wish);
    if (!same) return refused(otherAccount());
    if (caller.staff) return refused(staffCannotJoin());
    return { joining: { kind: 'EXISTING', userId: caller.userId }, problems: [] };
  }
  if (wish.invitedUserId !== null) {
    return { joining: { kind: 'EXISTING', userId: wish.invitedUserId }, problems: [] };
  }
  const problems = [
    ...checkPersonName(name, ['input', 'name']),
    ...checkNewPassword(password ?? '', { email }, ['input', 'password']),
    ...checkLocale(wish.locale, ['input', 'locale']),
  ];
  if (problems.length > 0) return { joining: null, problems };
  return {
    joining: { kind: 'NEW', name: (name ?? '').trim(), password: password ?? '' },
    problems,
  };
}

/** An account that has the address without having proven it proves it by the token. */
function isSame(caller: { userId: string; email: string }, wish: Acceptance): boolean {
  return wish.invitedUserId === null
    ? caller.email.trim().toLowerCase() === wish.email.trim().toLowerCase()
    : caller.userId === wish.invitedUserId;
}

function refused(problem: Problem): { joining: null; problems: Problem[] } {
  return { joining: null, problems: [problem] };
}

export function otherAccount(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      'The invitation went to another address than that of the account you are signed in with. Sign out first, or sign in with the invited address.',
    path: ['input', 'token'],
    facts: { rule: 'OTHER_ACCOUNT' },
  };
}

export function staffCannotJoin(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      "The account belongs to the maker's own staff, who work for no reseller. Ask to be invited at another address.",
    path: ['input', 'token'],
    facts: { rule: 'STAFF' },
  };
}

export function memberAlready(): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: 'You work for this reseller already. Sign in.',
    path: ['input', 'token'],
  };
}

/** An invitation to a company that has left the channel would open nothing. */
export function nobodyToWorkFor(state: string): Problem {
  return {
    code: 'RESELLER_NOT_ACTIVE',
    message: 'The business relation has ended: nobody can begin to work for the reseller any more.',
    path: ['input'],
    facts: { state },
  };
}

export function worksHereAlready(): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: 'This person works for your reseller already. Change the role or the limits instead.',
    path: ['input', 'email'],
  };
}

export function tooManyInvitations(): Problem {
  return {
    code: 'LIMIT_EXCEEDED',
    message: `At most ${INVITATIONS_PENDING_MAX} invitations can wait for an answer. Withdraw some first.`,
    path: ['input'],
    facts: { max: INVITATIONS_PENDING_MAX },
  };
}

export function noSuchInvitation(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'Your reseller has no such invitation.',
    path: ['input', 'id'],
  };
}

export function notFrom(state: InvitationState, operation: InvitationOperation): Problem {
  return {
    code: 'ILLEGAL_TRANSITION',
    message: `An invitation that is ${state} cannot do ${operation}.`,
    path: ['input', 'id'],
    facts: { state, operation },
  };
}
