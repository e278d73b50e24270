import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { gtinKey, isGtin } from './gtin.rules.js';
import { mayBeSpecCode, type SpecRule } from './spec-value.rules.js';
import { codesIn, type VariantEdit, type VariantFacts } from './variant-edit.rules.js';
import { VariantWriteRepository } from './variant-write.repository.js';
import { isSku, type StoredVariant, type VariantDraft } from './variant-write.rules.js';

/** Looks up what it takes to judge a variant; the definitions that it names stay as they are until the unit ends. */
@Injectable()
export class VariantFactsReader {
  constructor(private readonly variants: VariantWriteRepository) {}

  async read(
    tx: Tx,
    before: StoredVariant | null,
    draft: VariantDraft,
    edit: VariantEdit,
  ): Promise<VariantFacts> {
    const codes = codesIn(edit).filter(mayBeSpecCode);
    const definitions = codes.length > 0 ? await this.variants.lockDefinitions(tx, codes) : [];
    return {
      rules: new Map(definitions.map((rule): [string, SpecRule] => [rule.code, rule])),
      skuTaken: draft.sku !== before?.sku && (await this.skuTaken(tx, draft.sku)),
      gtinHolder: draft.gtin === before?.gtin ? null : await this.holderOf(tx, before, draft.gtin),
    };
  }

  private async skuTaken(tx: Tx, sku: string): Promise<boolean> {
    return isSku(sku) && (await this.variants.read(tx, { skus: [sku] })).length > 0;
  }

  private async holderOf(
    tx: Tx,
    before: StoredVariant | null,
    gtin: string,
  ): Promise<string | null> {
    if (!isGtin(gtin)) return null;
    const holders = await this.variants.holdersOf(tx, [gtinKey(gtin)]);
    return holders.find(({ sku }) => sku !== before?.sku)?.sku ?? null;
  }
}
