import { describe, expect, it } from '@jest/globals';
import { addressBlock, lockSeconds } from './sign-in.rules.js';

describe('a lock after failed sign-ins', () => {
  it('grows with each one in a row, up to an hour', () => {
    expect([1, 2, 3, 4, 5, 1000].map(lockSeconds)).toEqual([900, 1800, 3600, 3600, 3600, 3600]);
  });
});

describe('an address', () => {
  it.each([
    [null, 'unknown'],
    ['', 'unknown'],
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (ip, block) => {
    expect(addressBlock(ip)).toBe(block);
  });
});
