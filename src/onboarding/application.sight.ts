import { boundRegions, isUser, userIdOf, type RequestContext } from '../platform/access/index.js';

/** Which applications a caller reaches. What lies outside looks exactly like what does not exist. */
export type ApplicationSight =
  | { kind: 'OWN'; userId: string }
  /** Null: all regions. */
  | { kind: 'STAFF'; regionIds: string[] | null }
  | { kind: 'NONE' };

/** One who speaks for a reseller reaches their own applications alone, also when they are staff besides. */
export function sightOf(ctx: RequestContext): ApplicationSight {
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { kind: 'STAFF', regionIds: null };
  if (!isUser(caller)) return { kind: 'NONE' };
  if (caller.membership === null && caller.staffRoles.length > 0) {
    return { kind: 'STAFF', regionIds: boundRegions(ctx) };
  }
  return { kind: 'OWN', userId: caller.userId };
}

/** Who sees what reviewers write and learn of an application. Nobody does of their own, whatever they have become since. */
export function reviews(
  ctx: RequestContext,
  { applicantUserId }: { applicantUserId: string },
): boolean {
  return sightOf(ctx).kind === 'STAFF' && userIdOf(ctx) !== applicantUserId;
}
