import { Injectable } from '@nestjs/common';
import { assert, checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CatalogService } from './catalog.service.js';
import { noSuch } from './catalog-write.problems.js';
import { ProductWriteRepository } from './product-write.repository.js';
import type { Variant } from './product.type.js';
import {
  checkCleared,
  judgeVariant,
  variantAfter,
  type VariantEdit,
} from './variant-edit.rules.js';
import { VariantFactsReader } from './variant-facts.js';
import { VariantWriter } from './variant-writer.js';

export type NewVariant = VariantEdit & { productId: string };

@Injectable()
export class CreateVariant {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductWriteRepository,
    private readonly facts: VariantFactsReader,
    private readonly writer: VariantWriter,
    private readonly revisions: CatalogRevisionRepository,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: NewVariant): Promise<Outcome<Variant>> {
    requireNoMembership(ctx);
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, input)));
  }

  private async create(ctx: RequestContext, tx: Tx, input: NewVariant): Promise<Variant> {
    const noId = checkId(input.productId, ['input', 'productId']);
    const products =
      noId.length > 0 ? [] : await this.products.read(tx, { ids: [input.productId] });
    const draft = variantAfter(null, input.productId, input);
    const facts = await this.facts.read(tx, null, draft, input);
    const { after, problems } = judgeVariant(draft, input, facts);
    const unknown =
      noId.length + products.length > 0 ? [] : [noSuch('product', ['input', 'productId'])];
    const all = [...noId, ...unknown, ...checkCleared(input), ...problems];
    if (all.length > 0) throw new ProblemError(all);
    const written = await this.writer.write(ctx, tx, [{ before: null, after }], facts.rules);
    const variant = await this.catalog.currentVariant(tx, after.productId, written.ids[0] ?? '');
    assert(variant, 'a variant that was written belongs to its product');
    if (written.markets.length > 0) await this.revisions.raise(tx, written.markets);
    return variant;
  }
}
