import { Injectable } from '@nestjs/common';

/** What a task knows about the job that it runs. */
export interface JobRun {
  /** 1 for the first attempt. */
  attempt: number;
  /** Aborted when the server stops: a long task should then end, and is tried again later. */
  signal: AbortSignal | undefined;
}

/** Does one job. A rejection means "try again later"; after 25 attempts the job is left for people to look at. */
export type JobTask = (payload: unknown, run: JobRun) => Promise<void>;

export interface CronEntry {
  /** The task to run, without a payload of its own. */
  task: string;
  /** Minute, hour, day of month, month, day of week, in UTC: '15 3 * * *' is a quarter past three every day. */
  match: string;
}

/**
 * Where modules say, while they are being initialised, what can be done in the background:
 * `registry.task('sales.relay', …)` and `registry.cron({ task: 'sales.relay', match: '* * * * *' })`.
 */
@Injectable()
export class JobRegistry {
  private readonly tasks = new Map<string, JobTask>();
  private readonly entries: CronEntry[] = [];

  task(name: string, run: JobTask): void {
    if (this.tasks.has(name)) {
      throw new Error(`The job ${name} is registered twice.`);
    }
    this.tasks.set(name, run);
  }

  cron(entry: CronEntry): void {
    this.entries.push(entry);
  }

  all(): { tasks: ReadonlyMap<string, JobTask>; cron: readonly CronEntry[] } {
    const lost = this.entries.find(({ task }) => !this.tasks.has(task));
    if (lost !== undefined) {
      throw new Error(`The timetable names the job ${lost.task}, which no module registered.`);
    }
    return { tasks: this.tasks, cron: this.entries };
  }
}
