/**
 * What a file of 200,000 prices costs the server as built: how long it takes to arrive, to be checked and to be written,
 * and how much memory the server has meanwhile. `--rows=` takes another number, `--mode=` the mode, `--heap=` a limit in
 * megabytes for what the server keeps. The file holds for each market and variant one price that changes and one that is
 * new.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeSigningKeys } from '../src/platform/config/index.js';
import { migrateUp } from '../src/platform/database/migrations.js';
import { withScratchDatabase } from '../src/platform/database/scratch-database.js';
import { BuiltServer } from '../test/support/built-server.js';
import { addUser } from '../test/support/world/identity.world.js';
import { fillCatalog } from './catalog-content.js';

const MARKETS = 20;
const VARIANTS_EACH = 5;

const option = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1];
const ROWS = Number(option('rows') ?? 200_000);
const MODE = option('mode') ?? 'ALL_OR_NOTHING';
const HEAP = option('heap');
const PRODUCTS = Math.ceil(ROWS / MARKETS / VARIANTS_EACH / 2);

interface Seen {
  id: string;
  state: string;
  progress: number;
  version: number;
  failure: string | null;
  counts: Record<string, number>;
}

/** The lines of the file, a variant at a time. */
function* file(lists: { code: string; currency: string }[]): Generator<Buffer> {
  yield Buffer.from('priceListCode,sku,minimumQuantity,unitPrice,currencyCode\r\n');
  for (let variant = 1; variant <= PRODUCTS * VARIANTS_EACH; variant += 1) {
    const lines = lists.flatMap(({ code, currency }) => [
      `${code},SKU-${variant},1,${5000 + variant}.00,${currency}\r\n`,
      `${code},SKU-${variant},5,${4000 + variant}.00,${currency}\r\n`,
    ]);
    yield Buffer.from(lines.join(''));
  }
}

/** Looks every 50 ms how much memory the process has. */
class MemoryWatch {
  peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.look(), 50);
  }

  look(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const now = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    this.peak = Math.max(this.peak, now);
    return now;
  }

  /** The peak since it was asked last. */
  take(): number {
    const { peak } = this;
    this.peak = 0;
    return peak;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

class Client {
  constructor(
    private readonly url: string,
    private readonly token = '',
  ) {}

  async ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.authorization() },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  async send(lines: Iterable<Buffer>): Promise<Seen> {
    const response = await fetch(`${this.url}/imports/prices?mode=${MODE}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...this.authorization() },
      body: ReadableStream.from(lines),
      duplex: 'half',
    });
    if (response.status !== 201) throw new Error(await response.text());
    return (await response.json()) as Seen;
  }

  async settled(id: string): Promise<Seen> {
    for (;;) {
      const query =
        'query ($id: ID!) { import(id: $id) { id state progress version failure counts { rows create update unchanged error } } }';
      const { import: seen } = await this.ask<{ import: Seen }>(query, { id });
      if (!['CHECKING', 'APPLYING'].includes(seen.state)) return seen;
      await sleep(100);
    }
  }

  private authorization(): Record<string, string> {
    return this.token === '' ? {} : { authorization: `Bearer ${this.token}` };
  }
}

async function signIn(url: string, user: { email: string; password: string }): Promise<Client> {
  const { signIn: session } = await new Client(url).ask<{ signIn: { accessToken: string } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { email: user.email, password: user.password } },
  );
  return new Client(url, session.accessToken);
}

async function measure(client: Client, memory: MemoryWatch, lists: Parameters<typeof file>[0]) {
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    memory.take();
    const started = performance.now();
    const result = await work();
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${name.padEnd(12)}${seconds.toFixed(1).padStart(8)} s  ${Math.round(ROWS / seconds)} rows/s  peak ${Math.round(memory.take())} MB\n`,
    );
    return result;
  };
  process.stdout.write(`${ROWS} rows, ${MODE}; at rest ${Math.round(memory.look())} MB\n`);
  const sent = await step('arrive', () => client.send(file(lists)));
  const checked = await step('check', () => client.settled(sent.id));
  process.stdout.write(`${JSON.stringify(checked.counts)}\n`);
  const applied = await step('apply', async () => {
    await client.ask(
      'mutation ($input: ImportApplyInput!) { importApply(input: $input) { userErrors { code } } }',
      {
        input: { id: checked.id, expectedVersion: checked.version },
      },
    );
    return client.settled(checked.id);
  });
  process.stdout.write(
    `${applied.state} ${applied.failure ?? ''} ${JSON.stringify(applied.counts)}\n`,
  );
}

await withScratchDatabase('import', undefined, async (adminUrl) => {
  await migrateUp(adminUrl);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await fillCatalog(admin, { products: PRODUCTS, variants: VARIANTS_EACH, markets: MARKETS });
  const user = await addUser(admin, { staffRoles: ['ADMIN'] });
  const { rows: lists } = await admin.query<{ code: string; currency: string }>(
    `SELECT code, currency_code AS currency FROM pricing.price_list WHERE tier IS NULL ORDER BY code`,
  );
  await admin.end();
  const url = new URL(adminUrl);
  url.username = 'portal_app';
  url.password = 'only-here';
  const server = await BuiltServer.start({
    DATABASE_URL: url.href,
    SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
    ACCESS_TOKEN_MINUTES: '600',
    // The catalog of the bench has stock without movements, of which the watch of the invariants would complain.
    LOG_LEVEL: 'fatal',
    ...(HEAP !== undefined && { NODE_OPTIONS: `--max-old-space-size=${HEAP}` }),
  });
  const memory = new MemoryWatch(server.pid);
  try {
    await measure(await signIn(server.url, user), memory, lists);
  } finally {
    memory.stop();
    await server.kill();
    process.stdout.write(server.printed.split('\n').slice(8).join('\n'));
  }
});
