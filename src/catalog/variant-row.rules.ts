import type { RowProblem } from '../platform/bulk/index.js';
import { invalid, noSuch } from './catalog-write.problems.js';
import { inColumn } from './product-row.rules.js';
import { readSpecValue, type SpecRule } from './spec-value.rules.js';
import { gtinTaken, unknownSpec } from './variant-edit.rules.js';
import {
  checkGtin,
  checkMpn,
  checkPosition,
  checkSku,
  type StoredVariant,
  type VariantDraft,
} from './variant-write.rules.js';

/** A variant as files and other programs bring it by the thousand; it is known by its SKU. */
export interface VariantRow {
  sku: string;
  productHandle: string;
  mpn: string;
  gtin: string;
  position: number;
  /** By code; null takes the value away, and what is not named stays as it is. */
  specs: Readonly<Record<string, string | null>>;
}

/** What was looked up for a row. */
export interface VariantRowFacts {
  before: StoredVariant | null;
  /** The id of its product; null when there is none of that handle. */
  productId: string | null;
  rules: ReadonlyMap<string, SpecRule>;
  /** The SKU of another variant, stored or in an earlier row, that has the GTIN. */
  gtinHolder: string | null;
}

/** The variant as the row wants it, or everything that keeps it from becoming so, by columns such as `spec:MEMORY`. */
export function judgeVariantRow(
  row: VariantRow,
  facts: VariantRowFacts,
): { after: VariantDraft; problems: RowProblem[] } {
  const { before, productId, rules, gtinHolder } = facts;
  const specs = new Map(before?.specs);
  const problems = Object.entries(row.specs).flatMap(([code, value]) =>
    inColumn(putSpec(specs, { code, value, rule: rules.get(code) }), code),
  );
  const after = {
    productId: before?.productId ?? productId ?? '',
    sku: row.sku,
    mpn: row.mpn.trim(),
    gtin: row.gtin,
    position: row.position,
    specs,
  };
  return {
    after,
    problems: [
      ...inColumn(checkSku(row.sku, ['sku'])),
      ...inColumn(checkProduct(before, productId)),
      ...inColumn(checkMpn(row.mpn, ['mpn'])),
      ...inColumn(checkGtin(row.gtin, ['gtin'])),
      ...inColumn(gtinHolder === null ? [] : [gtinTaken(['gtin'], gtinHolder)]),
      ...inColumn(checkPosition(row.position, ['position'])),
      ...problems,
    ],
  };
}

function checkProduct(
  before: StoredVariant | null,
  productId: string | null,
): Parameters<typeof inColumn>[0] {
  const path = ['productHandle'];
  if (productId === null) return [noSuch('product', path)];
  if (!before || before.productId === productId) return [];
  const message = `The variant belongs to ${before.productHandle} and stays there.`;
  return [invalid('PRODUCT', message, path)];
}

function putSpec(
  specs: Map<string, string>,
  { code, value, rule }: { code: string; value: string | null; rule: SpecRule | undefined },
): Parameters<typeof inColumn>[0] {
  if (!rule) return [unknownSpec(['spec'])];
  if (value === null) {
    specs.delete(code);
    return [];
  }
  const read = readSpecValue(rule, value, ['spec']);
  if (typeof read !== 'string') return [read];
  specs.set(code, read);
  return [];
}
