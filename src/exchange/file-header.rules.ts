import { shortened } from '../kernel/index.js';
import { fileProblem, type FileProblem } from './file.problems.js';

/** The columns that a kind of file may have. */
export interface FileColumns {
  required: readonly string[];
  optional: readonly string[];
  /** What comes before a colon in columns of which there may be several, such as `name` in `name:de`. */
  families: readonly string[];
}

/** What an error file adds behind the original columns; in an upload it means nothing. */
export const ERROR_COLUMNS = ['line', 'column', 'code', 'message'] as const;

const DELIMITERS = [',', ';', '\t'] as const;
const HEADER_LENGTH_MAX = 60;
const NAMED_MAX = 20;

/** The delimiter that stands most often in the header; a comma when none does. */
export function delimiterOf(headerLine: string): string {
  const unquoted = headerLine.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => unquoted.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

export interface ReadHeader {
  /** For each cell of a row the name of its column; null where the column means nothing. */
  names: (string | null)[];
  problems: FileProblem[];
}

/** Finds the columns in any order and in any case, and says everything that is wrong with them. */
export function readHeader(cells: readonly string[], columns: FileColumns): ReadHeader {
  const names = cells.map((cell) => nameOf(cell.trim(), columns));
  const unknown = cells.filter((_, index) => names[index] === undefined);
  const found = names.filter((name) => typeof name === 'string');
  const twice = [...new Set(found.filter((name, index) => found.indexOf(name) < index))];
  const missing = columns.required.filter((name) => !found.includes(name));
  return {
    names: names.map((name) => name ?? null),
    problems: [
      ...(unknown.length > 0 ? [unknownColumns(unknown, columns)] : []),
      ...(twice.length > 0 ? [repeatedColumns(twice)] : []),
      ...(missing.length > 0 ? [missingColumns(missing)] : []),
    ],
  };
}

/** Null for a column of an error file; undefined for one that nobody knows. */
function nameOf(cell: string, columns: FileColumns): string | null | undefined {
  const lower = cell.toLowerCase();
  const fixed = [...columns.required, ...columns.optional].find(
    (name) => name.toLowerCase() === lower,
  );
  if (fixed !== undefined) return fixed;
  if (ERROR_COLUMNS.some((name) => name === lower)) return null;
  const colon = cell.indexOf(':');
  const family = columns.families.find((name) => name.toLowerCase() === lower.slice(0, colon));
  const member = cell.slice(colon + 1).trim();
  return colon > 0 && family !== undefined && member !== '' ? `${family}:${member}` : undefined;
}

function unknownColumns(cells: readonly string[], columns: FileColumns): FileProblem {
  const given = cells.slice(0, NAMED_MAX).map((cell) => JSON.stringify(named(cell)));
  const known = [
    ...columns.required,
    ...columns.optional,
    ...columns.families.map((family) => `${family}:…`),
  ];
  return fileProblem(
    'UNKNOWN_COLUMN',
    `There is no column ${given.join(', ')}. The columns are ${known.join(', ')}.`,
    { line: 1, columns: cells.slice(0, NAMED_MAX).map(named) },
  );
}

function repeatedColumns(names: readonly string[]): FileProblem {
  return fileProblem('DUPLICATE_COLUMN', `Name each column once: ${names.join(', ')}.`, {
    line: 1,
    columns: names.map(named),
  });
}

function missingColumns(names: readonly string[]): FileProblem {
  return {
    code: 'REQUIRED',
    message: `The first line must name the columns; missing: ${names.join(', ')}.`,
    path: ['file'],
    facts: { line: 1, columns: [...names] },
  };
}

/** Whoever sends a file without a header should not get the file back in a message. */
function named(cell: string): string {
  return shortened(cell, HEADER_LENGTH_MAX);
}
