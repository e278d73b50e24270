interface Found {
  id: string;
}

export interface Rounds<Item extends Found> {
  /** The next of those that wait, a batch at a time; what was tried may be among them. */
  find: (tried: readonly string[]) => Promise<readonly Item[]>;
  /** Acts on one, in a transaction of its own, so that none waits for another. Gives how many it has changed. */
  act: (item: Item) => Promise<number>;
  /** Hears of one that failed. It does not keep the others from it, and is tried again in the next run. */
  failed: (item: Item, error: unknown) => void;
  signal: AbortSignal | undefined;
}

/** Acts on all that wait, each once, until nothing new is found or the process is to end. Gives how many were changed. */
export async function actOnEach<Item extends Found>(rounds: Rounds<Item>): Promise<number> {
  let changed = 0;
  const tried = new Set<string>();
  for (;;) {
    const found = await rounds.find([...tried]);
    const fresh = found.filter(({ id }) => !tried.has(id));
    if (fresh.length === 0) return changed;
    for (const item of fresh) {
      if (rounds.signal?.aborted) return changed;
      tried.add(item.id);
      try {
        changed += await rounds.act(item);
      } catch (error) {
        rounds.failed(item, error);
      }
    }
  }
}
