import { ApiError } from '../error/index.js';
import { bearerToken } from './bearer-token.js';
import { ANONYMOUS, type Caller } from './caller.js';
import type { CallerLookup, TokenRequest } from './caller-lookup.port.js';
import type { AccessRefusal } from './root-field-access.js';

/** A user agent is kept with sessions and audit records; no honest one is longer. */
const USER_AGENT_LENGTH_MAX = 300;

export interface Requester {
  header: string | undefined;
  request: TokenRequest;
  /** Asked for only when there is a token. */
  lookup: () => CallerLookup;
}

/** Who sends the Authorization header. A header that is not what it should be, or a bad token, is UNAUTHENTICATED. */
export async function identifyCaller({ header, request, lookup }: Requester): Promise<Caller> {
  const token = bearerToken(header);
  if (token === null) return ANONYMOUS;
  if (token === undefined) {
    throw new ApiError(
      'UNAUTHENTICATED',
      'The Authorization header must be "Bearer", a blank and the token from signIn or apiKeyCreate.',
    );
  }
  return lookup().lookup(token, { ip: request.ip, userAgent: request.userAgent });
}

/** What is kept of a User-Agent header. */
export function userAgentOf(header: string | undefined): string | null {
  return header?.slice(0, USER_AGENT_LENGTH_MAX) ?? null;
}

/** The refusal as the caller reads it. */
export function refusedAccess(refusal: AccessRefusal): ApiError {
  if (refusal.kind === 'SIGN_IN') {
    return new ApiError(
      'UNAUTHENTICATED',
      `${refusal.field} is for people who are signed in. Send the accessToken of signIn as "Authorization: Bearer …".`,
      { facts: { field: refusal.field } },
    );
  }
  const holders = [...new Set(refusal.holders)];
  const who = holders.length > 0 ? ` It takes one of: ${holders.join(', ')}.` : '';
  return new ApiError('FORBIDDEN', `You may not use ${refusal.field}.${who}`, {
    facts: { field: refusal.field },
  });
}

/** How a caller is named in logs: never by an e-mail address or a token. */
export function callerLabel(caller: Caller): string {
  switch (caller.kind) {
    case 'USER':
      return `USER ${caller.userId}`;
    case 'API_KEY':
      return `API_KEY ${caller.keyId}`;
    case 'SYSTEM':
    case 'ANONYMOUS':
      return caller.kind;
  }
}
