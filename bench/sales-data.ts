import { mkdirSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/platform/database/embedded/embedded-postgres.js';
import { migrateUp } from '../src/platform/database/migrations.js';
import { setUpDatabase } from '../src/platform/database/roles.sql.js';
import { fillCatalog } from './catalog-content.js';
import { fillSales } from './sales-content.js';
import { rebuildSales } from './sales-rebuild.js';
import type { SalesSize } from './sales-orders.sql.js';

const APP_PASSWORD = 'only-here';
const CATALOG_NAME = 'sales_catalog';
/** Raised whenever the generator makes something else, so that kept data is made anew. */
const GENERATOR = 1;
/** What a database's comment begins with once it is complete. */
const MARK = `generator ${GENERATOR}`;
const CATALOG = { products: 10_000, variants: 3, markets: 20 };
/** Measured with three lines per order; the catalog and the programs themselves come on top. */
const BYTES_PER_ORDER = 4500;
const BYTES_BASE = 1_000_000_000;
const ORDERS_PER_SECOND = 5000;

const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  max_connections: '200',
};
/** While data is made, which is made again when something goes wrong. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};

export interface Database {
  name: string;
  orders: number;
  adminUrl: string;
  appUrl: string;
}

/** A statement and its milliseconds, on the average. */
export interface Costly {
  calls: number;
  planMs: number;
  runMs: number;
  text: string;
}

export interface DataOptions {
  folder: string;
  seed: number;
  report: (line: string) => void;
}

export function sizeOf(orders: number, seed: number): SalesSize {
  const variants = CATALOG.products * CATALOG.variants;
  return {
    orders,
    linesPerOrder: 3,
    resellers: 2000,
    variants,
    from: '2022-01-01',
    days: 1096,
    seed,
  };
}

/** A PostgreSQL of the bench's own, with a database per size, which are kept for the next run. */
export class SalesData {
  private constructor(
    private postgres: EmbeddedPostgres,
    private readonly options: DataOptions,
  ) {}

  /** With the databases of these sizes, which it makes where they are missing, and room for copies beside them. */
  static async open(
    sizes: readonly number[],
    copied: number,
    options: DataOptions,
  ): Promise<SalesData> {
    mkdirSync(options.folder, { recursive: true });
    const data = new SalesData(await start(options.folder, FAST), options);
    try {
      await data.dropLeftovers();
      const missing = await data.missing(sizes);
      data.checkDisk(missing, copied);
      for (const orders of missing) await data.make(orders);
      for (const orders of sizes) await migrateUp(data.database(orders).adminUrl);
      await data.admin('CHECKPOINT');
    } finally {
      await data.close();
    }
    data.postgres = await start(options.folder, {});
    await data.admin('SELECT pg_stat_statements_reset()');
    return data;
  }

  get pid(): number {
    return this.postgres.pid;
  }

  get adminUrl(): string {
    return this.postgres.superuserUrl();
  }

  database(orders: number, name = `sales_${orders}_seed_${this.options.seed}`): Database {
    const adminUrl = this.postgres.superuserUrl(name);
    const url = new URL(adminUrl);
    url.username = 'portal_app';
    url.password = APP_PASSWORD;
    return { name, orders, adminUrl, appUrl: url.href };
  }

  /** A copy that can be written to and thrown away. */
  async copy(orders: number): Promise<Database> {
    const original = this.database(orders);
    const copy = this.database(orders, `${original.name}_copy`);
    await this.clone(original, copy);
    return copy;
  }

  async drop({ name }: Database): Promise<void> {
    await this.admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  /** Statements that were run in the database since the last reset, of whatever kind. */
  async statements({ name }: Database): Promise<number> {
    const [row] = await this.admin<{ calls: string }>(
      `SELECT coalesce(sum(s.calls), 0)::text AS calls FROM pg_stat_statements s
       JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '${name}' AND s.toplevel`,
    );
    return Number(row?.calls);
  }

  /** How large the database is, and how long it took to make. */
  async described({ name, orders }: Database): Promise<string> {
    const [row] = await this.admin<{ size: string; made: string | null }>(
      `SELECT pg_size_pretty(pg_database_size(oid)) AS size,
         substring(shobj_description(oid, 'pg_database') FROM 'made in .*') AS made
       FROM pg_database WHERE datname = '${name}'`,
    );
    return [`${orders} orders: ${row?.size}`, ...(row?.made ? [row.made] : [])].join(', ');
  }

  /** What took the most time in the database since the data was opened. */
  async costliest({ name }: Database): Promise<Costly[]> {
    return this.admin<Costly>(
      `SELECT s.calls::float8 AS calls, s.mean_plan_time AS "planMs", s.mean_exec_time AS "runMs",
         regexp_replace(s.query, '[[:space:]]+', ' ', 'g') AS text
       FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
       WHERE d.datname = '${name}' AND s.toplevel ORDER BY s.total_plan_time + s.total_exec_time DESC LIMIT 10`,
    );
  }

  async admin<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    return query<Row>(this.adminUrl, text);
  }

