import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Request } from 'playwright-core';
import { examplesFor } from '../../web/src/example.js';
import { operationName } from '../../web/src/tab-plan.js';
import { build } from '../support/built-server.js';
import { MicrosoftDouble, type TenantPerson } from '../support/microsoft.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addUser, WORLD_PASSWORD } from '../support/world/identity.world.js';
import { chromiumPath, openChromium } from './chromium.js';
import { exampleFiles } from './example-files.js';
import { ExplorerPage } from './explorer-page.js';

const SLOW = 300_000;
const executable = chromiumPath();
const inBrowser = executable ? describe : describe.skip;
const pictures = join(import.meta.dirname, '../../coverage/explorer');
const EXAMPLES = exampleFiles();
const tabsOf = (role: Parameters<typeof examplesFor>[1]) =>
  examplesFor(EXAMPLES, role).map(operationName);

let microsoft: MicrosoftDouble;
let portal: Portal;
let home: string;
let browser: Browser;
let explorer: ExplorerPage;

let origin: string;

async function open(address = home): Promise<void> {
  origin = address;
  explorer = await ExplorerPage.open(browser, address);
  await explorer.shows('FindADevice');
}

/** A server must not stop while a page still loads from it. */
async function stop(server: Portal): Promise<void> {
  await explorer.page.goto('about:blank');
  await server.stop();
}

const somebody = (facts: Partial<TenantPerson> = {}) =>
  microsoft.add({
    oid: crypto.randomUUID(),
    name: `Toni ${crypto.randomUUID()}`,
    email: 'toni@example.com',
    ...facts,
  });

const signedIn = () => explorer.page.getByRole('group', { name: 'Signed in', exact: true });
const openDialog = (opener = 'Sign in') =>
  explorer.page.getByRole('button', { name: opener, exact: true }).click();
const leave = () => explorer.page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
const pick = ({ name = '' }: TenantPerson) => explorer.page.getByRole('link', { name }).click();

const sessionsOf = (person: string) =>
  portal.rows<{ open: boolean }>(
    `SELECT s.revoked_at IS NULL AS open FROM identity.session s JOIN identity.user_account u ON u.id = s.user_id
     WHERE u.name = $1 OR u.email = $1 ORDER BY s.created_at`,
    [person],
  );

