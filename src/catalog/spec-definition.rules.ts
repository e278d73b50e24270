import { checkCount, checkText, type Facts, type Problem } from '../kernel/index.js';
import { inUse, invalid, required } from './catalog-write.problems.js';
import type { SpecType } from './product.rules.js';
import { checkPosition } from './variant-write.rules.js';

export interface SpecDraft {
  code: string;
  name: string;
  type: SpecType;
  unit: string | null;
  isFacet: boolean;
  enumValues: string[] | null;
  position: number;
}

export interface StoredSpec extends SpecDraft {
  id: string;
  version: number;
}

/** What is asked for in an input: undefined leaves a field as it is. */
export type SpecDefinitionEdit = { [Field in keyof SpecDraft]?: SpecDraft[Field] | null };

/** How many variants have a value of the spec; of an ENUM, how many have which. */
export interface SpecUses {
  variants: number;
  values: ReadonlyMap<string, number>;
}

const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;
const NAME_LENGTH_MAX = 100;
const UNIT_LENGTH_MAX = 20;
const ENUM_VALUES_MAX = 200;
const ENUM_VALUE_LENGTH_MAX = 100;

const NEW: SpecDraft = {
  code: '',
  name: '',
  type: 'TEXT',
  unit: null,
  isFacet: false,
  enumValues: null,
  position: 1,
};

/** The definition as it would be. What does not belong to a new type goes with the old one, unless it is given. */
export function specAfter(before: StoredSpec | null, edit: SpecDefinitionEdit): SpecDraft {
  const base = before ?? NEW;
  const type = edit.type ?? base.type;
  const unit = type === 'NUMBER' ? base.unit : null;
  const values = type === 'ENUM' ? base.enumValues : null;
  return {
    code: trimmed(base.code, edit.code) ?? '',
    name: trimmed(base.name, edit.name) ?? '',
    type,
    unit: trimmed(unit, edit.unit),
    isFacet: edit.isFacet ?? base.isFacet,
    enumValues: edit.enumValues === undefined ? values : trimmedAll(edit.enumValues),
    position: edit.position ?? base.position,
  };
}

function trimmed(old: string | null, given: string | null | undefined): string | null {
  return given === undefined ? old : (given?.trim() ?? null);
}

function trimmedAll(values: readonly string[] | null): string[] | null {
  return values?.map((value) => value.trim()) ?? null;
}

/** Every mistake that shows without asking the database. */
export function checkSpec(after: SpecDraft, edit: SpecDefinitionEdit): Problem[] {
  const cleared = (['type', 'isFacet', 'position'] as const).filter((name) => edit[name] === null);
  return [
    ...checkCode(after.code),
    ...checkText(after.name, { path: ['input', 'name'], max: NAME_LENGTH_MAX, required: true }),
    ...checkUnit(after),
    ...checkEnumValues(after),
    ...checkPosition(after.position, ['input', 'position']),
    ...cleared.map((name) => required(`A spec has a ${name}.`, ['input', name])),
  ];
}

/** What variants have already keeps its name, its type and its values. */
export function checkUses(before: StoredSpec, after: SpecDraft, uses: SpecUses): Problem[] {
  const variants = `${uses.variants} ${uses.variants === 1 ? 'variant' : 'variants'}`;
  const kept = (['code', 'type'] as const).filter((name) => before[name] !== after[name]);
  const removed = [...uses.values].filter(([value]) => !after.enumValues?.includes(value));
  return [
    ...(uses.variants === 0 ? [] : kept).map((name) =>
      inUse(`The ${name} of a spec stays as long as variants have it`, [variants], ['input', name]),
    ),
    ...(removed.length === 0 || kept.includes('type')
      ? []
      : [
          inUse(
            'Variants have values that would go',
            removed.map(([value, count]) => `${value} (${count})`),
            ['input', 'enumValues'],
          ),
        ]),
  ];
}

function checkCode(code: string): Problem[] {
  const path = ['input', 'code'];
  if (code === '') return [required('Give a code.', path)];
  if (CODE.test(code)) return [];
  const message =
    'A code has capital letters, digits and underscores, begins with a letter, and has at most 40 characters.';
  return [invalid('CODE', message, path)];
}

function checkUnit({ type, unit }: SpecDraft): Problem[] {
  const path = ['input', 'unit'];
  if (unit === null) return [];
  if (type !== 'NUMBER') return [invalid('UNIT', 'Only a NUMBER has a unit.', path)];
  if (unit === '') return [invalid('LENGTH', 'A unit is not blank: give null for none.', path)];
  return checkText(unit, { path, max: UNIT_LENGTH_MAX });
}

function checkEnumValues({ type, enumValues }: SpecDraft): Problem[] {
  const path = ['input', 'enumValues'];
  if (type !== 'ENUM') {
    return enumValues === null ? [] : [invalid('ENUM', 'Only an ENUM has a list of values.', path)];
  }
  if (enumValues === null || enumValues.length === 0) {
    return [required('Give the values that the ENUM can have.', path)];
  }
  const tooMany = checkCount(enumValues.length, { path, max: ENUM_VALUES_MAX });
  if (tooMany.length > 0) return tooMany;
  return enumValues.flatMap((value, at) => {
    const place = [...path, `${at}`];
    if (enumValues.indexOf(value) !== at) {
      return [invalid('DUPLICATE', 'Give each value once.', place)];
    }
    return checkText(value, {
      path: place,
      max: ENUM_VALUE_LENGTH_MAX,
      required: true,
      name: 'value',
    });
  });
}

const FIELDS = ['code', 'name', 'type', 'unit', 'isFacet', 'enumValues', 'position'] as const;

/** What changes, by field, before and after; undefined when nothing does. */
export function specChange(
  before: StoredSpec,
  after: SpecDraft,
): { old: Facts; new: Facts } | undefined {
  const fields = FIELDS.filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  if (fields.length === 0) return undefined;
  return { old: factsOf(before, fields), new: factsOf(after, fields) };
}

export function specFacts(spec: SpecDraft): Facts {
  return factsOf(spec, FIELDS);
}

function factsOf(spec: SpecDraft, fields: readonly (typeof FIELDS)[number][]): Facts {
  return Object.fromEntries(fields.map((field) => [field, spec[field]]));
}
