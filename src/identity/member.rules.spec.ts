import { describe, expect, it } from '@jest/globals';
import { checkChange, type MemberChange, type MemberFacts } from './member.rules.js';

const ACTING = 'acting';
const member: MemberFacts = { id: 'other', state: 'ACTIVE', version: 3 };
const change: MemberChange = { id: 'other', expectedVersion: 3, operation: 'REVOKE' };

function codes(facts: MemberFacts | undefined, wish = change): string[] {
  return checkChange(wish, facts, ACTING).map(({ code, path }) => `${code} ${path.join('.')}`);
}

describe('a change of a member', () => {
  it.each(['UPDATE', 'SET_LIMITS', 'REVOKE'] as const)('%s is for active ones', (operation) => {
    expect(codes(member, { ...change, operation })).toEqual([]);
    expect(checkChange({ ...change, operation }, { ...member, state: 'REVOKED' }, ACTING)).toEqual([
      expect.objectContaining({
        code: 'ILLEGAL_TRANSITION',
        facts: { state: 'REVOKED', operation },
      }),
    ]);
  });

  it('is refused of whom nobody knows, of oneself, and of what was changed meanwhile', () => {
    expect(codes(undefined)).toEqual(['NOT_FOUND input.id']);
    expect(codes({ ...member, id: ACTING })).toEqual(['INVALID_VALUE input.id']);
    expect(codes({ ...member, version: 4 })).toEqual(['CONFLICT input.expectedVersion']);
  });
});
