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
    const path = (request.url ?? '').split('?')[0] ?? '';
    const method = request.method ?? '';
    metrics.requestBegan();
    response.once('close', () => {
      metrics.requestLeft();
    });
    response.once('finish', () => {
      metrics.requestEnded(
        METHODS.has(method) ? method : 'other',
        pathLabel(path),
        response.statusCode,
        (performance.now() - started) / 1000,
      );
    });
    next();
  };
}

function pathLabel(path: string): string {
  if (PATHS.has(path)) return path;
  const known = BEGINNINGS.find(
    (beginning) => path === beginning || path.startsWith(`${beginning}/`),
  );
  return known ?? 'other';
}
