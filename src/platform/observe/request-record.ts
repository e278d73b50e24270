import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import type { RequestTrace } from './trace.port.js';

/**
 * What observability knows of the running request. It is ambient, since errors are formatted in places where nothing
 * else of the request is at hand; business code gets its RequestContext as a parameter instead.
 */
export interface RequestRecord {
  readonly requestId: string;
  readonly log: Logger;
  /** Such as "USER 018f…"; never an e-mail address or a token. */
  caller?: string;
  operation?: string;
  /** The root fields that the operation asks for. */
  fields?: readonly string[];
  /** The codes of the errors in the answer. */
  codes?: readonly string[];
  /** The codes of its userErrors, each once: why somebody was refused whose request went well otherwise. */
  readonly userErrors: Set<string>;
  /** What the request's units of work came to: statements, and the rows that the database answered to them. */
  statements: number;
  rows: number;
  /** Where traces are wanted. */
  readonly trace: RequestTrace | undefined;
}

export const requestRecords = new AsyncLocalStorage<RequestRecord>();

export function currentRequest(): RequestRecord | undefined {
  return requestRecords.getStore();
}

/** Lets the request's log line say why somebody was refused: a client need not ask for the codes of its userErrors. */
export function noteUserError(code: string): void {
  currentRequest()?.userErrors.add(code);
}
