import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../../kernel/index.js';
import type { Tx } from '../database/index.js';
import type { AuditRecord, AuditRecordFilter } from './audit-record.type.js';
import type { AuditSight } from './audit-sight.rules.js';

/** With parts: of a product, the records of its variants too. */
export type AuditSelection = AuditRecordFilter & { withParts?: boolean };

export interface AuditRow extends Omit<AuditRecord, 'changes'> {
  old: unknown;
  new: unknown;
}

const COLUMNS = `
  SELECT r.id, r.at, r.entity, r.entity_id AS "entityId", r.operation, r.from_state AS "fromState",
    r.to_state AS "toState", r.entity_version AS "entityVersion", r.old, r.new, r.actor_kind AS "actorKind",
    r.actor_user_id AS "actorUserId", r.actor_key_id AS "actorKeyId", r.actor_label AS "actorLabel",
    r.request_id AS "requestId", r.ip, r.seq`;

/** What always belongs to a market or region: a record that does not say to which one is for those who look after all. */
const OF_MARKETS = `'{LISTING,CERTIFICATE,REQUIRED_CERTIFICATE,PRICE_LIST,MARKET,TAX_RATE,REGION}'::text[]`;

/** What has no region, such as stock and products, is for all regions. */
const IN_REGIONS = `CASE
    WHEN r.entity = 'REGION' AND r.entity_id = ANY ($2::uuid[]) THEN true
    WHEN r.market_code IS NOT NULL THEN EXISTS (
      SELECT FROM market.market_v m WHERE m.code = r.market_code AND m.region_id = ANY ($2::uuid[]))
    WHEN r.entity = ANY (${OF_MARKETS}) THEN false
    WHEN r.entity = 'ORDER' THEN EXISTS (
      SELECT FROM orders.order_market_v o JOIN market.market_v m ON m.code = o.market_code
      WHERE o.order_id = r.entity_id AND m.region_id = ANY ($2::uuid[]))
    WHEN r.entity = 'RESELLER_APPLICATION' THEN EXISTS (
      SELECT FROM onboarding.application_market_v a JOIN market.market_v m ON m.code = a.market_code
      WHERE a.application_id = r.entity_id AND m.region_id = ANY ($2::uuid[]))
    WHEN cardinality(r.party_ids) > 0 THEN EXISTS (
      SELECT FROM reseller.region_v v
      WHERE v.reseller_id = ANY (r.party_ids) AND v.region_id = ANY ($2::uuid[]))
    ELSE true
  END`;

const SELECTED = `
  FROM platform.audit_record r
  WHERE ($1::text[] IS NULL OR r.entity = ANY ($1)) AND ($2::uuid[] IS NULL OR ${IN_REGIONS})
    AND ($3::text IS NULL OR r.entity = $3 OR ($9 AND r.parent_id = $4))
    AND ($4::uuid IS NULL OR r.entity_id = $4 OR ($9 AND r.parent_id = $4))
    AND ($5::uuid IS NULL OR r.actor_user_id = $5) AND ($6::text IS NULL OR r.operation = $6)
    AND ($7::timestamptz IS NULL OR r.at >= $7) AND ($8::timestamptz IS NULL OR r.at < $8)`;

const PAGE_FORWARD = `${COLUMNS}${SELECTED} AND ($10::bigint IS NULL OR r.seq < $10) ORDER BY r.seq DESC LIMIT $11`;
const PAGE_BACKWARD = `${COLUMNS}${SELECTED} AND ($10::bigint IS NULL OR r.seq > $10) ORDER BY r.seq LIMIT $11`;
const COUNT = `SELECT count(*)::integer AS count${SELECTED}`;

@Injectable()
export class AuditRecordRepository {
  /** Newest first; one row more than the page has, which tells whether there is another. */
  page(tx: Tx, sight: AuditSight, filter: AuditSelection, plan: PagePlan): Promise<AuditRow[]> {
    const [seq = null] = plan.cursor ?? [];
    return tx.query<AuditRow>(plan.direction === 'forward' ? PAGE_FORWARD : PAGE_BACKWARD, [
      ...valuesOf(sight, filter),
      seq,
      plan.fetch,
    ]);
  }

  async count(tx: Tx, sight: AuditSight, filter: AuditSelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT, valuesOf(sight, filter));
    return row?.count ?? 0;
  }
}

function valuesOf(sight: AuditSight, filter: AuditSelection): unknown[] {
  const { entity, entityId, actorUserId, operation, from, until, withParts = false } = filter;
  const found = [entity, entityId, actorUserId, operation, from, until];
  return [sight.entities, sight.regionIds, ...found, withParts];
}
