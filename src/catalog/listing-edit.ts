import { Injectable } from '@nestjs/common';
import { assert, checkId, isId, ProblemError, type Problem } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch, stale } from './catalog-write.problems.js';
import { CONTENT_FIELDS, partOf, type ListingContent } from './listing-row.rules.js';
import { listingRecord, type ListingOperation } from './listing-audit.js';
import { ListingRepository, type StoredListing } from './listing.repository.js';
import type { Listing } from './listing.type.js';
import { toListing } from './listing.view.js';

export interface ListingTarget {
  id: string;
  expectedVersion: number;
  operation: ListingOperation;
  /** What is wrong with the input whatever the listing is like. */
  problems: readonly Problem[];
}

/** What edits of a listing share: found in scope, of the version that was read, written with audit and revision. */
@Injectable()
export class ListingEdit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly listings: ListingRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  /** Calls the work with the listing as it is; the work throws what it refuses. */
  async run(
    ctx: RequestContext,
    target: ListingTarget,
    work: (tx: Tx, before: StoredListing) => Promise<Listing>,
  ): Promise<Outcome<Listing>> {
    requireNoMembership(ctx);
    const scope = await this.markets.marketCodesInScope(ctx);
    const { id, expectedVersion } = target;
    const problems = [...checkId(id, ['input', 'id']), ...target.problems];
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = isId(id) ? await this.listings.stored(tx, scope, id) : null;
        if (!before && isId(id)) problems.push(noSuch('listing'));
        if (before && before.version !== expectedVersion) problems.push(stale(before.version));
        if (problems.length > 0) throw new ProblemError(problems);
        assert(before, 'what has no problem was found');
        return work(tx, before);
      }),
    );
  }

  /** Writes the change unless it changes nothing. */
  async change(
    ctx: RequestContext,
    tx: Tx,
    {
      operation,
      before,
      after,
    }: { operation: ListingOperation; before: StoredListing; after: ListingContent },
  ): Promise<Listing> {
    const changed = CONTENT_FIELDS.filter((field) => before[field] !== after[field]);
    if (changed.length === 0) return this.view(tx, before.id);
    const version = await this.listings.update(tx, before, after);
    if (version === undefined) throw new ProblemError(await this.lost(tx, before));
    await recordChange(
      ctx,
      tx,
      listingRecord(before, operation, {
        version,
        old: partOf(before, changed),
        new: partOf(after, changed),
      }),
    );
    const listing = await this.view(tx, before.id);
    await this.revisions.raise(tx, [before.marketCode]);
    return listing;
  }

  async view(tx: Tx, id: string): Promise<Listing> {
    const row = await this.listings.view(tx, id);
    assert(row, 'a listing that was just read or written is there');
    return toListing(row, row.marketIsOpen);
  }

  /** Somebody was faster between our reading and our writing. */
  async lost(tx: Tx, { id, marketCode }: StoredListing): Promise<Problem> {
    const now = await this.listings.stored(tx, [marketCode], id);
    return now ? stale(now.version) : noSuch('listing');
  }
}
