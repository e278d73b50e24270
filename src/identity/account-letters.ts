import type { Tx } from '../platform/database/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { RESET_HOURS, VERIFICATION_HOURS } from './account.rules.js';
import type { AddressRow } from './account.repository.js';
import { HAS_ACCOUNT } from './has-account.letter.js';
import { NO_ACCOUNT } from './no-account.letter.js';
import { RESET_PASSWORD } from './reset-password.letter.js';
import { VERIFY_EMAIL } from './verify-email.letter.js';

interface Addressee {
  to: string;
  locale: string;
  token: string;
}

/** To somebody who wanted an account: how to confirm it, or that there is one. Either is one letter. */
export function writeRegistration(
  tx: Tx,
  known: boolean,
  { to, locale, token }: Addressee,
): Promise<void> {
  const kind = known ? HAS_ACCOUNT : VERIFY_EMAIL;
  const hours = known ? RESET_HOURS : VERIFICATION_HOURS;
  return queueLetter(tx, kind, {
    to,
    locale,
    params: { token, hours },
    expiresAt: after(tx, hours),
  });
}

/** To somebody who wanted a new password: how to choose it, or that there is no account. Either is one letter. */
export function writeReset(tx: Tx, found: AddressRow, wish: Addressee): Promise<void> {
  const { to, token } = wish;
  const expiresAt = after(tx, RESET_HOURS);
  const locale = found.locale ?? wish.locale;
  return found.known
    ? queueLetter(tx, RESET_PASSWORD, {
        to,
        locale,
        params: { token, hours: RESET_HOURS },
        expiresAt,
      })
    : queueLetter(tx, NO_ACCOUNT, { to, locale, params: {}, expiresAt });
}

function after(tx: Tx, hours: number): Date {
  return new Date(tx.now.getTime() + hours * 3_600_000);
}
