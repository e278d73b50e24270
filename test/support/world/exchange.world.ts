import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../../src/kernel/index.js';
import type { Answer, Portal } from '../portal.js';
import type { WorldDatabase } from './world-database.js';

/** What a test reads of an import. */
export type SeenImport = Answer['data'];

const IMPORT = `query ($id: ID!) {
  import(id: $id) {
    id kind mode state fileName progress failure createdBy version counts { rows create update unchanged error }
    rows(first: 100, outcome: ERROR) { nodes { line cells outcome problems { line column code message } } }
  }
}`;
const APPLY = `mutation ($input: ImportApplyInput!) {
  importApply(input: $input) { import { state version } userErrors { code path message state operation version } }
}`;
const CANCEL = `mutation ($input: ImportCancelInput!) {
  importCancel(input: $input) { import { state version } userErrors { code path message state operation version } }
}`;

export interface FileAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is JSON. */
  json: Answer['data'];
}

export interface UploadOptions {
  mode?: 'ALL_OR_NOTHING' | 'ROW_BY_ROW';
  fileName?: string;
  contentType?: string;
}

/** Sends a file as a client does. */
export async function upload(
  portal: Portal,
  token: string | undefined,
  { kind, file }: { kind: string; file: string | Buffer },
  { mode = 'ROW_BY_ROW', fileName = 'test.csv', contentType = 'text/csv' }: UploadOptions = {},
): Promise<FileAnswer> {
  const address = `/imports/${kind}?mode=${mode}&fileName=${encodeURIComponent(fileName)}`;
  return ask(portal, address, token, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: new Uint8Array(Buffer.from(file)),
  });
}

export function download(
  portal: Portal,
  token: string | undefined,
  address: string,
): Promise<FileAnswer> {
  return ask(portal, address, token, {});
}

async function ask(
  portal: Portal,
  address: string,
  token: string | undefined,
  init: RequestInit,
): Promise<FileAnswer> {
  const response = await fetch(`${portal.url}${address}`, {
    ...init,
    headers: {
      ...init.headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  // As bytes first: reading it as text would take a byte order mark away.
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const { status, headers } = response;
  return { status, headers, text, json: isJson ? JSON.parse(text) : null };
}

export async function seeImport(portal: Portal, token: string, id: string): Promise<SeenImport> {
  const { data, errors } = await portal.ask(IMPORT, { id }, { token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.import;
}

/** Waits until no job works on it any more. */
export async function settled(portal: Portal, token: string, id: string): Promise<SeenImport> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const seen = await seeImport(portal, token, id);
    if (!['CHECKING', 'APPLYING'].includes(seen.state)) return seen;
    await sleep(50);
  }
  throw new Error(`The import ${id} does not come to an end.`);
}

/** Sends a file that must be taken, and waits until it is checked. */
export async function checked(
  portal: Portal,
  token: string,
  sent: { kind: string; file: string | Buffer },
  options?: UploadOptions,
): Promise<SeenImport> {
  const answer = await upload(portal, token, sent, options);
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return settled(portal, token, answer.json.id);
}

export function applyImport(
  portal: Portal,
  token: string,
  { id, version }: { id: string; version: number },
): Promise<Answer> {
  return portal.ask(APPLY, { input: { id, expectedVersion: version } }, { token });
}

export function cancelImport(
  portal: Portal,
  token: string,
  { id, version }: { id: string; version: number },
): Promise<Answer> {
  return portal.ask(CANCEL, { input: { id, expectedVersion: version } }, { token });
}

/** Sends, checks and applies a file, and gives what became of it. */
export async function applied(
  portal: Portal,
  token: string,
  sent: { kind: string; file: string | Buffer },
  options?: UploadOptions,
): Promise<SeenImport> {
  const seen = await checked(portal, token, sent, options);
  const { data, errors } = await applyImport(portal, token, seen);
  if (errors.length > 0 || data.importApply.userErrors.length > 0) {
    throw new Error(JSON.stringify([errors, data]));
  }
  return settled(portal, token, seen.id);
}

/** Adds a checked file of one row, as the person had sent it, and gives its id. */
export async function addImport(
  db: WorldDatabase,
  { userId, email }: { userId: string; email: string },
  kind = 'STOCK',
): Promise<string> {
  const id = newId();
  const caller = {
    kind: 'USER',
    userId,
    sessionId: newId(),
    email,
    name: 'Some Body',
    staffRoles: ['ORDER_DESK'],
    regionIds: [],
    membership: null,
  };
  await db.query(
    `INSERT INTO exchange.import (id, kind, mode, state, file_name, columns, created_by, created_by_name, caller,
       request_id, row_count, done_count, error_count)
     VALUES ($1, $2, 'ROW_BY_ROW', 'CHECKED', 'test.csv', '{locationCode,sku,onHand}', $3, 'Some Body', $4, 'r', 1, 1, 1)`,
    [id, kind, userId, JSON.stringify(caller)],
  );
  await db.query(
    `INSERT INTO exchange.import_row (import_id, number, line, cells, outcome, problems)
     VALUES ($1, 1, 2, '{RTM,SKU-X,1}', 'ERROR',
       '[{"column": "sku", "code": "UNKNOWN_SKU", "message": "There is no SKU-X."}]')`,
    [id],
  );
  return id;
}

/** A file with the columns of a kind. */
export function csv(...rows: (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
