/**
 * The connection broke after COMMIT was sent, so nobody here knows whether it was written. Without an idempotency key
 * the work is not repeated: the caller has to read again.
 */
export class OutcomeUnknownError extends Error {
  constructor(options?: ErrorOptions) {
    super(
      'The connection to the database broke while the change was being saved. Read again to see whether it was.',
      options,
    );
    this.name = 'OutcomeUnknownError';
  }
}

/** The database cannot be reached, or all connections are taken. Nothing was changed. */
export class DatabaseUnavailableError extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DatabaseUnavailableError';
  }
}

/** A statement was ended since it took longer than one may. */
export class StatementTimeoutError extends DatabaseUnavailableError {
  constructor(options: ErrorOptions) {
    super('The statement took longer than it may.', 2, options);
    this.name = 'StatementTimeoutError';
  }
}
