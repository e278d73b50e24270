import type { Problem } from '../kernel/index.js';
import type { ApplicationRow } from './application.row.js';

export interface Reviewer {
  userId: string;
  email: string;
  /** Whether they work or have worked for the reseller for which it was filed. */
  worksThere: boolean;
}

/**
 * Who submits never decides, and neither does anybody whom the application names or who is of the reseller that asks: not on
 * checks, not on the application, also when they have become staff since.
 */
export function checkReviewer(
  reviewer: Reviewer,
  { applicantUserId, contacts }: Pick<ApplicationRow, 'applicantUserId' | 'contacts'>,
): Problem[] {
  if (reviewer.userId === applicantUserId) {
    return [ownApplication('This is your own application: somebody else has to look at it.')];
  }
  if (reviewer.worksThere) {
    const message = 'You work or have worked for this reseller: somebody else has to look at it.';
    return [ownApplication(message)];
  }
  const named = contacts.some(
    ({ email }) => email !== null && mailbox(email) === mailbox(reviewer.email),
  );
  return named
    ? [ownApplication('The application names you as a contact: somebody else has to look at it.')]
    : [];
}

function ownApplication(message: string): Problem {
  return {
    code: 'INVALID_VALUE',
    message,
    path: ['input', 'applicationId'],
    facts: { rule: 'OWN_APPLICATION' },
  };
}

/** Without case and without what stands behind a plus, which most mail servers leave out. */
function mailbox(email: string): string {
  const [name = '', domain = ''] = email.trim().toLowerCase().split('@');
  return `${name.replace(/\+.*$/, '')}@${domain}`;
}
