import { ProblemError } from '../../kernel/index.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StatementTimeoutError,
} from './database.errors.js';
import { codeOf, judge } from './failure.rules.js';
import { ApiError } from '../error/index.js';
import type { Plan } from './unit-plan.js';

export function mayRetry(error: unknown, plan: Plan): boolean {
  if (plan.isBegun?.() === true || plan.gone?.aborted === true) return false;
  if (error instanceof OutcomeUnknownError) {
    return plan.repeatable;
  }
  // In a unit that reads, "read-only transaction" is our own rule; elsewhere it means that we reached a standby.
  return judge(error).retryable && !isOwnReadOnly(error, plan);
}

function isOwnReadOnly(error: unknown, plan: Plan): boolean {
  return plan.kind === 'read' && codeOf(error) === '25006';
}

export function nobodyWaits(): ApiError {
  return new ApiError('UNAVAILABLE', 'Nobody waits for this answer any more.');
}

/** What the caller of the unit gets to see. */
export function seenError(error: unknown, plan: Plan, unknown?: OutcomeUnknownError): unknown {
  if (plan.gone?.aborted === true) return nobodyWaits();
  return isOwnReadOnly(error, plan) ? error : translated(error, plan, unknown);
}

/** The statement took longer than allowed. */
const TIMEOUT = '57014';

/**
 * Refusals as they are, and an unreachable database under one name. That name
 * promises that nothing was changed, so it is not for a unit of which an earlier attempt may have been written.
 */
function translated(error: unknown, plan: Plan, unknown?: OutcomeUnknownError): unknown {
  if (error instanceof ProblemError) {
    return error;
  }
  const code = codeOf(error);
  // 53: the server has run out of something.
  const unavailable =
    error === unknown ||
    error instanceof DatabaseUnavailableError ||
    judge(error).retryable ||
    code === TIMEOUT ||
    code?.startsWith('53') === true;
  if (unavailable && unknown !== undefined && plan.kind !== 'read') {
    return unknown;
  }
  return unavailable ? unavailableBy(error, code) : error;
}

function unavailableBy(error: unknown, code: string | undefined): DatabaseUnavailableError {
  if (error instanceof DatabaseUnavailableError) return error;
  if (code === TIMEOUT) return new StatementTimeoutError({ cause: error });
  return new DatabaseUnavailableError('The database cannot do this at the moment.', 2, {
    cause: error,
  });
}
