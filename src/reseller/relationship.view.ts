import type { RelationshipRow } from './relationship.repository.js';
import type { Partner, PartnerRelationship } from './relationship.type.js';

/** Gives the columns of a row the shape in which its reader sees a relationship: no id of whom they may not know. */
export function relationshipOf(row: RelationshipRow): PartnerRelationship {
  const { distributorId, distributorName, indirectResellerId, indirectResellerName, ...rest } = row;
  return {
    ...rest,
    distributor: partnerOf(distributorId, distributorName),
    indirectReseller: partnerOf(indirectResellerId, indirectResellerName),
    requestedByDistributor: row.requestedById === distributorId,
  };
}

function partnerOf(id: string | null, legalName: string | null): Partner | null {
  return id === null || legalName === null ? null : { id, legalName };
}
