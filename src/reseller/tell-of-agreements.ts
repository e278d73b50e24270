import { Injectable, type OnModuleInit } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { LetterRegistry, queueLetter } from '../platform/letter/index.js';
import { AGREEMENT_DUE, AGREEMENT_REMINDER } from './agreement-due.letter.js';
import { AgreementNoticeRepository, type AgreementNotice } from './agreement-notice.repository.js';
import { AgreementService } from './agreement.service.js';

const RULE = { newsDays: 30, reminderDays: 7, batch: 1000 } as const;
const LETTERS = { PUBLISHED: AGREEMENT_DUE, REMINDER: AGREEMENT_REMINDER } as const;

/**
 * Writes to the administrators of each reseller that has an agreement to accept: once when there is a new version, and
 * once more when the date comes near from which orders ask for it.
 */
@Injectable()
export class TellOfAgreements implements OnModuleInit {
  constructor(
    private readonly registry: LetterRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly notices: AgreementNoticeRepository,
    private readonly agreements: AgreementService,
  ) {}

  onModuleInit(): void {
    for (const kind of Object.values(LETTERS)) this.registry.register(kind);
  }

  /** How many letters it has written. */
  async run(signal?: AbortSignal): Promise<number> {
    let written = 0;
    for (let taken: number = RULE.batch; taken > 0 && signal?.aborted !== true;) {
      taken = await this.unitOfWork.runSystem('agreements are to accept', (tx) => this.tell(tx));
      written += taken;
    }
    return written;
  }

  /** The note and the letter are one transaction: neither is there without the other. */
  private async tell(tx: Tx): Promise<number> {
    const notices = await this.notices.take(tx, RULE);
    const titles = await this.titlesOf(tx, notices);
    for (const notice of notices) {
      const { kind, company, number, dueFrom, email: to, name, locale } = notice;
      const title = titles.get(keyOf(notice));
      assert(title !== undefined, 'versions of agreements are never deleted');
      const isDue = dueFrom <= tx.now;
      await queueLetter(tx, LETTERS[kind], {
        to,
        locale,
        params: { name, company, title, number, dueFrom: dueFrom.toISOString(), isDue },
        // A reminder that comes after the date tells what is not so any more.
        ...(kind === 'REMINDER' && { expiresAt: dueFrom }),
      });
    }
    return notices.length;
  }

  /** The title of each version, in the language of each reader. */
  private async titlesOf(
    tx: Tx,
    notices: readonly AgreementNotice[],
  ): Promise<Map<string, string>> {
    const titles = new Map<string, string>();
    for (const locale of new Set(notices.map((notice) => notice.locale))) {
      const read = notices.filter((notice) => notice.locale === locale);
      const ids = [...new Set(read.map(({ agreementId }) => agreementId))];
      for (const [agreementId, { title }] of await this.agreements.versions(tx, ids, locale)) {
        titles.set(keyOf({ agreementId, locale }), title);
      }
    }
    return titles;
  }
}

function keyOf({ agreementId, locale }: Pick<AgreementNotice, 'agreementId' | 'locale'>): string {
  return `${agreementId} ${locale}`;
}
