import { checkText, isStorableText, type Problem } from '../kernel/index.js';
import { invalid } from './catalog-write.problems.js';
import type { SpecType } from './product.rules.js';

/** What a definition asks of the values of its spec. */
export interface SpecRule {
  id: string;
  code: string;
  type: SpecType;
  enumValues: readonly string[] | null;
}

/** A value in the column of its type. */
export interface TypedValue {
  numberValue: string | null;
  textValue: string | null;
  booleanValue: boolean | null;
}

const NUMBER = /^(-?)0*(\d{1,20})(?:\.(\d{1,10}))?$/;
const TEXT_LENGTH_MAX = 500;
/** As many allowed values as a message lists. */
const LISTED_MAX = 50;

/**
 * The value of a spec as one text, the same for every way of writing it: "16" for 16, 16.0 and 016. A mistake comes
 * back as a problem, which says what would be right.
 */
export function readSpecValue(rule: SpecRule, text: string, path: string[]): string | Problem {
  const value = text.trim();
  switch (rule.type) {
    case 'NUMBER':
      return readNumber(rule, value, path);
    case 'BOOLEAN':
      if (value === 'true' || value === 'false') return value;
      return invalid('BOOLEAN', `${rule.code} is either true or false.`, path);
    case 'ENUM':
      if (rule.enumValues?.includes(value)) return value;
      return invalid('ENUM', `${rule.code} is one of ${listOf(rule.enumValues ?? [])}.`, path);
    case 'TEXT': {
      const [problem] = checkText(value, { path, max: TEXT_LENGTH_MAX, name: rule.code });
      if (value === '') return invalid('LENGTH', `${rule.code} needs a text.`, path, { min: 1 });
      return problem ?? value;
    }
  }
}

/** A text of `readSpecValue` in the column of its type. */
export function typedValue(type: SpecType, value: string): TypedValue {
  return {
    numberValue: type === 'NUMBER' ? value : null,
    textValue: type === 'TEXT' || type === 'ENUM' ? value : null,
    booleanValue: type === 'BOOLEAN' ? value === 'true' : null,
  };
}

function readNumber({ code }: SpecRule, text: string, path: string[]): string | Problem {
  const [, sign = '', whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (whole === '') {
    const message = `${code} is a number such as 13.3: digits with a point, at most 20 before it and 10 after it.`;
    return invalid('NUMBER', message, path);
  }
  const digits = fraction.replace(/0+$/, '');
  const number = digits === '' ? whole : `${whole}.${digits}`;
  return /[1-9]/.test(number) ? `${sign}${number}` : '0';
}

function listOf(values: readonly string[]): string {
  const listed = values.slice(0, LISTED_MAX).join(', ');
  const more = values.length - LISTED_MAX;
  return more > 0 ? `${listed} and ${more} more` : listed;
}

/** A code that no definition can have need not be looked for. */
export function mayBeSpecCode(code: string): boolean {
  return code.length <= 40 && isStorableText(code);
}
