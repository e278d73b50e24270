import { Injectable } from '@nestjs/common';
import { checkText } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ApplicationChanges, type ApplicationEdit } from './application-changes.js';
import { ApplicationChecksRepository } from './application-checks.repository.js';
import { VettingCheckKind } from './application.enum.js';
import { ApplicationMoves } from './application-moves.js';
import type { ResellerApplication } from './application.type.js';

const REASON_MAX = 2000;

/** Asks once that a rejection be looked at anew: every check begins again, but who has the mailbox is known. */
@Injectable()
export class AppealApplication {
  constructor(
    private readonly changes: ApplicationChanges,
    private readonly checks: ApplicationChecksRepository,
    private readonly moves: ApplicationMoves,
  ) {}

  run(
    ctx: RequestContext,
    { reason, ...edit }: ApplicationEdit & { reason: string },
  ): Promise<Outcome<ResellerApplication>> {
    const path = ['input', 'reason'];
    const problems = checkText(reason, { path, max: REASON_MAX, required: true });
    return this.changes.run(ctx, problems, async (tx) => {
      const application = await this.changes.lock(ctx, tx, edit, 'APPEAL');
      // It is open again then, and one is so at a time.
      await this.moves.endOverdue(ctx, tx, { userId: application.applicantUserId });
      const kinds = Object.values(VettingCheckKind).filter((kind) => kind !== 'EMAIL_OWNERSHIP');
      await this.checks.beginAnew(tx, application.id, kinds);
      const appealReason = reason.trim();
      return this.moves.move(ctx, tx, application, {
        operation: 'APPEAL',
        appealReason,
        facts: { reason: appealReason },
      });
    });
  }
}
