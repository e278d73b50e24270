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
import { gtinKey, isGtin } from './gtin.rules.js';
import { inColumn } from './product-row.rules.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { isHandle } from './product-write.rules.js';
import { mayBeSpecCode, type SpecRule } from './spec-value.rules.js';
import { judgeVariantRow, type VariantRow } from './variant-row.rules.js';
import { VariantWriteRepository } from './variant-write.repository.js';
import {
  isSku,
  variantChange,
  type StoredVariant,
  type VariantDraft,
} from './variant-write.rules.js';
import { VariantWriter } from './variant-writer.js';

interface JudgedRow {
  before: StoredVariant | null;
  after: VariantDraft;
  outcome: RowOutcome;
}

interface Lookups {
  variants: ReadonlyMap<string, StoredVariant>;
  products: ReadonlyMap<string, string>;
  rules: ReadonlyMap<string, SpecRule>;
  /** By GTIN of 14 digits, the SKU that has it. */
  holders: Map<string, string>;
}

/** Variants by the thousand, each known by its SKU: a row changes it, or adds it when there is none. */
@Injectable()
export class VariantBulk implements BulkTarget<VariantRow>, BulkSource<VariantRow> {
  constructor(
    private readonly variants: VariantWriteRepository,
    private readonly products: ProductWriteRepository,
    private readonly writer: VariantWriter,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async judge(ctx: RequestContext, tx: Tx, rows: readonly VariantRow[]): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    const definitions = await this.variants.definitions(tx, codesIn(rows));
    const judged = judgeAll(rows, await this.lookUp(tx, rows, definitions));
    return judged.map(({ outcome }) => outcome);
  }

  async write(
    ctx: RequestContext,
    tx: Tx,
    rows: readonly VariantRow[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    await this.variants.lock(tx, { skus: skusIn(rows) });
    const definitions = await this.variants.lockDefinitions(tx, codesIn(rows));
    const lookups = await this.lookUp(tx, rows, definitions);
    const judged = judgeAll(rows, lookups);
    const sound = judged.filter(({ outcome }) => outcome.kind !== 'ERROR');
    const { markets } = await this.writer.write(ctx, tx, sound, lookups.rules);
    await this.revisions.raise(tx, markets, touched);
    return judged.map(({ outcome }) => outcome);
  }

  async exportBatch(
    _ctx: RequestContext,
    tx: Tx,
    _filter: ExportFilter,
    ...[after, limit]: [after: string | null, limit: number]
  ): Promise<ExportBatch<VariantRow>> {
    const found = await this.variants.after(tx, after, limit);
    const rows = found.map(({ sku, productHandle, mpn, gtin, position, specs }) => ({
      sku,
      productHandle,
      mpn,
      gtin,
      position,
      specs: Object.fromEntries(specs),
    }));
    return { rows, after: found.length < limit ? null : (found.at(-1)?.sku ?? null) };
  }

  private async lookUp(
    tx: Tx,
    rows: readonly VariantRow[],
    definitions: readonly SpecRule[],
  ): Promise<Lookups> {
    const stored = await this.variants.read(tx, { skus: skusIn(rows) });
    const handles = rows.map(({ productHandle }) => productHandle).filter(isHandle);
    const products = await this.products.idsOf(tx, [...new Set(handles)]);
    const keys = rows.map(({ gtin }) => gtin).filter(isGtin);
    const holders = await this.variants.holdersOf(tx, [...new Set(keys.map(gtinKey))]);
    return {
      variants: new Map(stored.map((variant) => [variant.sku, variant])),
      products: new Map(products.map(({ id, handle }) => [handle, id])),
      rules: new Map(definitions.map((rule) => [rule.code, rule])),
      holders: new Map(holders.map(({ key, sku }) => [key, sku])),
    };
  }
}

function judgeAll(
  rows: readonly VariantRow[],
  { variants, products, rules, holders }: Lookups,
): JudgedRow[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const before = variants.get(row.sku) ?? null;
    const productId = products.get(row.productHandle) ?? null;
    const key = gtinKey(row.gtin);
    const holder = holders.get(key);
    const gtinHolder = holder === undefined || holder === row.sku ? null : holder;
    const { after, problems } = judgeVariantRow(row, { before, productId, rules, gtinHolder });
    // Whoever comes first has it: a later row with the same number is the one that is wrong.
    if (holder === undefined && isGtin(row.gtin)) holders.set(key, row.sku);
    if (seen.has(row.sku)) {
      problems.push(...inColumn([taken('An earlier row is about this variant.', ['sku'])]));
    }
    seen.add(row.sku);
    if (problems.length > 0) return { before, after, outcome: { kind: 'ERROR', problems } };
    if (!before) return { before, after, outcome: { kind: 'CREATE' } };
    const kind = variantChange(before, after) ? 'UPDATE' : 'UNCHANGED';
    return { before, after, outcome: { kind } };
  });
}

/** What cannot be an SKU need not be looked for. */
function skusIn(rows: readonly VariantRow[]): string[] {
  return [...new Set(rows.map(({ sku }) => sku).filter(isSku))];
}

function codesIn(rows: readonly VariantRow[]): string[] {
  const codes = new Set(rows.flatMap(({ specs }) => Object.keys(specs)));
  return [...codes].filter(mayBeSpecCode);
}
