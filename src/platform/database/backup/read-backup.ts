import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { isEnd, isHead, isTableHead, type BackupEnd } from './backup-format.js';
import {
  backupTables,
  columnList,
  connectForBackup,
  migrationsOf,
  type BackupTable,
} from './backup-tables.js';

const ROWS_AT_A_TIME = 500;
const BYTES_AT_A_TIME = 1_000_000;

/** Somebody's work is there: it must not be written over. */
const USED = `
SELECT EXISTS (SELECT FROM identity.user_account) OR EXISTS (SELECT FROM orders.sales_order)
  OR EXISTS (SELECT FROM catalog.product) OR EXISTS (SELECT FROM reseller.reseller) AS used`;

/**
 * Fills a database with what a backup holds, all of it or nothing. The database has been set up and migrated by the version
 * that wrote the backup, and nobody has used it yet. Answers how many rows there are.
 */
export async function readBackup(adminUrl: string, file: string): Promise<number> {
  const client = await connectForBackup(adminUrl);
  try {
    await client.query('BEGIN');
    const tables = await backupTables(client);
    const migrations = await migrationsOf(client);
    await refuseUsed(client);
    // Neither triggers nor foreign keys look at single rows: they all fitted when they were read.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
    const end = await new Filling(client, tables, migrations).fill(file);
    for (const { name, value } of end.sequences) {
      await client.query('SELECT setval($1::regclass, $2)', [name, value]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return end.rows;
  } finally {
    await client.end();
  }
}

async function refuseUsed(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>(USED);
  if (rows[0]?.used !== false) {
    throw new Error(
      'The database is in use: it has users, products, resellers or orders. Nothing was changed. ' +
        'Restore into a new one, made by setup-database and migrate.',
    );
  }
}

/** Puts rows into their tables, many at a time. */
class Filling {
  private table: BackupTable | undefined;
  private waiting: string[] = [];
  private bytes = 0;
  private rows = 0;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly tables: readonly BackupTable[],
    private readonly migrations: readonly string[],
  ) {}

  async fill(file: string): Promise<BackupEnd> {
    const source = createReadStream(file);
    const unzipped = source.pipe(createGunzip());
    source.on('error', (error) => unzipped.destroy(error));
    let end: BackupEnd | undefined;
    let first = true;
    for await (const text of createInterface({ input: unzipped, crlfDelay: Infinity })) {
      if (first) this.begin(text);
      else if (text.startsWith('[')) await this.take(text);
      else end = await this.next(text);
      first = false;
    }
    if (end?.rows !== this.rows) {
      throw new Error('The backup is not complete: its end is missing. Nothing was changed.');
    }
    return end;
  }

  private begin(text: string): void {
    const head = parsed(text);
    if (!isHead(head)) {
      throw new Error('This file is no backup of the portal.');
    }
    const own = this.migrations;
    if (own.join() !== head.migrations.join()) {
      throw new Error(
        `The backup was made at ${head.migrations.at(-1)}, and this database is at ${own.at(-1)}. Nothing was changed. ` +
          'Restore with the version that made it, and migrate afterwards.',
      );
    }
  }

  private async next(text: string): Promise<BackupEnd | undefined> {
    await this.send();
    const line = parsed(text);
    if (isEnd(line)) return line;
    if (!isTableHead(line))
      throw new Error(`The backup has a line that says nothing: ${text.slice(0, 80)}`);
    this.table = this.tables.find(({ name }) => name === line.table);
    const columns = this.table?.columns.map(({ name }) => name).join();
    if (columns !== line.columns.join()) {
      throw new Error(`The backup does not fit the table ${line.table}. Nothing was changed.`);
    }
    return undefined;
  }

  private async take(text: string): Promise<void> {
    this.waiting.push(text);
    this.bytes += text.length;
    if (this.waiting.length >= ROWS_AT_A_TIME || this.bytes >= BYTES_AT_A_TIME) await this.send();
  }

  private async send(): Promise<void> {
    const { table, waiting } = this;
    if (waiting.length === 0) return;
    if (table === undefined) throw new Error('The backup has rows of no table.');
    const values = table.columns.map(({ type }, n) => `(row ->> ${n})::${type}`).join(', ');
    await this.client.query(
      `INSERT INTO ${table.name} (${columnList(table)}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM json_array_elements($1::json) AS row`,
      [`[${waiting.join(',')}]`],
    );
    this.rows += waiting.length;
    this.waiting = [];
    this.bytes = 0;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('This file is no backup of the portal.');
  }
}
