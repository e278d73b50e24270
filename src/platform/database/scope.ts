import { isId } from '../../kernel/index.js';
import { isStaff, resellerIdOf, type RequestContext } from '../access/index.js';
import { SYSTEM_ROLE } from './roles.sql.js';

/** What a transaction may see. */
export interface Scope {
  /** The one message that opens the transaction, sets the scope and answers the time. */
  begin: string;
  name: 'reseller' | 'all' | 'none';
  /** A UUID or nothing. */
  reseller: string;
}

/** How long a statement may take for which nobody waits. */
export const LONG_STATEMENT_MS = 60_000;
const LONG_SQL = `SET LOCAL statement_timeout = ${LONG_STATEMENT_MS}`;

const BEGINNINGS = {
  read: 'BEGIN READ ONLY',
  write: 'BEGIN',
  background: `BEGIN; ${LONG_SQL}; SET LOCAL lock_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '60s'`,
} as const;

/** One who speaks for a reseller sees that reseller's rows, staff and the system itself all, anyone else none. */
export function requestScope(ctx: RequestContext, mode: keyof typeof BEGINNINGS): Scope {
  const begin = BEGINNINGS[mode];
  const reseller = resellerIdOf(ctx);
  if (reseller !== null) {
    if (!isId(reseller)) {
      throw new Error('The reseller of the caller is not a UUID.');
    }
    return scope(begin, 'reseller', reseller);
  }
  return scope(begin, isStaff(ctx) || ctx.caller.kind === 'SYSTEM' ? 'all' : 'none', '');
}

/** portal_system sees all rows by its own policy; its statements may take a minute. */
export function systemScope(reason: string): Scope {
  if (reason.trim() === '') {
    throw new Error('Say why the system acts by itself.');
  }
  const begin = `BEGIN; SET LOCAL ROLE ${SYSTEM_ROLE}; ${LONG_SQL}`;
  return scope(begin, 'all', '');
}

/** A message with several statements takes no parameters: what goes in is a word of ours or a checked UUID. */
function scope(begin: string, name: Scope['name'], reseller: string): Scope {
  return {
    begin:
      `${begin}; SELECT set_config('app.scope', '${name}', true), ` +
      `set_config('app.reseller', '${reseller}', true), now() AS now`,
    name,
    reseller,
  };
}
