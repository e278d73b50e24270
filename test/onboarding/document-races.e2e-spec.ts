import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addDocument,
  addDocumentRow,
  addDrafter,
  deleteDocument,
  holdUpload,
  pdf,
  refusalOf,
  sendDocument,
  storedFiles,
  type Drafter,
} from '../support/world/document.world.js';
import { addMembership, signInAs } from '../support/world/identity.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { openShop } from '../support/world/shop.world.js';
import { take, told } from './application-mutations.js';

const MB = 1_048_576;

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('document_races', { DATABASE_POOL_SIZE: '16' });
  await openShop(portal);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

async function versionOf({ applicationId }: Drafter): Promise<number> {
  const [row] = await portal.rows<{ version: number }>(
    'SELECT version FROM onboarding.application WHERE id = $1',
    [applicationId],
  );
  return row?.version ?? 0;
}

async function submit(drafter: Drafter): Promise<string> {
  const { applicationId } = drafter;
  const payload = await take(portal, drafter, 'Submit', {
    applicationId,
    expectedVersion: await versionOf(drafter),
  });
  return told(payload)[0] ?? payload.application.state;
}

/** Waits until so many more files are being written than before. */
async function untilFiles(count: number): Promise<void> {
  for (let tries = 0; storedFiles(portal).length !== count; tries += 1) {
    if (tries > 500)
      throw new Error(`There are ${storedFiles(portal).length} files, not ${count}.`);
    await sleep(10);
  }
}

async function documentsOf({ applicationId }: Drafter): Promise<string[]> {
  const rows = await portal.rows<{ id: string }>(
    'SELECT id FROM onboarding.document WHERE application_id = $1',
    [applicationId],
  );
  return rows.map(({ id }) => id);
}

describe('an upload that is under way', () => {
  it('is refused at its end when the application was submitted meanwhile, and leaves nothing', async () => {
    const drafter = await addDrafter(portal);
    const before = storedFiles(portal);
    const upload = holdUpload(portal.url, drafter, pdf(2 * MB));
    await untilFiles(before.length + 1);
    expect(await submit(drafter)).toBe('SUBMITTED');
    const { status, text } = await upload.release();
    expect([status, text]).toEqual([400, expect.stringContaining('ILLEGAL_TRANSITION')]);
    expect([await documentsOf(drafter), storedFiles(portal)]).toEqual([[], before]);
  });

  it('is finished though its sender signs out meanwhile, since it was let in', async () => {
    const drafter = await addDrafter(portal);
    const before = storedFiles(portal);
    const upload = holdUpload(portal.url, drafter, pdf(2 * MB));
    await untilFiles(before.length + 1);
    await portal.ask('mutation { signOut { signedOut } }', {}, { token: drafter.token });
    expect((await upload.release()).status).toBe(201);
    const [id] = await documentsOf(drafter);
    expect(storedFiles(portal)).toEqual([...before, id].sort());
  });

  it('is one of at most four of a person; when one ends, in whatever way, there is room again', async () => {
    const drafter = await addDrafter(portal);
    const before = storedFiles(portal);
    const uploads = [];
    for (let n = 1; n <= 4; n += 1) {
      uploads.push(holdUpload(portal.url, drafter, pdf(2 * MB)));
      await untilFiles(before.length + n);
    }
    const { applicationId, token } = drafter;
    const fifth = await sendDocument(portal, token, { applicationId, content: pdf() });
    expect([refusalOf(fifth), fifth.headers.get('retry-after')]).toEqual(['429 RATE_LIMITED', '5']);
    // Somebody else is not kept waiting.
    const other = await addDrafter(portal);
    const { id: others } = await addDocument(portal, other.token, other.applicationId);
    uploads[0]?.cut();
    await untilFiles(before.length + 4);
    const { id: fresh } = await addDocument(portal, token, applicationId);
    for (const upload of uploads.slice(1)) expect((await upload.release()).status).toBe(201);
    const kept = await documentsOf(drafter);
    expect(kept).toHaveLength(4);
    expect(kept).toContain(fresh);
    expect(storedFiles(portal)).toEqual([...before, ...kept, others].sort());
  });
});

