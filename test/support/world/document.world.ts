import { readdirSync } from 'node:fs';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { newId } from '../../../src/kernel/index.js';
import type { Answer, Portal } from '../portal.js';
import { addUser, signInAs } from './identity.world.js';
import { addApplication } from './onboarding.world.js';
import type { WorldDatabase } from './world-database.js';

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(100, 0x11),
  Buffer.from('ffd9', 'hex'),
]);

/** Something that looks like a PDF of so many bytes from outside. */
export function pdf(bytes = 1000, filling = 'x'): Buffer {
  const [head, tail] = [Buffer.from('%PDF-1.7\n'), Buffer.from('\n%%EOF\n')];
  return Buffer.concat([head, Buffer.alloc(bytes - head.length - tail.length, filling), tail]);
}

export interface DocumentAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
  /** The body, where it is JSON. */
  json: Answer['data'];
}

export interface SentDocument {
  applicationId: string;
  content: Buffer | ReadableStream<Uint8Array>;
  kind?: string;
  name?: string;
  headers?: Record<string, string>;
}

/** Sends a document as a client does. */
export async function sendDocument(
  portal: Portal,
  token: string | undefined,
  { applicationId, content, kind = 'TRADE_REGISTER', name = 'extract.pdf', headers }: SentDocument,
): Promise<DocumentAnswer> {
  const query = new URLSearchParams({ kind, name });
  return answerOf(
    await fetch(`${portal.url}/applications/${applicationId}/documents?${query.toString()}`, {
      method: 'POST',
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: Buffer.isBuffer(content) ? new Uint8Array(content) : content,
      ...(!Buffer.isBuffer(content) && { duplex: 'half' as const }),
    }),
  );
}

/** Sends one that must be taken. */
export async function addDocument(
  portal: Portal,
  token: string,
  applicationId: string,
  content = pdf(),
): Promise<Answer['data']> {
  const { status, json } = await sendDocument(portal, token, { applicationId, content });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
  return json;
}

/** Opens the address of a document as a browser does, which has no token. */
export async function openLink(portal: Portal, url: string): Promise<DocumentAnswer> {
  const { pathname, search } = new URL(url, portal.url);
  return answerOf(await fetch(`${portal.url}${pathname}${search}`));
}

async function answerOf(response: Response): Promise<DocumentAnswer> {
  const body = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const { status, headers } = response;
  return { status, headers, body, json: isJson ? JSON.parse(body.toString('utf8')) : null };
}

/** Status, code and rule of a refusal in one line. */
export function refusalOf({ status, json }: DocumentAnswer): string {
  const { code, rule, problems } = json.errors[0].extensions;
  const told = problems?.map((problem: Answer['data']) => `${problem.code} ${problem.rule ?? ''}`);
  return [status, code, rule, ...(told ?? [])]
    .filter((part) => part !== undefined)
    .join(' ')
    .trim();
}

/** Every file that the folder of a portal holds, unfinished ones too. */
export function storedFiles(portal: Portal): string[] {
  try {
    return readdirSync(join(portal.config.dataDir, 'files'), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

/** A row without a file, sent by the applicant so many minutes ago. */
export async function addDocumentRow(
  db: WorldDatabase,
  applicationId: string,
  { minutesAgo = 0, name = 'extract.pdf' }: { minutesAgo?: number; name?: string } = {},
): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO onboarding.document (id, application_id, kind, name, content_type, bytes, sha256, uploaded_by,
       uploaded_by_name, uploaded_at)
     SELECT $1, a.id, 'OTHER', $4, 'application/pdf', 9, repeat('0', 64), a.applicant_user_id, 'Some Body',
       now() - make_interval(mins => $3)
     FROM onboarding.application a WHERE a.id = $2`,
    [id, applicationId, minutesAgo, name],
  );
  return id;
}

export interface Drafter {
  userId: string;
  email: string;
  token: string;
  applicationId: string;
}

/** Somebody with a complete application that is not submitted yet. */
export async function addDrafter(portal: Portal): Promise<Drafter> {
  const { id: userId, email } = await addUser(portal.db, { name: 'Nora Lind' });
  const applicationId = await addApplication(portal.db, { applicantUserId: userId });
  const { accessToken: token } = await signInAs(portal, email);
  return { userId, email, token, applicationId };
}

/** Takes a document back; says DELETED, or why not. */
export async function deleteDocument(
  portal: Portal,
  { token }: { token: string },
  documentId: string,
): Promise<string> {
  const { data, errors } = await portal.ask(
    `mutation ($input: DocumentDeleteInput!) { documentDelete(input: $input) { documentId userErrors { code rule } } }`,
    { input: { documentId } },
    { token },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const [error] = data.documentDelete.userErrors;
  return error?.rule ?? error?.code ?? 'DELETED';
}

/** An upload that stands still when most of it has been sent, until it is let go. */
export interface HeldUpload {
  /** Sends the rest, and gives the answer's status with its text. */
  release(): Promise<{ status: number; text: string }>;
  /** Breaks the connection. */
  cut(): void;
}

export function holdUpload(
  url: string,
  { token, applicationId }: { token: string; applicationId: string },
  content: Buffer,
): HeldUpload {
  const request = send(`${url}/applications/${applicationId}/documents?kind=OTHER`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-length': String(content.length) },
  });
  const answer = new Promise<{ status: number; text: string }>((done, fail) => {
    request.once('error', fail);
    request.once('response', (response) => {
      response.toArray().then((chunks: Buffer[]) => {
        done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      }, fail);
    });
  });
  // Who cuts it asks for no answer.
  answer.catch(() => undefined);
  const most = content.length - 1;
  request.write(content.subarray(0, most));
  return {
    release: () => {
      request.end(content.subarray(most));
      return answer;
    },
    cut: () => {
      request.destroy();
    },
  };
}
