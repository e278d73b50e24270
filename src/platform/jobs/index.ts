export { actOnEach } from './act-on-each.js';
export { addJob, type JobOptions } from './add-job.js';
export { JobRegistry, type CronEntry, type JobRun, type JobTask } from './job.registry.js';
export { PlatformJobsModule } from './platform-jobs.module.js';
