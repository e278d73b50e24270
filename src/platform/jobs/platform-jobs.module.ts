import { Global, Module } from '@nestjs/common';
import { JobQueueMetrics } from './job-queue.metrics.js';
import { JobRegistry } from './job.registry.js';
import { JobRunner } from './job.runner.js';

/** Background jobs: modules register tasks with the JobRegistry and add jobs with addJob. */
@Global()
@Module({
  providers: [JobRegistry, JobRunner, JobQueueMetrics],
  exports: [JobRegistry],
})
export class PlatformJobsModule {}
