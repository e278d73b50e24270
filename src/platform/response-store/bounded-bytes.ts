interface Kept<Value> {
  value: Value;
  bytes: number;
}

/** Keeps what was used last, up to so many bytes. */
export class BoundedBytes<Value> {
  bytes = 0;
  private readonly entries = new Map<string, Kept<Value>>();

  constructor(private readonly max: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Value | undefined {
    const kept = this.entries.get(key);
    if (!kept) return undefined;
    // The order of a map is that of insertion: what is used goes to its end.
    this.entries.delete(key);
    this.entries.set(key, kept);
    return kept.value;
  }

  set(key: string, value: Value, bytes: number): void {
    this.delete(key);
    if (bytes > this.max) return;
    this.entries.set(key, { value, bytes });
    this.bytes += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.max) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const kept = this.entries.get(key);
    if (!kept) return;
    this.entries.delete(key);
    this.bytes -= kept.bytes;
  }
}
