import type { RequestContext } from '../platform/access/index.js';

const USER_AGENT_LENGTH_MAX = 300;

/** Where an acceptance came from, as it is kept for the case that somebody disputes it. */
export function evidenceOf({ ip, userAgent }: RequestContext): {
  ip: string | null;
  userAgent: string | null;
} {
  const program =
    userAgent === null ? null : [...userAgent].slice(0, USER_AGENT_LENGTH_MAX).join('');
  return { ip, userAgent: program };
}
