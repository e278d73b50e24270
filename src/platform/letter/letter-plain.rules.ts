import type { LetterContent } from './letter-kind.js';

const WIDTH = 76;
/** What takes the place of two letters: Chinese, Japanese and Korean characters and their punctuation. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
/** A wide character may end a line, but not when punctuation follows that belongs to it. */
const PIECES = new RegExp(
  `${WIDE.source}[，。、；：！？）》」』】]*|[^\\s${WIDE.source.slice(1, -1)}]+|\\s+`,
  'gu',
);

/** The letter for those who read no HTML, from the same content. */
export function plainText(content: LetterContent, foot: string): string {
  const { heading, paragraphs, button, facts = [], closing } = content;
  const blocks = [heading, ...paragraphs];
  if (facts.length > 0) blocks.push(facts.map(factLine).join('\n'));
  // An address stands on a line of its own, so that nothing touches it and no reader breaks it.
  if (button !== undefined) blocks.push(`${button.label}:\n${button.url}`);
  if (closing !== undefined) blocks.push(closing);
  return `${blocks.map(wrapped).join('\n\n')}\n\n-- \n${wrapped(foot)}\n`;
}

function factLine({ label, value }: { label: string; value: string }): string {
  const [first = '', ...more] = value.split('\n');
  const start = label === '' ? first : `${label}: ${first}`;
  return [start, ...more.map((line) => `  ${line}`)].join('\n');
}

function wrapped(text: string): string {
  return text.split('\n').map(wrappedLine).join('\n');
}

function wrappedLine(line: string): string {
  if (widthOf(line) <= WIDTH || /^https?:\/\//.test(line)) return line;
  const lines: string[] = [];
  let current = '';
  for (const piece of line.match(PIECES) ?? []) {
    if (current !== '' && widthOf(current) + widthOf(piece.trimEnd()) > WIDTH) {
      lines.push(current.trimEnd());
      current = piece.trimStart();
    } else {
      current += piece;
    }
  }
  return [...lines, current.trimEnd()].join('\n');
}

function widthOf(text: string): number {
  return [...text].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}
