import { checkCount, type Problem } from '../kernel/index.js';
import { invalid, required, taken } from './catalog-write.problems.js';
import { readSpecValue, type SpecRule } from './spec-value.rules.js';
import {
  checkGtin,
  checkMpn,
  checkPosition,
  checkSku,
  type StoredVariant,
  type VariantDraft,
} from './variant-write.rules.js';

interface SpecEdit {
  code: string;
  /** None takes the value away. */
  value?: string | null;
}

/** What is asked for in an input: undefined leaves a field as it is. */
export interface VariantEdit {
  sku?: string | null;
  mpn?: string | null;
  gtin?: string | null;
  position?: number | null;
  specs?: readonly SpecEdit[] | null;
}

/** What was looked up for an edit. */
export interface VariantFacts {
  rules: ReadonlyMap<string, SpecRule>;
  /** Whether another variant has the SKU. */
  skuTaken: boolean;
  /** The SKU of another variant that has the GTIN. */
  gtinHolder: string | null;
}

export interface JudgedVariant {
  after: VariantDraft;
  problems: Problem[];
}

export const SPECS_MAX = 100;

/** The fields of the variant as it would be; the specs still as they were. */
export function variantAfter(
  before: StoredVariant | null,
  productId: string,
  edit: VariantEdit,
): VariantDraft {
  const text = (name: 'sku' | 'mpn' | 'gtin'): string =>
    edit[name] === undefined ? (before?.[name] ?? '') : (edit[name]?.trim() ?? '');
  return {
    productId,
    sku: text('sku'),
    mpn: text('mpn'),
    gtin: text('gtin'),
    position: edit.position ?? before?.position ?? 1,
    specs: before?.specs ?? new Map(),
  };
}

/** The variant as it would be, or everything that keeps it from becoming so. */
export function judgeVariant(
  draft: VariantDraft,
  edit: VariantEdit,
  facts: VariantFacts,
): JudgedVariant {
  const specs = specsAfter(draft.specs, edit, facts.rules);
  return {
    after: { ...draft, specs: specs.after },
    problems: [
      ...checkSku(draft.sku, ['input', 'sku']),
      ...(facts.skuTaken ? [skuTaken()] : []),
      ...checkMpn(draft.mpn, ['input', 'mpn']),
      ...checkGtin(draft.gtin, ['input', 'gtin']),
      ...(facts.gtinHolder === null ? [] : [gtinTaken(['input', 'gtin'], facts.gtinHolder)]),
      ...checkPosition(draft.position, ['input', 'position']),
      ...specs.problems,
    ],
  };
}

/** A field that was given as null and cannot be empty, beyond the texts, which say so themselves. */
export function checkCleared(edit: VariantEdit): Problem[] {
  if (edit.position !== null) return [];
  return [required('A variant has a position.', ['input', 'position'])];
}

/** The codes that are to be looked up; none when there are more than a variant may have. */
export function codesIn({ specs }: VariantEdit): string[] {
  const codes = (specs ?? []).map(({ code }) => code);
  return codes.length > SPECS_MAX ? [] : [...new Set(codes)];
}

function specsAfter(
  before: ReadonlyMap<string, string>,
  { specs }: VariantEdit,
  rules: ReadonlyMap<string, SpecRule>,
): { after: Map<string, string>; problems: Problem[] } {
  const after = new Map(before);
  const path = ['input', 'specs'];
  const given = specs ?? [];
  const tooMany = checkCount(given.length, { path, min: 0, max: SPECS_MAX });
  if (tooMany.length > 0) return { after, problems: tooMany };
  const codes = given.map(({ code }) => code);
  const problems = given.flatMap(({ code, value }, at) => {
    const place = [...path, `${at}`];
    if (codes.indexOf(code) !== at) {
      return [invalid('DUPLICATE', 'Give each spec once.', [...place, 'code'])];
    }
    return putSpec(after, { code, value }, rules, place);
  });
  return { after, problems };
}

/** Puts one value in, or says why it cannot be. */
function putSpec(
  after: Map<string, string>,
  { code, value }: SpecEdit,
  rules: ReadonlyMap<string, SpecRule>,
  place: string[],
): Problem[] {
  const rule = rules.get(code);
  if (!rule) return [unknownSpec([...place, 'code'])];
  if (value == null) {
    after.delete(code);
    return [];
  }
  const read = readSpecValue(rule, value, [...place, 'value']);
  if (typeof read !== 'string') return [read];
  after.set(code, read);
  return [];
}

export function unknownSpec(path: string[]): Problem {
  const message = 'There is no such spec. The query "specDefinitions" lists them with their codes.';
  return { code: 'NOT_FOUND', message, path };
}

export function skuTaken(path: string[] = ['input', 'sku']): Problem<'ALREADY_EXISTS'> {
  return taken('Another variant has this SKU. Take another one.', path);
}

export function gtinTaken(
  path: string[] = ['input', 'gtin'],
  sku?: string,
): Problem<'ALREADY_EXISTS'> {
  const holder = sku === undefined ? 'Another variant' : `The variant ${sku}`;
  return taken(`${holder} has this GTIN, be it written with more or fewer leading zeros.`, path);
}
