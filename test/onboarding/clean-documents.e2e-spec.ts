import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newId } from '../../src/kernel/index.js';
import { CleanDocuments } from '../../src/onboarding/clean-documents.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addDocument, addDocumentRow, storedFiles } from '../support/world/document.world.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';

const HOUR = 3_600_000;

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('clean_documents', { DOCUMENT_RETENTION_DAYS: '10' });
  await addMarket(portal.db, { code: 'DE', name: 'Germany' });
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

const clean = () => portal.app.get(CleanDocuments, { strict: false }).run();

/** A file as an upload leaves it, and how old it is. */
function putFile(id: string, hours: number, folder = join('document', id.slice(-2))): void {
  const file = join(portal.config.dataDir, 'files', folder, id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'content');
  const at = new Date(Date.now() - hours * HOUR);
  utimesSync(file, at, at);
}

async function documents(): Promise<string[]> {
  const rows = await portal.rows<{ id: string }>('SELECT id FROM onboarding.document ORDER BY id');
  return rows.map(({ id }) => id);
}

it('documents of applications that came to nothing go after their time, with their files', async () => {
  const kept: string[] = [];
  const gone: string[] = [];
  for (const [state, days] of [
    ['DRAFT', 20],
    ['SUBMITTED', 20],
    ['WITHDRAWN', 9],
    ['WITHDRAWN', 11],
    ['EXPIRED', 9],
    ['EXPIRED', 11],
  ] as const) {
    const { id: applicantUserId } = await addUser(portal.db);
    const application = { applicantUserId, state, daysInState: days };
    const id = await addDocumentRow(portal.db, await addApplication(portal.db, application));
    putFile(id, 500);
    (days === 11 ? gone : kept).push(id);
  }
  await clean();
  expect(await documents()).toEqual(kept.sort());
  expect(storedFiles(portal)).toEqual(kept);
  const told = await portal.rows<{ id: string; label: string }>(
    `SELECT entity_id AS id, actor_label AS label FROM platform.audit_record
     WHERE entity = 'DOCUMENT' AND operation = 'DELETE' ORDER BY entity_id`,
  );
  expect(told.map(({ id }) => id)).toEqual(gone.sort());
  await clean();
  expect(storedFiles(portal)).toEqual(kept);
});

it('files without a document go after a day, and uploads that never ended', async () => {
  const user = await addUser(portal.db);
  const applicationId = await addApplication(portal.db, { applicantUserId: user.id });
  const { accessToken } = await signInAs(portal, user.email);
  const { id } = await addDocument(portal, accessToken, applicationId);
  const before = storedFiles(portal);
  expect(before).toContain(id);
  const [orphan, fresh, half, running] = [newId(), newId(), newId(), newId()];
  putFile(orphan, 25);
  putFile(fresh, 23);
  putFile(half, 25, '.unfinished');
  putFile(running, 1, '.unfinished');
  await clean();
  expect(storedFiles(portal)).toEqual([...before, fresh, running].sort());
});

it('a storage that belongs to another database is left alone', async () => {
  const before = storedFiles(portal).length;
  for (let n = 0; n < 101; n += 1) putFile(newId(), 48);
  await clean();
  expect(storedFiles(portal)).toHaveLength(before + 101);
});
