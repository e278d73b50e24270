import { Injectable } from '@nestjs/common';
import { checkText } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ApplicationMoves } from './application-moves.js';
import type { ApplicationRow } from './application.row.js';
import { DecisionLetters } from './decision-letters.js';
import { REASON_MAX } from './decision.rules.js';
import { ReviewApplication } from './review-application.js';

export interface RejectionRequest {
  applicationId: string;
  expectedVersion: number;
  reason: string;
}

/** Says no, with a reason that the applicant reads. */
@Injectable()
export class RejectApplication {
  constructor(
    private readonly review: ReviewApplication,
    private readonly moves: ApplicationMoves,
    private readonly letters: DecisionLetters,
  ) {}

  run(ctx: RequestContext, input: RejectionRequest): Promise<Outcome<ApplicationRow>> {
    const reason = input.reason.trim();
    const path = ['input', 'reason'];
    const problems = checkText(reason, { path, max: REASON_MAX, required: true });
    return this.review.run(ctx, problems, async (tx) => {
      const { application, reviewer } = await this.review.lock(ctx, tx, input);
      const rejected = await this.moves.move(ctx, tx, application, {
        operation: 'REJECT',
        decidedById: reviewer.userId,
        decisionReason: reason,
        facts: { reason },
      });
      await this.letters.rejected(tx, rejected);
      return rejected;
    });
  }
}
