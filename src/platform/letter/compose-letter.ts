import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import type { LetterContent } from './letter-kind.js';
import { footOf, htmlOf } from './letter-layout.js';
import { plainText } from './letter-plain.rules.js';
import { LetterRegistry } from './letter.registry.js';
import type { ClaimedLetter } from './letter.repository.js';
import { cleanContent } from './letter-text.rules.js';
import type { OutgoingLetter } from './letter.transport.js';
import { PublicAddress } from './public-address.js';

/** Makes the message of a letter from its parameters. */
@Injectable()
export class ComposeLetter {
  constructor(
    private readonly registry: LetterRegistry,
    private readonly address: PublicAddress,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(letter: ClaimedLetter): Promise<OutgoingLetter> {
    const { id, kind, locale, recipient, messageId, queuedAt, stamp } = letter;
    const content = this.contentOf(letter);
    return {
      id,
      kind,
      stamp,
      messageId,
      date: queuedAt,
      from: this.config.letters.from,
      to: recipient,
      subject: content.subject,
      text: plainText(content, footOf(locale)),
      html: await htmlOf(content, locale),
      headers: {
        'Content-Language': locale,
        // No machine shall answer, such as one that tells of a holiday.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Letter-Kind': kind,
      },
    };
  }

  private contentOf({ kind, locale, params }: ClaimedLetter): LetterContent {
    const registered = this.registry.find(kind);
    if (registered === undefined) throw new Error(`No module writes the letter ${kind}.`);
    const publicUrl = this.address.url;
    return cleanContent(registered.write(locale, params, { publicUrl }), publicUrl);
  }
}
