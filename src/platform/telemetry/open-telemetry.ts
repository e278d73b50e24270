import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestTrace, TraceFacts, Tracing } from '../observe/index.js';

const NAME = 'channel-portal';
const tracer = trace.getTracer(NAME);

/** Sends traces to where the OTEL_* variables of the environment say, which the SDK reads by itself. */
export function startTelemetry(serviceName: string): {
  tracing: Tracing;
  stop: () => Promise<void>;
} {
  // Our spans say which operation and which unit of work it was, so that no library needs to be changed while it loads.
  const sdk = new NodeSDK({
    serviceName,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return {
    tracing: { request: (headers) => new OpenRequestTrace(headers) },
    stop: () => sdk.shutdown(),
  };
}

class OpenRequestTrace implements RequestTrace {
  private readonly span: Span;
  /** What units of work are part of: the request, or its operation. */
  private context: Context;

  constructor(headers: IncomingHttpHeaders) {
    const outside = propagation.extract(ROOT_CONTEXT, headers);
    this.span = tracer.startSpan('request', { kind: SpanKind.SERVER }, outside);
    this.context = trace.setSpan(outside, this.span);
  }

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get spanId(): string {
    return this.span.spanContext().spanId;
  }

  operation(): ReturnType<RequestTrace['operation']> {
    const span = tracer.startSpan('operation', {}, this.context);
    const before = this.context;
    this.context = trace.setSpan(this.context, span);
    return {
      end: (name, facts, failed) => {
        this.context = before;
        span.updateName(name);
        finish(span, facts, failed);
      },
    };
  }

  unit(name: string, milliseconds: number, facts: TraceFacts, failed: boolean): void {
    const startTime = Date.now() - milliseconds;
    finish(
      tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime }, this.context),
      facts,
      failed,
    );
  }

  end(name: string, facts: TraceFacts, failed: boolean): void {
    this.span.updateName(name);
    finish(this.span, facts, failed);
  }
}

function finish(span: Span, facts: TraceFacts, failed: boolean): void {
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) span.setAttribute(name, value);
  }
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
