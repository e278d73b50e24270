import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptFile } from './kept-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-kept-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('makes the file once, for its owner alone', () => {
  const file = join(folder, 'new', 'secret');
  expect(keptFile(file, () => 'one')).toEqual({ text: 'one', isNew: true });
  expect(keptFile(file, () => 'two')).toEqual({ text: 'one', isNew: false });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'new'))).toEqual(['secret']);
});

it('takes what another process has made in the meantime', () => {
  const file = join(folder, 'secret');
  const outcome = keptFile(file, () => {
    keptFile(file, () => 'first');
    return 'second';
  });
  expect(outcome).toEqual({ text: 'first', isNew: false });
  expect(readFileSync(file, 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['secret']);
});

it('says what stands in its way', () => {
  expect(() => keptFile(folder, () => 'text')).toThrow('EISDIR');
});
