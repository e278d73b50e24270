import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { membershipOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { ApplicationChanges, applicantOf } from './application-changes.js';
import { ApplicationDraftRepository } from './application-draft.repository.js';
import { changedFields, factsOf } from './application-edit.rules.js';
import { ApplicationMoves } from './application-moves.js';
import { noApplicationNeeded } from './application.problems.js';
import { EMPTY_CONTENT, type ApplicationInput } from './application.rules.js';
import { viewOf, type ResellerApplication } from './application.type.js';
import { JudgeApplication } from './judge-application.js';

export interface ApplicationCreation extends ApplicationInput {
  idempotencyKey: string;
}

/**
 * Begins an application: of a person for a company that is no reseller yet, or of the administrator of a deauthorised one
 * for that.
 */
@Injectable()
export class CreateApplication {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: ApplicationDraftRepository,
    private readonly judge: JudgeApplication,
    private readonly moves: ApplicationMoves,
    private readonly changes: ApplicationChanges,
  ) {}

  run(
    ctx: RequestContext,
    { idempotencyKey: key, ...input }: ApplicationCreation,
  ): Promise<Outcome<ResellerApplication>> {
    const owner = `user:${applicantOf(ctx)}`;
    const work = async (tx: Tx): Promise<ResellerApplication> => {
      const { result } = await onceByKey(
        tx,
        { owner, operation: 'resellerApplicationCreate', key, input },
        async () => ({ applicationId: await this.begin(ctx, tx, input) }),
      );
      return viewOf(await this.changes.read(ctx, tx, result.applicationId));
    };
    return outcomeOf(this.unitOfWork.run(ctx, work, { keyed: true }));
  }

  private async begin(ctx: RequestContext, tx: Tx, input: ApplicationInput): Promise<string> {
    const applicantUserId = applicantOf(ctx);
    const membership = membershipOf(ctx);
    if (membership && membership.resellerState !== 'DEAUTHORIZED') {
      throw new ProblemError(noApplicationNeeded(membership.resellerState));
    }
    const { content, problems } = await this.judge.read(tx, input, EMPTY_CONTENT);
    if (problems.length > 0) throw new ProblemError(problems);
    // One at a time; what is over is in nobody's way.
    await this.moves.endOverdue(ctx, tx, { userId: applicantUserId });
    const id = newId();
    const resellerId = membership?.resellerId ?? null;
    await this.drafts.insert(tx, { id, applicantUserId, resellerId }, content);
    await recordChange(ctx, tx, {
      entity: 'RESELLER_APPLICATION',
      entityId: id,
      operation: 'CREATE',
      to: 'DRAFT',
      version: 1,
      new: factsOf(content, changedFields(EMPTY_CONTENT, content)),
      partyIds: resellerId === null ? [] : [resellerId],
    });
    return id;
  }
}
