import { isId } from '../../kernel/index.js';
import { isStaff, isUser, resellerIdOf, type RequestContext } from '../access/index.js';
import { SYSTEM_ROLE } from './roles.sql.js';
import type { Opening } from './scoped-statement.js';

/** What a transaction may see. */
export interface Scope {
  /** The one message that opens the transaction, sets the scope and answers the time. */
  begin: string;
  name: 'reseller' | 'all' | 'none';
  /** A UUID or nothing. */
  reseller: string;
  /** The person who is signed in, a UUID or nothing: some rows belong to a person and to no reseller. */
  user: string;
}

/** How long a statement may take for which nobody waits. */
export const LONG_STATEMENT_MS = 60_000;
const LONG_SQL = `SET LOCAL statement_timeout = ${LONG_STATEMENT_MS}`;
/** A question for a report takes one processor from the orders, not all of them. */
const ALONE_SQL = 'SET LOCAL max_parallel_workers_per_gather = 0';

const BEGINNINGS = {
  read: 'BEGIN READ ONLY',
  report: `BEGIN READ ONLY; ${LONG_SQL}; ${ALONE_SQL}`,
  write: 'BEGIN',
  // One snapshot, however long it is read; whoever reads takes every row.
  stream: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${LONG_SQL}; ${ALONE_SQL}; SET LOCAL idle_in_transaction_session_timeout = '60s'; SET LOCAL cursor_tuple_fraction = 1`,
  background: `BEGIN; ${LONG_SQL}; SET LOCAL lock_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '60s'`,
} as const;

const SIGHT_SQL = `SELECT set_config('app.scope', $1, true), set_config('app.reseller', $2, true), set_config('app.user', $3, true)`;
const READ_ONLY_SQL = `${SIGHT_SQL}, set_config('transaction_read_only', 'on', true)`;
const REPORT_SQL = `${READ_ONLY_SQL}, set_config('statement_timeout', '${LONG_STATEMENT_MS}', true), set_config('max_parallel_workers_per_gather', '0', true)`;

const OPENINGS = {
  read: { name: 'scope-read', text: READ_ONLY_SQL },
  report: { name: 'scope-report', text: REPORT_SQL },
  write: { name: 'scope-write', text: SIGHT_SQL },
} as const;

/** One who speaks for a reseller sees that reseller's rows, staff and the system itself all, anyone else none. */
export function requestScope(ctx: RequestContext, mode: keyof typeof BEGINNINGS): Scope {
  const begin = BEGINNINGS[mode];
  const user = isUser(ctx.caller) ? checked(ctx.caller.userId) : '';
  const reseller = resellerIdOf(ctx);
  if (reseller !== null) {
    return scope(begin, { name: 'reseller', reseller: checked(reseller), user });
  }
  const name = isStaff(ctx) || ctx.caller.kind === 'SYSTEM' ? 'all' : 'none';
  return scope(begin, { name, reseller: '', user });
}

/** The same for a statement that is a transaction by itself. */
export function openingOf(scope: Scope, mode: keyof typeof OPENINGS): Opening {
  return { ...OPENINGS[mode], values: [scope.name, scope.reseller, scope.user] };
}

/** portal_system sees all rows by its own policy; its statements may take a minute, or as long as is said. */
export function systemScope(reason: string, statementMs: number = LONG_STATEMENT_MS): Scope {
  if (reason.trim() === '') {
    throw new Error('Say why the system acts by itself.');
  }
  const begin = `BEGIN; SET LOCAL ROLE ${SYSTEM_ROLE}; SET LOCAL statement_timeout = ${Math.ceil(statementMs)}`;
  return scope(begin, { name: 'all', reseller: '', user: '' });
}

function checked(id: string): string {
  if (!isId(id)) {
    throw new Error('The reseller or the user of the caller is not a UUID.');
  }
  return id;
}

/** A message with several statements takes no parameters: what goes in is a word of ours or a checked UUID. */
function scope(begin: string, sight: Omit<Scope, 'begin'>): Scope {
  return {
    begin:
      `${begin}; SELECT set_config('app.scope', '${sight.name}', true), ` +
      `set_config('app.reseller', '${sight.reseller}', true), ` +
      `set_config('app.user', '${sight.user}', true), now() AS now`,
    ...sight,
  };
}
