import { describe, expect, it } from '@jest/globals';
import { newId } from '../kernel/index.js';
import { expiryAfter, linkKeyOf, linkPath, readLink, type DocumentLink } from './document-link.js';

const key = linkKeyOf('c2VjcmV0');
const otherKey = linkKeyOf('b3RoZXI');
const link: DocumentLink = {
  documentId: newId(),
  sessionId: newId(),
  expiresAt: new Date('2026-05-01T12:00:00Z'),
};

function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, 'http://portal.example').searchParams);
}

describe('a link to a document', () => {
  const query = queryOf(linkPath(link, key));

  it('says what was put into it, with the key that made it or one that still counts', () => {
    expect(readLink(link.documentId, query, [key])).toEqual(link);
    expect(readLink(link.documentId, query, [otherKey, key])).toEqual(link);
    expect(readLink(link.documentId, query, [otherKey])).toBeUndefined();
  });

  it('is for this document alone', () => {
    expect(readLink(newId(), query, [key])).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>]>([
    ['another session', { session: newId() }],
    ['a later end', { expires: String(Number(query['expires']) + 60) }],
    ['another signature', { signature: 'A'.repeat(43) }],
    ['a short signature', { signature: query['signature']?.slice(1) }],
    ['no signature', { signature: undefined }],
    ['no session', { session: undefined }],
    ['no end', { expires: undefined }],
    ['an end that is no number', { expires: 'never' }],
    ['two signatures', { signature: [query['signature'], query['signature']] }],
    ['a session that is no id', { session: "' OR 1=1" }],
    ['a signature that is padded', { signature: `${query['signature']}=` }],
  ])('is none with %s', (_, change) => {
    expect(readLink(link.documentId, { ...query, ...change }, [key])).toBeUndefined();
  });

  it('is signed with a key that is not the signing key itself', () => {
    expect(key.toString('base64url')).not.toContain('c2VjcmV0');
    expect(key).toHaveLength(32);
  });

  it('ends a quarter of an hour later, on a full second', () => {
    expect(expiryAfter(new Date('2026-05-01T12:00:00.001Z'))).toEqual(
      new Date('2026-05-01T12:15:01Z'),
    );
  });
});
