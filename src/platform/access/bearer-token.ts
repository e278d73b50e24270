/** Longer than any token of ours; what is longer need not be looked at. */
const TOKEN_LENGTH_MAX = 8192;
const BEARER = /^Bearer +([\w\-.~+/]+=*) *$/i;

/** The token of an Authorization header; null when there is none, undefined when the header is not what it should be. */
export function bearerToken(header: string | undefined): string | null | undefined {
  if (header === undefined || header.trim() === '') return null;
  if (header.length > TOKEN_LENGTH_MAX) return undefined;
  return BEARER.exec(header)?.[1];
}
