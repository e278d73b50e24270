import type { IncomingMessage, ServerResponse } from 'node:http';
import { pinoHttp } from 'pino-http';
import { newId } from '../../kernel/id.js';
import type { Logger } from './logger.js';
import type { RequestTrace, Tracing } from './trace.port.js';
import { pathLabel } from './request-metrics.js';
import { requestRecords, type RequestRecord } from './request-record.js';

const REQUEST_ID = /^[\w.:-]{1,64}$/;
const QUIET = ['/health/', '/metrics'];

type Next = (error?: unknown) => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

const ids = new WeakMap<IncomingMessage, string>();
const records = new WeakMap<IncomingMessage, RequestRecord>();

/**
 * Gives each request an id, which the answer carries too, and writes one line when it ends. Queries, variables, bodies
 * and headers are not logged: they hold passwords and tokens.
 */
export function requestLog(logger: Logger, tracing?: Tracing): Middleware {
  const http = pinoHttp({
    logger,
    genReqId: (request) => ids.get(request) ?? newId(),
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customProps: (request) => {
      const record = records.get(request);
      return record
        ? {
            trace_id: record.trace?.traceId,
            span_id: record.trace?.spanId,
            caller: record.caller,
            operation: record.operation,
            fields: record.fields,
            codes: record.codes,
            userErrors: record.userErrors.size > 0 ? [...record.userErrors] : undefined,
            statements: record.statements,
            rows: record.rows,
          }
        : {};
    },
    customLogLevel: (_request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return response.statusCode >= 400 ? 'warn' : 'info';
    },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    customErrorObject: (_request, response, _error, { err, ...values }: Record<string, unknown>) =>
      // Where nothing was thrown pino-http makes an error up, whose stack leads nowhere.
      'err' in response ? { ...values, err } : values,
    autoLogging: { ignore: ({ url = '' }) => QUIET.some((prefix) => url.startsWith(prefix)) },
  });
  return (request, response, next) => {
    const requestId = saneRequestId(request.headers['x-request-id']) ?? newId();
    ids.set(request, requestId);
    response.setHeader('x-request-id', requestId);
    http(request, response);
    const trace = tracing?.request(request.headers);
    const record: RequestRecord = {
      requestId,
      trace,
      log: trace === undefined ? request.log : request.log.child({ trace_id: trace.traceId }),
      userErrors: new Set<string>(),
      statements: 0,
      rows: 0,
    };
    records.set(request, record);
    if (trace) endWith(response, request, trace);
    requestRecords.run(record, next);
  };
}

/** The span is named by its path at most: an address may hold the secret of a link. */
function endWith(response: ServerResponse, request: IncomingMessage, trace: RequestTrace): void {
  const path = pathLabel(request.url ?? '');
  response.once('close', () => {
    const record = records.get(request);
    const status = response.statusCode;
    trace.end(
      `${request.method ?? ''} ${path}`,
      {
        'http.request.method': request.method,
        'http.response.status_code': status,
        'url.path': path,
        'portal.request_id': record?.requestId,
        'portal.caller': record?.caller,
        'portal.codes': record?.codes?.join(','),
        'portal.user_errors': [...(record?.userErrors ?? [])].join(',') || undefined,
      },
      status >= 500 || !response.writableFinished,
    );
  });
}

/**
 * Puts the request's record back: reading a body leaves the asynchronous context in which the request began.
 */
export function resumeRequestRecord(request: IncomingMessage, _: ServerResponse, next: Next): void {
  const record = records.get(request);
  if (record) requestRecords.run(record, next);
  else next();
}

export function recordOf(request: IncomingMessage): RequestRecord | undefined {
  return records.get(request);
}

function saneRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : undefined;
}
