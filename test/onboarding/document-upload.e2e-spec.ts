import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  addDocument,
  addDocumentRow,
  JPEG,
  openLink,
  pdf,
  PNG,
  refusalOf,
  sendDocument,
  storedFiles,
} from '../support/world/document.world.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addStaff, openShop } from '../support/world/shop.world.js';

const MB = 1_048_576;

/** What a browser that guesses could take for a page, and an unpacker for an archive. */
const POLYGLOT = Buffer.concat([
  JPEG,
  Buffer.from('<!doctype html><script>alert(document.domain)</script>'),
  Buffer.from('504b0506', 'hex'),
  Buffer.alloc(18),
]);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('document_upload', { DATABASE_POOL_SIZE: '16' });
  await openShop(portal);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

interface Applicant {
  userId: string;
  token: string;
  applicationId: string;
}

async function addApplicant(state = 'DRAFT', daysInState = 0): Promise<Applicant> {
  const user = await addUser(portal.db, { name: 'Nora Lind' });
  const decidedBy = ['APPROVED', 'REJECTED'].includes(state)
    ? (await addStaff(portal, 'CHANNEL_MANAGER')).userId
    : undefined;
  const applicationId = await addApplication(portal.db, {
    applicantUserId: user.id,
    state,
    daysInState,
    ...(decidedBy !== undefined && { decidedBy }),
    ...(state === 'APPROVED' && { resellerId: await anyReseller() }),
  });
  const { accessToken: token } = await signInAs(portal, user.email);
  return { userId: user.id, token, applicationId };
}

async function anyReseller(): Promise<string> {
  const [row] = await portal.rows<{ id: string }>('SELECT id FROM reseller.reseller LIMIT 1');
  return row?.id ?? '';
}

async function remove({ token }: Applicant, documentId: string): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(
    `mutation ($input: DocumentDeleteInput!) {
       documentDelete(input: $input) { documentId userErrors { code path message rule state operation } }
     }`,
    { input: { documentId } },
    { token },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.documentDelete;
}

describe('a document that is taken', () => {
  it.each([
    ['a PDF', pdf(), 'extract.pdf', 'application/pdf', 'extract.pdf'],
    ['a PNG', PNG, 'scan.png', 'image/png', 'scan.png'],
    ['a JPEG', JPEG, 'photo.JPEG', 'image/jpeg', 'photo.JPEG'],
    [
      'a JPEG that is a page and an archive besides',
      POLYGLOT,
      'page.html',
      'image/jpeg',
      'page.html.jpg',
    ],
    ['a PNG that calls itself a program', PNG, 'setup.exe', 'image/png', 'setup.exe.png'],
    ['one without a name', JPEG, '', 'image/jpeg', 'trade-register.jpg'],
    [
      'one whose name hides something',
      pdf(),
      '..\\..\\a/b\u202Efdp.exe\n',
      'application/pdf',
      '_.._a_b_fdp.exe_.pdf',
    ],
    ['one with a Chinese name', pdf(), '营业执照.pdf', 'application/pdf', '营业执照.pdf'],
  ])('%s is kept and comes back as it was', async (_, content, name, contentType, kept) => {
    const applicant = await addApplicant();
    const { status, json } = await sendDocument(portal, applicant.token, {
      applicationId: applicant.applicationId,
      content,
      name,
      headers: { 'content-type': 'text/html' },
    });
    expect(status).toBe(201);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(json).toEqual({
      id: expect.any(String),
      kind: 'TRADE_REGISTER',
      name: kept,
      contentType,
      bytes: content.length,
      sha256,
      uploadedAt: expect.any(String),
      uploadedBy: 'Nora Lind',
      url: expect.stringContaining(`/documents/${json.id}?session=`),
      urlExpiresAt: expect.any(String),
    });
    const file = await openLink(portal, json.url);
    expect(file.status).toBe(200);
    expect(file.body.equals(content)).toBe(true);
    const exact = encodeURIComponent(kept);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': contentType,
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="${kept.replace(/[^\w.-]+/g, '_')}"; filename*=UTF-8''${exact}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    });
    expect(
      await portal.rows(
        `SELECT operation, parent_id AS parent, new, actor_user_id AS by FROM platform.audit_record
         WHERE entity = 'DOCUMENT' AND entity_id = $1`,
        [json.id],
      ),
    ).toEqual([
      {
        operation: 'UPLOAD',
        parent: applicant.applicationId,
        new: { kind: 'TRADE_REGISTER', contentType, bytes: content.length, sha256 },
        by: applicant.userId,
      },
    ]);
  });
});

