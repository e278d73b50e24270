import { Injectable } from '@nestjs/common';
import { assert, checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CatalogService } from './catalog.service.js';
import { countOf, inUse, noSuch, stale } from './catalog-write.problems.js';
import type { Deletion } from './delete-product.js';
import type { Variant } from './product.type.js';
import { VariantWriteRepository, type VariantUses } from './variant-write.repository.js';
import { variantFacts } from './variant-write.rules.js';

@Injectable()
export class DeleteVariant {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly variants: VariantWriteRepository,
    private readonly revisions: CatalogRevisionRepository,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: Deletion): Promise<Outcome<Variant>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.delete(ctx, tx, input)));
  }

  /** The lock also keeps new listings, prices, stock and orders away: each takes a share of it. */
  private async delete(ctx: RequestContext, tx: Tx, input: Deletion): Promise<Variant> {
    await this.variants.lockAlone(tx, input.id);
    const [before] = await this.variants.read(tx, { ids: [input.id] });
    if (!before) throw new ProblemError(noSuch('variant'));
    const uses = namesOf(await this.variants.usesOf(tx, before.id));
    const problems = [
      ...(before.version === input.expectedVersion ? [] : [stale(before.version)]),
      ...(uses.length === 0 ? [] : [inUse('Something names the variant', uses, ['input', 'id'])]),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const variant = await this.catalog.currentVariant(tx, before.productId, before.id);
    assert(variant, 'a variant that is locked belongs to its product');
    const markets = await this.revisions.marketsOf(tx, [before.productId]);
    await this.variants.delete(tx, before.id);
    await recordChange(ctx, tx, {
      entity: 'VARIANT',
      entityId: before.id,
      operation: 'DELETE',
      version: before.version + 1,
      parentId: before.productId,
      old: variantFacts(before),
    });
    if (markets.length > 0) await this.revisions.raise(tx, markets);
    return variant;
  }
}

function namesOf({ listings, priceLists, bids, levels, orders }: VariantUses): string[] {
  return [
    ...countOf(listings, 'listing'),
    ...countOf(priceLists, 'price list'),
    ...countOf(bids, 'special bid'),
    ...countOf(levels, 'stock level'),
    ...countOf(orders, 'order'),
  ];
}
