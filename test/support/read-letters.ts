import type { INestApplication } from '@nestjs/common';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import PostalMime from 'postal-mime';
import type { Config } from '../../src/platform/config/index.js';
import { LetterSender } from '../../src/platform/letter/index.js';

/** A letter as a mail program reads it. */
export interface ReadLetter {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Such as 'identity.verify_email'. */
  kind: string;
  messageId: string;
  /** By their names in lower case. */
  headers: Record<string, string>;
}

const WAITING = "SELECT 1 FROM platform.letter WHERE state = 'QUEUED'";
const PATIENCE_MS = 20_000;

/** Sends what waits, as the jobs do, and reads the folder of letters. */
export async function lettersIn(
  app: INestApplication,
  config: Config,
  database: Pick<pg.Pool, 'query'>,
): Promise<ReadLetter[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    await app.get(LetterSender, { strict: false }).sweep();
    if ((await database.query(WAITING)).rowCount === 0) break;
    if (Date.now() > until) throw new Error('Letters are still waiting.');
    await sleep(100);
  }
  return readFolder(join(config.dataDir, 'letters'));
}

export async function readFolder(folder: string): Promise<ReadLetter[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(files.map(async (name) => readLetter(await readFile(join(folder, name)))));
}

export async function readLetter(raw: string | Uint8Array<ArrayBuffer>): Promise<ReadLetter> {
  const letter = await PostalMime.parse(raw);
  const headers = Object.fromEntries(letter.headers.map(({ key, value }) => [key, value]));
  return {
    to: letter.to?.map(({ address }) => address).join(', ') ?? '',
    subject: letter.subject ?? '',
    text: letter.text ?? '',
    html: letter.html ?? '',
    kind: headers['x-letter-kind'] ?? '',
    messageId: letter.messageId ?? '',
    headers,
  };
}
