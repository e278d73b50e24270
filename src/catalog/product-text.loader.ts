import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ProductWriteRepository } from './product-write.repository.js';
import type { ProductText } from './product-text.type.js';

/** Gathers the products of a request whose texts are asked for, so that a page takes one statement for all of them. */
@Injectable()
export class ProductTextLoader {
  private readonly byRequest = new WeakMap<RequestContext, DataLoader<string, ProductText[]>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly products: ProductWriteRepository,
  ) {}

  textsOf(ctx: RequestContext, productId: string): Promise<ProductText[]> {
    const known = this.byRequest.get(ctx);
    const loader =
      known ??
      new DataLoader<string, ProductText[]>((ids) => this.load(ctx, ids), { cache: false });
    this.byRequest.set(ctx, loader);
    return loader.load(productId);
  }

  private async load(ctx: RequestContext, ids: readonly string[]): Promise<ProductText[][]> {
    const found = await this.unitOfWork.read(ctx, (tx) => this.products.read(tx, { ids }));
    const byId = new Map(found.map(({ id, texts }) => [id, texts]));
    return ids.map((id) =>
      [...(byId.get(id) ?? [])].map(([locale, text]) => ({ locale, ...text })),
    );
  }
}
