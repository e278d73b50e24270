import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createHash, randomBytes } from 'node:crypto';
import { createApp } from '../../src/create-app.js';
import { createLogger } from '../../src/platform/observe/index.js';
import { gql } from '../support/graphql-client.js';
import { MicrosoftDouble } from '../support/microsoft.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const FINISH = `mutation ($input: MicrosoftSignInFinishInput!) {
  microsoftSignInFinish(input: $input) { accessToken refreshToken }
}`;
const PERSON = {
  oid: '88888888-8888-4888-8888-888888888888',
  email: 'logged.colleague@example.com',
  name: 'Logged Colleague',
};

let microsoft: MicrosoftDouble;
let database: TestDatabase;
let app: NestExpressApplication;
let url: string;
const lines: string[] = [];
/** By what each is called, so that a failure does not print them. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  database = await createTestDatabase('microsoft-log');
  const settings = microsoft.settings();
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  app = await createApp(testConfig(database, { ...settings, LOG_LEVEL: 'trace' }), { logger });
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace('localhost', '127.0.0.1');
  secrets.set('client secret', settings['MICROSOFT_CLIENT_SECRET'] ?? '');
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  await microsoft?.stop();
});

const get = (address: string, cookie = '') =>
  fetch(address, { redirect: 'manual', headers: { cookie } });

/** Goes there and back, and notes every secret that it meets. */
async function wayOf(round: string) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const begun = await get(`${url}/auth/microsoft/start?challenge=${challenge}`);
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const location = begun.headers.get('location') ?? '';
  const there = new URL(location).searchParams;
  const back = await microsoft.signIn(location, PERSON);
  const note = (name: string, secret: string | null) =>
    secrets.set(`${round} ${name}`, secret ?? '');
  note('verifier', verifier);
  note('cookie', cookie.split('=')[1] ?? '');
  for (const name of ['state', 'nonce']) note(name, there.get(name));
  note('code of theirs', back.searchParams.get('code'));
  const come = () => get(url + back.pathname + back.search, cookie);
  return { verifier, come, note };
}

it('no log line of a sign-in with Microsoft holds a secret, nor whose it is, whatever goes wrong', async () => {
  microsoft.add(PERSON);
  microsoft.tamper = (token) => {
    secrets.set(`ID token ${secrets.size}`, token);
    return token;
  };
  const good = await wayOf('good');
  const answer = await good.come();
  const code = answer.headers.get('location')?.split('#microsoft_code=')[1] ?? '';
  good.note('code of ours', code);
  // Twice at Microsoft, and twice here.
  expect((await good.come()).status).toBe(400);
  const input = { code, verifier: good.verifier };
  const { data } = await gql(app, FINISH, { input });
  const tokens = data?.['microsoftSignInFinish'] as { accessToken: string; refreshToken: string };
  good.note('access token', tokens.accessToken);
  good.note('refresh token', tokens.refreshToken);
  expect((await gql(app, FINISH, { input })).status).toBe(401);

  const bad = await wayOf('bad');
  microsoft.tamper = (token) => {
    secrets.set('tampered token', `${token}x`);
    return `${token}x`;
  };
  expect((await bad.come()).status).toBe(400);
  const bearer = await microsoft.sign({ claims: { oid: PERSON.oid, aud: 'api://other' } });
  secrets.set('bearer token', bearer);
  expect((await gql(app, '{ apiVersion }', {}, bearer)).status).toBe(401);
  const down = await wayOf('down');
  microsoft.isDown = true;
  expect((await down.come()).status).toBe(503);

  for (const [name, value] of Object.entries(PERSON)) secrets.set(name, value);
  const log = lines.join('');
  expect(log).toContain('Microsoft did not take a code: invalid_grant');
  expect(log).toContain("An ID token of Microsoft's was refused: SIGNATURE");
  expect(log).toContain("A bearer token is not one of Microsoft's for us: AUDIENCE");
  expect(log).toContain('A code could not be given to Microsoft');
  const told = [...secrets].filter(([, secret]) => secret === '' || log.includes(secret));
  expect(told.map(([name]) => name)).toEqual([]);
  expect(secrets.size).toBeGreaterThan(20);
});
