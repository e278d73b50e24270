import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/index.js';

/** As long as somebody may take to sign in there. */
export const SIGN_IN_SECONDS = 600;

const ENCRYPTION = 'A256GCM';
const AUDIENCE = 'microsoft-sign-in';

const begunSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  pkceVerifier: z.string(),
  challenge: z.string(),
  returnPath: z.string(),
});

/** What one browser has begun, and must bring along when it comes back. */
export type BegunSignIn = z.output<typeof begunSchema>;

/**
 * Keeps it in the browser itself, encrypted, so that whoever asks to begin makes no row. Every server process has the
 * keys, since they come from those that sign.
 */
@Injectable()
export class MicrosoftCookie {
  private readonly keys: ReadonlyMap<string, Uint8Array>;
  private readonly currentKeyId: string;

  constructor(@Inject(CONFIG) config: Config) {
    const { keys } = config.signingKeys;
    this.keys = new Map(keys.map(({ kid, d }) => [kid, deriveKey(d)]));
    this.currentKeyId = keys[0].kid;
  }

  seal(begun: BegunSignIn): Promise<string> {
    const key = this.keys.get(this.currentKeyId);
    if (key === undefined) throw new Error('The current signing key is not among the keys');
    return new EncryptJWT({ ...begun })
      .setProtectedHeader({ alg: 'dir', enc: ENCRYPTION, kid: this.currentKeyId })
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${SIGN_IN_SECONDS}s`)
      .encrypt(key);
  }

  /** Undefined for whatever we have not sealed, or too long ago. */
  async open(text: string): Promise<BegunSignIn | undefined> {
    try {
      const { payload } = await jwtDecrypt(
        text,
        ({ kid }) => {
          const key = this.keys.get(String(kid));
          if (key === undefined) throw new Error('sealed with a key that is gone');
          return key;
        },
        {
          audience: AUDIENCE,
          requiredClaims: ['exp'],
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: [ENCRYPTION],
        },
      );
      return begunSchema.parse(payload);
    } catch {
      // Whatever a text from outside makes the libraries throw, it is no cookie of ours.
      return undefined;
    }
  }
}

function deriveKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'portal microsoft sign-in cookie', 32));
}
