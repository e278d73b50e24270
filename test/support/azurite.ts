import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../node_modules/azurite/dist/src/blob/main.js',
);
const ACCOUNT = 'devstoreaccount1';
const KEY = Buffer.from(
  'a key that only this test knows, 64 bytes for a true-looking one',
).toString('base64');
const START_MS = 30_000;

export interface Azurite {
  connectionString: string;
  stop(): Promise<void>;
}

/** The maker's own emulator of Azure Blob Storage, in memory, on a port of its own. */
export async function startAzurite(): Promise<Azurite> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'portal-azurite-'));
  const options = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence'];
  const child = spawn(
    process.execPath,
    [SERVER, ...options, '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
    {
      cwd: folder,
      env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
  });
  let output = '';
  const ready = new Promise<void>((done, fail) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('successfully listens')) done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void exited.then(() => {
      fail(new Error(`Azurite ended:\n${output}`));
    });
    setTimeout(() => {
      fail(new Error(`Azurite does not start:\n${output}`));
    }, START_MS).unref();
  });
  const stop = async () => {
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint};`;
  return { connectionString, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
