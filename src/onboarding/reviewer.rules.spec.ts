import { describe, expect, it } from '@jest/globals';
import { checkReviewer } from './reviewer.rules.js';

const contact = (email: string | null) => ({ name: 'Ada', role: null, email, phone: null });

describe('Who reviews an application', () => {
  it('is not who filed it', () => {
    const application = { applicantUserId: 'a', contacts: [] };
    expect(
      checkReviewer({ userId: 'a', email: 'x@y.example', worksThere: false }, application),
    ).toEqual([
      {
        code: 'INVALID_VALUE',
        message: 'This is your own application: somebody else has to look at it.',
        path: ['input', 'applicationId'],
        facts: { rule: 'OWN_APPLICATION' },
      },
    ]);
  });

  it.each(['ada@acme.example', ' ADA@Acme.example', 'ada+channel@acme.example'])(
    'is not %s, whom it names',
    (email) => {
      const application = { applicantUserId: 'a', contacts: [contact(null), contact(email)] };
      const [problem] = checkReviewer(
        { userId: 'b', email: 'Ada+x@acme.example', worksThere: false },
        application,
      );
      expect(problem?.facts).toEqual({ rule: 'OWN_APPLICATION' });
    },
  );

  it('is nobody of the reseller for which it was filed', () => {
    const application = { applicantUserId: 'a', contacts: [] };
    const reviewer = { userId: 'b', email: 'x@y.example', worksThere: true };
    expect(checkReviewer(reviewer, application)).toMatchObject([
      { code: 'INVALID_VALUE', facts: { rule: 'OWN_APPLICATION' } },
    ]);
  });

  it('is anybody else', () => {
    const application = { applicantUserId: 'a', contacts: [contact('ada@acme.example')] };
    expect(
      checkReviewer({ userId: 'b', email: 'bo@acme.example', worksThere: false }, application),
    ).toEqual([]);
    expect(
      checkReviewer({ userId: 'b', email: 'ada@other.example', worksThere: false }, application),
    ).toEqual([]);
  });
});
