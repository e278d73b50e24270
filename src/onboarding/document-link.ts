import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isId } from '../kernel/index.js';

export const LINK_MINUTES = 15;

const PURPOSE = 'links to documents of applications';
const SIGNATURE = /^[A-Za-z0-9_-]{43}$/;
const SECONDS = /^[1-9]\d{9,11}$/;

/** What a link says: which document, given to whom, and until when. */
export interface DocumentLink {
  documentId: string;
  /** The session in which it was given; it opens nothing once that has ended. */
  sessionId: string;
  expiresAt: Date;
}

/** The key for links, made from a private signing key so that all servers have the same one and nothing else uses it. */
export function linkKeyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', PURPOSE, 32));
}

/** Path and query of a link. */
export function linkPath(link: DocumentLink, key: Buffer): string {
  const expires = secondsOf(link.expiresAt);
  const query = new URLSearchParams({
    session: link.sessionId,
    expires,
    signature: signed(link, expires, key).toString('base64url'),
  });
  return `/documents/${link.documentId}?${query.toString()}`;
}

/** The link behind an address; undefined when it was not made by us with one of the keys, or was changed since. */
export function readLink(
  documentId: string,
  query: Record<string, unknown>,
  keys: readonly Buffer[],
): DocumentLink | undefined {
  const { session, expires, signature } = query;
  if (typeof session !== 'string' || typeof expires !== 'string' || typeof signature !== 'string') {
    return undefined;
  }
  if (!isId(documentId) || !isId(session)) return undefined;
  if (!SECONDS.test(expires) || !SIGNATURE.test(signature)) return undefined;
  const link = { documentId, sessionId: session, expiresAt: new Date(Number(expires) * 1000) };
  const given = Buffer.from(signature, 'base64url');
  const right = keys.filter((key) => timingSafeEqual(signed(link, expires, key), given));
  return right.length > 0 ? link : undefined;
}

export function expiryAfter(now: Date): Date {
  return new Date(Math.ceil(now.getTime() / 1000) * 1000 + LINK_MINUTES * 60_000);
}

function signed({ documentId, sessionId }: DocumentLink, expires: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${documentId}.${sessionId}.${expires}`).digest();
}

function secondsOf(time: Date): string {
  return String(Math.floor(time.getTime() / 1000));
}
