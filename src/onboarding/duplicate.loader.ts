import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { reviews, sightOf } from './application.sight.js';
import type { ResellerApplication } from './application.type.js';
import { DuplicateRepository } from './duplicate.repository.js';
import type { ApplicationDuplicate } from './duplicate.type.js';

type Duplicates = DataLoader<string, ApplicationDuplicate[]>;

/** One statement per request, however many applications a page has. */
@Injectable()
export class DuplicateLoader {
  private readonly perRequest = new WeakMap<RequestContext, Duplicates>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly duplicates: DuplicateRepository,
  ) {}

  /** Null for whoever is no reviewer: an applicant never learns who else there is. */
  async of(
    ctx: RequestContext,
    application: Pick<ResellerApplication, 'id' | 'applicantUserId'>,
  ): Promise<ApplicationDuplicate[] | null> {
    const sight = sightOf(ctx);
    if (sight.kind !== 'STAFF' || !reviews(ctx, application)) return null;
    let loader = this.perRequest.get(ctx);
    if (!loader) {
      const { regionIds } = sight;
      loader = new DataLoader(
        async (ids) => {
          const rows = await this.unitOfWork.read(ctx, (tx) =>
            this.duplicates.of(tx, ids, regionIds),
          );
          return ids.map((id) => rows.filter((row) => row.applicationId === id));
        },
        // One request may change applications, so what was read before is not kept.
        { cache: false },
      );
      this.perRequest.set(ctx, loader);
    }
    return loader.load(application.id);
  }
}
