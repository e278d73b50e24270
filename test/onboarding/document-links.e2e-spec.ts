import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { newId } from '../../src/kernel/index.js';
import { linkKeyOf, linkPath } from '../../src/onboarding/document-link.js';
import { MicrosoftDouble } from '../support/microsoft.js';
import { inParallel } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addDocument, openLink, pdf, refusalOf } from '../support/world/document.world.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import { addRegion } from '../support/world/market.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { addStaff, openShop, type Person, type Shop } from '../support/world/shop.world.js';

const DOCUMENTS = `query ($id: ID!) {
  resellerApplication(id: $id) { documents { id kind name contentType bytes sha256 uploadedBy uploadedAt url urlExpiresAt } }
}`;

let portal: Portal;
let microsoft: MicrosoftDouble;
let shop: Shop;
let farRegionId: string;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('document_links', microsoft.settings());
  shop = await openShop(portal);
  farRegionId = await addRegion(portal.db, { code: 'APAC' });
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await microsoft?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

interface Sent {
  userId: string;
  email: string;
  token: string;
  sessionId: string;
  applicationId: string;
  document: Answer['data'];
}

/** An applicant with a document, whose application was handed in since. */
async function addSent(state = 'IN_VETTING'): Promise<Sent> {
  const user = await addUser(portal.db, { name: 'Nora Lind' });
  const applicationId = await addApplication(portal.db, { applicantUserId: user.id });
  const { accessToken: token, sessionId } = await signInAs(portal, user.email);
  const document = await addDocument(portal, token, applicationId);
  if (state !== 'DRAFT') {
    await portal.db.query(
      `UPDATE onboarding.application SET state = $2, expires_at = NULL, submitted_at = now() WHERE id = $1`,
      [applicationId, state],
    );
  }
  return { userId: user.id, email: user.email, token, sessionId, applicationId, document };
}

async function documentsFor({ token }: { token: string }, id: string): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(DOCUMENTS, { id }, { token });
  return errors[0]?.extensions.code ?? data.resellerApplication?.documents ?? 'nothing';
}

async function statusOf(url: string): Promise<string> {
  const answer = await openLink(portal, url);
  return answer.status === 200 ? '200' : refusalOf(answer);
}

const reads = (documentId: string): Promise<object[]> =>
  portal.rows(
    `SELECT actor_user_id AS by, parent_id AS parent FROM platform.audit_record
     WHERE entity = 'DOCUMENT' AND operation = 'READ' AND entity_id = $1`,
    [documentId],
  );

const INVALID = '403 FORBIDDEN LINK';

describe('the documents of an application', () => {
  it('are read by the applicant, and by channel managers and administrators of its regions', async () => {
    const sent = await addSent();
    const facts = { ...sent.document, url: expect.any(String), urlExpiresAt: expect.any(String) };
    const manager = await addStaff(portal, 'CHANNEL_MANAGER');
    const near = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
    const admin = await addStaff(portal, 'ADMIN');
    for (const reader of [sent, manager, near, admin]) {
      const [seen, ...others] = await documentsFor(reader, sent.applicationId);
      expect([seen, others]).toEqual([facts, []]);
      const file = await openLink(portal, seen.url);
      expect([file.status, file.body.equals(pdf())]).toEqual([200, true]);
    }
    const people = [manager, near, admin].map(({ userId: by }) => ({
      by,
      parent: sent.applicationId,
    }));
    // What the applicant reads of their own is nobody's business.
    expect(await reads(sent.document.id)).toEqual(expect.arrayContaining(people));
    expect(await reads(sent.document.id)).toHaveLength(3);
  });

  it('are hidden with it from everybody else', async () => {
    const sent = await addSent();
    const draft = await addSent('DRAFT');
    const stranger = await addSent();
    const far = await addStaff(portal, 'CHANNEL_MANAGER', [farRegionId]);
    const manager = await addStaff(portal, 'CHANNEL_MANAGER');
    const asked: [Person | Sent, string][] = [
      [stranger, sent.applicationId],
      [shop.admin, sent.applicationId],
      [far, sent.applicationId],
      [manager, draft.applicationId],
    ];
    for (const [reader, id] of asked) expect(await documentsFor(reader, id)).toBe('nothing');
    expect(await documentsFor(shop.desk, sent.applicationId)).toBe('FORBIDDEN');
  });
});

