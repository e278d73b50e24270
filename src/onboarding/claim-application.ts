import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import { PeopleService } from '../identity/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { ApplicationMoves } from './application-moves.js';
import { ApplicationQueueRepository } from './application-queue.repository.js';
import type { ApplicationRow } from './application.row.js';
import { checkClaim, checkRelease, claimable } from './claim.rules.js';
import { ReviewApplication } from './review-application.js';
import { SettleChecks } from './settle-checks.js';

export interface ClaimRequest {
  applicationId: string;
  takeOver?: boolean | null;
}

/** A reviewer takes an application, so that two do not do the same work. Taking the first time begins its vetting. */
@Injectable()
export class ClaimApplication {
  constructor(
    private readonly review: ReviewApplication,
    private readonly queue: ApplicationQueueRepository,
    private readonly moves: ApplicationMoves,
    private readonly settle: SettleChecks,
    private readonly people: PeopleService,
  ) {}

  claim(
    ctx: RequestContext,
    { applicationId, takeOver }: ClaimRequest,
  ): Promise<Outcome<ApplicationRow>> {
    return this.review.run(ctx, [], async (tx) => {
      const { application, reviewer } = await this.review.lock(ctx, tx, { applicationId });
      const holderName = await this.holderName(tx, application);
      const problems = [
        ...claimable(application.state),
        ...checkClaim({ ...application, holderName }, reviewer, takeOver ?? false),
      ];
      if (problems.length > 0) throw new ProblemError(problems);
      const claimed = await this.assign(ctx, tx, application, reviewer.userId);
      if (application.state !== 'SUBMITTED') return claimed;
      const started = await this.moves.move(ctx, tx, claimed, { operation: 'START' });
      // Where machines do all the checks they may be done before anybody has looked.
      return this.settle.run(ctx, tx, started);
    });
  }

  release(ctx: RequestContext, applicationId: string): Promise<Outcome<ApplicationRow>> {
    return this.review.run(ctx, [], async (tx) => {
      const { application, reviewer } = await this.review.lock(ctx, tx, { applicationId });
      const holderName = await this.holderName(tx, application);
      const problems = checkRelease({ ...application, holderName }, reviewer);
      if (problems.length > 0) throw new ProblemError(problems);
      return this.assign(ctx, tx, application, null);
    });
  }

  private async holderName(tx: Tx, { assignedToId }: ApplicationRow): Promise<string | null> {
    if (assignedToId === null) return null;
    return (await this.people.contact(tx, assignedToId))?.name ?? null;
  }

  private async assign(
    ctx: RequestContext,
    tx: Tx,
    application: ApplicationRow,
    userId: string | null,
  ): Promise<ApplicationRow> {
    if (application.assignedToId === userId) return application;
    const assignedAt = await this.queue.assign(tx, application.id, userId);
    await recordChange(ctx, tx, {
      entity: 'RESELLER_APPLICATION',
      entityId: application.id,
      operation: userId === null ? 'RELEASE' : 'CLAIM',
      old: { assignedToId: application.assignedToId },
      new: { assignedToId: userId },
    });
    return { ...application, assignedToId: userId, assignedAt };
  }
}
