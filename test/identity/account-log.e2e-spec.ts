import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createHash } from 'node:crypto';
import supertest from 'supertest';
import { createApp } from '../../src/create-app.js';
import { newId } from '../../src/kernel/index.js';
import { createLogger } from '../../src/platform/observe/index.js';
import { LetterSender } from '../../src/platform/letter/index.js';
import { gql } from '../support/graphql-client.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

const EMAIL = 'logged.person@example.com';
const PASSWORD = 'a sentence of seven words or so';
const NEXT = 'another sentence of seven words';

let database: TestDatabase;
let app: NestExpressApplication;
const lines: string[] = [];
const secrets = new Set<string>([EMAIL, PASSWORD, NEXT]);

beforeAll(async () => {
  database = await createTestDatabase('account-log');
  // No mail server listens there, so that letters fail as well.
  const config = testConfig(database, {
    LOG_LEVEL: 'trace',
    LETTER_TRANSPORT: 'smtp',
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  app = await createApp(config, { logger });
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** The token of the newest letter; from then on it is a secret, in whatever form. */
async function lastToken(): Promise<string> {
  const [row] = await runAsAdmin<{ token: string }>(
    database,
    `SELECT params ->> 'token' AS token FROM platform.letter WHERE params ? 'token' ORDER BY queued_at DESC LIMIT 1`,
  );
  const token = row?.token ?? '';
  const hash = createHash('sha256').update(token).digest();
  for (const form of [token, hash.toString('hex'), hash.toString('base64url')]) secrets.add(form);
  return token;
}

/** The account flows have one input each, and tell of their problems by codes. */
async function run(name: string, type: string, input: object): Promise<string[]> {
  const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { userErrors { code } } }`;
  const { data, errors } = await gql(app, query, { input });
  const done = data?.['done'] as { userErrors: { code: string }[] } | null | undefined;
  const problems = done?.userErrors ?? [];
  return [...problems.map(({ code }) => code), ...errors.map(({ extensions }) => extensions.code)];
}

it('no log line of an account flow holds an address, a password or a token, whatever goes wrong', async () => {
  const wish = { email: EMAIL, name: 'Logged Person', password: PASSWORD, locale: 'en' };
  expect(await run('accountCreate', 'AccountCreateInput', wish)).toEqual([]);
  const token = await lastToken();
  expect(await run('emailVerify', 'EmailVerifyInput', { token })).toEqual([]);
  expect(await run('emailVerify', 'EmailVerifyInput', { token })).toEqual(['INVALID_VALUE']);
  expect(await run('accountCreate', 'AccountCreateInput', wish)).toEqual([]);
  const reset = await lastToken();
  await supertest(app.getHttpServer()).get(`/account/reset?lang=en&token=${reset}`);
  await supertest(app.getHttpServer()).get(`/nowhere/${newId()}?token=${reset}`);
  // The database breaks in the middle of it: what an error says of its statement is no secret.
  await runAsAdmin(
    database,
    `ALTER TABLE identity.user_account ADD CONSTRAINT user_account_broken_check CHECK (password_hash IS NULL) NOT VALID`,
  );
  const change = { token: reset, newPassword: NEXT };
  expect(await run('passwordReset', 'PasswordResetInput', change)).toEqual(['INTERNAL']);
  await runAsAdmin(
    database,
    'ALTER TABLE identity.user_account DROP CONSTRAINT user_account_broken_check',
  );
  expect(await run('passwordReset', 'PasswordResetInput', change)).toEqual([]);
  expect(await run('passwordResetRequest', 'PasswordResetRequestInput', { email: EMAIL })).toEqual(
    [],
  );
  await lastToken();
  await app.get(LetterSender, { strict: false }).sweep();
  const log = lines.join('');
  expect(log).toContain('UNREACHABLE');
  expect(log).toContain('user_account_broken_check');
  expect([...secrets].filter((secret) => secret === '' || log.includes(secret))).toEqual([]);
  expect(log).not.toContain('$argon2id$');
});
