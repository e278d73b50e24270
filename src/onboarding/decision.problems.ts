import type { Problem } from '../kernel/index.js';
import type { VettingCheckKind } from './application.enum.js';
import type { SameCompany } from './application-queue.repository.js';

const APPLICATION_PATH = ['input', 'applicationId'];

export function stillOpen(kinds: readonly VettingCheckKind[]): Problem {
  return {
    code: 'INVALID_VALUE',
    message: `These checks are not done: ${kinds.join(', ')}.`,
    path: APPLICATION_PATH,
    facts: { rule: 'CHECKS_OPEN', kinds: [...kinds] },
  };
}

const SAME = { TAX_ID: 'tax id', PARTNER_LOCATION_ID: 'partner location id' } as const;

export function sameCompany({ resellerId, name, what }: SameCompany): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message:
      resellerId === null
        ? `A reseller outside your regions has the same ${SAME[what]}.`
        : `The reseller ${name} (${resellerId}) has the same ${SAME[what]}.`,
    path: APPLICATION_PATH,
    facts: { resellerId, name, what },
  };
}

export function noAdministrator(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      'The account of the applicant is closed, or belongs to staff by now: nobody would look after the reseller.',
    path: APPLICATION_PATH,
    facts: { rule: 'NO_ADMINISTRATOR' },
  };
}
