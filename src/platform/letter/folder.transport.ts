import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from './letter-message.js';
import type { LetterTransport, OutgoingLetter } from './letter.transport.js';

/** Puts letters into a folder, as files that every mail program opens. */
export class FolderTransport implements LetterTransport {
  constructor(private readonly folder: string) {}

  async send(letter: OutgoingLetter): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await composer.sendMail(messageOf(letter));
    // The links in letters sign people in: nobody else on the machine reads them.
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${letter.stamp}-${letter.kind}-${letter.id}.eml`);
    // Whole or not at all; a second attempt writes the same file again.
    await writeFile(`${path}.part`, message, { flush: true, mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  close(): void {
    // Nothing is kept open.
  }
}
