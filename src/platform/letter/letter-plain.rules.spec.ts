import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from './letter-plain.rules.js';

const content = { subject: '', heading: 'H', paragraphs: ['P'] };

describe('the plain text of a letter', () => {
  it('breaks lines between words, and Chinese between characters but not before punctuation', () => {
    const words = Array.from({ length: 30 }, () => 'word').join(' ');
    const lines = plainText({ ...content, paragraphs: [words] }, 'F').split('\n');
    expect(lines.slice(2, 4).map(({ length }) => length)).toEqual([74, 74]);

    const chinese = `${'订'.repeat(37)}单，${'订'.repeat(10)}`;
    expect(
      plainText({ ...content, paragraphs: [chinese] }, 'F')
        .split('\n')
        .slice(2, 4),
    ).toEqual(['订'.repeat(37), `单，${'订'.repeat(10)}`]);
  });

  it('leaves an address whole, on a line of its own', () => {
    const url = `https://portal.example/account/verify#token=${'x'.repeat(100)}`;
    const text = plainText({ ...content, button: { label: 'Open', url } }, 'F');
    expect(text.split('\n')).toContain(url);
  });

  it('loses no word and adds none', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (paragraphs) => {
        const bare = (text: string) => text.replace(/\s/g, '');
        expect(bare(plainText({ ...content, paragraphs }, 'F'))).toBe(
          bare(`H${paragraphs.join('')}--F`),
        );
      }),
    );
  });
});
