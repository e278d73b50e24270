import type { RelationshipRow } from './relationship.repository.js';
import type { PartnerRelationship } from './relationship.type.js';

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
