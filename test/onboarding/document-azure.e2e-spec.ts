import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kernel/index.js';
import { CleanDocuments } from '../../src/onboarding/clean-documents.js';
import { startAzurite, type Azurite } from '../support/azurite.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addDocument,
  addDrafter,
  deleteDocument,
  holdUpload,
  openLink,
  pdf,
  PNG,
  refusalOf,
  sendDocument,
} from '../support/world/document.world.js';
import { addMarket } from '../support/world/market.world.js';

const MB = 1_048_576;
const CONTAINER = 'evidence';

let azurite: Azurite;
let portal: Portal;
let container: ContainerClient;

beforeAll(async () => {
  azurite = await startAzurite();
  portal = await startPortal('document_azure', {
    STORAGE: 'azure',
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    AZURE_STORAGE_CONTAINER: CONTAINER,
  });
  container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    CONTAINER,
  );
  await addMarket(portal.db, { code: 'DE', name: 'Germany' });
}, 90_000);

afterAll(async () => {
  await portal?.stop();
  await azurite?.stop();
});

/** Every blob, those of which only blocks have arrived too. */
async function blobs(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat({ includeUncommitedBlobs: true })) {
    names.push(name);
  }
  return names.sort();
}

async function documents(): Promise<string[]> {
  const rows = await portal.rows<{ id: string }>('SELECT id FROM onboarding.document');
  return rows.map(({ id }) => id);
}

it('keeps documents as blobs, gives them out by links, and deletes them', async () => {
  const drafter = await addDrafter(portal);
  const { applicationId, token } = drafter;
  const large = pdf(20 * MB, 'a');
  const first = await addDocument(portal, token, applicationId, large);
  const second = await addDocument(portal, token, applicationId, PNG);
  expect(await blobs()).toEqual([`document/${first.id}`, `document/${second.id}`].sort());
  const { contentType } = await container.getBlobClient(`document/${second.id}`).getProperties();
  expect(contentType).toBe('image/png');
  const file = await openLink(portal, first.url);
  expect([file.status, file.headers.get('content-type'), file.body.equals(large)]).toEqual([
    200,
    'application/pdf',
    true,
  ]);
  expect(await deleteDocument(portal, drafter, first.id)).toBe('DELETED');
  expect(await blobs()).toEqual([`document/${second.id}`]);
  expect(refusalOf(await openLink(portal, first.url))).toBe('404 NOT_FOUND');
  // On this server's disk there is nothing.
  expect(existsSync(join(portal.config.dataDir, 'files'))).toBe(false);
});

it('makes no blob of what is too large, no picture, cut, or whose sender goes away', async () => {
  const drafter = await addDrafter(portal);
  const { applicationId, token } = drafter;
  const before = [await documents(), await blobs()];
  for (const [content, refusal] of [
    [pdf(20 * MB + 1), '413 TOO_COSTLY SIZE'],
    [Buffer.from('<html>'), '415 BAD_USER_INPUT CONTENT_TYPE'],
    [pdf(3 * MB).subarray(0, 2 * MB), '422 BAD_USER_INPUT INCOMPLETE'],
  ] as const) {
    const answer = await sendDocument(portal, token, { applicationId, content });
    expect(refusalOf(answer)).toBe(refusal);
  }
  const upload = holdUpload(portal.url, drafter, pdf(6 * MB));
  await sleep(500);
  upload.cut();
  await sleep(500);
  const committed: string[] = [];
  for await (const { name } of container.listBlobsFlat()) committed.push(name);
  expect([await documents(), committed.sort()]).toEqual(before);
  // Its place is free again: four at once are let in.
  for (let n = 0; n < 5; n += 1) await addDocument(portal, token, applicationId);
});

it('clears away no blob that is fresh, and no blob of somebody else', async () => {
  const orphan = `document/${newId()}`;
  for (const name of [orphan, 'document/readme.txt', `backup/${newId()}`]) {
    await container.getBlockBlobClient(name).upload('x', 1);
  }
  const before = await blobs();
  await portal.app.get(CleanDocuments, { strict: false }).run();
  expect(await blobs()).toEqual(before);
});

it('says so when the service cannot be reached, and keeps nothing', async () => {
  const { applicationId, token } = await addDrafter(portal);
  const { id, url } = await addDocument(portal, token, applicationId);
  await azurite.stop();
  const answer = await sendDocument(portal, token, { applicationId, content: pdf() });
  expect([refusalOf(answer), answer.headers.get('retry-after')]).toEqual(['503 UNAVAILABLE', '10']);
  expect(refusalOf(await openLink(portal, url))).toBe('503 UNAVAILABLE');
  const rows = await portal.rows('SELECT id FROM onboarding.document WHERE application_id = $1', [
    applicationId,
  ]);
  expect(rows).toEqual([{ id }]);
}, 60_000);
