import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import express from 'express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { join } from 'node:path';
import supertest from 'supertest';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { DemoPeople, sendExplorerPage } from '../../src/platform/explorer/index.js';
import { build } from '../support/built-server.js';
import { createProbeApp, probeConfig } from '../support/probe-app.js';

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const dist = join(import.meta.dirname, '../../web/dist');

let app: NestExpressApplication;

beforeAll(async () => {
  await build();
  app = await createProbeApp(probeConfig({ CORS_ORIGINS: 'https://shop.example' }));
}, 120_000);

afterAll(() => app?.close());

/** Sends the path as it is, without the client's own tidying. */
function get(path: string, headers: Record<string, string> = {}, method: 'get' | 'head' = 'get') {
  const agent = supertest(app.getHttpServer());
  return (method === 'get' ? agent.get(path) : agent.head(path))
    .set({ 'accept-encoding': 'identity', ...headers })
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        done(null, Buffer.concat(chunks));
      });
    });
}

const page = () => get('/graphql', { accept: HTML });

const TYPES: [RegExp, string][] = [
  [/\.js$/, 'text/javascript; charset=utf-8'],
  [/\.css$/, 'text/css; charset=utf-8'],
  [/\.svg$/, 'image/svg+xml'],
  [/\.ttf$/, 'font/ttf'],
];

/** Every file that a browser may ask for, by its path below /explorer. */
function builtFiles(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    TYPES.some(([pattern]) => pattern.test(name)),
  );
}

