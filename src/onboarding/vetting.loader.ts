import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { reviews } from './application.sight.js';
import type { ResellerApplication } from './application.type.js';
import { ScreeningRepository } from './screening.repository.js';
import type { VettingCheck } from './vetting.type.js';
import { VettingRepository } from './vetting.repository.js';
import { applicantsCheck, reviewedCheck } from './vetting.view.js';

type Checked = Pick<ResellerApplication, 'id' | 'applicantUserId' | 'state'>;
type CheckLoader = DataLoader<Checked, VettingCheck[]>;

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

  private load(ctx: RequestContext, applications: readonly Checked[]): Promise<VettingCheck[][]> {
    const ids = applications.map(({ id }) => id);
    const reviewed = applications.filter((one) => reviews(ctx, one)).map(({ id }) => id);
    return this.unitOfWork.read(ctx, async (tx) => {
      const checks = await this.vetting.checksOf(tx, ids);
      const runs = reviewed.length > 0 ? await this.vetting.runsOf(tx, reviewed) : [];
      const hits = reviewed.length > 0 ? await this.screening.hitsOf(tx, reviewed) : [];
      return applications.map(({ id, state }) => {
        const own = checks.filter(({ applicationId }) => applicationId === id);
        return reviewed.includes(id)
          ? own.map((check) => reviewedCheck(check, runs, hits))
          : own.flatMap((check) => applicantsCheck(check, state));
      });
    });
  }
}
