import { Injectable } from '@nestjs/common';
import { assert, checkText, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import type { VettingCheckKind } from './application.enum.js';
import type { ApplicationRow } from './application.row.js';
import { DecisionLetters } from './decision-letters.js';
import { ReviewApplication, type Review } from './review-application.js';
import { SettleChecks } from './settle-checks.js';
import { checkDecidable, checkNote, NOTE_MAX, type VettingOutcome } from './vetting-check.rules.js';
import { VettingRepository, type VettingCheckRow } from './vetting.repository.js';

export interface CheckDecision {
  applicationId: string;
  kind: VettingCheckKind;
  outcome: VettingOutcome;
  note?: string | null;
  /** Of the check. */
  expectedVersion: number;
}

/**
 * A reviewer says what a check has come to, or corrects what was said. The version is the check's own, so that two who
 * look at different checks are not in each other's way.
 */
@Injectable()
export class DecideCheck {
  constructor(
    private readonly review: ReviewApplication,
    private readonly vetting: VettingRepository,
    private readonly settle: SettleChecks,
    private readonly letters: DecisionLetters,
  ) {}

  run(ctx: RequestContext, input: CheckDecision): Promise<Outcome<ApplicationRow>> {
    const note = input.note?.trim() || null;
    const problems = [
      ...checkNote(input.outcome, note),
      ...checkText(note, { path: ['input', 'note'], max: NOTE_MAX }),
    ];
    return this.review.run(ctx, problems, async (tx) => {
      const { applicationId } = input;
      const review = await this.review.lock(ctx, tx, { applicationId });
      const refused = checkDecidable(review.application.state, input.outcome);
      if (refused.length > 0) throw new ProblemError(refused);
      const decided = await this.decide(ctx, tx, review, { ...input, note });
      // Coming into ACTION_REQUIRED tells the applicant; what is found while it is there has to be told besides.
      if (decided && input.outcome === 'FAILED' && review.application.state === 'ACTION_REQUIRED') {
        await this.letters.askToAct(tx, review.application);
      }
      return this.settle.run(ctx, tx, review.application);
    });
  }

  /** False when it was decided just so already. */
  private async decide(
    ctx: RequestContext,
    tx: Tx,
    { application, reviewer }: Review,
    { kind, outcome, note, expectedVersion }: CheckDecision & { note: string | null },
  ): Promise<boolean> {
    const checks = await this.vetting.checksOf(tx, [application.id]);
    const before = checks.find((check) => check.kind === kind);
    assert(before, 'an application that was submitted has every check');
    if (before.version !== expectedVersion) throw new ProblemError(staleCheck(before));
    if (before.source === 'REVIEWER' && before.state === outcome && before.note === note) {
      return false;
    }
    const check = { applicationId: application.id, kind, version: expectedVersion };
    const { userId: reviewerId } = reviewer;
    const version = await this.vetting.decide(tx, check, { outcome, note, reviewerId });
    if (version === undefined) throw new ProblemError(staleCheck(before));
    await recordChange(ctx, tx, {
      entity: 'RESELLER_APPLICATION',
      entityId: application.id,
      operation: before.state === 'PENDING' ? 'DECIDE_CHECK' : 'CORRECT_DECIDED_CHECK',
      old: { kind, state: before.state, note: before.note },
      new: { kind, state: outcome, note, source: 'REVIEWER' },
    });
    return true;
  }
}

function staleCheck({ version }: VettingCheckRow) {
  return {
    code: 'CONFLICT',
    message: `The check was changed since you read it: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}
