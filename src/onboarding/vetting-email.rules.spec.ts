import { describe, expect, it } from '@jest/globals';
import { judgeMailbox } from './vetting-email.rules.js';

describe('An e-mail address and a website', () => {
  it.each([
    ['ada@acme.example', 'https://acme.example'],
    ['ada@acme.example', 'http://www.acme.example/about?x=1'],
    ['ada@mail.acme.example', 'acme.example'],
    ['ada@acme.example', 'https://shop.acme.example:8443'],
    ['Ada@ACME.Example', 'HTTPS://WWW.Acme.Example.'],
    ['ada@müller.example', 'https://www.xn--mller-kva.example'],
    ['"a@b"@acme.example', 'https://acme.example'],
  ])('%s belongs to %s', (email, website) => {
    expect(judgeMailbox({ email, verified: true, website }).passed).toBe(true);
  });

  it.each([
    ['ada@acme.example', 'https://notacme.example', 'notacme.example'],
    ['ada@acme.example', 'https://acme.example.com', 'acme.example.com'],
    ['ada@gmail.com', 'https://gmail.com', 'Anybody gets an address at gmail.com'],
    ['ada@acme.example', 'https://localhost', 'cannot be read'],
    ['ada@acme.example', 'https://192.0.2.7', 'cannot be read'],
    ['ada@acme.example', 'no website', 'cannot be read'],
    ['ada@acme.example', null, 'no website'],
    ['ada@[192.0.2.7]', 'https://acme.example', 'cannot be read'],
  ])('%s does not show that %s is theirs', (email, website, note) => {
    const finding = judgeMailbox({ email, verified: true, website });
    expect(finding).toEqual({ passed: false, note: expect.stringContaining(note) });
  });

  it('shows nothing before it is verified', () => {
    const facts = { email: 'ada@acme.example', verified: false, website: 'https://acme.example' };
    expect(judgeMailbox(facts)).toEqual({
      passed: false,
      note: 'The e-mail address of the applicant is not verified.',
    });
  });
});
