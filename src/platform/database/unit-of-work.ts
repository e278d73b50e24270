import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { RequestContext } from '../access/index.js';
import { CONFIG, type ToolConfig } from '../config/index.js';
import { ProblemError } from '../../kernel/index.js';
import { begin, commit, rollback } from './attempt.js';
import { problemOf } from './constraint.registry.js';
import { poolOf } from './data-source.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  StatementTimeoutError,
} from './database.errors.js';
import { codeOf, isPoolExhausted, judge, retryDelayMs } from './failure.rules.js';
import { LONG_STATEMENT_MS, requestScope, systemScope, type Scope } from './scope.js';
import { Transaction, type Tx } from './transaction.js';

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

/** What is known about a unit of work when it has ended. */
export interface FinishedUnit {
  kind: 'run' | 'read' | 'system';
  requestId: string | null;
  /** Of the last attempt, without the messages that open and close the transaction. */
  statements: number;
  attempts: number;
  milliseconds: number;
  outcome: 'committed' | 'refused' | 'failed';
}

interface Plan {
  kind: FinishedUnit['kind'];
  scope: Scope;
  requestId: string | null;
  repeatable: boolean;
  deadlineMs: number;
  /** Whether something has left the house that a second attempt could not take back. */
  isBegun?: () => boolean;
  /** How long a statement may take, where that differs from the pool's own limit. */
  statementMs?: number;
}

const REQUEST_DEADLINE_MS = 10_000;
const SYSTEM_DEADLINE_MS = 90_000;
const BACKGROUND_DEADLINE_MS = 600_000;

/**
 * The only way to a transaction. READ COMMITTED; the caller's scope for row-level security is set in the same message
 * as BEGIN; the whole unit is tried again when the database asks for that or the connection breaks.
 */
