import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import type { Logger } from './logger.js';
import { LOGGER } from './logger.token.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

/** Logs, metrics and health: what an operator sees of the server. */
@Global()
@Module({})
export class PlatformObserveModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: PlatformObserveModule,
      // Terminus would log each failed check by itself; the request's own line already tells it.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [Metrics, { provide: LOGGER, useValue: logger }],
      exports: [Metrics, LOGGER],
    };
  }
}
