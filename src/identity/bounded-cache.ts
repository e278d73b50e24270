/** Keeps the entries used last, at most so many, each until its own end. */
export class BoundedCache<Value> {
  private readonly entries = new Map<string, { value: Value; endsAt: number }>();

  constructor(private readonly sizeMax: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    if (entry.endsAt <= now) return undefined;
    // A map keeps its order of insertion: what was used last goes to the end.
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value, endsAt: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, endsAt });
    if (this.entries.size > this.sizeMax) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
  }
}
