import type { LetterLocale } from './letter-locale.rules.js';

/** What one letter says. Plain text throughout: the layout escapes it, and a line break stays a line break. */
export interface LetterContent {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** The one thing to do; its address must be one of the portal itself. */
  button?: { label: string; url: string };
  facts?: { label: string; value: string }[];
  closing?: string;
}

export interface LetterLinks {
  /** Under which people reach the portal, without a slash at the end. */
  publicUrl: string;
}

/** One kind of letter, such as 'identity.verify_email'. The texts are pure functions of the parameters. */
export interface LetterKind<P extends object> {
  name: string;
  texts: Record<LetterLocale, (params: P, links: LetterLinks) => LetterContent>;
  /** Parameters as they come, for those who look at the letter without a case of it, and for the test of all letters. */
  sample: P;
}

/** Names the parameters of a kind once; it is sent only when its module has registered it. */
export function defineLetter<P extends object>(kind: LetterKind<P>): LetterKind<P> {
  return kind;
}
