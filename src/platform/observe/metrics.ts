import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The borders between which durations are counted. */
export const SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Whether each process has its own part of a number, or all of them would tell the same one of what they share. */
export type Scope = 'process' | 'shared';

export interface OperationOutcome {
  type: string;
  /** The root field, or "several": a name that a client chooses would make the number of series unbounded. */
  field: string;
  /** "OK", USER_ERRORS when the operation refused in its payload, or the code of the first error. */
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
    buckets: [...SECONDS],
    registers: [this.registry],
  });

  private readonly requests = new Histogram({
    name: 'portal_http_request_seconds',
    help: 'How long HTTP requests took, by path and status.',
    labelNames: ['method', 'path', 'status'] as const,
    buckets: [...SECONDS],
    registers: [this.registry],
  });

  private readonly running = new Gauge({
    name: 'portal_http_requests_running',
    help: 'HTTP requests that wait for their answer.',
    registers: [this.registry],
  });

  /** Where several processes are one server, this asks all of them. */
  private gather: (() => Promise<string>) | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('portal_processes', 'Server processes that serve.', () => 1);
  }

  /** The numbers as text, of all processes of the server. */
  read(): Promise<string> {
    return this.gather === undefined ? this.registry.metrics() : this.gather();
  }

  gatherWith(gather: () => Promise<string>): void {
    this.gather = gather;
  }

  requestBegan(): void {
    this.running.inc();
  }

  operationEnded({ type, field, code, seconds }: OperationOutcome): void {
    this.operations.observe({ type, field, code }, seconds);
  }

  /** The answer was sent, or nobody waits for it any more. */
  requestLeft(): void {
    this.running.dec();
  }

  requestEnded(method: string, path: string, status: number, seconds: number): void {
    this.requests.observe({ method, path, status: String(status) }, seconds);
  }

  /**
   * A number that is asked for whenever the metrics are read. Of several processes those of a process are added up, and of
   * a shared one, such as the length of a queue in the database, the largest is taken.
   */
  gauge(
    name: string,
    help: string,
    read: () => number | Promise<number>,
    scope: Scope = 'process',
  ): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      aggregator: scope === 'shared' ? 'max' : 'sum',
      async collect() {
        this.set(await read());
      },
    });
  }
}
