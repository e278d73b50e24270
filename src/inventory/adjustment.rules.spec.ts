import { describe, expect, it } from '@jest/globals';
import {
  adjustedOnHand,
  checkAdjustment,
  checkReceipt,
  normalAdjustment,
  normalReceipt,
  type RawAdjustment,
  type RawReceipt,
} from './adjustment.rules.js';

const MOVE = { idempotencyKey: 'k-1', locationCode: 'RTM', sku: 'MI-A' };
const receipt = (over: Partial<RawReceipt> = {}) =>
  checkReceipt(normalReceipt({ ...MOVE, quantity: 1, ...over })).map((p) => [
    p.code,
    p.path.at(-1),
  ]);
const adjustment = (over: Partial<RawAdjustment> = {}) =>
  checkAdjustment(normalAdjustment({ ...MOVE, reason: 'count', ...over })).map((p) => [
    p.code,
    p.path.at(-1),
  ]);

describe('checkReceipt', () => {
  it('takes one piece and a million', () => {
    expect(receipt()).toEqual([]);
    expect(receipt({ quantity: 1_000_000, reference: 'Delivery 7 🚚' })).toEqual([]);
  });

  it('reports everything that is wrong at once', () => {
    expect(
      receipt({
        idempotencyKey: ' ',
        locationCode: '',
        sku: 'a\0',
        quantity: 0,
        reference: '\ud800',
      }),
    ).toEqual([
      ['REQUIRED', 'idempotencyKey'],
      ['REQUIRED', 'locationCode'],
      ['INVALID_VALUE', 'sku'],
      ['INVALID_VALUE', 'quantity'],
      ['INVALID_VALUE', 'reference'],
    ]);
  });

  it.each([-1, 1_000_001])('refuses %d pieces', (quantity) => {
    expect(receipt({ quantity })).toEqual([['INVALID_VALUE', 'quantity']]);
  });
});

describe('checkAdjustment', () => {
  it.each([{ countedOnHand: 0 }, { countedOnHand: 100_000_000 }, { delta: -1 }, { delta: 5 }])(
    'takes %j',
    (change) => {
      expect(adjustment(change)).toEqual([]);
    },
  );

  it('wants a reason', () => {
    expect(adjustment({ delta: 1, reason: '  ' })).toEqual([['REQUIRED', 'reason']]);
  });

  it.each([
    [{}, 'countedOnHand'],
    [{ countedOnHand: null, delta: null }, 'countedOnHand'],
    [{ countedOnHand: 1, delta: 1 }, 'delta'],
    [{ countedOnHand: -1 }, 'countedOnHand'],
    [{ countedOnHand: 100_000_001 }, 'countedOnHand'],
    [{ delta: 0 }, 'delta'],
    [{ delta: -1_000_001 }, 'delta'],
  ])('refuses %j at %s', (change, field) => {
    expect(adjustment(change)).toEqual([['INVALID_VALUE', field]]);
  });
});

describe('what two inputs may differ in and be the same', () => {
  it('is spaces, and null for nothing', () => {
    const spaced = { idempotencyKey: ' k-1 ', locationCode: 'RTM ', sku: ' MI-A' };
    expect(normalReceipt({ ...spaced, quantity: 1, reference: ' ', inboundId: null })).toEqual(
      normalReceipt({ ...MOVE, quantity: 1 }),
    );
    expect(normalAdjustment({ ...spaced, delta: 1, reason: ' count ' })).toEqual(
      normalAdjustment({ ...MOVE, delta: 1, countedOnHand: null, reason: 'count' }),
    );
  });
});

describe('adjustedOnHand', () => {
  const from7 = (change: Partial<RawAdjustment>) =>
    adjustedOnHand(normalAdjustment({ ...MOVE, reason: 'count', ...change }), 7);

  it('is what was counted, or what there was and the change', () => {
    expect(from7({ countedOnHand: 3 })).toEqual({ onHand: 3 });
    expect(from7({ delta: -7 })).toEqual({ onHand: 0 });
    expect(from7({ delta: 2, countedOnHand: null })).toEqual({ onHand: 9 });
  });

  it('is never below nothing', () => {
    expect(from7({ delta: -8 })).toMatchObject({
      code: 'INVALID_VALUE',
      path: ['input', 'delta'],
      facts: { onHand: 7 },
    });
  });
});
