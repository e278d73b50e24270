import { GraphQLError } from 'graphql';

/** Every code that an entry of `errors` can carry, with its HTTP status when the request got no data at all. */
export const API_ERROR_STATUS = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TOO_COSTLY: 400,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

export type ApiErrorCode = keyof typeof API_ERROR_STATUS;

export interface ApiErrorOptions {
  /** Facts beside the message; `code` and `requestId` are added by us. */
  facts?: Record<string, unknown>;
  /** How long the caller should wait before trying again; sent as a Retry-After header too. */
  retryAfterSeconds?: number;
  /** The HTTP status where that of the code says too little, such as 413 or 415. */
  status?: number;
  cause?: Error;
}

/** An error that the caller may read as it stands. Everything else reaches them as INTERNAL, without its text. */
export class ApiError extends GraphQLError {
  readonly code: ApiErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly status: number;

  constructor(code: ApiErrorCode, message: string, options: ApiErrorOptions = {}) {
    const { facts, retryAfterSeconds, status, cause } = options;
    super(message, {
      originalError: cause,
      extensions: {
        ...facts,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
        code,
      },
    });
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.status = status ?? API_ERROR_STATUS[code];
  }
}

export function isApiErrorCode(code: unknown): code is ApiErrorCode {
  return typeof code === 'string' && Object.hasOwn(API_ERROR_STATUS, code);
}
