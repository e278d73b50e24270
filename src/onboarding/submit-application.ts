import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { ApplicationChanges, type ApplicationEdit } from './application-changes.js';
import { ApplicationChecksRepository } from './application-checks.repository.js';
import { ApplicationMoves } from './application-moves.js';
import type { ApplicationRow } from './application.row.js';
import type { ResellerApplication } from './application.type.js';
import { JudgeApplication } from './judge-application.js';

/** Hands an application in, for the first time or again; everything that is missing is said at once. */
@Injectable()
export class SubmitApplication {
  constructor(
    private readonly changes: ApplicationChanges,
    private readonly checks: ApplicationChecksRepository,
    private readonly judge: JudgeApplication,
    private readonly moves: ApplicationMoves,
  ) {}

  submit(ctx: RequestContext, edit: ApplicationEdit): Promise<Outcome<ResellerApplication>> {
    return this.changes.run(ctx, [], async (tx) => {
      const application = await this.ready(ctx, tx, edit, 'SUBMIT');
      await this.checks.begin(tx, application.id);
      return this.moves.move(ctx, tx, application, { operation: 'SUBMIT' });
    });
  }

  /** The checks that had failed are made again; those that were passed stay. */
  resubmit(ctx: RequestContext, edit: ApplicationEdit): Promise<Outcome<ResellerApplication>> {
    return this.changes.run(ctx, [], async (tx) => {
      const application = await this.ready(ctx, tx, edit, 'RESUBMIT');
      const checks = await this.checks.retryFailed(tx, application.id);
      return this.moves.move(ctx, tx, application, { operation: 'RESUBMIT', facts: { checks } });
    });
  }

  private async ready(
    ctx: RequestContext,
    tx: Tx,
    edit: ApplicationEdit,
    operation: 'SUBMIT' | 'RESUBMIT',
  ): Promise<ApplicationRow> {
    const application = await this.changes.lock(ctx, tx, edit, operation);
    const problems = await this.judge.judge(tx, application);
    if (problems.length > 0) throw new ProblemError(problems);
    return application;
  }
}
