import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeAcceptance, type Acceptance } from './invitation.rules.js';

const ADA: Acceptance = {
  invitedUserId: 'ada',
  caller: { kind: 'NOBODY' },
  email: 'Ada@example.com',
  name: null,
  password: null,
  locale: 'en',
};
const PASSWORD = 'a sentence of seven words or so';
const user = (userId: string, email: string, staff = false) =>
  ({ kind: 'USER', userId, email, staff }) as const;

const rulesOf = (wish: Partial<Acceptance>) =>
  judgeAcceptance({ ...ADA, ...wish }).problems.map(({ code, path, facts }) => [
    code,
    path.at(-1),
    facts?.['rule'],
  ]);

describe('judgeAcceptance', () => {
  it('lets who has the token join with the account of the address', () => {
    const joining = { kind: 'EXISTING', userId: 'ada' };
    expect(judgeAcceptance(ADA)).toEqual({ joining, problems: [] });
    const caller = user('ada', 'ada@example.com');
    expect(judgeAcceptance({ ...ADA, caller })).toEqual({ joining, problems: [] });
  });

  it('lets who only claims the address prove it by the token', () => {
    const caller = user('claimant', ' ADA@example.com');
    expect(judgeAcceptance({ ...ADA, invitedUserId: null, caller }).joining).toEqual({
      kind: 'EXISTING',
      userId: 'claimant',
    });
    expect(rulesOf({ caller })).toEqual([['INVALID_VALUE', 'token', 'OTHER_ACCOUNT']]);
  });

  it('refuses who is signed in as somebody else, staff, and programs', () => {
    const other = [['INVALID_VALUE', 'token', 'OTHER_ACCOUNT']];
    expect(rulesOf({ caller: user('bob', 'bob@example.com') })).toEqual(other);
    expect(rulesOf({ invitedUserId: null, caller: user('bob', 'bob@example.com') })).toEqual(other);
    expect(rulesOf({ caller: { kind: 'PROGRAM' } })).toEqual(other);
    expect(rulesOf({ caller: user('ada', 'ada@example.com', true) })).toEqual([
      ['INVALID_VALUE', 'token', 'STAFF'],
    ]);
  });

  it('asks a stranger for everything that an account needs, at once', () => {
    expect(rulesOf({ invitedUserId: null, locale: 'fr' })).toEqual([
      ['REQUIRED', 'name', undefined],
      ['REQUIRED', 'password', undefined],
      ['INVALID_VALUE', 'locale', 'LOCALE'],
    ]);
    const person = { invitedUserId: null, name: ' Ada ', password: PASSWORD };
    expect(judgeAcceptance({ ...ADA, ...person }).joining).toEqual({
      kind: 'NEW',
      name: 'Ada',
      password: PASSWORD,
    });
  });

  it('either lets somebody join or says why not', () => {
    const caller = fc.oneof(
      fc.constant({ kind: 'NOBODY' } as const),
      fc.constant({ kind: 'PROGRAM' } as const),
      fc.record({
        kind: fc.constant('USER' as const),
        userId: fc.constantFrom('ada', 'bob'),
        email: fc.constantFrom('ada@example.com', 'bob@example.com'),
        staff: fc.boolean(),
      }),
    );
    const wish = fc.record({
      caller,
      invitedUserId: fc.constantFrom('ada', null),
      email: fc.constant('ada@example.com'),
      name: fc.option(fc.string()),
      password: fc.option(fc.string({ maxLength: 140 })),
      locale: fc.constantFrom('en', 'de', 'xx'),
    });
    fc.assert(
      fc.property(wish, (given) => {
        const { joining, problems } = judgeAcceptance(given);
        expect(joining === null).toBe(problems.length > 0);
      }),
    );
  });
});
