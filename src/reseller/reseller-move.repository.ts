import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { ResellerEntity } from './reseller.entity.js';
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
  /** Whether it is ACTIVE and was authorised more than a year ago. */
  isYearOver: boolean;
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

/** What the edits of a reseller write. */
export type ResellerEdit = Pick<
  LockedReseller,
  'legalName' | 'tier' | 'partnerLocationId' | 'partnerGlobalId'
>;

/** Where the clock asks for a step. */
export interface ForgottenReseller {
  id: string;
  operation: 'DEMAND_REAUTHORIZATION' | 'DEAUTHORIZE';
}

/** In the markets for which it is authorised; one that is authorised for none is judged by the UTC day. */
const DAYS = `
  CROSS JOIN LATERAL (
    SELECT coalesce(min(m.today), (now() AT TIME ZONE 'UTC')::date) AS today,
      coalesce(max(m.today), (now() AT TIME ZONE 'UTC')::date) AS first_today
    FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
    WHERE a.reseller_id = r.id AND a.valid_from <= m.today AND (a.valid_until IS NULL OR m.today < a.valid_until)
  ) d`;

const OVERDUE = `r.state = 'REAUTHORIZATION_DUE' AND r.reauthorization_due_on <= d.today`;

const LOCKED = `
  SELECT r.id, r.legal_name AS "legalName", r.type, r.tier, r.state,
    r.state_before_suspension AS "stateBeforeSuspension", r.state_reason AS "stateReason",
    r.reauthorization_due_on::text AS "reauthorizationDueOn", r.partner_location_id AS "partnerLocationId",
    r.partner_global_id AS "partnerGlobalId", r.version,
    ${OVERDUE} AS "isOverdue",
    r.state = 'ACTIVE' AND r.authorized_at <= now() - interval '1 year' AS "isYearOver",
    d.today::text AS today, d.first_today::text AS "firstToday"
  FROM reseller.reseller r ${DAYS}
  WHERE r.id = $1 AND ($2::uuid[] IS NULL OR EXISTS (
    SELECT 1 FROM reseller.region_v v WHERE v.reseller_id = r.id AND v.region_id = ANY ($2)))
  FOR NO KEY UPDATE OF r`;

const FORGOTTEN = `
  SELECT r.id, CASE r.state WHEN 'ACTIVE' THEN 'DEMAND_REAUTHORIZATION' ELSE 'DEAUTHORIZE' END AS operation
  FROM reseller.reseller r ${DAYS}
  WHERE r.id <> ALL ($1::uuid[]) AND ((r.state = 'ACTIVE' AND r.authorized_at <= now() - interval '1 year')
    OR (${OVERDUE}))
  ORDER BY r.id LIMIT $2`;

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

  /** The state of a reseller within the caller's scope as the clock has it, also before a job has said so. */
  async stateNow(tx: Tx, id: string): Promise<ResellerState> {
    const [row] = await tx.query<{ state: ResellerState }>(
      `SELECT CASE WHEN ${OVERDUE} THEN 'DEAUTHORIZED' ELSE r.state END AS state
       FROM reseller.reseller r ${DAYS} WHERE r.id = $1`,
      [id],
    );
    assert(row, 'a reseller sees itself');
    return row.state;
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

  /** Writes what is not its state, and gives the new version of a locked reseller. */
  async edit(
    tx: Tx,
    { id, version }: LockedReseller,
    edit: ResellerEdit,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE reseller.reseller SET legal_name = $3, tier = $4, partner_location_id = $5, partner_global_id = $6,
         version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, edit.legalName, edit.tier, edit.partnerLocationId, edit.partnerGlobalId],
    );
    return row?.version;
  }

  require(tx: Tx, id: string): Promise<ResellerEntity> {
    return tx.manager.findOneByOrFail(ResellerEntity, { id });
  }

  /** ACTIVE ones whose last authorisation is older than a year, and ones that were due by now. */
  async forgotten(tx: Tx, without: readonly string[], limit: number): Promise<ForgottenReseller[]> {
    return tx.query<ForgottenReseller>(FORGOTTEN, [without, limit]);
  }
}
