import type { Caller } from './caller.js';

/** The module that knows tokens registers a provider under this; platform never imports it. */
export const CALLER_LOOKUP = Symbol('CALLER_LOOKUP');

export interface TokenRequest {
  ip: string | null;
  userAgent: string | null;
}

export interface CallerLookup {
  /** Who the token speaks for, as things are now. A token that is wrong, expired or revoked throws UNAUTHENTICATED. */
  lookup(token: string, request: TokenRequest): Promise<Caller>;

  /** The same for many at once, by token; whoever would be refused is absent. */
  lookupMany(tokens: readonly string[]): Promise<ReadonlyMap<string, Caller>>;
}
