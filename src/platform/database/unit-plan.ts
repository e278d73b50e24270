import type { Opening } from './scoped-statement.js';
import type { RequestContext } from '../access/index.js';
import { LONG_STATEMENT_MS, openingOf, requestScope, type Scope } from './scope.js';

export interface UnitOptions {
  /** The work has an idempotency key, so that it may be repeated when nobody knows whether COMMIT came through. */
  keyed?: boolean;
  /**
   * The unit belongs to a job for which nobody waits: its statements may take a minute, a lock a quarter of one, and it is
   * tried again for ten minutes.
   */
  background?: boolean;
  /** In runSystem: how many minutes a statement may take, where one is not enough. */
  statementMinutes?: number;
}

/** Between us and the database, without the messages that open and close the transaction. */
export interface Traffic {
  statements: number;
  /** Rows that the database answered to them. */
  rows: number;
}

/** What is known about a unit of work when it has ended; its traffic is that of the last attempt. */
export interface FinishedUnit extends Traffic {
  kind: 'run' | 'read' | 'system';
  requestId: string | null;
  attempts: number;
  milliseconds: number;
  outcome: 'committed' | 'refused' | 'failed';
}

/** How a unit of work is carried out. */
export interface Plan {
  kind: FinishedUnit['kind'];
  scope: Scope;
  /** It is one statement, which goes out together with its scope. */
  alone?: Opening;
  requestId: string | null;
  repeatable: boolean;
  deadlineMs: number;
  /** Whether something has left the house that a second attempt could not take back. */
  isBegun?: () => boolean;
  /** Tells when nobody waits for the answer any more: what runs then is ended. */
  gone?: AbortSignal | undefined;
  /** How long a statement may take, where that differs from the pool's own limit. */
  statementMs?: number;
}

export const REQUEST_DEADLINE_MS = 10_000;

export function readingPlan(ctx: RequestContext, report: boolean): Plan {
  return {
    kind: 'read',
    scope: requestScope(ctx, report ? 'report' : 'read'),
    requestId: ctx.requestId,
    repeatable: true,
    deadlineMs: REQUEST_DEADLINE_MS,
    ...(report && { statementMs: LONG_STATEMENT_MS, gone: ctx.gone?.() }),
  };
}

/** For a write of one statement. */
export function writingPlan(ctx: RequestContext, keyed: boolean): Plan & { alone: Opening } {
  const scope = requestScope(ctx, 'write');
  return {
    kind: 'run',
    scope,
    alone: openingOf(scope, 'write'),
    requestId: ctx.requestId,
    repeatable: keyed,
    deadlineMs: REQUEST_DEADLINE_MS,
  };
}
