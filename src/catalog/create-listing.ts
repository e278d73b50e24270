import { Injectable } from '@nestjs/common';
import { checkText, newId, ProblemError, type Problem } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { listingRecord } from './listing-audit.js';
import { ListingEdit } from './listing-edit.js';
import { CONTENT_FIELDS, partOf } from './listing-row.rules.js';
import { unknownMarket, unknownSku } from './listing.problems.js';
import { ListingRepository } from './listing.repository.js';
import {
  checkTerms,
  normalSku,
  SKU_MAX,
  termProblemAt,
  type ListingTerms,
} from './listing.rules.js';
import type { Listing } from './listing.type.js';

export type NewListing = { sku: string; marketCode: string; onSaleFrom: string } & {
  [Field in keyof ListingTerms]?: ListingTerms[Field] | null;
};

/** Offers a variant in a market. It is one action per variant and market: the two can be listed only once. */
@Injectable()
export class CreateListing {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly listings: ListingRepository,
    private readonly revisions: CatalogRevisionRepository,
    private readonly edit: ListingEdit,
  ) {}

  async run(ctx: RequestContext, input: NewListing): Promise<Outcome<Listing>> {
    requireNoMembership(ctx);
    const { marketCode } = input;
    const sku = normalSku(input.sku);
    const terms = termsOf(input);
    const problems: Problem[] = [
      ...checkText(sku, { path: ['input', 'sku'], max: SKU_MAX, required: true }),
      ...checkTerms(terms).map(termProblemAt),
    ];
    const scope = await this.markets.marketCodesInScope(ctx);
    if (!scope.includes(marketCode)) problems.push(unknownMarket());
    return outcomeOf(
      this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, { sku, marketCode, terms, problems })),
    );
  }

  private async create(
    ctx: RequestContext,
    tx: Tx,
    { sku, marketCode, terms, problems }: Wish,
  ): Promise<Listing> {
    const id = newId();
    const named = problems.every(({ path }) => path.at(-1) !== 'sku');
    if (problems.length > 0) {
      const found = !named || (await this.listings.variantOf(tx, sku)) !== null;
      throw new ProblemError(found ? problems : [unknownSku(sku), ...problems]);
    }
    if (!(await this.listings.create(tx, { id, sku, marketCode }, terms))) {
      throw new ProblemError(unknownSku(sku));
    }
    const listing = await this.edit.view(tx, id);
    const content = { ...terms, pausedReason: null };
    const { version } = listing;
    const made = { sku, marketCode, ...partOf(content, CONTENT_FIELDS) };
    await recordChange(ctx, tx, listingRecord(listing, 'CREATE', { version, new: made }));
    await this.revisions.raise(tx, [marketCode]);
    return listing;
  }
}

interface Wish {
  sku: string;
  marketCode: string;
  terms: ListingTerms;
  problems: Problem[];
}

/** What is not said of a new listing is not planned, and its quantity is free. */
function termsOf(input: NewListing): ListingTerms {
  return {
    preorderFrom: input.preorderFrom ?? null,
    onSaleFrom: input.onSaleFrom,
    lastTimeBuyFrom: input.lastTimeBuyFrom ?? null,
    endOfSaleOn: input.endOfSaleOn ?? null,
    endOfServiceOn: input.endOfServiceOn ?? null,
    minimumQuantity: input.minimumQuantity ?? 1,
    maximumQuantity: input.maximumQuantity ?? null,
    quantityIncrement: input.quantityIncrement ?? 1,
  };
}