describe('a document and the submission of its application at the same moment', () => {
  it('is either taken back before it or stays as evidence, again and again', async () => {
    for (let round = 0; round < 12; round += 1) {
      const drafter = await addDrafter(portal);
      const { id } = await addDocument(portal, drafter.token, drafter.applicationId);
      const [deleted, state] = await Promise.all([
        sleep(round % 4).then(() => deleteDocument(portal, drafter, id)),
        submit(drafter),
      ]);
      expect(state).toBe('SUBMITTED');
      expect(['DELETED', 'ILLEGAL_TRANSITION']).toContain(deleted);
      const stays = deleted !== 'DELETED';
      expect(await documentsOf(drafter)).toEqual(stays ? [id] : []);
      expect(storedFiles(portal).includes(id)).toBe(stays);
    }
  });

  it('comes before it or not at all', async () => {
    for (let round = 0; round < 12; round += 1) {
      const drafter = await addDrafter(portal);
      const { applicationId, token } = drafter;
      const before = storedFiles(portal).length;
      const [answer, state] = await Promise.all([
        sendDocument(portal, token, { applicationId, content: pdf(50_000) }),
        sleep(round).then(() => submit(drafter)),
      ]);
      expect(state).toBe('SUBMITTED');
      const taken = answer.status === 201;
      if (!taken) expect(refusalOf(answer)).toBe('400 BAD_USER_INPUT ILLEGAL_TRANSITION');
      expect(await documentsOf(drafter)).toHaveLength(taken ? 1 : 0);
      expect(storedFiles(portal)).toHaveLength(before + (taken ? 1 : 0));
    }
  });
});

describe('what a person may keep', () => {
  it('ends at a hundred documents, wherever they lie', async () => {
    const drafter = await addDrafter(portal);
    const { applicationId, token, userId: applicantUserId } = drafter;
    for (let old = 0; old < 5; old += 1) {
      const id = await addApplication(portal.db, { applicantUserId, state: 'WITHDRAWN' });
      for (let n = 0; n < (old === 4 ? 19 : 20); n += 1) await addDocumentRow(portal.db, id);
    }
    const outcomes = await inParallel(3, async () => {
      const answer = await sendDocument(portal, token, { applicationId, content: pdf() });
      return answer.status === 201 ? 'taken' : refusalOf(answer);
    });
    expect(tally(outcomes)).toEqual({ taken: 1, '400 BAD_USER_INPUT INVALID_VALUE COUNT': 2 });
    // Nobody else is full.
    const other = await addDrafter(portal);
    await addDocument(portal, other.token, other.applicationId);
  });
});

describe('an application that was filed for a reseller', () => {
  it('takes and gives back documents only while its applicant speaks for that one', async () => {
    const drafter = await addDrafter(portal);
    const { userId, applicationId, token, email } = drafter;
    const { id } = await addDocument(portal, token, applicationId);
    const resellerId = await addReseller(portal.db, { state: 'DEAUTHORIZED' });
    await addMembership(portal.db, { userId, resellerId, role: 'RESELLER_ADMIN' });
    await portal.db.query('UPDATE onboarding.application SET reseller_id = $2 WHERE id = $1', [
      applicationId,
      resellerId,
    ]);
    const files = storedFiles(portal);
    const refused = await sendDocument(portal, token, { applicationId, content: pdf() });
    expect([refusalOf(refused), await deleteDocument(portal, drafter, id)]).toEqual([
      '404 NOT_FOUND',
      'NOT_FOUND',
    ]);
    expect([await documentsOf(drafter), storedFiles(portal)]).toEqual([[id], files]);
    const { accessToken } = await signInAs(portal, email);
    const { id: second } = await addDocument(portal, accessToken, applicationId);
    expect(await deleteDocument(portal, { token: accessToken }, id)).toBe('DELETED');
    expect(await documentsOf(drafter)).toEqual([second]);
  });
});
