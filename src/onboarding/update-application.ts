import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ApplicationChanges, type ApplicationEdit } from './application-changes.js';
import { ApplicationChecksRepository } from './application-checks.repository.js';
import { ApplicationDraftRepository } from './application-draft.repository.js';
import { changedFields, checkEdit, checksAbout, factsOf } from './application-edit.rules.js';
import { staleApplication } from './application.problems.js';
import type { ApplicationInput } from './application.rules.js';
import type { ResellerApplication } from './application.type.js';
import { JudgeApplication } from './judge-application.js';

/**
 * Changes what an application says: while it is a draft, or when the applicant was asked to act. A check that is about
 * something else than what stands there now begins anew.
 */
@Injectable()
export class UpdateApplication {
  constructor(
    private readonly changes: ApplicationChanges,
    private readonly drafts: ApplicationDraftRepository,
    private readonly checks: ApplicationChecksRepository,
    private readonly judge: JudgeApplication,
  ) {}

  run(
    ctx: RequestContext,
    { applicationId, expectedVersion, ...input }: ApplicationEdit & ApplicationInput,
  ): Promise<Outcome<ResellerApplication>> {
    return this.changes.run(ctx, [], async (tx) => {
      const edit = { applicationId, expectedVersion };
      const before = await this.changes.lock(ctx, tx, edit, 'EDIT');
      const { content, problems } = await this.judge.read(tx, input, before);
      const changed = changedFields(before, content);
      const refused = [...problems, ...checkEdit(before.state, before, content)];
      if (refused.length > 0) throw new ProblemError(refused);
      if (changed.length === 0) return before;
      const version = await this.drafts.update(tx, before, content);
      if (version === undefined) throw new ProblemError(staleApplication(before.version));
      // A draft has none yet.
      const checks = await this.checks.beginAnew(tx, before.id, checksAbout(changed));
      await recordChange(ctx, tx, {
        entity: 'RESELLER_APPLICATION',
        entityId: before.id,
        operation: 'UPDATE',
        version,
        old: factsOf(before, changed),
        new: { ...factsOf(content, changed), ...(checks.length > 0 && { checks }) },
        partyIds: before.resellerId === null ? [] : [before.resellerId],
      });
      return this.changes.read(ctx, tx, before.id);
    });
  }
}
