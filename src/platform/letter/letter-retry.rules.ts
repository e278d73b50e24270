import type { LetterNotSentError } from './letter.transport.js';

const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 4 * 60 * 60;
/** A mail server that comes back finds everything waiting at its door soon. */
const UNREACHABLE_SECONDS = 5 * 60;

/** How long to wait after so many attempts: twice as long each time, up to a bound. */
export function retryAfterSeconds(
  attempts: number,
  outcome: LetterNotSentError['outcome'],
): number {
  const longest = outcome === 'UNREACHABLE' ? UNREACHABLE_SECONDS : LONGEST_SECONDS;
  return Math.min(FIRST_SECONDS * 2 ** Math.min(attempts - 1, 20), longest);
}
