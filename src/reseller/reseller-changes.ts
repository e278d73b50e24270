import { Injectable } from '@nestjs/common';
import { checkId, ProblemError, type Problem } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { noSuchReseller } from './credit.rules.js';
import type { ResellerEntity } from './reseller.entity.js';
import { ResellerMoveRepository, type LockedReseller } from './reseller-move.repository.js';
import { ended, staleReseller } from './reseller.problems.js';
import { sightOf } from './reseller.sight.js';

export interface ResellerTarget {
  resellerId: string;
  expectedVersion: number;
}

/** What the changes of a reseller by staff share: one unit of work on a locked reseller of their regions. */
@Injectable()
export class ResellerChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerMoveRepository,
  ) {}

  /** The reseller as it is afterwards; or everything that is wrong with the input, and then nothing was changed. */
  async run(
    ctx: RequestContext,
    target: ResellerTarget,
    { checked = [], work }: { checked?: readonly Problem[]; work: Work },
  ): Promise<Outcome<ResellerEntity>> {
    requireNoMembership(ctx);
    const problems = [...checkId(target.resellerId, ['input', 'resellerId']), ...checked];
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const { id } = await this.change(ctx, tx, target, work);
        return this.resellers.require(tx, id);
      }),
    );
  }

  /** The reseller, locked; thrown when there is none within reach, or when somebody has changed it since. */
  async lock(
    ctx: RequestContext,
    tx: Tx,
    { resellerId, expectedVersion }: ResellerTarget,
  ): Promise<LockedReseller> {
    const locked = await this.resellers.lock(tx, sightOf(ctx), resellerId);
    if (!locked) throw new ProblemError(noSuchReseller());
    if (locked.version !== expectedVersion) throw new ProblemError(staleReseller(locked.version));
    return locked;
  }

  /** Raises the version for a change of what belongs to a reseller; a TERMINATED one is not changed any more. */
  async touch(tx: Tx, locked: LockedReseller, operation: string): Promise<number> {
    if (locked.state === 'TERMINATED') throw new ProblemError(ended(operation));
    const version = await this.resellers.edit(tx, locked, locked);
    if (version === undefined) throw new ProblemError(staleReseller(locked.version));
    return version;
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    target: ResellerTarget,
    work: Work,
  ): Promise<LockedReseller> {
    const locked = await this.lock(ctx, tx, target);
    await work(tx, locked);
    return locked;
  }
}

type Work = (tx: Tx, locked: LockedReseller) => Promise<unknown>;
