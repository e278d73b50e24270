import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ClusterFolder } from './cluster-folder.js';
import { EmbeddedInUseError } from './embedded-in-use.error.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';

/** Held by the process that owns a running cluster for as long as it lives; the number is only ours. */
const OWNER_LOCK = 720_114_001;
/** PostgreSQL takes a moment to notice that an owner was killed; one that lives keeps its lock for longer. */
const LOCK_WAIT_MS = 3000;

/** A running server, and our connection that proves that it is ours. */
export interface RunningCluster {
  pid: number;
  port: number;
  lock: pg.Client;
}

export function superuserUrl(folder: ClusterFolder, port: number, database: string): string {
  const url = new URL(`postgresql://postgres@127.0.0.1:${port}/${encodeURIComponent(database)}`);
  url.password = folder.password;
  return url.href;
}

/** A live server in this folder whose owner has died. A live owner keeps its lock, and then we refuse. */
export async function adopt(folder: ClusterFolder): Promise<RunningCluster | undefined> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const file = readPostmasterFile(folder.data);
    if (file === undefined || !isAlive(file.pid)) {
      return undefined;
    }
    try {
      return { pid: file.pid, port: file.port, lock: await claim(folder, file.port) };
    } catch (error) {
      if (error instanceof EmbeddedInUseError) {
        throw error;
      }
      // Just starting or going down: soon it is one or the other. Any other answer means that the number in the file
      // belongs to some other program by now, and PostgreSQL's own check of the file decides when we start.
      const changing = !file.ready || (error instanceof pg.DatabaseError && error.code === '57P03');
      if (!changing || Date.now() > deadline) {
        return undefined;
      }
      await sleep(50);
    }
  }
}

/** Our connection with the owner's lock. */
export async function claim(folder: ClusterFolder, port: number): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: superuserUrl(folder, port, 'postgres'),
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  // A database that dies later must not take the process with it.
  client.on('error', () => undefined);
  await client.connect();
  const deadline = Date.now() + LOCK_WAIT_MS;
  while (!(await takeLock(client))) {
    if (Date.now() > deadline) {
      await client.end();
      throw new EmbeddedInUseError(folder.base);
    }
    await sleep(100);
  }
  return client;
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ ours: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS ours',
    [OWNER_LOCK],
  );
  return rows[0]?.ours === true;
}
