import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ResellerTier, ResellerType } from './reseller.enum.js';
import type { ResellerStanding, ResellerState, SuspendableState } from './reseller.machine.js';
import type { ResellerSight } from './reseller.sight.js';

/** A reseller whose row nobody else changes until the transaction has ended. */
export interface LockedReseller extends ResellerStanding {
  id: string;
  legalName: string;
  type: ResellerType;
  tier: ResellerTier;
  state: ResellerState;
  stateBeforeSuspension: SuspendableState | null;
  stateReason: string | null;
  reauthorizationDueOn: string | null;
  partnerLocationId: string | null;
  partnerGlobalId: string | null;
  version: number;
  /** Whether the day on which its reauthorisation was due has come, though nothing has said so yet. */
  isOverdue: boolean;
  /** The day in the market of its where the day begins last, and where it begins first. */
  today: string;
  firstToday: string;
}

export interface Move extends ResellerStanding {
  reason: string | null;
  reauthorizationDueOn: string | null;
  /** Whether a new year until the next reauthorisation begins. */
  isAuthorized: boolean;
}

/** In the markets for which it is authorised; one that is authorised for none is judged by the UTC day. */
const DAYS = `
  CROSS JOIN LATERAL (
    SELECT coalesce(min(m.today), (now() AT TIME ZONE 'UTC')::date) AS today,
      coalesce(max(m.today), (now() AT TIME ZONE 'UTC')::date) AS first_today
    FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
    WHERE a.reseller_id = r.id AND a.valid_from <= m.today AND (a.valid_until IS NULL OR m.today < a.valid_until)
  ) d`;

const LOCKED = `
  SELECT r.id, r.legal_name AS "legalName", r.type, r.tier, r.state,
    r.state_before_suspension AS "stateBeforeSuspension", r.state_reason AS "stateReason",
    r.reauthorization_due_on::text AS "reauthorizationDueOn", r.partner_location_id AS "partnerLocationId",
    r.partner_global_id AS "partnerGlobalId", r.version,
    r.state = 'REAUTHORIZATION_DUE' AND r.reauthorization_due_on <= d.today AS "isOverdue",
    d.today::text AS today, d.first_today::text AS "firstToday"
  FROM reseller.reseller r ${DAYS}
  WHERE r.id = $1 AND ($2::uuid[] IS NULL OR EXISTS (
    SELECT 1 FROM reseller.region_v v WHERE v.reseller_id = r.id AND v.region_id = ANY ($2)))
  FOR UPDATE OF r`;

@Injectable()
export class ResellerMoveRepository {
  /** Undefined: there is none, or none within sight. Orders of the reseller that are being placed are awaited. */
  async lock(tx: Tx, sight: ResellerSight, id: string): Promise<LockedReseller | undefined> {
    const [row] = await tx.query<LockedReseller>(LOCKED, [
      id,
      sight.kind === 'REGIONS' ? sight.regionIds : null,
    ]);
    return row;
  }

  /** The new version of a locked reseller. */
  async move(tx: Tx, { id, version }: LockedReseller, move: Move): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE reseller.reseller SET state = $3, state_before_suspension = $4, state_since = now(), state_reason = $5,
         reauthorization_due_on = $6, authorized_at = CASE WHEN $7 THEN now() ELSE authorized_at END,
         version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [
        id,
        version,
        move.state,
        move.stateBeforeSuspension,
        move.reason,
        move.reauthorizationDueOn,
        move.isAuthorized,
      ],
    );
    return row?.version;
  }
}
