import { screeningWords } from './screening-name.rules.js';

/** From this score on a name is shown to a person; beneath it nobody would take one name for the other. */
export const HIT_SCORE = 0.72;

/** Words of this length may differ in one letter and still be the same word, longer ones in two. */
const ONE_SLIP_FROM = 5;
const TWO_SLIPS_FROM = 9;

/** A listed name of one word tells something within a longer name only when it is as long as this. */
export const TELLING_FROM = 6;

/** A name with more words than the listed one is a little less like it. */
const EXTRA_WORDS = 0.95;

/**
 * How alike two names are, from 0 to 1. Trigrams see slips of the pen anywhere; words see a listed name within a longer
 * one. The higher of the two counts: a person looks at what is found, and nobody at what is not.
 */
export function screeningScore(name: string, listed: string, trigrams: number): number {
  const score = Math.max(trigrams, wordScore(screeningWords(name), screeningWords(listed)));
  return Math.round(Math.min(score, 1) * 100) / 100;
}

function wordScore(words: readonly string[], listed: readonly string[]): number {
  const lengths = listed.map((word) => [...word].length);
  // A short word out of many says little: "Star" is listed, "Star Office Supplies" is somebody else.
  const [only = 0] = lengths;
  if (listed.length < 2 && words.length > 1 && only < TELLING_FROM) return 0;
  const found = listed.map((word) => Math.max(0, ...words.map((other) => likeness(word, other))));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const matched = lengths.reduce((sum, length, i) => sum + length * (found[i] ?? 0), 0);
  return (matched / total) * (words.length > listed.length ? EXTRA_WORDS : 1);
}

/** 1 for the same word, a little less for a slip or two, 0 for another word. */
function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const a = [...one];
  const b = [...other];
  const length = Math.min(a.length, b.length);
  const slips = length >= TWO_SLIPS_FROM ? 2 : length >= ONE_SLIP_FROM ? 1 : 0;
  const needed = slips === 0 ? 1 : slipsBetween(a, b, slips);
  return needed <= slips ? 1 - needed / Math.max(a.length, b.length) : 0;
}

/** Letters to put in, take out, change or swap; more than `most` is answered as one more than that. */
function slipsBetween(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(before, j - 2) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return Math.min(at(last, b.length), most + 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.MAX_SAFE_INTEGER;
}
