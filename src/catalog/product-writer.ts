import { Injectable } from '@nestjs/common';
import { assert, newId } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges, type AuditedChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import {
  ProductWriteRepository,
  type ProductRecord,
  type ProductTextRecord,
} from './product-write.repository.js';
import { productChange, type ProductDraft, type StoredProduct } from './product-write.rules.js';

/** A product as it is to be, and as it was read under its lock; null when it is new. */
export interface ProductWrite {
  before: StoredProduct | null;
  after: ProductDraft;
}

/** Writes products that were judged: one or thousands, by the same statements. */
@Injectable()
export class ProductWriter {
  constructor(
    private readonly products: ProductWriteRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  /** Gives their ids, and the markets whose pages show one that changed. */
  async write(
    ctx: RequestContext,
    tx: Tx,
    writes: readonly ProductWrite[],
  ): Promise<{ ids: string[]; markets: string[] }> {
    const ids = writes.map(({ before }) => before?.id ?? newId());
    const changes = writes.flatMap(({ before, after }, at) => {
      const change = productChange(before, after);
      return change ? [{ id: ids[at] ?? '', before, after, change }] : [];
    });
    const created = changes.filter(({ before }) => before === null);
    if (created.length > 0) {
      await this.products.insert(
        tx,
        created.map(({ id, after }) => recordOf(id, after)),
      );
    }
    const changed = changes.flatMap(({ id, before, after }) =>
      before ? [{ ...recordOf(id, after), version: before.version }] : [],
    );
    if (changed.length > 0) {
      const updated = await this.products.update(tx, changed);
      assert(updated.length === changed.length, 'products that are locked keep their versions');
    }
    const removed = changes.flatMap(({ id, after, before }) => removedTexts(id, before, after));
    if (removed.length > 0) await this.products.removeTexts(tx, removed);
    const texts = changes.flatMap(({ id, after, before }) => changedTexts(id, before, after));
    if (texts.length > 0) await this.products.putTexts(tx, texts);
    await recordChanges(
      ctx,
      tx,
      changes.map(({ id, before, change }) => auditOf(id, before, change)),
    );
    const known = changed.map(({ id }) => id);
    return { ids, markets: known.length > 0 ? await this.revisions.marketsOf(tx, known) : [] };
  }
}

function recordOf(
  id: string,
  { handle, category, brand, launchedOn }: ProductDraft,
): ProductRecord {
  return { id, handle, category, brand, launchedOn };
}

function removedTexts(
  productId: string,
  before: StoredProduct | null,
  { texts }: ProductDraft,
): { productId: string; locale: string }[] {
  const locales = [...(before?.texts.keys() ?? [])].filter((locale) => !texts.has(locale));
  return locales.map((locale) => ({ productId, locale }));
}

function changedTexts(
  productId: string,
  before: StoredProduct | null,
  { texts }: ProductDraft,
): ProductTextRecord[] {
  return [...texts].flatMap(([locale, text]) => {
    const old = before?.texts.get(locale);
    const same = old?.name === text.name && old.description === text.description;
    return same ? [] : [{ productId, locale, ...text }];
  });
}

function auditOf(
  id: string,
  before: StoredProduct | null,
  change: Required<Pick<AuditedChange, 'old' | 'new'>>,
): AuditedChange {
  return {
    entity: 'PRODUCT',
    entityId: id,
    operation: before ? 'UPDATE' : 'CREATE',
    version: (before?.version ?? 0) + 1,
    ...(before ? change : { new: change.new }),
  };
}
