import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
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

  /** One that the caller does not reach is refused like one that does not exist. */
  async require(ctx: RequestContext, id: string): Promise<ResellerApplication> {
    const application = await this.unitOfWork.read(ctx, (tx) =>
      this.applications.find(tx, sightOf(ctx), id),
    );
    if (application) return viewOf(application);
    throw new ApiError('NOT_FOUND', 'There is no such application.');
  }

  /** The caller's own, newest first. */
  async own(ctx: RequestContext): Promise<ResellerApplication[]> {
    const userId = applicantOf(ctx);
    const rows = await this.unitOfWork.read(ctx, (tx) => this.applications.listOwn(tx, userId));
    return rows.map(viewOf);
  }
}