describe('a document that is refused', () => {
  const ZIP = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(60)]);

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), '422 BAD_USER_INPUT EMPTY'],
    [
      'a program',
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]),
      '415 BAD_USER_INPUT CONTENT_TYPE',
    ],
    [
      'HTML',
      Buffer.from('<!doctype html><script>alert(1)</script>'),
      '415 BAD_USER_INPUT CONTENT_TYPE',
    ],
    [
      'HTML that speaks of PDF',
      Buffer.from('<html><!-- %PDF-1.7 --><script>alert(1)</script>%%EOF'),
      '415 BAD_USER_INPUT CONTENT_TYPE',
    ],
    [
      'an SVG',
      Buffer.from(
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      ),
      '415 BAD_USER_INPUT CONTENT_TYPE',
    ],
    ['a ZIP', ZIP, '415 BAD_USER_INPUT CONTENT_TYPE'],
    ['a GIF', Buffer.from('GIF89a/*comment*/=1;'), '415 BAD_USER_INPUT CONTENT_TYPE'],
    ['text', Buffer.from('Trade register of Berlin'), '415 BAD_USER_INPUT CONTENT_TYPE'],
    ['a byte', Buffer.from('%'), '415 BAD_USER_INPUT CONTENT_TYPE'],
    ['a ZIP behind a picture', Buffer.concat([PNG, ZIP]), '422 BAD_USER_INPUT INCOMPLETE'],
    ['a picture that is cut', PNG.subarray(0, PNG.length - 3), '422 BAD_USER_INPUT INCOMPLETE'],
    ['a PDF that is cut', pdf().subarray(0, 900), '422 BAD_USER_INPUT INCOMPLETE'],
    [
      'much else behind a PDF',
      Buffer.concat([pdf(), Buffer.alloc(5000, 'z')]),
      '422 BAD_USER_INPUT INCOMPLETE',
    ],
  ])('is %s, whatever its name is, and nothing is left of it', async (_, content, refusal) => {
    const { token, applicationId } = await addApplicant();
    const before = [await contentOf(portal), storedFiles(portal)];
    const answer = await sendDocument(portal, token, {
      applicationId,
      content,
      name: 'extract.pdf',
      headers: { 'content-type': 'application/pdf' },
    });
    expect(refusalOf(answer)).toBe(refusal);
    expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
  });

  it.each([
    ['of no kind', { kind: 'PHOTO' }, '400 BAD_USER_INPUT INVALID_VALUE ONE_OF'],
    ['with an endless name', { name: 'x'.repeat(1001) }, '400 BAD_USER_INPUT INVALID_VALUE LENGTH'],
    ['that is compressed', { headers: { 'content-encoding': 'gzip' } }, '415 BAD_USER_INPUT'],
  ])('is one %s', async (_, sent, refusal) => {
    const { token, applicationId } = await addApplicant();
    const before = await contentOf(portal);
    const answer = await sendDocument(portal, token, { applicationId, content: pdf(), ...sent });
    expect(refusalOf(answer)).toBe(refusal);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is one for an application that is not yours, exactly as for one that is not there', async () => {
    const mine = await addApplicant();
    const other = await addApplicant();
    const before = [await contentOf(portal), storedFiles(portal)];
    const refusals = [];
    for (const applicationId of [other.applicationId, newId(), 'nonsense']) {
      const answer = await sendDocument(portal, mine.token, { applicationId, content: pdf() });
      const [{ message, extensions }] = answer.json.errors;
      refusals.push([answer.status, message, { ...extensions, requestId: '' }]);
    }
    expect(refusals).toEqual(
      Array(3).fill([404, 'There is no such application.', { code: 'NOT_FOUND', requestId: '' }]),
    );
    expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
  });
});

describe('the size of a document', () => {
  it('may be twenty megabytes', async () => {
    const { token, applicationId } = await addApplicant();
    const content = pdf(20 * MB);
    const { url, bytes } = await addDocument(portal, token, applicationId, content);
    expect(bytes).toBe(20 * MB);
    expect((await openLink(portal, url)).body.equals(content)).toBe(true);
  });

  function stream(bytes: number): ReadableStream<Uint8Array> {
    let left = bytes;
    return new ReadableStream({
      pull(controller) {
        if (left === bytes) controller.enqueue(Buffer.from('%PDF-1.7\n'));
        const size = Math.min(left, 65_536);
        left -= size;
        if (size === 0) controller.close();
        else controller.enqueue(randomBytes(size));
      },
    });
  }

  it.each([
    ['says so', pdf(20 * MB + 1)],
    ['does not say so', undefined],
  ])('of a byte more is refused, also from who %s, and nothing is left', async (_, content) => {
    const { token, applicationId } = await addApplicant();
    const before = [await contentOf(portal), storedFiles(portal)];
    const answer = await sendDocument(portal, token, {
      applicationId,
      content: content ?? stream(21 * MB),
    });
    expect(refusalOf(answer)).toBe('413 TOO_COSTLY SIZE');
    expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
  });
});

