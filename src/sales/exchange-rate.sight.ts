import {
  boundRegions,
  requireNoMembership,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** Rates count for every region: whoever looks after some only does not change them, nor who speaks for a reseller. */
export function requireAllRegions(ctx: RequestContext): void {
  requireNoMembership(ctx);
  if (boundRegions(ctx) !== null) {
    throw new ApiError('FORBIDDEN', 'Only staff who look after all regions change exchange rates.');
  }
}
