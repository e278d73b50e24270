import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { newId } from '../../../kernel/id.js';
import { ProblemError } from '../../../kernel/problem.js';
import { shortened } from '../../../kernel/shortened.js';
import { DatabaseUnavailableError, OutcomeUnknownError } from '../../database/index.js';
import { ApiError, isApiErrorCode } from '../../error/index.js';
import { currentRequest, type Logger } from '../../observe/index.js';
import { asLimitError } from './operation-limits.js';

/** Codes of Apollo Server that tell a mistake in the request; to our callers they are one. */
const REQUEST_MISTAKES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
]);

/** Clients know these by name and send the whole query again. */
const PERSISTED_QUERY_CODES: ReadonlySet<unknown> = new Set([
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What graphql-js says of an argument that it cannot coerce while it executes, and of too many wrong variables. */
const ARGUMENT_MISTAKE = /^Argument "|^Too many errors processing variables/;

export type ErrorFormatter = (
  formatted: GraphQLFormattedError,
  error: unknown,
) => GraphQLFormattedError;

/**
 * Turns every error into what a caller may see: a known code, a message that says what to do, and the request id. An
 * error that nobody foresaw is logged with its stack and reaches the caller without its text.
 */
export function errorFormatter(logger: Logger): ErrorFormatter {
  return (formatted, error) => {
    const record = currentRequest();
    const requestId = record?.requestId ?? newId();
    const log = record?.log ?? logger;
    const known = translate(formatted, error);
    if (known) {
      if (known instanceof ApiError && isOutage(known)) {
        log.warn({ err: known.originalError ?? known, requestId }, 'the database did not answer');
      }
      return present(formatted, known.message, { ...known.extensions, requestId });
    }
    const { operation, fields } = record ?? {};
    const path = formatted.path?.join('.');
    log.error({ err: innermost(error), requestId, path, operation, fields }, 'an operation failed');
    return present(
      formatted,
      `Something went wrong on our side. Try again; if it happens again, tell us the request id ${requestId}.`,
      { code: 'INTERNAL', requestId },
    );
  };
}

function isOutage(error: ApiError): boolean {
  const { code, originalError } = error;
  if (code === 'UNAVAILABLE') return originalError instanceof DatabaseUnavailableError;
  return originalError instanceof OutcomeUnknownError;
}

/** The ApiError that an error of Apollo, of graphql-js or of ours is or stands for. */
export function apiErrorOf(error: unknown): ApiError | undefined {
  for (const link of chain(error)) {
    if (link instanceof ApiError) return link;
    if (link instanceof ProblemError) return ofProblems(link);
    if (link instanceof OutcomeUnknownError) {
      return new ApiError('CONFLICT', link.message, { cause: link });
    }
    if (link instanceof DatabaseUnavailableError) {
      return new ApiError(
        'UNAVAILABLE',
        'The portal is busy or restarting. Nothing was changed; try again shortly.',
        {
          retryAfterSeconds: link.retryAfterSeconds,
          cause: link,
        },
      );
    }
    if (link instanceof GraphQLError) {
      const limit = asLimitError(link);
      if (limit) return limit;
    }
  }
  return undefined;
}

function translate(
  formatted: GraphQLFormattedError,
  error: unknown,
): ApiError | { message: string; extensions: Record<string, unknown> } | undefined {
  const known = apiErrorOf(error);
  if (known) return known;
  const { message, extensions = {} } = formatted;
  if (PERSISTED_QUERY_CODES.has(extensions.code)) return { message, extensions };
  if (REQUEST_MISTAKES.has(extensions.code) || isRequestMistake(error)) {
    return { message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  if (isApiErrorCode(extensions.code) && extensions.code !== 'INTERNAL') {
    return { message, extensions };
  }
  return undefined;
}

/** A query cannot return problems beside its data, so those that it throws become one error. */
function ofProblems({ problems }: ProblemError): ApiError {
  return new ApiError('BAD_USER_INPUT', problems.map(({ message }) => message).join(' '), {
    facts: {
      problems: problems.map(({ facts, code, message, path }) => ({
        ...facts,
        code,
        message,
        path,
      })),
    },
  });
}

function isRequestMistake(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return false;
  const http: unknown = error.extensions.http;
  const status = typeof http === 'object' && http !== null && 'status' in http ? http.status : 0;
  if (typeof status === 'number' && status >= 400 && status < 500) return true;
  const origin = innermost(error);
  return origin instanceof GraphQLError && ARGUMENT_MISTAKE.test(origin.message);
}

function present(
  { locations, path }: GraphQLFormattedError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError {
  return {
    message: shortened(message),
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: Object.fromEntries(
      Object.entries(extensions).map(([name, fact]) => [
        name,
        typeof fact === 'string' ? shortened(fact) : fact,
      ]),
    ),
  };
}

function innermost(error: unknown): unknown {
  let last = error;
  for (const link of chain(error)) last = link;
  return last;
}

function* chain(error: unknown): Generator {
  let link = error;
  for (let depth = 0; depth < 10 && link !== undefined && link !== null; depth++) {
    yield link;
    link = link instanceof GraphQLError ? link.originalError : undefined;
  }
}
