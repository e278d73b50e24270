import {
  Inject,
  Injectable,
  Logger as NestLogger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  parseCronItems,
  run,
  type Runner,
  type Task,
  type TaskList,
} from 'graphile-worker';
import pg from 'pg';
import { CONFIG, type Config } from '../config/index.js';
import { workerPoolOptions } from '../database/connection.js';
import { JOB_SCHEMA } from '../database/roles.sql.js';
import { JobRegistry, type JobTask } from './job.registry.js';

const RESTART_AFTER_MS = 2000;

/**
 * Runs the background jobs of this process, as portal_worker and on connections of its own. Every process of the
 * product runs some; they share the work by row locks. Without the database it waits and tries again.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new NestLogger(JobRunner.name);
  private readonly stopping = new AbortController();
  private pool: pg.Pool | undefined;
  private runner: Runner | undefined;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly registry: JobRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { tasks } = this.registry.all();
    if (!this.config.jobs.enabled || tasks.size === 0) {
      return;
    }
    this.pool = this.openPool();
    // The first start is waited for: a server that cannot run its jobs at all must not come up.
    this.runner = await this.start(this.pool);
    this.loop = this.keepRunning(this.pool);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop().catch(() => undefined);
    await this.loop;
    await this.pool?.end();
  }

  private async keepRunning(pool: pg.Pool): Promise<void> {
    for (;;) {
      try {
        await this.runner?.promise;
      } catch (error) {
        this.logger.warn(`Background jobs stopped and start again: ${String(error)}`);
      }
      if (this.stopping.signal.aborted) {
        return;
      }
      await sleep(RESTART_AFTER_MS, undefined, { signal: this.stopping.signal }).catch(
        () => undefined,
      );
      this.runner = await this.start(pool).catch(() => undefined);
    }
  }

  private start(pgPool: pg.Pool): Promise<Runner> {
    const { tasks, cron } = this.registry.all();
    const taskList: TaskList = Object.fromEntries(
      [...tasks].map(([name, task]) => [name, this.asTask(task)]),
    );
    return run({
      pgPool,
      schema: JOB_SCHEMA,
      taskList,
      parsedCronItems: parseCronItems(cron.map((entry) => ({ ...entry, identifier: entry.task }))),
      concurrency: this.config.jobs.concurrency,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: this.config.shutdownSeconds * 1000,
      pollInterval: 2000,
      logger: this.workerLogger(),
    });
  }

  private asTask(task: JobTask): Task {
    return async (payload, { job, abortSignal }) => {
      await task(payload, { attempt: job.attempts, signal: abortSignal });
    };
  }

  private openPool(): pg.Pool {
    const pool = new pg.Pool(workerPoolOptions(this.config));
    const onError = (error: Error) => {
      this.logger.warn(`A connection of the background jobs broke: ${error.message}`);
    };
    pool.on('error', onError);
    pool.on('connect', (client) => {
      client.on('error', onError);
    });
    return pool;
  }

  private workerLogger(): Logger {
    const write: Record<string, (message: string) => void> = {
      error: (message) => {
        this.logger.error(message);
      },
      warning: (message) => {
        this.logger.warn(message);
      },
    };
    return new Logger(() => (level, message) => {
      write[level]?.(message);
    });
  }
}
