import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, makeSigningKeys } from '../src/platform/config/index.js';
import { build } from '../test/support/built-server.js';
import type { Database } from './sales-data.js';

/** Connections to PostgreSQL of a server and of a limit alike. */
const POOL_SIZE = '16';
const root = join(import.meta.dirname, '..');
const START_MS = 60_000;

/** A program that answers requests, and what it costs. */
export interface Program {
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

/** Servers and their folders must not outlive the bench, however it ends. */
const running = new Map<number, string>();
process.once('exit', () => {
  for (const pid of [...running.keys()]) {
    process.kill(pid, 'SIGKILL');
    forget(pid);
  }
});

/** The keys of the server's tokens: who knows the public one can check tokens as the server does. */
export interface Keys {
  signing: string;
  public: string;
}

export function makeKeys(): Keys {
  const signingKeys = makeSigningKeys();
  const [{ kty, crv, x }] = signingKeys.keys;
  return { signing: JSON.stringify(signingKeys), public: JSON.stringify({ kty, crv, x }) };
}

/** The server as built and as it runs in production, on a database. Its log goes into a file, as a supervisor keeps it. */
export async function startServer(
  database: Database,
  variables: Record<string, string>,
): Promise<Program> {
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const log = join(folder, 'server.log');
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: childEnvironment({
      NODE_ENV: 'production',
      PORT: '0',
      DATABASE_URL: database.appUrl,
      DATABASE_POOL_SIZE: POOL_SIZE,
      DATA_DIR: folder,
      ACCESS_TOKEN_MINUTES: '600',
      // Everybody is counted, and nobody is refused.
      RATE_LIMIT_PER_MINUTE: '10000000',
      ...variables,
    }),
  });
  closeSync(output);
  const pid = child.pid ?? 0;
  running.set(pid, folder);
  const exit = new Promise<void>((done) => {
    child.once('exit', () => {
      forget(pid);
      done();
    });
  });
  const url = await announcedIn(log, () => child.exitCode === null && child.signalCode === null);
  // As a supervisor ends it, so that nothing is left running.
  const stop = async () => {
    child.kill('SIGTERM');
    await exit;
  };
  return { url, pid, stop };
}

async function announcedIn(log: string, alive: () => boolean): Promise<string> {
  const until = performance.now() + START_MS;
  for (;;) {
    const text = readFileSync(log, 'utf8');
    const found = /ready at (http:\S+)/.exec(text)?.[1];
    if (found !== undefined) return found.replace('localhost', '127.0.0.1');
    if (!alive() || performance.now() > until)
      throw new Error(`The server did not start:\n${text}`);
    await sleep(2);
  }
}

function forget(pid: number): void {
  const folder = running.get(pid);
  running.delete(pid);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** A program of bench/limit, by the beginning of its name. */
export async function startLimit(
  name: string,
  database: Database,
  publicKey: string,
): Promise<Program> {
  const file = join(import.meta.dirname, 'limit', `${name}.limit.mjs`);
  const child = spawn(process.execPath, [file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: childEnvironment({
      NODE_ENV: 'production',
      DATABASE_URL: database.appUrl,
      PUBLIC_KEY: publicKey,
      POOL_SIZE,
    }),
  });
  const url = await announced(child, name);
  return { url, pid: child.pid ?? 0, stop: () => end(child) };
}

function announced(child: ChildProcess, name: string): Promise<string> {
  let output = '';
  return new Promise<string>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`The limit ${name} did not start.`)), START_MS);
    child.once('exit', () => fail(new Error(`The limit ${name} has ended.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /ready at (http:\S+)/.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      done(found);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
