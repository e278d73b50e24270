/** Who keeps the data registers a provider under this, so that /health/ready can ask. */
export const READINESS = Symbol('READINESS');

export interface Readiness {
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  pendingMigrations(): Promise<number>;
  jobQueue(): Promise<JobQueue>;
}

/** What there is to do in the background, for all processes. */
export interface JobQueue {
  /** Jobs whose time has come and that nobody has begun. */
  waiting: number;
  running: number;
  /** Jobs that are not tried again: people must look at them. */
  failed: number;
  /** How long the oldest of the waiting has waited. */
  ageSeconds: number;
}
