import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { callerLabel } from '../access/index.js';
import type { RequestLimit } from '../limit/index.js';
import { recordOf, type Metrics } from '../observe/index.js';
import { candidateBytes, requestKey } from './request-candidate.js';
import type { Finding, Pending, ResponseStore } from './response-store.js';
import type { StorableOperation } from './storable-operation.js';
import { takeBody } from './taken-body.js';

/** What belongs to one request, or to its connection, and not to the answer. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  'x-request-id',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]);

type Next = () => void;
type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

export interface StoreHttpOptions {
  store: ResponseStore;
  metrics: Metrics;
  limit: RequestLimit;
  /** The address of the client, as proxies may tell it. */
  ipOf: (request: IncomingMessage) => string | null;
}

/** Answers what the store has, before Express and Apollo are asked; anything else goes on as it came. */
export function responseStoreHttp(options: StoreHttpOptions): Handler {
  const { store } = options;
  return (request, response, next) => {
    const bytes = store.enabled ? candidateBytes(request) : 0;
    if (bytes === 0) {
      next();
      return;
    }
    const started = performance.now();
    takeBody(request, bytes, (body) => {
      const key = requestKey(body, request.headers);
      store.follow(request, key);
      const operation = store.operationOf(key);
      if (!operation) {
        next();
        return;
      }
      answer(options, { request, response, key, operation }).then(
        (finding) => {
          if (!finding) {
            next();
            return;
          }
          const seconds = (performance.now() - started) / 1000;
          options.metrics.operationEnded({ ...labels(finding), seconds });
        },
        // Whatever broke, or was too much, the usual way meets it too and says so in its own words.
        () => {
          next();
        },
      );
    });
  };
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  key: string;
  operation: StorableOperation;
}

/** What was answered; undefined when somebody else must do it. */
async function answer(
  { store, limit, ipOf }: StoreHttpOptions,
  { request, response, key, operation }: Asked,
): Promise<Finding | undefined> {
  const finding = await store.find(key, operation, request.headers.authorization);
  if (finding?.pending) watch(store, { request, response, pending: finding.pending });
  if (!finding?.stored || response.headersSent) return undefined;
  const { caller } = finding;
  const ip = caller.kind === 'ANONYMOUS' ? ipOf(request) : null;
  await limit.take({ caller, ip, response, cost: operation.cost });
  send(request, response, finding);
  return finding;
}

function send(request: IncomingMessage, response: ServerResponse, finding: Finding): void {
  const { stored, operation, caller } = finding;
  const record = recordOf(request);
  if (record) {
    record.caller = callerLabel(caller);
    record.operation = operation.name;
    record.fields = operation.fields;
  }
  // Who waits for the end of the body, such as its deadline, must see it: nobody else will read it.
  request.resume();
  response.writeHead(200, stored?.headers);
  response.end(stored?.body);
}

function labels({ operation: { fields } }: Finding) {
  const [field = 'none', ...others] = fields;
  return { type: 'query', field: others.length > 0 ? 'several' : field, code: 'OK' };
}

interface Watched {
  request: IncomingMessage;
  response: ServerResponse;
  pending: Pending;
}

/** Keeps the answer of the usual way, byte for byte, when it turns out that it may be kept. */
function watch(store: ResponseStore, { request, response, pending }: Watched): void {
  store.await(request, pending);
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = (...args: unknown[]) => {
    const body = bodyOf(args);
    if (body && pending.approved && response.statusCode === 200 && !response.headersSent) {
      store.keep(pending, { headers: keptHeaders(response.getHeaders()), body });
    }
    return end(...args);
  };
}

function bodyOf([chunk, encoding]: unknown[]): Buffer | undefined {
  // A buffer may be a part of a larger one, which would be kept with it.
  if (Buffer.isBuffer(chunk)) return Buffer.from(chunk);
  if (typeof chunk !== 'string') return undefined;
  const known = typeof encoding === 'string' && Buffer.isEncoding(encoding);
  return Buffer.from(chunk, known ? encoding : 'utf8');
}

function keptHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_KEPT.has(name)));
}
