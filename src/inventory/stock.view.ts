import { userErrorsOf } from '../platform/graphql/index.js';
import type { StockOutcome } from './stock-moves.js';
import type { StockReceivePayload } from './stock.payload.js';
import { StockErrorCode } from './stock.problems.js';

/** An outcome as both mutations answer it. */
export function payloadOf({ level, replayed, userErrors }: StockOutcome): StockReceivePayload {
  return { level, replayed, userErrors: userErrorsOf(userErrors, StockErrorCode) };
}