  async close(): Promise<void> {
    await this.postgres.stop();
  }

  /** Databases that an interrupted run left: copies, and what lacks its mark. */
  private async dropLeftovers(): Promise<void> {
    await this.admin('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const rows = await this.admin<{ name: string }>(
      `SELECT datname AS name FROM pg_database
       WHERE datname LIKE 'sales\\_%' AND shobj_description(oid, 'pg_database') LIKE '${MARK}%' IS NOT TRUE`,
    );
    for (const { name } of rows) await this.drop(this.database(0, name));
  }

  private async missing(sizes: readonly number[]): Promise<number[]> {
    const rows = await this.admin<{ name: string }>('SELECT datname AS name FROM pg_database');
    return sizes.filter((orders) => !rows.some(({ name }) => name === this.database(orders).name));
  }

  private checkDisk(missing: readonly number[], copied: number): void {
    const orders = missing.reduce((sum, count) => sum + count, 0);
    const needed = missing.length * BYTES_BASE + (orders + copied) * BYTES_PER_ORDER + 5e9;
    const { bavail, bsize } = statfsSync(this.postgres.dataDirectory);
    const free = bavail * bsize;
    const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
    const minutes = Math.ceil(orders / ORDERS_PER_SECOND / 60);
    this.options.report(
      `Data in ${this.postgres.dataDirectory}: ${orders} orders to make, about ${minutes} min; ` +
        `needs ${gigabytes(needed)} (with its log and a copy for orders), ${gigabytes(free)} are free.`,
    );
    if (needed > free) {
      throw new Error(
        'The disk is too small. Take smaller --sizes, or another folder with --data.',
      );
    }
  }

  /** The same for every size, and not quickly made. */
  private async makeCatalog(): Promise<void> {
    const catalog = this.database(0, CATALOG_NAME);
    const there = `SELECT FROM pg_database WHERE datname = '${CATALOG_NAME}'`;
    if ((await this.admin(there)).length > 0) return;
    const started = performance.now();
    await this.admin(`CREATE DATABASE ${CATALOG_NAME}`);
    await setUpDatabase(catalog.adminUrl, { app: APP_PASSWORD });
    await migrateUp(catalog.adminUrl);
    const client = new pg.Client({ connectionString: catalog.adminUrl });
    await client.connect();
    await fillCatalog(client, CATALOG);
    await client.end();
    await this.admin(`COMMENT ON DATABASE ${CATALOG_NAME} IS '${MARK}'`);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    this.options.report(`catalog of ${CATALOG.products} products, ${seconds} s`);
  }

  private async clone(from: Database, to: Database): Promise<void> {
    await this.admin(`CREATE DATABASE ${to.name} TEMPLATE ${from.name} STRATEGY FILE_COPY`);
    // Rights on the database itself are not cloned.
    await this.admin(`GRANT CONNECT, CREATE ON DATABASE ${to.name} TO portal_owner`);
    await this.admin(`REVOKE TEMPORARY ON DATABASE ${to.name} FROM PUBLIC`);
  }

  private async make(orders: number): Promise<void> {
    const { report, seed } = this.options;
    await this.makeCatalog();
    const database = this.database(orders);
    const size = sizeOf(orders, seed);
    const workers = Math.min(4, availableParallelism());
    const started = performance.now();
    const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
    await this.clone(this.database(0, CATALOG_NAME), database);
    await migrateUp(database.adminUrl);
    const progress = everyTenth(size.orders, (done) =>
      report(`${database.name}: ${done} of ${orders} orders, ${seconds()} s`),
    );
    await fillSales(size, { url: database.adminUrl, workers, pending: false, report: progress });
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query('VACUUM ANALYZE');
    await rebuildSales(database.appUrl, workers, (line) => report(`${database.name}: ${line}`));
    await client.query('VACUUM ANALYZE');
    const { rows } = await client.query<{ size: string }>(
      'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
    );
    await client.end();
    await this.admin(`COMMENT ON DATABASE ${database.name} IS '${MARK}, made in ${seconds()} s'`);
    report(`${database.name}: ready after ${seconds()} s, ${rows[0]?.size}`);
  }
}

function start(folder: string, settings: Record<string, string>): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({
    dataDir: folder,
    port: 23_000 + (process.pid % 900),
    settings: { ...SETTINGS, ...settings },
  });
}

function everyTenth(total: number, report: (done: number) => void): (done: number) => void {
  let told = 0;
  return (done) => {
    if (Math.floor((done * 10) / total) === told) return;
    told = Math.floor((done * 10) / total);
    report(done);
  };
}

export async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
