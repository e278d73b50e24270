import { checkText, type Problem } from '../kernel/index.js';
import { invalid } from './catalog-write.problems.js';
import { FIRST_DAY, isBusinessDay, LAST_DAY } from './listing.rules.js';

export interface CertificateContent {
  number: string;
  validFrom: string;
  validUntil: string | null;
}

export const CERTIFICATE_FIELDS = ['number', 'validFrom', 'validUntil'] as const;

/** Which of the three were given anew. */
export type GivenFields = ReadonlySet<keyof CertificateContent>;

const NUMBER_MAX = 100;
const SCHEME = /^[A-Z][A-Z0-9_]{1,29}$/;

export function normalScheme(scheme: string): string {
  return scheme.trim().toUpperCase();
}

export function checkScheme(scheme: string, path: string[]): Problem[] {
  if (SCHEME.test(scheme)) return [];
  if (scheme === '') return [{ code: 'REQUIRED', message: 'Give a scheme.', path }];
  const message =
    'A scheme is 2 to 30 letters, digits and underscores, and begins with a letter, such as BIS_CRS.';
  return [invalid('FORMAT', message, path)];
}

/** A contradiction is reported at what was given anew, else at the end. */
export function checkCertificate(content: CertificateContent, given: GivenFields): Problem[] {
  const { number, validFrom, validUntil } = content;
  return [
    ...checkText(number, { path: ['input', 'number'], max: NUMBER_MAX, required: true }),
    ...checkDay('validFrom', validFrom),
    ...(validUntil === null ? [] : checkDay('validUntil', validUntil)),
    ...checkPeriod(validFrom, validUntil, given),
  ];
}

function checkDay(field: string, day: string): Problem[] {
  if (isBusinessDay(day)) return [];
  const message = `${field} must be a day between ${FIRST_DAY} and ${LAST_DAY}.`;
  return [invalid('RANGE', message, ['input', field])];
}

function checkPeriod(from: string, until: string | null, given: GivenFields): Problem[] {
  if (until === null || from < until) return [];
  const field = given.has('validUntil') ? 'validUntil' : 'validFrom';
  const message = `validUntil (${until}) must be later than validFrom (${from}).`;
  return [invalid('DATE_ORDER', message, ['input', field])];
}
