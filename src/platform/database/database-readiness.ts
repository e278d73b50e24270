import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Metrics, type Readiness } from '../observe/index.js';
import { poolOf } from './data-source.js';
import { appliedMigrations, migrationNames } from './migrations.js';

/** Tells health checks and metrics how the database does. */
@Injectable()
export class DatabaseReadiness implements Readiness, OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    // The command-line tools have a database and no metrics.
    @Optional() @Inject(Metrics) private readonly metrics?: Metrics,
  ) {}

  onModuleInit(): void {
    const pool = poolOf(this.dataSource);
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

  async ping(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }

  async pendingMigrations(): Promise<number> {
    const done = await appliedMigrations((sql) => this.dataSource.query(sql));
    return (await migrationNames()).filter((name) => !done.has(name)).length;
  }
}