describe('the page of the explorer', () => {
  it('comes to a browser at /graphql, and asks the server each time whether it is still the one', async () => {
    const answer = await page();
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(answer.headers['vary']).toMatch(/accept.*accept-encoding/);
    expect(answer.body).toEqual(readFileSync(join(dist, 'index.html')));
    const again = await get('/graphql', {
      accept: HTML,
      'if-none-match': answer.headers['etag']!,
    });
    expect(again.status).toBe(304);
  });

  it('loads everything from this server, and says so to the browser', async () => {
    const answer = await page();
    const html: string = answer.body.toString();
    const policy = answer.headers['content-security-policy']!;
    const directives = Object.fromEntries(
      policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(directives).toEqual({
      'default-src': "'self'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'font-src': "'self' data:",
      'worker-src': "'self'",
      'connect-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(loaded.length).toBeGreaterThan(3);
    for (const address of loaded) expect(address).toMatch(/^\/(explorer\/|schema\.graphql$)/);
    // Scripts that stand in the page itself would need more than the policy allows.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  it('says what it is to who has no JavaScript', async () => {
    const html: string = (await page()).body.toString();
    const without = /<noscript>([\s\S]*)<\/noscript>/.exec(html)?.[1];
    expect(without).toContain('Channel portal');
    expect(without).toContain('Authorization: Bearer');
    expect(without).toContain('href="/schema.graphql"');
  });

  it('is answered to HEAD as to GET', async () => {
    const [head, whole] = [await get('/graphql', { accept: HTML }, 'head'), await page()];
    expect(head.status).toBe(200);
    const of = ({ headers }: typeof head) => [headers['content-length'], headers['etag']];
    expect(of(head)).toEqual(of(whole));
  });

  it('is a plain page that loads nothing where the explorer was not built', async () => {
    const plain = express().get('/graphql', (request, response) => {
      sendExplorerPage(request, response, null);
    });
    const answer = await supertest(plain).get('/graphql').set('accept', HTML);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.text).not.toMatch(/<script|src=|https:/);
    expect(answer.text).toMatch(/curl -s http:\/\/127\.0\.0\.1:\d+\/graphql/);
  });

  it('never stands in the way of a GraphQL client', async () => {
    for (const accept of [
      undefined,
      '*/*',
      'application/json',
      'application/graphql-response+json, application/json',
    ]) {
      const answer = await get('/graphql?query={probeOpen}', {
        ...(accept === undefined ? {} : { accept }),
        'apollo-require-preflight': '1',
      });
      expect(JSON.parse(answer.body.toString())).toEqual({ data: { probeOpen: 'ANONYMOUS' } });
    }
    const asked = await get('/graphql?query={probeOpen}', {
      accept: HTML,
      'apollo-require-preflight': '1',
    });
    expect(asked.headers['content-type']).toContain('json');
  });
});

describe('the files of the explorer', () => {
  it('come with their type and may be kept for ever where their name holds a hash', async () => {
    const files = builtFiles();
    expect(files.length).toBeGreaterThan(15);
    for (const file of files) {
      const answer = await get(`/explorer/${file}`);
      const type = TYPES.find(([pattern]) => pattern.test(file))![1];
      const hashed = file.startsWith('assets/');
      expect([
        file,
        answer.status,
        answer.headers['content-type'],
        answer.headers['cache-control'],
      ]).toEqual([file, 200, type, hashed ? 'public, max-age=31536000, immutable' : 'no-cache']);
      if (hashed) expect(file).toMatch(/-[\w-]{8}\.\w+$/);
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.body.length).toBe(readFileSync(join(dist, file)).length);
    }
  });

  it('come compressed to who takes that', async () => {
    const script = builtFiles().find((file) => /assets\/index-.*\.js$/.test(file))!;
    const plain = readFileSync(join(dist, script));
    const cases = [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['gzip;q=1, br;q=0', 'gzip', gunzipSync],
    ] as const;
    for (const [accepted, encoding, unpack] of cases) {
      const answer = await get(`/explorer/${script}`, { 'accept-encoding': accepted });
      expect([
        accepted,
        answer.headers['content-encoding'],
        answer.headers['content-type'],
      ]).toEqual([accepted, encoding, 'text/javascript; charset=utf-8']);
      expect(answer.headers['vary']).toContain('accept-encoding');
      // The client of the test has unpacked it where it can.
      const body: Buffer = answer.body;
      expect(body.equals(plain) || unpack(body).equals(plain)).toBe(true);
      expect(Number(answer.headers['content-length'])).toBeLessThan(plain.length / 2);
    }
  });

  it('are all that there is: nothing beside them, above them or of another name', async () => {
    const stamp = '/.built-from';
    expect(existsSync(join(dist, stamp))).toBe(true);
    for (const path of [
      '/explorer/nothing',
      '/explorer/assets/',
      '/explorer/assets/index-12345678.js',
      '/explorer/index.html',
      `/explorer${stamp}`,
      '/explorer/icon.svg.br',
      '/explorer/../package.json',
      '/explorer/..%2f..%2fpackage.json',
      '/explorer/%2e%2e/%2e%2e/package.json',
      '/explorer/assets/..%5c..%5c..%5cpackage.json',
      '/explorer//etc/passwd',
      '/explorer/%00',
    ]) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers['content-type']).toContain('application/json');
    }
    const posted = await supertest(app.getHttpServer()).post('/explorer/icon.svg');
    expect(posted.status).toBe(404);
  });

  it('lead to the page who asks for their folder', async () => {
    const answer = await get('/explorer');
    expect([answer.status, answer.headers['location']]).toEqual([302, '/graphql']);
  });
});

describe('the people whom the explorer offers', () => {
  it('are nobody, unless the server shows the demo channel', async () => {
    const ask = async () => {
      const answer = await get('/explorer/demo-people.json', { origin: 'https://other.example' });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['cache-control']).toBe('no-store');
      return JSON.parse(answer.body.toString());
    };
    expect(await ask()).toEqual({ people: [] });
    const shop = { password: 'known', reseller: 'Shop', note: null };
    const buyer = { role: 'BUYER', email: 'b@shop.example', ...shop };
    app.get(DemoPeople).offer([buyer]);
    expect(await ask()).toEqual({ people: [buyer] });
  });
});

describe('sign-in with Microsoft', () => {
  it('is offered by nothing while it is not set up', async () => {
    const answer = await get('/explorer/sign-in.json', { origin: 'https://other.example' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(answer.body.toString())).toEqual({ microsoft: null });
  });
});
