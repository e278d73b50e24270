import { may, Permission, type RequestContext } from '../platform/access/index.js';
import { sightOf } from './reseller.sight.js';

/** Whose agreements a caller reads; null leaves a condition out. */
export interface AgreementSight {
  regionIds: string[] | null;
  /** Those of the regions of this reseller. */
  resellerId: string | null;
}

/** An applicant chooses the markets, and so reads what every region would ask of them. */
export function agreementSightOf(ctx: RequestContext): AgreementSight {
  const sight = sightOf(ctx);
  switch (sight.kind) {
    case 'OWN':
      return { regionIds: null, resellerId: sight.resellerId };
    case 'REGIONS':
      return { regionIds: sight.regionIds, resellerId: null };
    case 'ALL':
      return { regionIds: null, resellerId: null };
    case 'NONE':
      return {
        regionIds: may(ctx.caller, Permission.APPLICATION_OWN) ? null : [],
        resellerId: null,
      };
  }
}
