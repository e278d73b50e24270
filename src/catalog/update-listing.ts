import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ListingEdit } from './listing-edit.js';
import { changedTerms, checkTerms, termProblemAt, type ListingTerms } from './listing.rules.js';
import type { Listing } from './listing.type.js';

export type ListingChange = { id: string; expectedVersion: number } & {
  [Field in keyof ListingTerms]?: ListingTerms[Field] | null;
};

/**
 * Changes the dates and the quantity rule. Any date may be moved, also one that has passed and also of what was
 * ordered: an order keeps what it was told, and the audit record keeps what the listing said.
 */
@Injectable()
export class UpdateListing {
  constructor(private readonly edit: ListingEdit) {}

  run(ctx: RequestContext, input: ListingChange): Promise<Outcome<Listing>> {
    const { id, expectedVersion, ...change } = input;
    const target = { id, expectedVersion, operation: 'UPDATE', problems: [] } as const;
    return this.edit.run(ctx, target, async (tx, before) => {
      const { terms, given, problems } = changedTerms(before, change);
      const found = [...problems, ...checkTerms(terms, given)];
      if (found.length > 0) throw new ProblemError(found.map(termProblemAt));
      const after = { ...terms, pausedReason: before.pausedReason };
      return this.edit.change(ctx, tx, { operation: 'UPDATE', before, after });
    });
  }
}
