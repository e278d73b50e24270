import http from 'node:http';
import { WireConnection, type Request } from './wire-connection.js';

export type { Request } from './wire-connection.js';

export interface LoadResult {
  seconds: number;
  /** Milliseconds from sending to the last byte, per request that was answered. */
  latencies: number[];
  /** What went wrong, in words, and how often. */
  failures: Map<string, number>;
}

export interface LoadOptions {
  connections: number;
  seconds: number;
  /** The next request of a connection. */
  next: () => Request;
  /** Says what is wrong with an answer, if anything. */
  judge: (status: number, text: string) => string | undefined;
}

/** Sends one request and reads the answer to its end. */
export function send(
  agent: http.Agent,
  { url, headers, body }: Request,
): Promise<[number, string]> {
  return new Promise((done, fail) => {
    const length = String(Buffer.byteLength(body));
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': length } };
    const request = http.request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () => done([response.statusCode ?? 0, Buffer.concat(parts).toString()]));
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** So many connections, each of which asks as soon as it was answered. */
export async function closedLoad(options: LoadOptions): Promise<LoadResult> {
  const meter = new Meter(options);
  const until = meter.started + options.seconds * 1000;
  const client = async () => {
    const connection = new WireConnection();
    while (performance.now() < until) await meter.measure(connection, performance.now());
    connection.close();
  };
  await Promise.all(Array.from({ length: options.connections }, client));
  return meter.end();
}

/**
 * So many requests a second, whatever becomes of them. A request counts from the moment at which it was due: one that waits
 * because others are slow has a long latency, as whoever sends it would feel.
 */
export async function steadyLoad(
  options: LoadOptions & { perSecond: number },
): Promise<LoadResult> {
  const meter = new Meter(options);
  const gap = 1000 / options.perSecond;
  const count = Math.floor(options.seconds * options.perSecond);
  let due = 0;
  const client = async () => {
    const connection = new WireConnection();
    while (due < count) {
      const at = meter.started + due * gap;
      due += 1;
      const wait = at - performance.now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      await meter.measure(connection, at);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: options.connections }, client));
  return meter.end();
}

class Meter {
  readonly started = performance.now();
  private readonly result: LoadResult = { seconds: 0, latencies: [], failures: new Map() };

  constructor(private readonly options: LoadOptions) {}

  async measure(connection: WireConnection, since: number): Promise<void> {
    const { next, judge } = this.options;
    let wrong: string | undefined;
    try {
      const [status, body] = await connection.ask(next());
      wrong = judge(status, body.toString());
    } catch (error) {
      wrong = String(error);
    }
    const { latencies, failures } = this.result;
    if (wrong === undefined) latencies.push(performance.now() - since);
    else failures.set(wrong, (failures.get(wrong) ?? 0) + 1);
  }

  end(): LoadResult {
    this.result.seconds = (performance.now() - this.started) / 1000;
    return this.result;
  }
}