inBrowser('sign-in with Microsoft on the page of the explorer', () => {
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    await build();
    microsoft = await MicrosoftDouble.start();
    const settings = { ...microsoft.settings(), PUBLIC_URL: '' };
    portal = await startPortal('explorer_microsoft', settings);
    home = portal.url.replace('127.0.0.1', 'localhost');
    await microsoft.returnTo(home);
    browser = await openChromium(executable!);
  }, SLOW);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await microsoft?.stop();
  });

  afterEach(async () => {
    // The way leads through the page of Microsoft; nothing but the browser itself goes there.
    const outside = explorer.requests.filter((request) => !request.url().startsWith(`${origin}/`));
    const asked = outside.filter(
      (request) => !request.isNavigationRequest() && !request.url().startsWith('data:'),
    );
    const troubles = explorer.troubles.filter(
      (trouble) => !trouble.startsWith(`outside: ${microsoft.url}/`),
    );
    await explorer.close();
    expect(asked.map((request) => request.url())).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it(
    'leads there and back, signed in, and leaves neither code nor token behind',
    async () => {
      const person = somebody();
      await open();
      await openDialog();
      await explorer.page.getByRole('heading', { name: 'With an account of your' }).waitFor();
      await explorer.page.screenshot({ path: join(pictures, 'microsoft.png') });
      await leave();
      await pick(person);
      await signedIn().waitFor();
      expect(await signedIn().innerText()).toContain(person.name);
      expect(explorer.page.url()).toBe(`${home}/graphql`);
      await explorer.shows('FindADevice');
      expect(await explorer.tabs()).toEqual(tabsOf('APPLICANT'));
      await explorer.openTab('Markets');
      expect((await explorer.run()).errors).toBeUndefined();
      const asked = explorer.requests.findLast((request) => request.method() === 'POST')!;
      expect(asked.postData()).toContain('query Markets');
      expect(asked.headers()['authorization']).toMatch(/^Bearer eyJ/);
      const kept = await explorer.kept();
      expect(kept).not.toMatch(/eyJ\w+|refreshToken|cpm_|microsoft/);
      for (const request of explorer.requests) expect(request.url()).not.toMatch(/cpm_|eyJ|cpr_/);

      await explorer.page.reload();
      await signedIn().waitFor();
      expect(await sessionsOf(person.name!)).toEqual([{ open: true }]);
      await explorer.page.getByRole('button', { name: 'Sign out' }).click();
      await explorer.page.getByText('Not signed in').waitFor();
      await explorer.page.reload();
      await explorer.page.getByText('Not signed in').waitFor();
    },
    SLOW,
  );

  it(
    'switches from who was signed in, whose session ends',
    async () => {
      const { email } = await addUser(portal.db);
      const person = somebody();
      await open();
      await openDialog();
      const dialog = explorer.page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'E-mail' }).fill(email);
      await dialog.getByRole('textbox', { name: 'Password' }).fill(WORLD_PASSWORD);
      await dialog.getByRole('textbox', { name: 'Password' }).press('Enter');
      await signedIn().waitFor();
      await openDialog('Switch person');
      await leave();
      await pick(person);
      await signedIn().getByText(person.name!).waitFor();
      const ended = (request: Request) => request.postData()?.includes('signOut') === true;
      const farewell =
        explorer.requests.find(ended) ?? (await explorer.page.waitForEvent('request', ended));
      await (await farewell.response())!.finished();
      expect(await sessionsOf(email)).toEqual([{ open: false }]);
      expect(await sessionsOf(person.name!)).toEqual([{ open: true }]);
    },
    SLOW,
  );

  it(
    'says why somebody does not come in, and leads back to who was signed in before',
    async () => {
      const { email } = await addUser(portal.db);
      const stranger = somebody({ tid: '77777777-7777-4777-8777-777777777777' });
      await open();
      await openDialog();
      const dialog = explorer.page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'E-mail' }).fill(email);
      await dialog.getByRole('textbox', { name: 'Password' }).fill(WORLD_PASSWORD);
      await dialog.getByRole('textbox', { name: 'Password' }).press('Enter');
      await signedIn().waitFor();
      await openDialog('Switch person');
      await leave();
      await pick(stranger);
      await explorer.page.getByText('Accounts of your organization cannot sign in here.').waitFor();
      await explorer.page.getByText('TENANT').waitFor();
      await explorer.page.screenshot({ path: join(pictures, 'microsoft-refused.png') });
      await explorer.page.getByRole('link', { name: 'Back to the start' }).click();
      await signedIn().waitFor();
      expect(await sessionsOf(email)).toEqual([{ open: true }]);
      expect(await sessionsOf(stranger.name!)).toEqual([]);
      explorer.troubles.splice(
        0,
        explorer.troubles.length,
        ...explorer.troubles.filter((trouble) => !trouble.includes('status of 403')),
      );
    },
    SLOW,
  );

  it(
    'says so when Microsoft does not answer',
    async () => {
      const down = await startPortal('explorer_microsoft_down', {
        ...microsoft.settings(),
        PUBLIC_URL: '',
        MICROSOFT_ISSUER: 'http://127.0.0.1:1/{tenantid}/v2.0',
      });
      try {
        await open(down.url.replace('127.0.0.1', 'localhost'));
        await openDialog();
        await leave();
        await explorer.page.getByText('Microsoft cannot be asked at the moment.').waitFor();
        await explorer.page.getByRole('link', { name: 'Back to the start' }).click();
        await explorer.page.waitForURL(/\/graphql$/);
        await explorer.shows('FindADevice');
        expect(await explorer.page.getByText('Not signed in').isVisible()).toBe(true);
        expect(explorer.troubles.splice(0)).toEqual([expect.stringContaining('status of 503')]);
      } finally {
        await stop(down);
      }
    },
    SLOW,
  );

  it(
    'signs nobody in with a code that another page began',
    async () => {
      // Somebody sends a link that is to sign others in as themselves.
      await open();
      const code = `cpm_${'a'.repeat(43)}`;
      await explorer.page.goto('about:blank');
      await explorer.page.goto(`${home}/graphql#microsoft_code=${code}`);
      await explorer.page.getByText('It was not begun in this tab. Begin again.').waitFor();
      expect(await explorer.page.getByText('Not signed in').isVisible()).toBe(true);
      expect(explorer.page.url()).toBe(`${home}/graphql`);
      const finishes = explorer.requests.filter((request) =>
        request.postData()?.includes('microsoftSignInFinish'),
      );
      expect(finishes).toEqual([]);
    },
    SLOW,
  );

  it(
    'says what the portal says of a code that cannot be used',
    async () => {
      await open();
      await openDialog();
      await leave();
      await explorer.page.getByRole('heading', { name: 'Pick an account' }).waitFor();
      await explorer.page.goto(`${home}/graphql#microsoft_code=cpm_${'a'.repeat(43)}`);
      await explorer.page.getByText('did not succeed. The code of this sign-in').waitFor();
      expect(await explorer.page.getByText('Not signed in').isVisible()).toBe(true);
      explorer.troubles.splice(
        0,
        explorer.troubles.length,
        ...explorer.troubles.filter((trouble) => !trouble.includes('status of 401')),
      );
    },
    SLOW,
  );

  it(
    'works from the one address to which Microsoft leads back, and says which that is',
    async () => {
      await open(portal.url);
      await openDialog();
      const link = explorer.page.getByRole('link', { name: `${home}/graphql` });
      await link.waitFor();
      expect(await explorer.page.getByRole('button', { name: /Microsoft/ }).count()).toBe(0);
      explorer.troubles.splice(0);
    },
    SLOW,
  );

  it(
    'is not there where it is not set up',
    async () => {
      const without = await startPortal('explorer_no_microsoft');
      try {
        await open(without.url);
        await openDialog();
        await explorer.page.getByRole('heading', { name: 'With e-mail and password' }).waitFor();
        const offered = explorer.requests.filter((request) => request.url().includes('sign-in'));
        expect(offered).toHaveLength(1);
        await (await offered[0]!.response())!.finished();
        await explorer.page.waitForTimeout(300);
        expect(await explorer.page.getByRole('dialog').innerText()).not.toMatch(/Microsoft/);
      } finally {
        await stop(without);
      }
    },
    SLOW,
  );
});
