import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import {
  isAlive,
  readPostmasterFile,
} from '../../src/platform/database/embedded/postmaster-file.js';
import { testFolder } from '../support/test-cluster.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SLOW = 120_000;

let folder: string;
let dataDir: string;
const children: ChildProcess[] = [];

interface Server {
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  url: string;
  exit: Promise<number | null>;
}

beforeAll(async () => {
  folder = await testFolder('start');
  dataDir = join(folder, 'data');
});

afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  await EmbeddedPostgres.remove(dataDir, () => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

it(
  'starts from nothing without a terminal, shows its sign-ins, and stops cleanly',
  async () => {
    const server = await start();
    const ready = await fetch(`${server.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(server.output()).toContain('Making the embedded database');
    const demo: { users: { email: string; password: string }[] } = JSON.parse(
      await readFile(join(dataDir, 'demo.json'), 'utf8'),
    );
    const [user] = demo.users;
    expect(server.output()).toContain(user?.email);
    expect(await signIn(server, user)).toBe(true);

    for (const name of await readdir(dataDir)) {
      if (/password|keys|demo/.test(name)) {
        expect([name, (await stat(join(dataDir, name))).mode & 0o777]).toEqual([name, 0o600]);
      }
    }
    const { pid } = await postmaster();
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(isAlive(pid)).toBe(false);
  },
  SLOW,
);

it(
  'comes up again after kill -9, with the same data, keys and people',
  async () => {
    const first = await start();
    const { pid } = await postmaster();
    const keys = await readFile(join(dataDir, 'signing-keys.json'), 'utf8');
    first.child.kill('SIGKILL');
    await first.exit;
    expect(isAlive(pid)).toBe(true);
    const second = await start();
    expect(second.output()).toContain('Took over the embedded database');
    expect(await readFile(join(dataDir, 'signing-keys.json'), 'utf8')).toBe(keys);
    const { users } = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
    expect(await signIn(second, users[0])).toBe(true);

    // A second server finds the folder taken, and says so in one sentence.
    const third = launch([]);
    expect(await third.exit).toBe(1);
    expect(third.output()).toMatch(/Another server is using the embedded database in .*\n$/);
    second.child.kill('SIGINT');
    expect(await second.exit).toBe(0);
  },
  SLOW,
);

it(
  'begins afresh with --reset, and never deletes an external database',
  async () => {
    const refused = launch(['--reset'], {
      DATABASE_URL: 'postgresql://portal_app:x@127.0.0.1:1/portal',
      SIGNING_KEYS: await readFile(join(dataDir, 'signing-keys.json'), 'utf8'),
    });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain('nothing was deleted');
    const fresh = await start(['--reset'], { SEED_DEMO: 'false' });
    expect(fresh.output()).toContain('Deleted the embedded database.');
    expect(fresh.output()).not.toContain('Demo sign-ins');
    fresh.child.kill('SIGTERM');
    expect(await fresh.exit).toBe(0);
  },
  SLOW,
);

it('says what is wrong with a setting, and ends', async () => {
  const server = launch([], { PORT: 'many' });
  expect(await server.exit).toBe(1);
  expect(server.output()).toMatch(/^The configuration is not complete:\n {2}- PORT: /);
});

async function start(args: string[] = [], variables: Record<string, string> = {}): Promise<Server> {
  const server = launch(args, variables);
  const deadline = Date.now() + SLOW / 2;
  for (;;) {
    const url = /ready at (http:\S+)/.exec(server.output())?.[1];
    if (url !== undefined) {
      return { ...server, url };
    }
    if (server.child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The server did not start:\n${server.output()}`);
    }
    await sleep(50);
  }
}

function launch(args: string[], variables: Record<string, string> = {}): Server {
  const runner = join(root, 'test/support/run-typescript.mjs');
  const child = spawn(process.execPath, [runner, join(root, 'src/main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      EMBEDDED_POSTGRES_PORT: '19432',
      ...variables,
    },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const exit = new Promise<number | null>((done) => child.once('close', done));
  return { child, url: '', exit, output: () => output };
}

async function signIn(
  server: Server,
  user: { email: string; password: string } | undefined,
): Promise<boolean> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
      variables: { input: { email: user?.email, password: user?.password } },
    }),
  });
  return /"accessToken":"[\w-]+\.[\w-]+\.[\w-]+"/.test(await answer.text());
}

async function postmaster(): Promise<{ pid: number }> {
  const url = new URL((await EmbeddedPostgres.find(dataDir, 'portal')) ?? '');
  expect(url.port).not.toBe('');
  const file = readPostmasterFile(join(dataDir, 'postgres'));
  return { pid: file?.pid ?? 0 };
}
