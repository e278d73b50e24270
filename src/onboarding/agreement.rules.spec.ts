import { describe, expect, it } from '@jest/globals';
import { askedVersions } from './agreement.rules.js';

const version = (regionCode: string, number: number) => ({ regionCode, number });

describe('askedVersions', () => {
  it('finds for each region the newest acceptance that counts', () => {
    const current = [version('APAC', 2), version('EMEA', 3)];
    const accepted = [
      version('EMEA', 2),
      version('EMEA', 4),
      version('EMEA', 3),
      version('AMERICAS', 9),
      version('APAC', 1),
    ];
    expect(askedVersions(current, accepted)).toEqual([
      { current: current[0], acceptance: null },
      { current: current[1], acceptance: version('EMEA', 4) },
    ]);
  });

  it('asks for nothing where no region has an agreement', () => {
    expect(askedVersions([], [version('EMEA', 1)])).toEqual([]);
  });
});
