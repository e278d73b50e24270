import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ConfigError } from './config.error.js';
import { keptFile } from './kept-file.js';

const keySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
  d: z.string().min(1),
});

const keySetSchema = z.object({ keys: z.array(keySchema).min(1) });

/** A private Ed25519 key as a JSON Web Key. */
export type SigningKey = z.output<typeof keySchema>;

/** The first key signs; every key in the set verifies, so that keys can be rotated. */
export interface SigningKeySet {
  keys: [SigningKey, ...SigningKey[]];
}

export function makeSigningKeys(): SigningKeySet {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return parseSigningKeys(JSON.stringify({ keys: [{ ...jwk, kid: randomUUID() }] }), 'new keys');
}

/** The error names the source, and never repeats the text: it is a secret. */
export function parseSigningKeys(text: string, source: string): SigningKeySet {
  const parsed = keySetSchema.safeParse(parseJson(text));
  const [first, ...rest] = parsed.data?.keys ?? [];
  if (first === undefined) {
    throw new ConfigError([
      `${source}: must be a JSON Web Key Set of private Ed25519 keys, each with kty, crv, kid, x and d. ` +
        'Make one with: npm run make-signing-keys',
    ]);
  }
  return { keys: [first, ...rest] };
}

/** The key set in the file, which is made when there is none. */
export function readOrMakeSigningKeys(file: string): SigningKeySet {
  const { text } = keptFile(file, () => JSON.stringify(makeSigningKeys(), null, 2));
  return parseSigningKeys(text, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
