import type { Problem } from '../kernel/index.js';

export const RESELLER_PATH = ['input', 'resellerId'];

export function staleReseller(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the reseller since you read it: it is at version ${version} now. Read it again and decide anew.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

/** What belongs to a reseller that has ended stays as it was at the end. */
export function ended(operation: string): Problem {
  return {
    code: 'ILLEGAL_TRANSITION',
    message: `A reseller that is TERMINATED does not allow ${operation}.`,
    path: RESELLER_PATH,
    facts: { state: 'TERMINATED', operation },
  };
}

export function invalidValue(path: string[], rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path, facts: { rule } };
}

export function missing(path: string[], message: string): Problem {
  return { code: 'REQUIRED', message, path };
}
