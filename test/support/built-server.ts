import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../src/platform/database/embedded/postmaster-file.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const START_TIMEOUT_MS = 60_000;

/** Every server that a test has started, so that none outlives it. */
const running = new Set<ChildProcess>();

/** The server as people run it: built, and in a process of its own that can be killed. */
export class BuiltServer {
  private output = '';

  /** The code or the signal that it ended with. */
  readonly exit: Promise<number | string | null>;

  private constructor(private readonly child: ChildProcess) {
    this.exit = new Promise((done) => {
      child.once('exit', (code, signal) => {
        done(signal ?? code);
      });
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  /** Starts it through `npm start`'s own script, and waits until it says that it is ready. */
  static async start(variables: Record<string, string>): Promise<BuiltServer> {
    await build();
    const server = new BuiltServer(launch(variables));
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (server.url === '') {
      if (!server.alive || Date.now() > deadline) {
        await server.kill();
        throw new Error(`The server did not start:\n${server.output}`);
      }
      await sleep(5);
    }
    return server;
  }

  /** Starts it, and kills it after so many milliseconds, wherever it is by then. */
  static async killWhileStarting(
    variables: Record<string, string>,
    milliseconds: number,
  ): Promise<void> {
    await build();
    const server = new BuiltServer(launch(variables));
    await sleep(milliseconds);
    await server.kill();
  }

  /** Where it listens; empty while it is starting. */
  get url(): string {
    return /ready at (http:\S+)/.exec(this.output)?.[1]?.replace('localhost', '127.0.0.1') ?? '';
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed: at LOG_LEVEL error, its announcement and whatever nobody foresaw. */
  get printed(): string {
    return this.output;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  /** Asks it to end, as a supervisor does. */
  terminate(): void {
    this.child.kill('SIGTERM');
  }
}

function launch(variables: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', PORT: '0', ...variables },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** For the end of a suite, however it ended. */
export async function killServers(): Promise<void> {
  for (const child of running) {
    const exit = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await exit;
  }
}

let built: Promise<void> | undefined;

/** Builds when the build is older than its sources; suites in other processes wait meanwhile. */
export function build(): Promise<void> {
  built ??= buildAlone();
  return built;
}

async function buildAlone(): Promise<void> {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const lock = join(tmpdir(), `portal-build-${key}.lock`);
  while (!take(lock)) await sleep(100);
  try {
    const script = join(root, 'scripts/fresh-build.mjs');
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(`The build failed:\n${output}`);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** A lock whose owner has died is nobody's. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = readOwner(lock);
    if (owner !== undefined && !isAlive(owner)) rmSync(lock, { force: true });
    return false;
  }
}

function readOwner(lock: string): number | undefined {
  try {
    const owner = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    return Number.isInteger(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
