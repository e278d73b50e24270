import { describe, expect, it } from '@jest/globals';
import {
  hashSecret,
  isHashOf,
  isRefreshToken,
  makeApiKey,
  makeRefreshToken,
  publicIdOf,
} from './secret.js';

describe('an API key', () => {
  it('names its row and is kept as a hash', () => {
    const key = makeApiKey();
    expect(key.text).toMatch(/^cpp_live_[A-Za-z0-9]{8}_[\w-]{43}$/);
    expect(publicIdOf(key.text)).toBe(key.publicId);
    expect(isHashOf(key.hash, key.text)).toBe(true);
    expect(isHashOf(key.hash, `${key.text.slice(0, -1)}~`)).toBe(false);
    expect(isHashOf(undefined, key.text)).toBe(false);
  });

  it('is never made twice', () => {
    const keys = new Set(Array.from({ length: 1000 }, () => makeApiKey().publicId));
    expect(keys.size).toBe(1000);
  });

  it.each([
    '',
    'cpp_live_',
    'cpp_test_abcdefgh_x',
    `cpp_live_abc-efgh_${'x'.repeat(43)}`,
    'eyJ.a.b',
  ])('is not %j', (text) => {
    expect(publicIdOf(text)).toBeUndefined();
  });
});

describe('a refresh token', () => {
  it('holds 256 random bits', () => {
    const token = makeRefreshToken();
    expect(isRefreshToken(token.text)).toBe(true);
    expect(token.hash).toEqual(hashSecret(token.text));
    expect(token.text).not.toBe(makeRefreshToken().text);
    expect(isRefreshToken(token.text + 'x')).toBe(false);
  });
});
