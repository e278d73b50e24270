import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';

/** What GraphiQL's editors hold; the page itself shows only the lines that fit. */
export interface Editors {
  operation: string;
  variables: string;
  response: string;
}

type Json = ReturnType<typeof JSON.parse>;

/** The functions that are sent into the page see its window here, whose types this project does not load. */
const window: Json = globalThis;

/** The explorer in a browser, as a person uses it, and everything that went wrong meanwhile. */
export class ExplorerPage {
  /** Errors of scripts, of the console and of the content policy, and requests to anywhere else. */
  readonly troubles: string[] = [];
  readonly requests: Request[] = [];

  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {}

  static async open(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
  ): Promise<ExplorerPage> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    const explorer = new ExplorerPage(await context.newPage(), origin);
    await explorer.watch();
    await explorer.page.goto(`${origin}/graphql`);
    return explorer;
  }

  private async watch(): Promise<void> {
    const { page, troubles } = this;
    page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        troubles.push(`console: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      this.requests.push(request);
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== this.origin) {
        troubles.push(`outside: ${request.url()}`);
      }
    });
    page.on('websocket', (socket) => troubles.push(`outside: ${socket.url()}`));
    await page.addInitScript(() => {
      window.document.addEventListener('securitypolicyviolation', (event: Json) => {
        window.console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Waits until the editor shows the operation with this name, with its variables filled in. */
  async shows(name: string): Promise<Editors> {
    await this.page.waitForFunction((wanted) => {
      const texts = window.__MONACO?.editor.getModels().map((model: Json) => model.getValue());
      const all = texts?.join('\n') ?? '';
      return new RegExp(`(query|mutation) ${wanted}\\b`).test(all) && !/"[^"\n]*\{\w+\}/.test(all);
    }, name);
    return this.editors();
  }

  editors(): Promise<Editors> {
    return this.page.evaluate(() => {
      const models: Json[] = window.__MONACO.editor.getModels();
      const textOf = (ending: string) =>
        models.find((model) => model.uri.path.endsWith(ending))?.getValue() ?? '';
      return {
        operation: textOf('operation.graphql'),
        variables: textOf('variables.json'),
        response: textOf('response.json'),
      };
    });
  }

  /** The variables when they are no longer what they were. */
  async variablesAfter(before: string): Promise<string> {
    await this.page.waitForFunction((old) => {
      const models: Json[] = window.__MONACO.editor.getModels();
      return models.find((model) => model.uri.path.endsWith('variables.json'))?.getValue() !== old;
    }, before);
    return (await this.editors()).variables;
  }

  tabs(): Promise<string[]> {
    return this.page.locator('.graphiql-tab-button').allInnerTexts();
  }

  async openTab(name: string): Promise<Editors> {
    await this.page.locator(`.graphiql-tab-button[title="${name}"]`).click();
    return this.shows(name);
  }

  /** Presses the button and gives what the answer says. */
  async run(): Promise<Json> {
    const answered = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/graphql'),
    );
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
    await answered;
    await this.page.waitForFunction(() => {
      const models: Json[] = window.__MONACO.editor.getModels();
      const response = models.find((model) => model.uri.path.endsWith('response.json'));
      return response?.getValue().trim().endsWith('}');
    });
    return JSON.parse((await this.editors()).response);
  }

  async signInAs(name: RegExp): Promise<void> {
    const signedIn = this.page.getByRole('group', { name: 'Signed in', exact: true });
    const opener = (await signedIn.isVisible()) ? 'Switch person' : 'Sign in';
    await this.page.getByRole('button', { name: opener, exact: true }).click();
    await this.page.getByRole('dialog').getByRole('button', { name }).click();
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
    await signedIn.waitFor();
  }

  /** What the page keeps that a token could be in. */
  kept(): Promise<string> {
    return this.page.evaluate(() =>
      JSON.stringify([
        window.location.href,
        window.document.cookie,
        { ...window.localStorage, ...window.sessionStorage },
      ]),
    );
  }
}
