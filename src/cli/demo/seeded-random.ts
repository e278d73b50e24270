/** The demo's own random numbers: the same seed draws the same orders on every machine. */
export interface SeededRandom {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [from, to], both included. */
  between(from: number, to: number): number;
  /** One of `items`, all as likely. */
  pick<T>(items: readonly T[]): T;
  /** One of `items`, as likely as its weight. */
  pickWeighted<T>(items: readonly { weight: number; value: T }[]): T;
  /** `count` different ones of `items` (all of them when there are fewer). */
  sample<T>(items: readonly T[], count: number): T[];
}

/** The mulberry32 generator: 32 bits of state, which is plenty for demo data. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function seededRandom(seed: number): SeededRandom {
  const next = mulberry32(seed);
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[between(0, items.length - 1)];
    if (item === undefined) throw new Error('Nothing to pick from: the list is empty.');
    return item;
  };
  const pickWeighted = <T>(items: readonly { weight: number; value: T }[]): T => {
    let left = next() * items.reduce((sum, item) => sum + item.weight, 0);
    for (const item of items) {
      left -= item.weight;
      if (left < 0) return item.value;
    }
    return pick(items).value;
  };
  const sample = <T>(items: readonly T[], count: number): T[] => {
    const rest = [...items];
    const chosen: T[] = [];
    while (chosen.length < count && rest.length > 0) {
      chosen.push(...rest.splice(between(0, rest.length - 1), 1));
    }
    return chosen;
  };
  return { next, between, pick, pickWeighted, sample };
}
