const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 4 * 60 * 60;

/** How long to wait after so many attempts: twice as long each time, up to four hours. */
export function retryAfterSeconds(attempts: number): number {
  return Math.min(FIRST_SECONDS * 2 ** Math.min(attempts - 1, 20), LONGEST_SECONDS);
}
