import { describe, expect, it } from '@jest/globals';
import { newPromises, type PromiseFacts, type WaitingLine } from './plan-promises.js';

const line = (id: string, changes: Partial<WaitingLine> = {}): WaitingLine => ({
  id,
  variantId: 'v',
  marketCode: 'DE',
  backordered: 5,
  promisedOn: null,
  today: '2026-03-01',
  allocatedLeadDays: [],
  ...changes,
});

const arrival = (expectedOn: string, quantity: number, marketCode = 'DE', variantId = 'v') => ({
  marketCode,
  variantId,
  expectedOn,
  quantity,
  leadDays: 2,
});

const daysOf = (facts: Partial<PromiseFacts>) =>
  newPromises({
    lines: [],
    arrivals: [],
    sharing: [
      { marketCode: 'DE', otherCode: 'DE' },
      { marketCode: 'FR', otherCode: 'FR' },
    ],
    ...facts,
  }).map(({ lineId, promisedOn }) => [lineId, promisedOn]);

describe('the days on which lines that wait are there', () => {
  it('come of the arrivals, which the first in the queue get first', () => {
    const arrivals = [arrival('2026-03-10', 5), arrival('2026-03-20', 4)];
    const lines = [line('first'), line('second', { backordered: 4 }), line('third')];
    expect(daysOf({ lines, arrivals })).toEqual([
      ['first', '2026-03-12'],
      ['second', '2026-03-22'],
    ]);
  });

  it('are told when they are others, or nobody knows them any more, and else not', () => {
    const arrivals = [arrival('2026-03-10', 5)];
    const lines = [
      line('same', { promisedOn: '2026-03-12' }),
      line('lost', { promisedOn: '2026-03-12' }),
      line('never'),
    ];
    expect(daysOf({ lines, arrivals })).toEqual([['lost', null]]);
  });

  it('wait for the part that is allocated too', () => {
    const lines = [line('slow', { allocatedLeadDays: [30] })];
    expect(daysOf({ lines, arrivals: [arrival('2026-03-10', 5)] })).toEqual([
      ['slow', '2026-03-31'],
    ]);
  });

  it('depend on the queues of markets that share a location, and of no other market or SKU', () => {
    const lines = [
      line('french', { marketCode: 'FR' }),
      line('german'),
      line('other', { variantId: 'w' }),
    ];
    const arrivals = [
      arrival('2026-03-10', 5),
      arrival('2026-03-10', 5, 'FR'),
      arrival('2026-03-15', 5, 'DE', 'w'),
    ];
    expect(daysOf({ lines, arrivals })).toEqual([
      ['french', '2026-03-12'],
      ['german', '2026-03-12'],
      ['other', '2026-03-17'],
    ]);
    const sharing = ['DE', 'FR'].flatMap((marketCode) =>
      ['DE', 'FR'].map((otherCode) => ({ marketCode, otherCode })),
    );
    expect(daysOf({ lines, arrivals, sharing })).toEqual([
      ['french', '2026-03-12'],
      ['other', '2026-03-17'],
    ]);
  });
});
