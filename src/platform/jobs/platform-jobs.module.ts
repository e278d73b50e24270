import { Global, Module } from '@nestjs/common';
import { JobRegistry } from './job.registry.js';
import { JobRunner } from './job.runner.js';

/** Background jobs: modules register tasks with the JobRegistry and add jobs with addJob. */
@Global()
@Module({
  providers: [JobRegistry, JobRunner],
  exports: [JobRegistry],
})
export class PlatformJobsModule {}
