import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CatalogService } from './catalog.service.js';
import { handleTaken, noSuch, stale } from './catalog-write.problems.js';
import { judgeProductEdit, type ProductEdit } from './product-edit.rules.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { ProductWriter } from './product-writer.js';
import type { Product } from './product.type.js';

export type ProductUpdate = ProductEdit & { id: string; expectedVersion: number };

@Injectable()
export class UpdateProduct {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductWriteRepository,
    private readonly writer: ProductWriter,
    private readonly revisions: CatalogRevisionRepository,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: ProductUpdate): Promise<Outcome<Product>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, ['input', 'id']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.update(ctx, tx, input)));
  }

  private async update(ctx: RequestContext, tx: Tx, input: ProductUpdate): Promise<Product> {
    await this.products.lock(tx, { ids: [input.id] });
    const [before] = await this.products.read(tx, { ids: [input.id] });
    if (!before) throw new ProblemError(noSuch('product'));
    const { after, problems } = judgeProductEdit(before, input);
    const rightHandle = !problems.some(({ path }) => path[1] === 'handle');
    if (after.handle !== before.handle && rightHandle) {
      const holders = await this.products.read(tx, { handles: [after.handle] });
      if (holders.length > 0) problems.push(handleTaken());
    }
    if (before.version !== input.expectedVersion) problems.unshift(stale(before.version));
    if (problems.length > 0) throw new ProblemError(problems);
    const { markets } = await this.writer.write(ctx, tx, [{ before, after }]);
    const product = await this.catalog.current(tx, before.id);
    if (markets.length > 0) await this.revisions.raise(tx, markets);
    return product;
  }
}
