import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { sightOf } from './application.sight.js';
import type { ResellerApplication } from './application.type.js';
import { ScreeningRepository } from './screening.repository.js';
import type { VettingCheck } from './vetting.type.js';
import { VettingRepository } from './vetting.repository.js';
import { applicantsCheck, reviewedCheck } from './vetting.view.js';

type Owned = Pick<ResellerApplication, 'id' | 'applicantUserId'>;
type CheckLoader = DataLoader<Owned, VettingCheck[]>;

/** The checks of the applications of a page, in one go. */
@Injectable()
export class VettingLoader {
  private readonly loaders = new WeakMap<RequestContext, CheckLoader>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vetting: VettingRepository,
    private readonly screening: ScreeningRepository,
  ) {}

  of(ctx: RequestContext): CheckLoader {
    const kept = this.loaders.get(ctx);
    if (kept) return kept;
    // One request may change checks several times, so what was read is not kept.
    const loader: CheckLoader = new DataLoader((applications) => this.load(ctx, applications), {
      cache: false,
    });
    this.loaders.set(ctx, loader);
    return loader;
  }

  /** Of their own application nobody sees what reviewers write, whatever they have become since. */
  private load(ctx: RequestContext, applications: readonly Owned[]): Promise<VettingCheck[][]> {
    const isStaff = sightOf(ctx).kind === 'STAFF';
    const ids = applications.map(({ id }) => id);
    return this.unitOfWork.read(ctx, async (tx) => {
      const checks = await this.vetting.checksOf(tx, ids);
      const runs = isStaff ? await this.vetting.runsOf(tx, ids) : [];
      const hits = isStaff ? await this.screening.hitsOf(tx, ids) : [];
      return applications.map(({ id, applicantUserId }) => {
        const own = checks.filter(({ applicationId }) => applicationId === id);
        return isStaff && applicantUserId !== userIdOf(ctx)
          ? own.map((check) => reviewedCheck(check, runs, hits))
          : own.flatMap(applicantsCheck);
      });
    });
  }
}
