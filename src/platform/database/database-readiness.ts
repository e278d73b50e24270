import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type ToolConfig } from '../config/index.js';
import { Metrics, type JobQueue, type Readiness } from '../observe/index.js';
import { poolOf } from './data-source.js';
import { appliedMigrations, migrationNames } from './migrations.js';

/** Tells health checks and metrics how the database does. */
@Injectable()
export class DatabaseReadiness implements Readiness, OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ToolConfig,
    // The command-line tools have a database and no metrics.
    @Optional() @Inject(Metrics) private readonly metrics?: Metrics,
  ) {}

  onModuleInit(): void {
    const pool = poolOf(this.dataSource);
    this.metrics?.gauge(
      'portal_database_pool_size',
      'Connections to the database that this process may have at most.',
      () => this.config.database.poolSize,
    );
    this.metrics?.gauge(
      'portal_database_connections_busy',
      'Connections to the database that are in use.',
      () => pool.totalCount - pool.idleCount,
    );
    this.metrics?.gauge(
      'portal_database_connections',
      'Connections to the database that this process has open.',
      () => pool.totalCount,
    );
    this.metrics?.gauge(
      'portal_database_connections_idle',
      'Open connections to the database that nobody uses.',
      () => pool.idleCount,
    );
    this.metrics?.gauge(
      'portal_database_waiting',
      'Units of work that wait for a connection to the database.',
      () => pool.waitingCount,
    );
  }

  async jobQueue(): Promise<JobQueue> {
    const [queue] = await this.dataSource.query<JobQueue[]>(
      `SELECT waiting::integer, running::integer, failed::integer, age_seconds AS "ageSeconds"
       FROM platform.job_queue()`,
    );
    if (queue === undefined) throw new Error('The queue of jobs was not told.');
    return queue;
  }

  async ping(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }

  async pendingMigrations(): Promise<number> {
    const done = await appliedMigrations((sql) => this.dataSource.query(sql));
    return (await migrationNames()).filter((name) => !done.has(name)).length;
  }
}
