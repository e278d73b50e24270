import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { newId } from '../../src/kernel/index.js';
import { FolderTransport } from '../../src/platform/letter/folder.transport.js';
import {
  ComposeLetter,
  LETTER_LOCALES,
  LetterRegistry,
  type LetterLocale,
  type WrittenLetter,
} from '../../src/platform/letter/index.js';
import { chromiumPath, openChromium } from '../explorer/chromium.js';
import { readFolder } from '../support/read-letters.js';
import { startPortal, type Portal } from '../support/portal.js';

interface Written extends WrittenLetter {
  /** Such as "identity.verify_email de". */
  name: string;
  locale: LetterLocale;
  /** Its words without those of the example. */
  words: string;
}

let portal: Portal;
const letters: Written[] = [];

beforeAll(async () => {
  portal = await startPortal('every-letter');
  for (const { name, sample } of portal.app.get(LetterRegistry).all()) {
    for (const locale of LETTER_LOCALES) {
      const letter = { kind: name, locale, params: sample };
      const written = await portal.app.get(ComposeLetter).write(letter);
      letters.push({
        ...written,
        name: `${name} ${locale}`,
        locale,
        words: without(`${written.subject}\n${written.text}`, sample),
      });
    }
  }
});

afterAll(() => portal?.stop());

/** What people have written, such as a company's name, may be in any language. */
function without(text: string, sample: object): string {
  const given: string[] = [];
  JSON.stringify(sample, (_, value: unknown) => {
    if (typeof value === 'string' && value.length > 2) given.push(value);
    return value;
  });
  return given
    .sort((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '#'), text.replace(/https?:\S+/g, ''));
}

/** The names of those of which something is true that should not be, with what was found. */
function found(look: (letter: Written) => readonly string[] | null): string[] {
  return letters.flatMap((letter) => {
    const hits = look(letter) ?? [];
    return hits.length === 0 ? [] : [`${letter.name}: ${hits.join(' | ')}`];
  });
}

/** What stands around the content of each letter: its sender, and what is said of the address of a button. */
const AROUND =
  /^(Channel Portal|Partnerportal|渠道门户|If the button does not work.*|Falls die Schaltfläche.*|如果按钮无法使用.*)$/;

