import { Zip, type ZipInputFile } from 'fflate';
import { pipeline, Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: AsyncIterable<string> | Iterable<string>;
}

const DEFLATED = 8;

/** A ZIP file entry by entry, as they come. Packing is done beside the event loop, and waits for whoever reads. */
export async function* zipped(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    ready.push(chunk);
  });
  for await (const { name, content } of entries) {
    const file: ZipInputFile = { filename: name, compression: DEFLATED, size: 0, crc: 0 };
    zip.add(file);
    for await (const chunk of deflated(file, content)) {
      file.ondata?.(null, chunk, false);
      yield* ready.splice(0);
    }
    file.ondata?.(null, new Uint8Array(), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}

function deflated(
  file: ZipInputFile,
  content: ZipEntry['content'],
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
  // What fails is thrown where the packed bytes are read.
  pipeline(Readable.from(counted(file, content), { highWaterMark: 1 }), deflate, () => undefined);
  return deflate;
}

/** The bytes before packing; the file's size and checksum are theirs. */
async function* counted(
  file: ZipInputFile,
  content: ZipEntry['content'],
): AsyncGenerator<Buffer, void> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    file.size += bytes.length;
    file.crc = crc32(bytes, file.crc);
    yield bytes;
  }
}
