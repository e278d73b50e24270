import { describe, expect, it } from '@jest/globals';
import { HIT_SCORE, screeningScore } from './screening-score.rules.js';

/** Without trigrams: what the words alone say. */
const words = (name: string, listed: string) => screeningScore(name, listed, 0);

describe('How alike two names are', () => {
  it.each([
    ['Orion Shadow Trading Ltd', 'Orion Shadow Trading'],
    ['TRADING ORION-SHADOW', 'Orion Shadow Trading LLC'],
    ['Oríon Shádow Trading', 'Orion Shadow Trading'],
    ['Orion Shadow Tradign', 'Orion Shadow Trading'],
    ['Orion Shadov Trading', 'Orion Shadow Trading'],
    ['Orion Shadow Trading Import Export', 'Orion Shadow Trading'],
  ])('%s is taken for %s', (name, listed) => {
    expect(words(name, listed)).toBeGreaterThanOrEqual(HIT_SCORE);
  });

  it.each([
    ['Orion Office Supplies', 'Orion Shadow Trading'],
    ['Shadow Play Theatre', 'Orion Shadow Trading'],
    ['Star Office Supplies', 'Star'],
    ['Trading', 'Orion Shadow Trading'],
    ['Bright Meadow Trading', 'Orion Shadow Trading'],
    ['', 'Orion Shadow Trading'],
  ])('%s is not taken for %s', (name, listed) => {
    expect(words(name, listed)).toBeLessThan(HIT_SCORE);
  });

  it('is 1 for the same name, and less for a longer one or a slip', () => {
    expect(words('Orion Shadow Trading', 'Trading Shadow Orion')).toBe(1);
    expect(words('Orion Shadow Trading North', 'Orion Shadow Trading')).toBe(0.95);
    expect(words('Orion Shadow Tradign', 'Orion Shadow Trading')).toBe(0.94);
  });

  it('is what the trigrams say when they say more', () => {
    expect(screeningScore('Orionshadow', 'Orion Shadow', 0.812)).toBe(0.81);
  });
});
