import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.js';

const PATHS: ReadonlySet<string> = new Set([
  '/graphql',
  '/schema.graphql',
  '/health/live',
  '/health/ready',
  '/metrics',
]);
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'OPTIONS', 'HEAD']);

/** Of these only the beginning is counted: what follows is a kind or an id. */
const BEGINNINGS = [
  '/imports',
  '/exports',
  '/reports',
  '/applications',
  '/documents',
  '/exchange-rates',
  '/explorer',
  '/account',
  '/auth',
] as const;

/** Measures every request. Paths and methods that are not ours are counted together: clients could invent any. */
export function requestMetrics(metrics: Metrics) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const started = performance.now();
    const method = request.method ?? '';
    // Express shortens the address on its way.
    const label = pathLabel(request.url ?? '');
    metrics.requestBegan();
    response.once('close', () => {
      metrics.requestLeft();
    });
    response.once('finish', () => {
      metrics.requestEnded(
        METHODS.has(method) ? method : 'other',
        label,
        response.statusCode,
        (performance.now() - started) / 1000,
      );
    });
    next();
  };
}

/** One of a few: what follows in an address is an id, a secret, or what a client makes up. */
export function pathLabel(url: string): string {
  const path = url.split('?')[0] ?? '';
  if (PATHS.has(path)) return path;
  const known = BEGINNINGS.find(
    (beginning) => path === beginning || path.startsWith(`${beginning}/`),
  );
  return known ?? 'other';
}
