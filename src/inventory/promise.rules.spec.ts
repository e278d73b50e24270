import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { promisedOn, type Arrival, type PromiseQuestion } from './promise.rules.js';

const ask = (over: Partial<PromiseQuestion>) =>
  promisedOn({
    today: '2026-02-27',
    allocatedLeadDays: [],
    backordered: 0,
    backorderedBefore: 0,
    arrivals: [],
    ...over,
  });

const arrival = (expectedOn: string, quantity: number, leadDays = 2): Arrival => ({
  expectedOn,
  quantity,
  leadDays,
});

describe('promisedOn', () => {
  it('waits for the slowest location used, over the end of a month', () => {
    expect(ask({ allocatedLeadDays: [1, 3, 2] })).toBe('2026-03-02');
  });

  it('promises the same day where nothing takes time', () => {
    expect(ask({ allocatedLeadDays: [0] })).toBe('2026-02-27');
  });

  it('adds the lead time to the arrival that completes the line', () => {
    const arrivals = [arrival('2026-03-20', 10), arrival('2026-03-10', 5)];
    expect(ask({ backordered: 5, arrivals })).toBe('2026-03-12');
    expect(ask({ backordered: 6, arrivals })).toBe('2026-03-22');
  });

  it('serves older backorders first', () => {
    const arrivals = [arrival('2026-03-10', 5), arrival('2026-03-20', 10)];
    expect(ask({ backordered: 5, backorderedBefore: 1, arrivals })).toBe('2026-03-22');
    expect(ask({ backordered: 5, backorderedBefore: 10, arrivals })).toBe('2026-03-22');
    expect(ask({ backordered: 5, backorderedBefore: 11, arrivals })).toBeNull();
  });

  it('promises nothing that no arrival covers, nor by one that is overdue', () => {
    expect(ask({ backordered: 1 })).toBeNull();
    expect(ask({ backordered: 1, arrivals: [arrival('2026-02-26', 100)] })).toBeNull();
    expect(ask({ backordered: 1, arrivals: [arrival('2026-02-27', 1)] })).toBe('2026-03-01');
  });

  it('promises the whole line: what is allocated alone is not enough', () => {
    const arrivals = [arrival('2026-03-10', 5)];
    expect(ask({ allocatedLeadDays: [2], backordered: 5, arrivals })).toBe('2026-03-12');
    expect(ask({ allocatedLeadDays: [2], backordered: 6, arrivals })).toBeNull();
    expect(ask({ allocatedLeadDays: [60], backordered: 5, arrivals })).toBe('2026-04-28');
  });

  it('the order of arrivals does not matter, and more older backorders never make it earlier', () => {
    const arrivals = fc.array(
      fc.record({
        expectedOn: fc.constantFrom('2026-02-26', '2026-03-01', '2026-03-05', '2026-04-01'),
        quantity: fc.integer({ min: 1, max: 9 }),
        leadDays: fc.integer({ min: 0, max: 0 }),
      }),
      { maxLength: 6 },
    );
    const far = '9999-12-31';
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(10),
        fc.nat(5),
        (coming, backordered, before, more) => {
          const day = ask({ backordered, backorderedBefore: before, arrivals: coming });
          const reversed = [...coming].reverse();
          expect(ask({ backordered, backorderedBefore: before, arrivals: reversed })).toBe(day);
          const later = ask({ backordered, backorderedBefore: before + more, arrivals: coming });
          expect((later ?? far) >= (day ?? far)).toBe(true);
        },
      ),
    );
  });

  it('a line of nothing is a mistake of the program', () => {
    expect(() => ask({})).toThrow('something to promise');
  });
});
