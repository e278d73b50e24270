import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { AgreementService } from './agreement.service.js';
import { ResellerChanges, type ResellerTarget } from './reseller-changes.js';
import { checkDueOn, checkReason, checkReauthorization } from './reseller-lifecycle.rules.js';
import { ResellerMover } from './reseller-mover.js';
import type { ResellerEntity } from './reseller.entity.js';

/** The steps of a reseller's machine that staff take, but for its end. */
@Injectable()
export class MoveReseller {
  constructor(
    private readonly changes: ResellerChanges,
    private readonly mover: ResellerMover,
    private readonly agreements: AgreementService,
  ) {}

  suspend(
    ctx: RequestContext,
    input: ResellerTarget & { reason: string },
  ): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      checked: checkReason(input.reason),
      work: (tx, locked) =>
        this.mover.move(ctx, tx, locked, { operation: 'SUSPEND', reason: input.reason.trim() }),
    });
  }

  /** Back to where the suspension began. */
  resume(ctx: RequestContext, input: ResellerTarget): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      work: (tx, locked) => this.mover.move(ctx, tx, locked, { operation: 'LIFT_SUSPENSION' }),
    });
  }

  demandReauthorization(
    ctx: RequestContext,
    input: ResellerTarget & { dueOn: string },
  ): Promise<Outcome<ResellerEntity>> {
    const { dueOn } = input;
    return this.changes.run(ctx, input, {
      work: async (tx, locked) => {
        const problems = checkDueOn(dueOn, locked.firstToday);
        if (problems.length > 0) throw new ProblemError(problems);
        await this.mover.move(ctx, tx, locked, {
          operation: 'DEMAND_REAUTHORIZATION',
          reauthorizationDueOn: dueOn,
        });
      },
    });
  }

  /** Only what allows the step is asked for what is missing. */
  reauthorize(ctx: RequestContext, input: ResellerTarget): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      work: async (tx, locked) => {
        await this.mover.move(ctx, tx, locked, { operation: 'REAUTHORIZE' });
        const missing = await this.agreements.missing(tx, locked.id);
        const problems = checkReauthorization(locked, missing);
        if (problems.length > 0) throw new ProblemError(problems);
      },
    });
  }
}
