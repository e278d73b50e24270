import { checkCount, checkText, type Problem } from '../kernel/index.js';

const SPECS_MAX = 20;
const VALUES_MAX = 50;
const VALUE_LENGTH_MAX = 500;
const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;
const DECIMAL = /^(-?)(\d{1,20})(?:\.(\d{1,10}))?$/;

/** A spec that products are narrowed down by: one of the values, or a number within the range. */
export interface SpecFilterValues {
  code: string;
  values?: string[] | null;
  min?: string | null;
  max?: string | null;
}

export interface SpecDefinitionFacts {
  id: string;
  code: string;
  type: string;
}

/** The same, checked. */
export interface SpecCondition {
  definitionId: string;
  values: string[] | null;
  min: string | null;
  max: string | null;
}

/** The codes that must be looked up; what cannot be a code need not be. */
export function specCodes(specs: readonly SpecFilterValues[]): string[] {
  return specs.slice(0, SPECS_MAX).flatMap(({ code }) => (CODE.test(code) ? [code] : []));
}

export function specConditions(
  specs: readonly SpecFilterValues[],
  definitions: readonly SpecDefinitionFacts[],
): { conditions: SpecCondition[]; problems: Problem[] } {
  const problems: Problem[] = checkCount(specs.length, {
    path: ['filter', 'specs'],
    min: 0,
    max: SPECS_MAX,
  });
  const conditions: SpecCondition[] = [];
  const seen = new Set<string>();
  for (const [i, spec] of specs.slice(0, SPECS_MAX).entries()) {
    const path = ['filter', 'specs', String(i)];
    const definition = definitions.find(({ code }) => code === spec.code);
    const found =
      definition && !seen.has(spec.code)
        ? valueProblems(spec, definition, path)
        : [definition ? repeated(path) : unknown(path)];
    seen.add(spec.code);
    problems.push(...found);
    if (definition && found.length === 0) conditions.push(conditionOf(spec, definition));
  }
  return { conditions, problems };
}

function conditionOf(spec: SpecFilterValues, { id, type }: SpecDefinitionFacts): SpecCondition {
  const values = spec.values?.map((value) => canonical(value.trim(), type)) ?? null;
  return { definitionId: id, values, min: spec.min ?? null, max: spec.max ?? null };
}

function valueProblems(
  spec: SpecFilterValues,
  definition: SpecDefinitionFacts,
  path: string[],
): Problem[] {
  const values = spec.values ?? null;
  const ranged = spec.min != null || spec.max != null;
  const at = [...path, 'values'];
  if (values === null) {
    if (ranged) return rangeProblems(spec, definition, path);
    return [{ code: 'REQUIRED', message: 'Give values, or min or max.', path: at }];
  }
  if (ranged) return [refusal(at, 'Give either values, or min and max.', 'EITHER')];
  return [
    ...checkCount(values.length, { path: at, min: 1, max: VALUES_MAX }),
    ...values
      .slice(0, VALUES_MAX)
      .flatMap((value, i) => oneValueProblems(value, definition.type, [...at, String(i)])),
  ];
}

function rangeProblems(
  { min, max }: SpecFilterValues,
  { code, type }: SpecDefinitionFacts,
  path: string[],
): Problem[] {
  if (type !== 'NUMBER') {
    const at = [...path, min == null ? 'max' : 'min'];
    return [refusal(at, `${code} is no number: give values.`, 'TYPE')];
  }
  if (min == null || max == null || scaled(min) <= scaled(max)) return [];
  return [refusal([...path, 'max'], 'The max is below the min.', 'RANGE')];
}

function oneValueProblems(value: string, type: string, path: string[]): Problem[] {
  const problems = checkText(value, { path, max: VALUE_LENGTH_MAX, required: true, name: 'value' });
  if (problems.length > 0) return problems;
  if (type === 'NUMBER' && !DECIMAL.test(value.trim())) {
    return [refusal(path, 'The values of this spec are numbers, such as 16 or 13.3.', 'TYPE')];
  }
  if (type === 'BOOLEAN' && !['true', 'false'].includes(value.trim())) {
    return [refusal(path, 'The values of this spec are true and false.', 'TYPE')];
  }
  return [];
}

/** As the value is stored: 16.0 is 16, and -0 is 0. */
function canonical(value: string, type: string): string {
  const match = type === 'NUMBER' ? DECIMAL.exec(value) : null;
  if (!match) return value;
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = whole.replace(/^0+(?=\d)/, '');
  const rest = fraction.replace(/0+$/, '');
  const number = rest === '' ? digits : `${digits}.${rest}`;
  return number === '0' ? number : `${sign}${number}`;
}

function scaled(value: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = DECIMAL.exec(value) ?? [];
  const number = BigInt(whole + fraction.padEnd(10, '0'));
  return sign === '-' ? -number : number;
}

function unknown(path: string[]): Problem {
  const message = 'There is no such spec. The facets of a list name their codes.';
  return refusal([...path, 'code'], message, 'UNKNOWN_SPEC');
}

function repeated(path: string[]): Problem {
  return refusal([...path, 'code'], 'Name each spec once, with all its values.', 'REPEATED');
}

function refusal(path: string[], message: string, rule: string): Problem {
  return { code: 'INVALID_VALUE', message, path, facts: { rule } };
}
