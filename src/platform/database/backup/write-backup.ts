import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import {
  BACKUP_FORMAT,
  type BackupEnd,
  type BackupHead,
  type SequenceState,
  type TableHead,
} from './backup-format.js';
import { backupTables, columnList, connectForBackup, migrationsOf } from './backup-tables.js';

const ROWS_AT_A_TIME = 2000;

const SEQUENCES = `
SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS value
FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1`;

/**
 * Writes all rows of all tables into a file, as they are in one moment, while the server goes on working. The file is there
 * as a whole or not at all, and only its owner may read it. Answers how many rows it holds.
 */
export async function writeBackup(adminUrl: string, file: string): Promise<number> {
  const client = await connectForBackup(adminUrl);
  const draft = `${file}.part`;
  const written = { rows: 0 };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const target = createWriteStream(draft, { mode: 0o600, flags: 'wx' });
    await pipeline(Readable.from(lines(client, written)), createGzip(), target);
    await rename(draft, file);
    return written.rows;
  } catch (error) {
    const isAnothers = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isAnothers) await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function* lines(client: pg.Client, written: { rows: number }): AsyncGenerator<string> {
  const head: BackupHead = {
    format: BACKUP_FORMAT,
    at: new Date().toISOString(),
    server:
      (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]
        ?.server_version ?? '',
    migrations: await migrationsOf(client),
  };
  yield line(head);
  for (const table of await backupTables(client)) {
    const tableHead: TableHead = {
      table: table.name,
      columns: table.columns.map(({ name }) => name),
    };
    yield line(tableHead);
    // As many values as a function takes at most would not do for a wide table; an array of texts takes any number.
    const texts = table.columns.map((_, n) => `t.c${n}::text`).join(', ');
    const names = table.columns.map((_, n) => `c${n}`).join(', ');
    await client.query(
      `DECLARE backup NO SCROLL CURSOR FOR
       SELECT to_json(ARRAY[${texts}]::text[])::text AS row
       FROM (SELECT ${columnList(table)} FROM ${table.name}) AS t (${names})`,
    );
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`FETCH ${ROWS_AT_A_TIME} FROM backup`);
      if (rows.length === 0) break;
      written.rows += rows.length;
      yield rows.map(({ row }) => `${row}\n`).join('');
    }
    await client.query('CLOSE backup');
  }
  const sequences = (await client.query<SequenceState>(SEQUENCES)).rows;
  const end: BackupEnd = { sequences, rows: written.rows };
  yield line(end);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
