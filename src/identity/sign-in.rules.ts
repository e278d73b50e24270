/** Failures that one address may make against one account, and against all of them. */
export const FAILURES_PER_ACCOUNT = { points: 5, seconds: 15 * 60 } as const;
export const FAILURES_PER_ADDRESS = { points: 50, seconds: 60 * 60 } as const;
/** Locks are counted this long, so that each one in a row lasts longer than the last. */
export const LOCK_MEMORY_SECONDS = 24 * 60 * 60;
const LOCK_SECONDS_MAX = 60 * 60;

/** How long the nth lock in a row lasts: 15 minutes, 30, then an hour each; never for good. */
export function lockSeconds(nth: number): number {
  return Math.min(FAILURES_PER_ACCOUNT.seconds * 2 ** Math.min(nth - 1, 10), LOCK_SECONDS_MAX);
}

/**
 * What counts as one address. Whoever has an IPv6 address has at least its /64, so all of that is one;
 * an IPv4 address in IPv6 notation is that IPv4 address.
 */
export function addressBlock(ip: string | null): string {
  if (ip === null || ip === '') return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(8 - left.length - right.length, 0);
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return `${groups.slice(0, 4).map(withoutLeadingZeros).join(':')}::/64`;
}

function withoutLeadingZeros(group: string): string {
  return group.replace(/^0+(?=.)/, '');
}
