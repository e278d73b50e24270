import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { LetterRegistry } from '../../src/platform/letter/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { anonymous } from '../support/probe-unit.js';
import { probeLetter, queueProbe, registerProbe, writeProbe } from './probe-letter.js';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('letters');
  registerProbe(portal);
});

afterAll(() => portal?.stop());

const rows = () => portal.rows(`SELECT * FROM platform.letter ORDER BY queued_at`);
const last = async () => (await portal.letters()).at(-1)!;

describe('a letter', () => {
  it('is sent after the commit, with a text and an HTML part, and forgets what it was made from', async () => {
    await writeProbe(portal, { to: 'anna@example.com' });
    const [queued] = await rows();
    expect(queued).toMatchObject({
      kind: 'probe.greeting',
      recipient: 'anna@example.com',
      state: 'QUEUED',
      attempts: 0,
      params: { company: 'Nordlicht GmbH', token: 'token-4711' },
    });
    const jobs = await portal.rows<{ payload: object }>(
      `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'letter.send'`,
    );
    expect(jobs).toEqual([{ payload: { id: queued!.id } }]);

    const letter = await last();
    expect(letter).toMatchObject({
      to: 'anna@example.com',
      subject: 'Welcome, Nordlicht GmbH',
      kind: 'probe.greeting',
      messageId: `<${queued!.id}@localhost>`,
    });
    expect(letter.headers).toMatchObject({
      from: 'Channel Portal <no-reply@localhost>',
      'content-language': 'en',
      'auto-submitted': 'auto-generated',
    });
    const link = `${portal.url.replace('127.0.0.1', 'localhost')}/account/begin#token=token-4711`;
    expect(letter.text.trimEnd()).toBe(
      [
        'Welcome',
        'We greet Nordlicht GmbH.',
        'Second paragraph.',
        'Company: Nordlicht GmbH\nAddress: Main Street 1\n  10115 Berlin',
        `Begin:\n${link}`,
        'Goodbye.',
        '-- \nThis letter was sent automatically by the channel portal. Please do not\nreply to it.',
      ].join('\n\n'),
    );
    expect(letter.html).toContain(`href="${link}"`);
    expect(letter.html).toContain('lang="en"');
    expect(letter.html).toContain('Main Street 1<br>10115 Berlin');
    expect(letter.html).not.toMatch(/\[\[|undefined/);

    const [sent] = await rows();
    expect(sent).toMatchObject({ state: 'SENT', params: null, attempts: 1, failure: null });
    expect(sent!.sent_at).not.toBeNull();
  });

  it('is one file, that only the server reads, whole at once', async () => {
    const folder = join(portal.config.dataDir, 'letters');
    const names = await readdir(folder);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^\d{8}T\d{6}\.\d{6}Z-probe\.greeting-[0-9a-f-]{36}\.eml$/);
    expect((await stat(join(folder, names[0]!))).mode & 0o777).toBe(0o600);
  });

  it('is never sent when the transaction rolls back', async () => {
    const before = await rows();
    await portal.app
      .get(UnitOfWork)
      .run(anonymous(), async (tx) => {
        await queueProbe(tx, { to: 'nobody@example.com' });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(await rows()).toEqual(before);
    expect((await portal.letters()).map(({ to }) => to)).toEqual(['anna@example.com']);
  });

  it.each([
    ['de-AT', 'Willkommen, Nordlicht GmbH', 'de'],
    ['zh-TW', '欢迎，Nordlicht GmbH', 'zh-Hans'],
    ['fr', 'Welcome, Nordlicht GmbH', 'en'],
  ])('in %s is written in the nearest language', async (locale, subject, language) => {
    await writeProbe(portal, { locale });
    const letter = await last();
    expect(letter.subject).toBe(subject);
    expect(letter.headers['content-language']).toBe(language);
    expect(letter.html).toContain(`lang="${language}"`);
  });

  it('of no use any more is not sent, and forgets its secret', async () => {
    const count = (await portal.letters()).length;
    await writeProbe(portal, { expiresAt: new Date(Date.now() - 1000) });
    expect(await portal.letters()).toHaveLength(count);
    expect((await rows()).at(-1)).toMatchObject({ state: 'EXPIRED', params: null, attempts: 0 });
  });

  it('is not written to what is no address', async () => {
    for (const to of ['a@example.com\nBcc: b@example.com', 'a@example.com,b@example.com', 'a']) {
      await expect(writeProbe(portal, { to })).rejects.toThrow(/letter_recipient_check/);
    }
  });

  it('of one name is registered once', () => {
    expect(() => {
      portal.app.get(LetterRegistry).register(probeLetter);
    }).toThrow('The letter probe.greeting is registered twice.');
  });
});

describe("a letter's parameters", () => {
  it('show as text, however they look', async () => {
    const company = '<img src=x onerror=alert(1)>"\' & [[foot]] <!--fact-->';
    await writeProbe(portal, { company });
    const letter = await last();
    expect(letter.html).not.toContain('<img');
    expect(letter.html).toContain(
      'We greet &lt;img src=x onerror=alert(1)&gt;&quot;&#39; &amp; &#91;&#91;foot]] &lt;!--fact--&gt;.',
    );
    expect(letter.text).toContain(`We greet ${company}.`);
    expect(letter.subject).toBe(`Welcome, ${company}`);
  });

  it('split no header, and turn no text around', async () => {
    await writeProbe(portal, {
      company: 'A\r\nBcc: victim@example.com\r\n\r\nB \u202egnp.exe\u0000',
    });
    const letter = await last();
    expect(letter.subject).toBe('Welcome, A Bcc: victim@example.com B gnp.exe');
    expect(letter.headers).not.toHaveProperty('bcc');
    expect(letter.to).toBe('reader@example.com');
  });

  it.each(['"a"<b@example.com>', 'a,b@example.com', 'ä@example.com'])(
    'make one recipient of %s',
    async (to) => {
      await writeProbe(portal, { to });
      const { headers } = await last();
      expect(headers['to']?.replace(/"[^"]*"/g, '').match(/@/g)).toHaveLength(1);
    },
  );
});

describe("the server's login", () => {
  it.each([
    ['reads', 'SELECT recipient FROM platform.letter'],
    ['changes', `UPDATE platform.letter SET recipient = 'x@example.com'`],
    ['deletes', 'DELETE FROM platform.letter'],
  ])('%s no letter', async (_, statement) => {
    await expect(
      portal.app.get(UnitOfWork).run(anonymous(), (tx) => tx.query(statement)),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