describe('a connection that breaks half way', () => {
  it('leaves nothing behind, and the server serves on', async () => {
    const { token, applicationId } = await addApplicant();
    const before = [await contentOf(portal), storedFiles(portal)];
    for (let round = 0; round < 5; round += 1) {
      const upload = send(`${portal.url}/applications/${applicationId}/documents?kind=OTHER`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-length': String(10 * MB) },
      });
      upload.on('error', () => undefined);
      upload.write(pdf(3 * MB + round * 50_000));
      for (
        let tries = 0;
        storedFiles(portal).length === before[1]?.length && tries < 200;
        tries += 1
      ) {
        await sleep(10);
      }
      expect(storedFiles(portal)).toHaveLength(Number(before[1]?.length) + 1);
      upload.destroy();
      for (
        let tries = 0;
        storedFiles(portal).length > Number(before[1]?.length) && tries < 200;
        tries += 1
      ) {
        await sleep(10);
      }
    }
    expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
    await addDocument(portal, token, applicationId);
  }, 60_000);
});

describe('an application', () => {
  it('has twenty documents and no more, however many come at once', async () => {
    const { token, applicationId } = await addApplicant();
    for (let n = 0; n < 18; n += 1) await addDocumentRow(portal.db, applicationId);
    const files = storedFiles(portal).length;
    const outcomes = await inParallel(4, async () => {
      const answer = await sendDocument(portal, token, { applicationId, content: pdf(200_000) });
      return answer.status === 201 ? 'taken' : refusalOf(answer);
    });
    expect(tally(outcomes)).toEqual({
      taken: 2,
      '400 BAD_USER_INPUT INVALID_VALUE COUNT': 2,
    });
    expect(storedFiles(portal)).toHaveLength(files + 2);
  });

  const ILLEGAL = '400 BAD_USER_INPUT ILLEGAL_TRANSITION';
  it.each([
    ['DRAFT', 'taken'],
    ['SUBMITTED', ILLEGAL],
    ['IN_VETTING', ILLEGAL],
    ['ACTION_REQUIRED', 'taken'],
    ['PENDING_AGREEMENT', ILLEGAL],
    ['READY_FOR_DECISION', ILLEGAL],
    ['APPROVED', ILLEGAL],
    ['REJECTED', ILLEGAL],
    ['WITHDRAWN', ILLEGAL],
    ['EXPIRED', ILLEGAL],
  ])(
    'that is %s: a new document is %s; one from before is deleted in a draft only',
    async (state, outcome) => {
      const applicant = await addApplicant(state, 1);
      const old = await addDocumentRow(portal.db, applicant.applicationId, { minutesAgo: 3000 });
      const before = [await contentOf(portal), storedFiles(portal)];
      const { userErrors } = await remove(applicant, old);
      if (state === 'DRAFT') {
        expect(userErrors).toEqual([]);
      } else {
        expect(userErrors).toMatchObject([
          state === 'ACTION_REQUIRED'
            ? { code: 'INVALID_VALUE', rule: 'SUBMITTED', path: ['input', 'documentId'] }
            : { code: 'ILLEGAL_TRANSITION', state, path: ['input', 'documentId'] },
        ]);
        expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
      }
      const answer = await sendDocument(portal, applicant.token, {
        applicationId: applicant.applicationId,
        content: pdf(),
      });
      expect(answer.status === 201 ? 'taken' : refusalOf(answer)).toBe(outcome);
      if (answer.status !== 201) {
        expect([await contentOf(portal), storedFiles(portal)]).toEqual(before);
        return;
      }
      // What came in this state can be taken back in it.
      expect(await remove(applicant, answer.json.id)).toEqual({
        documentId: answer.json.id,
        userErrors: [],
      });
      expect(storedFiles(portal)).toEqual(before[1]);
    },
  );

  it('that ends by the clock takes none, whether the job has come or not', async () => {
    const { token, applicationId } = await addApplicant('DRAFT', 90);
    const answer = await sendDocument(portal, token, { applicationId, content: pdf() });
    expect(refusalOf(answer)).toBe(ILLEGAL);
  });
});

describe('documentDelete', () => {
  it('takes file and row, once, and its link with them', async () => {
    const applicant = await addApplicant();
    const { id, url } = await addDocument(portal, applicant.token, applicant.applicationId);
    expect(storedFiles(portal)).toContain(id);
    const outcomes = await inParallel(6, async () => {
      const { userErrors } = await remove(applicant, id);
      return userErrors[0]?.code ?? 'DELETED';
    });
    expect(tally(outcomes)).toEqual({ DELETED: 1, NOT_FOUND: 5 });
    expect(storedFiles(portal)).not.toContain(id);
    expect(refusalOf(await openLink(portal, url))).toBe('404 NOT_FOUND');
    expect(
      await portal.rows(
        `SELECT operation FROM platform.audit_record WHERE entity_id = $1 ORDER BY at, id`,
        [id],
      ),
    ).toEqual([{ operation: 'UPLOAD' }, { operation: 'DELETE' }]);
  });

  it('says of the document of another what it says of none', async () => {
    const mine = await addApplicant();
    const other = await addApplicant();
    const { id } = await addDocument(portal, other.token, other.applicationId);
    const before = await contentOf(portal);
    for (const documentId of [id, newId(), 'nonsense']) {
      expect((await remove(mine, documentId)).userErrors).toMatchObject([
        { code: 'NOT_FOUND', path: ['input', 'documentId'] },
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });
});
