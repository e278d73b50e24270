import type { Problem } from '../kernel/index.js';
import type { MarketOperation, MarketState } from './market.machine.js';

export const MARKET_CODE_PATH = ['input', 'marketCode'];

export function invalid(
  path: string[],
  rule: string,
  message: string,
  facts: Problem['facts'] = {},
): Problem {
  return { code: 'INVALID_VALUE', message, path, facts: { rule, ...facts } };
}

/** Unknown and out of reach look the same. */
export function noSuchMarket(): Problem {
  return {
    code: 'UNKNOWN_MARKET',
    message: 'There is no such market. The query "markets" lists those of your regions.',
    path: MARKET_CODE_PATH,
  };
}

export function noSuchRegion(path: string[] = ['input', 'regionId']): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such region. The query "regions" lists yours.',
    path,
  };
}

export function stale(what: string, version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the ${what} since you read it: it is at version ${version} now. Read it again and decide anew.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

export function notFrom(state: MarketState, operation: MarketOperation): Problem {
  return {
    code: 'ILLEGAL_TRANSITION',
    message: `A market that is ${state} cannot do ${operation}.`,
    path: MARKET_CODE_PATH,
    facts: { state, operation },
  };
}

/** A readiness check that is red, with its sentence. */
export function notReady(check: string, message: string): Problem {
  return invalid(MARKET_CODE_PATH, check, message);
}

export function currencyInUse(users: readonly string[]): Problem {
  return invalid(
    ['input', 'currencyCode'],
    'IN_USE',
    `The currency cannot change any more: the market has ${users.join(' and ')}.`,
  );
}

/** On that day the market is in a region of somebody else. */
export function notYourRegion(path: string[]): Problem {
  return invalid(
    path,
    'REGION_SCOPE',
    'That would take the market from a region that is not yours. Ask somebody who looks after both.',
  );
}

export function anotherDay(): Problem {
  return invalid(
    ['input', 'timeZone'],
    'ANOTHER_DAY',
    'In that time zone it is another day, on which the market has another region or tax. Change it when both zones have come to the same.',
  );
}
