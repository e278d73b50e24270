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

/** What of a letter decides what it says. */
type ToWrite = Pick<ClaimedLetter, 'kind' | 'locale' | 'params'>;

/** The two forms in which a letter goes out, from one content. */
export interface WrittenLetter {
  subject: string;
  text: string;
  html: string;
}

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
    return {
      id,
      kind,
      stamp,
      messageId,
      date: queuedAt,
      from: this.config.letters.from,
      to: recipient,
      ...(await this.write(letter)),
      headers: {
        'Content-Language': locale,
        // No machine shall answer, such as one that tells of a holiday.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Letter-Kind': kind,
      },
    };
  }

  async write(letter: ToWrite): Promise<WrittenLetter> {
    const { locale } = letter;
    const content = this.contentOf(letter);
    return {
      subject: content.subject,
      text: plainText(content, footOf(locale)),
      html: await htmlOf(content, locale),
    };
  }

  private contentOf({ kind, locale, params }: ToWrite): LetterContent {
    const registered = this.registry.find(kind);
    if (registered === undefined) throw new Error(`No module writes the letter ${kind}.`);
    const publicUrl = this.address.url;
    return cleanContent(registered.write(locale, params, { publicUrl }), publicUrl);
  }
}
