import { checkText, type Facts, type Problem } from '../kernel/index.js';
import { invalid, required } from './catalog-write.problems.js';
import { rightCheckDigit } from './gtin.rules.js';

/** A variant as its keepers see it: what is asked of it, and what is stored. */
export interface VariantDraft {
  productId: string;
  sku: string;
  mpn: string;
  gtin: string;
  position: number;
  /** Values by the code of their definition, each as `readSpecValue` writes it. */
  specs: ReadonlyMap<string, string>;
}

export interface StoredVariant extends VariantDraft {
  id: string;
  version: number;
  productHandle: string;
}

const SKU = /^[A-Z0-9][A-Z0-9-]{2,39}$/;
const MPN_LENGTH_MAX = 60;
const POSITION_MAX = 1_000_000;

export function isSku(text: string): boolean {
  return SKU.test(text);
}

export function checkSku(sku: string, path: string[]): Problem[] {
  if (sku === '') return [required('Give an SKU.', path)];
  if (SKU.test(sku)) return [];
  const message =
    'An SKU has capital letters, digits and hyphens, 3 to 40 characters, and begins with no hyphen.';
  return [invalid('SKU', message, path)];
}

export function checkMpn(mpn: string, path: string[]): Problem[] {
  return checkText(mpn, {
    path,
    max: MPN_LENGTH_MAX,
    required: true,
    name: 'manufacturer part number',
  });
}

export function checkGtin(gtin: string, path: string[]): Problem[] {
  if (gtin === '') return [required('Give a GTIN.', path)];
  const digit = rightCheckDigit(gtin);
  if (digit === undefined) {
    return [invalid('GTIN', 'A GTIN has 8, 12, 13 or 14 digits and nothing else.', path)];
  }
  if (gtin.endsWith(String(digit))) return [];
  const message = `The check digit is wrong: after ${gtin.slice(0, -1)} comes ${digit}. Look whether a digit was mistyped.`;
  return [invalid('GTIN_CHECK_DIGIT', message, path, { checkDigit: digit })];
}

export function checkPosition(position: number, path: string[]): Problem[] {
  if (Number.isInteger(position) && position >= 1 && position <= POSITION_MAX) return [];
  const message = `A position is a whole number between 1 and ${POSITION_MAX}.`;
  return [invalid('RANGE', message, path, { min: 1, max: POSITION_MAX })];
}

const FIELDS = ['sku', 'mpn', 'gtin', 'position'] as const;

/** What changes, by field, before and after; undefined when nothing does. */
export function variantChange(
  before: StoredVariant | null,
  after: VariantDraft,
): { old: Facts; new: Facts } | undefined {
  const fields = FIELDS.filter((field) => before?.[field] !== after[field]);
  const codes = [...new Set([...(before?.specs.keys() ?? []), ...after.specs.keys()])].filter(
    (code) => before?.specs.get(code) !== after.specs.get(code),
  );
  if (fields.length === 0 && codes.length === 0) return undefined;
  if (before) return { old: factsOf(before, fields, codes), new: factsOf(after, fields, codes) };
  return { old: {}, new: { productId: after.productId, ...factsOf(after, fields, codes) } };
}

/** All that is known of a variant, for the record of its end. */
export function variantFacts(variant: VariantDraft): Facts {
  const { productId, specs } = variant;
  return { productId, ...factsOf(variant, FIELDS, [...specs.keys()]) };
}

function factsOf(
  variant: VariantDraft,
  fields: readonly (typeof FIELDS)[number][],
  codes: readonly string[],
): Facts {
  const facts: Facts = Object.fromEntries(fields.map((field) => [field, variant[field]]));
  if (codes.length === 0) return facts;
  const specs = codes.map((code) => [code, variant.specs.get(code) ?? null] as const);
  return { ...facts, specs: Object.fromEntries(specs) };
}
