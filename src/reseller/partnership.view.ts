import type { RelationshipRow, ResellerAgreementRow } from './partnership.repository.js';
import type { PartnerRelationship, ResellerAgreement } from './partnership.type.js';

/** Gives the columns of a row the shape in which clients see an agreement. */
export function agreementOf({ acceptedAt, ...agreement }: ResellerAgreementRow): ResellerAgreement {
  return { agreement, accepted: acceptedAt !== null, acceptedAt };
}

/** Gives the columns of a row the shape in which clients see a relationship. */
export function relationshipOf(row: RelationshipRow): PartnerRelationship {
  return {
    id: row.id,
    distributor: { id: row.distributorId, legalName: row.distributorName },
    indirectReseller: { id: row.indirectResellerId, legalName: row.indirectResellerName },
    state: row.state,
    requestedByDistributor: row.requestedById === row.distributorId,
    requestedAt: row.requestedAt,
    activatedAt: row.activatedAt,
    endedAt: row.endedAt,
  };
}
