import { UnitOfWork, type Tx } from '../../src/platform/database/index.js';
import { defineLetter, LetterRegistry, queueLetter } from '../../src/platform/letter/index.js';
import type { Portal } from '../support/portal.js';
import { anonymous } from '../support/probe-unit.js';

export interface ProbeParams {
  company: string;
  token: string;
}

/** A letter with everything that a letter may have. */
export const probeLetter = defineLetter<ProbeParams>({
  name: 'probe.greeting',
  sample: { company: 'Nordlicht GmbH', token: 'abc' },
  texts: {
    en: ({ company, token }, { publicUrl }) => ({
      subject: `Welcome, ${company}`,
      heading: 'Welcome',
      paragraphs: [`We greet ${company}.`, 'Second paragraph.'],
      facts: [
        { label: 'Company', value: company },
        { label: 'Address', value: 'Main Street 1\n10115 Berlin' },
      ],
      button: { label: 'Begin', url: `${publicUrl}/account/begin#token=${token}` },
      closing: 'Goodbye.',
    }),
    de: ({ company }) => ({
      subject: `Willkommen, ${company}`,
      heading: 'Willkommen',
      paragraphs: [`Wir grüßen ${company}.`],
    }),
    'zh-Hans': ({ company }) => ({
      subject: `欢迎，${company}`,
      heading: '欢迎',
      paragraphs: [`您好，${company}。`],
    }),
  },
});

export interface ProbeToQueue {
  to?: string;
  locale?: string;
  company?: string;
  token?: string;
  expiresAt?: Date;
}

/** What a module does: it registers the kind at its start … */
export function registerProbe(portal: Portal): void {
  portal.app.get(LetterRegistry).register(probeLetter);
}

/** … and queues the letter in the transaction of what it tells of. */
export function queueProbe(tx: Tx, letter: ProbeToQueue = {}): Promise<void> {
  const { to = 'reader@example.com', locale = 'en', expiresAt } = letter;
  const { company = 'Nordlicht GmbH', token = 'token-4711' } = letter;
  return queueLetter(tx, probeLetter, {
    to,
    locale,
    params: { company, token },
    ...(expiresAt && { expiresAt }),
  });
}

export function writeProbe(portal: Portal, letter: ProbeToQueue = {}): Promise<void> {
  return portal.app.get(UnitOfWork).run(anonymous(), (tx) => queueProbe(tx, letter));
}