@Injectable()
export class UnitOfWork {
  private readonly logger = new Logger(UnitOfWork.name);
  private readonly observers: ((unit: FinishedUnit) => void)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ToolConfig,
  ) {}

  /** Writes for a caller. */
  run<T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>, options: UnitOptions = {}): Promise<T> {
    const { keyed = false, background = false } = options;
    return this.execute(work, {
      kind: 'run',
      scope: requestScope(ctx, background ? 'background' : 'write'),
      requestId: ctx.requestId,
      repeatable: keyed,
      deadlineMs: background ? BACKGROUND_DEADLINE_MS : REQUEST_DEADLINE_MS,
      ...(background && { statementMs: LONG_STATEMENT_MS }),
    });
  }

  /** Reads for a caller. The database refuses to write. A report may take longer than other answers. */
  read<T>(
    ctx: RequestContext,
    work: (tx: Tx) => Promise<T>,
    { report = false }: { report?: boolean } = {},
  ): Promise<T> {
    return this.execute(work, {
      kind: 'read',
      scope: requestScope(ctx, report ? 'report' : 'read'),
      requestId: ctx.requestId,
      repeatable: true,
      deadlineMs: REQUEST_DEADLINE_MS,
      ...(report && { statementMs: LONG_STATEMENT_MS }),
    });
  }

  /**
   * Reads for a caller who takes the answer bit by bit, in one snapshot; its statements may take a minute. It is tried
   * again only as long as nothing of the answer has begun. Each holds a connection until its reader is done: whoever
   * opens them limits how many there are, and for how long.
   */
  stream<T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>, isBegun: () => boolean): Promise<T> {
    return this.execute(work, {
      kind: 'read',
      scope: requestScope(ctx, 'stream'),
      requestId: ctx.requestId,
      repeatable: true,
      deadlineMs: REQUEST_DEADLINE_MS,
      statementMs: LONG_STATEMENT_MS,
      isBegun,
    });
  }

  /** Works for the product itself, seeing all rows: jobs, relays, seeds and checks. */
  runSystem<T>(
    reason: string,
    work: (tx: Tx) => Promise<T>,
    options: UnitOptions = {},
  ): Promise<T> {
    const statementMs = (options.statementMinutes ?? 1) * LONG_STATEMENT_MS;
    return this.execute(work, {
      kind: 'system',
      scope: systemScope(reason, statementMs),
      requestId: null,
      repeatable: options.keyed ?? false,
      deadlineMs: SYSTEM_DEADLINE_MS,
      statementMs,
    });
  }

  /** Hears of every unit that ends: for metrics, and for tests that count statements. Returns how to stop it. */
  observe(observer: (unit: FinishedUnit) => void): () => void {
    this.observers.push(observer);
    return () => {
      this.observers.splice(this.observers.indexOf(observer), 1);
    };
  }

  private async execute<T>(work: (tx: Tx) => Promise<T>, plan: Plan): Promise<T> {
    const started = performance.now();
    const last = { statements: 0, attempts: 0 };
    let unknown: OutcomeUnknownError | undefined;
    const finish = (outcome: FinishedUnit['outcome']) => {
      const milliseconds = performance.now() - started;
      const { kind, requestId } = plan;
      for (const observer of this.observers) {
        observer({ kind, requestId, ...last, milliseconds, outcome });
      }
    };
    for (;;) {
      last.attempts += 1;
      try {
        const { value, effects } = await this.attempt(work, plan, last);
        finish('committed');
        await this.runEffects(effects);
        return value;
      } catch (error) {
        if (error instanceof OutcomeUnknownError) unknown = error;
        const elapsed = performance.now() - started;
        const delay = retryDelayMs(last.attempts, Math.random());
        if (!mayRetry(error, plan) || elapsed + delay > plan.deadlineMs) {
          finish(error instanceof ProblemError ? 'refused' : 'failed');
          throw isOwnReadOnly(error, plan) ? error : translated(error, plan, unknown);
        }
        await sleep(delay);
      }
    }
  }

  private async attempt<T>(
    work: (tx: Tx) => Promise<T>,
    plan: Plan,
    last: { statements: number },
  ): Promise<{ value: T; effects: Transaction['effects'] }> {
    const client = await this.checkOut();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    // A connection that breaks while it is checked out reports it here; unheard it would end the process.
    client.on('error', onError);
    let tx: Transaction | undefined;
    try {
      tx = new Transaction(client, this.dataSource, {
        now: await begin(client, plan.scope),
        statementMs: plan.statementMs,
      });
      const value = await work(tx);
      last.statements = tx.statements;
      tx.end();
      await commit(client);
      return { value, effects: tx.effects };
    } catch (error) {
      last.statements = tx?.statements ?? 0;
      tx?.end();
      const lost = error instanceof OutcomeUnknownError || judge(error).connectionLost;
      broken ??= lost || !(await rollback(client)) ? new Error('broken connection') : undefined;
      throw problemOf(error) ?? error;
    } finally {
      client.removeListener('error', onError);
      client.release(broken);
    }
  }

  private async checkOut(): Promise<pg.PoolClient> {
    try {
      return await poolOf(this.dataSource).connect();
    } catch (error) {
      if (!isPoolExhausted(error)) {
        throw error;
      }
      const { poolSize } = this.config.database;
      throw new DatabaseUnavailableError(
        `All ${poolSize} database connections of this server are busy.`,
        1,
        { cause: error },
      );
    }
  }

  private async runEffects(effects: Transaction['effects']): Promise<void> {
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        this.logger.error('An effect after a commit failed.', error);
      }
    }
  }
}

function mayRetry(error: unknown, plan: Plan): boolean {
  if (plan.isBegun?.() === true) return false;
  if (error instanceof OutcomeUnknownError) {
    return plan.repeatable;
  }
  // In a unit that reads, "read-only transaction" is our own rule; elsewhere it means that we reached a standby.
  return judge(error).retryable && !isOwnReadOnly(error, plan);
}

function isOwnReadOnly(error: unknown, plan: Plan): boolean {
  return plan.kind === 'read' && codeOf(error) === '25006';
}

/** The statement took longer than allowed. */
const TIMEOUT = '57014';

/**
 * What the caller of the unit gets to see: refusals as they are, and an unreachable database under one name. That name
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
