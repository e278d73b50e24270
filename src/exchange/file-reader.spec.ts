import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProblemError } from '../kernel/index.js';
import { readRecords, type FileRecord } from './file-reader.js';

/** Sends the bytes in pieces of a size, so that every character and line end is cut somewhere. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(file: string | Buffer, size = 7): Promise<FileRecord[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const found: FileRecord[] = [];
  for await (const record of readRecords(pieces(bytes, size))) found.push(record);
  return found;
}

const cellsOf = (records: FileRecord[]) => records.map(({ cells }) => cells);
const linesOf = (records: FileRecord[]) => records.map(({ line }) => line);

async function refusal(file: string | Buffer, size?: number): Promise<unknown> {
  try {
    await read(file, size);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]?.facts;
    throw error;
  }
  return 'taken';
}

const TABLE = 'sku,name\r\nA,Ünïcode 💻\r\nB,日本\r\n';
const RECORDS = [
  ['sku', 'name'],
  ['A', 'Ünïcode 💻'],
  ['B', '日本'],
];

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('the encoding of a file', () => {
  const sizes = [1, 2, 3, 5, 1000];
  it.each(sizes)('UTF-8, in pieces of %i bytes', async (size) => {
    expect(cellsOf(await read(TABLE, size))).toEqual(RECORDS);
  });
  it.each(sizes)('UTF-8 with a byte order mark, in pieces of %i bytes', async (size) => {
    expect(cellsOf(await read(`\ufeff${TABLE}`, size))).toEqual(RECORDS);
  });
  it.each(sizes)('UTF-16 LE with a byte order mark, in pieces of %i bytes', async (size) => {
    expect(cellsOf(await read(utf16(TABLE, false), size))).toEqual(RECORDS);
  });
  it.each(sizes)('UTF-16 BE with a byte order mark, in pieces of %i bytes', async (size) => {
    expect(cellsOf(await read(utf16(TABLE, true), size))).toEqual(RECORDS);
  });

  it.each([
    ['Latin-1 on line 3', Buffer.from('a,b\r\n1,2\r\n3,\xfc\r\n5,6\r\n', 'latin1'), 3],
    ['Latin-1 on line 1', Buffer.from('a,\xfc\n1,2\n', 'latin1'), 1],
    ['Latin-1 on line 3 of lines that end in CR', Buffer.from('a,b\r1,2\r3,\xfc', 'latin1'), 3],
    ['a character that is cut off', Buffer.from('a,b\n1,💻').subarray(0, -2), 2],
    ['a byte order mark alone of UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 1],
  ])('%s is refused with its line', async (_, bytes, line) => {
    for (const size of [1, 4, 1000]) {
      expect(await refusal(bytes, size)).toMatchObject({ rule: 'ENCODING', line });
    }
  });

  it('UTF-16 without a byte order mark is refused', async () => {
    expect(await refusal(utf16(TABLE, false).subarray(2))).toEqual({ rule: 'ENCODING', line: 1 });
    expect(await refusal(Buffer.from('a,b\n1,2\n', 'utf16le'))).toEqual({
      rule: 'ENCODING',
      line: 1,
    });
  });

  it('UTF-16 with half a pair is refused with its line', async () => {
    expect(await refusal(utf16('a,b\n1,\ud800x\n', false))).toEqual({ rule: 'ENCODING', line: 2 });
  });
});

describe('the lines of a file', () => {
  it.each([',', ';', '\t'])('have cells between %j', async (delimiter) => {
    const text = `sku${delimiter}name\nA${delimiter}"x${delimiter}y"\n`;
    expect(cellsOf(await read(text))).toEqual([
      ['sku', 'name'],
      ['A', `x${delimiter}y`],
    ]);
  });

  it('end in CR LF, LF and CR, all in one file', async () => {
    const records = await read('a,b\r\n1,2\n3,4\r5,6\r\n');
    expect(cellsOf(records)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    expect(linesOf(records)).toEqual([1, 2, 3, 4]);
  });

  it('may be empty, and still count', async () => {
    const records = await read('\n\na,b\n\r\n1,2\r\r\n\n3,4');
    expect(cellsOf(records)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(linesOf(records)).toEqual([3, 5, 8]);
  });

  it('go on within quotation marks, and the record begins on the first', async () => {
    const records = await read('a,b\n"x\ny",1\n"x\r\ny\r\nz",2\n3,"say ""hi"""\n');
    expect(records).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny', '1'] },
      { line: 4, cells: ['x\r\ny\r\nz', '2'] },
      { line: 7, cells: ['3', 'say "hi"'] },
    ]);
  });

  it('may have more or fewer cells than the first', async () => {
    expect(cellsOf(await read('a,b\n1\n1,2,3\n,\n'))).toEqual([
      ['a', 'b'],
      ['1'],
      ['1', '2', '3'],
      ['', ''],
    ]);
  });

  it('may have a cell of 100,000 characters, and NUL', async () => {
    const long = 'ü'.repeat(100_000);
    expect(cellsOf(await read(`a,b\n${long},x\0y\n`, 4096))).toEqual([
      ['a', 'b'],
      [long, 'x\0y'],
    ]);
  });

  it.each([
    ['cut off within quotation marks', 'a,b\n1,2\n3,"four\n5,6\n', 3],
    ['with a quotation mark in the middle of a cell', 'a,b\n1,2\n3,4" wide\n', 3],
    ['with text behind a closing quotation mark', 'a,b\n"1"x,2\n', 2],
    ['with a quotation mark that swallows the rest', `a,b\n1,"${'x,y\n'.repeat(800_000)}`, 2],
  ])('%s are refused', async (_, text, line) => {
    expect(await refusal(text, 65_536)).toEqual({ rule: 'QUOTES', line });
  });

  it('are none in an empty file', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\ufeff')).toEqual([]);
    expect(await read('\r\n\n')).toEqual([]);
  });

  it('are found again, whatever cells are written', async () => {
    const cell = fc.array(fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '💻'), {
      maxLength: 6,
    });
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const table = parts.map((row) => ['k', ...row.map((all) => all.join(''))]);
        const quoted = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`));
        const text = `k,a,b\r\n${quoted.map((row) => row.join(',')).join('\r\n')}\r\n`;
        const records = await read(text, size);
        expect(cellsOf(records.slice(1))).toEqual(table);
        let line = 2;
        for (const [index, row] of table.entries()) {
          expect(records[index + 1]?.line).toBe(line);
          line += 1 + row.join('').split('\n').length - 1;
        }
      }),
    );
  });
});
