import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { examplesFor } from '../../web/src/example.js';
import { operationName } from '../../web/src/tab-plan.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { chromiumPath, openChromium } from './chromium.js';
import { exampleFiles } from './example-files.js';
import { ExplorerPage } from './explorer-page.js';

type Json = ReturnType<typeof JSON.parse>;

/** The functions that are sent into the page see its window here, whose types this project does not load. */
const window: Json = globalThis;
const SLOW = 300_000;
const EXAMPLES = exampleFiles();
const tabsOf = (role: Parameters<typeof examplesFor>[1]) =>
  examplesFor(EXAMPLES, role).map(operationName);

const executable = chromiumPath();
const inBrowser = executable ? describe : describe.skip;
const pictures = join(import.meta.dirname, '../../coverage/explorer');

let database: TestDatabase;
let dataDir: string;
let server: BuiltServer;
let browser: Browser;
let explorer: ExplorerPage;

/** Opens the page, which every test closes again. */
async function open(options: BrowserContextOptions = {}): Promise<ExplorerPage> {
  explorer = await ExplorerPage.open(browser, server.url, options);
  return explorer;
}

const picture = (name: string) => explorer.page.screenshot({ path: join(pictures, `${name}.png`) });

/** Tokens begin like this one: a header of JSON in base64. */
const secretsKept = async () =>
  (await explorer.kept()).match(/eyJ\w+|refreshToken|demo-moves-every-order/g) ?? [];

