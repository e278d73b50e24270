import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthCheckResult, HealthIndicatorResult } from '@nestjs/terminus';
import { Allow, Permission } from '../access/index.js';
import { READINESS } from './readiness.port.js';
import type { Readiness } from './readiness.port.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  /** The process runs and answers. It asks nothing else, so that a broken database does not restart the server. */
  @Allow(Permission.PUBLIC)
  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /**
   * The server can do its work: the database answers, and no migration is missing. How long jobs wait is told as well, and
   * is no reason to send people away.
   */
  @Allow(Permission.PUBLIC)
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database(), () => this.migrations(), () => this.queue()]);
  }

  private async database(): Promise<HealthIndicatorResult> {
    const session = this.indicator.check('database');
    try {
      await this.readiness.ping();
      return session.up();
    } catch {
      // The reason is in the log; an answer that anybody can read does not tell how the database is reached.
      return session.down({ message: 'The database does not answer.' });
    }
  }

  private async migrations(): Promise<HealthIndicatorResult> {
    const session = this.indicator.check('migrations');
    try {
      const pending = await this.readiness.pendingMigrations();
      return pending === 0 ? session.up() : session.down({ pending });
    } catch {
      return session.down({ message: 'The database does not answer.' });
    }
  }
  private async queue(): Promise<HealthIndicatorResult> {
    const session = this.indicator.check('queue');
    try {
      const { waiting, ageSeconds } = await this.readiness.jobQueue();
      return session.up({ waiting, ageSeconds });
    } catch {
      return session.down({ message: 'The database does not answer.' });
    }
  }
}
