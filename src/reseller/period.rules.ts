import { checkText, type Problem } from '../kernel/index.js';
import { invalidValue } from './reseller.problems.js';

const FROM_PATH = ['input', 'validFrom'];
const UNTIL_PATH = ['input', 'validUntil'];
const CERTIFICATE_LENGTH_MAX = 80;
/** A day after it is a typing mistake. */
const LAST_DAY = '2199-12-31';

/** Days of the market, [from, until). */
export interface Period {
  validFrom: string;
  validUntil: string | null;
}

export function checkCertificateNumber(certificateNumber: string): Problem[] {
  return checkText(certificateNumber, {
    path: ['input', 'certificateNumber'],
    max: CERTIFICATE_LENGTH_MAX,
    required: true,
    name: 'certificate number',
  });
}

/** A new period begins today or later: days that are past do not change. */
export function checkNewPeriod({ validFrom, validUntil }: Period, today: string): Problem[] {
  return [
    ...(validFrom < today ? [past(FROM_PATH, today)] : []),
    ...(validFrom > LAST_DAY ? [tooLate(FROM_PATH)] : []),
    ...(validUntil !== null && validUntil <= validFrom
      ? [invalidValue(UNTIL_PATH, 'PERIOD', 'Give a day after the first one.')]
      : []),
    ...(validUntil !== null && validUntil > LAST_DAY ? [tooLate(UNTIL_PATH)] : []),
  ];
}

/** An end moves to today or later. A period that has not begun can be called off by its own first day. */
export function checkEnd(period: Period, validUntil: string, today: string): Problem[] {
  if (period.validUntil !== null && period.validUntil <= today) {
    return [invalidValue(UNTIL_PATH, 'PAST_DAY', `It ended on ${period.validUntil} already.`)];
  }
  if (validUntil < today) return [past(UNTIL_PATH, today)];
  if (validUntil < period.validFrom) {
    const message = `It begins on ${period.validFrom}: that day calls it off, a later one ends it.`;
    return [invalidValue(UNTIL_PATH, 'PERIOD', message)];
  }
  return validUntil > LAST_DAY ? [tooLate(UNTIL_PATH)] : [];
}

/** What an end is when none is given: today, or the first day of what has not begun. */
export function defaultEnd({ validFrom }: Period, today: string): string {
  return validFrom > today ? validFrom : today;
}

function past(path: string[], today: string): Problem {
  return invalidValue(
    path,
    'PAST_DAY',
    `Days that are past do not change: give ${today}, the market's today, or a later one.`,
  );
}

function tooLate(path: string[]): Problem {
  return invalidValue(path, 'RANGE', `Give a day until ${LAST_DAY}.`);
}