describe('a link', () => {
  it('ends after a quarter of an hour', async () => {
    const { document, sessionId } = await addSent();
    const minutes = (new Date(document.urlExpiresAt).getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14.5);
    expect(minutes).toBeLessThanOrEqual(15.1);
    const key = linkKeyOf(portal.config.signingKeys.keys[0].d);
    const at = (ms: number) =>
      linkPath({ documentId: document.id, sessionId, expiresAt: new Date(Date.now() + ms) }, key);
    expect(await statusOf(at(5000))).toBe('200');
    expect(await statusOf(at(-1000))).toBe('410 FORBIDDEN EXPIRED');
  });

  it('is good for what it was made for alone', async () => {
    const { document } = await addSent();
    const other = await addSent();
    const changed = (change: (url: URL) => void): string => {
      const url = new URL(document.url);
      change(url);
      return url.toString();
    };
    const wrong = [
      changed((url) => (url.pathname = `/documents/${other.document.id}`)),
      changed((url) => (url.pathname = '/documents/nonsense')),
      changed((url) => (url.search = '')),
      changed((url) => {
        url.searchParams.set('session', other.sessionId);
      }),
      changed((url) => {
        url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 3600));
      }),
      changed((url) => {
        url.searchParams.set('signature', 'A'.repeat(43));
      }),
      linkPath(
        {
          documentId: document.id,
          sessionId: other.sessionId,
          expiresAt: new Date(Date.now() + 9e5),
        },
        linkKeyOf('somebody else'),
      ),
    ];
    for (const url of wrong) expect(await statusOf(url)).toBe(INVALID);
    expect(await statusOf(document.url)).toBe('200');
  });

  it('ends with the sign-in in which it was given', async () => {
    const { document, token, email, applicationId } = await addSent();
    const { accessToken: later } = await signInAs(portal, email);
    const [again] = await documentsFor({ token: later }, applicationId);
    await portal.ask('mutation { signOut { signedOut } }', {}, { token });
    expect([await statusOf(document.url), await statusOf(again.url)]).toEqual([INVALID, '200']);
    await portal.db.query(`UPDATE identity.user_account SET state = 'DISABLED' WHERE email = $1`, [
      email,
    ]);
    expect(await statusOf(again.url)).toBe(INVALID);
  });

  it('ends when a manager loses the role or the region', async () => {
    const sent = await addSent();
    const linkOf = async (manager: Person) =>
      (await documentsFor(manager, sent.applicationId))[0].url;
    const manager = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
    const url = await linkOf(manager);
    expect(await statusOf(url)).toBe('200');
    await portal.db.query('UPDATE identity.staff_scope SET region_id = $2 WHERE user_id = $1', [
      manager.userId,
      farRegionId,
    ]);
    expect(await statusOf(url)).toBe('404 NOT_FOUND');
    await portal.db.query(`UPDATE identity.staff_role SET role = 'ORDER_DESK' WHERE user_id = $1`, [
      manager.userId,
    ]);
    expect(await statusOf(url)).toBe(INVALID);
  });

  it("is given to nobody who comes with a token of Microsoft's, since no session would end it", async () => {
    const { userId, applicationId, document } = await addSent('DRAFT');
    const oid = newId();
    await portal.db.query(
      'INSERT INTO identity.microsoft_identity (tenant_id, object_id, user_id) VALUES ($1, $2, $3)',
      [microsoft.tenant, oid, userId],
    );
    const token = await microsoft.sign({ claims: { oid } });
    const without = { url: null, urlExpiresAt: null };
    expect(await documentsFor({ token }, applicationId)).toEqual([{ ...document, ...without }]);
    expect(await addDocument(portal, token, applicationId)).toMatchObject(without);
  });

  it('of a document whose content is lost is an answer, not a failure', async () => {
    const { applicationId, token } = await addSent('DRAFT');
    const { url } = await addDocument(portal, token, applicationId);
    rmSync(`${portal.config.dataDir}/files/document`, { recursive: true });
    expect(await statusOf(url)).toBe('404 NOT_FOUND');
  });

  it('is opened by many at once', async () => {
    const { document } = await addSent();
    const answers = await inParallel(30, () => statusOf(document.url));
    expect(new Set(answers)).toEqual(new Set(['200']));
  });

  it('says nothing of a document that nobody has', async () => {
    expect(await statusOf(`/documents/${newId()}`)).toBe(INVALID);
  });
});
