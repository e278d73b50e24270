import { checkText, type Facts, type Problem } from '../kernel/index.js';

export interface LocationCreation {
  code: string;
  name: string;
  countryCode: string;
}

export interface LocationUpdate {
  code: string;
  expectedVersion: number;
  name?: string | null;
  countryCode?: string | null;
}

export interface Serving {
  code: string;
  expectedVersion: number;
  marketCode: string;
  preference?: number | null;
  leadDays?: number | null;
}

/** How a location serves a market. */
export type ServedHow = { preference: number; leadDays: number };

export const PREFERENCE_MAX = 10_000;
export const LEAD_DAYS_MAX = 365;

const CODE = /^[A-Z0-9][A-Z0-9-]{1,19}$/;
const COUNTRY = /^[A-Z]{2}$/;
const NAME_MAX = 200;

export function checkCreation({ code, name, countryCode }: LocationCreation): Problem[] {
  return [...checkNewCode(code), ...checkName(name), ...checkCountry(countryCode)];
}

/** What is left out stays as it is; a name and a country cannot be taken away. */
export function checkUpdate({ name, countryCode }: LocationUpdate): Problem[] {
  return [
    ...(name === undefined ? [] : checkName(name)),
    ...(countryCode === undefined ? [] : checkCountry(countryCode)),
  ];
}

/** What may be left out for a market that is served already may not for a new one. */
export function servedHow(
  input: Serving,
  serves: ServedHow | null,
): { how: ServedHow; problems: Problem[] } {
  const preference = input.preference ?? serves?.preference;
  const leadDays = input.leadDays ?? serves?.leadDays;
  return {
    how: { preference: preference ?? 0, leadDays: leadDays ?? 0 },
    problems: [
      ...checkRange('preference', preference, PREFERENCE_MAX),
      ...checkRange('leadDays', leadDays, LEAD_DAYS_MAX),
    ],
  };
}

function checkNewCode(code: string): Problem[] {
  const path = ['input', 'code'];
  const problems = checkText(code, { path, max: 20, required: true });
  if (problems.length > 0 || CODE.test(code)) return problems;
  const message =
    'A code has 2 to 20 capital letters, digits and hyphens, and does not begin with a hyphen, such as RTM-2.';
  return [invalid(path, message, { rule: 'FORMAT' })];
}

function checkName(name: string | null): Problem[] {
  return checkText(name, { path: ['input', 'name'], max: NAME_MAX, required: true });
}

function checkCountry(countryCode: string | null): Problem[] {
  const path = ['input', 'countryCode'];
  const problems = checkText(countryCode, { path, name: 'country', max: 2, required: true });
  if (problems.length > 0 || COUNTRY.test(countryCode?.trim() ?? '')) return problems;
  return [
    invalid(path, 'Give the two capital letters of ISO 3166-1, such as NL.', { rule: 'FORMAT' }),
  ];
}

function checkRange(field: string, value: number | undefined, max: number): Problem[] {
  const path = ['input', field];
  if (value === undefined) {
    const message = `Give ${field}: the location does not serve this market yet.`;
    return [{ code: 'REQUIRED', message, path }];
  }
  if (Number.isInteger(value) && value >= 0 && value <= max) return [];
  const message = `${field} must be a whole number between 0 and ${max}.`;
  return [invalid(path, message, { rule: 'RANGE', min: 0, max })];
}

function invalid(path: string[], message: string, facts: Facts): Problem {
  return { code: 'INVALID_VALUE', message, path, facts };
}
