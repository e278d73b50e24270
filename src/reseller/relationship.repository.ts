import { Injectable } from '@nestjs/common';
import { newId, type PagePlan } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { RelationshipState } from './relationship.machine.js';
import type { NamedPartner } from './relationship.rules.js';
import type { ResellerSight } from './reseller.sight.js';

export interface RelationshipRow {
  id: string;
  distributorId: string | null;
  /** Null where the reader may not know who it is. */
  distributorName: string | null;
  indirectResellerId: string | null;
  indirectResellerName: string | null;
  requestedById: string;
  partnerLocationId: string | null;
  partnerCountryCode: string | null;
  state: RelationshipState;
  requestedAt: Date;
  activatedAt: Date | null;
  endedAt: Date | null;
  version: number;
  /** Where it stands in the list: the time of the request with all its digits. */
  listTime: string;
}

export interface RelationshipCriteria {
  states: RelationshipState[] | null;
  resellerId: string | null;
}

for (const name of ['partner_relationship_live_key', 'partner_relationship_asked_key']) {
  registerConstraint(name, {
    code: 'ALREADY_EXISTS',
    message:
      'There is an open request or an active relationship with this partner already. The query "relationships" shows it.',
    path: ['input', 'partnerLocationId'],
  });
}

/** Names come from the view: the other side's own row is hidden from a reseller. */
const RELATIONSHIPS = `
  SELECT v.relationship_id AS id, v.distributor_id AS "distributorId", v.distributor_name AS "distributorName",
    v.indirect_reseller_id AS "indirectResellerId", v.indirect_reseller_name AS "indirectResellerName",
    v.requested_by_id AS "requestedById", v.partner_location_id AS "partnerLocationId",
    v.partner_country_code AS "partnerCountryCode", v.state, v.requested_at AS "requestedAt",
    v.activated_at AS "activatedAt", v.ended_at AS "endedAt", v.version,
    to_char(v.requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "listTime"
  FROM reseller.relationship_v v`;

/** $1: whether every one is within reach, $2: the own reseller, $3: the regions in which one of the parties sells. */
const IN_SIGHT = `($1 OR $2::uuid IN (v.distributor_id, v.indirect_reseller_id)
  OR EXISTS (SELECT FROM reseller.region_v r
    WHERE r.reseller_id IN (v.distributor_id, v.indirect_reseller_id) AND r.region_id = ANY ($3::uuid[])))`;

/** $4: states, $5: a party whose name the reader may know; null leaves a condition out. */
const WANTED = `($4::text[] IS NULL OR v.state = ANY ($4))
  AND ($5::uuid IS NULL OR ($5 = v.distributor_id AND v.distributor_name IS NOT NULL)
    OR ($5 = v.indirect_reseller_id AND v.indirect_reseller_name IS NOT NULL))`;

@Injectable()
export class RelationshipRepository {
  /** Newest first. */
  relationshipsOf(tx: Tx, resellerIds: readonly string[]): Promise<RelationshipRow[]> {
    return tx.query(
      `${RELATIONSHIPS}
       WHERE v.distributor_id = ANY($1::uuid[]) OR v.indirect_reseller_id = ANY($1::uuid[])
       ORDER BY v.requested_at DESC, v.relationship_id DESC`,
      [resellerIds],
    );
  }

  /** Newest first; one row more than the page has, which tells whether there is another. */
  page(
    tx: Tx,
    sight: ResellerSight,
    criteria: RelationshipCriteria,
    plan: PagePlan,
  ): Promise<RelationshipRow[]> {
    const forward = plan.direction === 'forward';
    const orderSql = forward ? 'DESC' : 'ASC';
    const comparisonSql = forward ? '<' : '>';
    const [time, id] = plan.cursor ?? [null, null];
    return tx.query<RelationshipRow>(
      `${RELATIONSHIPS} WHERE ${IN_SIGHT} AND ${WANTED}
         AND ($6::timestamptz IS NULL OR (v.requested_at, v.relationship_id) ${comparisonSql} ($6, $7::uuid))
       ORDER BY v.requested_at ${orderSql}, v.relationship_id ${orderSql} LIMIT $8`,
      [...valuesOf(sight), criteria.states, criteria.resellerId, time, id, plan.fetch],
    );
  }

  async count(tx: Tx, sight: ResellerSight, criteria: RelationshipCriteria): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM reseller.relationship_v v WHERE ${IN_SIGHT} AND ${WANTED}`,
      [...valuesOf(sight), criteria.states, criteria.resellerId],
    );
    return row?.count ?? 0;
  }

  async find(tx: Tx, sight: ResellerSight, id: string): Promise<RelationshipRow | undefined> {
    const [row] = await tx.query<RelationshipRow>(
      `${RELATIONSHIPS} WHERE ${IN_SIGHT} AND v.relationship_id = $4`,
      [...valuesOf(sight), id],
    );
    return row;
  }

  /** Held to the end of the transaction: who reads it afterwards reads what nobody changes meanwhile. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.query('SELECT FROM reseller.partner_relationship WHERE id = $1 FOR UPDATE', [id]);
  }

  /** Writes the request of the caller's reseller; `askedId` is null where there is no such partner. */
  async request(
    tx: Tx,
    { partnerLocationId, countryCode }: NamedPartner,
  ): Promise<{ id: string; askedId: string | null }> {
    const id = newId();
    const [row] = await tx.query<{ askedId: string | null }>(
      'SELECT reseller.request_relationship($1, $2, $3) AS "askedId"',
      [id, partnerLocationId, countryCode],
    );
    return { id, askedId: row?.askedId ?? null };
  }

  /** Undefined when somebody else changed it since the version was read. */
  async move(
    tx: Tx,
    { id, version }: Pick<RelationshipRow, 'id' | 'version'>,
    to: RelationshipState,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE reseller.partner_relationship SET state = $3, version = version + 1,
         activated_at = CASE WHEN $3 = 'ACTIVE' THEN now() ELSE activated_at END,
         ended_at = CASE WHEN $3 IN ('ENDED', 'DECLINED') THEN now() END
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, to],
    );
    return row?.version;
  }
}

function valuesOf(sight: ResellerSight): [boolean, string | null, string[]] {
  return [
    sight.kind === 'ALL',
    sight.kind === 'OWN' ? sight.resellerId : null,
    sight.kind === 'REGIONS' ? sight.regionIds : [],
  ];
}
