interface Waiting<Answer> {
  answer: Promise<Answer | undefined>;
  done: (answer: Answer | undefined) => void;
  fail: (error: unknown) => void;
}

/**
 * Asks one question at a time for everybody who waits. Whoever comes while one is on its way waits for the next one,
 * which begins after his arrival: so what he is told was true when he asked or later, never before.
 */
export class SharedCheck<Answer> {
  /** How many questions were sent. */
  count = 0;
  private waiting = new Map<string, Waiting<Answer>>();
  private running = false;

  constructor(
    private readonly ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
  ) {}

  /** Undefined when there is no answer to the key. */
  of(key: string): Promise<Answer | undefined> {
    const known = this.waiting.get(key);
    if (known) return known.answer;
    const { promise: answer, resolve: done, reject: fail } = deferred<Answer | undefined>();
    this.waiting.set(key, { answer, done, fail });
    if (!this.running) void this.run();
    return answer;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.size > 0) {
      const round = this.waiting;
      this.waiting = new Map();
      this.count += 1;
      try {
        const answers = await this.ask([...round.keys()]);
        for (const [key, { done }] of round) done(answers.get(key));
      } catch (error) {
        for (const { fail } of round.values()) fail(error);
      }
    }
    this.running = false;
  }
}

function deferred<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}
