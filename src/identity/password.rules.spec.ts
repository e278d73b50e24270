import { describe, expect, it } from '@jest/globals';
import { checkNewPassword, normalizePassword } from './password.rules.js';

const path = ['input', 'newPassword'];
const owner = { email: 'Anna.Berg@example.com', current: 'the old pass phrase' };

function rules(password: string): unknown[] {
  return checkNewPassword(password, owner, path).map((problem) => problem.facts?.rule);
}

describe('a new password', () => {
  it('may be any phrase of 12 to 128 characters', () => {
    expect(rules('correct horse battery')).toEqual([]);
    expect(rules('abcde'.repeat(2) + 'xy')).toEqual([]);
    expect(rules('😀😁😂🤣😃😄😅😆😉😊😋😎')).toEqual([]);
    expect(rules('abcdefgh'.repeat(16))).toEqual([]);
  });

  it('is refused when it is missing', () => {
    expect(checkNewPassword('', owner, path)).toEqual([
      { code: 'REQUIRED', message: 'Give a new password.', path },
    ]);
  });

  it('is refused when it is too short or too long, counted in characters', () => {
    expect(rules('abcdefghijk')).toEqual(['LENGTH']);
    expect(rules('😀😁😂🤣😃😄😅😆😉😊😋')).toEqual(['LENGTH']);
    expect(rules('abcdefgh'.repeat(16) + 'i')).toEqual(['LENGTH']);
    expect(checkNewPassword('short', owner, path)[0]).toEqual({
      code: 'INVALID_VALUE',
      message: 'A password has 12 to 128 characters.',
      path,
      facts: { rule: 'LENGTH', min: 12, max: 128 },
    });
  });

  it('is refused when it repeats a few characters', () => {
    expect(rules('abcdabcdabcdabcd')).toEqual(['REPETITION']);
  });

  it('is refused when it holds the e-mail address or the name in it, in any case', () => {
    expect(rules('i am ANNA.BERG, hello')).toEqual(['EMAIL']);
    expect(checkNewPassword('ann and bob and eve', { email: 'ann@example.com' }, path)).toEqual([]);
    expect(
      checkNewPassword('for ann@example.com', { email: 'ann@example.com' }, path)[0]?.facts,
    ).toEqual({ rule: 'EMAIL' });
  });

  it('is refused when it is the current one, however it is typed', () => {
    expect(rules('the old pass phrase')).toEqual(['SAME']);
    expect(normalizePassword('e\u0301')).toBe(normalizePassword('\u00e9'));
  });

  it('is refused with characters that cannot be stored', () => {
    expect(rules('a long enough\0 one')).toEqual(['CHARACTERS']);
    expect(rules('a long enough\ud800 one')).toEqual(['CHARACTERS']);
  });
});
