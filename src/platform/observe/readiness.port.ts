/** Who keeps the data registers a provider under this, so that /health/ready can ask. */
export const READINESS = Symbol('READINESS');

export interface Readiness {
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  pendingMigrations(): Promise<number>;
}
