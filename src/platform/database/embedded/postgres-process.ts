import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '../../config/index.js';
import type { ClusterFolder } from './cluster-folder.js';
import type { PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const LARGEST_LOG = 10_000_000;

export interface LaunchOptions {
  folder: ClusterFolder;
  account: PostgresAccount;
  binaries: PostgresBinaries;
  port: number;
  settings: Record<string, string>;
}

/**
 * Starts the server and waits until it takes connections. It runs in a process group of its own, so that a Ctrl+C
 * reaches us alone: we finish the requests first and stop the database last.
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { folder, binaries } = options;
  const logStart = openedLogSize(folder.log);
  const log = openSync(folder.log, 'a', 0o600);
  const child = spawn(binaries.postgres, flags(options), {
    ...options.account,
    cwd: folder.data,
    detached: true,
    env: childEnvironment({ ...binaries.environment, LC_ALL: 'C' }),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `exit ${signal ?? code ?? ''}`));
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (ended !== undefined) {
      throw new Error(
        `The embedded PostgreSQL did not start (${ended}). Its log says:\n${logSince(folder.log, logStart)}`,
      );
    }
    const file = readPostmasterFile(folder.data);
    if (file?.pid === child.pid && file?.ready === true) {
      return file.pid;
    }
    await sleep(10);
  }
  signal(child.pid ?? 0, 'SIGQUIT');
  throw new Error(
    `The embedded PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s. Its log says:\n` +
      logSince(folder.log, logStart),
  );
}

/** Stops the server: at once for its clients, but with everything written. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (!(await waitForEnd(pid, STOP_TIMEOUT_MS))) {
    signal(pid, 'SIGQUIT');
    await waitForEnd(pid, STOP_TIMEOUT_MS);
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  if (platform() === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/f', '/t']);
    return;
  }
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already, which is what was asked for.
  }
}

/** The first free port from `wanted` on. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 200, 65536); port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(
    `No free port for the embedded database from ${wanted} on. Set EMBEDDED_POSTGRES_PORT to another one.`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => {
      done(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        done(true);
      });
    });
  });
}

function flags({ folder, port, settings }: LaunchOptions): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    // Only TCP: the folder for sockets differs from system to system and may not be writable.
    ...(platform() === 'win32' ? {} : { unix_socket_directories: '' }),
    ...settings,
  };
  return [
    '-D',
    folder.data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

async function waitForEnd(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < deadline) {
    await sleep(10);
  }
  return !isAlive(pid);
}

function openedLogSize(file: string): number {
  try {
    const { size } = statSync(file);
    if (size > LARGEST_LOG) {
      truncateSync(file);
      return 0;
    }
    return size;
  } catch {
    return 0;
  }
}

function logSince(file: string, start: number): string {
  try {
    return readFileSync(file)
      .subarray(start)
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(-20)
      .join('\n');
  } catch {
    return '(no log)';
  }
}
