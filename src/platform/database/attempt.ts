import type pg from 'pg';
import { OutcomeUnknownError } from './database.errors.js';
import { codeOf, judge } from './failure.rules.js';
import type { Scope } from './scope.js';

/** BEGIN and the scope in one message. Answers the database's time. */
export async function begin(client: pg.ClientBase, scope: Scope): Promise<Date> {
  const results: unknown = await client.query(scope.begin);
  const now = Array.isArray(results) ? nowOf(results.at(-1)) : undefined;
  if (now === undefined) {
    throw new Error('The database did not answer BEGIN as expected.');
  }
  return now;
}

/** COMMIT, of which nobody may know afterwards whether it came through. */
export async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await saved(client, () => client.query('COMMIT'));
  if (command !== 'COMMIT') {
    throw new Error(
      'The transaction had failed before COMMIT: the work must not swallow database errors.',
    );
  }
}

/**
 * Sends what saves a change. When the connection breaks on the way, or a synchronous standby was not waited for, nobody
 * knows whether the change is safe, and an OutcomeUnknownError says so.
 */
export async function saved<T>(
  client: pg.ClientBase,
  send: () => Promise<T>,
  isSent: () => boolean = () => true,
): Promise<T> {
  const notices: (string | undefined)[] = [];
  const onNotice = (notice: { file?: string | undefined }) => {
    notices.push(notice.file);
  };
  client.on('notice', onNotice);
  let answer: T;
  try {
    answer = await send();
  } catch (error) {
    if (isSent() && judge(error).connectionLost && codeOf(error) !== '25006') {
      throw new OutcomeUnknownError({ cause: error });
    }
    throw error;
  } finally {
    client.removeListener('notice', onNotice);
  }
  if (notices.includes('syncrep.c')) {
    throw new OutcomeUnknownError();
  }
  return answer;
}

/** False when the connection did not answer and must not be used again. */
export async function rollback(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

function nowOf(result: unknown): Date | undefined {
  if (typeof result !== 'object' || result === null || !('rows' in result)) {
    return undefined;
  }
  const row: unknown = Array.isArray(result.rows) ? result.rows[0] : undefined;
  return typeof row === 'object' && row !== null && 'now' in row && row.now instanceof Date
    ? row.now
    : undefined;
}
