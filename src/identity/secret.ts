import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const REFRESH_TOKEN = /^cpr_[\w-]{43}$/;
const MICROSOFT_CODE = /^cpm_[\w-]{43}$/;
const LETTER_TOKEN = /^cpt_[\w-]{43}$/;
const API_KEY = /^cpp_live_([A-Za-z0-9]{8})_[\w-]{43}$/;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const NO_HASH = Buffer.alloc(32);

/** What is given out once, and what is kept of it. */
export interface Secret {
  text: string;
  hash: Buffer;
}

export interface ApiKeySecret extends Secret {
  publicId: string;
}

/** 256 random bits need no slow hash: there is nothing to guess. */
export function hashSecret(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function makeRefreshToken(): Secret {
  const text = `cpr_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashSecret(text) };
}

export function isRefreshToken(text: string): boolean {
  return REFRESH_TOKEN.test(text);
}

/** What a letter holds to show that it arrived; it works once. */
export function makeLetterToken(): Secret {
  const text = `cpt_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashSecret(text) };
}

/** The hash of a letter's token as somebody typed it; undefined when it cannot be one. */
export function hashOfLetterToken(text: string): Buffer | undefined {
  const token = text.trim();
  return LETTER_TOKEN.test(token) ? hashSecret(token) : undefined;
}

/** What a browser gets when Microsoft has named somebody; it works once. */
export function makeMicrosoftCode(): Secret {
  const text = `cpm_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashSecret(text) };
}

/** Undefined when the text cannot be such a code. */
export function hashOfMicrosoftCode(text: string): Buffer | undefined {
  return MICROSOFT_CODE.test(text) ? hashSecret(text) : undefined;
}

/** The fixed beginning lets scanners find a key that was published by mistake. */
export function makeApiKey(): ApiKeySecret {
  const publicId = randomLetters(8);
  const text = `cpp_live_${publicId}_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashSecret(text), publicId };
}

/** The part of an API key that finds its row; undefined when the text is no API key. */
export function publicIdOf(text: string): string | undefined {
  return API_KEY.exec(text)?.[1];
}

/** Takes the same time whatever is the same, and also when there is nothing to compare with. */
export function isHashOf(hash: Buffer | undefined, text: string): boolean {
  const same = timingSafeEqual(hash ?? NO_HASH, hashSecret(text));
  return hash !== undefined && same;
}

function randomLetters(count: number): string {
  let text = '';
  while (text.length < count) {
    // 248 is the largest multiple of 62 in a byte: what lies above would favour the first letters.
    for (const byte of randomBytes(count)) {
      if (byte < 248 && text.length < count) text += LETTERS.charAt(byte % 62);
    }
  }
  return text;
}
