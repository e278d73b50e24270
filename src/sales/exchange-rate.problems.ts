import type { Problem } from '../kernel/index.js';

export function stale(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the rate since you read it: it is at version ${version} now. Read it again and decide anew.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

export function gone(): Problem {
  return {
    code: 'CONFLICT',
    message: 'The day has no rate any more. Leave expectedVersion out for a new one.',
    path: ['input', 'expectedVersion'],
  };
}

/** Without it nothing can be converted; never is it taken for 1. */
export function rateMissing(path: string[], currencyCode: string, day: string): Problem {
  return {
    code: 'RATE_MISSING',
    message: `There is no exchange rate of ${currencyCode} on ${day} or before it. Staff import the file of the European Central Bank, or enter the rate with exchangeRateSet.`,
    path,
    facts: { currencyCode, day },
  };
}
