import { sentenceOf } from './cli/command-line.tool.js';

/** What this process has open, and closes when it is asked to end, the last first. */
export class Lifetime {
  private readonly opened: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | undefined;

  /** Notes how to close something; at once, when the signal to stop came while it was being opened. */
  readonly keep = async (close: () => Promise<void>): Promise<void> => {
    if (this.stopping !== undefined) {
      await close();
      throw new Error('Stopped while starting.');
    }
    this.opened.push(close);
  };

  readonly stop = (): Promise<void> => {
    this.stopping ??= this.closeAll();
    return this.stopping;
  };

  /** Ends the process, saying why. */
  readonly fail = async (error: unknown): Promise<void> => {
    say(sentenceOf(error));
    process.exitCode = 1;
    await this.stop();
  };

  stopOnSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => void this.stop());
    }
  }

  private async closeAll(): Promise<void> {
    for (const close of this.opened.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        say(`Stopping was not clean: ${sentenceOf(error)}`);
        process.exitCode = 1;
      }
    }
    // A supervisor's line stays open, and is no reason to live on.
    process.channel?.unref();
    // Nothing should be left that keeps the process alive; a forgotten timer must not keep it for ever.
    setTimeout(() => process.exit(), 3000).unref();
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
