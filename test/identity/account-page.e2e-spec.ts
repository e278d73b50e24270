import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { ACCOUNT_PAGE_TEXTS } from '../../src/identity/account-page.texts.js';
import { chromiumPath, openChromium } from '../explorer/chromium.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addInvitation, addToken, addUser, signInAs } from '../support/world/identity.world.js';
import { addReseller } from '../support/world/reseller.world.js';

type Json = ReturnType<typeof JSON.parse>;

/** The functions that are sent into the page see its window here, whose types this project does not load. */
const window: Json = globalThis;
const SLOW = 60_000;
const PASSWORD = 'a sentence of seven words or so';
const { en, de } = ACCOUNT_PAGE_TEXTS;
const zh = ACCOUNT_PAGE_TEXTS['zh-Hans'];

const executable = chromiumPath();
const inBrowser = executable ? describe : describe.skip;
const pictures = join(import.meta.dirname, '../../coverage/account');

let portal: Portal;
let count = 0;

beforeAll(async () => {
  portal = await startPortal('account-page');
});

afterAll(() => portal?.stop());

beforeEach(() => portal.db.query('DELETE FROM platform.rate_limit'));

const fresh = (): string => `Reader.${(count += 1)}@example.com`;

describe.each(['verify', 'reset', 'join'])('GET /account/%s', (action) => {
  it('is one page that lets nothing run but what stands in it', async () => {
    const response = await fetch(`${portal.url}/account/${action}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const hashes = [/<script>([^]*)<\/script>/, /<style>([^]*)<\/style>/].map((pattern) => {
      const [, text = ''] = pattern.exec(html) ?? [];
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    });
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src ${hashes[0]}; style-src ${hashes[1]}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(html).not.toMatch(/https?:|<link|<img|src=|@import|url\(| on\w+=/);
    expect(html.length).toBeLessThan(20_000);
  });
});

inBrowser('an account page in a browser', () => {
  let browser: Browser;
  let page: Page;
  let troubles: string[];
  let requests: Request[];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await openChromium(executable ?? '');
  }, SLOW);

  afterAll(() => browser?.close());

  afterEach(async () => {
    await page.context().close();
    expect(troubles).toEqual([]);
  });

  /** Opens the link of a letter, and watches for errors and for requests to anywhere else. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
    troubles = [];
    requests = [];
    page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
    page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
    });
    page.on('request', (request) => {
      requests.push(request);
      if (new URL(request.url()).origin !== portal.url) troubles.push(`outside: ${request.url()}`);
    });
    await page.goto(`${portal.url}/account/${path}`);
  }

  const title = () => page.locator('h1').innerText();
  const lead = () => page.locator('#lead').innerText();
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

  /** Waits until the page says so. */
  const says = (text: string) => page.getByText(text, { exact: true }).first().waitFor();

  it(
    'confirms an address by one press, by keyboard alone, and drops the token from the address',
    async () => {
      const email = fresh();
      const token = await addToken(portal.db, { registration: { email } });
      await open(`verify#token=${token}`);
      expect(await title()).toBe(en.verifyTitle);
      expect(await page.title()).toBe(en.verifyTitle);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await says(en.verifyDone);
      expect(await lead()).toBe(en.verifyNext.replace('{email}', email));
      expect(page.url()).toBe(`${portal.url}/account/verify`);
      // The outcome is read out: the focus stands on it, and the next step is one key away.
      expect(await page.evaluate(() => window.document.activeElement.id)).toBe('title');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => window.document.activeElement.href)).toBe(
        `${portal.url}/graphql`,
      );
      expect(requests.map((request) => new URL(request.url()).pathname)).toEqual([
        '/account/verify',
        '/graphql',
      ]);
      for (const request of requests) expect(request.url()).not.toContain(token);
      await signInAs(portal, email);
      await picture('verified');
    },
    SLOW,
  );

  it(
    'does nothing before the press: who looks at links ahead uses no token up',
    async () => {
      const token = await addToken(portal.db, { registration: { email: fresh() } });
      await open(`verify#token=${token}`);
      await page.waitForLoadState('networkidle');
      expect(requests).toHaveLength(1);
      expect(
        await portal.rows(
          'SELECT used_at FROM identity.one_time_token WHERE hash = sha256($1::bytea)',
          [token],
        ),
      ).toEqual([{ used_at: null }]);
      expect(await page.locator('#token').textContent()).toBe(token);
    },
    SLOW,
  );

  it(
    'says what is wrong with a link that was used, and with one that is not complete',
    async () => {
      await open('verify?lang=de#token=cpt_used');
      expect(await page.evaluate(() => window.document.documentElement.lang)).toBe('de');
      await page.getByRole('button', { name: de.verifyButton }).click();
      await says(de.TOKEN);
      // Pressing again would not help, and nobody has to keep what is over.
      expect(await lead()).toBe(de.TOKEN);
      expect(await page.getByRole('button').count()).toBe(0);
      expect(await page.getByRole('link').innerText()).toBe(de.next);
      expect(page.url()).toBe(`${portal.url}/account/verify?lang=de`);
      await page.goto(`${portal.url}/account/reset?lang=de`);
      expect(await lead()).toBe(de.noToken);
      expect(await page.getByRole('button').count()).toBe(0);
    },
    SLOW,
  );

  it(
    'sets a new password, after one that breaks a rule',
    async () => {
      const user = await addUser(portal.db, { email: fresh() });
      const token = await addToken(portal.db, { resetOf: user.id });
      await open(`reset?lang=zh-Hans#token=${token}`, { colorScheme: 'dark' });
      expect(await title()).toBe(zh.resetTitle);
      const field = page.getByLabel(zh.newPassword);
      await field.fill('short');
      await field.press('Enter');
      await says(zh.LENGTH);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.evaluate(() => window.document.activeElement.id)).toBe('password');
      await picture('reset-dark');
      await field.fill(PASSWORD);
      await page.getByLabel(zh.show).check();
      expect(await field.getAttribute('type')).toBe('text');
      await field.press('Enter');
      await says(zh.resetDone);
      await signInAs(portal, user.email, PASSWORD);
    },
    SLOW,
  );

  it(
    'takes an invited person in: who has no account makes one on the way',
    async () => {
      const resellerId = await addReseller(portal.db, { legalName: '<b>Ann</b> & Partners' });
      const invitedById = (await addUser(portal.db)).id;
      const email = fresh();
      const invitationId = await addInvitation(portal.db, { resellerId, invitedById, email });
      const token = await addToken(portal.db, { invitationId });
      await open(`join#token=${token}`, { locale: 'de-AT' });
      expect(await title()).toBe(de.joinTitle);
      expect(await page.getByLabel(de.name).isVisible()).toBe(false);
      await page.getByRole('button', { name: de.joinButton }).click();
      await says(de.joinAccount);
      await page.keyboard.type('Neue Person');
      await page.keyboard.press('Tab');
      await page.keyboard.type(PASSWORD);
      await picture('join');
      await page.keyboard.press('Enter');
      await says('Willkommen bei <b>Ann</b> & Partners');
      const { accessToken } = await signInAs(portal, email, PASSWORD);
      const { data } = await portal.ask(
        '{ viewer { user { name } locale memberships { resellerId } } }',
        {},
        { token: accessToken },
      );
      expect(data.viewer).toEqual({
        user: { name: 'Neue Person' },
        locale: 'de',
        memberships: [{ resellerId }],
      });
    },
    SLOW,
  );

  it(
    'takes an invited person in who has an account, by one press',
    async () => {
      const resellerId = await addReseller(portal.db, { legalName: 'One Press' });
      const user = await addUser(portal.db, { email: fresh() });
      const invitationId = await addInvitation(portal.db, {
        resellerId,
        invitedById: user.id,
        email: user.email,
      });
      const token = await addToken(portal.db, { invitationId });
      await open(`join?lang=en#token=${token}`, { viewport: { width: 320, height: 640 } });
      await page.getByRole('button', { name: en.joinButton }).click();
      await says('Welcome to One Press');
      const width = await page.evaluate(() => window.document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(320);
    },
    SLOW,
  );

  it(
    'asks to try again when the server does not answer',
    async () => {
      const token = await addToken(portal.db, { registration: { email: fresh() } });
      await open(`verify#token=${token}`);
      await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: 'gone' }));
      await page.getByRole('button', { name: en.verifyButton }).click();
      await says(en.failed);
      expect(troubles.splice(0)).toHaveLength(1);
      await page.unroute('**/graphql');
      await page.getByRole('button', { name: en.verifyButton }).click();
      await says(en.verifyDone);
    },
    SLOW,
  );
});
