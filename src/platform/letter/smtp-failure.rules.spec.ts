import { describe, expect, it } from '@jest/globals';
import { smtpFailure } from './smtp-failure.rules.js';

const failed = (facts: object) => Object.assign(new Error('550 <anna@example.com> secret'), facts);

describe('what a failed attempt means', () => {
  it.each([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'REFUSED', '550'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'REFUSED', '554'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, 'DELAYED', '450'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 452 }, 'DELAYED', '452'],
    // True of every letter: the operator mends it, and no letter is lost meanwhile.
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'UNREACHABLE', '550'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'UNREACHABLE', '535'],
    [{ code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, 'UNREACHABLE', '554'],
    [{ code: 'EENVELOPE', command: 'API' }, 'REFUSED', 'EENVELOPE'],
    [{ code: 'ECONNECTION', command: 'API' }, 'UNREACHABLE', 'ECONNECTION'],
    [{ code: 'ESOCKET', command: 'CONN' }, 'UNREACHABLE', 'ESOCKET'],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, 'UNREACHABLE', 'ETIMEDOUT'],
    [{ code: 'ETLS' }, 'UNREACHABLE', 'ETLS'],
    [{ code: 'what <anna@example.com> said' }, 'UNREACHABLE', 'UNKNOWN'],
    [{}, 'UNREACHABLE', 'UNKNOWN'],
  ])('%j: %s %s', (facts, outcome, code) => {
    expect(smtpFailure(failed(facts))).toEqual({ outcome, code });
  });

  it('takes anything that was thrown', () => {
    expect(smtpFailure('no')).toEqual({ outcome: 'UNREACHABLE', code: 'UNKNOWN' });
    expect(smtpFailure(undefined)).toEqual({ outcome: 'UNREACHABLE', code: 'UNKNOWN' });
  });
});
