import type { Problem } from '../kernel/index.js';

const CODE_PATH = ['input', 'code'];

export function noSuchLocation(code: string, path: string[] = CODE_PATH): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no stock location "${code}". The query "stockLocations" lists them.`,
    path,
  };
}

export function locationExists(code: string): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: `There is a stock location "${code}" already. Take another code.`,
    path: CODE_PATH,
  };
}

export function staleLocation(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the location: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

export function noSuchMarket(marketCode: string): Problem {
  return {
    code: 'UNKNOWN_MARKET',
    message: `There is no market "${marketCode}". The query "markets" lists them with their codes.`,
    path: ['input', 'marketCode'],
  };
}

/** What the location is, is shared; which of their own markets it serves, is for each region to say. */
export function servesOtherRegions(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      'The location also serves markets outside your regions. Ask somebody who looks after all of them.',
    path: CODE_PATH,
    facts: { rule: 'OTHER_REGIONS' },
  };
}

export function locationInUse(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      'Stock was moved at this location, or is on its way to it, so it stays. Stop serving its markets instead.',
    path: CODE_PATH,
    facts: { rule: 'IN_USE' },
  };
}
