import { createHash } from 'node:crypto';

/** What stands for a text where the text itself is too long or not to be read: SHA-256, in 43 characters. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
