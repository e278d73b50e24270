import type { Request, RequestHandler, Response } from 'express';
import type { DemoPeople } from './demo-people.js';
import { readExplorerFiles, type ExplorerFile } from './explorer-files.js';
import { welcomePage } from './welcome-page.js';

/** Everything from ourselves; the editor writes styles into the page, and its small pictures are in its styles. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const WELCOME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const YEAR_SECONDS = 31_536_000;

type Files = ReturnType<typeof readExplorerFiles>;

let files: Files | undefined;

/** Looked for at the first request, so that the start does not wait for it. */
function explorerFiles(): Files {
  files ??= readExplorerFiles(import.meta.dirname);
  return files;
}

/** The page that a browser gets at /graphql: the explorer, or where it was not built a page that needs no files. */
export function sendExplorerPage(
  request: Request,
  response: Response,
  built: Files = explorerFiles(),
): void {
  const page = built?.get('/index.html');
  if (page) {
    sendFile(request, response, page);
    return;
  }
  response.set('content-security-policy', WELCOME_POLICY);
  response.type('html').send(welcomePage(originOf(request)));
}

export interface SignInOffers {
  people: Pick<DemoPeople, 'list'>;
  /** The address to which Microsoft sends people back, without a slash at the end; null while that is not set up. */
  microsoftAddress: () => string | null;
}

/** What stands at /explorer: the files of the page, and how it offers to sign in. */
export function explorerHttp({ people, microsoftAddress }: SignInOffers): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      next();
      return;
    }
    if (request.path === '/demo-people.json') {
      response.set('cache-control', 'no-store').json({ people: people.list() });
      return;
    }
    if (request.path === '/sign-in.json') {
      const address = microsoftAddress();
      const microsoft = address === null ? null : `${address}/graphql`;
      response.set('cache-control', 'no-store').json({ microsoft });
      return;
    }
    if (request.path === '/') {
      response.redirect(302, '/graphql');
      return;
    }
    // Only files that were there when the folder was read: no path leads out of it.
    const file = request.path === '/index.html' ? undefined : explorerFiles()?.get(request.path);
    if (file) sendFile(request, response, file);
    else next();
  };
}

function sendFile(request: Request, response: Response, file: ExplorerFile): void {
  // Asked one by one: what a browser names first is seldom what compresses best.
  const encoding = file.encodings.find(({ name }) => request.acceptsEncodings(name) === name);
  response.set({
    'content-type': file.type,
    'content-security-policy': CONTENT_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': file.hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  });
  response.vary('accept-encoding');
  if (encoding) response.set('content-encoding', encoding.name);
  response.sendFile(encoding?.path ?? file.path, { cacheControl: false, dotfiles: 'allow' });
}

/** The address under which the browser found us. It comes from outside, so only a plain host is repeated. */
function originOf(request: Request): string {
  const host = request.get('host') ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `${request.protocol}://${host}` : '';
}
