import type { IncomingHttpHeaders } from 'node:http';

/** What a span tells beside its name and its time. */
export type TraceFacts = Record<string, string | number | undefined>;

/** A piece of work that is traced, and ends once; what it was is known by then. */
export interface TracedWork {
  end(name: string, facts: TraceFacts, failed: boolean): void;
}

/** The trace of one request. */
export interface RequestTrace extends TracedWork {
  readonly traceId: string;
  readonly spanId: string;
  /** The operation of the request begins; units of work from here on are its own. */
  operation(): TracedWork;
  /** A unit of work has ended, and has taken so long. */
  unit(name: string, milliseconds: number, facts: TraceFacts, failed: boolean): void;
}

/** Follows requests through the server and on to others, where an operator wants that. */
export interface Tracing {
  /** A request begins, as part of the trace that its headers name or of a new one. */
  request(headers: IncomingHttpHeaders): RequestTrace;
}
