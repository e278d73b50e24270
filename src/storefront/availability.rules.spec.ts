import { describe, expect, it } from '@jest/globals';
import { availabilityOf, type AvailabilityFacts } from './availability.rules.js';

const facts: AvailabilityFacts = {
  orderable: true,
  preorder: false,
  minimumQuantity: 1,
  available: 10,
};

describe('availabilityOf', () => {
  it.each([
    ['plenty', {}, 'IN_STOCK'],
    ['one less than plenty', { available: 9 }, 'LOW_STOCK'],
    ['the last one', { available: 1 }, 'LOW_STOCK'],
    ['none', { available: 0 }, 'BACKORDER'],
    ['less than an order takes', { available: 11, minimumQuantity: 12 }, 'BACKORDER'],
    ['just what an order takes', { available: 12, minimumQuantity: 12 }, 'IN_STOCK'],
    ['a preorder with stock', { preorder: true, available: 100 }, 'BACKORDER'],
    ['not orderable', { orderable: false, available: 100 }, 'UNAVAILABLE'],
  ] as const)('%s', (_, changes, expected) => {
    expect(availabilityOf({ ...facts, ...changes })).toBe(expected);
  });
});
