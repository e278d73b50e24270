import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { LAYOUT } from './letter-layout.mjml.js';
import type { LetterContent } from './letter-kind.js';
import type { LetterLocale } from './letter-locale.rules.js';
import { escapeHtml } from './letter-text.rules.js';

const PREVIEW_MAX = 140;

/** What the layout itself says, around the content. */
const AROUND: Record<LetterLocale, { portal: string; foot: string; urlNote: string }> = {
  en: {
    portal: 'Channel Portal',
    foot: 'This letter was sent automatically by the channel portal. Please do not reply to it.',
    urlNote: 'If the button does not work, copy this address into your browser:',
  },
  de: {
    portal: 'Partnerportal',
    foot: 'Diese Nachricht wurde automatisch vom Partnerportal versandt. Bitte antworten Sie nicht darauf.',
    urlNote:
      'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
  },
  'zh-Hans': {
    portal: '渠道门户',
    foot: '本邮件由渠道门户自动发送，请勿直接回复。',
    urlNote: '如果按钮无法使用，请将以下地址复制到浏览器中打开：',
  },
};

export function footOf(locale: LetterLocale): string {
  return AROUND[locale].foot;
}

const require = createRequire(import.meta.url);

const COMPILER = `
const { parentPort, workerData } = require('node:worker_threads');
require(workerData.compiler)(workerData.layout, { fonts: {}, validationLevel: 'strict' })
  .then(({ html }) => parentPort.postMessage(html));`;

let compiled: Promise<string> | undefined;

/** The letter as HTML. The layout is compiled when the first letter needs it, and only once. */
export async function htmlOf(content: LetterContent, locale: LetterLocale): Promise<string> {
  compiled ??= compile();
  const layout = await compiled;
  const { subject, heading, paragraphs, button, facts = [], closing } = content;
  const { portal, foot, urlNote } = AROUND[locale];
  const repeated: [string, Record<string, string>[]][] = [
    ['paragraph', paragraphs.map((paragraph) => ({ paragraph }))],
    ['fact', facts],
    ['facts', facts.length > 0 ? [{}] : []],
    ['button', button ? [{ url: button.url, button: button.label, 'url-note': urlNote }] : []],
    ['closing', closing === undefined ? [] : [{ closing }]],
  ];
  const html = repeated.reduce((text, [name, items]) => repeat(text, name, items), layout);
  // What a list of letters shows beside the subject.
  const preview = [...paragraphs.join(' ')].slice(0, PREVIEW_MAX).join('');
  return fill(html, { lang: locale, subject, preview, portal, heading, foot });
}

/**
 * MJML takes half a second to load and much memory: in a thread of its own it holds no request up, and is gone after it.
 */
async function compile(): Promise<string> {
  const worker = new Worker(COMPILER, {
    eval: true,
    workerData: { compiler: require.resolve('mjml'), layout: LAYOUT },
  });
  try {
    const messages: unknown[] = await once(worker, 'message');
    return String(messages[0]);
  } catch (error) {
    compiled = undefined;
    throw error;
  }
}

/** The part between the comments of this name, once for each item. */
function repeat(html: string, name: string, items: Record<string, string>[]): string {
  const [before, part, after] = html.split(new RegExp(`<!--/?${name}-->`));
  if (before === undefined || part === undefined || after === undefined) {
    throw new Error(`The layout of letters has no part ${name}.`);
  }
  return before + items.map((item) => fill(part, item)).join('') + after;
}

function fill(html: string, values: Record<string, string>): string {
  return html.replace(/\[\[([a-z-]+)\]\]/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : escapeHtml(value).replace(/\n/g, '<br>');
  });
}
