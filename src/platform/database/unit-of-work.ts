import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { RequestContext } from '../access/index.js';
import { CONFIG, type ToolConfig } from '../config/index.js';
import { ProblemError } from '../../kernel/index.js';
import { begin, commit, rollback, saved } from './attempt.js';
import { cancelWhen } from './cancel-statement.js';
import { problemOf } from './constraint.registry.js';
import { poolOf } from './data-source.js';
import { DatabaseUnavailableError, OutcomeUnknownError } from './database.errors.js';
import { isPoolExhausted, judge, retryDelayMs } from './failure.rules.js';
import { LoneStatement } from './lone-statement.js';
import type { Opening } from './scoped-statement.js';
import { LONG_STATEMENT_MS, openingOf, requestScope, systemScope } from './scope.js';
import { Transaction, type Statements, type Tx } from './transaction.js';
import { mayRetry, nobodyWaits, seenError } from './unit-failure.js';
import {
  readingPlan,
  REQUEST_DEADLINE_MS,
  writingPlan,
  type FinishedUnit,
  type Plan,
  type Traffic,
  type UnitOptions,
} from './unit-plan.js';

const SYSTEM_DEADLINE_MS = 90_000;
const BACKGROUND_DEADLINE_MS = 600_000;

/** What came of one attempt. */
interface Done<T> {
  value: T;
  effects: Transaction['effects'];
  /** The connection is in use until then. */
  closed?: Promise<void>;
}

