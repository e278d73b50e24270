import type pg from 'pg';

/** One that arrives between two statements ends neither. */
const AGAIN_MS = 200;

/**
 * Ends what the connection runs as soon as nobody waits for it any more. Answers how to stop doing so: until that has
 * come back, the connection must not go to anybody else, whose statement would be ended instead.
 */
export function cancelWhen(
  signal: AbortSignal,
  client: pg.ClientBase,
  pool: pg.Pool,
): () => Promise<void> {
  let asked: Promise<unknown> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const cancel = async () => {
    // Where it fails, the statement's own limit ends it.
    asked = pool.query('SELECT pg_cancel_backend($1)', [processOf(client)]).catch(() => undefined);
    await asked;
    if (!stopped) timer = setTimeout(onAbort, AGAIN_MS);
  };
  const onAbort = () => void cancel();
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    stopped = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await asked;
  };
}

/** The process that serves the connection, as the server told when it was opened. */
function processOf(client: pg.ClientBase): number | null {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : null;
}
