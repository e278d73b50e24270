import {
  isUser,
  may,
  membershipOf,
  requireNoMembership,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { ImportKind, KIND_PERMISSION } from './import.enum.js';
import type { ImportSight } from './import.row.js';

/** One sees the files that one sent oneself, of the kinds that one looks after; administrators see those of everybody. */
export function importSightOf(ctx: RequestContext): ImportSight {
  const { caller } = ctx;
  if (!isUser(caller) || membershipOf(ctx) !== null) {
    return { kinds: [], createdBy: null };
  }
  return {
    kinds: Object.values(ImportKind).filter((kind) => may(caller, KIND_PERMISSION[kind])),
    createdBy: caller.staffRoles.includes('ADMIN') ? null : caller.userId,
  };
}

/** Files are the maker's: who speaks for a reseller gets none, also when they are staff besides. */
export function requireKind(ctx: RequestContext, kind: ImportKind): void {
  requireNoMembership(ctx);
  if (may(ctx.caller, KIND_PERMISSION[kind])) return;
  throw new ApiError(
    'FORBIDDEN',
    `Your role has nothing to do with files of ${kind.toLowerCase()}.`,
  );
}