/** One attempt, on a connection of its own; it tells what it sent and got, also when it fails. */
type Attempt<T> = (client: pg.PoolClient, last: Traffic) => Promise<Done<T>>;

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
    return this.transact(work, {
      kind: 'run',
      scope: requestScope(ctx, background ? 'background' : 'write'),
      requestId: ctx.requestId,
      repeatable: keyed,
      deadlineMs: background ? BACKGROUND_DEADLINE_MS : REQUEST_DEADLINE_MS,
      ...(background && { statementMs: LONG_STATEMENT_MS }),
    });
  }

  /**
   * Writes for a caller by one statement, which goes to the database in one message together with its scope and is saved
   * when it is answered: what the work does afterwards cannot take it back.
   */
  runOne<T>(
    ctx: RequestContext,
    work: (one: Statements) => Promise<T>,
    { keyed = false }: Pick<UnitOptions, 'keyed'> = {},
  ): Promise<T> {
    return this.send(work, writingPlan(ctx, keyed));
  }

  /**
   * Writes for a caller by one statement what was decided on the answer to another one. Each is a transaction of its own and
   * one message: nothing is locked while the decision is made, so the write has to find out whether it still holds. When
   * it says that it does not (40001), both begin anew.
   */
  runAfter<Answer, T>(
    ctx: RequestContext,
    work: {
      read: (one: Statements) => Promise<Answer>;
      write: (one: Statements, answer: Answer) => Promise<T>;
    },
    { keyed = false }: Pick<UnitOptions, 'keyed'> = {},
  ): Promise<T> {
    const plan = writingPlan(ctx, keyed);
    return this.execute(async (client, last) => {
      const reading = new LoneStatement(client, openingOf(plan.scope, 'read'), undefined);
      const writing = new LoneStatement(client, plan.alone, undefined);
      try {
        const answer = await work.read(reading);
        const write = () => work.write(writing, answer);
        return { value: await saved(client, write, () => writing.isSent), effects: [] };
      } finally {
        last.statements = reading.traffic.statements + writing.traffic.statements;
        last.rows = reading.traffic.rows + writing.traffic.rows;
      }
    }, plan);
  }

  /** Reads for a caller. The database refuses to write. A report may take longer than other answers. */
  read<T>(
    ctx: RequestContext,
    work: (tx: Tx) => Promise<T>,
    { report = false }: { report?: boolean } = {},
  ): Promise<T> {
    return this.transact(work, readingPlan(ctx, report));
  }

  /** Reads for a caller by one statement, which goes to the database in one message together with its scope. */
  readOne<T>(
    ctx: RequestContext,
    work: (one: Statements) => Promise<T>,
    { report = false }: { report?: boolean } = {},
  ): Promise<T> {
    const plan = readingPlan(ctx, report);
    const alone = openingOf(plan.scope, report ? 'report' : 'read');
    return this.send(work, { ...plan, alone });
  }

  /**
   * Reads for a caller who takes the answer bit by bit, in one snapshot; its statements may take a minute. It is tried
   * again only as long as nothing of the answer has begun. Each holds a connection until its reader is done: whoever
   * opens them limits how many there are, and for how long.
   */
  stream<T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>, isBegun: () => boolean): Promise<T> {
    return this.transact(work, {
      kind: 'read',
      scope: requestScope(ctx, 'stream'),
      requestId: ctx.requestId,
      repeatable: true,
      deadlineMs: REQUEST_DEADLINE_MS,
      statementMs: LONG_STATEMENT_MS,
      gone: ctx.gone?.(),
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
    return this.transact(work, {
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

  private async execute<T>(attempt: Attempt<T>, plan: Plan): Promise<T> {
    const started = performance.now();
    const last = { statements: 0, rows: 0, attempts: 0 };
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
        if (plan.gone?.aborted) throw nobodyWaits();
        const { value, effects } = await this.connected(attempt, plan, last);
        finish('committed');
        if (effects.length > 0) await this.runEffects(effects);
        return value;
      } catch (error) {
        if (error instanceof OutcomeUnknownError) unknown = error;
        const elapsed = performance.now() - started;
        const delay = retryDelayMs(last.attempts, Math.random());
        if (!mayRetry(error, plan) || elapsed + delay > plan.deadlineMs) {
          finish(error instanceof ProblemError ? 'refused' : 'failed');
          throw seenError(error, plan, unknown);
        }
        await sleep(delay);
      }
    }
  }

  private async connected<T>(attempt: Attempt<T>, plan: Plan, last: Traffic): Promise<Done<T>> {
    const client = await this.checkOut();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    // A connection that breaks while it is checked out reports it here; unheard it would end the process.
    client.on('error', onError);
    const stopListening = plan.gone && cancelWhen(plan.gone, client, poolOf(this.dataSource));
    const release = async () => {
      if (stopListening) await stopListening();
      client.removeListener('error', onError);
      client.release(broken);
    };
    try {
      const done = await attempt(client, last);
      if (done.closed) void done.closed.catch(onError).then(release);
      else void release();
      return done;
    } catch (error) {
      const lost = error instanceof OutcomeUnknownError || judge(error).connectionLost;
      const isClean = !lost && (plan.alone !== undefined || (await rollback(client)));
      broken ??= isClean ? undefined : new Error('broken connection');
      void release();
      throw problemOf(error) ?? error;
    }
  }

  private transact<T>(work: (tx: Tx) => Promise<T>, plan: Plan): Promise<T> {
    return this.execute(async (client, last) => {
      Object.assign(last, { statements: 0, rows: 0 });
      const now = await begin(client, plan.scope);
      const tx = new Transaction(client, this.dataSource, { now, statementMs: plan.statementMs });
      try {
        const value = await work(tx);
        const { effects } = tx;
        // Nothing depends on how a reading transaction ends, so nobody waits for it.
        const isRead = plan.kind === 'read' && client.getTransactionStatus() === 'T';
        if (isRead) return { value, effects, closed: commit(client) };
        tx.end();
        await commit(client);
        return { value, effects };
      } finally {
        Object.assign(last, tx.traffic);
        tx.end();
      }
    }, plan);
  }

  private send<T>(
    work: (one: Statements) => Promise<T>,
    plan: Plan & { alone: Opening },
  ): Promise<T> {
    return this.execute(async (client, last) => {
      const one = new LoneStatement(client, plan.alone, plan.statementMs);
      try {
        const answer = () => work(one);
        const writes = plan.kind === 'run';
        const value = writes ? await saved(client, answer, () => one.isSent) : await answer();
        return { value, effects: [] };
      } finally {
        Object.assign(last, one.traffic);
      }
    }, plan);
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
