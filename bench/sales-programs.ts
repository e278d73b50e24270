import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment, makeSigningKeys } from '../src/platform/config/index.js';
import { BuiltServer } from '../test/support/built-server.js';
import { addUser } from '../test/support/world/identity.world.js';
import { withFillers } from './sales-content.js';
import type { Database } from './sales-data.js';
import { signIn } from './sign-in.js';

const POOL_SIZE = '16';
const START_MS = 10_000;

/** The server as built, on a database. */
export interface RunningServer {
  server: BuiltServer;
  database: Database;
  /** Of somebody who may see all sales. */
  token: string;
  /** For the limit program: what the server's tokens are checked with. */
  publicKey: string;
}

/** Servers that must not outlive the bench, however it ends. */
const pids = new Set<number>();
process.once('exit', () => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
});

export async function startServer(
  database: Database,
  variables: Record<string, string>,
): Promise<RunningServer> {
  const signingKeys = makeSigningKeys();
  const server = await BuiltServer.start({
    DATABASE_URL: database.appUrl,
    DATABASE_POOL_SIZE: POOL_SIZE,
    SIGNING_KEYS: JSON.stringify(signingKeys),
    ACCESS_TOKEN_MINUTES: '600',
    // The orders that were made have moved no stock, of which the watch of the invariants would complain.
    LOG_LEVEL: 'fatal',
    ...variables,
  });
  const { pid } = server;
  pids.add(pid);
  void server.exit.then(() => pids.delete(pid));
  try {
    const token = await signIn(server.url, await addAnalyst(database));
    const [{ kty, crv, x }] = signingKeys.keys;
    return { server, database, token, publicKey: JSON.stringify({ kty, crv, x }) };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** As a supervisor ends it, so that nothing is left running. */
export async function stopServer({ server }: RunningServer): Promise<void> {
  server.terminate();
  await server.exit;
}

export async function addAnalyst({ adminUrl }: Database) {
  let analyst = { email: '', password: '' };
  await withFillers(adminUrl, 1, async (client) => {
    analyst = await addUser(client, { staffRoles: ['ANALYST'] });
  });
  return analyst;
}

/** The limit program of bench/limit/README.md. */
export class Limit {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start({ database, publicKey }: RunningServer): Promise<Limit> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'limit/sales.limit.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: childEnvironment({
        DATABASE_URL: database.appUrl,
        PUBLIC_KEY: publicKey,
        POOL_SIZE,
      }),
    });
    let output = '';
    const url = await new Promise<string>((done, fail) => {
      const timer = setTimeout(() => fail(new Error('The limit did not start.')), START_MS);
      child.once('exit', () => fail(new Error('The limit has ended.')));
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /ready at (http:\S+)/.exec(output)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        done(found);
      });
    });
    return new Limit(child, url);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }
}
