import { describe, expect, it } from '@jest/globals';
import { applicationMachine } from './application.machine.js';
import { checkClaim, checkRelease, claimable } from './claim.rules.js';

const FREE = { assignedToId: null, holderName: null };
const MINE = { assignedToId: 'me', holderName: 'Me' };
const THEIRS = { assignedToId: 'ada', holderName: 'Ada Quill' };
const ME = { userId: 'me', isAdmin: false };
const ADMIN = { userId: 'me', isAdmin: true };

const rulesOf = (problems: { facts?: object }[]) => problems.map(({ facts }) => facts);

describe('Claiming', () => {
  it('is for what nobody has, or oneself', () => {
    expect(checkClaim(FREE, ME, false)).toEqual([]);
    expect(checkClaim(MINE, ME, false)).toEqual([]);
  });

  it('says who has it', () => {
    expect(rulesOf(checkClaim(THEIRS, ME, false))).toEqual([
      { rule: 'CLAIMED', holder: 'Ada Quill' },
    ]);
    expect(checkClaim(THEIRS, ADMIN, false)[0]?.message).toBe(
      'Ada Quill has claimed this application. As an administrator you may take it over.',
    );
  });

  it('is taken over by administrators alone', () => {
    expect(checkClaim(THEIRS, ADMIN, true)).toEqual([]);
    expect(rulesOf(checkClaim(THEIRS, ME, true))).toEqual([{ rule: 'ADMIN_ONLY' }]);
    expect(rulesOf(checkClaim(FREE, ME, true))).toEqual([{ rule: 'ADMIN_ONLY' }]);
  });

  it('is given up by whoever has it, and by administrators', () => {
    expect(checkRelease(FREE, ME)).toEqual([]);
    expect(checkRelease(MINE, ME)).toEqual([]);
    expect(checkRelease(THEIRS, ADMIN)).toEqual([]);
    expect(rulesOf(checkRelease(THEIRS, ME))).toEqual([{ rule: 'CLAIMED', holder: 'Ada Quill' }]);
  });

  it('is for states in which somebody has something to do', () => {
    expect(applicationMachine.states.filter((state) => claimable(state).length === 0)).toEqual([
      'SUBMITTED',
      'IN_VETTING',
      'ACTION_REQUIRED',
      'PENDING_AGREEMENT',
      'READY_FOR_DECISION',
    ]);
    expect(claimable('DRAFT')[0]?.facts).toEqual({
      state: 'DRAFT',
      operation: 'CLAIM',
      allowed: ['EDIT', 'SUBMIT', 'WITHDRAW', 'EXPIRE'],
    });
  });
});
