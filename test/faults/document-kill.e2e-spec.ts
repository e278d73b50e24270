import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { CleanDocuments } from '../../src/onboarding/clean-documents.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  addDocument,
  addDrafter,
  holdUpload,
  pdf,
  storedFiles,
  type Drafter,
} from '../support/world/document.world.js';
import { addMarket } from '../support/world/market.world.js';

const MB = 1_048_576;
const dataDir = mkdtempSync(join(tmpdir(), 'portal-document-kill-'));

let database: TestDatabase;
let variables: Record<string, string>;
let drafter: Drafter;
/** Another server on the same data. */
let portal: Portal;

beforeAll(async () => {
  database = await createTestDatabase('document_kill');
  variables = {
    SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
  };
  portal = await openPortal(database, variables);
  await addMarket(portal.db, { code: 'DE', name: 'Germany' });
  drafter = await addDrafter(portal);
}, 60_000);

afterAll(async () => {
  await killServers();
  await portal?.stop();
  await database?.drop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

async function until(ready: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await ready()); tries += 1) {
    if (tries > 1000) throw new Error('It did not happen.');
    await sleep(20);
  }
}

/** As if a day had passed for every file of the storage. */
function age(): void {
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  for (const name of storedFiles(portal)) {
    for (const folder of ['.unfinished', join('document', name.slice(-2))]) {
      try {
        utimesSync(join(dataDir, 'files', folder, name), yesterday, yesterday);
      } catch {
        // It lies in the other folder.
      }
    }
  }
}

const rows = () => portal.rows('SELECT id FROM onboarding.document');
const clean = () => portal.app.get(CleanDocuments, { strict: false }).run();

it('a server that is killed between content and row, or while the content comes, leaves nothing for long', async () => {
  const { token, applicationId } = drafter;
  const { id } = await addDocument(portal, token, applicationId);

  // Between them: the row waits for the lock of the application, which somebody else holds.
  const first = await BuiltServer.start(variables);
  const holder = new pg.Client({ connectionString: database.adminUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM onboarding.application WHERE id = $1 FOR UPDATE', [
    applicationId,
  ]);
  const upload = holdUpload(first.url, drafter, pdf(MB));
  const answer = upload.release().catch(() => 'broken');
  const finished = () => storedFiles(portal).filter((name) => name !== id);
  await until(async () => {
    const waiting = await portal.rows(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return waiting.length > 0;
  });
  expect(finished()).toHaveLength(1);
  await first.kill();
  expect(await answer).toBe('broken');
  await holder.query('ROLLBACK');
  await holder.end();

  // While it comes.
  const second = await BuiltServer.start(variables);
  const half = holdUpload(second.url, drafter, pdf(2 * MB));
  await until(() => finished().length === 2);
  await second.kill();
  half.cut();

  expect(await rows()).toEqual([{ id }]);
  expect(finished()).toHaveLength(2);
  // An upload that is still under way elsewhere looks the same, so nothing is done for a day.
  await clean();
  expect(finished()).toHaveLength(2);
  age();
  await clean();
  expect(storedFiles(portal)).toEqual([id]);
  expect(await rows()).toEqual([{ id }]);
  await addDocument(portal, token, applicationId);
}, 180_000);
