import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  clusterFolder,
  dataVersion,
  initialise,
  isComplete,
  type ClusterFolder,
} from './cluster-folder.js';
import { postgresAccount, type PostgresAccount } from './postgres-account.js';
import { installedBinaries, packagedBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { freePort, launch, signal, stopPostmaster } from './postgres-process.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';

/** Held by the process that owns a running cluster for as long as it lives; the number is only ours. */
const OWNER_LOCK = 720_114_001;

export interface EmbeddedOptions {
  dataDir: string;
  /** The port to try first. */
  port: number;
  /** Server settings, such as `fsync: 'off'` for tests. */
  settings?: Record<string, string>;
  /** A folder with the programs of an installed PostgreSQL, to be used instead of the package's. */
  binDir?: string;
  /** False leaves out what only protects against a power cut. */
  durable?: boolean;
  report?: (line: string) => void;
}

/** A PostgreSQL server of our own, and how to reach it. */
export class EmbeddedPostgres {
  private constructor(
    private readonly folder: ClusterFolder,
    readonly port: number,
    readonly pid: number,
    private readonly lock: pg.Client,
  ) {
    process.once('exit', this.stopAtExit);
  }

  /** Starts the cluster of this folder, or takes over the one that a killed server left running. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const report = options.report ?? (() => undefined);
    const account = postgresAccount(report);
    const folder = await clusterFolder(options.dataDir, account, report);
    const running = await adopt(folder);
    if (running !== undefined) {
      report('Took over the embedded database that an earlier server left running.');
      return new EmbeddedPostgres(folder, running.port, running.pid, running.lock);
    }
    const binaries =
      options.binDir === undefined
        ? await packagedBinaries(account, join(folder.base, 'cache'))
        : installedBinaries(options.binDir);
    if (isComplete(folder)) {
      refuseOtherVersion(folder, binaries);
    } else {
      report('Making the embedded database …');
      await initialise(folder, account, binaries, { durable: options.durable ?? true });
    }
    const { pid, port } = await launchOnFreePort(options, { folder, account, binaries });
    const lock = await claim(folder, port);
    if (lock === undefined) {
      throw new EmbeddedInUseError(folder.base);
    }
    return new EmbeddedPostgres(folder, port, pid, lock);
  }

  /** The address of a running cluster that another process owns, for the command-line tools. */
  static async find(dataDir: string, database: string): Promise<string | undefined> {
    const silent = () => undefined;
    const folder = await clusterFolder(dataDir, postgresAccount(silent), silent);
    const file = readPostmasterFile(folder.data);
    return file !== undefined && isAlive(file.pid) && file.ready
      ? superuserUrl(folder, file.port, database)
      : undefined;
  }

  /** Deletes the cluster of this folder. Refuses while a live server uses it. */
  static async remove(dataDir: string, report: (line: string) => void): Promise<void> {
    const folder = await clusterFolder(dataDir, postgresAccount(report), report);
    const orphan = await adopt(folder);
    if (orphan !== undefined) {
      await orphan.lock.end();
      await stopPostmaster(orphan.pid);
    }
    if (existsSync(folder.data)) {
      await rm(folder.data, { recursive: true });
    }
  }

  get dataDirectory(): string {
    return this.folder.data;
  }

  /** A connection string as the superuser. */
  superuserUrl(database = 'postgres'): string {
    return superuserUrl(this.folder, this.port, database);
  }

  urlFor(user: string, password: string, database: string): string {
    return connectionUrl({ user, password, port: this.port, database });
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.stopAtExit);
    await this.lock.end().catch(() => undefined);
    await stopPostmaster(this.pid);
  }

  /** A process that ends without stop() must not leave a server behind. */
  private readonly stopAtExit = (): void => {
    signal(this.pid, 'SIGINT');
  };
}

export function connectionUrl(to: {
  user: string;
  password: string;
  port: number;
  database: string;
}): string {
  const url = new URL(`postgresql://127.0.0.1:${to.port}/${encodeURIComponent(to.database)}`);
  url.username = to.user;
  url.password = to.password;
  return url.href;
}

interface Running {
  pid: number;
  port: number;
  lock: pg.Client;
}

/** A live server in this folder whose owner has died. A live owner keeps its lock, and then we refuse. */
async function adopt(folder: ClusterFolder): Promise<Running | undefined> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const file = readPostmasterFile(folder.data);
    if (file === undefined || !isAlive(file.pid)) {
      return undefined;
    }
    try {
      const lock = await claim(folder, file.port);
      if (lock !== undefined) {
        return { pid: file.pid, port: file.port, lock };
      }
    } catch (error) {
      // Just starting or going down: soon it is one or the other. Any other answer means that the number in the file
      // belongs to some other program by now, and PostgreSQL's own check of the file decides when we start.
      const changing = !file.ready || (error instanceof pg.DatabaseError && error.code === '57P03');
      if (!changing || Date.now() > deadline) {
        return undefined;
      }
      await sleep(50);
      continue;
    }
    throw new EmbeddedInUseError(folder.base);
  }
}

/** Our connection with the owner's lock, or undefined when a live process holds it. */
async function claim(folder: ClusterFolder, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: superuserUrl(folder, port, 'postgres'),
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  // A database that dies later must not take the process with it.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ ours: boolean }>(
    `SELECT pg_try_advisory_lock(${OWNER_LOCK}) AS ours`,
  );
  if (rows[0]?.ours === true) {
    return client;
  }
  await client.end();
  return undefined;
}

async function launchOnFreePort(
  options: EmbeddedOptions,
  parts: { folder: ClusterFolder; account: PostgresAccount; binaries: PostgresBinaries },
): Promise<{ pid: number; port: number }> {
  let wanted = options.port;
  for (;;) {
    const port = await freePort(wanted);
    try {
      return { port, pid: await launch({ ...parts, port, settings: options.settings ?? {} }) };
    } catch (error) {
      // Someone else took the port between our look and the server's.
      if (!(error instanceof Error) || !/could not (bind|create any TCP)/.test(error.message)) {
        throw error;
      }
      wanted = port + 1;
    }
  }
}

function refuseOtherVersion(folder: ClusterFolder, binaries: PostgresBinaries): void {
  const made = dataVersion(folder);
  if (made !== binaries.major) {
    throw new Error(
      `The embedded database in ${folder.data} was made by PostgreSQL ${made}, and this is ${binaries.major}. ` +
        'Start afresh with npm start -- --reset, or move the folder away.',
    );
  }
}

function superuserUrl(folder: ClusterFolder, port: number, database: string): string {
  return connectionUrl({ user: 'postgres', password: folder.password, port, database });
}

/** A live process owns the cluster of this folder. */
export class EmbeddedInUseError extends Error {
  constructor(folder: string) {
    super(
      `Another server is using the embedded database in ${folder}. ` +
        'Stop it first, or give this one another DATA_DIR.',
    );
    this.name = 'EmbeddedInUseError';
  }
}
