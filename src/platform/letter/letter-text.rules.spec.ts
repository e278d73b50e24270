import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanContent, cleanLine, cleanText, escapeHtml } from './letter-text.rules.js';

const anything = fc.string({ unit: 'binary', maxLength: 60 });

describe('text of a letter', () => {
  it('as a line has no character that acts', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(cleanLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('keeps its lines, however they were broken', () => {
    expect(cleanText(' a\r\nb\rc\u2028d\n\n e ')).toBe('a\nb\nc\nd\n\ne');
  });

  it('keeps what people write', () => {
    for (const text of ['Müller & Söhne', '李伟', 'שלום', '👩🏽‍💻 team', 'O’Brien']) {
      expect(cleanLine(text)).toBe(text);
    }
  });

  it('in HTML opens and closes nothing, and says what it said', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'[]/);
        const read = escaped
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&quot;/g, '"')
          .replace(/&#39;/g, "'")
          .replace(/&#91;/g, '[')
          .replace(/&amp;/g, '&');
        expect(read).toBe(text);
      }),
    );
  });
});

describe('the content of a letter', () => {
  const content = { subject: 'S', heading: 'H', paragraphs: ['P'] };
  const linked = (url: string) => () =>
    cleanContent({ ...content, button: { label: 'L', url } }, 'https://portal.example');

  it('links to the portal only', () => {
    expect(linked('https://portal.example/account/verify#token=x')).not.toThrow();
    for (const url of [
      'https://portal.example.evil.example/',
      'https://evil.example/https://portal.example/',
      'javascript:alert(1)',
      '/account',
    ]) {
      expect(linked(url)).toThrow('A letter links to the portal only.');
    }
  });

  it('has a subject of bounded length', () => {
    const { subject } = cleanContent(
      { ...content, subject: '😀'.repeat(300) },
      'https://p.example',
    );
    expect([...subject]).toHaveLength(200);
    expect(subject.endsWith('😀…')).toBe(true);
  });
});
