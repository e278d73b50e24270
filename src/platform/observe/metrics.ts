import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface OperationOutcome {
  type: string;
  /** The root field, or "several": a name that a client chooses would make the number of series unbounded. */
  field: string;
  /** "OK", or the code of the first error. */
  code: string;
  seconds: number;
}

/** The numbers that /metrics shows. Others add theirs to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly operations = new Histogram({
    name: 'portal_graphql_operation_seconds',
    help: 'How long GraphQL operations took, by root field and outcome code.',
    labelNames: ['type', 'field', 'code'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly requests = new Histogram({
    name: 'portal_http_request_seconds',
    help: 'How long HTTP requests took, by path and status.',
    labelNames: ['method', 'path', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  operationEnded({ type, field, code, seconds }: OperationOutcome): void {
    this.operations.observe({ type, field, code }, seconds);
  }

  requestEnded(method: string, path: string, status: number, seconds: number): void {
    this.requests.observe({ method, path, status: String(status) }, seconds);
  }

  /** A number that is asked for whenever the metrics are read. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}
