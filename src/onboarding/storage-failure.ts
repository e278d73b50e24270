import type { Logger } from '@nestjs/common';
import { ApiError } from '../platform/error/index.js';

const RETRY_SECONDS = 10;

/** What a sender or reader is told when the storage fails: that it is not theirs to mend, and that it may pass. */
export function storageFailure(error: unknown, logger: Logger): ApiError {
  if (error instanceof ApiError) return error;
  logger.error(`The storage of files fails: ${String(error)}`);
  return new ApiError('UNAVAILABLE', 'Files cannot be stored or read at the moment. Try again.', {
    retryAfterSeconds: RETRY_SECONDS,
    ...(error instanceof Error && { cause: error }),
  });
}
