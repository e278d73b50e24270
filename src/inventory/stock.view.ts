import { assert, type Problem } from '../kernel/index.js';
import { problemsToUserErrors } from '../platform/graphql/index.js';
import type { StockOutcome } from './stock-moves.js';
import type { StockReceivePayload } from './stock.payload.js';
import { StockErrorCode, type StockProblem } from './stock.problems.js';

/** An outcome as both mutations answer it. */
export function payloadOf({ level, replayed, userErrors }: StockOutcome): StockReceivePayload {
  return { level, replayed, userErrors: problemsToUserErrors(userErrors.map(declared)) };
}

function declared(problem: Problem): StockProblem {
  const { code } = problem;
  assert(isStockCode(code), `${code} is not a code of stock: ${problem.message}`);
  return { ...problem, code };
}

function isStockCode(code: string): code is StockErrorCode {
  return Object.hasOwn(StockErrorCode, code);
}
