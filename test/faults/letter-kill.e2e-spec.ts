import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { MailServer } from '../letter/mail-server.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

const CREATE = `mutation ($input: AccountCreateInput!) { accountCreate(input: $input) { userErrors { code } } }`;

let database: TestDatabase;
let mail: MailServer;
let variables: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase('letter_kill');
  mail = await MailServer.start();
  variables = {
    SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
    DATABASE_URL: database.url,
    LETTER_TRANSPORT: 'smtp',
    LETTER_FROM: 'post@portal.example',
    SMTP_URL: mail.url(),
  };
}, 60_000);

afterAll(async () => {
  await killServers();
  await mail.stop();
  await database.drop();
}, 60_000);

const letters = () =>
  runAsAdmin<{ state: string; attempts: number; params: object | null; message_id: string }>(
    database,
    'SELECT state, attempts, params, message_id FROM platform.letter',
  );

async function until(ready: () => Promise<boolean> | boolean, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error('It did not happen.');
    await sleep(50);
  }
}

it('a letter whose server is killed while it is sent goes out from another one, as the same message', async () => {
  mail.atData.push('HANG');
  const first = await BuiltServer.start(variables);
  const input = {
    email: 'anna@example.com',
    name: 'Anna',
    password: 'a long enough sentence 42',
    locale: 'de',
  };
  const answer = await fetch(`${first.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: CREATE, variables: { input } }),
  });
  expect(await answer.json()).toEqual({ data: { accountCreate: { userErrors: [] } } });
  // The job brings it to the mail server at once, which reads it and does not answer.
  await until(() => mail.read.length === 1, 20_000);
  await first.kill();
  expect(await letters()).toMatchObject([{ state: 'QUEUED', attempts: 1 }]);

  // Nobody else takes it while the attempt may be alive; that this is over must not take the test three minutes.
  await runAsAdmin(database, 'UPDATE platform.letter SET due_at = now()');
  const second = await BuiltServer.start(variables);
  await until(() => mail.taken.length === 1, 90_000);
  await until(async () => (await letters())[0]?.state === 'SENT', 20_000);
  await second.kill();
  expect(mail.taken[0]).toMatchObject({ to: 'anna@example.com', kind: 'identity.verify_email' });
  expect(mail.taken[0]!.messageId).toBe(mail.read[0]!.messageId);
  const [letter] = await letters();
  expect(letter).toEqual({
    state: 'SENT',
    attempts: 2,
    params: null,
    message_id: mail.taken[0]!.messageId,
  });
  expect(first.printed + second.printed).not.toMatch(/cpt_/);
}, 180_000);
