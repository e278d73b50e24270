import type { Problem } from '../kernel/index.js';

export const ADDRESSES_MAX = 500;

export function noSuchAddress(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'Your reseller has no address with this id.',
    path: ['input', 'id'],
  };
}

export function staleAddress(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the address: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

export function archivedAddress(operation: string): Problem {
  return {
    code: 'ILLEGAL_TRANSITION',
    message: 'The address is archived. Make a new one instead.',
    path: ['input', 'id'],
    facts: { state: 'ARCHIVED', operation },
  };
}

export function tooManyAddresses(): Problem {
  return {
    code: 'INVALID_VALUE',
    message: `A reseller uses at most ${ADDRESSES_MAX} addresses. Archive one first.`,
    path: ['input'],
    facts: { rule: 'COUNT', max: ADDRESSES_MAX },
  };
}
