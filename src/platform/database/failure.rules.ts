/**
 * What a failed statement means: try the whole unit again, give up, or "it may have been written". Pure, so that each
 * class is tested without a database.
 */
export interface Failure {
  /** Repeating the whole unit may succeed. */
  retryable: boolean;
  /** The connection is of no more use. */
  connectionLost: boolean;
}

const RETRYABLE_STATES = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available in time
  '53300', // too many connections
  '57P01', // administrator shut the session down
  '57P02', // crash of another session
  '57P03', // cannot connect now
  '25006', // read-only: we reached a standby after a failover
  '25P03', // the session was ended because the transaction stood still
]);

const LOST_STATES = new Set(['57P01', '57P02', '57P03', '25006', '25P03', '53300']);

const LOST_MESSAGES =
  /Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout/;

const LOST_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

export function judge(error: unknown): Failure {
  const code = codeOf(error);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) {
    const connectionLost = code.startsWith('08') || LOST_STATES.has(code);
    return { connectionLost, retryable: connectionLost || RETRYABLE_STATES.has(code) };
  }
  const connectionLost =
    (code !== undefined && LOST_SYSTEM_CODES.has(code)) || LOST_MESSAGES.test(messageOf(error));
  return { connectionLost, retryable: connectionLost };
}

/** node-postgres' words for "no connection became free in time". */
export function isPoolExhausted(error: unknown): boolean {
  return messageOf(error) === 'timeout exceeded when trying to connect';
}

/** Full jitter: any time up to a bound that doubles from 20 ms to 500 ms. */
export function retryDelayMs(attempt: number, random: number): number {
  return Math.round(Math.min(500, 20 * 2 ** (attempt - 1)) * random);
}

/** The SQLSTATE or system error code, also when TypeORM wrapped the error. */
export function codeOf(error: unknown): string | undefined {
  return textOf(error, 'code');
}

export function textOf(error: unknown, property: string): string | undefined {
  if (typeof error !== 'object' || error === null) {
    return undefined;
  }
  const value: unknown = Object.entries(error).find(([name]) => name === property)?.[1];
  if (typeof value === 'string') {
    return value;
  }
  return 'driverError' in error ? textOf(error.driverError, property) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
