/**
 * What a check has found, as long as it is worth showing: of several processes another one may have looked since, and
 * what this one knows must not stand for ever.
 */
export class RecentNumber {
  private value = Number.NaN;
  private until = 0;

  constructor(private readonly minutes: number) {}

  set(value: number): void {
    this.value = value;
    this.until = performance.now() + this.minutes * 60_000;
  }

  /** Not a number before the first check, and when it is too old. */
  read(): number {
    return performance.now() < this.until ? this.value : Number.NaN;
  }
}
