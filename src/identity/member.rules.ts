import type { Problem } from '../kernel/index.js';

export const MemberState = { ACTIVE: 'ACTIVE', REVOKED: 'REVOKED' } as const;
export type MemberState = keyof typeof MemberState;

/** The member to change, the version that the change is based on, and what the change is called. */
export interface MemberChange {
  id: string;
  expectedVersion: number;
  operation: 'UPDATE' | 'SET_LIMITS' | 'REVOKE';
}

export interface MemberFacts {
  id: string;
  state: MemberState;
  version: number;
}

const ID_PATH = ['input', 'id'];

export function noSuchMember(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'Your reseller has no member with this id. The query "members" lists them.',
    path: ID_PATH,
  };
}

/**
 * Why the acting member may not change this one now. Nobody changes themselves: no administrator can lift limits that
 * others set for them, and the one who acts always remains, so that a reseller never loses its last one.
 */
export function checkChange(
  change: MemberChange,
  member: MemberFacts | undefined,
  actingId: string,
): Problem[] {
  if (member === undefined) return [noSuchMember()];
  if (member.id === actingId) {
    return [
      {
        code: 'INVALID_VALUE',
        message:
          'This is your own membership. Ask another administrator of your reseller to change it.',
        path: ID_PATH,
        facts: { rule: 'OWN_MEMBERSHIP' },
      },
    ];
  }
  if (member.version !== change.expectedVersion) {
    return [
      {
        code: 'CONFLICT',
        message: `Somebody else changed the member: it has version ${member.version} by now. Read it again.`,
        path: ['input', 'expectedVersion'],
        facts: { version: member.version },
      },
    ];
  }
  if (member.state === 'REVOKED') {
    return [
      {
        code: 'ILLEGAL_TRANSITION',
        message: 'This person does not work for your reseller any more. Invite them again first.',
        path: ID_PATH,
        facts: { state: member.state, operation: change.operation },
      },
    ];
  }
  return [];
}
