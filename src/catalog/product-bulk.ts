import { Injectable } from '@nestjs/common';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import type {
  BulkSource,
  BulkTarget,
  ExportBatch,
  ExportFilter,
  RowOutcome,
} from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { taken } from './catalog-write.problems.js';
import { inColumn, judgeProductRow, type ProductRow } from './product-row.rules.js';
import { ProductWriteRepository } from './product-write.repository.js';
import {
  isHandle,
  productChange,
  type ProductDraft,
  type StoredProduct,
} from './product-write.rules.js';
import { ProductWriter } from './product-writer.js';

interface JudgedRow {
  before: StoredProduct | null;
  after: ProductDraft;
  outcome: RowOutcome;
}

/** Products by the thousand, each known by its handle: a row changes it, or adds it when there is none. */
@Injectable()
export class ProductBulk implements BulkTarget<ProductRow>, BulkSource<ProductRow> {
  constructor(
    private readonly products: ProductWriteRepository,
    private readonly writer: ProductWriter,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async judge(ctx: RequestContext, tx: Tx, rows: readonly ProductRow[]): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    const judged = await this.judgeAll(tx, rows);
    return judged.map(({ outcome }) => outcome);
  }

  async write(
    ctx: RequestContext,
    tx: Tx,
    rows: readonly ProductRow[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    await this.products.lock(tx, { handles: handlesIn(rows) });
    const judged = await this.judgeAll(tx, rows);
    const sound = judged.filter(({ outcome }) => outcome.kind !== 'ERROR');
    const { markets } = await this.writer.write(ctx, tx, sound);
    await this.revisions.raise(tx, markets, touched);
    return judged.map(({ outcome }) => outcome);
  }

  async exportBatch(
    _ctx: RequestContext,
    tx: Tx,
    _filter: ExportFilter,
    ...[after, limit]: [after: string | null, limit: number]
  ): Promise<ExportBatch<ProductRow>> {
    const found = await this.products.after(tx, after, limit);
    const rows = found.map(({ handle, category, brand, launchedOn, texts }) => ({
      handle,
      category,
      brand,
      launchedOn,
      texts: [...texts].map(([locale, text]) => ({ locale, ...text })),
    }));
    return { rows, after: found.length < limit ? null : (found.at(-1)?.handle ?? null) };
  }

  private async judgeAll(tx: Tx, rows: readonly ProductRow[]): Promise<JudgedRow[]> {
    const stored = await this.products.read(tx, { handles: handlesIn(rows) });
    const byHandle = new Map(stored.map((product) => [product.handle, product]));
    const today = tx.now.toISOString().slice(0, 10);
    const seen = new Set<string>();
    return rows.map((row) => {
      const before = byHandle.get(row.handle) ?? null;
      const { after, problems } = judgeProductRow(row, before, today);
      if (seen.has(row.handle)) {
        problems.push(...inColumn([taken('An earlier row is about this product.', ['handle'])]));
      }
      seen.add(row.handle);
      if (problems.length > 0) return { before, after, outcome: { kind: 'ERROR', problems } };
      if (!before) return { before, after, outcome: { kind: 'CREATE' } };
      const kind = productChange(before, after) ? 'UPDATE' : 'UNCHANGED';
      return { before, after, outcome: { kind } };
    });
  }
}

/** What cannot be a handle need not be looked for. */
function handlesIn(rows: readonly ProductRow[]): string[] {
  return [...new Set(rows.map(({ handle }) => handle).filter(isHandle))];
}
