import { type ErrorRequestHandler, type RequestHandler, type Response } from 'express';
import type { CallerLookup } from '../../access/index.js';
import type { LimitConfig } from '../../config/index.js';
import { sendExplorerPage } from '../../explorer/index.js';
import { API_ERROR_STATUS, type ApiErrorCode } from '../../error/index.js';
import { recordOf } from '../../observe/index.js';
import { apiErrorOf } from './error-format.js';
import { JSON_TYPES, requestBody } from './request-body.js';

/** What stands before Apollo on /graphql, in this order. */
export function graphqlHttp(
  limits: LimitConfig,
  lookup: () => CallerLookup,
): (RequestHandler | ErrorRequestHandler)[] {
  return [welcome, requireJson, requestBody(limits, lookup), bodyErrors];
}

/** Sends an error in the form of a GraphQL answer, for what never becomes a GraphQL request. */
export function sendError(
  response: Response,
  error: {
    status?: number | undefined;
    code: ApiErrorCode;
    message: string;
    facts?: Record<string, unknown> | undefined;
  },
): void {
  const { code, message, facts, status = API_ERROR_STATUS[code] } = error;
  const record = recordOf(response.req);
  if (record) record.codes = [code];
  const extensions = { ...facts, code, requestId: record?.requestId };
  response.status(status).json({ errors: [{ message, extensions }] });
}

/** A person who opens /graphql in a browser. */
const welcome: RequestHandler = (request, response, next) => {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const asksNothing = request.query.query === undefined && request.query.extensions === undefined;
  if (reads && asksNothing && prefersHtml(request.get('accept'))) {
    response.vary('accept');
    sendExplorerPage(request, response);
    return;
  }
  next();
};

/** Browsers name text/html; no GraphQL client does. */
function prefersHtml(accept: string | undefined): boolean {
  return accept?.split(',')[0]?.trim().startsWith('text/html') ?? false;
}

const requireJson: RequestHandler = (request, response, next) => {
  if (request.method === 'POST' && !request.is(JSON_TYPES)) {
    sendError(response, {
      status: 415,
      code: 'BAD_USER_INPUT',
      message: 'Send the request as JSON, with the header "Content-Type: application/json".',
    });
    return;
  }
  next();
};

const bodyErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const known = apiErrorOf(error);
  if (known?.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(known.retryAfterSeconds));
  }
  sendError(response, known ?? bodyError(error));
  // What remains of the body is read and dropped, so that its sender sees the answer.
  if (known) request.resume();
};

/** The body parser names its refusals by `type`. */
function bodyError(error: unknown): { status?: number; code: ApiErrorCode; message: string } {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : '';
  switch (type) {
    case 'entity.parse.failed':
      return { code: 'BAD_USER_INPUT', message: 'The body is not valid JSON.' };
    case 'entity.too.large': {
      const limit = hasLimit(error) ? ` of at most ${error.limit} bytes` : '';
      return {
        status: 413,
        code: 'TOO_COSTLY',
        message: `The body is too large. Send smaller requests${limit}.`,
      };
    }
    case 'charset.unsupported':
      return { status: 415, code: 'BAD_USER_INPUT', message: 'Send the body as UTF-8.' };
    case 'encoding.unsupported':
      return {
        status: 415,
        code: 'BAD_USER_INPUT',
        message: 'Send the body uncompressed, or with gzip, deflate or br.',
      };
    case 'request.aborted':
    case 'request.size.invalid':
      return { code: 'BAD_USER_INPUT', message: 'The body did not arrive completely.' };
    default:
      return { code: 'BAD_USER_INPUT', message: 'The body could not be read.' };
  }
}

function hasLimit(error: unknown): error is { limit: number } {
  return typeof error === 'object' && error !== null && 'limit' in error;
}
