import type { Answer } from './portal.js';

/** Runs the work for 0, 1, … count - 1, at most `width` at a time, and gives the results in that order. */
export async function inParallel<T>(
  count: number,
  work: (n: number) => Promise<T>,
  width = count,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      results[n] = await work(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return results;
}

/** How often each word occurs. */
export function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** What became of a mutation that answers `{ order replayed userErrors }`, in one word. */
export function outcomeOf(answer: Answer, field: string): string {
  const [error] = answer.errors;
  if (error) return `${answer.status} ${error.extensions.code}`;
  const { order, replayed, userErrors } = answer.data[field];
  if (userErrors.length > 0)
    return userErrors.map(({ code }: { code: string }) => code).join(' + ');
  return `${order.state}${replayed ? ' replayed' : ''}`;
}

/** Numbers from 0 to 1 that are the same again for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
