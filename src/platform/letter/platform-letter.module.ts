import { Global, Logger, Module } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../config/index.js';
import { ComposeLetter } from './compose-letter.js';
import { FolderTransport } from './folder.transport.js';
import { LetterSender } from './letter-sender.js';
import { LetterJob } from './letter.job.js';
import { LetterRegistry } from './letter.registry.js';
import { LetterRepository } from './letter.repository.js';
import { LETTER_TRANSPORT, type LetterTransport } from './letter.transport.js';
import { PublicAddress } from './public-address.js';
import { SmtpTransport } from './smtp.transport.js';

/** Letters to people: modules register their kinds with the LetterRegistry and write letters with queueLetter. */
@Global()
@Module({
  providers: [
    LetterRegistry,
    LetterRepository,
    PublicAddress,
    ComposeLetter,
    LetterSender,
    LetterJob,
    { provide: LETTER_TRANSPORT, inject: [CONFIG], useFactory: transportOf },
  ],
  exports: [LetterRegistry, ComposeLetter, PublicAddress],
})
export class PlatformLetterModule {}

function transportOf({ letters, dataDir, nodeEnv }: Config): LetterTransport {
  if (nodeEnv === 'production' && letters.smtpUrl === undefined) {
    new Logger('Letters').warn(
      'Letters go into a folder, and reach nobody: see LETTER_TRANSPORT and SMTP_URL.',
    );
  }
  return letters.smtpUrl === undefined
    ? new FolderTransport(join(dataDir, 'letters'))
    : new SmtpTransport(new URL(letters.smtpUrl));
}
