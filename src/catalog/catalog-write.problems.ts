import type { Facts, Problem } from '../kernel/index.js';

/** What a change of the catalog is refused with; the same words whichever way it comes in. */

export function invalid(
  rule: string,
  message: string,
  path: string[],
  facts: Facts = {},
): Problem<'INVALID_VALUE'> {
  return { code: 'INVALID_VALUE', message, path, facts: { rule, ...facts } };
}

export function required(message: string, path: string[]): Problem<'REQUIRED'> {
  return { code: 'REQUIRED', message, path };
}

export function taken(message: string, path: string[]): Problem<'ALREADY_EXISTS'> {
  return { code: 'ALREADY_EXISTS', message, path };
}

export function noSuch(what: string, path: string[] = ['input', 'id']): Problem<'NOT_FOUND'> {
  return { code: 'NOT_FOUND', message: `There is no such ${what}.`, path };
}

export function stale(version: number): Problem<'CONFLICT'> {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed it since you read it: it has version ${version} by now. Read it again and decide anew.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

/** Something that cannot go, or change, as long as others name it; `uses` says what does. */
export function inUse(what: string, uses: readonly string[], path: string[]): Problem {
  return invalid('IN_USE', `${what}: ${uses.join(', ')}.`, path);
}

/** Such as "3 listings"; nothing when there are none. */
export function countOf(count: number, one: string, many = `${one}s`): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

export function handleTaken(path: string[] = ['input', 'handle']): Problem<'ALREADY_EXISTS'> {
  return taken('Another product has this handle. Take another one.', path);
}

export function specTaken(): Problem<'ALREADY_EXISTS'> {
  return taken('Another spec has this code. Take another one.', ['input', 'code']);
}