inBrowser('the explorer in a browser', () => {
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    dataDir = mkdtempSync(join(tmpdir(), 'portal-explorer-'));
    database = await createTestDatabase('explorer-browser');
    server = await BuiltServer.start({
      DATABASE_URL: database.url,
      SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
      SEED_DEMO: 'true',
      DATA_DIR: dataDir,
      JOBS: 'false',
      DATABASE_QUERY_TIMEOUT_MS: '20000',
      DATABASE_CONNECT_TIMEOUT_MS: '10000',
    });
    browser = await openChromium(executable!);
  }, SLOW);

  afterAll(async () => {
    await browser?.close();
    await killServers();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  afterEach(async () => {
    const { troubles } = explorer;
    await explorer.close();
    expect(troubles).toEqual([]);
  });

  it(
    'shows anybody their example tabs, which run',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      expect(await explorer.tabs()).toEqual(tabsOf('ANYBODY'));
      for (const name of tabsOf('ANYBODY')) {
        await explorer.openTab(name);
        const answer = await explorer.run();
        expect([name, answer.errors, Object.keys(answer.data)]).toEqual([
          name,
          undefined,
          [expect.any(String)],
        ]);
      }
      expect((await explorer.openTab('FindADevice')).response).toContain('"price": null');
      await picture('anybody');
    },
    SLOW,
  );

  it(
    'signs a buyer in by one press, and each of the tabs runs with their token',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      await explorer.page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await picture('sign-in');
      await explorer.page.keyboard.press('Escape');
      await explorer.signInAs(/^Buyer.*buyer@elbufer\.example/);
      const bar = explorer.page.getByRole('group', { name: 'Signed in', exact: true });
      expect(await bar.innerText()).toMatch(/Berta Buyer\s+Buyer · Elbufer Demo Systemhaus GmbH/);
      expect(await explorer.tabs()).toEqual(tabsOf('BUYER'));
      for (const name of tabsOf('BUYER')) {
        await explorer.openTab(name);
        const answer = await explorer.run();
        expect([name, answer.errors]).toEqual([name, undefined]);
        const [payload]: { userErrors?: unknown[] }[] = Object.values(answer.data);
        expect([name, payload?.userErrors ?? []]).toEqual([name, []]);
        if (name === 'PlaceAnOrder') await picture('order');
      }
    },
    SLOW,
  );

  it(
    'shows an analyst sales, which each of the tabs tells otherwise',
    async () => {
      await open();
      await explorer.signInAs(/^Analyst.*analyst@maker\.example/);
      expect(await explorer.tabs()).toEqual(tabsOf('ANALYST'));
      for (const name of tabsOf('ANALYST')) {
        await explorer.openTab(name);
        const answer = await explorer.run();
        expect([name, answer.errors]).toEqual([name, undefined]);
        await picture(`analyst-${name}`);
      }
    },
    SLOW,
  );

  it(
    'places another order whenever its tab is opened anew, and the same when it is sent again',
    async () => {
      await open();
      await explorer.signInAs(/^Buyer.*buyer@elbufer\.example/);
      await explorer.openTab('PlaceAnOrder');
      const first = (await explorer.run()).data.orderSubmit;
      const again = (await explorer.run()).data.orderSubmit;
      expect([first.replayed, again.replayed]).toEqual([false, true]);
      expect(again.order.number).toBe(first.order.number);
      await explorer.openTab('MyOrders');
      await explorer.openTab('PlaceAnOrder');
      const second = (await explorer.run()).data.orderSubmit;
      await explorer.page.getByRole('button', { name: /^Fill in the variables/ }).click();
      await explorer.page.waitForTimeout(500);
      const third = (await explorer.run()).data.orderSubmit;
      expect([second.replayed, third.replayed]).toEqual([false, false]);
      expect(new Set([first, second, third].map(({ order }) => order.number)).size).toBe(3);
    },
    SLOW,
  );

  it(
    'goes on to the next check after each, and says when there is none',
    async () => {
      await open();
      await explorer.signInAs(/^Channel manager/);
      const { page } = explorer;
      let { variables } = await explorer.openTab('DecideACheck');
      for (const kind of ['EMPLOYMENT', 'BUSINESS', 'SANCTIONS']) {
        expect(JSON.parse(variables).input.kind).toBe(kind);
        const { application, userErrors } = (await explorer.run()).data.vettingCheckDecide;
        expect(userErrors).toEqual([]);
        expect(application.legalName).toBe('Papillon Démonstration Informatique SARL');
        expect(application.state).toBe(kind === 'SANCTIONS' ? 'PENDING_AGREEMENT' : 'IN_VETTING');
        variables = await explorer.variablesAfter(variables);
      }
      const sent = explorer.requests.length;
      await page.getByRole('button', { name: /^Execute query/ }).click();
      await page.getByText('Nothing was sent').first().waitFor();
      expect((await explorer.editors()).response).toContain('{application}, {kind}, {version}');
      expect(explorer.requests.length).toBe(sent);
      await picture('nothing-to-do');
    },
    SLOW,
  );

  it(
    'signs in by e-mail and password, and says when they are wrong',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      await explorer.page.getByRole('button', { name: 'Sign in', exact: true }).click();
      const dialog = explorer.page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'E-mail' }).fill('approver@elbufer.example');
      await dialog.getByRole('textbox', { name: 'Password' }).fill('not-this-one');
      await dialog.getByRole('textbox', { name: 'Password' }).press('Enter');
      await dialog.getByText('The e-mail or the password is wrong').waitFor();
      await dialog.getByRole('textbox', { name: 'Password' }).fill('demo-nods-once-a-day');
      await dialog.getByRole('textbox', { name: 'Password' }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
      // A browser notes every answer of this kind.
      expect(explorer.troubles.splice(0)).toEqual([expect.stringContaining('status of 401')]);
      expect(await explorer.tabs()).toEqual(tabsOf('APPROVER'));
      await explorer.openTab('ApproveAnOrder');
      const answer = await explorer.run();
      expect(answer.data.orderApprove).toMatchObject({
        order: { approval: { decision: 'APPROVED', decidedBy: 'Arno Approver' } },
        userErrors: [],
      });
    },
    SLOW,
  );

  it(
    'keeps what somebody wrote when they sign in, and resets the examples when asked',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      const { page } = explorer;
      await page.getByRole('button', { name: 'New tab' }).click();
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.insertText('query Mine { apiVersion }');
      await page.locator('.graphiql-tab-button', { hasText: 'Mine' }).waitFor();
      const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
      await page.keyboard.press('Control+Enter');
      await answered;
      await explorer.openTab('Markets');
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText('query Markets { markets { code } }');
      await page.waitForTimeout(700);

      await explorer.signInAs(/^Applicant.*applicant@morgenrot\.example/);
      const own = ['Markets', 'Mine'];
      expect(await explorer.tabs()).toEqual([...tabsOf('APPLICANT'), ...own]);
      expect((await explorer.editors()).operation).toBe('query Markets { markets { code } }');

      await page.getByRole('button', { name: 'Reset the example tabs' }).click();
      await explorer.shows('FindADevice');
      expect(await explorer.tabs()).toEqual([...tabsOf('APPLICANT'), 'Mine']);
      const markets = EXAMPLES.find((example) => operationName(example) === 'Markets')!;
      expect((await explorer.openTab('Markets')).operation.trim()).toBe(markets.query);
    },
    SLOW,
  );

  it(
    'stays signed in over a reload, keeps the token nowhere that lasts, and signs out',
    async () => {
      await open();
      await explorer.signInAs(/^Order desk/);
      await explorer.openTab('Stock');
      expect((await explorer.run()).errors).toBeUndefined();
      expect(await secretsKept()).toEqual([]);
      // The editor keeps its tabs half a second after they change.
      await explorer.page.waitForTimeout(700);
      await explorer.page.reload();
      await explorer.shows('Stock');
      await explorer.page.getByText('Dora Desk').waitFor();
      expect(await explorer.tabs()).toEqual(tabsOf('ORDER_DESK'));
      expect((await explorer.run()).errors).toBeUndefined();
      expect(await secretsKept()).toEqual([]);

      await explorer.page.getByRole('button', { name: 'Sign out' }).click();
      await explorer.page.getByText('Not signed in').waitFor();
      expect(await explorer.tabs()).toEqual(tabsOf('ANYBODY'));
      await explorer.page.reload();
      await explorer.shows('FindADevice');
      expect(await explorer.page.getByText('Not signed in').isVisible()).toBe(true);
      for (const request of explorer.requests) expect(request.url()).not.toMatch(/eyJ|token=/);
    },
    SLOW,
  );

  it(
    'renews the sign-in before it ends, and says so when that is refused',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      await explorer.page.clock.install();
      await explorer.signInAs(/^Order desk/);
      const sent = () =>
        explorer.requests.filter((request) => request.postData()?.includes('tokenRefresh'));
      await explorer.openTab('OrdersOnHold');
      await explorer.run();
      const before = explorer.requests.at(-1)!.headers()['authorization'];
      expect(sent()).toHaveLength(0);
      await explorer.page.clock.fastForward('09:05');
      await explorer.page.waitForTimeout(1000);
      expect(sent()).toHaveLength(1);
      expect((await explorer.run()).errors).toBeUndefined();
      expect(explorer.requests.at(-1)!.headers()['authorization']).not.toBe(before);

      await explorer.page.route('**/graphql', (route) =>
        route.request().postData()?.includes('tokenRefresh')
          ? route.fulfill({ json: { data: null, errors: [{ message: 'It was used before.' }] } })
          : route.continue(),
      );
      await explorer.page.clock.fastForward('09:05');
      await explorer.page.getByText('Your sign-in has ended. Please sign in again.').waitFor();
      expect(await explorer.page.getByText('Not signed in').isVisible()).toBe(true);
    },
    SLOW,
  );

  it(
    'follows the dark colours of the system',
    async () => {
      await open({ colorScheme: 'dark' });
      await explorer.signInAs(/^Administrator/);
      await explorer.shows('FindADevice');
      const colour = await explorer.page
        .locator('.bar')
        .evaluate((bar: Json) => window.getComputedStyle(bar.parentElement).backgroundColor);
      expect(colour).toBe('rgb(27, 34, 48)');
      await picture('dark');
    },
    SLOW,
  );

  it(
    'has a name for everything that can be pressed or filled in, and works by keyboard alone',
    async () => {
      await open();
      await explorer.shows('FindADevice');
      const { page } = explorer;
      const focused = () =>
        page.evaluate(() => window.document.activeElement.innerText.trim() as string);
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Reset the example tabs');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
      const nameless = () =>
        page.evaluate(() => {
          const all: Json[] = [
            ...window.document.querySelectorAll('button, a, select, input:not([type=hidden])'),
          ];
          return all
            .filter((element) => element.checkVisibility())
            .filter((element) => {
              const names = [element.ariaLabel, element.innerText, element.title];
              const labels: Json[] = [...(element.labels ?? [])];
              return ![...names, ...labels.map((label) => label.innerText)].some((name) =>
                name?.trim(),
              );
            })
            .map((element) => element.outerHTML as string);
        });
      expect(await nameless()).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await focused()).toBe('Sign in');
      expect(await nameless()).toEqual([]);
      await page.keyboard.press('Enter');
      // Close is first, then the demo people.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Berta Buyer').waitFor();
    },
    SLOW,
  );

  it('says what it is without JavaScript', async () => {
    await open({ javaScriptEnabled: false });
    expect(await explorer.page.locator('body').innerText()).toContain(
      'This address takes GraphQL operations by POST',
    );
  });
});
