import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics, READINESS, type JobQueue, type Readiness } from '../observe/index.js';

const UNKNOWN: JobQueue = {
  waiting: Number.NaN,
  running: Number.NaN,
  failed: Number.NaN,
  ageSeconds: Number.NaN,
};

/** How long one look at the queue serves: the four numbers are read one after another. */
const FRESH_MS = 1000;

/** Shows the queue of background jobs to operators. */
@Injectable()
export class JobQueueMetrics implements OnModuleInit {
  private looked: { at: number; queue: Promise<JobQueue> } | undefined;

  constructor(
    private readonly metrics: Metrics,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.show(
      'portal_jobs_waiting',
      'Background jobs whose time has come and that nobody has begun.',
      'waiting',
    );
    this.show('portal_jobs_running', 'Background jobs that somebody works on.', 'running');
    this.show(
      'portal_jobs_failed',
      'Background jobs that failed so often that they are not tried again.',
      'failed',
    );
    this.show(
      'portal_jobs_age_seconds',
      'How long the oldest waiting background job has waited; 0 when none waits.',
      'ageSeconds',
    );
  }

  private show(name: string, help: string, part: keyof JobQueue): void {
    this.metrics.gauge(name, help, async () => (await this.queue())[part], 'shared');
  }

  private queue(): Promise<JobQueue> {
    const now = performance.now();
    if (this.looked === undefined || now - this.looked.at > FRESH_MS) {
      this.looked = { at: now, queue: this.readiness.jobQueue().catch(() => UNKNOWN) };
    }
    return this.looked.queue;
  }
}
