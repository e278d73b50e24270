import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { listingRecord } from './listing-audit.js';
import { ListingEdit } from './listing-edit.js';
import { CONTENT_FIELDS, partOf } from './listing-row.rules.js';
import { wasOrdered } from './listing.problems.js';
import { ListingRepository } from './listing.repository.js';
import type { Listing } from './listing.type.js';

/** Takes back a listing that was a mistake. What was ordered stays listed: its history says until when it was sold. */
@Injectable()
export class DeleteListing {
  constructor(
    private readonly edit: ListingEdit,
    private readonly listings: ListingRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  run(
    ctx: RequestContext,
    input: { id: string; expectedVersion: number },
  ): Promise<Outcome<Listing>> {
    const operation = 'DELETE';
    return this.edit.run(ctx, { ...input, operation, problems: [] }, async (tx, before) => {
      await this.revisions.awaitOrders(tx, before.marketCode);
      const listing = await this.edit.view(tx, before.id);
      if (await this.listings.wasOrdered(tx, before.id)) throw new ProblemError(wasOrdered());
      if (!(await this.listings.delete(tx, before))) {
        throw new ProblemError(await this.edit.lost(tx, before));
      }
      const { sku, marketCode } = before;
      const old = { sku, marketCode, ...partOf(before, CONTENT_FIELDS) };
      await recordChange(ctx, tx, listingRecord(before, operation, { old }));
      await this.revisions.raise(tx, [marketCode]);
      return listing;
    });
  }
}
