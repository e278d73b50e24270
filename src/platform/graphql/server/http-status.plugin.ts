import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { API_ERROR_STATUS, isApiErrorCode, type ApiErrorCode } from '../../error/index.js';
import { apiErrorOf } from './error-format.js';

/** Errors that concern the request as a whole: their status tells proxies and clients what to do. */
const WHOLE_REQUEST: ReadonlySet<ApiErrorCode> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'TOO_COSTLY',
  'UNAVAILABLE',
  'INTERNAL',
]);

/** Request errors of the GraphQL specification, for which clients of application/json expect 200. */
const WELL_FORMED: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

interface Answer {
  errors: readonly GraphQLFormattedError[];
  /** Absent when execution did not begin. */
  data?: Record<string, unknown> | null;
}

/**
 * Gives each answer the status that the GraphQL-over-HTTP specification asks for. Whoever accepts application/json
 * alone gets 200 for a request that does not parse, validate or coerce; limits, authentication and what is no GraphQL
 * request at all are 4xx for everybody.
 */
export function httpStatusPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ request, response, errors: raw = [] }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { errors, data } = response.body.singleResult;
          if (!errors || errors.length === 0) return Promise.resolve();
          const plainJson = !acceptsResponseJson(request.http?.headers.get('accept'));
          response.http.status =
            statusOf({ errors, data }) ??
            statusOfRequestError(response.http.status, plainJson && raw.every(isWellFormed));
          const wait = raw.map((error) => apiErrorOf(error)?.retryAfterSeconds).find(Boolean);
          if (wait !== undefined) response.http.headers.set('retry-after', String(wait));
          return Promise.resolve();
        },
      }),
  };
}

/** Undefined for an error of the request itself. */
function statusOf({ errors, data }: Answer): number | undefined {
  // What was answered in part was not refused: a client must see it, and must not simply send all of it again.
  if (data && Object.values(data).some((value) => value !== null)) return 200;
  const code = errors
    .map((error) => error.extensions?.code)
    .filter(isApiErrorCode)
    .find((candidate) => WHOLE_REQUEST.has(candidate));
  if (code) return API_ERROR_STATUS[code];
  return data === undefined ? undefined : 200;
}

function statusOfRequestError(status: number | undefined, tolerant: boolean): number {
  // 405 for a mutation by GET, and 200 for a persisted query that is not known, are as they should be.
  if (status !== undefined && status !== 400 && status !== 500) return status;
  return tolerant ? 200 : 400;
}

function isWellFormed(error: GraphQLError): boolean {
  return WELL_FORMED.has(error.extensions.code);
}

function acceptsResponseJson(accept: string | undefined): boolean {
  return accept?.includes('application/graphql-response+json') ?? false;
}
