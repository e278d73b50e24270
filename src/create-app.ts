import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { CALLER_LOOKUP, type CallerLookup } from './platform/access/index.js';
import type { Config } from './platform/config/index.js';
import { DemoPeople, explorerHttp } from './platform/explorer/index.js';
import { graphqlHttp } from './platform/graphql/index.js';
import { answerDeadline, bodyDeadline, HttpAdapter } from './platform/http/index.js';
import { PublicAddress } from './platform/letter/index.js';
import { RequestLimit } from './platform/limit/index.js';
import { ResponseStore, responseStoreHttp } from './platform/response-store/index.js';
import {
  createLogger,
  Metrics,
  NestLogger,
  requestLog,
  requestMetrics,
  resumeRequestRecord,
  type Logger,
  type Tracing,
} from './platform/observe/index.js';
import { REPORT_HEADERS } from './sales/index.js';

const HEADERS_TIMEOUT_MS = 10_000;
/** How often connections are looked over for requests that are late. */
const LATE_CHECK_MS = 5000;
/** How long a body may take to arrive; a route that takes files gives its senders more. */
const BODY_TIMEOUT_MS = 30_000;
/** Nothing may take longer to arrive, a file neither. */
const REQUEST_TIMEOUT_MS = 900_000;
/** How long a reader may take nothing of its answer. */
const STALL_TIMEOUT_MS = 30_000;
/** Longer than the idle time of usual proxies, so that they never send into a connection that we just closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

export interface CreateAppOptions {
  logger?: Logger;
  /** Follows requests; none does unless the operator asks for it. */
  tracing?: Tracing;
  /** Modules beside the product's own: tests add theirs here. */
  modules?: Type[];
}

/** Builds the application, ready to listen. The server and the tests both use it, so that tests run the real thing. */
export async function createApp(
  config: Config,
  options: CreateAppOptions = {},
): Promise<NestExpressApplication> {
  const logger = options.logger ?? createLogger(config.logLevel);
  const module = AppModule.forRoot(config, logger, options.modules);
  return createAppFrom(module, config, logger, options.tracing);
}

export async function createAppFrom(
  module: DynamicModule,
  config: Config,
  logger: Logger,
  tracing?: Tracing,
): Promise<NestExpressApplication> {
  const adapter = new HttpAdapter({ connectionsCheckingInterval: LATE_CHECK_MS });
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  try {
    listenTo(app, config, requestLog(logger, tracing));
    return await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** What every request passes, in this order, before Nest and Apollo. */
function listenTo(
  app: NestExpressApplication,
  config: Config,
  log: ReturnType<typeof requestLog>,
): void {
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  const metrics = app.get(Metrics);
  standBefore(app.getHttpServer(), [
    log,
    requestMetrics(metrics),
    bodyDeadline(BODY_TIMEOUT_MS),
    answerDeadline(STALL_TIMEOUT_MS),
    responseStoreHttp({
      store: app.get(ResponseStore, { strict: false }),
      limit: app.get(RequestLimit, { strict: false }),
      metrics,
      ipOf: addressIn(app),
    }),
  ]);
  app.use(secureHeaders);
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...config.corsOrigins],
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'content-type',
        'authorization',
        'apollo-require-preflight',
        'graphql-require-preflight',
        'x-apollo-operation-name',
        'x-request-id',
      ],
      exposedHeaders: [
        'x-request-id',
        'retry-after',
        'content-disposition',
        ...REPORT_HEADERS,
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
      ],
      maxAge: 3600,
    });
  }
  const microsoftAddress = () =>
    config.microsoft.signIn ? app.get(PublicAddress, { strict: false }).url : null;
  app.use('/explorer', explorerHttp({ people: app.get(DemoPeople), microsoftAddress }));
  const lookup = () => app.get<CallerLookup>(CALLER_LOOKUP, { strict: false });
  app.use('/graphql', ...graphqlHttp(config.limits, lookup));
  app.use(resumeRequestRecord);

  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
}

/** What Express says of a request that it has not seen yet. */
function addressIn(app: NestExpressApplication): (request: IncomingMessage) => string | null {
  const { request: prototype } = app.getHttpAdapter().getInstance();
  return (request) => {
    const known: unknown = Object.setPrototypeOf(request, prototype);
    return hasAddress(known) ? (known.ip ?? null) : null;
  };
}

function hasAddress(request: unknown): request is { ip: string | undefined } {
  return typeof request === 'object' && request !== null && 'ip' in request;
}

type Listener = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What also holds for answers that never come to Express. */
function standBefore(server: Server, before: readonly Listener[]): void {
  const behind = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const pass = (place: number): void => {
      const listener = before[place];
      if (listener) {
        listener(request, response, () => {
          pass(place + 1);
        });
        return;
      }
      for (const listen of behind) listen.call(server, request, response);
    };
    pass(0);
  });
}

function secureHeaders(
  _request: unknown,
  response: { setHeader(name: string, value: string): void },
  next: () => void,
): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  next();
}
