import type { Problem } from '../kernel/index.js';

export const AgreementAcceptErrorCode = {
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  RESELLER_NOT_ACTIVE: 'RESELLER_NOT_ACTIVE',
} as const;
export type AgreementAcceptErrorCode = keyof typeof AgreementAcceptErrorCode;

export function noSuchRegion(regionCode: string): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no region "${regionCode}". The query "regions" lists those that you look after.`,
    path: ['input', 'regionCode'],
  };
}

export function requiredTooEarly(now: Date): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'An agreement is required from now on or later, never from an earlier time.',
    path: ['input', 'requiredFrom'],
    facts: { rule: 'NOT_IN_PAST', min: now.toISOString() },
  };
}

/** Unknown, and of a region where the reseller sells nothing: both look the same. */
export function noSuchAgreement(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such agreement. The query "agreements" lists those of your regions.',
    path: ['input', 'agreementId'],
  };
}

export function noSuchText(locales: readonly string[]): Problem {
  return {
    code: 'NOT_FOUND',
    message: `The agreement has no text in this language, but in ${locales.join(', ')}.`,
    path: ['input', 'locale'],
  };
}

export function olderAgreement(current: { id: string; number: number }): Problem {
  return {
    code: 'CONFLICT',
    message: `The region asks for version ${current.number} of its agreement by now. Read and accept that one.`,
    path: ['input', 'agreementId'],
    facts: { version: current.number, agreementId: current.id },
  };
}

export function resellerHasEnded(state: string): Problem {
  return {
    code: 'RESELLER_NOT_ACTIVE',
    message: 'The business relation has ended, so there is nothing to agree on any more.',
    path: ['input'],
    facts: { state },
  };
}
