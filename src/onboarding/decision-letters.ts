import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PeopleService } from '../identity/index.js';
import type { Tx } from '../platform/database/index.js';
import { LetterRegistry, queueLetter, type LetterKind } from '../platform/letter/index.js';
import { ACTION_REQUIRED } from './action-required.letter.js';
import { APPLICATION_APPROVED } from './application-approved.letter.js';
import { ApplicationMoves } from './application-moves.js';
import { APPLICATION_RECEIVED, type AboutApplication } from './application-received.letter.js';
import { APPLICATION_REJECTED } from './application-rejected.letter.js';
import { DAYS_TO_EXPIRE } from './application.machine.js';
import type { ApplicationRow } from './application.row.js';
import { VettingRepository } from './vetting.repository.js';

/** Tells the applicant what became of their application, in the transaction in which it did. */
@Injectable()
export class DecisionLetters implements OnModuleInit {
  constructor(
    private readonly moves: ApplicationMoves,
    private readonly letters: LetterRegistry,
    private readonly people: PeopleService,
    private readonly vetting: VettingRepository,
  ) {}

  onModuleInit(): void {
    this.letters.register(APPLICATION_RECEIVED);
    this.letters.register(ACTION_REQUIRED);
    this.letters.register(APPLICATION_APPROVED);
    this.letters.register(APPLICATION_REJECTED);
    this.moves.onMove(async (_ctx, tx, { application, operation }) => {
      if (operation === 'SUBMIT' || operation === 'RESUBMIT' || operation === 'APPEAL') {
        await this.send(tx, application, APPLICATION_RECEIVED, {});
      }
      if (operation === 'FAIL_CHECK') await this.askToAct(tx, application);
    });
  }

  /** Names every check that failed, also those of which an earlier letter has told. */
  async askToAct(tx: Tx, application: ApplicationRow): Promise<void> {
    const checks = await this.vetting.checksOf(tx, [application.id]);
    const kinds = checks.filter(({ state }) => state === 'FAILED').map(({ kind }) => kind);
    const days = DAYS_TO_EXPIRE.ACTION_REQUIRED ?? 0;
    await this.send(tx, application, ACTION_REQUIRED, { kinds, days });
  }

  approved(tx: Tx, application: ApplicationRow, readmitted: boolean): Promise<void> {
    return this.send(tx, application, APPLICATION_APPROVED, { readmitted });
  }

  rejected(tx: Tx, application: ApplicationRow): Promise<void> {
    const { decisionReason, appealedAt } = application;
    const mayAppeal = appealedAt === null;
    return this.send(tx, application, APPLICATION_REJECTED, {
      reason: decisionReason ?? '',
      mayAppeal,
    });
  }

  /** Nobody is written to whose account is closed. */
  private async send<More extends object>(
    tx: Tx,
    application: ApplicationRow,
    kind: LetterKind<AboutApplication & More>,
    more: More,
  ): Promise<void> {
    const contact = await this.people.contact(tx, application.applicantUserId);
    if (!contact) return;
    const { email: to, locale, name } = contact;
    const { number, legalName } = application;
    const params = { ...more, name, number, company: legalName ?? '' };
    await queueLetter(tx, kind, { to, locale, params });
  }
}
