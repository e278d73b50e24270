import { defineMachine, type Transitions } from '../kernel/index.js';

export const MarketState = {
  PLANNED: 'PLANNED',
  PREPARING: 'PREPARING',
  READY: 'READY',
  OPEN: 'OPEN',
  PAUSED: 'PAUSED',
  WIND_DOWN: 'WIND_DOWN',
  CLOSED: 'CLOSED',
} as const;
export type MarketState = keyof typeof MarketState;

export type MarketOperation =
  'PREPARE' | 'MARK_READY' | 'OPEN' | 'PAUSE' | 'RESUME' | 'WIND_DOWN' | 'CLOSE';

const transitions: Transitions<MarketState, MarketOperation> = {
  PLANNED: { PREPARE: 'PREPARING' },
  // Guarded: every blocking readiness check must be green.
  PREPARING: { MARK_READY: 'READY' },
  READY: { OPEN: 'OPEN' },
  OPEN: { PAUSE: 'PAUSED', WIND_DOWN: 'WIND_DOWN' },
  PAUSED: { RESUME: 'OPEN', WIND_DOWN: 'WIND_DOWN' },
  WIND_DOWN: { CLOSE: 'CLOSED' },
  CLOSED: { PREPARE: 'PREPARING' },
};

export const marketMachine = defineMachine(transitions);

/** The states in which outsiders know that we sell there; before and after, a market is a matter of staff. */
export const PUBLIC_MARKET_STATES: readonly MarketState[] = ['OPEN', 'PAUSED', 'WIND_DOWN'];
