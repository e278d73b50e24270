import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogService } from './catalog.service.js';
import { handleTaken } from './catalog-write.problems.js';
import { judgeNewProduct, type ProductEdit } from './product-edit.rules.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { ProductWriter } from './product-writer.js';
import type { Product } from './product.type.js';

@Injectable()
export class CreateProduct {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductWriteRepository,
    private readonly writer: ProductWriter,
    private readonly catalog: CatalogService,
  ) {}

  async run(ctx: RequestContext, input: ProductEdit): Promise<Outcome<Product>> {
    requireNoMembership(ctx);
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, input)));
  }

  private async create(ctx: RequestContext, tx: Tx, input: ProductEdit): Promise<Product> {
    const { after, problems } = judgeNewProduct(input, tx.now.toISOString().slice(0, 10));
    // A handle that is none cannot be taken, and need not be one that the database can store.
    if (!problems.some(({ path }) => path[1] === 'handle')) {
      const holders = await this.products.read(tx, { handles: [after.handle] });
      if (holders.length > 0) problems.push(handleTaken());
    }
    if (problems.length > 0) throw new ProblemError(problems);
    const { ids } = await this.writer.write(ctx, tx, [{ before: null, after }]);
    // No market's page shows what has no variants yet.
    return this.catalog.current(tx, ids[0] ?? '');
  }
}
