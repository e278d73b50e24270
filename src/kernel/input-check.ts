import { isId } from './id.js';
import type { Problem } from './problem.js';

export interface TextRule {
  path: string[];
  /** The most characters that remain after trimming. */
  max: number;
  min?: number;
  required?: boolean;
  /** Refuses line breaks and other control characters: for what stands in lists, in subjects and on parcels. */
  singleLine?: boolean;
  /** The name for messages, such as "purchase order number"; the last part of the path when absent. */
  name?: string;
}

export interface QuantityRule {
  path: string[];
  min?: number;
  max?: number;
}

/** The most pieces that one line may ask for; above it a typing mistake is likelier than an order. */
export const QUANTITY_MAX = 1_000_000;

/** PostgreSQL cannot store NUL, and a lone surrogate cannot be written as UTF-8. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/**
 * Checks a text from outside: everything that can be stored is fine, emoji and right-to-left text included. Characters
 * are counted by code point, as PostgreSQL does.
 */
export function checkText(value: string | null | undefined, rule: TextRule): Problem[] {
  const name = rule.name ?? rule.path.at(-1) ?? 'text';
  const text = value?.trim() ?? '';
  if (text === '') {
    return rule.required ? [{ code: 'REQUIRED', message: `Give a ${name}.`, path: rule.path }] : [];
  }
  const complaint = complaintOf(text, rule);
  if (complaint !== undefined) {
    return [invalid(rule.path, `The ${name} contains ${complaint}.`, { rule: 'CHARACTERS' })];
  }
  // A code point takes one or two units, so most texts need no counting.
  const length = text.length <= rule.max ? text.length : [...text].length;
  if (length > rule.max) {
    return [
      invalid(rule.path, `The ${name} may have at most ${rule.max} characters.`, {
        rule: 'LENGTH',
        max: rule.max,
      }),
    ];
  }
  if (rule.min !== undefined && [...text].length < rule.min) {
    return [
      invalid(rule.path, `The ${name} needs at least ${rule.min} characters.`, {
        rule: 'LENGTH',
        min: rule.min,
      }),
    ];
  }
  return [];
}

/** What is wrong with single characters; undefined where nothing is. */
function complaintOf(text: string, { singleLine }: TextRule): string | undefined {
  if (!isStorableText(text)) return 'characters that cannot be stored';
  return singleLine && /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)
    ? 'line breaks or other control characters'
    : undefined;
}

/** Only the shape is checked: whether it names something is for the one who looks it up. */
export function checkId(value: string, path: string[]): Problem[] {
  return isId(value) ? [] : [invalid(path, 'This is not an id.', { rule: 'UUID' })];
}

export function checkQuantity(value: number, rule: QuantityRule): Problem[] {
  const { path, min = 1, max = QUANTITY_MAX } = rule;
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  const message = `The quantity must be a whole number between ${min} and ${max}.`;
  return [invalid(path, message, { rule: 'RANGE', min, max })];
}

export function checkCount(
  count: number,
  rule: { path: string[]; min?: number; max: number },
): Problem[] {
  const { path, min = 1, max } = rule;
  if (count >= min && count <= max) return [];
  const name = path.at(-1) ?? 'list';
  return count < min
    ? [invalid(path, `Give at least ${min} of ${name}.`, { rule: 'COUNT', min, max })]
    : [
        invalid(path, `Give at most ${max} of ${name}; these are ${count}.`, {
          rule: 'COUNT',
          min,
          max,
        }),
      ];
}

function invalid(
  path: string[],
  message: string,
  facts: Problem['facts'],
): Problem<'INVALID_VALUE'> {
  return { code: 'INVALID_VALUE', message, path, facts };
}
