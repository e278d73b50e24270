import { Injectable } from '@nestjs/common';
import { assert, checkId, ProblemError, type Problem } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CatalogService } from './catalog.service.js';
import { countOf, inUse, noSuch, stale } from './catalog-write.problems.js';
import type { Variant } from './product.type.js';
import {
  checkCleared,
  judgeVariant,
  variantAfter,
  type VariantEdit,
} from './variant-edit.rules.js';
import { VariantFactsReader } from './variant-facts.js';
import { VariantWriteRepository } from './variant-write.repository.js';
import { VariantWriter } from './variant-writer.js';
import type { StoredVariant } from './variant-write.rules.js';

export type VariantUpdate = VariantEdit & { id: string; expectedVersion: number };

@Injectable()
export class UpdateVariant {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly variants: VariantWriteRepository,
    private readonly facts: VariantFactsReader,
    private readonly writer: VariantWriter,
    private readonly revisions: CatalogRevisionRepository,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: VariantUpdate): Promise<Outcome<Variant>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.update(ctx, tx, input)));
  }

  private async update(ctx: RequestContext, tx: Tx, input: VariantUpdate): Promise<Variant> {
    // An order that is being placed under the old SKU is waited for, and then counts.
    if (input.sku === undefined) await this.variants.lock(tx, { ids: [input.id] });
    else await this.variants.lockAlone(tx, input.id);
    const [before] = await this.variants.read(tx, { ids: [input.id] });
    if (!before) throw new ProblemError(noSuch('variant'));
    const draft = variantAfter(before, before.productId, input);
    const facts = await this.facts.read(tx, before, draft, input);
    const { after, problems } = judgeVariant(draft, input, facts);
    const all = [
      ...(before.version === input.expectedVersion ? [] : [stale(before.version)]),
      ...checkCleared(input),
      ...problems,
      ...(after.sku === before.sku ? [] : await this.checkUnordered(tx, before)),
    ];
    if (all.length > 0) throw new ProblemError(all);
    const written = await this.writer.write(ctx, tx, [{ before, after }], facts.rules);
    const variant = await this.catalog.currentVariant(tx, before.productId, before.id);
    assert(variant, 'a variant that is locked belongs to its product');
    if (written.markets.length > 0) await this.revisions.raise(tx, written.markets);
    return variant;
  }

  /** Orders show the SKU under which they were placed: it must go on naming the same thing. */
  private async checkUnordered(tx: Tx, { id }: StoredVariant): Promise<Problem[]> {
    const { orders } = await this.variants.usesOf(tx, id);
    if (orders === 0) return [];
    const uses = countOf(orders, 'order');
    return [inUse('An SKU that orders or drafts name stays as it is', uses, ['input', 'sku'])];
  }
}
