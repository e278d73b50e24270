import type { Problem } from '../kernel/index.js';

const APPLICATION_PATH = ['input', 'applicationId'];

/** Not yours and not there look the same. */
export function noSuchApplication(): Problem {
  return { code: 'NOT_FOUND', message: 'There is no such application.', path: APPLICATION_PATH };
}

export function staleApplication(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `The application was changed since you read it: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

/** Known to the applicant, since it is theirs; but they speak for somebody else now. */
export function filedForReseller(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'It was filed for a reseller: take a token for that one with switchReseller first.',
    path: APPLICATION_PATH,
  };
}

export function openApplicationExists(): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message:
      'There is an application that is not finished yet: "myResellerApplications" has it. Go on with it, or withdraw it.',
    path: ['input'],
  };
}

export function resellerApplies(): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message:
      'Your reseller has an application that is not finished yet: whoever began it goes on with it, or withdraws it.',
    path: ['input'],
  };
}

/** An application makes a new reseller, or brings a deauthorised one back. */
export function noApplicationNeeded(state: string): Problem {
  return {
    code: 'ILLEGAL_TRANSITION',
    message: `Your reseller is ${state}: only a DEAUTHORIZED one needs an application.`,
    path: ['input'],
    facts: { state, operation: 'APPLY' },
  };
}

export function unverifiedEmail(): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'Confirm your e-mail address first; emailVerificationSend sends a new letter.',
    path: APPLICATION_PATH,
    facts: { rule: 'EMAIL_NOT_VERIFIED' },
  };
}

export function noSuchMarket(code: string, path: string[]): Problem {
  return {
    code: 'UNKNOWN_MARKET',
    message: `There is no market "${code}" in which we sell. The query "markets" lists them.`,
    path,
  };
}

export function closingMarket(code: string, path: string[]): Problem {
  return {
    code: 'INVALID_VALUE',
    message: `We stop selling in ${code}, so that nobody can begin there.`,
    path,
    facts: { rule: 'MARKET_CLOSING' },
  };
}
