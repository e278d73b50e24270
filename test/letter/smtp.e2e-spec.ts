import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LetterSender } from '../../src/platform/letter/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { openPortal, type Portal } from '../support/portal.js';
import { MailServer } from './mail-server.js';
import { registerProbe, writeProbe } from './probe-letter.js';

const SECRET = 'token-of-the-reader';

let database: TestDatabase;
let mail: MailServer;
let portal: Portal;

beforeAll(async () => {
  database = await createTestDatabase('smtp');
});

afterAll(() => database?.drop());

beforeEach(async () => {
  mail = await MailServer.start();
  portal = await openPortal(database, smtp(mail.url()));
  registerProbe(portal);
  await portal.db.query('DELETE FROM platform.letter');
});

afterEach(async () => {
  await portal.stop();
  await mail.stop();
});

function smtp(url: string): Record<string, string> {
  return {
    LETTER_TRANSPORT: 'smtp',
    SMTP_URL: url,
    LETTER_FROM: 'Portal Post <post@portal.example>',
  };
}

const write = (to = 'anna@example.com') => writeProbe(portal, { to, token: SECRET });
const sweep = () => portal.app.get(LetterSender).sweep();
const letters = () => portal.rows('SELECT * FROM platform.letter ORDER BY queued_at');
/** What was put off is due. */
const wait = () => portal.db.query('UPDATE platform.letter SET due_at = now()');

async function metric(outcome: string): Promise<string | undefined> {
  const text = await (await fetch(`${portal.url}/metrics`)).text();
  return new RegExp(
    `^portal_letters_total{kind="probe.greeting",outcome="${outcome}"} (.*)$`,
    'm',
  ).exec(text)?.[1];
}

