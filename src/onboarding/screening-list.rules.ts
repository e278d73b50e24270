import { isStorableText } from '../kernel/index.js';
import { screeningKey } from './screening-name.rules.js';

/** A name on a list, or another name of the same party. */
export interface ScreeningEntry {
  list: string;
  reference: string;
  name: string;
  /** Null in the entry of the name itself. */
  alias: string | null;
  matchKey: string;
}

/** Why a file is no screening list: for whoever keeps the file. */
export class ScreeningFileError extends Error {
  constructor(line: number, what: string) {
    super(`Line ${line}: ${what}`);
    this.name = 'ScreeningFileError';
  }
}

const REQUIRED = ['list', 'reference', 'name'] as const;
const ALIASES = 'aliases';

export interface ScreeningColumns {
  list: number;
  reference: number;
  name: number;
  /** Undefined when the file has no such column. */
  aliases: number | undefined;
}

/** Finds the columns in any order and in any case; others are left alone. */
export function screeningColumns(header: readonly string[]): ScreeningColumns {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ScreeningFileError(1, `the header lacks ${missing.join(', ')}.`);
  }
  const aliases = names.indexOf(ALIASES);
  return {
    list: names.indexOf('list'),
    reference: names.indexOf('reference'),
    name: names.indexOf('name'),
    aliases: aliases === -1 ? undefined : aliases,
  };
}

/** The entries of a row: one for the name and one for each alias; aliases are separated by a vertical bar. */
export function screeningEntries(
  cells: readonly string[],
  columns: ScreeningColumns,
  line: number,
): ScreeningEntry[] {
  const list = textOf(cells[columns.list], { what: 'list', max: 100, line });
  const reference = textOf(cells[columns.reference], { what: 'reference', max: 100, line });
  const name = textOf(cells[columns.name], { what: 'name', max: 300, line });
  const cell = columns.aliases === undefined ? '' : (cells[columns.aliases] ?? '');
  const aliases = cell
    .split('|')
    .filter((alias) => alias.trim() !== '')
    .map((alias) => textOf(alias, { what: 'alias', max: 300, line }));
  const own = { list, reference, name };
  const keys = new Set<string>();
  return [null, ...aliases]
    .map((alias) => ({ ...own, alias, matchKey: screeningKey(alias ?? name) }))
    .filter(({ matchKey }) => matchKey !== '' && !keys.has(matchKey) && keys.add(matchKey));
}

function textOf(
  cell: string | undefined,
  { what, max, line }: { what: string; max: number; line: number },
): string {
  const text = cell?.trim() ?? '';
  if (text === '') throw new ScreeningFileError(line, `there is no ${what}.`);
  // What cannot be read as UTF-8 has become this sign, and nobody would be found by it.
  if (text.includes('\uFFFD')) {
    throw new ScreeningFileError(line, `the ${what} is not written in UTF-8.`);
  }
  if (!isStorableText(text)) {
    throw new ScreeningFileError(line, `the ${what} has characters that cannot be stored.`);
  }
  if ([...text].length > max) {
    throw new ScreeningFileError(line, `the ${what} has more than ${max} characters.`);
  }
  return text;
}
