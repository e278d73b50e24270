import { Injectable } from '@nestjs/common';
import { assert, newId } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { typedValue, type SpecRule } from './spec-value.rules.js';
import {
  VariantWriteRepository,
  type VariantRecord,
  type VariantSpecRecord,
} from './variant-write.repository.js';
import { variantChange, type StoredVariant, type VariantDraft } from './variant-write.rules.js';

/** A variant as it is to be, and as it was read under its lock; null when it is new. */
export interface VariantWrite {
  before: StoredVariant | null;
  after: VariantDraft;
}

/** The definitions of the specs that are written, by code; each locked. */
export type SpecRules = ReadonlyMap<string, SpecRule>;

interface Change extends VariantWrite {
  id: string;
}

/** Writes variants that were judged: one or thousands, by the same statements. */
@Injectable()
export class VariantWriter {
  constructor(
    private readonly variants: VariantWriteRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  /** Gives their ids, and the markets whose pages show one that changed. */
  async write(
    ctx: RequestContext,
    tx: Tx,
    writes: readonly VariantWrite[],
    rules: SpecRules,
  ): Promise<{ ids: string[]; markets: string[] }> {
    const ids = writes.map(({ before }) => before?.id ?? newId());
    const changes = writes.flatMap((write, at) => {
      const facts = variantChange(write.before, write.after);
      return facts ? [{ ...write, id: ids[at] ?? '', facts }] : [];
    });
    if (changes.length === 0) return { ids, markets: [] };
    await this.put(tx, changes);
    await this.putSpecs(tx, changes, rules);
    await recordChanges(
      ctx,
      tx,
      changes.map(({ id, before, after, facts }) => ({
        entity: 'VARIANT',
        entityId: id,
        operation: before ? 'UPDATE' : 'CREATE',
        version: (before?.version ?? 0) + 1,
        parentId: after.productId,
        ...(before ? facts : { new: facts.new }),
      })),
    );
    const products = [...new Set(changes.map(({ after }) => after.productId))];
    return { ids, markets: await this.revisions.marketsOf(tx, products) };
  }

  private async put(tx: Tx, changes: readonly Change[]): Promise<void> {
    const created = changes.filter(({ before }) => before === null);
    if (created.length > 0) await this.variants.insert(tx, created.map(recordOf));
    const changed = changes.flatMap((change) =>
      change.before ? [{ ...recordOf(change), version: change.before.version }] : [],
    );
    if (changed.length === 0) return;
    const updated = await this.variants.update(tx, changed);
    assert(updated.length === changed.length, 'variants that are locked keep their versions');
  }

  private async putSpecs(tx: Tx, changes: readonly Change[], rules: SpecRules): Promise<void> {
    const removed = changes.flatMap((change) => removedSpecs(change, rules));
    if (removed.length > 0) await this.variants.removeSpecs(tx, removed);
    const put = changes.flatMap((change) => changedSpecs(change, rules));
    if (put.length > 0) await this.variants.putSpecs(tx, put);
  }
}

function recordOf({ id, after }: Change): VariantRecord {
  const { productId, sku, mpn, gtin, position } = after;
  return { id, productId, sku, mpn, gtin, position };
}

function changedSpecs({ id, before, after }: Change, rules: SpecRules): VariantSpecRecord[] {
  return [...after.specs].flatMap(([code, value]) => {
    if (before?.specs.get(code) === value) return [];
    const { id: definitionId, type } = ruleOf(rules, code);
    return [{ variantId: id, definitionId, ...typedValue(type, value) }];
  });
}

function removedSpecs(
  { id, before, after }: Change,
  rules: SpecRules,
): { variantId: string; definitionId: string }[] {
  return [...(before?.specs.keys() ?? [])]
    .filter((code) => !after.specs.has(code))
    .map((code) => ({ variantId: id, definitionId: ruleOf(rules, code).id }));
}

function ruleOf(rules: SpecRules, code: string): SpecRule {
  const rule = rules.get(code);
  assert(rule, `the definition of ${code} was read with the specs that change`);
  return rule;
}
