import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterFolder,
  dataVersion,
  initialise,
  isComplete,
  type ClusterFolder,
} from './cluster-folder.js';
import { adopt, claim, superuserUrl, type RunningCluster } from './cluster-owner.js';
import { postgresAccount, type PostgresAccount } from './postgres-account.js';
import { installedBinaries, packagedBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { freePort, launch, signal, stopPostmaster } from './postgres-process.js';
import { isAlive, readPostmasterFile } from './postmaster-file.js';

const LEFTOVERS_TIMEOUT_MS = 15_000;

export interface EmbeddedOptions {
  dataDir: string;
  /** The port to try first. */
  port: number;
  /** Server settings, such as `fsync: 'off'` for tests. */
  settings?: Record<string, string>;
  /** A folder with the programs of an installed PostgreSQL, to be used instead of the package's. */
  binDir?: string;
  /** Where the package's programs are; found by itself when not given. */
  packageDir?: string;
  /** False leaves out what only protects against a power cut. */
  durable?: boolean;
  /** Whether a server that dies is started again; otherwise that is the caller's business. */
  keepAlive?: boolean;
  report?: (line: string) => void;
}

interface Parts {
  folder: ClusterFolder;
  account: PostgresAccount;
  binaries: PostgresBinaries;
}

/** A PostgreSQL server of our own, and how to reach it. */
export class EmbeddedPostgres {
  private stopped = false;

  private constructor(
    private readonly parts: Parts,
    private readonly options: EmbeddedOptions,
    private running: RunningCluster,
  ) {
    process.once('exit', this.stopAtExit);
    this.watch();
  }

  /** Starts the cluster of this folder, or takes over the one that a killed server left running. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const report = options.report ?? (() => undefined);
    const account = postgresAccount(report);
    const folder = await clusterFolder(options.dataDir, account, report);
    const orphan = await adopt(folder);
    const binaries =
      options.binDir === undefined
        ? await packagedBinaries(account, join(folder.base, 'cache'), options.packageDir)
        : installedBinaries(options.binDir);
    const parts = { folder, account, binaries };
    if (orphan !== undefined) {
      report('Took over the embedded database that an earlier server left running.');
      return new EmbeddedPostgres(parts, options, orphan);
    }
    if (isComplete(folder)) {
      refuseOtherVersion(parts);
    } else {
      report('Making the embedded database …');
      await initialise(folder, account, binaries, { durable: options.durable ?? true });
    }
    return new EmbeddedPostgres(parts, options, await launchOnFreePort(parts, options));
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
    return this.parts.folder.data;
  }

  get port(): number {
    return this.running.port;
  }

  get pid(): number {
    return this.running.pid;
  }

  /** A connection string as the superuser. */
  superuserUrl(database = 'postgres'): string {
    return superuserUrl(this.parts.folder, this.port, database);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    process.removeListener('exit', this.stopAtExit);
    await this.running.lock.end().catch(() => undefined);
    await stopPostmaster(this.pid);
  }

  /** Our connection ends when the server does, whoever started it. */
  private watch(): void {
    if (this.options.keepAlive === true) {
      this.running.lock.once('end', () => void this.recover());
    }
  }

  private async recover(): Promise<void> {
    const report = this.options.report ?? (() => undefined);
    for (let attempt = 1; !this.stopped; attempt++) {
      try {
        this.running =
          (await adopt(this.parts.folder)) ?? (await launchAt(this.parts, this.options, this.port));
        report('The embedded database had ended, and was started again.');
        this.watch();
        return;
      } catch (error) {
        if (attempt === 1) {
          report(`The embedded database has ended: ${String(error)}`);
        }
        await sleep(Math.min(5000, 200 * attempt));
      }
    }
  }

  /** A process that ends without stop() must not leave a server behind. */
  private readonly stopAtExit = (): void => {
    // Its number may belong to another program by now.
    if (readPostmasterFile(this.dataDirectory)?.pid === this.pid) {
      signal(this.pid, 'SIGINT');
    }
  };
}

async function launchOnFreePort(parts: Parts, options: EmbeddedOptions): Promise<RunningCluster> {
  for (let wanted = options.port; ; wanted++) {
    wanted = await freePort(wanted);
    try {
      return await launchAt(parts, options, wanted);
    } catch (error) {
      // Someone else took the port between our look and the server's.
      if (!(error instanceof Error) || !/could not (bind|create any TCP)/.test(error.message)) {
        throw error;
      }
    }
  }
}

/** Waits for what a killed server left: its sessions notice its death by themselves, and hold its memory until then. */
async function launchAt(
  parts: Parts,
  options: EmbeddedOptions,
  port: number,
): Promise<RunningCluster> {
  const deadline = Date.now() + LEFTOVERS_TIMEOUT_MS;
  for (;;) {
    try {
      const pid = await launch({ ...parts, port, settings: options.settings ?? {} });
      return { pid, port, lock: await claim(parts.folder, port) };
    } catch (error) {
      const leftover =
        error instanceof Error &&
        /still in use|postmaster\.pid" already exists/.test(error.message);
      if (!leftover || Date.now() > deadline) {
        throw error;
      }
      await sleep(100);
    }
  }
}

function refuseOtherVersion({ folder, binaries }: Parts): void {
  const made = dataVersion(folder);
  if (made !== binaries.major) {
    throw new Error(
      `The embedded database in ${folder.data} was made by PostgreSQL ${made}, and this is ${binaries.major}. ` +
        'Start afresh with npm start -- --reset, or move the folder away.',
    );
  }
}
