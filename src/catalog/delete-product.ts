import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogService } from './catalog.service.js';
import { countOf, inUse, noSuch, stale } from './catalog-write.problems.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { productFacts } from './product-write.rules.js';
import type { Product } from './product.type.js';

export interface Deletion {
  id: string;
  expectedVersion: number;
}

@Injectable()
export class DeleteProduct {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductWriteRepository,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: Deletion): Promise<Outcome<Product>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.delete(ctx, tx, input)));
  }

  /** The lock also keeps new variants and certificates away: each takes a share of it. */
  private async delete(ctx: RequestContext, tx: Tx, input: Deletion): Promise<Product> {
    await this.products.lockAlone(tx, input.id);
    const [before] = await this.products.read(tx, { ids: [input.id] });
    if (!before) throw new ProblemError(noSuch('product'));
    const { variants, certificates, technologies } = await this.products.usesOf(tx, before.id);
    const uses = [
      ...countOf(variants, 'variant'),
      ...countOf(certificates, 'certificate'),
      ...countOf(technologies, 'statement', 'statements on technologies'),
    ];
    const problems = [
      ...(before.version === input.expectedVersion ? [] : [stale(before.version)]),
      ...(uses.length === 0 ? [] : [inUse('Its parts have to go first', uses, ['input', 'id'])]),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const product = await this.catalog.current(tx, before.id);
    await this.products.delete(tx, before.id);
    await recordChange(ctx, tx, {
      entity: 'PRODUCT',
      entityId: before.id,
      operation: 'DELETE',
      version: before.version + 1,
      old: productFacts(before),
    });
    return product;
  }
}
