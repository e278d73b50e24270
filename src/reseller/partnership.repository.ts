import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { RelationshipState } from './relationship.machine.js';

export interface ResellerAgreementRow {
  resellerId: string;
  id: string;
  regionCode: string;
  number: number;
  locale: string;
  title: string;
  body: string;
  requiredFrom: Date;
  acceptedAt: Date | null;
}

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
export class PartnershipRepository {
  /** Per reseller and region the newest agreement that is required now, and since when it is accepted. */
  agreementsOf(tx: Tx, resellerIds: readonly string[]): Promise<ResellerAgreementRow[]> {
    return tx.query(
      `SELECT v.reseller_id AS "resellerId", asked.id, v.region_code AS "regionCode", asked.number,
         asked.locale, asked.title, asked.body, asked.required_from AS "requiredFrom",
         (SELECT min(c.accepted_at)
          FROM reseller.agreement_acceptance c JOIN reseller.agreement n ON n.id = c.agreement_id
          WHERE c.reseller_id = v.reseller_id AND n.region_id = v.region_id AND n.number >= asked.number
         ) AS "acceptedAt"
       FROM reseller.region_v v
       JOIN LATERAL (
         SELECT g.* FROM reseller.agreement g
         WHERE g.region_id = v.region_id AND g.required_from <= now()
         ORDER BY g.number DESC LIMIT 1) asked ON true
       WHERE v.reseller_id = ANY($1::uuid[])
       ORDER BY v.region_code`,
      [resellerIds],
    );
  }

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
