import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, type LoadResult } from './http-load.js';
import type { RunningServer } from './sales-programs.js';
import { judgeServer, QUESTIONS, serverRequest } from './sales-questions.js';

/** People who ask one question about sales after another, and think in between. */
export class Analysts {
  private stopped = false;

  constructor(
    private readonly running: RunningServer,
    private readonly options: { tokens: readonly string[]; thinkingMs: number },
  ) {}

  start(): Promise<LoadResult> {
    this.stopped = false;
    return this.ask();
  }

  /** Waits for the answers that are on their way. */
  finish(asking: Promise<LoadResult>): Promise<LoadResult> {
    this.stopped = true;
    return asking;
  }

  private async ask(): Promise<LoadResult> {
    const { server } = this.running;
    const { tokens, thinkingMs } = this.options;
    const started = performance.now();
    const result: LoadResult = { seconds: 0, latencies: [], failures: new Map() };
    const agent = new http.Agent({ keepAlive: true });
    const analyst = async (token: string, first: number) => {
      for (let n = first; !this.stopped; n += 1) {
        const question = QUESTIONS[n % QUESTIONS.length];
        if (question === undefined) return;
        const asked = performance.now();
        const wrong = await send(agent, serverRequest(server.url, token, question)).then(
          ([status, text]) => judgeServer(status, text),
          String,
        );
        if (wrong === undefined) result.latencies.push(performance.now() - asked);
        else result.failures.set(wrong, (result.failures.get(wrong) ?? 0) + 1);
        await sleep(thinkingMs);
      }
    };
    await Promise.all(tokens.map(analyst));
    agent.destroy();
    result.seconds = (performance.now() - started) / 1000;
    return result;
  }
}
