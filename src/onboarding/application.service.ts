import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { applicantOf } from './application-changes.js';
import { ApplicationRepository } from './application.repository.js';
import { sightOf } from './application.sight.js';
import { viewOf, type ResellerApplication } from './application.type.js';

@Injectable()
export class ApplicationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
  ) {}

  /** Null where there is none that the caller reaches. */
  async find(ctx: RequestContext, id: string): Promise<ResellerApplication | null> {
    const application = await this.unitOfWork.read(ctx, (tx) =>
      this.applications.find(tx, sightOf(ctx), id),
    );
    return application && viewOf(application);
  }

  /** The caller's own, newest first. */
  async own(ctx: RequestContext): Promise<ResellerApplication[]> {
    const userId = applicantOf(ctx);
    const rows = await this.unitOfWork.read(ctx, (tx) => this.applications.listOwn(tx, userId));
    return rows.map(viewOf);
  }
}
