import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whoever sends more asks for something rare. */
const BODY_BYTES_MAX = 16_384;
const ACCEPT_LENGTH_MAX = 200;
const ORIGIN_LENGTH_MAX = 200;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

export interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** The length of the body of a request that may be answered from the store; 0 for any other. */
export function candidateBytes({ method, url, headers }: RequestHead): number {
  if (method !== 'POST' || url !== '/graphql' || !isPlainJson(headers)) return 0;
  const bytes = Number(headers['content-length'] ?? 0);
  return Number.isInteger(bytes) && bytes <= BODY_BYTES_MAX ? bytes : 0;
}

function isPlainJson(headers: IncomingHttpHeaders): boolean {
  const { accept = '', origin = '', 'content-type': type = '' } = headers;
  const packed = ['content-encoding', 'transfer-encoding'].some((name) => name in headers);
  const named = accept.length <= ACCEPT_LENGTH_MAX && origin.length <= ORIGIN_LENGTH_MAX;
  return !packed && named && JSON_TYPE.test(type);
}

/** Of everything that an answer can depend on besides the caller and the state of things. */
export function requestKey(body: Buffer, { accept, origin }: IncomingHttpHeaders): string {
  return `${hash('sha256', body, 'base64')} ${JSON.stringify([accept, origin])}`;
}
