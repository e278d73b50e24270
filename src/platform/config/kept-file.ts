import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives the text of a file that only its owner may read, and makes the file when there is none. At any moment it is
 * there as a whole or not at all, and it is never replaced: of two processes that make it at once, both use the first.
 */
export function keptFile(file: string, make: () => string): { text: string; isNew: boolean } {
  const kept = read(file);
  if (kept !== undefined) return { text: kept, isNew: false };
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const text = make();
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    const first = read(file);
    if (first !== undefined) return { text: first, isNew: false };
    if (codeOf(error) === 'EEXIST') throw error;
    // A file system without links; two first starts at once are then not told apart.
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return { text, isNew: true };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
