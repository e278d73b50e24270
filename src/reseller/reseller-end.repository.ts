import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface EndedAuthorization {
  id: string;
  marketCode: string;
  oldValidUntil: string | null;
  validUntil: string;
}

export interface EndedRelationship {
  id: string;
  partyIds: string[];
  to: 'ENDED' | 'DECLINED';
  version: number;
}

const END_AUTHORIZATIONS = `
  WITH open AS (
    SELECT a.id, a.market_code, a.valid_until, greatest(m.today, a.valid_from) AS ended_on
    FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
    WHERE a.reseller_id = $1 AND (a.valid_until IS NULL OR a.valid_until > greatest(m.today, a.valid_from))
  ), ended AS (
    UPDATE reseller.market_authorization a SET valid_until = o.ended_on FROM open o WHERE a.id = o.id RETURNING a.id
  )
  SELECT o.id, o.market_code AS "marketCode", o.valid_until::text AS "oldValidUntil", o.ended_on::text AS "validUntil"
  FROM open o JOIN ended e ON e.id = o.id ORDER BY o.market_code, o.ended_on`;

const END_RELATIONSHIPS = `
  UPDATE reseller.partner_relationship
  SET state = CASE state WHEN 'ACTIVE' THEN 'ENDED' ELSE 'DECLINED' END, ended_at = now(), version = version + 1
  WHERE $1 IN (distributor_id, indirect_reseller_id) AND state IN ('ACTIVE', 'REQUESTED')
  RETURNING id, array_remove(ARRAY[distributor_id, indirect_reseller_id], NULL) AS "partyIds", state AS to, version`;

/** What ends together with a reseller, which is locked. */
@Injectable()
export class ResellerEndRepository {
  /** As of today in each market; what has not begun never does. */
  endAuthorizations(tx: Tx, resellerId: string): Promise<EndedAuthorization[]> {
    return tx.query<EndedAuthorization>(END_AUTHORIZATIONS, [resellerId]);
  }

  /** Those with distributors and those with indirect resellers; what was only asked for is declined. */
  endRelationships(tx: Tx, resellerId: string): Promise<EndedRelationship[]> {
    return tx.query<EndedRelationship>(END_RELATIONSHIPS, [resellerId]);
  }
}
