import type { LetterContent } from './letter-kind.js';

/** Characters that turn the direction of what follows them: a name with one could make the rest read as something else. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;
const SUBJECT_MAX = 200;

/** A line as it may stand anywhere, also in a header: no line breaks, nothing invisible that acts. */
export function cleanLine(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(TURNING, '')
    .replace(CONTROL, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The same for what may have several lines. */
export function cleanText(text: string): string {
  return text
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map(cleanLine)
    .join('\n')
    .trim();
}

/** What a writer gave, as the layout may set it. Throws for a link that leads away from the portal. */
export function cleanContent(content: LetterContent, publicUrl: string): LetterContent {
  const { subject, heading, paragraphs, button, facts, closing } = content;
  if (button !== undefined && !button.url.startsWith(`${publicUrl}/`)) {
    throw new Error('A letter links to the portal only.');
  }
  return {
    subject: shortened(cleanLine(subject)),
    heading: cleanLine(heading),
    paragraphs: paragraphs.map(cleanText),
    ...(button && { button: { label: cleanLine(button.label), url: cleanLine(button.url) } }),
    ...(facts && {
      facts: facts.map(({ label, value }) => ({
        label: cleanLine(label),
        value: cleanText(value),
      })),
    }),
    ...(closing !== undefined && { closing: cleanText(closing) }),
  };
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > SUBJECT_MAX ? `${letters.slice(0, SUBJECT_MAX - 1).join('')}…` : text;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // The layout's own places begin with it: a value never looks like one.
  '[': '&#91;',
};

/** Text as it stands in HTML, between tags and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'[]/g, (character) => ENTITIES[character] ?? character);
}
