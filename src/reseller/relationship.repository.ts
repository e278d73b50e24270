import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { RelationshipState } from './relationship.machine.js';

export interface RelationshipRow {
  id: string;
  distributorId: string;
  distributorName: string;
  indirectResellerId: string;
  indirectResellerName: string;
  requestedById: string;
  state: RelationshipState;
  requestedAt: Date;
  activatedAt: Date | null;
  endedAt: Date | null;
}

@Injectable()
export class RelationshipRepository {
  /** Newest first. The other side's name comes from the view: its own row is hidden from a reseller. */
  relationshipsOf(tx: Tx, resellerIds: readonly string[]): Promise<RelationshipRow[]> {
    return tx.query(
      `SELECT relationship_id AS id, distributor_id AS "distributorId", distributor_name AS "distributorName",
         indirect_reseller_id AS "indirectResellerId", indirect_reseller_name AS "indirectResellerName",
         requested_by_id AS "requestedById", state, requested_at AS "requestedAt",
         activated_at AS "activatedAt", ended_at AS "endedAt"
       FROM reseller.relationship_v
       WHERE distributor_id = ANY($1::uuid[]) OR indirect_reseller_id = ANY($1::uuid[])
       ORDER BY requested_at DESC, relationship_id DESC`,
      [resellerIds],
    );
  }
}
