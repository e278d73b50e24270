import { describe, expect, it } from '@jest/globals';
import { marketMachine, MarketState, type MarketOperation } from './market.machine.js';

const states = Object.values(MarketState);

const operations: MarketOperation[] = [
  'PREPARE',
  'MARK_READY',
  'OPEN',
  'PAUSE',
  'RESUME',
  'WIND_DOWN',
  'CLOSE',
];

/** Written down a second time, so that a slip in the table does not prove itself right. */
const allowed: Record<string, MarketState> = {
  'PLANNED PREPARE': 'PREPARING',
  'PREPARING MARK_READY': 'READY',
  'READY OPEN': 'OPEN',
  'OPEN PAUSE': 'PAUSED',
  'OPEN WIND_DOWN': 'WIND_DOWN',
  'PAUSED RESUME': 'OPEN',
  'PAUSED WIND_DOWN': 'WIND_DOWN',
  'WIND_DOWN CLOSE': 'CLOSED',
  'CLOSED PREPARE': 'PREPARING',
};

describe('the market machine', () => {
  it('knows every state', () => {
    expect([...marketMachine.states].sort()).toEqual([...states].sort());
  });

  const pairs = states.flatMap((state) =>
    operations.map((operation) => [state, operation] as const),
  );
  it.each(pairs)('from %s, %s', (state, operation) => {
    expect(marketMachine.next(state, operation)).toBe(allowed[`${state} ${operation}`]);
    expect(marketMachine.allows(state, operation)).toBe(`${state} ${operation}` in allowed);
  });
});
