import { createHash } from 'node:crypto';

/**
 * The same for inputs that mean the same: names in any order, and what is absent as if it were null. Lists keep their
 * order, since it is part of what was asked.
 */
export function fingerprintOf(input: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, part]) => part !== undefined && part !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, canonical(part)]);
  }
  return typeof value === 'bigint' ? value.toString() : value;
}
