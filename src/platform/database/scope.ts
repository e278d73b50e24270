import { isId } from '../../kernel/index.js';
import { isStaff, resellerIdOf, type RequestContext } from '../access/index.js';
import { SYSTEM_ROLE } from './roles.sql.js';

/** What a transaction may see, ready to be sent. */
export interface Scope {
  begin: string;
  name: 'reseller' | 'all' | 'none';
  /** A UUID or nothing: it is written into a statement. */
  reseller: string;
}

/** One who speaks for a reseller sees that reseller's rows, staff and the system itself all, anyone else none. */
export function requestScope(ctx: RequestContext, mode: 'read' | 'write'): Scope {
  const begin = mode === 'read' ? 'BEGIN READ ONLY' : 'BEGIN';
  const reseller = resellerIdOf(ctx);
  if (reseller !== null) {
    if (!isId(reseller)) {
      throw new Error('The reseller of the caller is not a UUID.');
    }
    return { begin, name: 'reseller', reseller };
  }
  const all = isStaff(ctx) || ctx.caller.kind === 'SYSTEM';
  return { begin, name: all ? 'all' : 'none', reseller: '' };
}

/** portal_system sees all rows by its own policy; its statements may take a minute. */
export function systemScope(reason: string): Scope {
  if (reason.trim() === '') {
    throw new Error('Say why the system acts by itself.');
  }
  return {
    begin: `BEGIN; SET LOCAL ROLE ${SYSTEM_ROLE}; SET LOCAL statement_timeout = '60s'`,
    name: 'all',
    reseller: '',
  };
}