describe('a letter by SMTP', () => {
  it('goes to its reader alone, with a Message-ID of the sender’s domain', async () => {
    await write();
    await sweep();
    const [row] = await letters();
    expect(row).toMatchObject({ state: 'SENT', params: null, attempts: 1 });
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]).toMatchObject({
      to: 'anna@example.com',
      subject: 'Welcome, Nordlicht GmbH',
      messageId: `<${row!.id}@portal.example>`,
    });
    expect(mail.taken[0]!.headers['from']).toBe('Portal Post <post@portal.example>');
    expect(mail.taken[0]!.html).toContain(SECRET);
    expect(mail.envelopes).toEqual([{ from: 'post@portal.example', to: ['anna@example.com'] }]);
    expect(await metric('SENT')).toBe('1');
  });

  it('takes one connection for many letters', async () => {
    for (let n = 0; n < 12; n += 1) await write(`reader-${n}@example.com`);
    await sweep();
    expect(mail.taken).toHaveLength(12);
    expect(mail.connections).toBeLessThanOrEqual(4);
  });

  it.each(['recipient', 'data'])(
    'is tried again later when the server puts it off at its %s, as the same message',
    async (step) => {
      const turns = step === 'recipient' ? mail.atRecipient : mail.atData;
      turns.push({ code: 451, text: `Try later, ${SECRET}` });
      await write();
      await sweep();
      const [put] = await letters();
      expect(put).toMatchObject({ state: 'QUEUED', attempts: 1, failure: '451' });
      expect(put!.due_at.getTime() - Date.now()).toBeGreaterThan(25_000);
      expect(mail.taken).toEqual([]);
      await sweep();
      expect(mail.taken).toEqual([]);

      await wait();
      await sweep();
      expect(mail.taken.map(({ messageId }) => messageId)).toEqual([put!.message_id]);
      expect((await letters())[0]).toMatchObject({ state: 'SENT', attempts: 2, failure: null });
      expect([await metric('DELAYED'), await metric('SENT')]).toEqual(['1', '1']);
    },
  );

  it.each(['recipient', 'data'])(
    'has failed when the server refuses it at its %s: it is not tried again, and its secret is gone',
    async (step) => {
      const turns = step === 'recipient' ? mail.atRecipient : mail.atData;
      turns.push({ code: 550, text: `No such mailbox, ${SECRET}` });
      await write('gone@example.com');
      await write('next@example.com');
      await sweep();
      await wait();
      await sweep();
      expect(mail.taken.map(({ to }) => to)).toEqual(['next@example.com']);
      const [failed] = await letters();
      expect(failed).toMatchObject({ state: 'FAILED', params: null, attempts: 1, failure: '550' });
      expect(JSON.stringify(failed)).not.toContain(SECRET);
      expect(await metric('FAILED')).toBe('1');
    },
  );

  it('is given up after days, and not tried for ever', async () => {
    mail.atData.push({ code: 451, text: 'Try later' });
    await write();
    await portal.db.query(`UPDATE platform.letter SET queued_at = now() - interval '73 hours'`);
    await sweep();
    expect((await letters())[0]).toMatchObject({ state: 'FAILED', params: null, failure: '451' });
  });

  it('may come twice, as the same message, when the server dies after it has read it', async () => {
    mail.atData.push('CUT');
    await write();
    await sweep();
    expect(mail.read).toHaveLength(1);
    expect((await letters())[0]).toMatchObject({ state: 'QUEUED', attempts: 1 });
    await wait();
    await sweep();
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]!.messageId).toBe(mail.read[0]!.messageId);
    expect((await letters())[0]).toMatchObject({ state: 'SENT', attempts: 2 });
  });

  it('comes again, as the same message, when the process died before it could note that it was sent', async () => {
    await write();
    await portal.db.query(`
      CREATE FUNCTION platform.forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;
      CREATE TRIGGER forget BEFORE UPDATE OF sent_at ON platform.letter FOR EACH ROW EXECUTE FUNCTION platform.forget()`);
    await expect(sweep()).rejects.toThrow('killed');
    await portal.db.query(
      'DROP TRIGGER forget ON platform.letter; DROP FUNCTION platform.forget()',
    );
    const [claimed] = await letters();
    expect(claimed).toMatchObject({ state: 'QUEUED', attempts: 1 });
    // The attempt counts as alive for three minutes: nobody else sends it meanwhile.
    expect(claimed!.due_at.getTime() - Date.now()).toBeGreaterThan(150_000);
    await sweep();
    expect(mail.taken).toHaveLength(1);
    await wait();
    await sweep();
    expect(mail.taken).toHaveLength(2);
    expect(new Set(mail.taken.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('waits while nobody answers at the address, and goes as soon as somebody does', async () => {
    await mail.stop();
    await write();
    await write('second@example.com');
    await sweep();
    const rows = await letters();
    expect(rows.every(({ state }) => state === 'QUEUED')).toBe(true);
    expect(rows[0]).toMatchObject({ attempts: 1, failure: 'ESOCKET' });
    expect(await metric('UNREACHABLE')).toMatch(/^[1-4]$/);

    mail = await MailServer.start({}, mail.address);
    await wait();
    await sweep();
    expect(mail.taken.map(({ to }) => to).sort()).toEqual([
      'anna@example.com',
      'second@example.com',
    ]);
  });

  it('is sent once by servers that look for it at the same time', async () => {
    const other = await openPortal(database, smtp(mail.url()));
    try {
      registerProbe(other);
      for (let n = 0; n < 20; n += 1) await write(`reader-${n}@example.com`);
      await Promise.all([sweep(), other.app.get(LetterSender).sweep(), sweep()]);
      expect(mail.taken).toHaveLength(20);
      expect(new Set(mail.taken.map(({ to }) => to)).size).toBe(20);
    } finally {
      await other.stop();
    }
  });
});

describe('the password of the mail server', () => {
  it('is not told to a server that offers no TLS', async () => {
    const careful = await openPortal(database, smtp(mail.url('robot:pass%2Fword@')));
    try {
      registerProbe(careful);
      await write();
      await careful.app.get(LetterSender).sweep();
      expect(mail.signIns).toEqual([]);
      expect(mail.read).toEqual([]);
      const [row] = await letters();
      expect(row).toMatchObject({ state: 'QUEUED', attempts: 1 });
      expect(JSON.stringify(row)).not.toContain('pass/word');
    } finally {
      await careful.stop();
    }
  });
});

it('a server that is told to use SMTP does not start without its address', async () => {
  await expect(openPortal(database, { LETTER_TRANSPORT: 'smtp' })).rejects.toThrow(
    'SMTP_URL: required with LETTER_TRANSPORT=smtp.',
  );
});
