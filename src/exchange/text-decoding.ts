import { isUtf8 } from 'node:buffer';
import { refuseFile } from './file.problems.js';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const BOMS: readonly { encoding: Encoding; bytes: Buffer }[] = [
  { encoding: 'utf-8', bytes: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: 'utf-16le', bytes: Buffer.from([0xff, 0xfe]) },
  { encoding: 'utf-16be', bytes: Buffer.from([0xfe, 0xff]) },
];
const BOM_BYTES = 3;
const LF = 0x0a;
const CR = 0x0d;

/**
 * The text of a file in UTF-8, with or without a byte order mark, or in UTF-16 with one. Anything else is refused with
 * the line at which it shows.
 */
export async function* decodeText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: Utf8Decoder | Utf16Decoder | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (decoder) {
      yield decoder.decode(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < BOM_BYTES) continue;
    const begun = begin(head);
    decoder = begun.decoder;
    yield decoder.decode(begun.rest);
  }
  if (!decoder) {
    const begun = begin(head);
    decoder = begun.decoder;
    yield decoder.decode(begun.rest);
  }
  decoder.end();
}

function begin(head: Buffer): { decoder: Utf8Decoder | Utf16Decoder; rest: Buffer } {
  const bom = BOMS.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes));
  const rest = head.subarray(bom?.bytes.length ?? 0);
  return bom === undefined || bom.encoding === 'utf-8'
    ? { decoder: new Utf8Decoder(), rest }
    : { decoder: new Utf16Decoder(bom.encoding === 'utf-16be'), rest };
}

/** Keeps back the bytes of a character that a chunk cuts. */
class Utf8Decoder {
  private tail = Buffer.alloc(0);
  private readonly lines = new LineCount();

  decode(chunk: Buffer): string {
    const bytes = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk]);
    const end = wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw this.refusal(whole);
    this.tail = Buffer.from(bytes.subarray(end));
    this.lines.pass(whole);
    return whole.toString('utf8');
  }

  end(): void {
    if (this.tail.length > 0) throw this.refusal(this.tail);
  }

  /** No byte of a longer character is one of a line's end, so that each line can be looked at alone. */
  private refusal(bytes: Buffer): Error {
    let from = 0;
    for (let to = 0; to <= bytes.length; to += 1) {
      const byte = bytes[to];
      if (to < bytes.length && byte !== LF && byte !== CR) continue;
      if (!isUtf8(bytes.subarray(from, to))) break;
      from = to;
    }
    this.lines.pass(bytes.subarray(0, from));
    // What follows the last line that is fine begins with the end of that line.
    this.lines.pass(bytes.subarray(from, from + (isLineEnd(bytes[from]) ? 1 : 0)));
    const line = this.lines.line;
    return refuseFile(
      'ENCODING',
      `Line ${line} is not UTF-8. Save the file as "CSV UTF-8" and send it again.`,
      { line },
    );
  }
}

class Utf16Decoder {
  private tail = Buffer.alloc(0);
  private readonly lines = new LineCount();

  constructor(private readonly bigEndian: boolean) {}

  decode(chunk: Buffer): string {
    const bytes = Buffer.concat([this.tail, chunk]);
    let end = bytes.length - (bytes.length % 2);
    if (this.bigEndian) bytes.subarray(0, end).swap16();
    const last = end >= 2 ? bytes.readUInt16LE(end - 2) : 0;
    // The first half of a pair waits for the second.
    const cut = last >= 0xd800 && last < 0xdc00;
    if (cut) end -= 2;
    const rest = Buffer.from(bytes.subarray(end));
    if (this.bigEndian && cut) rest.subarray(0, 2).swap16();
    this.tail = rest;
    const text = bytes.toString('utf16le', 0, end);
    if (/\p{Surrogate}/u.test(text)) throw this.refusal(text);
    this.lines.pass(Buffer.from(text));
    return text;
  }

  end(): void {
    if (this.tail.length > 0) throw this.refusal('');
  }

  private refusal(text: string): Error {
    const at = text.search(/\p{Surrogate}/u);
    this.lines.pass(Buffer.from(text.slice(0, Math.max(at, 0))));
    const line = this.lines.line;
    return refuseFile(
      'ENCODING',
      `Line ${line} is not UTF-16. Save the file as "CSV UTF-8" and send it again.`,
      { line },
    );
  }
}

/** Counts the ends of lines: CR LF is one. */
class LineCount {
  line = 1;
  private afterReturn = false;

  pass(bytes: Buffer): void {
    for (const byte of bytes) {
      if (byte === CR || (byte === LF && !this.afterReturn)) this.line += 1;
      this.afterReturn = byte === CR;
    }
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Where the last whole character ends: a character has at most four bytes. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needs > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