/** The texts of the page between its tags, as a reader sees them. */
function shownIn(html: string, withPreview = false): string[] {
  const hidden = withPreview ? html : html.replace(/<div style="display:none[^]*?<\/div>/, '');
  return hidden
    .replace(/<(style|head)[^]*?<\/\1>/g, '')
    .replace(/<!--[^]*?-->/g, '')
    .split(/<[^>]+>/)
    .map((text) =>
      text
        .replace(/&#39;/g, "'")
        .replace(/&#91;/g, '[')
        .replace(/&quot;/g, '"')
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&(nbsp|#8199|#65279|#847|zwnj);/g, ' ')
        .replace(/&amp;/g, '&')
        .trim(),
    )
    .filter((text) => text !== '' && !AROUND.test(text));
}

const widthOf = (line: string): number =>
  [...line].reduce((width, character) => width + (/[\u2e80-\uffe6]/.test(character) ? 2 : 1), 0);

describe('every kind of letter in every language', () => {
  it('is there: those about accounts, applications, agreements and orders', () => {
    const kinds = new Set(letters.map(({ name }) => name.split(' ')[0]));
    expect([...kinds].sort()).toEqual([
      'identity.has_account',
      'identity.invitation',
      'identity.microsoft_linked',
      'identity.no_account',
      'identity.password_changed',
      'identity.reset_password',
      'identity.verify_email',
      'onboarding.action_required',
      'onboarding.agreement_asked',
      'onboarding.application_approved',
      'onboarding.application_received',
      'onboarding.application_rejected',
      'order.confirmed',
      'reseller.agreement_due',
      'reseller.agreement_reminder',
      'reseller.deauthorized',
      'reseller.reauthorization_due',
      'reseller.reauthorized',
      'reseller.resumed',
      'reseller.suspended',
      'reseller.terminated',
    ]);
    expect(letters).toHaveLength(kinds.size * 3);
  });

  it('has a subject that fits a list of letters, a heading and a text', () => {
    expect(
      found(({ subject, text, html }) => {
        const heading = text.split('\n')[0] ?? '';
        const whole = subject.length > 0 && heading.length > 0 && text.length > 60;
        return whole && widthOf(subject) <= 100 && html.includes('<h1') ? [] : [subject];
      }),
    ).toEqual([]);
  });

  it('has no holes', () => {
    const holes = /\b(undefined|null|NaN|Invalid Date|Infinity)\b|\[object|\[\[|\]\]|\$\{/g;
    expect(found(({ text }) => text.match(holes))).toEqual([]);
    expect(
      found(({ html, subject }) =>
        `${subject}${html.replace(/<(style|head)[^]*?<\/\1>/g, '')}`.match(holes),
      ),
    ).toEqual([]);
  });

  it('leads to the portal only, and loads nothing from anywhere', () => {
    const { port } = new URL(portal.url);
    const own = `http://localhost:${port}/`;
    expect(
      found(({ html, text }) =>
        [
          ...[...html.matchAll(/(?:href|src|action|background)="([^"]*)"/g)].map(([, url]) => url!),
          ...[...html.matchAll(/url\(([^)]*)\)/g)].map(([, url]) => url!),
          ...(text.match(/\b[a-z]+:\/\/\S+/g) ?? []),
        ].filter((url) => !url.startsWith(own)),
      ),
    ).toEqual([]);
    const loading =
      /<(img|script|link|iframe|object|embed|form|input|svg|video)\b|@import|@font-face/g;
    expect(found(({ html }) => html.match(loading))).toEqual([]);
  });

  it('says the same in both of its forms', () => {
    expect(
      found(({ html, text }) => {
        const shown = shownIn(html, true).join('').replace(/\s/g, '');
        const said = text.replace(/^-- $/m, '').split(/[\s:：]+/);
        return said.filter((word) => !shown.includes(word));
      }),
    ).toEqual([]);
    // And the other way round: what is shown, but for the name above it and what is said of the button's address.
    expect(
      found(({ html, text }) => {
        const said = text.replace(/\s/g, '');
        return shownIn(html).filter((part) => !said.includes(part.replace(/\s/g, '')));
      }),
    ).toEqual([]);
  });

  it('has lines that fit a narrow window, but for addresses', () => {
    expect(
      found(({ text }) =>
        text.split('\n').filter((line) => widthOf(line) > 76 && !/^https?:\S+$/.test(line)),
      ),
    ).toEqual([]);
  });

  it('names its language', () => {
    expect(
      found(({ html, locale }) => (html.includes(`<html lang="${locale}"`) ? [] : ['?'])),
    ).toEqual([]);
  });

  it('is small enough that no mail program cuts it', () => {
    expect(found(({ html }) => (html.length < 60_000 ? [] : [String(html.length)]))).toEqual([]);
  });
});

describe('what people have written', () => {
  const MARKUP = '<script src="https://evil.example/x.js">alert(1)</script><img src=x onerror=y>';
  const BREAKS = 'A\r\nBcc: victim@evil.example\r\nContent-Type: text/html\r\n\r\n\u202eB';

  /** The sample with the text in place of whatever a person may have typed. */
  function typed(value: unknown, text: string): unknown {
    if (typeof value === 'string') return isTyped(value) ? text : value;
    if (Array.isArray(value)) return value.map((item) => typed(item, text));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typed(item, text)]));
  }

  /** Codes, days, amounts and secrets are ours. */
  const isTyped = (text: string) => !/^(?:[A-Z_]+|[\dT:.Z-]+|cpt_\w+)$/.test(text);

  const kinds = () => portal.app.get(LetterRegistry).all();

  /** The letter as it goes out, read as a mail program reads it. */
  async function sent(kind: string, locale: LetterLocale, params: object) {
    const letter = await portal.app.get(ComposeLetter).run({
      id: newId(),
      kind,
      recipient: 'reader@example.com',
      locale,
      params,
      messageId: '<1@example.com>',
      attempts: 1,
      queuedAt: new Date(),
      stamp: 'hostile',
    });
    const folder = await mkdtemp(join(tmpdir(), 'letters-'));
    try {
      await new FolderTransport(folder).send(letter);
      const [read, ...others] = await readFolder(folder);
      if (!read || others.length > 0) throw new Error('Not one letter');
      return read;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('is text in every letter, and never markup', async () => {
    const bad: string[] = [];
    const quoting = new Set<string>();
    for (const { name, sample } of kinds()) {
      for (const locale of LETTER_LOCALES) {
        const params = typed(sample, MARKUP) as object;
        const { html, text } = await portal.app
          .get(ComposeLetter)
          .write({ kind: name, locale, params });
        const isMarkup = /<(script|img)\b|(?:src|href)="[^"]*evil/.test(html);
        // What was typed is said in both forms or in none.
        const said = text.replace(/\s/g, '').includes('<scriptsrc=');
        if (said) quoting.add(name);
        if (isMarkup || said !== html.includes('&lt;script src=')) bad.push(`${name} ${locale}`);
      }
    }
    expect(bad).toEqual([]);
    // The others tell strangers nothing that anybody has typed.
    expect(kinds().flatMap(({ name }) => (quoting.has(name) ? [] : [name]))).toEqual([
      'identity.has_account',
      'identity.no_account',
      'identity.reset_password',
      'identity.verify_email',
    ]);
  });

  it('makes no header, recipient or part of a letter', async () => {
    const bad: string[] = [];
    for (const { name, sample } of kinds()) {
      for (const locale of LETTER_LOCALES) {
        const plain = await sent(name, locale, sample);
        const read = await sent(name, locale, typed(sample, BREAKS) as object);
        const same =
          Object.keys(read.headers).sort().join() === Object.keys(plain.headers).sort().join();
        const headers = Object.entries(read.headers).filter(
          ([header, value]) => header !== 'subject' && value.includes('evil'),
        );
        const whole = read.to === 'reader@example.com' && read.html !== '' && read.text !== '';
        const turned = `${read.subject}${read.text}${read.html}`.includes('\u202e');
        if (!same || headers.length > 0 || !whole || turned || /[\r\n]/.test(read.subject)) {
          bad.push(`${name} ${locale}`);
        }
      }
    }
    expect(bad).toEqual([]);
  });
});

describe('a translation', () => {
  const ENGLISH =
    /\b(the|your|you|and|with|please|hello|have|has|been|this|that|will|from|for|not|are|was)\b/gi;
  const GERMAN = /\b(der|die|das|und|nicht|mit|ist|wurde|wird|Ihre?[nmrs]?|Sie|bitte)\b/g;

  it('into German has no English left', () => {
    // "was" is a German word, too.
    const left = (words: string) => words.match(ENGLISH)?.filter((word) => !/^was$/i.test(word));
    expect(found(({ locale, words }) => (locale === 'de' ? (left(words) ?? []) : []))).toEqual([]);
  });

  it('into Chinese has neither English nor German left', () => {
    expect(
      found(({ locale, words }) =>
        locale === 'zh-Hans'
          ? [...(words.match(ENGLISH) ?? []), ...(words.match(GERMAN) ?? [])]
          : [],
      ),
    ).toEqual([]);
    // Each line says something in Chinese, but for what is an address, a number, an amount or somebody's own words.
    expect(
      found(({ locale, words }) =>
        locale === 'zh-Hans'
          ? words.split('\n').filter((line) => /[a-z]{3,}\s+[a-z]{3,}\s+[a-z]{3,}/i.test(line))
          : [],
      ),
    ).toEqual([]);
    expect(
      found(({ locale, subject }) =>
        locale === 'zh-Hans' && !/\p{Script=Han}{2}/u.test(subject) ? [subject] : [],
      ),
    ).toEqual([]);
  });

  it('into English has no other language left', () => {
    expect(
      found(({ locale, words }) =>
        locale === 'en' ? (words.match(/\p{Script=Han}+|[äöüß]+/gu) ?? []) : [],
      ),
    ).toEqual([]);
  });

  it('has as many facts and the same kind of link as the original', () => {
    const shape = ({ text, html }: Written): string =>
      [
        html.match(/class="fact-label"/g)?.length ?? 0,
        /href="[^"]*#/.test(html),
        text.match(/https?:/g)?.length,
      ].join();
    const shapes = new Map<string, Set<string>>();
    for (const letter of letters) {
      const [kind = ''] = letter.name.split(' ');
      shapes.set(kind, (shapes.get(kind) ?? new Set()).add(shape(letter)));
    }
    const different = [...shapes].filter(([, { size }]) => size > 1).map(([kind]) => kind);
    expect(different).toEqual([]);
  });
});

interface Seen {
  texts: number;
  /** By how many pixels it is wider than the window. */
  wide: number;
  /** The beginnings of texts with less contrast than 4.5 to 1. */
  faint: string[];
}

/** Looks at the page as a reader does; it runs in the browser. */
const LOOK = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor;
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    (element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') &&
      element.getClientRects().length > 0 && element.clientHeight !== 0,
  );
  const faint = texts.filter((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  });
  return {
    texts: texts.length,
    wide: document.documentElement.scrollWidth - innerWidth,
    faint: faint.map((element) => element.textContent.slice(0, 30)),
  };
})()`;

const executable = chromiumPath();
const inBrowser = executable ? describe : describe.skip;

inBrowser('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium(executable!);
  });
  afterAll(() => browser?.close());

  it.each([
    ['a phone by day', 320, 'light'],
    ['a phone by night', 360, 'dark'],
    ['a large window', 1280, 'light'],
  ] as const)(
    'on %s it asks nobody for anything, fits the width and can be read',
    async (_, width, colorScheme) => {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const bad: string[] = [];
      for (const { name, html } of letters) {
        await page.setContent(html);
        const seen = await page.evaluate<Seen>(LOOK);
        if (seen.texts < 3 || seen.wide > 0 || seen.faint.length > 0) {
          bad.push(`${name}: ${JSON.stringify(seen)}`);
        }
      }
      await page.close();
      expect(bad).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('about:'))).toEqual([]);
    },
    60_000,
  );
});
